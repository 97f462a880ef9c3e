"""What the pages of the indicator system show: the tree with sums and scores, and a branch being weighted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

from django.db.models import Q

from evaluations.design.models import ComparedPair, GivenWeight, Method, Removal, Voice, WeightingRound
from evaluations.design.outline import Outline
from evaluations.design.saving import KIND
from evaluations.papers import queries as papers
from evaluations.papers.models import InputKind, PaperInput, WorkingPaper
from evaluations.papers.queries import Standing
from evaluations.projects.models import Activity, Project
from indicators import weighting
from indicators.scoring import Outcome, Problem, Refused
from indicators.systems.models import Indicator
from indicators.weighting import Comparison, Incomplete, NotDivisible

FULL = Decimal(100)
EQUAL, NORMALISE = "equal", "normalise"
METHODS = {
    EQUAL: "平均分配",
    NORMALISE: "归一化",
    Method.EXPERT_MEAN.value: "专家赋权",
    Method.AHP.value: "层次分析法",
}
SPOKEN = {key: METHODS[key] for key in Method.values}
"""Those in which experts say something."""


def method_in_use(project: Project, branch: Indicator | None) -> str:
    """How experts are asked about the branch: as in its newest round, else by comparing pairs."""
    rounds = WeightingRound.objects.filter(project=project, branch=branch).order_by("-pk")
    return str(rounds.values_list("method", flat=True).first() or Method.AHP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A row of the tree. `total` is the sum of the children's weights, None for a leaf."""

    indicator: Indicator
    depth: int
    is_leaf: bool
    total: Decimal | None
    size: int
    """Among how many siblings it stands, for screen readers."""
    place: int
    rule: str
    outcome: Outcome | None
    holds: bool
    """Whether its working paper holds anything."""

    @property
    def is_wrong(self) -> bool:
        return self.total is not None and self.total != self.indicator.weight

    @property
    def level(self) -> int:
        return self.depth + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """All rows in order; scores only where the rules can be read, else `problems` says why not."""

    nodes: tuple[Node, ...]
    top: Decimal
    standing: Standing | None
    problems: tuple[Problem, ...]

    @property
    def leaves(self) -> int:
        return sum(node.is_leaf for node in self.nodes)

    @property
    def tops(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.depth == 0)

    @property
    def wrong(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.is_wrong)

    @property
    def is_total_wrong(self) -> bool:
        return self.top != FULL


def tree(project: Project) -> Tree:
    """The project's tree; the number of queries does not grow with it."""
    data = papers.scoring_data(project)
    standing, problems = None, tuple[Problem, ...]()
    try:
        standing = papers.standing_of(data)
    except Refused as refusal:
        problems = tuple(refusal.problems)
    outline = Outline(project.system.indicators.order_by("position"))
    holding = papers_with_contents(project)
    rules = _rules(standing)
    nodes = tuple(_node(outline, row, standing, rules, holding) for row in outline.ordered())
    top = sum((row.weight for row in outline.under[None]), Decimal(0))
    return Tree(nodes=nodes, top=top, standing=standing, problems=problems)


def _node(
    outline: Outline, row: Indicator, standing: Standing | None, rules: dict[str, str], holding: set[int]
) -> Node:
    children = outline.under.get(row.pk, ())
    siblings = outline.siblings(row)
    return Node(
        indicator=row,
        depth=outline.depth(row.pk),
        is_leaf=not children,
        total=sum((child.weight for child in children), Decimal(0)) if children else None,
        size=len(siblings),
        place=siblings.index(row) + 1,
        rule=rules.get(row.code, ""),
        outcome=standing.outcome(row.code) if standing else None,
        holds=row.pk in holding,
    )


def _rules(standing: Standing | None) -> dict[str, str]:
    """The sentence of each rule by code."""
    return {one.code: one.rule_text for one in standing.system.indicators} if standing else {}


def papers_with_contents(project: Project) -> set[int]:
    """Keys of the indicators whose working papers hold a figure, a reason or a decision."""
    own = Q(not_applicable__gt="") | Q(deduction_reason__gt="") | Q(override_score__isnull=False)
    own |= Q(calculation_note__gt="") | Q(evaluation_result__gt="")
    said = WorkingPaper.objects.filter(own, project=project).values_list("indicator_id", flat=True)
    filled = Q(number__isnull=False) | Q(flag__isnull=False) | Q(level__gt="") | Q(kind=InputKind.LIST)
    inputs = PaperInput.objects.filter(filled, paper__project=project)
    return {*said.order_by(), *inputs.order_by().values_list("paper__indicator_id", flat=True).distinct()}


def changes(project: Project, most: int = 8) -> list[Activity]:
    """The newest lines of the log on the system."""
    return list(project.activities.filter(kind=KIND).select_related("by")[:most])


def removals(project: Project) -> list[Removal]:
    """What was removed and can be restored, newest first."""
    return list(Removal.objects.filter(project=project).select_related("root", "by")[:20])


# Weighting ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one expert said: weights or judgements, in the order of the children, and what comes of them."""

    voice: Voice
    weights: tuple[Decimal | None, ...]
    scales: dict[tuple[int, int], int]
    comparison: Comparison | None
    worst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A pair to compare; `key` names its field."""

    first: Indicator
    second: Indicator
    places: tuple[int, int]

    @property
    def key(self) -> str:
        return f"pair-{self.first.pk}-{self.second.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """A branch being weighted by one method: what it proposes, or the `problem` in the way."""

    branch: Indicator | None
    method: str
    decimals: int
    children: tuple[Indicator, ...]
    total: Decimal
    proposed: tuple[Decimal, ...]
    problem: str
    heard: tuple[Heard, ...]
    comparison: Comparison | None
    worst: str
    basis: str
    text: str
    round: WeightingRound | None

    @property
    def rows(self) -> list[tuple[Indicator, Decimal | None]]:
        """Each child and the weight proposed for it."""
        proposed: Sequence[Decimal | None] = self.proposed or [None] * len(self.children)
        return list(zip(self.children, proposed, strict=True))

    @property
    def present(self) -> Decimal:
        return sum((child.weight for child in self.children), Decimal(0))

    @property
    def pairs(self) -> list[Pair]:
        return [
            Pair(first=self.children[one], second=self.children[two], places=(one, two))
            for one, two in combinations(range(len(self.children)), 2)
        ]


def weighing(project: Project, branch: Indicator | None, method: str, decimals: int) -> Weighing:
    """What `method` makes of the weights under `branch` (None: the top level)."""
    children = tuple(project.system.indicators.filter(parent=branch).order_by("position"))
    total = branch.weight if branch is not None else FULL
    held = WeightingRound.objects.filter(project=project, branch=branch, method=method).first()
    heard = heard_in(held, children) if held else ()
    made = _Made()
    if not children:
        made.problem = "这里还没有下级指标。"
    else:
        try:
            _propose(made, method, children, total, decimals, heard)
        except (NotDivisible, ValueError) as refusal:
            made.problem = str(refusal)
    return Weighing(
        branch=branch,
        method=method,
        decimals=decimals,
        children=children,
        total=total,
        proposed=made.proposed,
        problem=made.problem,
        heard=heard,
        comparison=made.comparison,
        worst=_worst(made.comparison, children),
        basis=weighting.basis(method, people=made.people, found=made.comparison),
        text=weighting.method_text(
            method,
            branch=str(branch) if branch is not None else "一级",
            names=[child.name for child in children],
            people=made.people,
            found=made.comparison,
        ),
        round=held,
    )


@dataclass(slots=True)
class _Made:
    proposed: tuple[Decimal, ...] = ()
    problem: str = ""
    comparison: Comparison | None = None
    people: int = 0


def _propose(
    made: _Made,
    method: str,
    children: Sequence[Indicator],
    total: Decimal,
    decimals: int,
    heard: Sequence[Heard],
) -> None:
    if method == EQUAL:
        made.proposed = weighting.equal(total, len(children), decimals)
    elif method == NORMALISE:
        made.proposed = weighting.split(total, [child.weight for child in children], decimals)
    elif method == Method.EXPERT_MEAN:
        opinions = [one.weights for one in heard if None not in one.weights]
        made.people = len(opinions)
        _ask_for(heard, opinions)
        given = [[weight for weight in one if weight is not None] for one in opinions]
        made.proposed = weighting.split(total, weighting.means(given), decimals)
    else:
        judged = [judgements(one.scales) for one in heard if one.comparison is not None]
        made.people = len(judged)
        _ask_for(heard, judged)
        made.comparison = weighting.compare(len(children), weighting.aggregate(judged))
        made.proposed = weighting.split(total, made.comparison.weights, decimals)


def _ask_for(heard: Sequence[Heard], whole: Sequence[Any]) -> None:
    if not heard:
        raise ValueError("还没有专家录入。")
    if len(whole) < len(heard):
        left = [one.voice.name for one in heard if None in one.weights and one.comparison is None]
        raise ValueError(f"{'、'.join(left)}还没有录全，录全后才能合成。")


def heard_in(held: WeightingRound, children: Sequence[Indicator]) -> tuple[Heard, ...]:
    """What each expert of a round said about the children of its branch."""
    voices = list(held.voices.order_by("pk"))
    places = {child.pk: place for place, child in enumerate(children)}
    given = GivenWeight.objects.filter(voice__round=held, indicator__in=children)
    weights = {(one.voice_id, one.indicator_id): one.weight for one in given}
    scales: dict[int, dict[tuple[int, int], int]] = {voice.pk: {} for voice in voices}
    for one in ComparedPair.objects.filter(voice__round=held):
        if one.first_id in places and one.second_id in places:
            pair, scale = _placed(places[one.first_id], places[one.second_id], one.scale)
            scales[one.voice_id][pair] = scale
    return tuple(
        _listen(voice, tuple(weights.get((voice.pk, pk)) for pk in places), scales[voice.pk], children)
        for voice in voices
    )


def _placed(first: int, second: int, scale: int) -> tuple[tuple[int, int], int]:
    """By the children's places, the earlier first."""
    if first < second:
        return (first, second), scale
    return (second, first), scale if scale == 1 else -scale


def _listen(
    voice: Voice,
    weights: tuple[Decimal | None, ...],
    scales: dict[tuple[int, int], int],
    children: Sequence[Indicator],
) -> Heard:
    comparison = compared(len(children), scales)
    return Heard(
        voice=voice,
        weights=weights,
        scales=scales,
        comparison=comparison,
        worst=_worst(comparison, children),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Previewed:
    """What judgements on a page mean so far."""

    rows: list[tuple[Indicator, Decimal]]
    comparison: Comparison | None
    worst: str
    missing: int


def previewed(children: Sequence[Indicator], pairs: dict[tuple[int, int], int]) -> Previewed:
    """Of scales by the indicators' keys, the lower first."""
    places = {child.pk: place for place, child in enumerate(children)}
    placed = [_placed(places[first], places[second], scale) for (first, second), scale in pairs.items()]
    found = compared(len(children), dict(placed))
    missing = len(children) * (len(children) - 1) // 2 - len(placed)
    rows = list(zip(children, (weight * 100 for weight in found.weights), strict=True)) if found else []
    return Previewed(rows=rows, comparison=found, worst=_worst(found, children), missing=missing)


def compared(count: int, scales: dict[tuple[int, int], int]) -> Comparison | None:
    """What comes of judgements; None while pairs are missing."""
    try:
        return weighting.compare(count, judgements(scales))
    except (Incomplete, ValueError):
        return None


def judgements(scales: dict[tuple[int, int], int]) -> dict[tuple[int, int], Fraction]:
    """3 → 3, −3 → 1/3."""
    return {pair: Fraction(scale) if scale > 0 else Fraction(1, -scale) for pair, scale in scales.items()}


def _worst(found: Comparison | None, children: Sequence[Indicator]) -> str:
    """Which pair disagrees most, and what the others say of it."""
    if found is None or found.worst is None or found.suggested is None or found.is_consistent:
        return ""
    first, second = (children[place] for place in found.worst)
    return f"最不一致的一对：“{first.name}”比“{second.name}”，按其余判断约为{_scale(found.suggested)}。"


def _scale(step: Fraction) -> str:
    return str(step.numerator) if step.denominator == 1 else f"1/{step.denominator}"

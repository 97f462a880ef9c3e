"""How a standing is shown: the tree, the sheet by deduction, the radar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from evaluations.papers.comparison import STATUSES
from evaluations.papers.models import RunScore
from evaluations.papers.queries import Standing
from evaluations.projects.figures import GAP, shown, typed_out
from evaluations.projects.queries import percent
from indicators.charts import SCREEN, draw
from indicators.charts.model import Axis, RadarChart
from indicators.scoring import Indicator, Outcome, rule_sentence

TONES = {
    "ok": "signed",
    "missing": "todo",
    "invalid": "conflict",
    "undefined": "returned",
    "not_applicable": "none",
    "overridden": "active",
    "incomplete": "todo",
}
FILTERS = {"all": "全部", "short": "有扣分", "full": "满分", "disputed": "有争议", "open": "缺数据"}
PALETTE = replace(SCREEN, ink="#1c5463", text="#1d2428", muted="#626d73", line="#e2e0d9", outline="#878b8a")
"""The chart of the report in the colours of the pages (static/css/tokens.css)."""

_MOST_AXES, _FEWEST_AXES = 14, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Twig:
    """One indicator of the tree with what comes of it."""

    indicator: Indicator
    outcome: Outcome
    entry: Mapping[str, Any]
    depth: int

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def status(self) -> str:
        return self.outcome.status.value

    @property
    def tone(self) -> str:
        return TONES[self.status]

    @property
    def state(self) -> str:
        return STATUSES[self.status]

    @property
    def rate(self) -> Decimal | None:
        """得分率 in percent."""
        return percent(self.outcome.score, self.indicator.weight)

    @property
    def bar(self) -> int:
        """The rate as a bar's length from 0 to 100."""
        return min(100, int(self.rate or 0))

    @property
    def deduction(self) -> Decimal | None:
        """扣分: the weight less the score."""
        return None if self.outcome.score is None else self.indicator.weight - self.outcome.score

    @property
    def value(self) -> str:
        """业绩值 with its unit."""
        found = self.outcome.value
        unit = self.indicator.unit if isinstance(found, Decimal) else ""
        return GAP if found is None else f"{shown(found)}{unit}"

    @property
    def rule_text(self) -> str:
        """The rule in a sentence; empty where there is none."""
        rule = self.indicator.rule
        return rule_sentence(rule, self.indicator.exact_weight, self.indicator.unit) if rule else ""

    @property
    def why(self) -> str:
        """扣分原因, or why there is no score."""
        written = str(self.entry.get("deduction_reason") or "")
        return written if written or self.status == "ok" else self.outcome.derivation.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """All indicators in their order, parents before children."""

    twigs: tuple[Twig, ...]
    places: int
    """Decimals with which all scores are shown, so that they stand in line."""

    @property
    def leaves(self) -> tuple[Twig, ...]:
        return tuple(twig for twig in self.twigs if twig.indicator.is_leaf)

    @property
    def tops(self) -> tuple[Twig, ...]:
        return tuple(twig for twig in self.twigs if twig.depth == 0)

    def twig(self, code: str) -> Twig:
        return next(twig for twig in self.twigs if twig.code == code)

    def path(self, twig: Twig) -> tuple[Twig, ...]:
        """The branches above, from the top."""
        by_code = {one.code: one for one in self.twigs}
        found: list[Twig] = []
        parent = twig.indicator.parent
        while parent is not None:
            found.append(by_code[parent])
            parent = by_code[parent].indicator.parent
        return tuple(reversed(found))

    def beside(self, twig: Twig) -> tuple[Twig | None, Twig | None]:
        """The leaf before and the leaf after."""
        leaves = self.leaves
        place = next(number for number, leaf in enumerate(leaves) if leaf.code == twig.code)
        before = leaves[place - 1] if place else None
        return before, leaves[place + 1] if place + 1 < len(leaves) else None


def tree(standing: Standing) -> Tree:
    """The tree of a standing."""
    indicators = standing.system.indicators
    depths: dict[str | None, int] = {None: -1}
    for one in indicators:
        depths[one.code] = depths[one.parent] + 1
    twigs = tuple(
        Twig(
            indicator=one,
            outcome=standing.outcome(one.code),
            entry=standing.entries[one.code],
            depth=depths[one.code],
        )
        for one in indicators
    )
    places = score_places((twig.outcome.score for twig in twigs), standing.system.rounding.score.decimals)
    return Tree(twigs=twigs, places=places)


def score_places(scores: Iterable[Decimal | None], least: int) -> int:
    """As many decimals as the finest score has, at least those to which the evaluation rounds."""
    return max([least, *(len(typed_out(one).partition(".")[2]) for one in scores if one is not None)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The scored indicators by deduction, the largest first; `counts` per filter."""

    rows: tuple[Twig, ...]
    current: str
    counts: dict[str, int]

    @property
    def tabs(self) -> list[dict[str, Any]]:
        return [
            {"key": key, "label": label, "count": self.counts[key], "is_on": key == self.current}
            for key, label in FILTERS.items()
        ]


def sheet(grown: Tree, chosen: str, disputed: frozenset[str] = frozenset()) -> Sheet:
    """The rows of one filter; an unknown filter means all. `disputed` are codes."""
    groups: dict[str, list[Twig]] = {key: [] for key in FILTERS}
    groups["all"] = list(grown.leaves)
    groups["disputed"] = [leaf for leaf in grown.leaves if leaf.code in disputed]
    for leaf in grown.leaves:
        if leaf.deduction is None:
            if leaf.status != "not_applicable":
                groups["open"].append(leaf)
        else:
            groups["short" if leaf.deduction > 0 else "full"].append(leaf)
    current = chosen if chosen in groups else "all"
    rows = sorted(groups[current], key=_loss, reverse=True)
    return Sheet(rows=tuple(rows), current=current, counts={key: len(group) for key, group in groups.items()})


def _loss(leaf: Twig) -> Decimal:
    """What is lost; a missing score counts as its whole weight, since it has to be seen first."""
    if leaf.deduction is None:
        return Decimal(0) if leaf.status == "not_applicable" else leaf.indicator.weight
    return leaf.deduction


def radar(grown: Tree) -> str:
    """The second level's rates as a radar, else the first level's; nothing where too few would be on it."""
    for level in (1, 0):
        twigs = [twig for twig in grown.twigs if twig.depth == level]
        if _FEWEST_AXES <= len(twigs) <= _MOST_AXES:
            return draw(RadarChart(title="得分率", axes=tuple(map(_axis, twigs))), palette=PALETTE)
    return ""


def _axis(twig: Twig) -> Axis:
    rate = twig.rate
    text = GAP if rate is None else f"{rate:.1f}%"
    return Axis(label=twig.indicator.name, share=Decimal(0) if rate is None else rate / 100, text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A row of a stored run, as its page shows it."""

    score: RunScore
    depth: int
    is_leaf: bool
    tone: str
    state: str
    rate: Decimal | None
    unit: str


def recorded(scores: Iterable[RunScore], units: Mapping[str, str]) -> list[Recorded]:
    """The rows of a run in their order, with their depth in the tree; `units` by code."""
    rows = list(scores)
    depths: dict[str, int] = {"": -1}
    branches = {row.parent for row in rows}
    for row in rows:
        depths[row.code] = depths[row.parent] + 1
    return [
        Recorded(
            score=row,
            depth=depths[row.code],
            is_leaf=row.code not in branches,
            tone=TONES[row.status],
            state=STATUSES[row.status],
            rate=percent(row.score, row.weight),
            unit=units.get(row.code, "") if row.value is not None else "",
        )
        for row in rows
    ]

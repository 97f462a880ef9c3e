"""One project at a glance: how complete it is, and what is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from evaluations.desk import links
from evaluations.desk.collecting import doubtful
from evaluations.desk.completeness import Gap, Module, modules
from evaluations.money import queries as money
from evaluations.money.queries import Budget
from evaluations.papers.queries import Standing, scoring_data, standing_of
from evaluations.projects.models import Project
from evaluations.templatetags.figures import figure
from indicators.scoring import Refused, Status
from indicators.systems.models import Indicator

FULL = Decimal(100)
WITHOUT_SCORE = (Status.MISSING, Status.INVALID, Status.UNDEFINED)
SHOWN = 8
"""How many problems the page lists; a project that has only begun misses nearly everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong: `severity` is block (no score or a wrong one) or warn."""

    severity: str
    text: str
    place: str
    url: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the project's main page says; `total` and `grade` are what the present facts come to."""

    modules: tuple[Module, ...]
    problems: tuple[Problem, ...]
    total: Decimal | None
    grade: str
    has_system: bool
    """Whether there are indicators at all."""

    @property
    def percent(self) -> int:
        """Completeness of everything, all entries weighing the same."""
        total = sum(module.total for module in self.modules)
        return sum(module.done for module in self.modules) * 100 // total if total else 0

    @property
    def to_fill(self) -> tuple[Gap, ...]:
        """What is missing before scores can be computed and can be filled in on a page."""
        wanted = [module for module in self.modules if module.is_editable and module.holds_up]
        return tuple(gap for module in wanted for gap in module.gaps)

    @property
    def missing(self) -> int:
        """How much is to fill in, what is not read included."""
        return sum(one.missing for one in self.modules if one.is_editable and one.holds_up)

    @property
    def shown(self) -> tuple[Problem, ...]:
        return self.problems[:SHOWN]

    @property
    def hidden(self) -> int:
        return len(self.problems) - len(self.shown)

    @property
    def blocking(self) -> int:
        return sum(problem.severity == "block" for problem in self.problems)


def overview(
    project: Project, *, is_scored: bool, is_stale: bool, data: Mapping[str, Any] | None = None
) -> Overview:
    """The state of `project` on its present facts; `is_scored` and `is_stale` tell of its newest run.

    `data` is its `scoring_data`, where that is at hand.
    """
    budget = money.budget(project)
    standing, refusal = _evaluated(scoring_data(project) if data is None else data)
    indicators = list(project.system.indicators.all())
    problems = (
        *(_run(project, is_scored=is_scored, is_stale=is_stale) if indicators else _no_system(project)),
        *_refused(project, refusal),
        *_values(project, standing),
        *_weights(project, indicators),
        *_sums(project, budget),
        *_citations(project),
    )
    return Overview(
        modules=modules(project, budget, standing),
        problems=problems,
        total=standing.result.total if standing else None,
        grade=(standing.result.grade or "") if standing else "",
        has_system=bool(indicators),
    )


def _evaluated(data: Mapping[str, Any]) -> tuple[Standing | None, Refused | None]:
    try:
        return standing_of(data), None
    except Refused as refusal:
        return None, refusal


def _no_system(project: Project) -> list[Problem]:
    """Nothing can be scored before there are indicators."""
    url = links.page("design:tree", project.pk)
    return [Problem(severity="warn", text="还没有指标", place="指标体系", url=url, action="去建立")]


def _run(project: Project, *, is_scored: bool, is_stale: bool) -> list[Problem]:
    url = links.page("papers:scores", project.pk)
    if not is_scored:
        return [Problem(severity="warn", text="还没有计算过得分", place="评分总览", url=url, action="去计算")]
    if is_stale:
        text = "底稿或指标改动后还没有重新计算，页面上的得分是改动前的"
        return [Problem(severity="warn", text=text, place="评分总览", url=url, action="重新计算")]
    return []


def _refused(project: Project, refusal: Refused | None) -> list[Problem]:
    """Rules that cannot be read: nothing can be scored until they are mended."""
    url = links.page("design:tree", project.pk)
    return [
        Problem(severity="block", text=found.message, place=f"指标体系　{found.path}", url=url, action="去看")
        for found in (refusal.problems if refusal else ())
    ]


def _values(project: Project, standing: Standing | None) -> list[Problem]:
    """Papers whose score cannot be computed: the wrong ones before the incomplete ones."""
    if standing is None:
        return []
    found = []
    for indicator in standing.system.indicators:
        outcome = standing.outcome(indicator.code)
        if outcome.status not in WITHOUT_SCORE:
            continue
        is_missing = outcome.status is Status.MISSING
        found.append(
            Problem(
                severity="warn" if is_missing else "block",
                text=outcome.derivation.reason,
                place=f"工作底稿　{indicator.code} {indicator.name}",
                url=links.paper(project.pk, indicator.code),
                action="去填" if is_missing else "去改",
            )
        )
    return sorted(found, key=lambda problem: problem.severity)


def _weights(project: Project, indicators: list[Indicator]) -> list[Problem]:
    """Top weights add up to 100; children's weights to their parent's."""
    url = links.page("design:tree", project.pk)
    sums: dict[int | None, Decimal] = defaultdict(Decimal)
    for indicator in indicators:
        sums[indicator.parent_id] += indicator.weight
    wanted: list[tuple[str, Decimal, Decimal]] = []
    if indicators:
        wanted.append(("一级指标", sums[None], FULL))
    wanted += [
        (f"{one.code} {one.name}的下级", sums[one.pk], one.weight) for one in indicators if one.pk in sums
    ]
    return [
        Problem(
            severity="block",
            text=f"{label}权重合计{figure(found)}，应为{figure(needed)}",
            place=f"指标体系　相差{figure(abs(found - needed))}",
            url=url,
            action="去核对",
        )
        for label, found, needed in wanted
        if found != needed
    ]


def _citations(project: Project) -> list[Problem]:
    """Documents that the evaluation rests on and that were not in force at its date."""
    url = links.page("engagement:policies", project.pk)
    own = Project.objects.filter(pk=project.pk)
    return [
        Problem(severity="warn", text=said, place="评价依据", url=url, action="去核对")
        for _, said in doubtful(own, timezone.localdate())
    ]


def _sums(project: Project, budget: Budget) -> list[Problem]:
    url = links.page("money:budget", project.pk)
    return [
        Problem(severity="warn", text=mismatch.text, place="预算与资金", url=url, action="去核对")
        for mismatch in budget.problems
    ]

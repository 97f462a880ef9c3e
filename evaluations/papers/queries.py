"""What working papers say, as plain data and scored; scoring runs, and how two of them differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import QuerySet

from evaluations.dossier import FORMAT
from evaluations.dossier import Indicator as IndicatorEntry
from evaluations.jobs.models import ENDED
from evaluations.papers.comparison import Comparison, compare_general, compare_indicators, shift
from evaluations.papers.contents import PREFIX, contents
from evaluations.papers.facts import settle
from evaluations.papers.models import Dispute, InputItem, InputKind, PaperInput, ScoringRun, WorkingPaper
from evaluations.papers.shapes import PAPER
from evaluations.papers.ticks.lists import TickList, counted, tick_lists
from evaluations.papers.ticks.models import Tick
from evaluations.projects.models import Activity, Project
from indicators.scoring import Outcome, Result, System, fingerprint, read_system, score
from indicators.systems.models import Indicator
from indicators.systems.queries import fetch_rules, indicators_of, system_as_data
from indicators.systems.records import attach, write
from indicators.systems.shapes import INDICATOR

_ORDER = tuple(item.name for item in fields(IndicatorEntry) if item.name != "extras")


def scoring_data(project: Project) -> dict[str, Any]:
    """The part of the dossier that scores depend on: format, grades, rounding, indicators with their inputs.

    A branch that was a leaf once keeps its rule and its paper in the database; they are not part of this.
    Numbers are `Decimal` or int. The number of queries does not depend on the number of indicators.
    """
    indicators = indicators_of(project.system)
    data = {"format": FORMAT, **system_as_data(project.system, indicators)}
    papers = {paper.indicator_id: paper for paper in project.papers.order_by()}
    _fetch_inputs(project, papers.values())
    _fetch_disputes(project, papers.values())
    if indicators:
        branches = {row.parent_id for row in indicators}
        data["indicators"] = [
            _in_order(_of_branch(entry) if row.pk in branches else _of_leaf(entry, papers.get(row.pk)))
            for row, entry in zip(indicators, data["indicators"], strict=True)
        ]
    return data


def _of_leaf(entry: dict[str, Any], paper: WorkingPaper | None) -> dict[str, Any]:
    return entry | write(PAPER, paper) if paper is not None else entry


def _of_branch(entry: dict[str, Any]) -> dict[str, Any]:
    """Without the rule that it had as a leaf: its score is the sum of what is under it."""
    return {key: value for key, value in entry.items() if key != "rule"}


def _fetch_inputs(project: Project, papers: Iterable[WorkingPaper]) -> None:
    """Brings ticks and inputs to hand, bound ones with their fact's value, and the items of lists."""
    inputs = list(PaperInput.objects.filter(paper__project=project).order_by("position"))
    settle(project, inputs)
    attach(papers, "inputs", inputs, "paper_id")
    ticks = Tick.objects.filter(paper__project=project)
    attach(papers, "ticks", ticks.select_related("document").order_by("position"), "paper_id")
    of_lists = {"paper_input__paper__project": project, "paper_input__kind": InputKind.LIST}
    items = InputItem.objects.filter(**of_lists).order_by("position")
    attach(
        inputs, "items", items if any(row.kind == InputKind.LIST for row in inputs) else (), "paper_input_id"
    )


def _fetch_disputes(project: Project, papers: Iterable[WorkingPaper]) -> None:
    """Brings the open disputes to hand; a withdrawn one is not part of the dossier."""
    attach(papers, "dispute", Dispute.objects.filter(paper__project=project, is_open=True), "paper_id")


def _in_order(entry: dict[str, Any]) -> dict[str, Any]:
    """The keys of an indicator in the order of the format, unknown ones after them."""
    return {key: entry[key] for key in _ORDER if key in entry} | entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a project stands on its present facts: the typed system, what comes of it, the plain entries."""

    system: System
    result: Result
    data: Mapping[str, Any]
    entries: Mapping[str, Mapping[str, Any]]
    """The indicators of `data` by their codes."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the facts that the scores depend on."""
        return fingerprint(self.data)

    def outcome(self, code: str) -> Outcome:
        """What comes of one indicator."""
        return self.result.outcomes[code]


def evaluate(project: Project) -> Standing:
    """Scores the project's present facts; nothing is stored. Raises Refused for rules that cannot be read."""
    return standing_of(scoring_data(project))


def standing_of(data: Mapping[str, Any]) -> Standing:
    """Scores plain data as `scoring_data` gives it."""
    system = read_system(data)
    entries = {entry["code"]: entry for entry in data.get("indicators", ())}
    return Standing(system=system, result=score(system), data=data, entries=entries)


def finished_runs(project: Project) -> QuerySet[ScoringRun]:
    """The runs that were computed, newest first."""
    return project.runs.filter(computed_at__isnull=False).select_related("job", "created_by")


def latest_run(project: Project) -> ScoringRun | None:
    """The newest run that was computed: the scores of record."""
    return finished_runs(project).first()


def open_run(project: Project) -> ScoringRun | None:
    """The run that still waits or is being computed; there is one at most."""
    return project.runs.exclude(job__state__in=ENDED).select_related("job", "created_by").first()


def is_stale(run: ScoringRun, project: Project) -> bool:
    """Whether the facts, or the core, have changed since the run in a way that scores depend on."""
    return run.fingerprint != fingerprint(scoring_data(project))


def inputs_of(run: ScoringRun) -> dict[str, Any]:
    """The facts that the run was computed from, with exact numbers."""
    return dict(run.inputs or {})


def compare(run: ScoringRun, earlier: ScoringRun) -> Comparison:
    """What differs from an earlier run, and why: 输入“answered_12333” 191.54 → 300."""
    now, then = inputs_of(run), inputs_of(earlier)
    totals = [
        *shift("总分", earlier.total, run.total),
        *shift("等级", earlier.grade, run.grade),
        *shift("已有得分之和", earlier.partial_total, run.partial_total),
        *shift("内核版本", earlier.core_version, run.core_version),
    ]
    return Comparison(
        totals=tuple(totals),
        general=compare_general(now, then),
        differences=compare_indicators(run.scores.all(), earlier.scores.all(), now, then),
    )


def papers_of(project: Project) -> QuerySet[WorkingPaper]:
    """The project's working papers in the order of their indicators."""
    papers = WorkingPaper.objects.in_use().filter(project=project).select_related("indicator", "updated_by")
    return papers.order_by("indicator__position")


def present(paper: WorkingPaper) -> dict[str, Any]:
    """What the paper says now, by the keys of `contents`; bound inputs as their facts have it."""
    inputs = list(paper.inputs.all())
    settle(paper.project, inputs)
    return contents(paper, inputs)


def rule_data(indicator: Indicator) -> dict[str, Any]:
    """The rule of one indicator as plain data; empty where it has none."""
    rule = getattr(indicator, "rule", None)
    if rule is None:
        return {}
    fetch_rules([rule], pk=rule.pk)
    return dict(write(INDICATOR, indicator).get("rule") or {})


def lists_of(paper: WorkingPaper) -> tuple[TickList, ...]:
    """What there is to tick on a working paper: checklists fill a number, key points a list."""
    kinds = {one.name: one.kind for one in paper.inputs.all()}
    found = tick_lists(rule_data(paper.indicator), paper.indicator.value_expression, kinds)
    return tuple(
        one for one in found if kinds[one.input] == (InputKind.NUMBER if one.counts else InputKind.LIST)
    )


def ticked(paper: WorkingPaper, keys: Collection[str], ticks: Sequence[Tick] | None = None) -> dict[str, Any]:
    """Those of the inputs `keys` (as in `contents`) that follow from ticks, with what they come to.

    `ticks` stand for those that are saved.
    """
    if ticks is None:
        ticks = list(Tick.objects.filter(paper=paper).order_by("position"))
    found = counted(lists_of(paper), ticks) if ticks else {}
    return {PREFIX + name: number for name, number in found.items() if PREFIX + name in keys}


def changes_of_paper(project: Project, paper: WorkingPaper) -> QuerySet[Activity]:
    """The log of one working paper, newest first."""
    subject = f"底稿 {paper.indicator.code} "
    lines = project.activities.filter(kind__in=("paper", "check"), subject__startswith=subject)
    return lines.select_related("by").order_by("-at", "-pk")

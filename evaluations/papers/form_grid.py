"""自评表: all scored indicators of a project as one grid, over the same facts as their working papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from evaluations.grids.columns import Column, Kind, Unreadable, read_cell
from evaluations.grids.grid import Computed, Grid, Mark, declare
from evaluations.papers import overview, queries
from evaluations.papers.actions import write
from evaluations.papers.contents import PREFIX
from evaluations.papers.effects import moved_by_papers, standing_or_none
from evaluations.papers.forms import levels_of
from evaluations.papers.models import InputKind, PaperInput, WorkingPaper
from evaluations.papers.shapes import input_value
from evaluations.papers.ticks.lists import counted, tick_lists
from evaluations.papers.ticks.models import Tick
from evaluations.papers.versions import paper_versions
from evaluations.people.models import User
from evaluations.projects.figures import typed_out
from evaluations.projects.models import Project
from evaluations.templatetags.figures import points

TITLE = Column(key="title", label="指标", is_computed=True, width=196)
ACTUAL, REASON = "actual", "deduction_reason"
MORE = {">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "==": "＝", "!=": "≠"}
WORDS = {"是": "是", "√": "是", "达成": "是", "已达成": "是", "否": "否", "×": "否", "未达成": "否"}


def said(value: Any) -> str:
    """An input as it stands in its cell; a gap and a list are empty."""
    match value:
        case bool():
            return "是" if value else "否"
        case Decimal():
            return typed_out(value)
        case str():
            return value
        case _:
            return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormGrid(Grid):
    """Rows are papers; `actual` is what the one typed input `field` says; without one `why` says why."""

    def ordered(self, project: Project) -> list[Any]:
        """The papers with their inputs; a constant number of queries."""
        rows: list[Any] = list(self.rows(project).prefetch_related("inputs"))
        entries = {one["code"]: one for one in queries.scoring_data(project).get("indicators", ())}
        ticks: dict[int, list[Tick]] = {}
        for tick in Tick.objects.filter(paper__project=project).order_by("position"):
            ticks.setdefault(tick.paper_id, []).append(tick)
        for row in rows:
            row.title = str(row.indicator)
            row.levels = levels_of(entries[row.indicator.code].get("rule") or {})
            row.field, row.why = _field(row, entries[row.indicator.code], ticks.get(row.pk, []))
            row.actual = "" if row.field is None else said(input_value(row.field))
        return rows

    @property
    def name_column(self) -> Column:
        """Indicators are named in their system, not here."""
        return TITLE

    def stored(self, row: Any, column: Column, value: Any, unit: str) -> Any:
        """An actual value as it is written, whatever way it was typed."""
        if column.key == ACTUAL and row.field is not None:
            return said(_read(row, value))
        return Grid.stored(self, row, column, value, unit)

    def save(self, row: Any, by: User) -> None:
        """Writes what was typed into the paper and its input."""
        values: dict[str, Any] = {REASON: row.deduction_reason}
        inputs: dict[str, PaperInput] = {}
        if row.field is not None and said(input_value(row.field)) != row.actual:
            inputs[PREFIX + row.field.name] = row.field
            values[PREFIX + row.field.name] = _read(row, row.actual)
        write(row, inputs, values, by, timezone.now())

    def recorded(self, row: Any) -> list[Any]:
        """The versions of the paper."""
        return [
            SimpleNamespace(
                revision=one.revision,
                history_date=one.at,
                history_user=one.by,
                history_change_reason="",
                actual=_only(one.values),
                deduction_reason=one.values[REASON],
            )
            for one in paper_versions(row)
        ]

    def seen(self, row: Any, revision: int) -> Any:
        """The paper's version of that number."""
        return next((one for one in self.recorded(row) if one.revision == revision), None)


def _field(
    row: WorkingPaper, entry: Mapping[str, Any], ticks: Sequence[Tick]
) -> tuple[PaperInput | None, str]:
    """The one input that is typed, or why it is not typed here."""
    code, inputs = row.indicator.code, list(row.inputs.all())
    if len(inputs) != 1:
        return None, f"{code}有{len(inputs)}个输入，不在这里填。请在底稿{code}里录入或引用。"
    one = inputs[0]
    if one.source:
        return None, f"{code}的“{one.name}”引用了别处的事实，不在这里填。请到它的来源改，或在底稿里取消引用。"
    lists = tick_lists(entry.get("rule") or {}, str(entry.get("value") or ""), [one.name])
    if one.kind == InputKind.LIST or one.name in counted(lists, ticks):
        return None, f"{code}由逐项勾选得出，不在这里填。请在底稿{code}里勾选。"
    return one, ""


def _only(values: Mapping[str, Any]) -> str:
    inputs = [value for key, value in values.items() if key.startswith(PREFIX)]
    return said(inputs[0]) if len(inputs) == 1 else ""


def _read(row: Any, text: str) -> Any:
    """What the text means for the row's input; the indicator's own unit may stand behind a figure."""
    match row.field.kind:
        case InputKind.FLAG:
            return read_cell(Column(key=ACTUAL, label=LABEL, kind=Kind.FLAG), WORDS.get(text.strip(), text))
        case InputKind.LEVEL:
            if text and row.levels and text not in row.levels:
                raise Unreadable(f"“{text[:40]}”不在评分细则的档次里，应为{'、'.join(row.levels)}之一。")
            return text or None
        case _:
            bare = text.strip().replace("％", "%").removesuffix(row.indicator.unit or "\0")
            return read_cell(Column(key=ACTUAL, label=LABEL, kind=Kind.FIGURE), bare)


def _guard(row: Any, column: Column) -> str:
    """An actual value that follows from elsewhere is closed."""
    return str(row.why) if column.key == ACTUAL else ""


def compute(rows: Sequence[Any], _unit: str) -> Computed:
    """Target, weight and score of each row, the total, and what is missing where."""
    values = {(row.pk, TITLE.key): row.title for row in rows}
    standing = standing_or_none(rows[0].project) if rows else None
    if standing is None:
        return Computed(values=values)
    tree = overview.tree(standing)
    marks: dict[tuple[int, str], Mark] = {}
    for row in rows:
        twig = tree.twig(row.indicator.code)
        values[row.pk, "branch"] = next((one.indicator.name for one in reversed(tree.path(twig))), "")
        values[row.pk, "target"] = target(twig.entry)
        values[row.pk, "weight"] = typed_out(twig.indicator.weight)
        values[row.pk, "score"] = points(twig.outcome.score, tree.places)
        if row.field is None:
            values[row.pk, ACTUAL] = twig.value
        if twig.outcome.score is None:
            marks[row.pk, "score"] = Mark(kind="warn", text=twig.outcome.derivation.reason)
    foot = {
        TITLE.key: "总分",
        "weight": typed_out(standing.result.full),
        "score": points(standing.result.total, tree.places),
        REASON: standing.result.grade or "",
    }
    return Computed(values=values, marks=marks, foot=foot)


def target(entry: Mapping[str, Any]) -> str:
    """年度指标值 as the form prints it: ≥95%; where the rule has none, the benchmark; a formula as it is."""
    rule = entry.get("rule") or {}
    if rule.get("target") is None:
        return str(entry.get("benchmark") or "")
    if isinstance(rule["target"], Mapping):
        return str(rule["target"]["formula"])
    condition = rule.get("condition") or {}
    sides = {"lower": "≤", "both": ""}
    sign = MORE.get(condition.get("op", "")) or sides.get(str(rule.get("direction")), "≥")
    return f"{sign}{typed_out(Decimal(rule['target']))}{entry.get('unit') or ''}"


LABEL = "实际完成值"
FORM = declare(
    FormGrid(
        name="self-evaluation",
        title="自评表",
        model=WorkingPaper,
        rows=queries.papers_of,
        page="papers:self-evaluation",
        nav="papers",
        kind="paper",
        noun="项",
        see="projects.view_scores",
        is_fixed=True,
        has_history=False,
        guard=_guard,
        compute=compute,
        watch=moved_by_papers,
        empty="还没有指标。先在“指标体系”里建指标、设评分细则，再在这里填完成值。",
        columns=(
            TITLE,
            Column(key="branch", label="上级指标", is_computed=True, width=110),
            Column(key="target", label="年度指标值", is_computed=True, width=84),
            Column(key=ACTUAL, label=LABEL, aliases=("完成值", "全年实际值"), width=96),
            Column(key="weight", label="分值", kind=Kind.FIGURE, is_computed=True, width=50),
            Column(key="score", label="得分", kind=Kind.FIGURE, is_computed=True, width=60),
            Column(
                key=REASON,
                label="偏差原因分析及改进措施",
                aliases=("偏差原因", "扣分原因", "偏差原因分析"),
                longest=10_000,
            ),
        ),
    )
)

"""The lists of this slice as grids: 绩效目标, 项目内容, 组织与管理; 其他单位, 工作进度, 评价依据."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from evaluations.engagement.models import Citation, Duty, FurtherUnit, PolicyDocument, Step
from evaluations.engagement.policies import find_policy, known_policies, warning
from evaluations.engagement.schedule import is_late
from evaluations.grids.columns import Column, Kind
from evaluations.grids.grid import Computed, Grid, Mark, declare
from evaluations.people.directory import Directory, keep
from evaluations.projects.models import Milestone, Objective, Project

CATEGORIES = (
    "成本指标",
    "产出数量",
    "产出质量",
    "产出时效",
    "产出成本",
    "经济效益",
    "社会效益",
    "生态效益",
    "可持续影响",
    "满意度",
)
"""Proposed, not prescribed: 财预〔2020〕10号 附1 and 财预〔2021〕101号."""
PARTS = ("主管部门", "实施单位", "资金使用单位", "受益单位", "监管单位")


def _proposed(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((word, word) for word in words)


def organisations_by_name(project: Project) -> Mapping[str, Any]:
    """The firm's organisations; a name that it does not know yet means a new one."""
    return Directory(project.firm)


# 绩效目标 -------------------------------------------------------------------------------------------


def indicators_by_words(project: Project) -> Mapping[str, Any]:
    """What people type for an indicator: its code, code and name, or its name where only one has it."""
    rows = list(project.system.indicators.order_by("position"))
    names = [row.name for row in rows]
    known = {row.name: row for row in rows if names.count(row.name) == 1}
    for row in rows:
        known |= {f"{row.code}{gap}{row.name}": row for gap in (" ", "　", "")}
    return {**known, **{row.code: row for row in rows}}


def _compute_objectives(rows: Sequence[Any], _unit: str) -> Computed:
    """Those that no indicator measures are told; a project can have such only by oversight."""
    loose = sum(row.indicator_id is None for row in rows)
    warnings = [f"{loose}条目标还没有对应的指标。"] if loose and loose < len(rows) else []
    return Computed(warnings=warnings)


OBJECTIVES = declare(
    Grid(
        name="objectives",
        title="绩效目标",
        model=Objective,
        rows=lambda project: Objective.objects.filter(project=project).select_related("indicator"),
        page="engagement:objectives",
        nav="objectives",
        kind="goal",
        noun="目标",
        compute=_compute_objectives,
        empty="还没有绩效目标。按 Ins 新增，或从Excel粘贴：类别、目标、目标值、实际完成值、指标编号。",
        columns=(
            Column(key="category", label="类别", width=120, longest=100, choices=_proposed(CATEGORIES)),
            Column(key="name", label="目标", aliases=("年度总体目标", "预期目标"), is_required=True),
            Column(key="target", label="目标值", aliases=("年度指标值", "指标值"), width=190),
            Column(key="actual", label="实际完成值", aliases=("实际完成情况",), width=170),
            Column(
                key="indicator",
                label="指标",
                kind=Kind.REFERENCE,
                width=220,
                references=indicators_by_words,
            ),
        ),
    )
)

# 项目内容与完成情况 ---------------------------------------------------------------------------------

MILESTONES = declare(
    Grid(
        name="milestones",
        title="项目内容与完成情况",
        model=Milestone,
        rows=lambda project: Milestone.objects.filter(project=project),
        page="engagement:milestones",
        nav="objectives",
        kind="goal",
        noun="项",
        empty="还没有项目内容。按 Ins 新增，或从Excel粘贴：内容、计划、实际、完成情况。",
        columns=(
            Column(key="item", label="内容", is_required=True),
            Column(key="plan", label="计划", width=140, longest=100),
            Column(key="actual", label="实际", width=140, longest=100),
            Column(key="progress", label="完成情况", width=320, longest=2000),
        ),
    )
)

# 组织与管理 ------------------------------------------------------------------------------------------

DUTIES = declare(
    Grid(
        name="duties",
        title="组织与管理",
        model=Duty,
        rows=lambda project: Duty.objects.filter(project=project),
        page="engagement:organisation",
        nav="objectives",
        kind="goal",
        noun="单位",
        empty="还没有组织与管理。按 Ins 新增，或从Excel粘贴：单位、职责、管理制度。",
        columns=(
            Column(
                key="unit",
                label="单位",
                width=240,
                longest=200,
                is_required=True,
                references=organisations_by_name,
            ),
            Column(key="duty", label="职责", longest=2000, is_required=True),
            Column(key="rules", label="管理制度", width=320, longest=2000),
        ),
    )
)

# 其他单位 --------------------------------------------------------------------------------------------


UNITS = declare(
    Grid(
        name="further-units",
        title="其他单位",
        model=FurtherUnit,
        rows=lambda project: FurtherUnit.objects.filter(project=project).select_related("organisation"),
        page="engagement:engagement",
        nav="engagement",
        kind="project",
        noun="单位",
        empty="封面上的单位在“项目信息”里填；还有别的单位时，按 Ins 加在这里，从名单里选，或输入全称。",
        columns=(
            Column(
                key="organisation",
                label="单位",
                kind=Kind.REFERENCE,
                is_required=True,
                references=organisations_by_name,
                keep=lambda organisation, by: keep(organisation, by=by),
            ),
            Column(key="part", label="角色", width=120, longest=40, choices=_proposed(PARTS)),
            Column(key="contact", label="联系部门", width=180, longest=200),
        ),
    )
)

# 工作进度 --------------------------------------------------------------------------------------------


def people_by_name(project: Project) -> Mapping[str, Any]:
    """The members of the project by name, and by what they sign in with."""
    people = [member.user for member in project.members.select_related("user")]
    names = [str(one) for one in people]
    known = {str(one): one for one in people if names.count(str(one)) == 1}
    return {**known, **{one.username: one for one in people}}


def _compute_steps(rows: Sequence[Any], _unit: str) -> Computed:
    today = timezone.localdate()
    values = {(row.pk, "state"): _state(row, is_late(row, today)) for row in rows}
    marks = {
        (row.pk, "due_on"): Mark(kind="warn", text="已过计划完成日期，还没有填实际完成日期。")
        for row in rows
        if is_late(row, today)
    }
    return Computed(values=values, marks=marks)


def _state(row: Step, late: bool) -> str:
    if row.done_on:
        return "完成"
    return "逾期" if late else "未完成"


STEPS = declare(
    Grid(
        name="steps",
        title="工作进度",
        model=Step,
        rows=lambda project: Step.objects.filter(project=project).select_related("responsible"),
        page="engagement:schedule",
        nav="engagement",
        kind="team",
        noun="工作",
        compute=_compute_steps,
        empty="还没有进度安排。按 Ins 新增，或从Excel粘贴：工作、计划开始、计划完成、实际完成、负责人。",
        columns=(
            Column(key="name", label="工作", longest=200, is_required=True),
            Column(key="starts_on", label="计划开始", kind=Kind.DATE, width=104, longest=40),
            Column(key="due_on", label="计划完成", kind=Kind.DATE, width=104, longest=40),
            Column(key="done_on", label="实际完成", kind=Kind.DATE, width=104, longest=40),
            Column(key="state", label="状态", is_computed=True, width=72),
            Column(
                key="responsible", label="负责人", kind=Kind.REFERENCE, width=110, references=people_by_name
            ),
            Column(key="note", label="说明", width=240, longest=2000),
        ),
    )
)

# 评价依据 --------------------------------------------------------------------------------------------


def _fill_policy(project: Project, _rows: Sequence[Any], values: dict[str, Any]) -> dict[str, Any]:
    """A number that the base knows brings title, issuer and date along, where these were left empty."""
    known = find_policy(known_policies(project.firm_id), values.get("number", ""))
    if known is None:
        return values
    filled = {"title": known.title, "issuer": known.issuer, "date": known.date}
    return {**filled, **{key: value for key, value in values.items() if value}}


def _compute_citations(rows: Sequence[Any], _unit: str) -> Computed:
    """What the base knows of each document, judged at the evaluation's date."""
    if not rows:
        return Computed()
    project = Project.objects.get(pk=rows[0].project_id)
    base = known_policies(project.firm_id)
    at = project.report_date or timezone.localdate().isoformat()
    values, marks, doubts = {}, {}, []
    for row in rows:
        known = find_policy(base, row.number)
        said = warning(known, at) if known else ""
        values[row.pk, "standing"] = _standing(known, said)
        if said:
            marks[row.pk, "number"] = Mark(kind="warn", text=said)
            doubts.append(said)
        if known and known.title != row.title:
            marks[row.pk, "title"] = Mark(kind="warn", text=f"文件库里的名称是《{known.title}》，请核对。")
    return Computed(values=values, marks=marks, warnings=doubts)


def _standing(known: PolicyDocument | None, said: str) -> str:
    if known is None:
        return "库中没有"
    if not said:
        return "有效"
    return "已废止" if known.effective_to else "未施行"


CITATIONS = declare(
    Grid(
        name="citations",
        title="评价依据",
        model=Citation,
        rows=lambda project: Citation.objects.filter(project=project),
        page="engagement:policies",
        nav="engagement",
        kind="project",
        noun="文件",
        named_by="title",
        prepare=_fill_policy,
        compute=_compute_citations,
        empty="还没有评价依据。按 Ins 后填文号，库中有的文件会自动带出名称；也可以从右边选用。",
        columns=(
            Column(key="number", label="文号", width=170, longest=100),
            Column(key="title", label="名称", is_required=True),
            Column(key="issuer", label="发文机关", width=130, longest=200),
            Column(key="date", label="发文日期", kind=Kind.DATE, width=100, longest=40),
            Column(key="use", label="用于", width=160),
            Column(key="standing", label="效力", is_computed=True, width=80),
        ),
    )
)

"""工作方案 as pieces: the twelve elements of 财监〔2021〕4号 第十五条, as far as the project holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.utils.timezone import localdate

from evaluations.engagement.models import Citation, Declaration, Step
from evaluations.evidence.models import RequestedItem
from evaluations.fieldwork.models import BaseTable, Interview
from evaluations.projects.models import Objective, Project, ProjectMember
from evaluations.projects.queries import team
from evaluations.questionnaires.models import Survey
from indicators.scoring import plain
from reports.composing.snapshot import Unusable, current_sections
from reports.document.blocks import Block, Paragraph
from reports.reading.pieces import Piece
from reports.reading.screen import blocks_as_html
from reports.reading.system import entries_of, grades
from reports.reading.tables import Heads, listed

Filled = Iterable[Block]

PURPOSE, METHOD = "evaluation.purpose", "evaluation.principles"
"""What the ids of the report's sections that say them begin with."""


def pieces_of(project: Project) -> tuple[Piece, ...]:
    """The elements in the order of the rule; one that the project does not hold yet says what is missing."""
    return tuple(_element(project, place, *element) for place, element in enumerate(ELEMENTS, 1))


def _element(
    project: Project, place: int, key: str, title: str, fill: Callable[[Project], Filled], missing: str
) -> Piece:
    blocks = tuple(fill(project))
    return Piece(
        key=key,
        title=f"{place}．{title}",
        level=1,
        html=blocks_as_html(blocks or (Paragraph(runs=(missing,), style="note"),)),
        state="已具备" if blocks else "尚缺",
        is_missing=not blocks,
    )


def _rows(name: str, heads: Heads, rows: Iterable[tuple[str, ...]], caption: str = "") -> Iterator[Block]:
    """A table, if there is anything in it."""
    if found := list(rows):
        yield listed(name, heads, found, caption=caption)


def _team(project: Project) -> Filled:
    def said(one: ProjectMember) -> tuple[str, ...]:
        return str(one.user), one.get_role_display(), one.title, one.certificate, one.duties

    heads: Heads = tuple((title, "left") for title in ("姓名", "角色", "职称", "执业资格", "分工"))
    return _rows("team", heads, map(said, team(project)))


def _schedule(project: Project) -> Filled:
    def said(one: Step) -> tuple[str, ...]:
        return one.name, one.starts_on, one.due_on, str(one.responsible or ""), one.note

    rows = Step.objects.filter(project=project).select_related("responsible")
    heads: Heads = tuple((title, "left") for title in ("工作", "计划开始", "计划完成", "负责人", "说明"))
    return _rows("schedule", heads, map(said, rows))


def _sentences(prefix: str) -> Callable[[Project], Filled]:
    """The text of the report's sections of that name: what the plan says of it, too."""

    def fill(project: Project) -> Filled:
        try:
            found = [one for one in current_sections(project) if one.id.startswith(prefix)]
        except Unusable:
            return
        for section in found:
            yield from (Paragraph(runs=(line,)) for line in section.replaced or section.default)

    return fill


def _content(project: Project) -> Filled:
    def said(one: Objective) -> tuple[str, ...]:
        return one.category, one.name, one.target, str(one.indicator or "")

    rows = Objective.objects.filter(project=project).select_related("indicator")
    heads: Heads = tuple((title, "left") for title in ("类别", "绩效目标", "目标值", "对应指标"))
    return _rows("objectives", heads, map(said, rows), "绩效目标")


def _basis(project: Project) -> Filled:
    def said(one: Citation) -> tuple[str, ...]:
        return one.title, one.number, one.issuer, one.use

    heads: Heads = tuple((title, "left") for title in ("文件", "文号", "发文机关", "用于"))
    return _rows("basis", heads, map(said, Citation.objects.filter(project=project)))


def _system(project: Project) -> Filled:
    rows = (
        (one["code"], "　" * (one["level"] - 1) + one["name"], plain(one["weight"]), one["sentence"])
        for one in entries_of(project)
    )
    heads: Heads = (("编号", "left"), ("指标", "left"), ("权重", "right"), ("评分规则", "left"))
    return _rows("system", heads, rows)


def _standards(project: Project) -> Filled:
    entries = entries_of(project)
    rows = (
        (
            f"{one['code']} {one['name']}",
            str(one.get("benchmark") or ""),
            str(one.get("benchmark_basis") or ""),
        )
        for one in entries
        if one.get("benchmark")
    )
    heads: Heads = (("指标", "left"), ("标杆值", "left"), ("依据", "left"))
    yield from _rows("standards", heads, rows)
    bands = list(project.system.grades.all())
    if bands:
        yield grades(bands)


def _sample(project: Project) -> Filled:
    def said(one: Survey) -> tuple[str, ...]:
        return one.title, "" if one.distributed is None else f"{one.distributed}份"

    yield from _rows(
        "sample",
        (("社会调查", "left"), ("计划发放", "right")),
        map(said, Survey.objects.filter(project=project)),
    )
    interviews = Interview.objects.filter(project=project)
    told = ((one.subject_role, one.group, one.planned or one.date) for one in interviews)
    heads: Heads = (("访谈对象", "left"), ("类别", "left"), ("计划日期", "left"))
    yield from _rows("interviewed", heads, told)


def _questions(project: Project) -> Filled:
    """The questionnaires with their options, then the outlines of interviews."""
    surveys = Survey.objects.filter(project=project).prefetch_related("questions__options")
    for number, survey in enumerate(surveys, 1):
        rows = (
            (str(place), one.text, "；".join(option.label for option in one.options.all()))
            for place, one in enumerate(survey.questions.all(), 1)
        )
        heads: Heads = (("序号", "center"), ("题目", "left"), ("选项", "left"))
        yield from _rows(f"survey-{number}", heads, rows, f"问卷：{survey.title}")
    interviews = Interview.objects.filter(project=project).prefetch_related("questions")
    for number, interview in enumerate(interviews, 1):
        asked = [one for one in interview.questions.all() if not one.is_record]
        said = ((str(place), one.text) for place, one in enumerate(asked, 1))
        heads = (("序号", "center"), ("问题", "left"))
        yield from _rows(f"outline-{number}", heads, said, f"访谈提纲：{interview.subject_role}")


def _material(project: Project) -> Filled:
    """What is asked for, then the base tables that the unit fills in."""

    def asked(one: RequestedItem) -> tuple[str, ...]:
        return one.title, one.reason, str(one.indicator or ""), one.due.isoformat() if one.due else ""

    items = RequestedItem.objects.filter(project=project).select_related("indicator")
    heads: Heads = tuple((title, "left") for title in ("所需资料", "用途", "对应指标", "期限"))
    yield from _rows("requested", heads, map(asked, items), "资料清单")
    for table in BaseTable.objects.filter(project=project).prefetch_related("items"):
        rows = ((one.name, one.unit, one.period, one.definition) for one in table.items.all())
        heads = tuple((title, "left") for title in ("数据项", "单位", "期间", "口径"))
        yield from _rows(f"base-{table.pk}", heads, rows, f"基础表模板　{table.code}　{table.title}")


def _discipline(project: Project) -> Filled:
    """What was declared of independence; the newest of each person."""
    rows = Declaration.objects.filter(project=project).select_related("user").order_by("pk")
    newest = {one.user: one for one in rows}
    told = (
        (str(user), "有利害关系" if one.has_interest else "无利害关系", f"{localdate(one.signed_at)}")
        for user, one in newest.items()
    )
    heads: Heads = (("人员", "left"), ("独立性声明", "left"), ("签署日期", "left"))
    return _rows("discipline", heads, told)


ELEMENTS: tuple[tuple[str, str, Callable[[Project], Filled], str], ...] = (
    ("team", "人员配置", _team, "还没有登记评价小组成员。"),
    ("schedule", "时间安排", _schedule, "还没有编排工作进度。"),
    ("purpose", "评价目的", _sentences(PURPOSE), "还没有写评价目的、对象和范围。"),
    ("content", "评价内容", _content, "还没有登记绩效目标。"),
    ("basis", "评价依据", _basis, "还没有登记评价依据的政策文件。"),
    ("method", "评价方法", _sentences(METHOD), "还没有写评价原则和方法。"),
    ("system", "指标体系", _system, "还没有建立指标体系。"),
    ("standards", "评价标准", _standards, "还没有填写标杆值和评价等级。"),
    ("sample", "样本确定", _sample, "还没有安排社会调查和访谈对象。"),
    ("questions", "调查问卷和访谈提纲", _questions, "还没有编写问卷和访谈提纲。"),
    ("material", "资料清单和基础表", _material, "还没有列出资料清单和基础表。"),
    ("discipline", "工作纪律", _discipline, "还没有人签署独立性声明。"),
)
"""Key, title as the rule names it, what fills it, what is said when nothing does."""

"""What a stage can ask for before it is signed: each check looks at a project and says what is missing.

A firm's table names checks by their keys; slices above register their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse

from evaluations.engagement.queries import shortcomings, team, unqualified
from evaluations.evidence.models import RequestedItem, RequestState
from evaluations.fieldwork.models import BaseTableItem, ItemState
from evaluations.papers.checking.models import PaperState
from evaluations.papers.queries import evaluate, is_stale, latest_run, papers_of
from evaluations.projects.models import Project, ProjectRole
from evaluations.questionnaires.queries import untallied
from indicators.scoring import Refused, Status, plain
from indicators.systems.models import Indicator

FULL = Decimal(100)
NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something missing, and the page where it is mended (`arguments` after the project's number)."""

    text: str
    url_name: str
    arguments: tuple[str | int, ...] = ()
    is_blocking: bool = True

    def of(self, *, is_blocking: bool) -> Gap:
        """The same, as a stage takes it."""
        return replace(self, is_blocking=is_blocking)

    def url(self, project: Project) -> str:
        """Where it is mended."""
        return reverse(self.url_name, args=[project.pk, *self.arguments])


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check by its key, with what it asks for in one sentence."""

    key: str
    label: str
    run: Callable[[Project], list[Gap]]


CHECKS: dict[str, Check] = {}


def register(
    key: str, label: str
) -> Callable[[Callable[[Project], list[Gap]]], Callable[[Project], list[Gap]]]:
    """The function is a check from now on."""

    def take(run: Callable[[Project], list[Gap]]) -> Callable[[Project], list[Gap]]:
        CHECKS[key] = Check(key=key, label=label, run=run)
        return run

    return take


@register("declared", "小组成员和专家都签了独立性声明，没有应当回避的人")
def _declared(project: Project) -> list[Gap]:
    places = team(project)
    missing = [str(one.member.user) for one in places if one.must_declare and one.declaration is None]
    found = [f"{_named(missing)}还没有签独立性声明"] if missing else []
    found += [
        f"{one.member.user}声明存在利害关系，应当回避"
        for one in places
        if one.declaration is not None and one.declaration.has_interest
    ]
    return [Gap(text=text, url_name="engagement:team") for text in found]


@register("qualified", "主评人在小组里，资格符合财监〔2021〕4号第七条")
def _qualified(project: Project) -> list[Gap]:
    leads = [one.member for one in team(project) if one.member.role == ProjectRole.LEAD]
    if not leads:
        return [Gap(text="小组里还没有主评人", url_name="engagement:team")]
    return [Gap(text=text, url_name="engagement:team") for lead in leads for text in unqualified(lead)]


@register("weights", "指标权重逐级合计正确，共100分")
def _weights(project: Project) -> list[Gap]:
    rows = list(project.system.indicators.all())
    if not rows:
        return [Gap(text="还没有指标", url_name="design:tree")]
    wrong = wrong_sums(rows)
    return [
        Gap(text=f"{label}权重合计{plain(is_now)}，应为{plain(wanted)}", url_name="design:tree")
        for label, is_now, wanted in wrong
    ]


def wrong_sums(rows: Iterable[Indicator]) -> list[tuple[str, Decimal, Decimal]]:
    """Where weights do not add up: whose children, to what, and to what they should."""
    known = list(rows)
    sums: dict[int | None, Decimal] = defaultdict(Decimal)
    for row in known:
        sums[row.parent_id] += row.weight
    wanted = [("一级指标", sums[None], FULL)] if known else []
    wanted += [(f"{one.code} {one.name}的下级", sums[one.pk], one.weight) for one in known if one.pk in sums]
    return [(label, found, needed) for label, found, needed in wanted if found != needed]


@register("base_verified", "基础表的数据项都已核实")
def _base_verified(project: Project) -> list[Gap]:
    open_items = BaseTableItem.objects.filter(table__project=project).exclude(state=ItemState.VERIFIED)
    counts: dict[int, int] = defaultdict(int)
    for table in open_items.values_list("table", flat=True):
        counts[table] += 1
    tables = project.basetables.filter(pk__in=counts).order_by("position")
    return [
        Gap(
            text=f"{table}：{counts[table.pk]}项还没有核实",
            url_name="fieldwork:verification",
            arguments=(table.pk,),
        )
        for table in tables
    ]


@register("tallied", "社会调查的结果是按现在的答卷汇总的")
def _tallied(project: Project) -> list[Gap]:
    return [
        Gap(
            text=f"社会调查“{survey}”的答卷有变动，还没有重新汇总",
            url_name="questionnaires:survey",
            arguments=(survey.pk,),
        )
        for survey in untallied(project)
    ]


@register("requests", "资料清单上要的都收到了")
def _requests(project: Project) -> list[Gap]:
    rows = RequestedItem.objects.filter(project=project, state=RequestState.REQUESTED).order_by("position")
    titles = [row.title for row in rows]
    return [Gap(text=f"还没有收到{_named(titles)}", url_name="evidence:requests")] if titles else []


@register("scored", "每项指标都有得分")
def _scored(project: Project) -> list[Gap]:
    try:
        found = evaluate(project)
    except Refused as refusal:
        return [Gap(text=problem.message, url_name="design:tree") for problem in refusal.problems]
    wanting = {Status.MISSING, Status.INVALID, Status.UNDEFINED}
    return [
        Gap(
            text=f"{one.code} {one.name}：{outcome.derivation.reason}",
            url_name="papers:paper",
            arguments=(one.code,),
        )
        for one in found.system.indicators
        if (outcome := found.result.outcomes[one.code]).status in wanting
    ]


@register("checked", "每份工作底稿都由另一人复核过")
def _checked(project: Project) -> list[Gap]:
    rows = papers_of(project).exclude(state=PaperState.CHECKED)
    codes = [row.indicator.code for row in rows]
    return [Gap(text=f"{_named(codes)}底稿还没有复核", url_name="papers:list")] if codes else []


@register("run", "正式得分是按现在的事实计算的")
def _run(project: Project) -> list[Gap]:
    run = latest_run(project)
    if run is None:
        return [Gap(text="还没有计算过得分", url_name="papers:scores")]
    if is_stale(run, project):
        return [Gap(text="计算得分以后事实又有改动，请重新计算", url_name="papers:scores")]
    return []


@register("team", "承接与小组没有缺项")
def _team(project: Project) -> list[Gap]:
    return [Gap(text=text, url_name="engagement:team") for text in shortcomings(team(project))]


def _named(names: list[str]) -> str:
    """The first few, and how many there are."""
    shown = "、".join(names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown}等{len(names)}项"

"""How complete a project is: its facts in, for each of its parts what is there and what is missing out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evaluations.desk import links
from evaluations.engagement.actions import ENGAGEMENT_FIELDS
from evaluations.engagement.models import Engagement
from evaluations.engagement.queries import team
from evaluations.evidence import queries as evidence
from evaluations.fieldwork import queries as fieldwork
from evaluations.fieldwork.models import InterviewRating, SiteVisit
from evaluations.money.queries import Budget, fund_check
from evaluations.papers.queries import Standing
from evaluations.projects.actions import labels
from evaluations.projects.models import Project, ProjectKind
from evaluations.questionnaires.models import Question
from indicators.scoring import Status

NAMED = 3
"""How many missing things are named before the rest, which is unfolded."""

READ = 50
"""How many missing things are read where there can be thousands."""

IDENTITY = {
    "year": "评价年度",
    "evaluated_unit": "被评价单位",
    "competent_department": "主管部门",
    "commissioning_bureau": "委托方",
    "firm_name": "评价机构",
    "report_number": "报告文号",
    "report_date": "报告日期",
    "funding_source": "资金来源",
}

ON_THE_FORM = ("year", "evaluated_unit", "competent_department")
"""Those of IDENTITY that a 自评表 prints (财预〔2020〕10号 附1): nobody commissions it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that is missing, and where to put it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A part of the project: how many of its entries are there, and which are missing.

    `is_editable` says whether they can be filled in on its page, `holds_up` whether scores wait for them.
    Of a part with thousands of entries only the first missing ones are in `gaps`; `unread` counts the others.
    """

    label: str
    url: str
    total: int
    gaps: tuple[Gap, ...]
    is_editable: bool = False
    holds_up: bool = True
    unread: int = 0

    @property
    def missing(self) -> int:
        return len(self.gaps) + self.unread

    @property
    def done(self) -> int:
        return self.total - self.missing

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0

    @property
    def tone(self) -> str:
        """How the bar looks: complete, under way, or less than two thirds."""
        if self.percent == 100:
            return "ok"
        return "" if self.percent >= 66 else "lag"

    @property
    def named(self) -> tuple[Gap, ...]:
        return self.gaps[:NAMED]

    @property
    def others(self) -> tuple[Gap, ...]:
        """What is missing beside the named."""
        return self.gaps[NAMED:]

    @property
    def unnamed(self) -> int:
        """How many are missing beside the named."""
        return max(0, self.missing - NAMED)


def modules(project: Project, budget: Budget, standing: Standing | None) -> tuple[Module, ...]:
    """The parts that hold anything, in the order of the navigation; without `standing` nothing on papers."""
    parts = [
        _identity(project),
        _engagement(project),
        _schedule(project),
        _objectives(project),
        _organisation(project),
        _budget(project, budget),
        _fund_check(project),
        _base_tables(project),
        _outputs(project),
        _surveys(project),
        _interviews(project),
        _visits(project),
        _evidence(project),
    ]
    if standing is not None:
        parts += [_indicators(project, standing), _papers(project, standing)]
    return tuple(part for part in parts if part.total)


def _identity(project: Project) -> Module:
    url = links.page("projects:info", project.pk)
    wanted = ON_THE_FORM if project.kind == ProjectKind.SELF_EVALUATION else tuple(IDENTITY)
    gaps = tuple(Gap(label=IDENTITY[name], url=url) for name in wanted if not getattr(project, name))
    return Module(label="项目信息", url=url, total=len(wanted) + 1, gaps=gaps, is_editable=True)


def _engagement(project: Project) -> Module:
    """承接: what the contract and its assessment want, and a declaration of each who must sign one.

    A self-evaluation has no contract: there it counts only once something of it was filled in.
    """
    url = links.page("engagement:edit", project.pk)
    row = Engagement.objects.filter(project=project).first()
    named = labels(Engagement)
    wanted = [name for name in ENGAGEMENT_FIELDS if name != "amount_unit"]
    if row is None and project.kind == ProjectKind.SELF_EVALUATION:
        wanted = []
    gaps = [
        Gap(label=named[name], url=f"{url}#id_{name}")
        for name in wanted
        if row is None or getattr(row, name) in {None, ""}
    ]
    places = [place for place in team(project) if place.must_declare] if wanted else []
    to_team = links.page("engagement:team", project.pk)
    gaps += [
        Gap(label=f"{one.member.user}的独立性声明", url=to_team) for one in places if not one.declaration
    ]
    return Module(
        label="承接与团队",
        url=links.page("engagement:engagement", project.pk),
        total=len(wanted) + len(places),
        gaps=tuple(gaps),
        is_editable=True,
        holds_up=False,
    )


def _schedule(project: Project) -> Module:
    """Each step of the work wants its due day and who answers for it."""
    url = links.page("engagement:schedule", project.pk)
    steps = list(project.steps.all())
    gaps = [
        Gap(label=f"{step.name}的{label}", url=url)
        for step in steps
        for label, held in (("计划完成日期", step.due_on), ("负责人", step.responsible_id))
        if not held
    ]
    return _listed(project, "工作进度", url, 2 * len(steps), gaps)


def _organisation(project: Project) -> Module:
    """Each unit wants its duties and the rules it works by."""
    url = links.page("engagement:organisation", project.pk)
    duties = list(project.dutys.all())
    gaps = [Gap(label=f"{one.unit}的管理制度", url=url) for one in duties if not one.rules]
    return _listed(project, "组织管理", url, 2 * len(duties), gaps)


def _listed(project: Project, label: str, url: str, total: int, gaps: list[Gap]) -> Module:
    """A list that a third party's evaluation has to have: without rows the list itself is missing."""
    if not total and project.kind != ProjectKind.SELF_EVALUATION:
        total, gaps = 1, [Gap(label=label, url=url)]
    return Module(label=label, url=url, total=total, gaps=tuple(gaps), is_editable=True, holds_up=False)


def _budget(project: Project, budget: Budget) -> Module:
    """Each line wants a budget and what was spent, typed or added up from its parts."""
    url = links.page("money:budget", project.pk)
    gaps = [
        Gap(label=f"{row.line.name}的{label}", url=url)
        for row in budget.rows
        for label, value in (("预算", row.received), ("支出", row.spent))
        if value is None
    ]
    return Module(label="预算与资金", url=url, total=2 * len(budget.rows), gaps=tuple(gaps), is_editable=True)


def _objectives(project: Project) -> Module:
    url = links.page("engagement:objectives", project.pk)
    objectives = list(project.objectives.all())
    gaps = tuple(Gap(label=f"{one.name}的目标值", url=url) for one in objectives if not one.target)
    return Module(label="绩效目标", url=url, total=len(objectives), gaps=gaps, is_editable=True)


def _indicators(project: Project, standing: Standing) -> Module:
    """Each scored indicator wants a rule."""
    url = links.page("design:tree", project.pk)
    leaves = [indicator for indicator in standing.system.indicators if indicator.is_leaf]
    gaps = tuple(Gap(label=f"{leaf.code}的评分规则", url=url) for leaf in leaves if leaf.rule is None)
    return Module(label="指标体系", url=url, total=len(leaves), gaps=gaps)


def _papers(project: Project, standing: Standing) -> Module:
    """A paper is complete when nothing is missing that its score needs."""
    leaves = [indicator for indicator in standing.system.indicators if indicator.is_leaf]
    gaps = tuple(
        Gap(label=leaf.code, url=links.paper(project.pk, leaf.code))
        for leaf in leaves
        if standing.outcome(leaf.code).status is Status.MISSING
    )
    return Module(
        label="工作底稿",
        url=links.page("papers:list", project.pk),
        total=len(leaves),
        gaps=gaps,
        is_editable=True,
    )


def _facts(label: str, url: str, known: Iterable[tuple[str, bool]]) -> Module:
    """Collected facts by name, and whether each is known."""
    facts = list(known)
    gaps = tuple(Gap(label=name, url=url) for name, is_known in facts if not is_known)
    return Module(label=label, url=url, total=len(facts), gaps=gaps)


def _fund_check(project: Project) -> Module:
    check = fund_check(project)
    items = check.items.all() if check else ()
    known = ((item.text, bool(item.result)) for item in items)
    return _facts("资金检查", links.page("money:fund-check", project.pk), known)


def _base_tables(project: Project) -> Module:
    """Counted in the database: a table may have thousands of items."""
    url = links.page("fieldwork:base-tables", project.pk)
    total, unknown = fieldwork.item_counts(project)
    named = fieldwork.unknown_items(project).values_list("table__code", "name")[:READ] if unknown else ()
    gaps = tuple(Gap(label=f"{code} {name}", url=url) for code, name in named)
    return Module(label="基础表", url=url, total=total, gaps=gaps, unread=unknown - len(gaps))


def _outputs(project: Project) -> Module:
    known = ((fact.name, fact.value is not None) for fact in fieldwork.outputs(project))
    return _facts("产出数据", links.page("fieldwork:outputs", project.pk), known)


def _surveys(project: Project) -> Module:
    """A question is counted when every option has its number."""
    questions = Question.objects.filter(survey__project=project).prefetch_related("options")
    known = ((one.text, all(option.count is not None for option in one.options.all())) for one in questions)
    return _facts("社会调查", links.page("questionnaires:surveys", project.pk), known)


def _interviews(project: Project) -> Module:
    ratings = InterviewRating.objects.filter(interview__project=project)
    known = ((rating.item, bool(rating.rating)) for rating in ratings)
    return _facts("访谈", links.page("inquiries:interviews", project.pk), known)


def _evidence(project: Project) -> Module:
    """Each link wants to be checked by another than who made it; counted in the database."""
    url = links.page("evidence:list", project.pk)
    total, unchecked = evidence.link_counts(project)
    first = evidence.unchecked(project)[:READ] if unchecked else ()
    gaps = tuple(
        Gap(
            label=f"{one.document.number} → {told} 待核对",
            url=f"{url}{one.document_id}/",
        )
        for one, _kind, told in evidence.linked(first)
    )
    return Module(
        label="佐证核对",
        url=url,
        total=total,
        gaps=gaps,
        is_editable=True,
        unread=unchecked - len(gaps),
    )


def _visits(project: Project) -> Module:
    """A visit wants its date, its conclusion, and each thing that was to be checked."""
    visits = SiteVisit.objects.filter(project=project).order_by("position").prefetch_related("checks")
    known = [
        (f"{visit} {label}", is_known)
        for visit in visits
        for label, is_known in (
            ("日期", bool(visit.date)),
            ("结论", bool(visit.conclusion)),
            *((check.item, check.conforms is not None) for check in visit.checks.all()),
        )
    ]
    return _facts("现场勘查", links.page("inquiries:visits", project.pk), known)

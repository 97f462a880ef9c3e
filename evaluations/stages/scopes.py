"""The parts of a project that signatures freeze (冻结范围): their kinds of change, their pages, their rows.

Every model of a project, every kind of line in its log and every page that changes something stands here, or
in one of the lists of what is never frozen; a test proves that none is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models

from evaluations.design import models as design
from evaluations.engagement import models as engagement
from evaluations.evidence import models as evidence
from evaluations.fieldwork import models as fieldwork
from evaluations.library.models import Adoption
from evaluations.money import models as money
from evaluations.papers import models as papers
from evaluations.papers.ticks.models import Tick
from evaluations.people.models import Organisation
from evaluations.projects import models as projects
from evaluations.questionnaires import models as surveys
from indicators.systems import models as systems

Model = type[models.Model]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A model, the way from it to the project, and the columns that say nothing of the evaluation."""

    model: Model
    way: str = "project"
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One part. `needs` are parts that it is computed or written from: they freeze with it."""

    key: str
    label: str
    kinds: tuple[str, ...]
    pages: tuple[str, ...]
    """URL names or whole namespaces (`money`); the longer one decides."""
    rows: list[Rows] = field(default_factory=list)
    needs: tuple[str, ...] = ()
    is_work: bool = True
    """Whether a line of the log about it says that the work of its stage has begun."""


def _of(*found: Model, way: str = "project") -> list[Rows]:
    return [Rows(model=one, way=way) for one in found]


FACTS = ("goals", "money", "base", "evidence", "inquiries")

SCOPES: dict[str, Scope] = {
    one.key: one
    for one in (
        Scope(
            key="contract",
            label="项目信息与合同",
            kinds=("project",),
            pages=("projects", "engagement"),
            rows=[
                Rows(model=projects.Project, way="pk", without=("is_template", "template_name")),
                *_of(engagement.Engagement, engagement.FurtherUnit, engagement.Citation),
                Rows(model=Organisation, way="evaluated_in"),
                Rows(model=Organisation, way="competent_in"),
                Rows(model=Organisation, way="commissioned"),
            ],
        ),
        Scope(
            key="team",
            label="评价小组与进度",
            kinds=("team",),
            pages=(
                "engagement:team",
                "engagement:add",
                "engagement:invite",
                "engagement:member",
                "engagement:member-versions",
                "engagement:member-restore",
                "engagement:remove",
                "engagement:declarations",
                "engagement:declaration",
                "engagement:schedule",
            ),
            rows=_of(projects.ProjectMember, engagement.Step, engagement.Declaration),
            is_work=False,
        ),
        Scope(
            key="goals",
            label="绩效目标与完成情况",
            kinds=("goal",),
            pages=("engagement:objectives", "engagement:milestones", "engagement:organisation"),
            rows=_of(projects.Objective, projects.Milestone, engagement.Duty),
        ),
        Scope(
            key="money",
            label="预算与资金",
            kinds=("budget",),
            pages=("money",),
            rows=[
                *_of(money.BudgetLine, money.BudgetYear, money.FundingSource, money.CostItem),
                *_of(money.FundCheck),
                *_of(money.FundCheckItem, money.FundFinding, way="check_form__project"),
            ],
        ),
        Scope(
            key="base",
            label="基础表与产出数据",
            kinds=("base", "output"),
            pages=("fieldwork", "findings:let-go"),
            rows=[
                *_of(fieldwork.BaseTable, fieldwork.OutputFact),
                Rows(model=fieldwork.BaseTableItem, way="table__project"),
            ],
        ),
        Scope(
            key="evidence",
            label="证据资料",
            kinds=("evidence",),
            pages=("evidence",),
            rows=[
                *_of(evidence.Document, evidence.RequestedItem),
                Rows(model=evidence.DocumentVersion, way="document__project"),
                Rows(model=evidence.RequestedAnswer, way="item__project"),
                Rows(model=evidence.EvidenceLink, way="document__project"),
            ],
        ),
        Scope(
            key="inquiries",
            label="调查、访谈与勘查",
            kinds=("survey", "interview", "visit"),
            pages=("questionnaires", "designing", "collecting", "answering", "findings", "inquiries"),
            rows=[
                *_of(surveys.Survey, fieldwork.Interview, fieldwork.SiteVisit),
                Rows(model=surveys.Question, way="survey__project"),
                Rows(model=surveys.Option, way="question__survey__project"),
                Rows(model=surveys.FormVersion, way="survey__project"),
                Rows(model=fieldwork.InterviewQuestion, way="interview__project"),
                Rows(model=fieldwork.RatingLevel, way="interview__project"),
                Rows(model=fieldwork.InterviewRating, way="interview__project"),
                Rows(model=fieldwork.InterviewParticipant, way="interview__project"),
                Rows(model=fieldwork.VisitCheck, way="visit__project"),
            ],
        ),
        Scope(
            key="design",
            label="指标体系",
            kinds=("indicator",),
            pages=("design", "criteria", "library"),
            rows=[
                Rows(model=systems.IndicatorSystem),
                *_of(systems.GradeBand, systems.Indicator, way="system__project"),
                Rows(model=systems.Rule, way="indicator__system__project"),
                Rows(model=systems.Rule, way="part_of__composite__indicator__system__project"),
                Rows(model=systems.RuleRow, way="rule__indicator__system__project"),
                Rows(model=systems.RuleRow, way="rule__part_of__composite__indicator__system__project"),
                Rows(model=systems.RulePart, way="composite__indicator__system__project"),
                *_of(Adoption, design.WeightingRound),
                Rows(model=design.Voice, way="round__project"),
                Rows(model=design.GivenWeight, way="voice__round__project"),
                Rows(model=design.ComparedPair, way="voice__round__project"),
            ],
        ),
        Scope(
            key="papers",
            label="工作底稿与评分",
            kinds=("paper", "check"),
            pages=("papers", "findings:use"),
            rows=[
                Rows(model=papers.WorkingPaper),
                Rows(model=papers.PaperInput, way="paper__project"),
                Rows(model=papers.InputItem, way="paper_input__paper__project"),
                Rows(model=Tick, way="paper__project"),
                Rows(model=papers.Dispute, way="paper__project"),
            ],
            needs=("design", *FACTS),
        ),
        Scope(
            key="texts",
            label="报告正文",
            kinds=("text",),
            pages=("composing",),
            needs=("contract", "papers"),
        ),
    )
}
"""In the order in which people work through them."""

NEVER_FROZEN_KINDS = {
    "run": "computes what is there, changes nothing",
    "report": "prints what is there",
    "archive": "keeps what is there, changes nothing",
    "library": "is kept by the firm",
    "pattern": "is kept by the firm",
    "policy": "tells of the firm's base of policies",
    "stage": "signatures themselves",
    "invitation": "gives a member of the team an account, changes no member",
    "review": "opinions and answers: closed by the stage that they belong to, in their own actions",
    "rectification": "begins after the release, from what was signed",
    "reading": "says to whom plan and report are open, changes neither",
}

_OF_KIND = {kind: scope for scope in SCOPES.values() for kind in scope.kinds}


def contribute(scope: str, *rows: Rows) -> None:
    """A slice above adds rows of its own to a part."""
    SCOPES[scope].rows.extend(one for one in rows if one not in SCOPES[scope].rows)


def of_kind(kind: str) -> Scope | None:
    """The part that a line of the log of this kind tells of."""
    return _OF_KIND.get(kind)


def of_page(name: str) -> Scope | None:
    """The part that the page of this URL name changes."""
    namespace = name.partition(":")[0]
    for wanted in (name, namespace):
        found = next((scope for scope in SCOPES.values() if wanted in scope.pages), None)
        if found is not None:
            return found
    return None


def with_needs(keys: Iterable[str]) -> list[str]:
    """The parts and all that they are made from, in the order of `SCOPES`."""
    wanted, waiting = set[str](), list(keys)
    while waiting:
        key = waiting.pop()
        if key not in wanted:
            wanted.add(key)
            waiting += SCOPES[key].needs
    return [key for key in SCOPES if key in wanted]


def labels(keys: Iterable[str]) -> str:
    """The parts as people call them, in a row."""
    wanted = set(keys)
    return "、".join(scope.label for scope in SCOPES.values() if scope.key in wanted)

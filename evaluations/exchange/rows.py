"""Which rows an import of a dossier makes, and in which order they are saved."""

from __future__ import annotations

from django.db import models

from evaluations.engagement.models import Citation, Duty, Engagement, FurtherUnit, Step
from evaluations.evidence.models import (
    Document,
    DocumentVersion,
    EvidenceLink,
    RequestedAnswer,
    RequestedItem,
)
from evaluations.fieldwork.models import (
    BaseTable,
    BaseTableItem,
    Interview,
    InterviewQuestion,
    InterviewRating,
    OutputFact,
    RatingLevel,
    SiteVisit,
    VisitCheck,
)
from evaluations.library.models import Adoption
from evaluations.money.models import (
    BudgetLine,
    BudgetYear,
    CostItem,
    FundCheck,
    FundCheckItem,
    FundFinding,
    FundingSource,
)
from evaluations.papers.models import Dispute, InputItem, PaperInput, WorkingPaper
from evaluations.papers.ticks.models import Tick
from evaluations.projects.models import Milestone, Objective, Project
from evaluations.questionnaires.models import Option, Question, Survey
from indicators.systems import sheaf
from indicators.systems.models import GradeBand, Indicator, IndicatorSystem, Rule, RulePart, RuleRow

ORDER: tuple[type[models.Model], ...] = (
    IndicatorSystem,
    GradeBand,
    Indicator,
    Rule,
    RuleRow,
    RulePart,
    Project,
    BudgetLine,
    BudgetYear,
    FundingSource,
    CostItem,
    Milestone,
    Objective,
    Engagement,
    FurtherUnit,
    Duty,
    Step,
    Citation,
    BaseTable,
    BaseTableItem,
    FundCheck,
    FundCheckItem,
    FundFinding,
    OutputFact,
    Survey,
    Question,
    Option,
    Interview,
    InterviewQuestion,
    RatingLevel,
    InterviewRating,
    SiteVisit,
    VisitCheck,
    WorkingPaper,
    PaperInput,
    InputItem,
    Dispute,
    Document,
    DocumentVersion,
    EvidenceLink,
    Tick,
    RequestedItem,
    RequestedAnswer,
    Adoption,
)
"""What is referred to comes before what refers to it."""


class Sheaf(sheaf.Sheaf):
    """All rows of one import."""

    order = ORDER

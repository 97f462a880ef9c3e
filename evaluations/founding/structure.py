"""What of a project is structure, and is copied into a new one, and what is value, and stays behind.

Every model that hangs on a project stands in this table; a test proves that none is missing, nor any column.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from evaluations.engagement.models import Citation, Duty, FurtherUnit, Step
from evaluations.evidence.models import (
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
)
from evaluations.library.models import Adoption
from evaluations.money.models import (
    BudgetLine,
    CostItem,
    FundCheck,
    FundCheckItem,
    FundingSource,
)
from evaluations.papers.models import PaperInput, WorkingPaper
from evaluations.projects.models import (
    Milestone,
    Objective,
    ProjectMember,
)
from evaluations.questionnaires.models import (
    Form,
    Option,
    Question,
    Survey,
)
from indicators.systems.models import GradeBand, Indicator, IndicatorSystem, Rule, RulePart, RuleRow

Model = type[models.Model]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the rows of one model are copied.

    `way` leads from the model to the project or its system, `links` to rows that are copied too (or are
    left out, where those are not). `structure` are the columns that go along; `values` are left as empty as
    in a new row. `extras` go along where they belong to the structure.
    """

    model: Model
    way: str
    links: tuple[str, ...] = ()
    structure: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    keeps_extras: bool = False
    is_of_the_case: bool = False
    """Who is evaluated: goes into next year's copy, but not into what begins from a template."""


ROUNDING = ("value_decimals", "value_mode", "score_decimals", "score_mode", "score_applies_to")
AMOUNTS = ("initial", "budget", "allocated", "actual")
_RULE = (
    "kind",
    "text",
    "target",
    "target_formula",
    "direction",
    "deviation",
    "per",
    "deduct_points",
    "deduct_weight",
    "steps",
    "tolerance",
    "zero_below",
    "zero_below_inclusive",
    "cap",
    "points",
    "floor",
    "scale",
    "condition_op",
    "condition_target",
    "condition_formula",
    "experts",
    "trim",
    "value_when_undefined",
)

SYSTEM = Plan(
    model=IndicatorSystem,
    way="project",
    structure=("weight_method", *ROUNDING),
    values=("name",),
    keeps_extras=True,
)

PLANS: tuple[Plan, ...] = (
    Plan(
        model=GradeBand,
        way="system__project",
        links=("system",),
        structure=("grade", "minimum"),
        keeps_extras=True,
    ),
    Plan(
        model=Indicator,
        way="system__project",
        links=("system", "parent"),
        structure=(
            "code",
            "name",
            "weight",
            "unit",
            "explanation",
            "weight_basis",
            "benchmark",
            "benchmark_basis",
            "data_sources",
            "value_expression",
            "rule_note",
            *ROUNDING,
        ),
        keeps_extras=True,
    ),
    Plan(model=Rule, way="", links=("indicator",), structure=_RULE, keeps_extras=True),
    Plan(
        model=RuleRow,
        way="",
        links=("rule",),
        structure=("kind", "label", "share", "minimum", "max_rank"),
        keeps_extras=True,
    ),
    Plan(
        model=RulePart,
        way="",
        links=("composite", "rule"),
        structure=(
            "is_penalty",
            "name",
            "points",
            "share",
            "value_expression",
            "deduct_points",
            "deduct_weight",
        ),
        keeps_extras=True,
    ),
    Plan(
        model=BudgetLine,
        way="project",
        links=("project", "parent"),
        structure=("code", "name", "unit", "is_total"),
        values=AMOUNTS,
    ),
    Plan(
        model=FundingSource,
        way="project",
        links=("project",),
        structure=("name", "kind", "unit"),
        values=("planned", "arrived", "date", "document"),
    ),
    Plan(
        model=CostItem,
        way="project",
        links=("project",),
        structure=("name", "unit", "measure"),
        values=("planned", "actual", "unit_cost", "basis"),
    ),
    Plan(
        model=Milestone,
        way="project",
        links=("project",),
        structure=("item",),
        values=("plan", "actual", "progress"),
    ),
    Plan(
        model=Objective,
        way="project",
        links=("project", "indicator"),
        structure=("category", "name"),
        values=("target", "actual"),
    ),
    Plan(
        model=BaseTable,
        way="project",
        links=("project",),
        structure=("code", "title"),
        values=("is_handed_out", "handed_in_at", "handed_in_by"),
    ),
    Plan(
        model=BaseTableItem,
        way="table__project",
        links=("table",),
        structure=("name", "kind", "unit", "definition"),
        values=(
            "number",
            "text",
            "flag",
            "period",
            "source",
            "fact",
            "note",
            "state",
            "is_locked",
            "returned_reason",
            "verified_at",
            "verified_by",
        ),
    ),
    Plan(model=FundCheck, way="project", links=("project",), values=("budget", "allocated", "spent")),
    Plan(
        model=FundCheckItem,
        way="check_form__project",
        links=("check_form",),
        structure=("group", "text"),
        values=("result",),
    ),
    Plan(
        model=OutputFact,
        way="project",
        links=("project",),
        structure=("name", "unit", "formula"),
        values=("value",),
    ),
    Plan(
        model=Survey,
        way="project",
        links=("project",),
        structure=("title",),
        values=("distributed", "returned", "valid", "used", "unused_reason", "substitute", "sealed"),
    ),
    Plan(model=Form, way="survey__project", links=("survey",), structure=("content",)),
    Plan(
        model=Question,
        way="survey__project",
        links=("survey",),
        structure=("text", "kind", "satisfaction", "item"),
        values=("answered", "mean"),
    ),
    Plan(
        model=Option,
        way="question__survey__project",
        links=("question",),
        structure=("label", "score", "satisfied", "aside", "choice"),
        values=("count",),
    ),
    Plan(
        model=Interview,
        way="project",
        links=("project",),
        structure=("subject_role", "group"),
        values=("date", "place", "planned", "interviewers"),
    ),
    Plan(
        model=InterviewQuestion,
        way="interview__project",
        links=("interview",),
        structure=("text", "is_record"),
        values=("answer",),
    ),
    Plan(model=RatingLevel, way="interview__project", links=("interview",), structure=("name",)),
    Plan(
        model=InterviewRating,
        way="interview__project",
        links=("interview",),
        structure=("item",),
        values=("rating",),
    ),
    Plan(
        model=FurtherUnit,
        way="project",
        links=("project",),
        structure=("organisation", "part", "contact"),
        is_of_the_case=True,
    ),
    Plan(
        model=Duty,
        way="project",
        links=("project",),
        structure=("unit", "duty", "rules"),
        is_of_the_case=True,
    ),
    Plan(
        model=Step,
        way="project",
        links=("project",),
        structure=("name",),
        values=("starts_on", "due_on", "done_on", "responsible", "note"),
    ),
    Plan(
        model=Citation,
        way="project",
        links=("project",),
        structure=("number", "title", "issuer", "date", "use"),
    ),
    Plan(
        model=WorkingPaper,
        way="project",
        links=("project", "indicator"),
        values=(
            "deduction_reason",
            "not_applicable",
            "override_score",
            "override_reason",
            "calculation_note",
            "evaluation_result",
            "state",
            "note",
            "signed",
            "prepared_at",
            "prepared_by",
            "prepared_name",
            "checked_at",
            "checked_by",
            "checked_name",
            "lost_prepared_by",
            "lost_checked_by",
            "updated_at",
            "updated_by",
        ),
    ),
    Plan(
        model=PaperInput,
        way="paper__project",
        links=("paper",),
        structure=("name", "kind", "source"),
        values=("number", "flag", "level"),
    ),
    Plan(
        model=RequestedItem,
        way="project",
        links=("project", "indicator"),
        structure=("title", "reason"),
        values=("due", "state", "unavailable_reason"),
    ),
    Plan(
        model=Adoption,
        way="project",
        links=("project",),
        structure=("version", "national", "number"),
        values=("at", "by"),
    ),
)
"""What is referred to comes before what refers to it."""

TEAM = Plan(
    model=ProjectMember,
    way="project",
    links=("project",),
    structure=("user", "role", "duties", "title", "certificate", "years", "evaluation_years"),
)
"""Goes along only where that is wished."""

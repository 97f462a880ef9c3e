"""What a dossier (评价数据包) holds, as typed data.

The field order is the key order of the written file. `None` (and an empty tuple or mapping) means *not
known*, which is never zero. `extras` keeps what a class has no field for, and known keys that were written
out although they hold nothing, so that a file that is read and written again says the same. Numbers are
`Decimal`, counts and years `int`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evaluations.dossier.documents import Document, RequestedItem
from evaluations.dossier.inquiry import Interview, SiteVisit, Survey
from evaluations.dossier.money import BudgetLine, BudgetYear, CostItem, FundCheck, FundingSource
from evaluations.dossier.values import DATE, Extras, Scalar

FORMAT = "evaluation-dossier/1"
FORMATS = (FORMAT,)

EVALUATION = "evaluation"
SELF_EVALUATION = "self_evaluation"
KINDS = (EVALUATION, SELF_EVALUATION)

PAPER_STATES = ("drafting", "prepared", "checked", "returned")
RISKS = ("low", "middle", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Who and what is evaluated; `report_date` is 2019, 2019-05 or 2019-05-25."""

    title: str
    year: int | None = None
    evaluated_unit: str | None = None
    competent_department: str | None = None
    commissioning_bureau: str | None = None
    firm: str | None = None
    report_number: str | None = None
    report_date: str | None = field(default=None, metadata=DATE)
    funding_source: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeBand:
    """A grade and the lowest total that reaches it."""

    grade: str
    min: Decimal
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundingStep:
    """One rounding: decimals, mode (`half_up`, `half_even`, `down`), what a score's rounding applies to."""

    decimals: int | None = None
    mode: str | None = None
    applies_to: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """How business values and scores are rounded."""

    value: RoundingStep | None = None
    score: RoundingStep | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The contract of the evaluation (财监〔2021〕4号 第十三条); `amount` is in `unit`."""

    number: str | None = None
    signed_on: str | None = field(default=None, metadata=DATE)
    amount: Decimal | None = None
    unit: str | None = None
    starts_on: str | None = field(default=None, metadata=DATE)
    ends_on: str | None = field(default=None, metadata=DATE)
    parties: str | None = None
    payment: str | None = None
    archiving: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """承接: what was weighed before the evaluation was taken on, and its contract."""

    competence: str | None = None
    independence: str | None = None
    risk: str | None = field(default=None, metadata={"choices": RISKS})
    contract: Contract | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherUnit:
    """A unit beside those of the cover, and what it is to the evaluation (主管部门, 实施单位)."""

    name: str
    part: str | None = None
    contact: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """组织与管理: which unit answers for what, by which rules."""

    unit: str
    duty: str
    rules: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the evaluation work: planned and actual dates, and who answers for it, by name."""

    name: str
    starts_on: str | None = field(default=None, metadata=DATE)
    due_on: str | None = field(default=None, metadata=DATE)
    done_on: str | None = field(default=None, metadata=DATE)
    responsible: str | None = None
    note: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """评价依据: a document that the evaluation rests on."""

    number: str | None = None
    title: str
    issuer: str | None = None
    date: str | None = field(default=None, metadata=DATE)
    use: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A step of the project: when it was planned and done, how it stands. Dates may be words (第四季度)."""

    item: str
    plan: str | None = None
    actual: str | None = None
    progress: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """A performance objective and, where known, the indicator that measures it."""

    category: str | None = None
    name: str
    target: Scalar | None = None
    actual: Scalar | None = None
    indicator: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseItem:
    """What is said about a data item: unit, period, definition (口径), source and note.

    `fact` names the fact (`factkeys`) from which the value beside it is read.
    """

    unit: str | None = None
    period: str | None = None
    definition: str | None = None
    source: str | None = None
    fact: str | None = None
    note: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseTable:
    """What the evaluated unit filled in for one indicator (基础表); `items` tells about `fields`."""

    code: str
    title: str | None = None
    fields: Mapping[str, Scalar | None] = field(default_factory=dict)
    items: Mapping[str, BaseItem] = field(default_factory=dict)
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFact:
    """A figure about what the project produced; `formula` says how it was worked out."""

    name: str
    value: Scalar | None = None
    unit: str | None = None
    formula: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """An evaluator's own score with its reason; the computed one is kept beside it."""

    score: Decimal | None = None
    reason: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A score that is in dispute: it may come to anything from `low` to `high`, for a reason."""

    low: Decimal | None = None
    high: Decimal | None = None
    reason: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """An item of a checklist or a key point of the rule behind `input`; `met` 1 or 0 on a checklist only.

    `evidence` is the index number of a document.
    """

    input: str
    text: str
    met: Decimal | None = None
    note: str | None = None
    evidence: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """The signatures of a working paper: names, moments in ISO 8601, why returned or changed."""

    state: str | None = field(default=None, metadata={"choices": PAPER_STATES})
    prepared_by: str | None = None
    prepared_at: str | None = None
    checked_by: str | None = None
    checked_at: str | None = None
    note: str | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """An indicator. `inputs` and `rule` are read by `indicators.scoring`: plain mappings of decimals.

    `rule_note` is what people wrote of a rule that has not been set yet; it is not scored.
    `bindings` names the fact (`factkeys`) from which an input is read; `inputs` holds the value that it had.
    """

    code: str
    name: str
    parent: str | None = None
    weight: Decimal
    unit: str | None = None
    explanation: str | None = None
    weight_basis: str | None = None
    benchmark: Scalar | None = None
    benchmark_basis: str | None = None
    data_sources: str | tuple[str, ...] | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    bindings: Mapping[str, str] = field(default_factory=dict)
    ticks: tuple[Tick, ...] = ()
    value: Scalar | None = None
    rule: Mapping[str, Any] | None = None
    rule_note: str | None = None
    rounding: Rounding | None = None
    not_applicable: str | None = None
    override: Override | None = None
    dispute: Dispute | None = None
    calculation_note: str | None = None
    evaluation_result: str | None = None
    deduction_reason: str | None = None
    checking: Checking | None = None
    extras: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One evaluation with every fact from which its scores and its report are made."""

    kind: str = field(metadata={"choices": KINDS})
    project: Project
    grade_scheme: tuple[GradeBand, ...] = ()
    rounding: Rounding | None = None
    weight_method: str | None = None
    budget: tuple[BudgetLine, ...] = ()
    budget_history: tuple[BudgetYear, ...] = ()
    funding: tuple[FundingSource, ...] = ()
    cost_check: tuple[CostItem, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    objectives: tuple[Objective, ...] = ()
    engagement: Engagement | None = None
    further_units: tuple[FurtherUnit, ...] = ()
    organisation: tuple[Duty, ...] = ()
    schedule: tuple[Step, ...] = ()
    policies: tuple[Citation, ...] = ()
    base_table: tuple[BaseTable, ...] = ()
    fund_check: FundCheck | None = None
    output_facts: tuple[OutputFact, ...] = ()
    surveys: tuple[Survey, ...] = ()
    interviews: tuple[Interview, ...] = ()
    site_visits: tuple[SiteVisit, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    evidence: tuple[Document, ...] = ()
    requested_items: tuple[RequestedItem, ...] = ()
    extras: Extras = field(default_factory=dict)

"""The models of this app's slices, gathered for Django."""

from evaluations.design.models import ComparedPair, GivenWeight, Removal, RemovedLink, Voice, WeightingRound
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
)
from evaluations.jobs.models import Job
from evaluations.money.models import (
    BudgetLine,
    BudgetYear,
    CostItem,
    FundCheck,
    FundCheckItem,
    FundFinding,
    FundingSource,
)
from evaluations.papers.models import InputItem, PaperInput, RunScore, ScoringRun, WorkingPaper
from evaluations.papers.ticks.models import Tick
from evaluations.people.models import (
    Bureau,
    BureauMembership,
    EvaluatedUnit,
    Firm,
    FirmMembership,
    UnitMembership,
    User,
)
from evaluations.projects.models import (
    Activity,
    Milestone,
    Objective,
    Presence,
    Project,
    ProjectMember,
)
from evaluations.questionnaires.models import Option, Question, Survey

__all__ = [
    "Activity",
    "BaseTable",
    "BaseTableItem",
    "BudgetLine",
    "BudgetYear",
    "Bureau",
    "BureauMembership",
    "ComparedPair",
    "CostItem",
    "Document",
    "DocumentVersion",
    "EvaluatedUnit",
    "EvidenceLink",
    "Firm",
    "FirmMembership",
    "FundCheck",
    "FundCheckItem",
    "FundFinding",
    "FundingSource",
    "GivenWeight",
    "InputItem",
    "Interview",
    "InterviewQuestion",
    "InterviewRating",
    "Job",
    "Milestone",
    "Objective",
    "Option",
    "OutputFact",
    "PaperInput",
    "Presence",
    "Project",
    "ProjectMember",
    "Question",
    "RatingLevel",
    "Removal",
    "RemovedLink",
    "RequestedAnswer",
    "RequestedItem",
    "RunScore",
    "ScoringRun",
    "Survey",
    "Tick",
    "UnitMembership",
    "User",
    "Voice",
    "WeightingRound",
    "WorkingPaper",
]

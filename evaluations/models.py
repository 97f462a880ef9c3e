"""The models of this app's slices, gathered for Django."""

from evaluations.design.models import ComparedPair, GivenWeight, Removal, RemovedLink, Voice, WeightingRound
from evaluations.fieldwork.models import (
    BaseTable,
    BaseTableItem,
    FundCheck,
    FundCheckItem,
    Interview,
    InterviewQuestion,
    InterviewRating,
    OutputFact,
    RatingLevel,
)
from evaluations.jobs.models import Job
from evaluations.papers.models import InputItem, PaperInput, RunScore, ScoringRun, WorkingPaper
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
    BudgetLine,
    BudgetYear,
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
    "EvaluatedUnit",
    "Firm",
    "FirmMembership",
    "FundCheck",
    "FundCheckItem",
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
    "RunScore",
    "ScoringRun",
    "Survey",
    "UnitMembership",
    "User",
    "Voice",
    "WeightingRound",
    "WorkingPaper",
]

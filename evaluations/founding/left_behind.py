"""What stays with its project as a whole: what happened, was signed, found, counted or computed."""

from __future__ import annotations

from django.db import models

from evaluations.design.models import ComparedPair, GivenWeight, Removal, RemovedLink, Voice, WeightingRound
from evaluations.engagement.models import Declaration, Engagement
from evaluations.evidence.models import Document, DocumentVersion, EvidenceLink, RequestedAnswer
from evaluations.fieldwork.models import InterviewParticipant, SiteVisit, VisitCheck
from evaluations.invitations.models import Invitation
from evaluations.money.models import BudgetYear, FundFinding
from evaluations.papers.models import Dispute, InputItem, RunScore, ScoringRun
from evaluations.papers.ticks.models import Tick
from evaluations.projects.models import Activity, Presence, Removed, Snapshot
from evaluations.questionnaires.models import (
    AccessCode,
    Collection,
    FormVersion,
    Response,
    Sitting,
    Theme,
    ThemedAnswer,
)

LEFT_BEHIND: tuple[type[models.Model], ...] = (
    Activity,
    Snapshot,
    Presence,
    Engagement,
    Invitation,
    Declaration,
    BudgetYear,
    FundFinding,
    InterviewParticipant,
    SiteVisit,
    VisitCheck,
    Document,
    DocumentVersion,
    EvidenceLink,
    RequestedAnswer,
    InputItem,
    Tick,
    Dispute,
    ScoringRun,
    RunScore,
    Removal,
    RemovedLink,
    Removed,
    WeightingRound,
    Voice,
    GivenWeight,
    ComparedPair,
    FormVersion,
    Collection,
    AccessCode,
    Sitting,
    Response,
    Theme,
    ThemedAnswer,
)

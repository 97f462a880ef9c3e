"""The table of histories: every model of a project, where its versions are shown, and how one goes back.

A model that is not in the table fails the test, so none can be forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model

from evaluations import models as m
from evaluations.grids import grid
from evaluations.papers.models import Dispute
from indicators import models as i
from reports.archiving.models import Archive, Restoration
from reports.composing.models import SectionText
from reports.publishing.delivery.models import Download, Receipt, ShareAttempt, ShareLink
from reports.publishing.models import Edition
from reports.publishing.releases.models import Release, ReleaseFile, ReleaseJob, Withdrawal
from reports.reading.models import ReadingGrant, ReadMark
from tests.access.test_matrix import ADDRESSES
from tests.evaluations.founding.test_structure import OF_A_LIBRARY, hanging_on_a_project

Kind = type[Model]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Pages of versions and of restoring; `by_snapshot` where plain snapshots stand for histories of rows."""

    page: str
    restore: str
    by_snapshot: bool = False


GRID_VERSIONS = {
    "objectives": m.Objective,
    "milestones": m.Milestone,
    "duties": m.Duty,
    "further-units": m.FurtherUnit,
    "steps": m.Step,
    "citations": m.Citation,
    "outputs": m.OutputFact,
    "budget": m.BudgetLine,
    "budget-years": m.BudgetYear,
    "funding": m.FundingSource,
    "costs": m.CostItem,
    "fund-check": m.FundCheck,
    "fund-check-points": m.FundCheckItem,
    "fund-findings": m.FundFinding,
    "surveys": m.Survey,
}
"""By the names of their grids: the page of a grid's history gives back row by row."""
OVER_PAPERS = {"self-evaluation": m.WorkingPaper}
"""A grid over rows whose versions have a page each."""
FAMILIES: dict[str, Kind] = {
    "survey-questions": m.Question,
    "survey-options": m.Option,
    "interview-questions": m.InterviewQuestion,
    "interview-items": m.InterviewRating,
    "visit-checks": m.VisitCheck,
}
BASE_TABLES = m.BaseTableItem
"""Two grids of one model: the team's and the evaluated unit's."""

DEFINITION = Kept(page="criteria:versions", restore="criteria:restore")
RULE = Kept(page="criteria:versions", restore="criteria:restore", by_snapshot=True)
PAPER = Kept(page="papers:versions", restore="papers:restore")
VERSIONS: dict[Kind, Kept] = {
    m.Project: Kept(page="projects:info-versions", restore="projects:restore-info"),
    m.Engagement: Kept(page="engagement:versions", restore="engagement:restore"),
    m.ProjectMember: Kept(page="engagement:member-versions", restore="engagement:member-restore"),
    m.Interview: Kept(page="inquiries:interview-versions", restore="inquiries:interview-restore"),
    m.SiteVisit: Kept(page="inquiries:visit-versions", restore="inquiries:visit-restore"),
    m.Document: Kept(page="evidence:versions", restore="evidence:restore-version"),
    m.RequestedItem: Kept(page="evidence:request-versions", restore="evidence:request-restore"),
    m.WorkingPaper: PAPER,
    m.PaperInput: PAPER,
    m.InputItem: PAPER,
    m.Tick: PAPER,
    Dispute: Kept(page="papers:dispute-versions", restore="papers:dispute-restore"),
    i.Indicator: DEFINITION,
    i.Rule: RULE,
    i.RuleRow: RULE,
    i.RulePart: RULE,
    i.IndicatorSystem: Kept(page="design:weights-versions", restore="design:weights-restore"),
    i.GradeBand: Kept(page="design:grades-versions", restore="design:grades-restore", by_snapshot=True),
    m.Form: Kept(page="designing:drafts", restore="designing:restore"),
    m.Answer: Kept(page="adoption:versions", restore="adoption:restore"),
    SectionText: Kept(page="composing:versions", restore="composing:restore-version"),
}

NEVER_CHANGED: dict[Kind, str] = {
    m.Activity: "the log itself",
    m.Snapshot: "a history itself",
    m.Removed: "a history itself: what was removed, whole",
    m.Removal: "a history itself: removed indicators, brought back in the tree",
    m.RemovedLink: "goes with its removal",
    m.Declaration: "signed by one person, never changed; listed at engagement:declarations, signed anew",
    m.ScoringRun: "the scores of record, listed at papers:runs; computed anew",
    m.RunScore: "goes with its run",
    Edition: "printed once, listed at publishing:editions",
    m.DocumentVersion: "itself a version of a document: listed there, withdrawn and restored there",
    m.RequestedAnswer: "handed in once, taken back and restored with its file",
    m.Adoption: "says once from which framework a system was taken",
    m.EvidenceLink: "made and taken away, checked by another; each told in the log",
    ReadingGrant: "opened once and closed once, both told in the log and listed at reading:openings",
    m.Thread: "an opinion: mended by its author for minutes only, each time told in the log",
    m.Comment: "a reply: mended by its author for minutes only, each time told in the log",
    m.Opinion: "said once; follows its comment for minutes only, until it is answered",
    m.ScoreChange: "a reason: never changed, a newer one stands before; all listed at adoption:scores",
    m.ExpertForm: "handed in once, listed at expertise:forms; a draft is its expert's alone",
    m.FormScore: "goes with its form",
    m.Consultation: "sent once, listed at consulting:list",
    m.Recipient: "says once that the answer is complete; told in the log",
    m.InterviewParticipant: "signed in or struck; each told in the log",
    m.FormVersion: "published once; a change is a further version",
    m.Collection: "when and by which links answers come in; each change told in the log",
    m.Response: "answered once; whether it counts and why is told in the log",
}
NEVER_CHANGED |= {
    Release: "issued once; a correction or withdrawal is a further row",
    ReleaseFile: "made once, sealed",
    ReleaseJob: "a job that makes a release's file",
    Withdrawal: "says once that a release is void, and why",
    m.RectificationItem: "its steps are its history, listed at rectification:item with before and after",
    m.RectificationStep: "a step, itself a history",
    m.RectificationFile: "handed in once, told in the steps",
    Receipt: "signed for once",
    Download: "a line of the log of downloads",
    ShareAttempt: "a line of the log of share links",
    ShareLink: "made once and revoked once, both told in the log and listed at delivery:page",
    Archive: "made once, listed at archiving:index; made anew",
    Restoration: "says once of which archive a project was made",
    m.Signature: "a link of the chain: what is undone is a further link",
    m.SignedContent: "what was signed, under its digest",
    m.ChainHead: "how far the chain goes",
    m.ProjectStages: "bound once, by the first signature",
    m.StageDue: "a date; each change told in the log",
    m.ProvidedDocument: "chosen and taken back; each told in the log",
}
NO_FACTS: dict[Kind, str] = {
    m.Presence: "who has a page open now",
    m.Invitation: "a link that works once; sent, withdrawn and accepted are told in the log",
    m.BaseTable: "code and title only; the code follows its indicator, and the items have their grid",
    m.RatingLevel: "the words of a scale, written with their interview and told in the log",
    m.WeightingRound: "a round of weighting: what was taken over is in the versions of weights",
    m.Voice: "what an expert says in a round: entered by that person anew, removal told in the log",
    ReadMark: "which sections a person has read",
    m.Mention: "goes with its opinion or reply",
    m.GivenWeight: "goes with its voice",
    m.AccessCode: "a link that answers once",
    m.Sitting: "what a respondent has not submitted yet",
    m.Theme: "a heading over open answers",
    m.ThemedAnswer: "goes with its theme",
    m.ComparedPair: "goes with its voice",
}


def test_every_model_of_a_project_stands_in_the_table_once() -> None:
    listed: list[Kind] = [*GRID_VERSIONS.values(), *FAMILIES.values(), BASE_TABLES, *VERSIONS]
    listed += [*NEVER_CHANGED, *NO_FACTS]
    assert len(listed) == len(set(listed))
    assert set(listed) == (hanging_on_a_project() | {m.Project, i.IndicatorSystem}) - OF_A_LIBRARY


def test_rows_of_grids_have_histories_and_the_grids_are_there() -> None:
    declared = {name: one.model for name, one in grid._DECLARED.items()}
    assert declared == GRID_VERSIONS | OVER_PAPERS
    assert {name for name, one in grid._DECLARED.items() if not one.has_history} == set(OVER_PAPERS)
    assert set(FAMILIES) <= set(grid._FAMILIES)
    assert len(grid._FAMILIES) == len(FAMILIES) + 2
    for model in (*GRID_VERSIONS.values(), *FAMILIES.values(), BASE_TABLES):
        assert hasattr(model, "history"), model
    assert {"grids:versions", "grids:restore"} <= set(ADDRESSES)


def test_what_has_versions_has_records_a_page_and_a_way_back() -> None:
    for model, kept in VERSIONS.items():
        assert kept.by_snapshot or hasattr(model, "history"), model
        assert {kept.page, kept.restore} <= set(ADDRESSES), model


def test_what_has_no_versions_has_a_reason() -> None:
    assert all(reason for told in (NEVER_CHANGED, NO_FACTS) for reason in told.values())

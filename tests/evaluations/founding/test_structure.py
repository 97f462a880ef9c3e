"""The table of structure: every model and every column of a project stands in it, and nowhere twice."""

from __future__ import annotations

from collections import Counter

from django.apps import apps
from django.db.models import ForeignKey, Model

from evaluations.founding.left_behind import LEFT_BEHIND
from evaluations.founding.structure import PLANS, SYSTEM, TEAM, Plan
from evaluations.library.models import FrameworkVersion
from evaluations.projects.models import Project
from evaluations.rectification.models import RectificationFile, RectificationItem, RectificationStep
from evaluations.reviews.adoption.models import Answer, Opinion, ScoreChange
from evaluations.reviews.consulting.models import Consultation, Recipient
from evaluations.reviews.expertise.models import ExpertForm, FormScore
from evaluations.reviews.models import Comment, Mention, Thread
from evaluations.stages.models import (
    ChainHead,
    ProjectStages,
    ProvidedDocument,
    Signature,
    SignedContent,
    StageDue,
)
from indicators.systems.models import IndicatorSystem
from reports.archiving.models import Archive, Restoration
from reports.composing.models import SectionText
from reports.publishing.delivery.models import Download, Receipt, ShareAttempt, ShareLink
from reports.publishing.models import Edition
from reports.publishing.releases.models import Release, ReleaseFile, ReleaseJob, Withdrawal
from reports.reading.models import ReadingGrant, ReadMark

OF_REPORTS = {
    *(SectionText, Edition, ReadingGrant, ReadMark),
    *(Release, ReleaseFile, ReleaseJob, Withdrawal),
    *(Download, Receipt, ShareAttempt, ShareLink),
    *(Archive, Restoration),
}
"""What is written and printed: the app above, values as a whole."""
OF_STAGES = {ChainHead, ProjectStages, ProvidedDocument, Signature, SignedContent, StageDue}
"""What was signed and how far the work is: it belongs to this project alone."""
OF_REVIEWS = {
    *(Thread, Comment, Mention, Opinion, Answer, ScoreChange),
    *(ExpertForm, FormScore, Consultation, Recipient),
}
"""What was said of the project: a slice above, values as a whole."""
OF_RECTIFICATION = {RectificationFile, RectificationItem, RectificationStep}
"""What is done after the release: a slice above, values as a whole."""
OF_A_LIBRARY = {FrameworkVersion}
"""What was made from a project and is the firm's now."""
OF_LATER = OF_REVIEWS | OF_RECTIFICATION
OF_NO_PROJECT = {"Firm", "Organisation", "User", "PolicyDocument"}
BOOKKEEPING = {"id", "position", "extras", "revision", "project"}


def hanging_on_a_project() -> set[type[Model]]:
    """Every model with a way of foreign keys to a project or its system, histories left out."""
    models = [one for one in apps.get_models() if not hasattr(one, "history_object")]
    found: set[type[Model]] = {Project, IndicatorSystem}
    while True:
        more = {one for one in models if one not in found and any(_leads(one, target) for target in found)}
        if not more:
            return found - {Project, IndicatorSystem}
        found |= more


def _leads(model: type[Model], target: type[Model]) -> bool:
    links = (field for field in model._meta.concrete_fields if isinstance(field, ForeignKey))
    return any(field.related_model is target for field in links)


def test_every_model_of_a_project_stands_in_the_table_once() -> None:
    listed = [*(plan.model for plan in (*PLANS, TEAM)), *LEFT_BEHIND]
    assert max(Counter(listed).values()) == 1
    assert set(listed) == hanging_on_a_project() - OF_REPORTS - OF_STAGES - OF_LATER - OF_A_LIBRARY
    assert {model.__name__ for model in listed} & OF_NO_PROJECT == set()


def test_every_column_is_structure_or_value() -> None:
    def open_questions(plan: Plan) -> set[str]:
        told = {*plan.structure, *plan.values, *plan.links, *BOOKKEEPING}
        return {field.name for field in plan.model._meta.concrete_fields} - told

    assert {plan.model.__name__: open_questions(plan) for plan in (SYSTEM, *PLANS, TEAM)} == {
        plan.model.__name__: set() for plan in (SYSTEM, *PLANS, TEAM)
    }


def test_what_is_copied_comes_after_what_it_hangs_on() -> None:
    seen: set[type[Model]] = {Project, IndicatorSystem}
    for plan in PLANS:
        targets = {plan.model._meta.get_field(name).related_model for name in plan.links}
        assert targets <= seen | {plan.model}
        seen.add(plan.model)

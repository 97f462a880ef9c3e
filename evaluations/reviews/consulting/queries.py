"""Reads of 征求意见: a project's consultations, what was sent to a person."""

from __future__ import annotations

from django.db.models import Count, Prefetch, Q, QuerySet

from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectMember, ProjectRole
from evaluations.reviews.adoption.models import Opinion
from evaluations.reviews.consulting.models import Consultation, Recipient

ADDRESSED = (ProjectRole.UNIT_CONTACT, ProjectRole.BUREAU_OFFICER)
"""财监〔2021〕4号 第十八条: both the evaluated unit and the client are asked."""


def consultations_of(project: Project) -> QuerySet[Consultation]:
    """The newest first, each with its recipients and how many opinions each of them gave."""
    counted = Recipient.objects.annotate(said=Count("opinions", filter=Q(opinions__is_no_opinion=False)))
    rows = Consultation.objects.filter(project=project).select_related("sent_by")
    return rows.prefetch_related(Prefetch("recipients", queryset=counted.order_by("pk"))).order_by("-number")


def addressees(project: Project) -> QuerySet[ProjectMember]:
    """The members who can be asked: of the unit and of the bureau."""
    rows = ProjectMember.objects.filter(project=project, role__in=ADDRESSED).select_related("user")
    return rows.order_by("role", "pk")


def own(project: Project, user: User) -> QuerySet[Recipient]:
    """What was sent to this person on the project, the newest first."""
    rows = Recipient.objects.filter(consultation__project=project, user=user)
    return rows.select_related("consultation").order_by("-consultation__number")


def said_by(place: Recipient) -> QuerySet[Opinion]:
    """What the person answered, with the firm's answers."""
    return place.opinions.select_related("answer", "attachment").order_by("number")

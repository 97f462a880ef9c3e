"""A project with everything that an address may name, and one person for every way to stand to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from evaluations.jobs import actions as jobs
from evaluations.jobs.models import Job, JobState
from evaluations.people.models import FirmRole, User
from evaluations.projects import uploads
from evaluations.projects.models import Project, ProjectRole
from reports.composing.queries import written_sections
from reports.publishing.actions import start_edition
from tests.factories import CASES, add_member, make_firm, make_project, make_user

CASE = "linfang_2018"
OUTSIDE = {ProjectRole.EXPERT, ProjectRole.BUREAU_OFFICER, ProjectRole.UNIT_CONTACT}
"""Roles of people who do not work for the firm."""

PEOPLE = (
    "nobody",
    "stranger",
    "staff",
    "admin",
    "lead",
    "manager",
    "evaluator",
    "reviewer",
    "expert",
    "bureau_officer",
    "unit_contact",
)
"""Nobody has not signed in; the stranger runs another firm; staff is of the firm, not of the team."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The project, who comes to it, and what else stands in addresses."""

    project: Project
    people: dict[str, User | None]
    section: str
    member: int

    def arguments(self, names: tuple[str, ...], person: User | None) -> dict[str, Any]:
        """What an address needs; an upload is the person's own."""
        values = {
            "pk": self.project.pk,
            "name": "budget",
            "code": "B1-1",
            "number": 1,
            "section": self.section,
            "place": self.member,
            "token": "-" * 32,
        }
        if "token" in names and person is not None:
            values["token"] = uploads.keep((CASES / f"{CASE}.json").read_bytes(), by=person)
        return {name: values[name] for name in names}


def make_world() -> World:
    """Everything once: facts, a computed run, an edition with its file."""
    firm = make_firm()
    manager = make_user(firm=firm)
    project = make_project(CASE, firm=firm, by=manager)
    people: dict[str, User | None] = {
        "nobody": None,
        "stranger": make_user(role=FirmRole.ADMIN),
        "staff": make_user(firm=firm),
        "admin": make_user(role=FirmRole.ADMIN, firm=firm),
        "manager": manager,
    }
    for role in ProjectRole.values:
        if role != ProjectRole.MANAGER:
            people[role] = add_member(project, make_user(firm=None if role in OUTSIDE else firm), role)
    _make_edition(project, manager)
    section = written_sections(project)[0].section.id
    member = project.members.get(user=people["reviewer"])
    return World(
        project=project, people={name: people[name] for name in PEOPLE}, section=section, member=member.pk
    )


def _make_edition(project: Project, by: User) -> None:
    """Frozen as the button does it, with a file in place of the printed one."""
    edition = start_edition(project, by=by, hand_over=jobs.record)
    Job.objects.filter(pk=edition.job_id).update(state=JobState.DONE, ended_at=timezone.now())
    edition.pages, edition.size = 1, 4
    edition.pdf.save("edition.pdf", ContentFile(b"%PDF"))

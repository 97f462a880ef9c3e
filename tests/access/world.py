"""A project with everything that an address may name, and one person for every way to stand to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from evaluations.evidence.actions import link
from evaluations.evidence.models import RequestedAnswer
from evaluations.fieldwork.actions import keep_template
from evaluations.founding.actions import mark_template
from evaluations.inquiries.actions import plan_visit, remove_visit, sign_in
from evaluations.jobs import actions as jobs
from evaluations.jobs.models import Job, JobState
from evaluations.library.actions import publish, save_as_framework
from evaluations.people import uploads
from evaluations.people.models import FirmRole, User
from evaluations.projects.models import Project, ProjectRole
from evaluations.questionnaires.models import Survey
from reports.composing.queries import written_sections
from reports.publishing.actions import start_edition
from tests.evaluations.engagement.making import make_policy
from tests.evaluations.evidence.making import add, make_request, picture
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
    inquiries: dict[str, int]
    """The numbers of a survey, an interview with a participant, and a site visit."""
    evidence: dict[str, int]
    """The numbers of a document, its version, a link of it, and a requested item."""
    framework: str
    member: int
    """The number of the reviewer's place in the team."""
    pattern: int
    """The number of a template of a base table."""
    policy: int
    """The number of an entry in the firm's policy base."""

    def arguments(self, names: tuple[str, ...], person: User | None) -> dict[str, Any]:
        """What an address needs; an upload is the person's own."""
        values = {
            "pk": self.project.pk,
            "name": "budget",
            "code": "B1-1",
            "number": 1,
            "key": self.framework,
            "section": self.section,
            **self.evidence,
            **self.inquiries,
            "place": self.member,
            "policy": self.policy,
            "kind": "tables",
            "pattern": self.pattern,
            "template": self.project.pk,
            "organisation_pk": self.project.evaluated_unit_id,
            "token": "-" * 32,
            "table": self.project.basetables.earliest("position").pk,
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
    project.basetables.update(is_handed_out=True)
    section = written_sections(project)[0].section.id
    inquiries = _make_inquiries(project, manager)
    evidence = _make_evidence(project, manager, inquiries["visit_pk"], contact=people["unit_contact"])
    version = save_as_framework(project, name="热线项目", by=manager)
    publish(version, by=manager)
    mark_template(project, is_template=True, by=manager)
    return World(
        project=project,
        people={name: people[name] for name in PEOPLE},
        section=section,
        inquiries=inquiries,
        evidence=evidence,
        framework=version.framework.key,
        member=project.members.get(user=people["reviewer"]).pk,
        pattern=keep_template(project.basetables.earliest("position"), "热线数据", by=manager).pk,
        policy=make_policy(firm, by=manager).pk,
    )


def _make_inquiries(project: Project, by: User) -> dict[str, int]:
    """What has been asked and looked at."""
    interview = project.interviews.get()
    participant = sign_in(interview, {"name": "钱一鸣", "position": "主任", "phone": "13900000000"}, by=by)
    survey = Survey.objects.filter(project=project)[0]
    remove_visit(plan_visit(project, {"place": "取消的地点"}, by=by), by=by)
    return {
        "removed_pk": project.removed_rows.get().pk,
        "survey_pk": survey.pk,
        "interview_pk": interview.pk,
        "participant_pk": participant.pk,
        "visit_pk": plan_visit(project, {"place": "青溪街道助餐点"}, by=by).pk,
    }


def _make_evidence(project: Project, by: User, visit_pk: int, *, contact: User | None) -> dict[str, int]:
    """A picture of a site visit, and something asked for that the contact handed in."""
    version = add(project, "现场.png", picture(), by=by).version
    made = link(version.document, project.sitevisits.get(pk=visit_pk), by=by)
    item = make_request(project, by=by)
    answer = RequestedAnswer.objects.create(
        item=item, document=version.document, position=0, handed_in_by=contact
    )
    numbers = {"document_pk": version.document_id, "version_pk": version.pk, "answer_pk": answer.pk}
    return {**numbers, "link_pk": made.pk, "item_pk": item.pk}


def _make_edition(project: Project, by: User) -> None:
    """Frozen as the button does it, with a file in place of the printed one."""
    edition = start_edition(project, by=by, hand_over=jobs.record)
    Job.objects.filter(pk=edition.job_id).update(state=JobState.DONE, ended_at=timezone.now())
    edition.pages, edition.size = 1, 4
    edition.pdf.save("edition.pdf", ContentFile(b"%PDF"))

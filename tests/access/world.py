"""A project with everything that an address may name, and one person for every way to stand to it."""

from __future__ import annotations

import hashlib
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from evaluations.engagement.actions import add_outsider
from evaluations.evidence.actions import link
from evaluations.evidence.intake import receiving
from evaluations.evidence.models import RequestedAnswer
from evaluations.fieldwork.actions import add_table, keep_template, remove_table
from evaluations.founding.actions import mark_template
from evaluations.inquiries.actions import plan_visit, remove_visit, sign_in
from evaluations.jobs import actions as jobs
from evaluations.jobs.models import Job, JobState
from evaluations.library.actions import publish, save_as_framework
from evaluations.notices.actions import post
from evaluations.people import uploads
from evaluations.people.models import FirmRole, User
from evaluations.projects.models import Project, ProjectRole
from evaluations.questionnaires.answering.actions import begin
from evaluations.questionnaires.answering.doors import of_survey
from evaluations.questionnaires.models import AccessCode, Channel, Collection, Survey
from evaluations.rectification.actions import Draft
from evaluations.rectification.actions import add as add_items
from evaluations.rectification.actions import add_file as add_proof
from evaluations.reviews.actions import reply
from evaluations.reviews.adoption.actions import EMPTY, answer
from evaluations.reviews.adoption.models import Opinion
from evaluations.reviews.consulting.actions import Letter, send
from evaluations.reviews.consulting.drafts import drafts_of
from evaluations.reviews.consulting.queries import addressees
from evaluations.stages.models import RequiredDocument
from evaluations.stages.tables import ensure_table
from reports.archiving.models import Restoration
from reports.composing.queries import written_sections
from reports.publishing.actions import CONSULTATION, start_edition
from reports.publishing.delivery.actions import Shared, share
from reports.publishing.firms.actions import make_certificate
from reports.publishing.releases.actions import issue
from reports.publishing.releases.models import Release, ReleaseFile
from reports.reading.actions import open_reading
from reports.reading.models import Opened
from reports.rendering.sealing import Seal
from tests.access.designing import make_questionnaire
from tests.evaluations.engagement.making import make_policy
from tests.evaluations.evidence.making import add, make_request, picture
from tests.evaluations.findings.making import for_the_matrix
from tests.evaluations.invitations.making import link_of
from tests.evaluations.questionnaires.answering.making import TWO
from tests.evaluations.questionnaires.collecting.making import hand_in
from tests.evaluations.questionnaires.collecting.making import publish as publish_form
from tests.evaluations.reviews.making import make_thread
from tests.evaluations.stages.making import without_release_stage
from tests.factories import CASES, add_member, make_firm, make_project, make_user
from tests.reports.archiving.making import give_archive, plain_archive

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
    inquiries: dict[str, Any]
    """The numbers of a survey, a sheet of it, an interview with a participant, and a site visit."""
    answering: dict[str, Any]
    """The link of the survey, a one-time code, a sheet begun by somebody and one begun in an interview."""
    evidence: dict[str, int]
    """The numbers of a document, its version, a link of it, and a requested item."""
    framework: str
    member: int
    """The number of the reviewer's place in the team."""
    pattern: int
    """The number of a template of a base table."""
    gone: int
    """The number of a removed base table's removal."""
    reading: dict[str, Any]
    """The numbers of a grant, a thread and its reply, all the manager's, and a photo of the report."""
    policy: int
    """The number of an entry in the firm's policy base."""
    link: str
    """The link of an open invitation."""
    outsider: int
    """The number of the invited person's place in the team."""
    notices: dict[int, int]
    """Everybody's own notice, by their number."""

    required: int
    """The number of a document that the first stage asks for."""
    verification: str
    """The verification code of the project's release."""
    proof: int
    """The number of a file of the first item of rectification."""
    shared: Shared
    """A link that shares the release; the officer made it."""

    def arguments(self, names: tuple[str, ...], person: User | None) -> dict[str, Any]:
        """What an address needs; an upload is the person's own."""
        values = {
            "pk": self.project.pk,
            "link": self.link,
            "outsider": self.outsider,
            "notice": self.notices.get(person.pk, 0) if person else 0,
            "name": "budget",
            "code": "B1-1",
            "number": 1,
            "key": self.framework,
            "section": self.section,
            **self.evidence,
            **self.inquiries,
            **self.answering,
            "place": self.member,
            "policy": self.policy,
            "verification": self.verification,
            "secret": self.shared.secret,
            "proof_pk": self.proof,
            "share_pk": self.shared.link.pk,
            **self.reading,
            "target": "report",
            "kind": "tables",
            "extension": "png",
            "file": 0,
            "pattern": self.pattern,
            "round_key": "plan-review",
            "gone": self.gone,
            "template": self.project.pk,
            "stage": "accept",
            "required": self.required,
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
    release = _make_release(project, people["admin"])
    _make_archive(project, manager)
    project.basetables.update(is_handed_out=True)
    section = written_sections(project)[0].section.id
    outsider = add_outsider(
        project, email="bai@expert.example", name="白予安", role=ProjectRole.EXPERT, duties="", by=manager
    )
    inquiries = _make_inquiries(project, manager)
    evidence = _make_evidence(project, manager, inquiries["visit_pk"], contact=people["unit_contact"])
    version = save_as_framework(project, name="热线项目", by=manager)
    publish(version, by=manager)
    mark_template(project, is_template=True, by=manager)
    _make_opinion(project, manager, expert=people["expert"])
    return World(
        project=project,
        people={name: people[name] for name in PEOPLE},
        section=section,
        inquiries=inquiries,
        answering=_make_answering(inquiries["survey_pk"]),
        evidence=evidence,
        framework=version.framework.key,
        member=project.members.get(user=people["reviewer"]).pk,
        reading=_make_reading(project, manager),
        pattern=keep_template(project.basetables.earliest("position"), "热线数据", by=manager).pk,
        gone=_remove_table(project, manager),
        policy=make_policy(firm, by=manager).pk,
        link=link_of(outsider.user),
        outsider=outsider.pk,
        notices={one.pk: _told(one) for one in people.values() if one is not None},
        required=RequiredDocument.objects.filter(stage__table=ensure_table(firm)).earliest("pk").pk,
        verification=release.code,
        proof=_rectification(project, manager),
        shared=_shared(release, people["bureau_officer"]),
    )


def _shared(release: Release, by: User | None) -> Shared:
    assert by is not None
    return share(release, recipient="市审计局", until=timezone.localdate(), most=50, by=by)


def _rectification(project: Project, by: User) -> int:
    draft = Draft(problem="台账不全", source="", responsible="热线中心", due=timezone.localdate())
    (item,) = add_items(project, [draft], by=by)
    with receiving(io.BytesIO(picture()), name="台账.png") as received:
        return add_proof(item, received, by=by).pk


def _told(person: User) -> int:
    return post(to=person, kind="stage", subject="等您签核", body="", url="/", key="world").pk


def _remove_table(project: Project, by: User) -> int:
    remove_table(add_table(project, code="Z9", title="取消的表", by=by), by=by)
    return project.removed_rows.get(model="BaseTable").pk


def _make_inquiries(project: Project, by: User) -> dict[str, Any]:
    """What has been asked and looked at."""
    interview = project.interviews.get()
    participant = sign_in(interview, {"name": "钱一鸣", "position": "主任", "phone": "13900000000"}, by=by)
    survey = Survey.objects.filter(project=project)[0]
    questionnaire = make_questionnaire(survey, by)
    answered = hand_in(publish_form(survey), channel=Channel.PAPER, sheet="001")
    remove_visit(plan_visit(project, {"place": "取消的地点"}, by=by), by=by)
    return {
        "removed_pk": project.removed_rows.get().pk,
        "survey_pk": survey.pk,
        **questionnaire,
        **for_the_matrix(survey),
        "response_pk": answered.pk,
        "interview_pk": interview.pk,
        "participant_pk": participant.pk,
        "visit_pk": plan_visit(project, {"place": "青溪街道助餐点"}, by=by).pk,
    }


def _make_answering(survey_pk: int) -> dict[str, Any]:
    """A published questionnaire, open to everybody with the link."""
    survey = Survey.objects.get(pk=survey_pk)
    publish_form(survey, TWO)
    door = of_survey(survey)
    collection = Collection.objects.get(survey=survey)
    code = AccessCode.objects.create(survey=survey, position=1, code="MNPQ2345")
    return {
        "door": collection.token,
        "access": code.code,
        "sheet": begin(door, Channel.OPEN).key,
        "interview": begin(door, Channel.INTERVIEWER).key,
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


def _make_reading(project: Project, by: User) -> dict[str, Any]:
    """The report is open to everybody from outside, and there is a comment that all of them see."""
    grants = [
        open_reading(
            project,
            Opened.REPORT,
            role=role,
            user=None,
            opens_on=timezone.localdate(),
            until=None,
            by=by,
        )
        for role in sorted(OUTSIDE)
    ]
    thread = make_thread(project, by, for_experts=True, for_bureau=True, for_unit=True)
    return {
        "grant_pk": grants[0].pk,
        "thread_pk": thread.pk,
        "comment_pk": reply(thread, "已补写。", by=by).pk,
        "photo": project.documents.get().versions.get().sha256,
    }


def _make_opinion(project: Project, by: User, *, expert: User | None) -> None:
    """What an expert said, answered, and a consultation of unit and bureau."""
    assert expert is not None
    opinion = Opinion.objects.get(thread=make_thread(project, expert))
    answer(opinion, EMPTY | {"decision": "adopt"}, revision=0, by=by)
    asked = [one.pk for one in addressees(project)]
    _make_edition(project, by, stamp=CONSULTATION)
    send(project, Letter(due=timezone.localdate(), draft=drafts_of(project)[0]), asked, by=by)


def _make_edition(project: Project, by: User, stamp: str = "") -> None:
    """Frozen as the button does it, with a file in place of the printed one."""
    edition = start_edition(project, by=by, stamp=stamp, hand_over=jobs.record)
    Job.objects.filter(pk=edition.job_id).update(state=JobState.DONE, ended_at=timezone.now())
    edition.pages, edition.size, edition.pdf_sha256 = 1, 4, hashlib.sha256(b"%PDF").hexdigest()
    edition.pdf.save("edition.pdf", ContentFile(b"%PDF"))


def _make_archive(project: Project, by: User) -> None:
    """An archive with a file, and the record that the project was made of it."""
    with tempfile.TemporaryDirectory() as folder:
        archive = give_archive(project, plain_archive(Path(folder) / "archive.zip"))
    Restoration.objects.create(
        project=project,
        name="归档.zip",
        file=archive.file.name,
        sha256=archive.sha256,
        size=archive.size,
        manifest={},
        by=by,
    )


def _make_release(project: Project, by: User | None) -> Release:
    """Issued as the button does it, with a file in place of the sealed one."""
    assert by is not None
    make_certificate(project.firm, by=by)
    without_release_stage(project.firm, by=by)
    release = issue(project, by=by, hand_over=jobs.record)
    Job.objects.filter(release_attempt__release=release).update(state=JobState.DONE, ended_at=timezone.now())
    made = ReleaseFile(
        release=release,
        certificate=project.firm.certificates.get(),
        pdf_sha256=hashlib.sha256(b"%PDF.").hexdigest(),
        size=5,
        rendered_sha256=hashlib.sha256(b"%PDF").hexdigest(),
        rendered_size=4,
        pages=1,
        seal=Seal(problem="", signer=project.firm.name).as_plain(),
        sealed_at=timezone.now(),
    )
    made.pdf.save("release.pdf", ContentFile(b"%PDF."))
    return release

"""What changes with 征求意见: sending out, answering item by item, 无意见, saying that this is all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from evaluations.evidence.actions import add_file
from evaluations.evidence.intake import Upload
from evaluations.people.models import User
from evaluations.projects.actions import Change, log
from evaluations.projects.models import Project
from evaluations.reviews import rounds
from evaluations.reviews.actions import Refused
from evaluations.reviews.adoption.models import Opinion
from evaluations.reviews.adoption.recording import KIND, Person, Said, person_of, record
from evaluations.reviews.consulting import queries
from evaluations.reviews.consulting.drafts import Draft, drafts_of
from evaluations.reviews.consulting.models import Consultation, Recipient

WITHOUT_DRAFT = "征求意见必须附征求意见稿，对方才知道就哪一稿答复。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What goes out: until when, with which words, and which draft (None only in 方案评审)."""

    due: date
    note: str = ""
    draft: Draft | None = None
    round: str = rounds.CONSULT


@transaction.atomic
def send(project: Project, letter: Letter, members: Iterable[int], *, by: User) -> Consultation:
    """发出: to these members of the unit and the bureau.

    Raises Refused for nobody, a past day, a signed round; for a report without its draft, or another's draft.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    wanted = set(members)
    asked = [one for one in queries.addressees(project) if one.pk in wanted]
    if not asked or len(asked) != len(wanted):
        raise Refused("请选择征求意见的对象：本项目的被评价单位联系人或委托方。")
    if letter.due < timezone.localdate():
        raise Refused(f"答复期限{letter.due}已经过去，请选今天或以后的日期。")
    if rounds.is_closed(project, letter.round):
        raise Refused(f"“{rounds.ROUNDS[letter.round]}”已签核，不再征求意见。要再征求，请先重开这个阶段。")
    _refuse_draft(project, letter)
    last = project.consultations.aggregate(last=Max("number"))["last"] or 0
    row = Consultation.objects.create(
        project=project,
        number=last + 1,
        round=letter.round,
        note=letter.note.strip(),
        due=letter.due,
        edition_number=letter.draft.number if letter.draft else None,
        edition_sha256=letter.draft.sha256 if letter.draft else "",
        sent_by=by,
        sent_at=timezone.now(),
    )
    people = [person_of(one) for one in asked]
    Recipient.objects.bulk_create(
        Recipient(consultation=row, user=one.user, role=one.role, name=one.name, title=one.title)
        for one in people
    )
    changes: list[Change] = [
        {"field": "对象", "before": "—", "after": "、".join(f"{one.name}（{one.title}）" for one in people)},
        {"field": "答复期限", "before": "—", "after": str(row.due)},
        {"field": "征求意见稿", "before": "—", "after": letter.draft.label if letter.draft else "—"},
    ]
    log(project, by=by, kind=KIND, verb="发出", subject=str(row), changes=changes)
    return row


@transaction.atomic
def say(
    place: Recipient, said: Said, *, by: User, upload: Upload | None = None, at: datetime | None = None
) -> Opinion:
    """One item of the answer; after the deadline it is marked late. An `upload` joins the evidence with it.

    Raises Refused once the stage is signed, Frozen for a file while the evidence is; then nothing is kept.
    """
    row, moment = _open(place, by), at or timezone.now()
    if not said.text:
        raise Refused("意见还没有写。没有意见，请用“无意见”。")
    opinion = _record(row, said, moment)
    if upload is not None:
        receipt = add_file(row.consultation.project, upload, by=by, as_new=True)
        opinion.attachment = receipt.version.document
        opinion.save(update_fields=["attachment"])
    return opinion


@transaction.atomic
def no_opinion(place: Recipient, *, by: User, at: datetime | None = None) -> Opinion:
    """无意见: recorded, and the answer is complete. Raises Refused for who has said something already."""
    row, moment = _open(place, by), at or timezone.now()
    if row.opinions.exists():
        raise Refused("您已经提过意见，不能再答“无意见”。提完了，请按“意见提完了”。")
    opinion = _record(row, Said(), moment)
    _close(row, moment)
    return opinion


@transaction.atomic
def finish(place: Recipient, *, by: User, at: datetime | None = None) -> Recipient:
    """意见提完了: what was said so far is all."""
    row = _open(place, by)
    if not row.opinions.exists():
        raise Refused("您还没有提意见。没有意见，请按“无意见”。")
    _close(row, at or timezone.now())
    subject = f"{row.consultation}　{row.name}"
    log(row.consultation.project, by=by, kind=KIND, verb="答复", subject=subject)
    return row


def is_late(consultation: Consultation, at: datetime) -> bool:
    """Whether the moment lies behind the last day."""
    return timezone.localtime(at).date() > consultation.due


def _refuse_draft(project: Project, letter: Letter) -> None:
    """People are asked about a text: what went out has to be a file that stays, by number and SHA-256."""
    offered = {(one.number, one.sha256) for one in drafts_of(project)}
    if letter.draft is not None and (letter.draft.number, letter.draft.sha256) not in offered:
        raise Refused(f"“{letter.draft.label}”不是本项目生成好的征求意见稿，请重新选择。")
    if letter.draft is None and letter.round == rounds.CONSULT:
        raise Refused(WITHOUT_DRAFT if offered else f"{WITHOUT_DRAFT}请先到“成果”页生成征求意见稿。")


def _open(place: Recipient, by: User) -> Recipient:
    """The recipient's own row, with the project's key held. Raises Refused where no more can be said."""
    consultation = Consultation.objects.get(pk=place.consultation_id)
    project = Project.objects.select_for_update().get(pk=consultation.project_id)
    consultation.project = project
    row = Recipient.objects.select_for_update().get(pk=place.pk)
    row.consultation = consultation
    if row.user_id != by.pk:
        raise Refused("征求意见由收到的人本人答复。")
    if rounds.is_closed(project, consultation.round):
        raise Refused(f"“{rounds.ROUNDS[consultation.round]}”已签核，不再收意见。要补充，请联系项目负责人。")
    if row.answered_at is not None:
        raise Refused("您已经答复完毕，答复不再改动。要补充，请联系项目负责人另发一次征求意见。")
    return row


def _record(row: Recipient, said: Said, at: datetime) -> Opinion:
    consultation = row.consultation
    person = Person(user=row.user, role=row.role, name=row.name, title=row.title)
    late = is_late(consultation, at)
    return record(
        consultation.project,
        replace(said, recipient=row, is_late=late),
        key=consultation.round,
        person=person,
        at=at,
    )


def _close(row: Recipient, at: datetime) -> None:
    row.answered_at, row.is_late = at, is_late(row.consultation, at)
    row.save(update_fields=["answered_at", "is_late"])

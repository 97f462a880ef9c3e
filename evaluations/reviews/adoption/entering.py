"""录入: opinions that came on paper, by mail, by telephone or in a meeting, entered by the team."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evaluations.evidence.actions import add_file
from evaluations.evidence.intake import Upload
from evaluations.people.models import User
from evaluations.projects.actions import Change, log
from evaluations.projects.models import Project
from evaluations.reviews import rounds
from evaluations.reviews.actions import Refused
from evaluations.reviews.adoption.models import Answer, Opinion
from evaluations.reviews.adoption.recording import KIND, Person, Said, record, said_in
from evaluations.reviews.consulting import paper
from evaluations.reviews.consulting.actions import is_late
from evaluations.reviews.consulting.models import Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody said: who it was, in which round, when. Without text it is 无意见, and has to say so."""

    person: Person
    said: Said
    round: str
    at: datetime
    is_no_opinion: bool = False


@transaction.atomic
def enter(project: Project, entry: Entry, *, by: User, upload: Upload | None = None) -> Opinion:
    """What was said becomes a line like every other; an `upload` joins the evidence.

    An answer to a consultation (`said.recipient`) closes its recipient's row, 无意见 too. Raises Refused for
    what says nothing, comes from tomorrow, or is of somebody who has answered here; Frozen for a file while
    the evidence is.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    _refuse(entry)
    place = paper.lock(entry.said.recipient) if entry.said.recipient else None
    said = replace(entry.said, recipient=place, is_late=_is_late(place, entry.at))
    row = record(project, said, key=entry.round, person=entry.person, at=entry.at)
    _attach(row, upload, by)
    if place is not None:
        paper.settle(place)
    return row


@transaction.atomic
def mend(opinion: Opinion, entry: Entry, *, by: User, upload: Upload | None = None) -> Opinion:
    """What was entered wrongly, as long as nobody has answered it. The log keeps both wordings."""
    project = Project.objects.select_for_update().get(pk=opinion.project_id)
    row = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    row.project = project
    if said := why_not_mend(row):
        raise Refused(said)
    _refuse(entry)
    touched = {one.pk: one for one in (row.recipient, entry.said.recipient) if one is not None}
    places = {pk: paper.lock(touched[pk]) for pk in sorted(touched)}
    before = _told(row)
    values = {name: getattr(entry.person, name) for name in ("role", "name", "title", "means")}
    values |= {name: getattr(entry.said, name) for name in ("text", "place", "code")}
    for name, value in values.items():
        setattr(row, name, value)
    row.recipient = places[entry.said.recipient.pk] if entry.said.recipient else None
    row.is_no_opinion, row.at, row.is_late = entry.is_no_opinion, entry.at, _is_late(row.recipient, entry.at)
    row.save()
    _attach(row, upload, by)
    for place in places.values():
        paper.settle(place)
    changes: list[Change] = [
        {"field": label, "before": old, "after": new}
        for (label, old), new in zip(before.items(), _told(row).values(), strict=True)
        if old != new
    ]
    log(project, by=by, kind=KIND, verb="改录", subject=f"{row}　{row.place}"[:300], changes=changes)
    return row


def why_not_mend(row: Opinion) -> str:
    """Why the line cannot be mended by the team; empty where it can."""
    if row.recorded_by_id is None:
        return f"{row}是本人在线提出的，小组不能改。"
    if Answer.objects.filter(opinion=row).exists():
        return f"{row}已经有答复，原话不再改动。"
    if rounds.is_closed(row.project, row.round):
        return f"“{rounds.ROUNDS.get(row.round, row.round)}”已签核，{row}不再改动。"
    return ""


def _is_late(place: Recipient | None, at: datetime) -> bool:
    return place is not None and is_late(place.consultation, at)


def _refuse(entry: Entry) -> None:
    if bool(entry.said.text) == entry.is_no_opinion:
        raise Refused("意见还没有写。对方回复没有意见的，请勾选“无意见”，意见一栏留空。")
    if entry.at > timezone.now():
        raise Refused("提出日期在今天以后，请核对。")


def _attach(row: Opinion, upload: Upload | None, by: User) -> None:
    if upload is not None:
        row.attachment = add_file(row.project, upload, by=by, as_new=True).version.document
        row.save(update_fields=["attachment"])


def _told(row: Opinion) -> dict[str, str]:
    """What the log tells of a line."""
    return {
        "提出人": f"{row.get_role_display()}　{row.name}　{row.title}".rstrip(),
        "提出": f"{row.at.astimezone():%Y-%m-%d}　{row.get_means_display()}",
        "所答的征求意见": str(row.recipient.consultation) if row.recipient else "—",
        "位置": row.place,
        "意见": said_in(row),
    }

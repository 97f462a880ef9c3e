"""What changes in interviews and site visits: they are planned, recorded, signed in to, taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from evaluations.fieldwork.models import (
    Interview,
    InterviewOutline,
    InterviewParticipant,
    InterviewQuestion,
    InterviewRating,
    RatingLevel,
    SiteVisit,
    VisitCheck,
    VisitOutline,
)
from evaluations.fieldwork.patterns import checks_text, content_of, new_checks, record, write_content
from evaluations.inquiries.records import (
    SCALE,
    Entry,
    interview_entries,
    read_scale,
    scale_text,
    visit_entries,
)
from evaluations.people.models import Firm, User
from evaluations.projects.actions import Change, Conflict, Fold, log, save_as
from evaluations.projects.figures import shown
from evaluations.projects.models import Project, Removed
from evaluations.projects.removal import bring_back, remove_whole

RECORDED = "记录"
CALLED = {"interview": "访谈", "visit": "现场勘查"}


class Kept(Exception):
    """It holds something, and is not taken away; says what and what to do."""


# Interviews ---------------------------------------------------------------------------------------


@transaction.atomic
def plan_interview(
    project: Project, data: Mapping[str, str], *, by: User, outline: InterviewOutline | None = None
) -> Interview:
    """A new interview, with the questions, items and scale of an outline where one is given."""
    locked = Project.objects.select_for_update().get(pk=project.pk)
    row = Interview(project=locked, position=_next(Interview, project=locked), **data)
    if outline is not None and not row.group:
        row.group = outline.group
    save_as(row, by=by)
    for position, text in enumerate(_lines(outline.questions if outline else "")):
        save_as(InterviewQuestion(interview=row, position=position, text=text), by=by)
    for position, text in enumerate(dict.fromkeys(_lines(outline.items if outline else ""))):
        save_as(InterviewRating(interview=row, position=position, item=text[:200]), by=by)
    if outline is not None and outline.items.strip():
        _set_scale(row, read_scale(outline.scale))
    log(locked, by=by, kind="interview", verb="新增", subject=f"访谈 {row}"[:300])
    return row


@transaction.atomic
def record_interview(
    interview: Interview, data: Mapping[str, Any], *, revision: int, by: User, verb: str = RECORDED
) -> Interview:
    """Saves answers, ratings, head and scale (`records`) on `revision`. Raises Conflict."""
    row = Interview.objects.select_for_update(of=("self",)).select_related("project").get(pk=interview.pk)
    entries = interview_entries(row)
    theirs = {one.key: one.value for one in entries} | {"scale": scale_text(row)}
    mine = {key: data.get(key, value) for key, value in theirs.items()}
    _check(row, theirs, mine, revision)
    at = timezone.now()
    changes = _take(entries, mine, row, by, at)
    if mine["scale"] == theirs["scale"]:
        _keep_proposed(row)
    else:
        _set_scale(row, read_scale(mine["scale"]))
        changes.append({"field": "评价档次", "before": shown(theirs["scale"]), "after": shown(mine["scale"])})
    return _written(row, changes, kind="interview", verb=verb, by=by, at=at)


@transaction.atomic
def remove_interview(interview: Interview, *, by: User) -> None:
    """Takes an interview away with all that was recorded; `restore` brings it back.

    Raises Kept while people have signed in: names are personal data of which no copy is held.
    """
    row = Interview.objects.select_for_update(of=("self",)).select_related("project").get(pk=interview.pk)
    if row.participants.exists():
        raise Kept("这次访谈有签到名单。名单是个人信息，不留副本，恢复不了；请先逐一删除签到，再删除访谈。")
    log(row.project, by=by, kind="interview", verb="删除", subject=f"访谈 {row}"[:300])
    remove_whole(row.project, row, by=by, name=str(row) or "访谈对象未记")


@transaction.atomic
def restore(kept: Removed, *, by: User) -> int:
    """Brings a removed interview or visit back as it was; how many links to evidence could not come along."""
    project = Project.objects.select_for_update().get(pk=kept.project_id)
    lost = bring_back(kept, by=by)
    kind = "interview" if kept.model == Interview.__name__ else "visit"
    log(project, by=by, kind=kind, verb="恢复", subject=f"{CALLED[kind]} {kept.name}"[:300])
    return lost


def _keep_proposed(row: Interview) -> None:
    """Marks are of a scale: with the first of them the proposed one is the interview's own."""
    if row.ratings.exclude(rating="").exists() and not row.scale.exists():
        _set_scale(row, SCALE)


def _set_scale(row: Interview, names: Sequence[str]) -> None:
    row.scale.all().delete()
    RatingLevel.objects.bulk_create(
        RatingLevel(interview=row, position=position, name=name[:40]) for position, name in enumerate(names)
    )


# Who took part ------------------------------------------------------------------------------------


@transaction.atomic
def sign_in(interview: Interview, data: Mapping[str, str], *, by: User) -> InterviewParticipant:
    """签到: notes who took part. The log says that somebody did, never who."""
    row = InterviewParticipant.objects.create(interview=interview, **data)
    log(interview.project, by=by, kind="interview", verb="签到", subject=f"访谈 {interview}"[:300])
    return row


@transaction.atomic
def strike(participant: InterviewParticipant, *, by: User) -> None:
    """Takes a participant off the list, without trace of the name."""
    interview = participant.interview
    log(interview.project, by=by, kind="interview", verb="删除签到", subject=f"访谈 {interview}"[:300])
    participant.delete()


# Outlines -----------------------------------------------------------------------------------------


@transaction.atomic
def keep_outline(interview: Interview, firm: Firm, name: str, *, by: User) -> InterviewOutline:
    """Keeps an interview's questions, items and scale as the firm's outline of that name, or renews it."""
    values = {
        "group": interview.group,
        "questions": "\n".join(" ".join(row.text.split()) for row in interview.questions.all()),
        "items": "\n".join(row.item for row in interview.ratings.all()),
        "scale": scale_text(interview),
    }
    found = InterviewOutline.objects.select_for_update().filter(firm=firm, name=name).first()
    before = content_of(found) if found else {}
    outline = found or InterviewOutline(firm=firm, name=name)
    outline.is_retired = False
    write_content(outline, {"name": name, **values})
    record(outline, f"从项目存入{'，替换原内容' if found else ''}", before, by=by)
    log(interview.project, by=by, kind="pattern", verb="存为提纲", subject=f"访谈提纲 {name}"[:300])
    return outline


@transaction.atomic
def keep_visit_outline(visit: SiteVisit, firm: Firm, name: str, *, by: User) -> VisitOutline:
    """Keeps what is looked at on a visit as the firm's outline of that name, or renews it; no findings."""
    found = VisitOutline.objects.select_for_update().filter(firm=firm, name=name).first()
    before = content_of(found) if found else {}
    outline = found or VisitOutline(firm=firm, name=name)
    outline.is_retired = False
    write_content(outline, {"name": name, "checks": checks_text(visit.checks.all())})
    record(outline, f"从项目存入{'，替换原内容' if found else ''}", before, by=by)
    log(visit.project, by=by, kind="pattern", verb="存为提纲", subject=f"勘查提纲 {name}"[:300])
    return outline


# Site visits --------------------------------------------------------------------------------------


@transaction.atomic
def plan_visit(
    project: Project, data: Mapping[str, str], *, by: User, outline: VisitOutline | None = None
) -> SiteVisit:
    """A new site visit, with the things to look at of an outline where one is given."""
    locked = Project.objects.select_for_update().get(pk=project.pk)
    row = SiteVisit(project=locked, position=_next(SiteVisit, project=locked), **data)
    save_as(row, by=by)
    for position, columns in enumerate(new_checks(outline)):
        save_as(VisitCheck(visit=row, position=position, **columns), by=by)
    log(locked, by=by, kind="visit", verb="新增", subject=f"现场勘查 {row}"[:300])
    return row


@transaction.atomic
def add_check(visit: SiteVisit, item: str, *, by: User) -> VisitCheck:
    """Something more to look at, noted on the spot."""
    locked = SiteVisit.objects.select_for_update(of=("self",)).select_related("project").get(pk=visit.pk)
    row = VisitCheck(visit=locked, position=_next(VisitCheck, visit=locked), item=item)
    save_as(row, by=by)
    log(locked.project, by=by, kind="visit", verb="新增", subject=f"现场勘查 {locked} {item}"[:300])
    return row


@transaction.atomic
def record_visit(
    visit: SiteVisit, data: Mapping[str, Any], *, revision: int, by: User, verb: str = RECORDED
) -> SiteVisit:
    """Saves head, conclusion and what was found (`records`) on `revision`. Raises Conflict."""
    row = SiteVisit.objects.select_for_update(of=("self",)).select_related("project").get(pk=visit.pk)
    entries = visit_entries(row)
    theirs = {one.key: one.value for one in entries}
    mine = {key: data.get(key, value) for key, value in theirs.items()}
    _check(row, theirs, mine, revision)
    at = timezone.now()
    return _written(row, _take(entries, mine, row, by, at), kind="visit", verb=verb, by=by, at=at)


@transaction.atomic
def remove_visit(visit: SiteVisit, *, by: User) -> None:
    """Takes a visit away with findings and links to photos; the photos stay, `restore` brings it back."""
    row = SiteVisit.objects.select_for_update(of=("self",)).select_related("project").get(pk=visit.pk)
    log(row.project, by=by, kind="visit", verb="删除", subject=f"现场勘查 {row}"[:300])
    remove_whole(row.project, row, by=by, name=str(row))


# Both ---------------------------------------------------------------------------------------------


def _check(row: Any, theirs: Mapping[str, Any], mine: Mapping[str, Any], revision: int) -> None:
    if row.revision != revision:
        raise Conflict(theirs=theirs, mine=mine, revision=row.revision)


def _take(
    entries: Sequence[Entry], mine: Mapping[str, Any], head: Any, by: User, at: datetime
) -> list[Change]:
    """Sets what differs and saves the rows under the head; one save bears one time in all histories."""
    changes: list[Change] = []
    dirty: dict[Any, Any] = {}
    for one in entries:
        before, after = one.value, mine[one.key]
        if before == after:
            continue
        changes.append({"field": one.label, "before": shown(before), "after": shown(after)})
        setattr(one.row, one.column, after)
        if one.row is not head:
            dirty[type(one.row), one.row.pk] = one.row
    for row in dirty.values():
        row.revision += 1
        save_as(row, by=by, at=at)
    return changes


def _written(row: Any, changes: list[Change], *, kind: str, verb: str, by: User, at: datetime) -> Any:
    if changes:
        row.revision += 1
        save_as(row, by=by, at=at)
        fold = Fold(thing=f"{kind}-{row.pk}") if verb == RECORDED else None
        subject = f"{CALLED[kind]} {row}"[:300]
        log(row.project, by=by, kind=kind, verb=verb, subject=subject, changes=changes, fold=fold)
    return row


def _next(model: Any, **owner: Any) -> int:
    newest = model.objects.filter(**owner).aggregate(at=Max("position"))["at"]
    return 0 if newest is None else newest + 1


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]

"""What changes with rectification: items are set, worked on, handed in, returned, closed; each a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from evaluations.evidence.actions import check
from evaluations.evidence.intake import Upload, keeping
from evaluations.people.models import User
from evaluations.projects.actions import Change, log, take_over
from evaluations.projects.models import Project
from evaluations.rectification import announcing
from evaluations.rectification.findings import findings_of
from evaluations.rectification.models import (
    RectificationFile,
    RectificationItem,
    RectificationStep,
    State,
)
from evaluations.rectification.queries import TO_WORK

KIND = "rectification"
"""Of the lines in the log."""
SET_FIELDS = ("problem", "source", "responsible", "due")
WORK_FIELDS = ("measure", "progress")
MOST_FILES = 20


class Refused(Exception):
    """Why nothing was done; the message says what to do."""


class Draft(TypedDict):
    """An item that is to be added."""

    problem: str
    source: str
    responsible: str
    due: date


@transaction.atomic
def add(project: Project, drafts: Sequence[Draft], *, by: User) -> list[RectificationItem]:
    """提出整改, after the release; what the report found once only. Raises Refused."""
    row = Project.objects.select_for_update().get(pk=project.pk)
    if not drafts:
        raise Refused("请至少选一个问题，或写一个问题。")
    if findings_of(row) is None:
        raise Refused("正式报告签发以后才能提出整改。")
    for draft in drafts:
        known = row.rectification_items.filter(problem=draft["problem"], source=draft["source"]).first()
        if known is not None and draft["source"]:
            raise Refused(f"“{draft['problem']}”已经提出过，是{known}。")
    last = row.rectification_items.aggregate(last=Max("number"))["last"] or 0
    made = []
    for number, draft in enumerate(drafts, start=last + 1):
        item = RectificationItem.objects.create(project=row, number=number, **draft)
        _step(item, by, "提出", changes=[{"field": "整改期限", "before": "—", "after": str(item.due)}])
        made.append(item)
    announcing.asked(row, made, by=by)
    return made


@transaction.atomic
def edit(item: RectificationItem, data: Mapping[str, Any], *, revision: int, by: User) -> RectificationItem:
    """Change problem, responsible unit or due day (`SET_FIELDS`). Raises Conflict, Refused."""
    row = _locked(item)
    _refuse_closed(row)
    changes = take_over(row, SET_FIELDS, data, revision)
    return _kept(row, by, "修改", changes)


@transaction.atomic
def work(item: RectificationItem, data: Mapping[str, Any], *, revision: int, by: User) -> RectificationItem:
    """Write down measure and progress (`WORK_FIELDS`): it is under way. Raises Conflict, Refused."""
    row = _locked(item)
    _refuse_unless(row, TO_WORK)
    changes = take_over(row, WORK_FIELDS, data, revision)
    if changes and row.measure and row.state != State.UNDER_WAY:
        _move(row, State.UNDER_WAY, changes)
    return _kept(row, by, "填写", changes)


@transaction.atomic
def submit(item: RectificationItem, *, by: User) -> RectificationItem:
    """提交审核: measure and progress have to be there. Raises Refused."""
    row = _locked(item)
    _refuse_unless(row, TO_WORK)
    for value, name in ((row.measure, "整改措施"), (row.progress, "整改情况")):
        if not value.strip():
            raise Refused(f"“{name}”还没有写，写好保存后再提交。")
    changes: list[Change] = []
    _move(row, State.SUBMITTED, changes)
    row.submitted_by = by
    announcing.submitted(row, _keep(row, by, "提交", changes))
    return row


@transaction.atomic
def send_back(item: RectificationItem, *, reason: str, by: User) -> RectificationItem:
    """退回, by another than who submitted it; also what was closed by mistake. Raises Refused."""
    row = _locked(item)
    _refuse_unless(row, (State.SUBMITTED, State.CLOSED))
    _refuse_own(row, by, "退回")
    if not reason.strip():
        raise Refused("请写明退回的原因和还要做什么。")
    changes: list[Change] = []
    _move(row, State.RETURNED, changes)
    row.reason, row.closed_by, row.closed_at = reason.strip(), None, None
    announcing.returned(row, _keep(row, by, "退回", changes, note=row.reason))
    return row


@transaction.atomic
def close(item: RectificationItem, *, note: str, by: User) -> RectificationItem:
    """销号, by another than who submitted it. Raises Refused."""
    row = _locked(item)
    _refuse_unless(row, (State.SUBMITTED,))
    _refuse_own(row, by, "销号")
    changes: list[Change] = []
    _move(row, State.CLOSED, changes)
    row.closed_by, row.closed_at = by, timezone.now()
    announcing.closed(row, _keep(row, by, "销号", changes, note=note.strip()))
    return row


def add_file(item: RectificationItem, upload: Upload, *, by: User) -> RectificationFile:
    """Takes in a file that proves what was done; the same bytes once per item.

    Raises Refused, and what the evidence's judgement of files raises; then no file stays.
    """
    checked = check(upload)
    with keeping() as keep, transaction.atomic():
        row = _locked(item)
        _refuse_unless(row, TO_WORK)
        known = row.files.filter(sha256=upload.sha256).first()
        if known is not None:
            return known
        if row.files.count() >= MOST_FILES:
            raise Refused(f"每项最多{MOST_FILES}个文件。请合并成一个PDF或压缩包再上传。")
        name = f"rectification/{row.project_id}/{upload.sha256}-{upload.path.name[:8]}"
        keep(upload.path, name)
        made = RectificationFile.objects.create(
            item=row,
            name=checked.name,
            sha256=upload.sha256,
            size=upload.size,
            content_type=checked.kind.mime,
            file=name,
            by=by,
        )
        _step(row, by, "上传佐证", note=made.name)
    return made


def _locked(item: RectificationItem) -> RectificationItem:
    rows = RectificationItem.objects.select_for_update(of=("self",)).select_related("project")
    return rows.get(pk=item.pk)


def _refuse_closed(row: RectificationItem) -> None:
    if row.state == State.CLOSED:
        raise Refused(f"{row}已销号。要再改，请先退回并写明原因。")


def _refuse_unless(row: RectificationItem, states: Sequence[str]) -> None:
    if row.state not in states:
        raise Refused(f"{row}现在是“{row.get_state_display()}”，刚才的操作没有生效。请看最新的情况。")


def _refuse_own(row: RectificationItem, by: User, verb: str) -> None:
    """Four eyes: who submits does not decide."""
    if row.submitted_by_id == by.pk:
        raise Refused(f"{row}是您提交的，须由另一人{verb}。")


def _move(row: RectificationItem, to: State, changes: list[Change]) -> None:
    changes.append({"field": "状态", "before": State(row.state).label, "after": to.label})
    row.state = to


def _kept(row: RectificationItem, by: User, verb: str, changes: list[Change]) -> RectificationItem:
    if changes:
        _keep(row, by, verb, changes)
    return row


def _keep(
    row: RectificationItem, by: User, verb: str, changes: list[Change], *, note: str = ""
) -> RectificationStep:
    row.revision += 1
    row.save()
    return _step(row, by, verb, note=note, changes=changes)


def _step(
    row: RectificationItem, by: User, verb: str, *, note: str = "", changes: Sequence[Change] = ()
) -> RectificationStep:
    """One step of the item, and its line in the project's log."""
    subject = f"{row}　{row.problem}"[:300]
    log(row.project, by=by, kind=KIND, verb=verb, subject=subject, changes=changes)
    return RectificationStep.objects.create(item=row, by=by, verb=verb, note=note, changes=list(changes))

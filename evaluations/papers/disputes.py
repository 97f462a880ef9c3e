"""Marking a paper's score as disputed (有争议), and taking the mark back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from evaluations.papers.models import Dispute, WorkingPaper
from evaluations.people.models import User
from evaluations.projects.actions import Change, Conflict, log, save_as
from evaluations.projects.figures import shown, typed_out

FIELDS = {"low": "从严得分", "high": "从宽得分", "reason": "争议理由"}
EMPTY: dict[str, Any] = {"low": None, "high": None, "reason": ""}


def said_by(dispute: Dispute | None) -> dict[str, Any]:
    """What a dispute says, by `FIELDS`; empty where there is none, or none any more."""
    if dispute is None or not dispute.is_open:
        return dict(EMPTY)
    return {name: getattr(dispute, name) for name in FIELDS}


def dispute_of(paper: WorkingPaper) -> Dispute | None:
    """The paper's dispute, open or withdrawn."""
    return Dispute.objects.filter(paper=paper).select_related("updated_by").first()


@transaction.atomic
def mark_disputed(
    paper: WorkingPaper, data: Mapping[str, Any], *, revision: int, by: User, verb: str = ""
) -> Dispute:
    """Mark the score as disputed between `low` and `high`, for a `reason`; or change what the mark says.

    `revision` is that of the dispute as the person saw it, 0 where there was none yet: Conflict when it is
    not the newest. ValidationError, by field, for bounds outside the weight and a missing reason.
    """
    locked = _locked(paper)
    row = Dispute.objects.filter(paper=locked).first()
    theirs, mine = said_by(row), {name: data[name] for name in FIELDS}
    _check_revision(row, revision, theirs, mine)
    if wrong := faults(mine, locked.indicator.weight):
        raise ValidationError(wrong)
    if row is not None and row.is_open and mine == theirs:
        return row
    verb = verb or ("修改争议" if row is not None and row.is_open else "标为有争议")
    row = row or Dispute(paper=locked, revision=0)
    row.is_open = True
    for name, value in mine.items():
        setattr(row, name, value)
    _save(row, by)
    _log(locked, verb, theirs, mine, by)
    return row


@transaction.atomic
def withdraw_dispute(
    paper: WorkingPaper, *, revision: int, by: User, verb: str = "撤销争议"
) -> Dispute | None:
    """Take the mark back; nothing where there is none. Conflict when `revision` is not the newest."""
    locked = _locked(paper)
    row = Dispute.objects.filter(paper=locked, is_open=True).first()
    if row is None:
        return None
    theirs = said_by(row)
    _check_revision(row, revision, theirs, EMPTY)
    row.is_open = False
    _save(row, by)
    _log(locked, verb, theirs, EMPTY, by)
    return row


def faults(data: Mapping[str, Any], weight: Decimal) -> dict[str, str]:
    """What cannot be saved, by field."""
    low, high = data["low"], data["high"]
    found = {
        name: f"{FIELDS[name]}应在0到{typed_out(weight)}之间，现为{typed_out(value)}。"
        for name, value in (("low", low), ("high", high))
        if value is not None and not 0 <= value <= weight
    }
    for name, value in (("low", low), ("high", high)):
        if value is None:
            found[name] = f"请填{FIELDS[name]}，0到{typed_out(weight)}之间。"
    if not found and low > high:
        found["high"] = f"从宽得分{typed_out(high)}低于从严得分{typed_out(low)}，请对调或改正。"
    if not data["reason"].strip():
        found["reason"] = "请写争议理由：谁对哪一点有不同意见，依据是什么。"
    return found


def _locked(paper: WorkingPaper) -> WorkingPaper:
    papers = WorkingPaper.objects.select_for_update(of=("self",))
    return papers.select_related("indicator", "project").get(pk=paper.pk)


def _check_revision(
    row: Dispute | None, revision: int, theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> None:
    newest = row.revision if row is not None else 0
    if revision != newest:
        raise Conflict(theirs=theirs, mine=mine, revision=newest)


def _save(row: Dispute, by: User) -> None:
    row.revision += 1
    row.updated_by = by
    save_as(row, by=by)


def _log(
    paper: WorkingPaper, verb: str, theirs: Mapping[str, Any], mine: Mapping[str, Any], by: User
) -> None:
    subject = f"底稿 {paper.indicator.code} {paper.indicator.name}"
    changes: list[Change] = [
        {"field": label, "before": shown(theirs[name]), "after": shown(mine[name])}
        for name, label in FIELDS.items()
        if theirs[name] != mine[name]
    ]
    log(paper.project, by=by, kind="paper", verb=verb, subject=subject, changes=changes)

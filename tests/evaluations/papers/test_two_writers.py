"""Two people save one paper at the same moment: one is stored, the other is told of both versions."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import OperationalError, connection

from evaluations.papers.actions import save_paper
from evaluations.papers.checking.actions import check, prepare
from evaluations.papers.checking.moves import MoveRefused
from evaluations.papers.models import WorkingPaper
from evaluations.people.models import User
from evaluations.projects.actions import Conflict
from tests.factories import make_project, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_two_is_stored_and_the_other_knows_both() -> None:
    paper = make_project("linfang_2018").papers.get(indicator__code="C1-4")
    reasons, people = ("夜班坐席不足", "话务员不足"), (make_user(), make_user())
    start, outcomes = threading.Barrier(2), dict[str, Conflict | None]()
    pairs = zip(reasons, people, strict=True)
    threads = [
        threading.Thread(target=_save, args=(paper, reason, person, start, outcomes))
        for reason, person in pairs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = [reason for reason, outcome in outcomes.items() if outcome is None]
    conflicts = {reason: outcome for reason, outcome in outcomes.items() if outcome is not None}
    assert (len(stored), len(conflicts)) == (1, 1)
    [(late, conflict)] = conflicts.items()
    assert (conflict.theirs["deduction_reason"], conflict.mine["deduction_reason"]) == (stored[0], late)
    row = WorkingPaper.objects.get(pk=paper.pk)
    assert (row.deduction_reason, row.revision) == (stored[0], 2)
    assert row.history.count() == 2


def test_two_check_at_once_and_one_signature_stands() -> None:
    person, checkers = make_user(), (make_user(), make_user())
    paper = make_project("linfang_2018").papers.get(indicator__code="C1-4")
    prepare(paper, revision=1, by=person)
    start, told = threading.Barrier(2), dict[int, str]()
    threads = [threading.Thread(target=_check, args=(paper, checker, start, told)) for checker in checkers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row = WorkingPaper.objects.get(pk=paper.pk)
    assert row.state == "checked"
    assert told[row.checked_by_id] == ""
    [late] = [checker for checker in checkers if checker.pk != row.checked_by_id]
    assert told[late.pk] == "这份底稿现在是“已复核”，不能复核通过。请看过现状再处理。"
    assert row.project.activities.filter(kind="check", verb="复核通过").count() == 1


def _check(paper: WorkingPaper, checker: User, start: threading.Barrier, told: dict[int, str]) -> None:
    start.wait()
    try:
        told[checker.pk] = _checked(paper, checker)
    finally:
        connection.close()


def _checked(paper: WorkingPaper, checker: User) -> str:
    while True:
        try:
            check(paper, revision=1, by=checker)
        except MoveRefused as refusal:
            return str(refusal)
        except OperationalError:  # SQLite in memory refuses instead of waiting
            time.sleep(0.01)
        else:
            return ""


def _save(
    paper: WorkingPaper,
    reason: str,
    person: User,
    start: threading.Barrier,
    outcomes: dict[str, Conflict | None],
) -> None:
    start.wait()
    try:
        outcomes[reason] = _saved(paper, reason, person)
    finally:
        connection.close()


def _saved(paper: WorkingPaper, reason: str, person: User) -> Conflict | None:
    while True:
        try:
            save_paper(paper, {"deduction_reason": reason}, revision=1, by=person)
        except Conflict as conflict:
            return conflict
        except OperationalError:  # SQLite in memory refuses instead of waiting
            time.sleep(0.01)
        else:
            return None

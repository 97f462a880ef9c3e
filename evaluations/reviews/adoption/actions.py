"""What changes in 意见采纳情况表: answers, and reasons for scores that were changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects.actions import Change, Conflict, Fold, log, save_as
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from evaluations.reviews import rounds
from evaluations.reviews.actions import Refused, decide
from evaluations.reviews.adoption.models import Answer, Decision, Opinion, ScoreChange
from evaluations.reviews.adoption.recording import KIND
from evaluations.reviews.models import ThreadState
from evaluations.stages.showing import Moved

FIELDS = {
    "decision": "采纳情况",
    "reason": "说明与理由",
    "place": "修改处",
    "before": "改前",
    "after": "改后",
}
ANSWERED = "答复"
EMPTY: dict[str, str] = dict.fromkeys(FIELDS, "")
STATES = {
    Decision.ADOPT: ThreadState.ADOPTED,
    Decision.PARTLY: ThreadState.ADOPTED,
    Decision.DECLINE: ThreadState.DECLINED,
}
"""What an answer says of the comment that it answers."""


def said_by(answer: Any) -> dict[str, str]:
    """What an answer, or a record of it, says by `FIELDS`; empty where there is none."""
    return dict(EMPTY) if answer is None else {name: getattr(answer, name) for name in FIELDS}


@transaction.atomic
def answer(
    opinion: Opinion, data: Mapping[str, str], *, revision: int, by: User, verb: str = ANSWERED
) -> Answer:
    """答复 an opinion, also half: a reason may follow its decision. `revision` 0: there was no answer.

    Raises Refused for one's own opinion, 「无意见」, and once the round's stage is signed; Conflict if
    somebody answered in between.
    """
    row = _locked(opinion)
    _refuse(row, by)
    found = Answer.objects.select_for_update(of=("self",)).filter(opinion=row).first()
    theirs, mine = said_by(found), {name: data[name].strip() for name in FIELDS}
    newest = found.revision if found else 0
    if found is not None and mine == theirs:
        return found
    if revision != newest:
        raise Conflict(theirs=theirs, mine=mine, revision=newest)
    found = found or Answer(opinion=row, revision=0)
    for name, value in mine.items():
        setattr(found, name, value)
    found.answered_by, found.answered_at = by, timezone.now()
    found.revision += 1
    save_as(found, by=by)
    fold = Fold(thing=f"opinion:{row.pk}") if verb == ANSWERED else None
    changes = _changes(theirs, mine)
    log(
        row.project,
        by=by,
        kind=KIND,
        verb=verb,
        subject=f"{row}　{row.place}"[:300],
        changes=changes,
        fold=fold,
    )
    _decide_thread(row, found, by)
    return found


@transaction.atomic
def explain(project: Project, moved: Moved, reason: str, *, by: User) -> ScoreChange:
    """改分说明: says why the score is not the signed one. `moved` is what it was and is now."""
    Project.objects.select_for_update().get(pk=project.pk)
    if not reason.strip():
        raise Refused(f"{moved.code}的改分理由还没有写。请写明依据哪份资料或哪条意见改分。")
    row = ScoreChange.objects.create(
        project=project,
        code=moved.code,
        name=moved.name,
        before=moved.before,
        after=moved.after,
        reason=reason.strip(),
        by=by,
        at=timezone.now(),
    )
    changes: list[Change] = [
        {"field": "得分", "before": row.before, "after": row.after},
        {"field": "理由", "before": "—", "after": row.reason},
    ]
    subject = f"改分　{row.code} {row.name}"
    log(project, by=by, kind=KIND, verb="说明", subject=subject[:300], changes=changes)
    return row


def why_not(row: Opinion, by: User) -> str:
    """Why this person cannot answer the opinion; empty where they can."""
    if row.is_no_opinion:
        return f"{row}是“无意见”，只作记录，无须答复。"
    if row.user_id == by.pk:
        return f"{row}是您本人提出的，请由小组另一人答复。"
    return ""


def _refuse(row: Opinion, by: User) -> None:
    if said := why_not(row, by):
        raise Refused(said)
    if rounds.is_closed(row.project, row.round):
        named = rounds.ROUNDS.get(row.round, row.round)
        raise Refused(f"“{named}”已签核，{row}的答复不再改动。要修改，请在“签核”页重开这个阶段。")


def _locked(opinion: Opinion) -> Opinion:
    """The opinion, with the project's key held: nobody signs the stage meanwhile."""
    project = Project.objects.select_for_update().get(pk=opinion.project_id)
    row = Opinion.objects.select_for_update(of=("self",)).select_related("thread").get(pk=opinion.pk)
    row.project = project
    return row


def _decide_thread(row: Opinion, found: Answer, by: User) -> None:
    """The comment that the opinion came from shows the same decision."""
    state = STATES.get(Decision(found.decision)) if found.decision else None
    if row.thread is not None and state is not None and row.thread.state != state and found.is_complete:
        decide(row.thread, state, by=by)


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    words = dict(Decision.choices)
    return [
        {
            "field": label,
            "before": shown(words.get(before[name], before[name])),
            "after": shown(words.get(after[name], after[name])),
        }
        for name, label in FIELDS.items()
        if before[name] != after[name]
    ]

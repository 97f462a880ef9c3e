"""How opinions get into the table: said on a page of their own, or as a submitted comment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from evaluations.evidence.models import Document
from evaluations.people.models import User
from evaluations.projects.actions import Change, log, save_as
from evaluations.projects.models import Project, ProjectMember, ProjectRole
from evaluations.reviews import rounds
from evaluations.reviews.adoption.models import WHOLE, Answer, Decision, Opinion
from evaluations.reviews.consulting.models import Recipient
from evaluations.reviews.expertise.models import ExpertForm
from evaluations.reviews.models import Target, Thread, ThreadState

KIND = "review"
OF_STATE = {ThreadState.ADOPTED: Decision.ADOPT, ThreadState.DECLINED: Decision.DECLINE}
"""What a decision on a comment says in the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who speaks, as they are called that day; `role` is one from outside.

    Somebody whose words the team enters has no `user`, but the `means` by which they came.
    """

    user: User | None
    role: str
    name: str
    title: str = ""
    means: str = ""
    recorded_by: User | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said, about which place, and what it came from. Neither text nor suggestion: 无意见."""

    text: str = ""
    place: str = WHOLE
    code: str = ""
    quoted: str = ""
    suggestion: str = ""
    attachment: Document | None = None
    is_late: bool = False
    thread: Thread | None = None
    form: ExpertForm | None = None
    recipient: Recipient | None = None


def person_of(member: ProjectMember) -> Person:
    """An expert with their title, others with the organisation they speak for."""
    project, role = member.project, member.role
    bodies = {
        ProjectRole.BUREAU_OFFICER: project.commissioning_bureau,
        ProjectRole.UNIT_CONTACT: project.evaluated_unit,
    }
    body = bodies.get(ProjectRole(role))
    title = str(body) if body else member.title or str(ProjectRole(role).label)
    return Person(user=member.user, role=role, name=str(member.user), title=title[:200])


def record(project: Project, said: Said, *, key: str, person: Person, at: datetime | None = None) -> Opinion:
    """A further line of the table, in the round `key` or the next one that is open.

    To be called in a transaction: the project is locked, so that numbers have no gaps and stand once.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    last = Opinion.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
    row = Opinion.objects.create(
        project=project,
        number=last + 1,
        round=rounds.open_from(project, key),
        role=person.role,
        user=person.user,
        means=person.means,
        recorded_by=person.recorded_by,
        name=person.name,
        title=person.title,
        is_no_opinion=not said.text and not said.suggestion,
        at=at or timezone.now(),
        **{name: getattr(said, name) for name in Said.__dataclass_fields__},
    )
    if row.thread is None:  # a comment has told of itself
        changes: list[Change] = [{"field": "意见", "before": "—", "after": said_in(row)}]
        subject = f"{row}　{row.place}"[:300]
        verb = "录入" if person.recorded_by else "提出"
        log(
            project,
            by=person.user or person.recorded_by,
            kind=KIND,
            verb=verb,
            subject=subject,
            changes=changes,
        )
    return row


def said_in(row: Opinion) -> str:
    """The opinion in words, with what it would put in place of what."""
    if row.is_no_opinion:
        return "无意见"
    words = f"“{row.quoted}”改为“{row.suggestion}”" if row.suggestion else ""
    return "　".join(filter(None, (words, row.text)))


def record_thread(thread: Thread) -> Opinion | None:
    """The line of a comment that was just submitted; none where it comes from inside."""
    member = thread.project.members.filter(user=thread.created_by).select_related("user").first()
    if member is None or not thread.is_from_outside:
        return None
    words = _words(thread)
    said = Said(
        text=words["text"],
        quoted=words["quoted"],
        suggestion=words["suggestion"],
        place=thread.place,
        code=_code(thread),
        thread=thread,
    )
    key = rounds.natural(thread.role, thread.target)
    return record(thread.project, said, key=key, person=person_of(member), at=thread.submitted_at)


def follow_thread(thread: Thread) -> bool:
    """What its author mended stands in the table, too; False, and nothing done, once it is answered."""
    row = Opinion.objects.select_for_update().filter(thread=thread).first()
    if row is None:
        return True
    if Answer.objects.filter(opinion=row).exists():
        return False
    words = _words(thread)
    for name, value in words.items():
        setattr(row, name, value)
    row.save(update_fields=[*words])
    return True


def follow_decision(thread: Thread, *, by: User) -> None:
    """A decision on a comment answers its line, where nobody did; a refusal still waits for its reason."""
    row = Opinion.objects.filter(thread=thread).first()
    decision = OF_STATE.get(ThreadState(thread.state))
    if row is None or decision is None or rounds.is_closed(thread.project, row.round):
        return
    answer = Answer.objects.filter(opinion=row).first() or Answer(opinion=row, revision=0)
    if answer.decision:
        return
    answer.decision = decision
    answer.place = answer.place or thread.place
    answer.before, answer.after = thread.before, thread.after
    answer.answered_by, answer.answered_at = by, timezone.now()
    answer.revision += 1
    save_as(answer, by=by)


def _words(thread: Thread) -> dict[str, str]:
    suggestion = thread.suggestion if thread.is_suggestion else ""
    text = thread.text or ("（建议删去）" if thread.is_suggestion and not suggestion else "")
    return {"text": text, "quoted": thread.exact, "suggestion": suggestion}


def _code(thread: Thread) -> str:
    return thread.key[:60] if thread.target in {Target.INDICATORS, Target.PAPER} else ""

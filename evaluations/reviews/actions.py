"""What changes with comments: drafts, submission, replies, decisions.

A draft is its author's alone, and so is what happens to it: the log tells of it from its submission on. What
was submitted stays as it is: its author may mend it for some minutes, as long as nobody has answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects.actions import Change, Conflict, log
from evaluations.projects.models import Project
from evaluations.reviews.adoption.recording import follow_decision, follow_thread, record_thread
from evaluations.reviews.announcing import mentioned, replied
from evaluations.reviews.mentions import named_in
from evaluations.reviews.models import Comment, Kind, Mention, Target, Thread, ThreadState
from evaluations.reviews.queries import members_by_role, names_of, sees

KIND = "review"
"""The kind of these lines in the log; they change no fact."""
MENDING = timedelta(minutes=10)
"""So long after it was said may an author mend what nobody has answered."""
LONGEST = 4_000
"""Characters of an opinion, a reply, a suggestion."""
LONGEST_QUOTE = 2_000
MOST_DRAFTS = 500
"""Of one person on one project: nobody writes more, a script would."""


class Refused(Exception):
    """It was not done; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What a thread hangs on; the fields of `Thread` of the same names."""

    target: Target
    key: str
    place: str
    block: str = ""
    exact: str = ""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What its author writes into a draft."""

    text: str = ""
    suggestion: str = ""
    for_experts: bool = False
    for_bureau: bool = False
    for_unit: bool = False


# Drafts -------------------------------------------------------------------------------------------------


@transaction.atomic
def begin(project: Project, anchor: Anchor, *, kind: Kind, by: User) -> Thread:
    """A new draft (or mark) at the anchor; a suggestion begins with the quoted words."""
    if kind == Kind.SUGGESTION and not anchor.exact:
        raise Refused("“建议改为”要先选中一段文字；对整节、整项请用“批注”。")
    Project.objects.select_for_update().get(pk=project.pk)
    if Thread.objects.filter(project=project, created_by=by, submitted_at=None).count() >= MOST_DRAFTS:
        raise Refused(f"您在这个项目已有{MOST_DRAFTS}条草稿和标记。请先提交或删除一些，再写新的。")
    suggestion = anchor.exact if kind == Kind.SUGGESTION else ""
    return Thread.objects.create(
        project=project, kind=kind, created_by=by, suggestion=suggestion, **asdict(anchor)
    )


@transaction.atomic
def save_draft(thread: Thread, draft: Draft, *, revision: int) -> Thread:
    """Keeps what its author has typed so far. Raises Conflict if another window saved since."""
    row = _draft(thread)
    mine = asdict(draft)
    theirs = {name: getattr(row, name) for name in mine}
    if mine == theirs:
        return row
    if row.revision != revision:
        raise Conflict(theirs=theirs, mine=mine, revision=row.revision)
    for name, value in mine.items():
        setattr(row, name, value)
    row.revision += 1
    row.save(update_fields=[*mine, "revision"])
    return row


@transaction.atomic
def discard(thread: Thread) -> None:
    """Deletes a draft or a mark; what was submitted stays."""
    _draft(thread).delete()


@transaction.atomic
def submit(thread: Thread, *, by: User) -> Thread:
    """提交: from now on those see it whom it is shown to. Raises Refused where it says nothing yet."""
    row = _draft(thread)
    if row.kind == Kind.MARK:
        raise Refused("标记只给自己看，不能提交。要提意见，请用“批注”。")
    _refuse_empty(row)
    members = members_by_role(row.project)
    row.role = members.get(by, "")
    row.submitted_at = timezone.now()
    row.save(update_fields=["role", "submitted_at"])
    _mention(row, row.text, members, by=by)
    _log(row, by, "提交", _said(row))
    record_thread(row)
    return row


# What was said ------------------------------------------------------------------------------------------


def may_mend(thread: Thread, user: User, *, at: datetime | None = None) -> bool:
    """Whether `user` may still change the thread's own text: the author, in time, before any answer.

    Asks nothing of the database where the replies were fetched with the thread.
    """
    is_undecided = thread.submitted_at is not None and thread.decided_at is None
    is_mine = thread.created_by_id == user.pk and is_undecided
    return is_mine and _in_time(thread.submitted_at, at) and not list(thread.comments.all())


def may_mend_reply(comment: Comment, thread: Thread, user: User, *, at: datetime | None = None) -> bool:
    """Whether `user` may still change a reply: its author, in time, while it is the last word."""
    if comment.author_id != user.pk or not _in_time(comment.at, at):
        return False
    is_decided_since = thread.decided_at is not None and thread.decided_at > comment.at
    last = max(one.pk for one in thread.comments.all())
    return comment.pk == last and not is_decided_since


def _in_time(said_at: datetime | None, at: datetime | None) -> bool:
    return said_at is not None and (at or timezone.now()) - said_at <= MENDING


@transaction.atomic
def mend(thread: Thread, text: str, suggestion: str, *, by: User, at: datetime | None = None) -> Thread:
    """Changes the text of what was just submitted. Raises Refused when it is too late."""
    row = _locked(thread)
    if not may_mend(row, by, at=at):
        raise Refused("提交超过10分钟、已有人回复或处理的意见不再改动。要补充，请写回复。")
    before = _said(row)
    row.text = text
    row.suggestion = suggestion if row.is_suggestion else ""
    _refuse_empty(row)
    row.edited_at = at or timezone.now()
    row.save(update_fields=["text", "suggestion", "edited_at"])
    if not follow_thread(row):
        raise Refused("意见采纳情况表里已有人答复这条意见，不再改动。要补充，请写回复。")
    row.mentions.all().delete()
    _mention(row, text, members_by_role(row.project), by=by)
    _log(row, by, "修改", _said(row), before=before)
    return row


@transaction.atomic
def reply(thread: Thread, text: str, *, by: User) -> Comment:
    """回复 to what was submitted."""
    row = _submitted(thread)
    comment = Comment.objects.create(thread=row, text=text, author=by)
    members = members_by_role(row.project)
    told = _mention(row, text, members, by=by, comment=comment)
    replied(comment, row, members, told)
    _log(row, by, "回复", text)
    return comment


@transaction.atomic
def mend_reply(comment: Comment, text: str, *, by: User, at: datetime | None = None) -> Comment:
    """Changes a reply that was just written. Raises Refused when it is too late."""
    thread = _submitted(comment.thread)
    row = Comment.objects.select_for_update().get(pk=comment.pk)
    if not may_mend_reply(row, thread, by, at=at):
        raise Refused("超过10分钟、或后面已有人说话的回复不再改动。要补充，请再写一条。")
    before, row.text, row.edited_at = row.text, text, at or timezone.now()
    row.save(update_fields=["text", "edited_at"])
    row.mentions.all().delete()
    _mention(thread, text, members_by_role(thread.project), by=by, comment=row)
    _log(thread, by, "修改回复", text, before=before)
    return row


# Decisions ----------------------------------------------------------------------------------------------


@transaction.atomic
def decide(thread: Thread, state: ThreadState, *, by: User, change: tuple[str, str] | None = None) -> Thread:
    """Says what becomes of a submitted thread; `change` is the passage before and after it."""
    row = _submitted(thread)
    before = row.get_state_display()
    row.state, row.decided_by, row.decided_at = state, by, timezone.now()
    row.before, row.after = change or (row.before, row.after)
    row.save(update_fields=["state", "decided_by", "decided_at", "before", "after"])
    _log(row, by, "处理", row.get_state_display(), before=before, field="状态")
    follow_decision(row, by=by)
    return row


def _locked(thread: Thread) -> Thread:
    return Thread.objects.select_for_update(of=("self",)).select_related("project").get(pk=thread.pk)


def _draft(thread: Thread) -> Thread:
    row = _locked(thread)
    if not row.is_draft:
        raise Refused("这条意见已经提交，不再是草稿。请刷新页面看它现在的样子。")
    return row


def _submitted(thread: Thread) -> Thread:
    row = _locked(thread)
    if row.is_draft:
        raise Refused("这条意见还是草稿，提交之后才能回复和处理。")
    return row


def _refuse_empty(row: Thread) -> None:
    if row.is_suggestion and row.suggestion == row.exact:
        raise Refused("建议的文字与原文相同。请改好建议文字再提交；只想说明看法，请用“批注”。")
    if not row.is_suggestion and not row.text:
        raise Refused("意见还没有写。请写几个字再提交；只想划线，请用“只作标记”。")


def _mention(
    row: Thread, text: str, members: Mapping[User, str], *, by: User, comment: Comment | None = None
) -> list[User]:
    """Notes and tells who is addressed in `text`. Raises Refused for somebody who will not see it."""
    named = named_in(text, names_of(members))
    people = [(person, role) for person, role in members.items() if person.pk in named]
    blind = [str(one) for one, role in people if one.pk != row.created_by_id and not sees(row, role)]
    if blind:
        raise Refused(f"{'、'.join(blind)}看不到这条意见，不能用@提到。请改可见范围，或去掉@。")
    Mention.objects.bulk_create(Mention(thread=row, comment=comment, user=person) for person, _ in people)
    named_people = [person for person, _ in people]
    mentioned(row, named_people, text, by=by, comment=comment.pk if comment else 0)
    return named_people


def _said(row: Thread) -> str:
    """The opinion in words, with what it would put in place of what."""
    if not row.is_suggestion:
        return row.text
    return "　".join(filter(None, (f"“{row.exact}”改为“{row.suggestion}”", row.text)))


def _log(row: Thread, by: User, verb: str, after: str, *, before: str = "—", field: str = "意见") -> None:
    changes: list[Change] = [{"field": field, "before": before, "after": after}]
    log(row.project, by=by, kind=KIND, verb=verb, subject=f"意见 {row.place}"[:300], changes=changes)

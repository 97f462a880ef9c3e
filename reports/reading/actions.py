"""What changes with reading: opening and closing it, read sections, taking a suggestion into the report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects.actions import Change, log
from evaluations.projects.models import Project
from evaluations.reviews.actions import Refused, decide
from evaluations.reviews.anchors import AcrossParagraphs, NotOnePlace, Quotation, replaced
from evaluations.reviews.models import Target, Thread, ThreadState
from reports.composing.actions import save_text
from reports.composing.forms import SectionForm
from reports.composing.queries import Written, written_section
from reports.composing.snapshot import Unusable
from reports.reading import announcing
from reports.reading.models import Opened, ReadingGrant, ReadMark

KIND = "reading"
"""The kind of the log's lines about what was opened to whom."""


class InGeneratedText(Refused):
    """The quotation stands in text that the facts give: it has to become somebody's own text first."""


# Opening ------------------------------------------------------------------------------------------------


@transaction.atomic
def open_reading(
    project: Project,
    what: Opened,
    *,
    role: str,
    user: User | None,
    opens_on: date,
    until: date | None,
    by: User,
) -> ReadingGrant:
    """送审: from `opens_on` to `until` (None: until it is closed) `what` is open to a role or a person."""
    grant = ReadingGrant.objects.create(
        project=project, what=what, role=role, user=user, opens_on=opens_on, until=until, opened_by=by
    )
    _log(grant, "送审", "—", _span(grant), by)
    announcing.opened(grant, timezone.localdate())
    return grant


@transaction.atomic
def close_reading(grant: ReadingGrant, *, by: User) -> ReadingGrant:
    """收回: nobody reads by this grant any more; what was said stays."""
    row = (
        ReadingGrant.objects.select_for_update(of=("self",))
        .select_related("project", "user")
        .get(pk=grant.pk)
    )
    if row.closed_at is None:
        row.closed_at, row.closed_by = timezone.now(), by
        row.save(update_fields=["closed_at", "closed_by"])
        _log(row, "收回送审", _span(row), "—", by)
    return row


def _log(grant: ReadingGrant, verb: str, before: str, after: str, by: User) -> None:
    changes: list[Change] = [{"field": grant.reader, "before": before, "after": after}]
    log(grant.project, by=by, kind=KIND, verb=verb, subject=grant.get_what_display(), changes=changes)


def _span(grant: ReadingGrant) -> str:
    return f"{grant.opens_on}至{grant.until or '收回为止'}"


def mark_read(project: Project, target: Target, keys: Iterable[str], *, by: User) -> None:
    """已读: remembers that these sections were read."""
    marks = [ReadMark(project=project, user=by, target=target, key=key) for key in keys]
    ReadMark.objects.bulk_create(marks, ignore_conflicts=True)


# Accepting a suggestion ---------------------------------------------------------------------------------


@transaction.atomic
def accept(project: Project, thread: Thread, *, take_over: bool, by: User) -> Thread:
    """采纳: puts the suggestion in the place of its quotation in the report's text, and says so.

    Generated text has to be taken over as one's own first (`take_over`), because from then on its figures do
    not follow the facts: without that InGeneratedText is raised. Raises Refused where the words are not.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    row = Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
    if not row.is_open or not row.is_suggestion or row.target != Target.REPORT:
        raise Refused(f"这条意见现在是“{row.get_state_display()}”，不能再采纳。请刷新页面看它现在的样子。")
    written = _written(project, row)
    text = _replaced(row, written.text)
    if written.own is None and not take_over:
        raise InGeneratedText(
            "引文在随数据生成的文字里。采纳会先把这一节转为自写文字，其中的数字不再随数据更新，然后替换引文。"
        )
    text = _cleaned(text)
    save_text(
        project, row.key, text, title=written.section.title, revision=written.revision, by=by, verb="采纳建议"
    )
    return decide(row, ThreadState.ADOPTED, by=by, change=_passage(written.text, text))


def _written(project: Project, thread: Thread) -> Written:
    try:
        written = written_section(project, thread.key)
    except Unusable as error:
        raise Refused(f"现在出不了报告，不能采纳：{error}") from error
    if written is None:
        raise Refused(
            "这一节没有可以改写的文字，引文出自表格、推导或附件。请改它的数据，再把意见标为“已采纳”。"
        )
    return written


def _replaced(thread: Thread, text: str) -> str:
    said = Quotation(exact=thread.exact, prefix=thread.prefix, suffix=thread.suffix)
    try:
        return replaced(said, text, thread.suggestion)
    except AcrossParagraphs as error:
        raise Refused("引文跨了两段，不能直接替换。请在“报告文字”里手工改，再把意见标为“已采纳”。") from error
    except NotOnePlace as error:
        why = (
            f"引文在这一节里有{error.count}处，分不清是哪一处。"
            if error.count
            else "引文不在这一节的文字里：原文已改写，或引文出自表格、推导。"
        )
        raise Refused(f"{why}请在“报告文字”里手工改，再把意见标为“已采纳”。") from error


def _cleaned(text: str) -> str:
    """As the form of the section would keep it."""
    form = SectionForm({"text": text, "revision": 0})
    if not form.is_valid():
        raise Refused("替换后的" + "".join(str(one) for one in form.errors["text"]))
    return str(form.cleaned_data["text"])


def _passage(before: str, after: str) -> tuple[str, str]:
    """The paragraphs that differ, before and after."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return "\n".join(old), "\n".join(new)

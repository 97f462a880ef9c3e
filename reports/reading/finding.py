"""What reading adds to 工作台 and Ctrl K: what was opened to a person, and comments that they may see."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from evaluations.desk.deadlines import Due
from evaluations.desk.find import FEW, Found, Search
from evaluations.desk.items import Desk, Item
from evaluations.papers.models import WorkingPaper
from evaluations.reviews.announcing import place_of
from evaluations.reviews.models import Comment, Thread
from reports.reading.audience import grants_of_guest, places_of, threads_of
from reports.reading.models import Opened

LABEL = 60
"""Characters of a comment in the list."""


def to_read(desk: Desk) -> list[Item]:
    """送您审阅: one line for each thing that is open to this person, due on the day it closes."""
    rows = grants_of_guest(desk.user).select_related("project").order_by("until", "pk")
    latest = {(row.project_id, row.what): row for row in rows}
    return [
        Item(
            kind="todo",
            label="待审阅",
            title=f"{row.get_what_display()}送您审阅",
            detail="阅读时选中文字即可批注",
            project=row.project.title,
            url=reverse("reading:read", args=[row.project_id, row.what]),
            action="去阅读",
            due=due,
            left=desk.left(due),
        )
        for row in latest.values()
        for due in [Due(day=row.until, by="送审") if row.until else None]
    ]


def readings(search: Search) -> tuple[Found, ...]:
    """What is open to somebody from outside: report, plan, system, and the papers that go with the report."""
    open_to = {(place.project, place.what) for place in places_of(search.user)}
    if not open_to:
        return ()
    rows = grants_of_guest(search.user).select_related("project").order_by("-project", "pk")
    found = {
        (row.project_id, row.what): Found(
            label=f"{row.get_what_display()}（送审稿）",
            beside=search.beside(row.project),
            url=reverse("reading:read", args=[row.project_id, row.what]),
            rank=search.rank_of(str(row.get_what_display())),
        )
        for row in rows
        if all(word in f"{row.get_what_display()}送审稿{row.project.title}" for word in search.words)
    }
    with_papers = [project for project, what in open_to if what == Opened.REPORT]
    return (*list(found.values())[:FEW], *_papers(search, with_papers))


def _papers(search: Search, projects: list[int]) -> list[Found]:
    rows = WorkingPaper.objects.filter(project__in=projects).select_related("indicator", "project")
    found = search.among(rows, ("indicator__code", "indicator__name"))
    return [
        Found(
            label=f"{row.indicator.code}　{row.indicator.name}",
            beside=search.beside(row.project, "工作底稿"),
            url=reverse("reading:paper", args=[row.project_id, row.indicator.code]),
            rank=row.rank,
        )
        for row in found[:FEW]
    ]


def comments(search: Search) -> tuple[Found, ...]:
    """批注与意见 by their words, and replies by theirs; each leads to its place in the text."""
    seen = threads_of(search.user)
    columns = ("text", "suggestion", "exact", "place")
    threads = search.among(seen.select_related("project", "created_by"), columns)
    found = {thread.pk: _thread(search, thread) for thread in threads[:FEW]}
    replies = Comment.objects.filter(thread__in=seen).select_related("thread__project", "author")
    for reply in search.among(replies, ("text",), "thread__project")[:FEW]:
        found.setdefault(reply.thread_id, _reply(search, reply))
    return tuple(list(found.values())[:FEW])


def _thread(search: Search, thread: Any) -> Found:
    said = thread.text or thread.suggestion or thread.exact
    told = f"{thread.created_by}　{thread.place}　{_state(thread)}"
    return Found(
        label=said[:LABEL], beside=search.beside(thread.project, told), url=place_of(thread), rank=thread.rank
    )


def _reply(search: Search, reply: Any) -> Found:
    told = f"{reply.author}回复　{reply.thread.place}"
    return Found(
        label=reply.text[:LABEL],
        beside=search.beside(reply.thread.project, told),
        url=place_of(reply.thread),
        rank=reply.rank,
    )


def _state(thread: Thread) -> str:
    return "草稿" if thread.is_draft else str(thread.get_state_display())

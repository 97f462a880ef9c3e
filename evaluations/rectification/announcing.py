"""Who is told of rectification: what was asked, handed in, returned, closed, and what is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse

from evaluations.notices.actions import post
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from evaluations.rectification import queries
from evaluations.rectification.models import RectificationItem, RectificationStep

KIND = "rectification"
SOON = 7
"""Days before the due day on which those who rectify are reminded."""
EVERY = 7
"""After it they are told once in so many days, and the bureau with them."""
SHORT = 60


def asked(project: Project, made: Sequence[RectificationItem], *, by: User) -> None:
    """New items: one notice for all that were added together."""
    listed = "\n".join(f"{one.number}．{one.problem[:SHORT]}（{one.due}前）" for one in made)
    for person in _others(queries.people(project, queries.WORKERS), by):
        post(
            to=person,
            kind=KIND,
            subject=f"{len(made)}项问题需要整改",
            body=f"项目：{project.title}\n{listed}",
            url=reverse("rectification:list", args=[project.pk]),
            key=f"rectification:asked:{made[0].pk}",
        )


def submitted(item: RectificationItem, step: RectificationStep) -> None:
    """等审核: tells those who may close it."""
    people = queries.people(item.project, queries.DECIDERS)
    _tell(item, step, people, f"{item}已提交，等审核销号", item.progress)


def returned(item: RectificationItem, step: RectificationStep) -> None:
    """退回: tells those who rectify, with the reason."""
    people = queries.people(item.project, queries.WORKERS)
    _tell(item, step, people, f"{item}被退回", f"退回原因：{item.reason}")


def closed(item: RectificationItem, step: RectificationStep) -> None:
    """销号: tells everybody concerned."""
    people = queries.people(item.project, {*queries.WORKERS, *queries.DECIDERS})
    _tell(item, step, people, f"{item}已销号", step.note)


def remind(today: date) -> None:
    """将到期, 逾期: once a week before, then once a week for as long as it stays open."""
    rows = RectificationItem.objects.filter(state__in=queries.TO_WORK).select_related("project")
    for item in rows:
        left = (item.due - today).days
        if left > SOON:
            continue
        step = "soon" if left >= 0 else f"late{-left // EVERY}"
        said = f"还有{left}天到期" if left > 0 else "今天到期" if left == 0 else f"已逾期{-left}天"
        roles = {ProjectRole.UNIT_CONTACT} if left >= 0 else set(queries.WORKERS)
        for person in queries.people(item.project, roles):
            post(
                to=person,
                kind=KIND,
                subject=f"{item}{said}",
                body=_body(item, f"期限：{item.due}"),
                url=_url(item),
                key=f"rectification:due:{item.pk}:{item.due}:{step}",
            )


def _tell(
    item: RectificationItem, step: RectificationStep, people: Iterable[User], subject: str, said: str
) -> None:
    for person in _others(people, step.by):
        post(
            to=person,
            kind=KIND,
            subject=subject,
            body=_body(item, said),
            url=_url(item),
            key=f"rectification:step:{step.pk}",
        )


def _others(people: Iterable[User], by: User) -> list[User]:
    return [one for one in people if one.pk != by.pk]


def _body(item: RectificationItem, said: str) -> str:
    return f"项目：{item.project.title}\n问题：{item.problem}\n{said}"


def _url(item: RectificationItem) -> str:
    return reverse("rectification:item", args=[item.project_id, item.number])

"""Items of rectification, and how they are handed in."""

from __future__ import annotations

import io
from datetime import date, timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.evidence.intake import receiving
from evaluations.people.models import User
from evaluations.rectification import actions
from evaluations.rectification.actions import Draft
from evaluations.rectification.findings import Finding
from evaluations.rectification.models import RectificationFile, RectificationItem
from tests.evaluations.stages.making import Cast

FOUND = [Finding(problem="送餐超时未建台账", source="A1"), Finding(problem="服务记录缺签字", source="A2")]
DONE = {"measure": "建台账并按月通报。", "progress": "台账已建，三月起按月通报。"}


def make(cast: Cast, problem: str = "送餐超时未建台账", *, due: date | None = None) -> RectificationItem:
    draft = Draft(
        problem=problem,
        source="",
        responsible="热线中心",
        due=due or timezone.localdate() + timedelta(days=30),
    )
    return actions.add(cast.project, [draft], by=cast["manager"])[0]


def again(item: RectificationItem) -> RectificationItem:
    return RectificationItem.objects.get(pk=item.pk)


def handed_in(cast: Cast, role: str = "unit_contact") -> RectificationItem:
    item = make(cast)
    actions.work(item, DONE, revision=1, by=cast[role])
    return actions.submit(item, by=cast[role])


def url(name: str, item: RectificationItem, *more: int) -> str:
    return reverse(f"rectification:{name}", args=[item.project_id, item.number, *more])


def browser_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def upload(item: RectificationItem, content: bytes, by: User, name: str = "台账.pdf") -> RectificationFile:
    with receiving(io.BytesIO(content), name=name) as received:
        return actions.add_file(item, received, by=by)

"""Versions of 承接与合同, and the way back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.engagement.actions import ENGAGEMENT_FIELDS, edit_engagement
from evaluations.engagement.queries import engagement_of
from tests.factories import make_firm, make_project, make_user

pytestmark = pytest.mark.django_db


def test_the_contract_goes_back(client: Client) -> None:
    zhou = make_user(firm=make_firm())
    project = make_project("linfang_2018", firm=zhou.firms.get(), by=zhou)
    client.force_login(zhou)
    url = reverse("engagement:versions", args=[project.pk])
    assert client.get(url).status_code == 200
    row = engagement_of(project)
    before = {name: getattr(row, name) for name in ENGAGEMENT_FIELDS}
    first = edit_engagement(project, before | {"payment": "分两次"}, revision=row.revision, by=zhou)
    typed = before | {"payment": "一次", "amount": Decimal("12.50")}
    edit_engagement(project, typed, revision=first.revision, by=zhou)
    version = first.history.get(revision=first.revision)
    back = reverse("engagement:restore", args=[project.pk])
    late = client.post(back, {"version": version.history_id, "revision": first.revision}, follow=True)
    assert "又有人保存了新版本" in late.content.decode()
    done = client.post(back, {"version": version.history_id, "revision": first.revision + 1}, follow=True)
    assert f"已恢复到第{first.revision}版的内容" in done.content.decode()
    row = engagement_of(project)
    assert (row.payment, row.amount) == ("分两次", before["amount"])
    assert project.activities.latest("pk").verb == f"恢复到第{first.revision}版"

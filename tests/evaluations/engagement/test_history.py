"""Versions of 承接与合同, and the way back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.engagement.actions import (
    ENGAGEMENT_FIELDS,
    MEMBER_FIELDS,
    change_member,
    edit_engagement,
    sign_declaration,
)
from evaluations.engagement.queries import engagement_of
from evaluations.projects.models import ProjectRole
from tests.factories import add_member, make_firm, make_project, make_user

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


def test_a_member_goes_back_and_somebody_stays_in_charge(client: Client) -> None:
    firm = make_firm()
    zhou, qin = make_user(firm=firm, display_name="周屿"), make_user(firm=firm, display_name="秦若帆")
    project = make_project("linfang_2018", firm=firm, by=zhou)
    project.members.all().delete()
    add_member(project, qin, ProjectRole.EVALUATOR)
    add_member(project, zhou, ProjectRole.LEAD)
    row, other = project.members.get(user=qin), project.members.get(user=zhou)
    client.force_login(zhou)
    first = {name: getattr(row, name) for name in MEMBER_FIELDS}
    typed = first | {"role": "manager", "duties": "统稿", "years": 9}
    change_member(project, row.pk, typed, revision=1, by=zhou)
    page = client.get(reverse("engagement:member-versions", args=[project.pk, row.pk])).content.decode()
    assert "<del>评价人员</del> <ins>项目负责人</ins>" in page
    back = reverse("engagement:member-restore", args=[project.pk, row.pk])
    version = row.history.get(revision=1)
    late = client.post(back, {"version": version.history_id, "revision": 1}, follow=True)
    assert "又有人保存了新版本" in late.content.decode()
    lead = {name: getattr(other, name) for name in MEMBER_FIELDS}
    change_member(project, other.pk, lead | {"role": "evaluator"}, revision=other.revision, by=zhou)
    client.force_login(qin)
    refused = client.post(back, {"version": version.history_id, "revision": 2}, follow=True)
    assert "没有恢复：秦若帆是这个项目唯一的主评人或项目负责人" in refused.content.decode()
    row.refresh_from_db()
    assert row.role == "manager"
    change_member(project, other.pk, lead, revision=other.revision + 1, by=qin)
    done = client.post(back, {"version": version.history_id, "revision": 2}, follow=True)
    assert "秦若帆已恢复到第1版的内容" in done.content.decode()
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in MEMBER_FIELDS} == first
    assert project.activities.latest("pk").verb == "恢复到第1版"


def test_declarations_are_listed_and_never_restored(client: Client) -> None:
    firm = make_firm()
    zhou, qin = make_user(firm=firm), make_user(firm=firm)
    project = make_project("linfang_2018", firm=firm, by=zhou)
    add_member(project, qin, ProjectRole.EVALUATOR)
    row = project.members.get(user=qin)
    client.force_login(zhou)
    url = reverse("engagement:declarations", args=[project.pk, row.pk])
    assert "还没有记录" in client.get(url).content.decode()
    sign_declaration(project, has_interest=False, explanation="", by=qin)
    sign_declaration(project, has_interest=True, explanation="2023年前在该单位任职", by=qin)
    page = client.get(url).content.decode()
    assert "<del>不存在利害关系</del> <ins>存在利害关系</ins>" in page
    assert "2023年前在该单位任职" in page
    assert "恢复到此版本" not in page
    team = client.get(reverse("engagement:team", args=[project.pk])).content.decode()
    assert url in team

"""Ctrl K: what is found, for whom, in how many queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.desk.find import find
from evaluations.evidence.models import Document
from evaluations.fieldwork.models import BaseTableItem
from evaluations.papers.models import WorkingPaper
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from indicators.systems.models import Indicator
from tests.evaluations.engagement.making import make_policy
from tests.evaluations.evidence.making import add, picture
from tests.factories import add_member, make_firm, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhou() -> User:
    return make_user(firm=make_firm(), display_name="周屿")


@pytest.fixture
def project(zhou: User) -> Project:
    return make_project(firm=zhou.firms.get(), by=zhou)


def labels(user: User, words: str, here: int | None = None) -> dict[str, list[str]]:
    return {group.label: [one.label for one in group.found] for group in find(user, words, here)}


def test_papers_by_code_and_name_and_projects_by_title(project: Project, zhou: User) -> None:
    assert labels(zhou, "C1-4") == {"工作底稿": ["C1-4　综合接通率"]}
    assert labels(zhou, "综合 接通")["工作底稿"] == ["C1-4　综合接通率"]
    assert labels(zhou, "12333热线")["项目"] == [project.title]
    assert labels(zhou, "  ") == {}
    assert labels(zhou, "没有这个词") == {}


def test_pages_of_the_project_one_is_in(project: Project, zhou: User) -> None:
    assert labels(zhou, "预算", project.pk)["本项目的页面"] == ["预算与资金"]
    assert "本项目的页面" not in labels(zhou, "预算")


def test_who_may_not_open_it_does_not_find_it(project: Project) -> None:
    stranger, officer = make_user(), add_member(project, role=ProjectRole.BUREAU_OFFICER)
    assert labels(stranger, "C1-4", project.pk) == {}
    assert labels(stranger, "12333", project.pk) == {}
    assert labels(officer, "C1-4", project.pk) == {}
    assert labels(officer, "预算", project.pk) == {}
    assert labels(officer, "12333")["项目"] == [project.title]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(zhou: User, count: int, django_assert_num_queries: Any) -> None:
    projects = [make_project(firm=zhou.firms.get(), by=zhou) for _ in range(count)]
    with django_assert_num_queries(11):
        found = labels(zhou, "C1", projects[0].pk)
    assert len(found["工作底稿"]) == (4 if count == 1 else 6)


def test_branches_evidence_data_policies_and_interviews(project: Project, zhou: User) -> None:
    firm = zhou.firms.get()
    branch = project.system.indicators.filter(parent=None).earliest("position")
    document = add(project, "接线日志.png", picture(), by=zhou).version.document
    item = BaseTableItem.objects.filter(table__project=project)[0]
    interview = project.interviews.get()
    policy = make_policy(firm, by=zhou)
    for words, kind, url in (
        (f"{branch.code} {branch.name}", "指标体系", f"{tree(project)}#row-{branch.pk}"),
        (document.title, "证据资料", reverse("evidence:document", args=[project.pk, document.pk])),
        (item.name, "基础表", f"{checked(project, item)}#item-{item.pk}"),
        (interview.subject_role, "访谈", reverse("inquiries:interview", args=[project.pk, interview.pk])),
        ("云财[2024]8号", "政策文件", reverse("policies:policy", args=[policy.pk])),
    ):
        found = {group.label: group.found for group in find(zhou, words, project.pk)}
        assert url in [one.url for one in found[kind]], words


def tree(project: Project) -> str:
    return reverse("design:tree", args=[project.pk])


def checked(project: Project, item: BaseTableItem) -> str:
    return reverse("fieldwork:verification", args=[project.pk, item.table_id])


def test_the_best_fit_leads(project: Project, zhou: User) -> None:
    item = BaseTableItem.objects.filter(table__project=project)[0]
    BaseTableItem.objects.filter(pk=item.pk).update(name="接通率")
    groups = find(zhou, "接通率", project.pk)
    assert (groups[0].label, groups[0].found[0].label) == ("基础表", "接通率")
    assert [group.rank for group in groups] == sorted(group.rank for group in groups)


def test_each_kind_is_found_only_by_who_may_open_it(project: Project, zhou: User) -> None:
    document = add(project, "接线日志.png", picture(), by=zhou).version.document
    item = BaseTableItem.objects.filter(table__project=project)[0]
    interview = project.interviews.get()
    make_policy(zhou.firms.get(), by=zhou)
    words = (document.title, item.name, interview.subject_role, "云财")
    expert = add_member(project, role=ProjectRole.EXPERT)
    contact = add_member(project, role=ProjectRole.UNIT_CONTACT)
    other = make_user(firm=make_firm())
    for person in (expert, contact, other):
        for word in words:
            kinds = set(labels(person, word, project.pk))
            assert kinds & {"证据资料", "基础表", "访谈", "政策文件"} == set(), (person, word)
    assert "指标体系" not in labels(contact, project.system.indicators.earliest("position").name)


def test_a_large_project_is_asked_as_often_and_shows_no_more(
    project: Project, zhou: User, django_assert_num_queries: Any
) -> None:
    """200 indicators and 2,000 pieces of evidence."""
    with CaptureQueriesContext(connection) as small:
        labels(zhou, "凭证 19", project.pk)
    system, top = project.system, project.system.indicators.count() + 1000
    Indicator.objects.bulk_create(
        Indicator(system=system, position=top + at, code=f"Z{at}", name=f"指标{at}", weight=0)
        for at in range(200)
    )
    papers = Indicator.objects.filter(system=system, code__startswith="Z")
    WorkingPaper.objects.bulk_create(WorkingPaper(project=project, indicator=one) for one in papers)
    Document.objects.bulk_create(
        Document(project=project, position=at, number=f"E-{at}", title=f"凭证{at}") for at in range(2000)
    )
    with django_assert_num_queries(len(small)):
        found = labels(zhou, "凭证 19", project.pk)["证据资料"]
    assert 0 < len(found) < 20


def test_the_fragment(project: Project, zhou: User) -> None:
    browser = Client()
    browser.force_login(zhou)
    page = browser.get(reverse("desk:find"), {"q": "C1-4", "project": project.pk}).content.decode()
    assert reverse("papers:paper", args=[project.pk, "C1-4"]) in page
    assert "没有找到“&lt;b&gt;”" in browser.get(reverse("desk:find"), {"q": "<b>"}).content.decode()

"""委托方门户: where an officer lands, what of a project a bureau sees, the years of a programme."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.papers.models import ScoringRun
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from evaluations.rectification.actions import Draft, add
from evaluations.rectification.findings import findings_of
from evaluations.stages.tables import ensure_table
from reports.portal import queries, years
from reports.portal.figures import figures
from reports.portal.programmes import key_of, name_of
from reports.publishing.delivery.actions import sign_for
from reports.publishing.releases.actions import withdraw
from reports.reading.models import Opened
from tests.evaluations.reviews.making import consult
from tests.factories import PASSWORD, add_member, make_project, make_user
from tests.reports.publishing.delivery.conftest import browser_of
from tests.reports.publishing.delivery.making import make_release
from tests.reports.reading.making import make_grant

pytestmark = pytest.mark.django_db

HOME = "/portal/"


def count(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(address)
    counted = len(captured)
    assert answer.status_code == 200
    return counted


def test_an_officer_lands_on_the_portal_and_others_on_the_desk(
    client: Client, make: Any, officer: User, lead: User
) -> None:
    project = make(2025)
    sent = {"username": officer.username, "password": PASSWORD}
    answer = client.post(reverse("people:login"), sent, follow=True)
    assert answer.redirect_chain[-1][0] == HOME
    assert project.title in answer.content.decode()
    assert "工作台" not in answer.content.decode()
    assert "我的项目" in browser_of(lead).get("/").content.decode()
    assert browser_of(lead).get(HOME).status_code == 404


def test_who_has_other_roles_too_keeps_the_desk_and_finds_the_portal(make: Any, officer: User) -> None:
    make(2025)
    add_member(make_project("selfeval_2023_hotline"), officer, ProjectRole.UNIT_CONTACT)
    desk = browser_of(officer).get("/")
    assert desk.status_code == 200
    assert f'href="{HOME}"' in desk.content.decode()


def test_before_a_release_the_course_is_seen_and_no_figure(make: Any, officer: User) -> None:
    project = make(2025)
    ensure_table(project.firm)
    page = browser_of(officer).get(HOME)
    (line,) = page.context["lines"]
    assert (line.project, line.figures, line.release) == (project, None, None)
    assert (line.course.stage, line.course.waits_for) == ("承接立项", "机构负责人")
    assert line.course.since == timezone.localdate()
    assert "99.67" not in page.content.decode()


def test_a_new_release_is_shown_with_its_figures_until_it_is_signed_for(
    make: Any, officer: User, lead: User
) -> None:
    project = make(2025)
    release = make_release(project, lead)
    browser = browser_of(officer)
    page = browser.get(HOME)
    text = page.content.decode()
    assert [line.release for line in page.context["fresh"]] == [release]
    for said in ("新到的正式报告", release.number, "99.67", "优", "待签收"):
        assert said in text
    browser.post(reverse("delivery:sign-for", args=[project.pk, 1]))
    page = browser.get(HOME)
    assert page.context["fresh"] == []
    assert "已签收" in page.content.decode()


def test_figures_are_those_that_were_issued(make: Any, officer: User, lead: User) -> None:
    project = make(2025)
    release = make_release(project, lead)
    assert project.budgetlines.update(budget=Decimal(1))
    ScoringRun.objects.filter(project=project).update(total=Decimal(1), grade="差")
    (line,) = browser_of(officer).get(HOME).context["lines"]
    assert line.figures == figures([release])[release.pk]
    assert line.figures.score == "99.67"


def test_what_is_void_shows_no_figures(make: Any, officer: User, lead: User) -> None:
    release = make_release(make(2025), lead)
    withdraw(release, reason="委托撤回", by=lead)
    page = browser_of(officer).get(HOME)
    assert page.context["lines"][0].figures is None
    assert "已作废" in page.content.decode()
    assert "99.67" not in page.content.decode()


def test_what_waits_for_the_officer_stands_there(make: Any, officer: User, lead: User) -> None:
    project = make(2025)
    consult(project, by=lead)
    page = browser_of(officer).get(HOME)
    text = page.content.decode()
    assert "等您办理" in text
    assert f'href="{reverse("consulting:page", args=[project.pk])}"' in text
    assert page.context["lines"][0].label == "等您办理"


def test_other_bureaus_projects_are_not_there(make: Any, officer: User, lead: User) -> None:
    own = make(2025)
    other = make_project("selfeval_2023_hotline", firm=lead.firms.get(), by=lead)
    add_member(other, officer, ProjectRole.UNIT_CONTACT)
    assert list(queries.commissioned(officer)) == [own]
    assert browser_of(officer).get(reverse("portal:programme", args=[other.pk])).status_code == 404


def test_it_is_searched_by_words_number_and_year(make: Any, officer: User, lead: User) -> None:
    first, second = make(2024), make(2025, title="{}年公园养护项目")
    release = make_release(first, lead)
    browser = browser_of(officer)

    def found(query: str) -> list[Project]:
        return [line.project for line in browser.get(f"{HOME}?{query}").context["lines"]]

    assert found("") == [second, first]
    assert found("year=2024") == [first]
    assert found("q=公园") == [second]
    assert found(f"q={release.number}") == [first]
    assert found("q=没有的") == []
    assert found("year=99999999999999") == [second, first]


def test_queries_do_not_grow_with_projects(make: Any, officer: User, lead: User) -> None:
    browser = browser_of(officer)
    make_release(make(2023), lead)
    first = make_release(make(2024), lead)
    addresses = (HOME, "/portal/years/", reverse("portal:programme", args=[first.project_id]))
    for address in addresses:
        browser.get(address)
    once = [count(browser, address) for address in addresses]
    for year in (2021, 2022):
        make_release(make(year), lead)
    for address in addresses:
        browser.get(address)
    assert [count(browser, address) for address in addresses] == once


def test_a_programme_is_told_by_bureau_unit_and_title_without_year(make: Any, lead: User) -> None:
    first, second = make(2024), make(2025, title="{}年度云澜市热线服务项目")
    other = make(2025, title="{}年公园养护项目")
    assert key_of(first) == key_of(second) != key_of(other)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2025年云澜市热线服务项目绩效评价", "云澜市热线服务项目"),
        ("云澜市热线服务项目（2025年度）", "云澜市热线服务项目"),
        ("2023-2025年热线服务项目", "热线服务项目"),
        ("热线12345服务项目", "热线12345服务项目"),
        ("2025年", "2025年"),
    ],
)
def test_a_title_loses_its_year_and_nothing_else(title: str, name: str) -> None:
    assert name_of(title) == name


def test_the_years_stand_side_by_side(make: Any, officer: User, lead: User) -> None:
    early, late = make(2024), make(2025)
    unsigned = make(2026)
    make_release(early, lead)
    make_release(late, lead)
    address = reverse("portal:programme", args=[late.pk])
    page = browser_of(officer).get(address)
    assert [one.project for one in page.context["columns"]] == [early, late, unsigned]
    rows = {row.label: row.cells for group in page.context["groups"] for row in group.rows}
    assert [cell.text for cell in rows["总分"]] == ["99.67", "99.67", "—"]
    assert [cell.note for cell in rows["总分"]] == ["", "±0", ""]
    assert [cell.text for cell in rows["等级"]] == ["优", "优", "—"]
    branches = next(group for group in page.context["groups"] if group.label == "一级指标得分率")
    assert branches.rows
    assert all(row.cells[2].text == "—" for row in branches.rows)
    assert browser_of(lead).get(address).status_code == 200


def test_satisfaction_is_what_the_indicators_of_it_came_to(make: Any, lead: User) -> None:
    release = make_release(make(2025), lead)
    found = dict(figures([release])[release.pk].satisfaction)
    assert found
    assert all("满意度" in name for name in found)


def test_a_year_that_is_not_ones_own_is_left_out(make: Any, officer: User, lead: User) -> None:
    own, other = make(2024), make(2025)
    other.members.filter(user=officer).delete()
    assert queries.programme_of(own, officer) == [own]
    assert queries.programme_of(own, lead) == [own, other]


def test_downloads_of_ones_own_are_listed(make: Any, officer: User, lead: User) -> None:
    project = make(2025)
    release = make_release(project, lead)
    for person in (officer, lead, officer):
        answer: Any = browser_of(person).get(reverse("delivery:download", args=[project.pk, 1]))
        list(answer.streaming_content)
    page = browser_of(officer).get("/portal/downloads/")
    assert len(page.context["page"].object_list) == 2
    assert release.number in page.content.decode()


def test_lists_and_rights_agree_on_who_compares(make: Any, officer: User, lead: User) -> None:
    from evaluations.projects.access import may

    project = make(2025)
    people = {role: add_member(project, make_user(), role) for role in ProjectRole.values}
    for person in (*people.values(), officer, lead, make_user(role="admin")):
        listed = queries.comparable(person).filter(pk=project.pk).exists()
        assert listed == may(person, "portal.compare", Project.objects.get(pk=project.pk))


def test_columns_without_a_release_say_so(make: Any, lead: User) -> None:
    project = make(2025)
    (column,) = years.columns([project])
    assert (column.state, column.figures) == ("尚未签发", None)
    sign = make_release(project, lead)
    sign_for(sign, by=lead)
    (column,) = years.columns([project])
    assert column.state == "现行"


def test_rectification_begins_from_the_released_report_and_is_seen_in_the_portal(
    make: Any, officer: User, lead: User
) -> None:
    project = make(2025)
    assert findings_of(project) is None
    release = make_release(project, lead)
    found = findings_of(project)
    assert found
    assert all(one.source.startswith(release.number) for one in found)
    draft = Draft(problem=found[0].problem, source="", responsible="热线中心", due=timezone.localdate())
    (item,) = add(project, [draft], by=lead)
    browser = browser_of(officer)
    page = browser.get(HOME)
    assert page.context["rectification_counts"]["open"] == 1
    assert found[0].problem in page.content.decode()
    listed = browser.get("/portal/rectification/?show=open").content.decode()
    assert reverse("rectification:item", args=[project.pk, item.number]) in listed
    assert browser.get("/portal/rectification/?show=closed").context["rows"] == []
    years_page = browser.get(reverse("portal:programme", args=[project.pk]))
    (row,) = next(group for group in years_page.context["groups"] if group.label == "整改").rows
    assert (row.cells[0].text, row.cells[0].note) == ("1项", "共1项")


def test_what_was_opened_for_comments_waits_until_the_release(make: Any, officer: User, lead: User) -> None:
    project = make(2025)
    day = timezone.localdate() + timedelta(days=3)
    for until in (day, day - timedelta(days=1)):
        make_grant(project, by=lead, role=ProjectRole.BUREAU_OFFICER, until=until)
    make_grant(project, Opened.PLAN, by=lead)
    page = browser_of(officer).get(HOME)
    (item,) = page.context["items"]
    assert (item.title, item.left) == ("评价报告送您审阅", 3)
    assert page.context["lines"][0].item == item
    assert item.url in page.content.decode()
    assert browser_of(officer).get(item.url).status_code == 200
    make_release(project, lead)
    assert browser_of(officer).get(HOME).context["items"] == []

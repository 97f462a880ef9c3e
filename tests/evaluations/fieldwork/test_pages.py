"""The pages of the collected facts."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.fieldwork.models import BaseTable, BaseTableItem
from evaluations.projects.models import Project, ProjectRole
from tests.factories import add_member, make_project, make_user

pytestmark = pytest.mark.django_db

PAGES = ["fieldwork:base-tables", "fieldwork:outputs"]


def _member_of(project: Project, role: ProjectRole = ProjectRole.EVALUATOR) -> Client:
    browser, person = Client(), make_user()
    add_member(project, person, role)
    browser.force_login(person)
    return browser


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("case", ["linfang_2018", "hongda_2018", "selfeval_2023_hotline"])
def test_every_page_opens_for_every_case(name: str, case: str) -> None:
    project = make_project(case)
    assert _member_of(project).get(reverse(name, args=[project.pk])).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_who_has_no_right_to_facts_is_told_that_nothing_is_there(name: str) -> None:
    project = make_project()
    url = reverse(name, args=[project.pk])
    assert _member_of(make_project()).get(url).status_code == 404
    assert _member_of(project, ProjectRole.EXPERT).get(url).status_code == 404


def test_base_tables_name_their_indicator_and_count_what_is_known() -> None:
    project = make_project("linfang_2018")
    BaseTableItem.objects.filter(table__project=project, name="实际支出").update(number=None)
    page = _member_of(project).get(reverse("fieldwork:base-tables", args=[project.pk]))
    first = page.context["tables"][0]
    assert (first.code, first.indicator, first.total) == ("B1-1", "预算执行率", 3)
    assert (first.open, first.filled, first.verified, first.returned) == (0, 3, 0, 0)
    assert (page.context["items"], page.context["verified"]) == (39, 0)
    grid = (
        _member_of(project).get(reverse("fieldwork:base-table", args=[project.pk, first.pk])).context["grid"]
    )
    assert [(row["cells"]["name"], row["cells"]["number"]) for row in grid["rows"]] == [
        ("实际支出", ""),
        ("实际到位预算", "3351.36"),
        ("预算执行率", "93.73"),
    ]


def test_outputs_show_figure_unit_and_formula() -> None:
    project = make_project("hongda_2018")
    grid = _member_of(project).get(reverse("fieldwork:outputs", args=[project.pk])).context["grid"]
    row = next(row for row in grid["rows"] if row["cells"]["formula"] == "599/2824*100")
    assert row["cells"]["name"] == "不合格检出率"
    assert row["computed"] == {"computed": "21.2110481586"}
    assert row["marks"] == {}


@pytest.mark.parametrize("name", ["fieldwork:base-tables"])
def test_pages_ask_as_often_for_one_row_as_for_three(name: str) -> None:
    asked = []
    for count in (1, 3):
        project = make_project("selfeval_2023_hotline")
        for place in range(count):
            table = BaseTable.objects.create(project=project, position=place, code=f"X{place}")
            BaseTableItem.objects.create(table=table, position=0, name="项", text="有")
        browser, url = _member_of(project), reverse(name, args=[project.pk])
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        asked.append(len(queries))
    assert asked[0] == asked[1]

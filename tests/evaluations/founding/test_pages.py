"""新建项目: the page, what it refuses and at which field, and who finds what to begin from."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.people.models import User
from evaluations.projects.models import Project
from tests.factories import make_firm, make_project, make_user

pytestmark = pytest.mark.django_db
URL = "/projects/new/"


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def posted(person: User, **changed: str) -> dict[str, Any]:
    firm = person.firms.get()
    names = {"kind": "evaluation", "title": "2026年度助餐项目", "year": "2026", "grades": "national"}
    rest = dict.fromkeys(
        ("evaluated_unit", "competent_department", "commissioning_bureau", "firm_name", "funding_source"), ""
    )
    return {**rest, **names, "firm": str(firm.pk), **changed}


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"title": " "}, "title", "请填项目名称，与报告封面一致。"),
        ({"year": "2O26"}, "year", "年度应是四位数字，例如2026。"),
        ({"year": ""}, "year", "请填评价年度，例如2026。"),
        ({"year": "1026"}, "year", "年度应在1990到2100之间。"),
        ({"firm": "0"}, "firm", "您不属于这家机构，请重新选择。"),
    ],
)
def test_what_is_wrong_stands_at_its_field(changed: dict[str, str], field: str, message: str) -> None:
    person = make_user("staff")
    page = browser(person).post(URL, posted(person, **changed))
    assert (page.status_code, page.context["form"].errors[field]) == (422, [message])
    assert not Project.objects.exists()


def test_from_nothing() -> None:
    person = make_user("staff")
    page = browser(person).post(URL, posted(person))
    project = Project.objects.get()
    assert page["Location"] == reverse("desk:project", args=[project.pk])
    assert list(project.system.grades.values_list("grade", flat=True)) == ["优", "良", "中", "差"]


def test_in_the_name_of_another_firm_is_refused() -> None:
    person, other = make_user("staff"), make_firm()
    page = browser(person).post(URL, posted(person, firm=str(other.pk)))
    assert (page.status_code, Project.objects.count()) == (422, 0)


def test_next_year_proposes_names_one_year_later() -> None:
    firm = make_firm()
    person = make_user(firm=firm)
    source = make_project(firm=firm, by=person)
    Project.objects.filter(pk=source.pk).update(
        title="2025年度助餐项目", year=2025, report_number="云〔2025〕1号"
    )
    page = browser(person).get(URL, {"way": "year", "source": source.pk})
    first = page.context["form"].initial
    assert (first["title"], first["year"], first["evaluated_unit"]) == (
        "2026年度助餐项目",
        2026,
        source.evaluated_unit,
    )
    answer = browser(person).post(
        f"{URL}?way=year&source={source.pk}", posted(person, with_team="on") | {"firm": "0"}
    )
    made = Project.objects.exclude(pk=source.pk).get()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.firm, made.title, made.report_number) == (firm, "2026年度助餐项目", "")


def test_what_is_not_there_to_begin_from_is_404() -> None:
    person, source = make_user("staff"), make_project()
    for query in (
        {"way": "year", "source": source.pk},
        {"way": "template", "source": source.pk},
        {"way": "year", "source": "x"},
        {"way": "elsewhere"},
    ):
        assert browser(person).get(URL, query).status_code == 404


def test_a_colleagues_project_is_no_source_but_its_template_is() -> None:
    firm = make_firm()
    source, staff = make_project(firm=firm), make_user(firm=firm)
    admin = browser(make_user("admin", firm))
    query = {"way": "template", "source": source.pk}
    assert browser(staff).get(URL, query).status_code == 404
    admin.post(reverse("founding:template", args=[source.pk]), {"is_template": "1"})
    page = browser(staff).get(URL, query)
    assert (page.status_code, "title" in page.context["form"].initial) == (200, False)
    assert browser(staff).get(URL, {"way": "year", "source": source.pk}).status_code == 404
    admin.post(reverse("founding:template", args=[source.pk]), {"is_template": "0"})
    assert browser(staff).get(URL, query).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_sources_asks_as_often_for_many(count: int, django_assert_num_queries: Any) -> None:
    firm = make_firm()
    person = make_user(firm=firm)
    for _ in range(count):
        make_project("selfeval_2023_hotline", firm=firm, by=person)
    client = browser(person)
    with django_assert_num_queries(7):
        page = client.get(URL, {"way": "year"})
    assert len(page.context["sources"]) == count
    assert len(client.get(URL, {"way": "year", "q": "没有这样的"}).context["sources"]) == 0

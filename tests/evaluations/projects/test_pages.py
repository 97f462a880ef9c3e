"""The pages of a project's own facts."""

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from tests.factories import add_member, make_project, make_user

pytestmark = pytest.mark.django_db

PAGES = ["projects:info", "projects:edit"]


@pytest.fixture
def person() -> User:
    return make_user()


@pytest.fixture
def project(person: User) -> Project:
    made = make_project("hongda_2018")
    add_member(made, person, ProjectRole.EVALUATOR)
    return made


@pytest.fixture
def client(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.mark.parametrize("name", PAGES)
def test_pages_open(client: Client, project: Project, name: str) -> None:
    page = client.get(reverse(name, args=[project.pk]))
    assert page.status_code == 200
    assert project.title in page.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_another_firms_project_does_not_exist(client: Client, name: str) -> None:
    assert client.get(reverse(name, args=[make_project().pk])).status_code == 404


def test_who_may_see_but_not_edit(project: Project) -> None:
    browser, reviewer = Client(), make_user()
    add_member(project, reviewer, ProjectRole.REVIEWER)
    browser.force_login(reviewer)
    assert browser.get(reverse("projects:info", args=[project.pk])).status_code == 200
    assert browser.get(reverse("projects:edit", args=[project.pk])).status_code == 403


def _form(client: Client, url: str) -> dict[str, str]:
    """What a browser would send: every field of the form as it was handed out."""
    form = client.get(url).context["form"]
    data = {field.html_name: field.value() for field in form}
    data |= {field.html_initial_name: field.initial for field in form if field.field.show_hidden_initial}
    return {name: "" if value is None else str(value) for name, value in data.items()}


def test_saving_the_information(client: Client, project: Project) -> None:
    url = reverse("projects:edit", args=[project.pk])
    answer = client.post(url, _form(client, url) | {"report_date": "2026-05-29"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("projects:info", args=[project.pk]))
    project.refresh_from_db()
    assert (project.report_date, project.revision) == ("2026-05-29", 2)


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("report_date", "五月", "“五月”不是日期，应写成2026、2026-05或2026-05-29。"),
        ("report_date", "2026-13", "“2026-13”不是日期，应写成2026、2026-05或2026-05-29。"),
        ("report_date", "2026-02-30", "“2026-02-30”不是日期，应写成2026、2026-05或2026-05-29。"),
        ("year", "18", "年度应在1990到2100之间。"),
        ("year", "二五", "年度应是四位数字，例如2025。"),
        ("title", "", "请填项目名称，与报告封面一致。"),
    ],
)
def test_bad_information_is_refused(
    client: Client, project: Project, field: str, text: str, message: str
) -> None:
    url = reverse("projects:edit", args=[project.pk])
    answer = client.post(url, _form(client, url) | {field: text})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [message]}
    project.refresh_from_db()
    assert project.revision == 1


def test_a_conflict_shows_both_versions_and_merges_as_chosen(client: Client, project: Project) -> None:
    url = reverse("projects:edit", args=[project.pk])
    mine, theirs = _form(client, url), _form(client, url)
    client.post(url, theirs | {"funding_source": "区级配套", "report_number": "甲1号"})
    answer = client.post(url, mine | {"funding_source": "中央财政"})
    assert answer.status_code == 409
    fields = {one.key: (one.mine, one.theirs, one.newest) for one in answer.context["conflict"]["fields"]}
    assert fields == {
        "funding_source": ("中央财政", "区级配套", "mine"),
        "report_number": ("沪宏会师报字（2019）第HZD号", "甲1号", "theirs"),
    }
    again = mine | {"funding_source": "中央财政", "revision": "2"}
    merged = client.post(url, again | {"choose-funding_source": "mine", "choose-report_number": "theirs"})
    assert merged.status_code == 302
    project.refresh_from_db()
    assert (project.funding_source, project.report_number, project.revision) == ("中央财政", "甲1号", 3)

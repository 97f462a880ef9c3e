"""我的通知 and the bell: what one sees of one's own, how often the database is asked, and the choice."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from evaluations.notices.actions import post
from evaluations.notices.models import MailChoice, Notice, Way
from evaluations.people.models import User
from evaluations.projects.models import ProjectMember, ProjectRole
from tests.evaluations.papers.making import leaf, make_small
from tests.factories import add_member, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return make_user(username="lu@example.com", display_name="陆婉宁")


@pytest.fixture
def browser(person: User, client: Client) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def told(person: User, key: str, url: str = "/", subject: str = "等您签核") -> Notice:
    return post(to=person, kind="stage", subject=subject, body="项目：热线", url=url, key=key)


def text(browser: Client, url: str = "/notices/") -> str:
    page = browser.get(url)
    assert page.status_code == 200
    return page.content.decode()


def test_the_bell_counts_what_is_not_read(browser: Client, person: User) -> None:
    assert 'aria-label="我的通知"' in text(browser, "/")
    first = told(person, "a")
    told(person, "b")
    told(make_user(), "a")
    assert "我的通知，2条未读" in text(browser, "/")
    page = browser.get(f"/notices/{first.pk}/")
    assert (page.status_code, page["Location"]) == (302, "/")
    assert "我的通知，1条未读" in text(browser, "/")
    browser.post("/notices/read/")
    assert "未读" not in text(browser, "/")


def test_anothers_notice_is_not_there(browser: Client) -> None:
    other = told(make_user(), "a")
    assert browser.get(f"/notices/{other.pk}/").status_code == 404
    assert Notice.objects.get(pk=other.pk).read_at is None


def test_the_list_asks_as_often_for_many_projects(browser: Client, person: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            text(browser)
        return len(captured)

    def one_more() -> None:
        project = make_small(leaf("A1", "A", 100))
        add_member(project, person, ProjectRole.EXPERT)
        told(person, f"p{project.pk}", f"/projects/{project.pk}/stages/accept/sign/")

    one_more()
    once = asked()
    one_more()
    one_more()
    assert asked() == once


def test_what_one_may_not_see_any_more_is_not_told(browser: Client, person: User) -> None:
    project = make_small(leaf("A1", "A", 100))
    add_member(project, person)
    told(person, "p", f"/projects/{project.pk}/stages/", subject="“报告初稿”被退回")
    assert "“报告初稿”被退回" in text(browser)
    ProjectMember.objects.filter(user=person).delete()
    page = text(browser)
    assert "“报告初稿”被退回" not in page
    assert "您已不能看这条通知所说的内容" in page


def test_an_expert_who_has_not_declared_is_told_nothing_of_the_project(browser: Client, person: User) -> None:
    project = make_small(leaf("A1", "A", 100))
    add_member(project, person, ProjectRole.EXPERT, has_declared=False)
    told(person, "p", f"/projects/{project.pk}/papers/", subject="底稿A1有新意见")
    told(person, "q", f"/projects/{project.pk}/declaration/", subject="请签声明")
    page = text(browser)
    assert "底稿A1有新意见" not in page
    assert "请签声明" in page


@pytest.mark.parametrize(("way", "hour"), [("digest", 0), ("site", 17), ("at_once", 8)])
def test_one_chooses_how_to_be_told(browser: Client, person: User, way: str, hour: int) -> None:
    page = browser.post("/notices/choice/", {"way": way, "hour": hour})
    assert page["Location"] == "/notices/"
    choice = MailChoice.objects.get(user=person)
    assert (choice.way, choice.hour) == (Way(way), hour)
    assert f'value="{way}" class="form-check-input" id="id_way' in text(browser)


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"way": "pigeon"}, "请选一种方式。"),
        ({"hour": "8"}, "请选一种方式。"),
        ({"way": "digest"}, "请选0:00到23:00之间的整点。"),
        ({"way": "digest", "hour": "24"}, "请选0:00到23:00之间的整点。"),
    ],
)
def test_a_choice_that_is_none_is_refused(browser: Client, posted: dict[str, str], said: str) -> None:
    page = browser.post("/notices/choice/", posted)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not MailChoice.objects.exists()


def test_the_page_says_that_mails_are_only_kept(browser: Client) -> None:
    with override_settings(EMAIL_URL="", EMAIL_FILE_PATH="/srv/jiheng/mails"):
        assert "邮件不会发出，只存为文件，在：/srv/jiheng/mails" in text(browser)
    with override_settings(EMAIL_URL="smtp://mail.example:25"):
        page = text(browser)
    assert "只存为文件" not in page
    assert "邮件发到lu@example.com" in page

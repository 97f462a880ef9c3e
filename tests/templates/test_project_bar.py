"""What stands around every page of a project: to whom which page is shown, with which number."""

import re

import pytest
from django.urls import reverse

from evaluations.projects.access import may
from evaluations.projects.models import ProjectRole
from evaluations.templatetags.project_bar import COUNTED, NAVIGATION
from tests.evaluations.desk.making import make_run
from tests.factories import add_member, make_firm, make_project, make_user

ITEMS = [item for _, items in NAVIGATION for item in items]


@pytest.fixture
def project(db):
    return make_project("linfang_2018", firm=make_firm())


def navigation(client, project):
    text = client.get(project.get_absolute_url()).content.decode()
    nav = re.search(r'<nav class="sidenav".*?</nav>', text, re.DOTALL)[0]
    return re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)(?:<span class="n[^"]*">([^<]*)</span>)?</a>', nav)


def test_keys_and_letters_are_used_once():
    assert len({item.key for item in ITEMS}) == len(ITEMS)
    letters = [item.go for item in ITEMS if item.go] + ["d", "p", "k", "y", "u"]
    assert len(set(letters)) == len(letters)
    beside = {"unanswered"}
    assert set(COUNTED) - beside < {item.key for item in ITEMS}


@pytest.mark.parametrize("role", ProjectRole.values)
def test_what_a_role_may_not_see_is_absent_and_the_rest_opens(client, project, role):
    someone = add_member(project, role=role)
    client.force_login(someone)
    shown = {url for url, _, _ in navigation(client, project)}
    assert shown == {
        reverse(item.url_name, args=[project.pk]) for item in ITEMS if may(someone, item.right, project)
    }


def test_every_page_names_itself_in_the_navigation(client, project):
    manager = add_member(project, role=ProjectRole.MANAGER)
    client.force_login(manager)
    for item in (item for item in ITEMS if may(manager, item.right, project)):
        page = client.get(reverse(item.url_name, args=[project.pk]))
        assert page.status_code == 200, item
        text = page.content.decode()
        assert re.findall(r'aria-current="page">([^<]+)', text)[:1] == [item.label], item


def test_the_numbers_beside_the_pages(client, project):
    client.force_login(add_member(project, role=ProjectRole.MANAGER))
    make_run(project)
    numbers = {label: number for _, label, number in navigation(client, project)}
    assert numbers == {
        "项目主页": "",
        "项目信息": "",
        "承接与团队": "",
        "绩效目标": "9",
        "预算与资金": "5",
        "基础表": str(project.basetables.count()),
        "产出数据": "0",
        "证据资料": "0",
        "资料清单": "0",
        "社会调查": "1",
        "访谈": "1",
        "现场勘查": "0",
        "指标体系": "35",
        "工作底稿": "23",
        "评分总览": "87.3",
        "报告文字": "",
        "送审与意见": "",
        "成果": "",
        "专家评审": "",
        "征求意见": "0",
        "意见采纳": "0",
        "签核": "",
        "整改跟踪": "0",
        "归档": "",
        "历史": "",
    }


def test_the_bar_says_how_the_project_stands(client, project):
    client.force_login(add_member(project, role=ProjectRole.MANAGER))
    assert "尚未计算" in client.get(project.get_absolute_url()).content.decode()
    make_run(project)
    text = client.get(reverse("projects:info", args=[project.pk])).content.decode()
    assert "<b>87.3</b> 良" in text


def test_the_bar_hides_the_score_from_who_may_not_see_it(client, project):
    make_run(project)
    client.force_login(add_member(project, role=ProjectRole.BUREAU_OFFICER))
    text = client.get(project.get_absolute_url()).content.decode()
    assert "87.30" not in text
    assert "尚未计算" not in text


def test_the_topbar_names_person_and_firm(client, db):
    person = make_user(firm=make_firm(name="砚清会计师事务所"), display_name="陆婉宁")
    client.force_login(person)
    text = client.get("/").content.decode()
    assert "陆婉宁" in text
    assert "砚清会计师事务所" in text

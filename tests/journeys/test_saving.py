"""Saving while one types, in real browsers: its states, without network, after a reload, with two people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect

from evaluations.papers.models import WorkingPaper
from evaluations.projects.models import Project
from tests.factories import PASSWORD, add_member, make_firm, make_project, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

SAVED = re.compile(r"^已保存 \d\d:\d\d:\d\d$")
Opens = Callable[[str], Page]


@pytest.fixture
def project() -> Project:
    firm = make_firm()
    project = make_project(
        firm=firm, by=make_user(firm=firm, username="zhou@example.com", display_name="周屿")
    )
    add_member(project, make_user(firm=firm, username="xu@example.com", display_name="许青禾"))
    return project


@pytest.fixture
def opens(chromium: Browser, live_server: Any, project: Project) -> Iterator[Opens]:
    """Signs a person in, in a browser of their own."""
    contexts = []

    def sign_in(username: str) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": 1366, "height": 768}, locale="zh-CN"
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url("**/")
        return page

    yield sign_in
    for context in contexts:
        context.close()


@pytest.fixture
def zhou(opens: Opens) -> Page:
    return opens("zhou@example.com")


def paper_url(project: Project, code: str = "C1-4") -> str:
    return reverse("papers:paper", args=[project.pk, code])


def paper(project: Project, code: str = "C1-4") -> WorkingPaper:
    return project.papers.get(indicator__code=code)


def state(page: Page) -> Any:
    return page.locator("#save-state")


def answered(page: Page) -> Any:
    return page.locator("[name='input:answered_12333']")


def drafts(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('jiheng:draft:'))")


def test_typing_is_saved_with_the_time_and_its_effect(zhou: Page, project: Project) -> None:
    zhou.goto(paper_url(project))
    answered(zhou).press_sequentially("9")
    expect(state(zhou)).to_have_text("有改动还没有保存")
    expect(state(zhou)).to_have_text(SAVED)
    answered(zhou).fill("300")
    zhou.keyboard.press("Control+s")
    expect(zhou.locator("#paper-side")).to_contain_text("第3版")
    expect(zhou.locator("#preview .score-now b")).to_have_text("8.5")
    expect(zhou.locator("#preview")).not_to_contain_text("试算")
    assert drafts(zhou) == []
    assert paper(project).inputs.get(name="answered_12333").number == Decimal(300)
    zhou.reload()
    expect(answered(zhou)).to_have_value("300")


def test_what_cannot_be_saved_is_told_at_its_field(zhou: Page, project: Project) -> None:
    zhou.goto(reverse("projects:edit", args=[project.pk]))
    zhou.fill("[name=year]", "1801")
    zhou.fill("[name=funding_source]", "市级财政")
    zhou.keyboard.press("Control+s")
    expect(state(zhou)).to_have_text("没有保存：有1处要改正，改动还在页面上")
    expect(zhou.locator("#error-year")).to_have_text("年度应在1990到2100之间。")
    zhou.fill("[name=year]", "2018")
    zhou.keyboard.press("Control+s")
    expect(state(zhou)).to_have_text(SAVED)
    expect(zhou.locator("#error-year")).to_have_text("")
    project.refresh_from_db()
    assert (project.year, project.funding_source) == (2018, "市级财政")


def test_without_network_the_typing_waits_and_is_saved_later(zhou: Page, project: Project) -> None:
    zhou.goto(paper_url(project))
    zhou.context.set_offline(True)
    zhou.locator("[name=deduction_reason]").fill("话务员不足")
    expect(state(zhou)).to_have_text("离线：改动存在本机，连上后自动保存")
    assert len(drafts(zhou)) == 1
    zhou.context.set_offline(False)
    expect(state(zhou)).to_have_text(SAVED)
    assert drafts(zhou) == []
    assert paper(project).deduction_reason == "话务员不足"


def test_a_silent_server_is_told_and_tried_again(zhou: Page, project: Project) -> None:
    zhou.goto(paper_url(project))
    zhou.route("**/save/", lambda route: route.abort())
    zhou.locator("[name=deduction_reason]").fill("话务员不足")
    zhou.keyboard.press("Control+s")
    expect(state(zhou)).to_have_text("没有保存：服务器未响应重试")
    zhou.unroute("**/save/")
    zhou.get_by_role("button", name="重试").click()
    expect(state(zhou)).to_have_text(SAVED)
    assert paper(project).deduction_reason == "话务员不足"


def test_only_one_request_is_under_way(zhou: Page, project: Project) -> None:
    zhou.goto(paper_url(project))
    held: list[Route] = []
    zhou.route("**/save/", lambda route: route.continue_() if held else held.append(route))
    reason = zhou.locator("[name=deduction_reason]")
    reason.fill("一")
    zhou.keyboard.press("Control+s")
    expect(state(zhou)).to_have_text("正在保存…")
    reason.fill("一二")
    zhou.keyboard.press("Control+s")
    zhou.wait_for_timeout(1500)
    assert paper(project).revision == 1
    held[0].continue_()
    expect(state(zhou)).to_have_text(SAVED)
    assert (paper(project).deduction_reason, paper(project).revision) == ("一二", 3)


def type_and_lose(page: Page, project: Project, text: str) -> None:
    """Type while nothing gets through, and leave the page."""
    page.goto(paper_url(project))
    page.route("**/save/", lambda route: route.abort())
    page.locator("[name=deduction_reason]").fill(text)
    expect(state(page)).to_contain_text("没有保存")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/projects/")
    page.unroute("**/save/")
    assert asked == ["beforeunload"]


def test_typing_comes_back_after_a_reload(zhou: Page, project: Project) -> None:
    before = paper(project).deduction_reason
    type_and_lose(zhou, project, "夜班只有四人")
    zhou.goto(paper_url(project))
    expect(zhou.locator(".restored")).to_have_text(re.compile(r"^恢复了\d\d:\d\d未保存的改动　放弃$"))
    expect(zhou.locator("[name=deduction_reason]")).to_have_value("夜班只有四人")
    expect(state(zhou)).to_have_text(SAVED)
    assert paper(project).deduction_reason == "夜班只有四人"
    zhou.get_by_role("button", name="放弃").click()
    expect(zhou.locator("#paper-side")).to_contain_text("第3版")
    assert paper(project).deduction_reason == before
    assert drafts(zhou) == []


def test_typing_on_an_older_version_shows_both(zhou: Page, opens: Opens, project: Project) -> None:
    type_and_lose(zhou, project, "夜班只有四人")
    xu = opens("xu@example.com")
    xu.goto(paper_url(project))
    xu.locator("[name=deduction_reason]").fill("夜班坐席不足")
    xu.keyboard.press("Control+s")
    expect(state(xu)).to_have_text(SAVED)
    zhou.goto(paper_url(project))
    both = zhou.get_by_role("dialog")
    expect(both).to_contain_text("夜班只有四人")
    expect(both).to_contain_text("夜班坐席不足")
    expect(both).to_contain_text("许青禾")


def test_two_people_merge_and_lose_nothing(zhou: Page, opens: Opens, project: Project) -> None:
    xu = opens("xu@example.com")
    for page in (zhou, xu):
        page.goto(paper_url(project))
    xu.locator("[name=deduction_reason]").fill("夜班坐席不足")
    answered(xu).fill("310")
    xu.keyboard.press("Control+s")
    expect(state(xu)).to_have_text(SAVED)
    answered(zhou).fill("300")
    zhou.keyboard.press("Control+s")
    both = zhou.get_by_role("dialog")
    expect(both).to_contain_text("310")
    expect(both).to_contain_text("300")
    expect(state(zhou)).to_contain_text("没有保存：另一人保存了新版本")
    both.get_by_role("button", name="按选择合并").click()
    expect(both).to_have_count(0)
    expect(answered(zhou)).to_have_value("300")
    expect(zhou.locator("[name=deduction_reason]")).to_have_value("夜班坐席不足")
    assert paper(project).inputs.get(name="answered_12333").number == Decimal(300)
    assert paper(project).deduction_reason == "夜班坐席不足"
    assert drafts(zhou) == []


def test_signing_out_takes_the_drafts_along(zhou: Page, project: Project) -> None:
    type_and_lose(zhou, project, "夜班只有四人")
    assert len(drafts(zhou)) == 1
    zhou.click("details.menu summary")
    zhou.click("text=退出登录")
    zhou.wait_for_url("**/login/")
    assert drafts(zhou) == []


def test_without_script_the_button_saves(chromium: Browser, live_server: Any, project: Project) -> None:
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/login/")
    page.fill("[name=username]", "zhou@example.com")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.goto(reverse("projects:edit", args=[project.pk]))
    page.fill("[name=funding_source]", "市级财政")
    page.get_by_role("button", name="保存").click()
    expect(page).to_have_url(re.compile(r"/info/$"))
    context.close()
    project.refresh_from_db()
    assert project.funding_source == "市级财政"


def test_the_other_person_is_seen_and_leaves(zhou: Page, opens: Opens, project: Project) -> None:
    xu = opens("xu@example.com")
    zhou.goto(paper_url(project))
    xu.goto(paper_url(project))
    expect(xu.locator("#presence")).to_contain_text("周屿 也在这一页")
    zhou.reload()
    expect(zhou.locator("#presence")).to_contain_text("许青禾 也在这一页")
    xu.goto(paper_url(project, "C1-3"))
    expect(xu.locator("#presence")).not_to_contain_text("也在这一页")
    zhou.reload()
    expect(zhou.locator("#presence")).not_to_contain_text("也在这一页")


def test_the_finder_opens_a_paper_by_keys(zhou: Page, project: Project) -> None:
    zhou.goto(project.get_absolute_url())
    zhou.keyboard.press("Control+k")
    zhou.keyboard.type("接通率")
    expect(zhou.get_by_role("option")).to_contain_text(["综合接通率"])
    zhou.keyboard.press("ArrowDown")
    zhou.keyboard.press("Enter")
    zhou.wait_for_url(f"**{paper_url(project)}")


def test_an_earlier_version_is_restored(zhou: Page, project: Project) -> None:
    zhou.goto(paper_url(project))
    answered(zhou).fill("300")
    zhou.keyboard.press("Control+s")
    expect(state(zhou)).to_have_text(SAVED)
    zhou.get_by_role("link", name="全部版本").click()
    zhou.get_by_role("button", name=re.compile("恢复到.*第1版")).click()
    expect(zhou.locator("main")).to_contain_text("恢复到此版本")
    zhou.get_by_role("link", name="返回").click()
    expect(answered(zhou)).to_have_value("191.54")

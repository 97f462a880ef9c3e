"""A questionnaire on a phone: with and without scripts, interrupted, without a net."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, Route, expect

from evaluations.questionnaires.models import Collection, Response, Sitting
from evaluations.questionnaires.receiving import questionnaire_of
from evaluations.surveying import coding
from tests.evaluations.questionnaires.answering.making import TWO, address, collect, make_code
from tests.factories import make_project

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

PHONE = {"width": 390, "height": 844}
KEPT = "已存在手机上，断网也不会丢"
OFFLINE = "没有连上网络，答案在手机上；连上后会自动再送"


@pytest.fixture
def collection() -> Collection:
    return collect(project=make_project("selfeval_2023_hotline"), rules={"seconds": 0})


def phone(chromium: Browser, live_server: Any, **more: Any) -> BrowserContext:
    return chromium.new_context(
        base_url=live_server.url, viewport=PHONE, locale="zh-CN", has_touch=True, **more
    )


@pytest.fixture
def page(chromium: Browser, live_server: Any) -> Iterator[Page]:
    """A phone whose every script error is found at the end."""
    context = phone(chromium, live_server)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


def no_wider(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def first_pages(page: Page, collection: Collection) -> None:
    """Up to the last page of the sheet."""
    page.goto(address(collection))
    no_wider(page)
    page.get_by_text("老人", exact=True).click()
    page.get_by_role("button", name="开始").click()
    expect(page.get_by_text("第1题，共9题")).to_be_visible()
    page.locator("label[for=q1-a]").click()
    page.get_by_role("button", name="下一页").click()
    page.locator("label[for=q2-4]").click()
    page.locator("label[for=q3-o]").click()
    page.locator("[name='q3~o']").fill("报纸")
    for line, mark in (("a", "4"), ("b", "2")):
        page.locator(f"label[for='q4.{line}-{mark}']").click()
    no_wider(page)
    page.get_by_role("button", name="下一页").click()
    page.locator("[name='q5.b']").select_option("1")
    page.get_by_role("button", name="下一页").click()


def answers() -> dict[str, Any]:
    stored = Response.objects.get()
    return coding.decode(questionnaire_of(stored.version), stored.coded, stored.words)


WANTED = {
    "q1": "a",
    "q2": "4",
    "q3": ["o"],
    "q3~o": "报纸",
    "q4": {"a": "4", "b": "2"},
    "q5": ["b"],
    "q6": "71",
}


def test_a_whole_sheet(page: Page, collection: Collection) -> None:
    first_pages(page, collection)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#f-q6 .err")).to_have_text("这道题还没有填。")
    page.locator("[name=q6]").fill("140")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#f-q6 .err")).to_have_text("不能大于130，这里是140。")
    page.locator("[name=q6]").fill("71")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="谢谢您，答卷已经收到")).to_be_visible()
    assert answers() == WANTED
    assert page.evaluate("localStorage.length") == 0


def test_without_scripts(chromium: Browser, live_server: Any, collection: Collection) -> None:
    context = phone(chromium, live_server, java_script_enabled=False)
    page = context.new_page()
    page.goto(address(collection))
    page.get_by_text("老人", exact=True).click()
    page.get_by_role("button", name="开始").click()
    page.get_by_role("button", name="下一页").click()
    expect(page.locator("#f-q1 .err")).to_have_text("这道题还没有选，请选一项。")
    context.close()
    context = phone(chromium, live_server, java_script_enabled=False)
    page = context.new_page()
    first_pages(page, collection)
    page.get_by_role("button", name="上一页").click()
    expect(page.locator("[name='q5.b']")).to_have_value("1")
    page.get_by_role("button", name="下一页").click()
    page.locator("[name=q6]").fill("71")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="谢谢您，答卷已经收到")).to_be_visible()
    assert answers() == WANTED
    context.close()


def test_an_interruption_loses_nothing(page: Page, collection: Collection) -> None:
    first_pages(page, collection)
    page.locator("[name=q6]").fill("71")
    expect(page.locator("[data-state]")).to_have_text(KEPT)
    page.reload()
    expect(page.locator("[name=q6]")).to_have_value("71")
    page.get_by_role("button", name="上一页").click()
    expect(page.locator("[name='q5.b']")).to_have_value("1")
    page.goto(address(collection))
    page.get_by_role("link", name="继续上次作答").click()
    expect(page.locator("[name='q5.b']")).to_have_value("1")
    page.get_by_role("button", name="下一页").click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="谢谢您，答卷已经收到")).to_be_visible()
    assert answers() == WANTED


def test_a_jump_is_followed_and_comes_back(page: Page, collection: Collection) -> None:
    page.goto(address(collection))
    page.get_by_text("家属", exact=True).click()
    page.get_by_role("button", name="开始").click()
    page.locator("label[for=q1-c]").click()
    page.get_by_role("button", name="下一页").click()
    expect(page.get_by_text("第5题，共9题")).to_be_visible()
    page.get_by_role("button", name="上一页").click()
    expect(page.get_by_text("第1题，共9题")).to_be_visible()


def test_without_a_net_the_sheet_waits_and_counts_once(page: Page, collection: Collection) -> None:
    first_pages(page, collection)
    page.locator("[name=q6]").fill("71")
    page.context.set_offline(True)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("[data-state]")).to_have_text(OFFLINE)
    assert not Response.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="谢谢您，答卷已经收到")).to_be_visible(timeout=20_000)
    assert answers() == WANTED


def test_an_answer_that_never_came_back_counts_once(page: Page, collection: Collection) -> None:
    """The server has stored it, but the phone has not heard so."""
    first_pages(page, collection)
    page.locator("[name=q6]").fill("71")

    lost: list[APIResponse] = []

    def lose_the_answer(route: Route) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(route.fetch())
        route.abort("connectionreset")

    page.route("**/*", lose_the_answer)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("[data-state]")).to_have_text(OFFLINE)
    expect(page.get_by_role("heading", name="谢谢您，答卷已经收到")).to_be_visible(timeout=20_000)
    page.unroute_all(behavior="wait")
    assert [one.status for one in lost] == [200]
    assert answers() == WANTED


def test_a_sheet_that_waits_is_sent_from_the_first_page(page: Page, collection: Collection) -> None:
    """The phone was put away without a net; later the link is opened again."""
    first_pages(page, collection)
    page.locator("[name=q6]").fill("71")
    page.context.set_offline(True)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("[data-state]")).to_have_text(OFFLINE)
    other = page.context.new_page()
    page.close()
    page.context.set_offline(False)
    with other.expect_response(lambda one: one.request.method == "POST"):
        other.goto(address(collection))
    other.wait_for_function("localStorage.length === 0")
    assert answers() == WANTED
    assert not Sitting.objects.exists()


def test_a_code_from_paper_and_a_used_one(page: Page) -> None:
    code = make_code(collect(TWO))
    page.goto("/s/")
    page.get_by_label("编码").fill("abcd 2345")
    page.get_by_role("button", name="打开问卷").click()
    page.get_by_role("button", name="开始").click()
    page.locator("label[for=q1-a]").click()
    page.locator("label[for=q2-4]").click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="谢谢您，答卷已经收到")).to_be_visible()
    page.goto(f"/s/{code.survey.collection.token}/c/{code.code}/")
    expect(page.get_by_role("heading", name="这个链接已经用过了")).to_be_visible()

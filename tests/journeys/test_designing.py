"""A questionnaire built in the editor: kinds, pasted options, a jump, what is wrong, undo, two versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

from evaluations.questionnaires.models import FormVersion, Survey
from evaluations.questionnaires.receiving import questionnaire_of
from tests.evaluations.questionnaires.collecting.making import make_survey
from tests.factories import add_member, make_project
from tests.journeys.desk import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

PASTED = "A．用过\n\nB．听说过，没有用过\nC．没有听说过\n"
"""As it comes out of a Word file."""


@pytest.fixture
def survey() -> Survey:
    return make_survey(make_project("selfeval_2023_hotline"))


@pytest.fixture
def page(chromium: Browser, live_server: Any, survey: Survey) -> Iterator[Page]:
    """The page 问卷 of a survey that has none."""
    with signed_in(chromium, live_server, add_member(survey.project)) as window:
        window.goto(reverse("designing:form", args=[survey.project_id, survey.pk]))
        yield window


def test_a_questionnaire_from_nothing_to_its_second_version(page: Page, survey: Survey) -> None:
    page.get_by_role("button", name="新建空白问卷").click()
    write_head(page)
    ask(page)
    mend(page)
    jump(page)
    undo(page)
    publish(page, "发布", "第1版")
    change(page, survey)


def write_head(page: Page) -> None:
    """Who is asked: groups pasted as a row of Excel."""
    page.get_by_role("link", name="改标题、说明、群体和算法").click()
    page.get_by_label("问卷标题").fill("夜间助餐满意度问卷")
    page.get_by_label("受访群体").fill("老人\t家属")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".q-head")).to_contain_text("夜间助餐满意度问卷")
    expect(page.locator(".q-head .q-options li")).to_have_text(["老人", "家属"])


def add(page: Page, kind: str, text: str) -> None:
    """A question behind the one that is open, or at the end of the list."""
    page.get_by_role("button", name=kind, exact=True).click()
    page.get_by_role("textbox", name="题目").fill(text)


def save(page: Page) -> None:
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("已保存")


def whole(page: Page) -> Locator:
    """The questions of the list."""
    page.get_by_role("link", name="整份问卷").click()
    return page.locator(".q-item")


def ask(page: Page) -> None:
    """Four kinds; numbers and letters before pasted options go."""
    add(page, "单选", "您用过助餐服务吗？")
    page.get_by_role("textbox", name="选项").fill(PASTED)
    save(page)
    expect(page.get_by_role("rowheader")).to_have_text(["用过", "听说过，没有用过", "没有听说过"])
    add(page, "五级量表", "您对饭菜满意吗？")
    save(page)
    add(page, "数字", "您的年龄")
    page.get_by_label("最小").fill("130")
    page.get_by_label("最大").fill("50")
    save(page)
    expect(page.locator("#item .trouble")).to_contain_text("最小值130大于最大值50")
    add(page, "多选", "您最看重什么？")
    page.get_by_role("textbox", name="选项").fill("价格\n味道\n准时")
    page.get_by_label("最多").fill("5")
    save(page)
    expect(page.locator("#item .trouble")).to_contain_text("最多选5项，应在1到3之间")


def mend(page: Page) -> None:
    """Each mistake stands at its question, keeps all from being published, and leads to its place."""
    items = whole(page)
    expect(items).to_have_count(4)
    expect(page.get_by_role("button", name="发布", exact=True)).to_be_disabled()
    expect(page.locator(".pagehead")).to_contain_text("还有2处要改")
    expect(items.nth(3).locator(".trouble")).to_contain_text("最多选5项，应在1到3之间")
    page.get_by_role("region", name="发布前要改").get_by_role("link", name="去改").first.click()
    page.get_by_label("最小").fill("50")
    page.get_by_label("最大").fill("130")
    save(page)
    page.get_by_role("link", name="下一题").click()
    page.get_by_label("最多").fill("2")
    save(page)
    expect(whole(page).nth(2)).to_contain_text("50至130")


def jump(page: Page) -> None:
    """Who has not heard of it goes to the age; moved before it, that is told at once."""
    page.get_by_role("link", name="您用过助餐服务吗？").click()
    page.get_by_label("“没有听说过”选了它跳到").select_option(label="第3题　您的年龄")
    save(page)
    expect(whole(page).first).to_contain_text("选“没有听说过”→ 跳到第3题")
    move(page, "上移", 1, 0)
    expect(page.locator(".q-item.wrong .trouble")).to_contain_text("跳题要跳到它后面的题")
    move(page, "下移", 1, 2)
    expect(page.locator(".trouble")).to_have_count(0)


def move(page: Page, button: str, *places: int) -> None:
    """The age by steps to these places, from 0."""
    for place in places:
        page.locator(".q-item", has_text="您的年龄").get_by_role("button", name=button).click()
        expect(page.locator(".q-item").nth(place)).to_contain_text("您的年龄")


def undo(page: Page) -> None:
    """A question that was removed comes back to its place with all its options."""
    items = page.locator(".q-item")
    items.nth(3).get_by_role("button", name="删除").click()
    expect(items).to_have_count(3)
    page.get_by_role("button", name="撤销").click()
    expect(items).to_have_count(4)
    expect(items.nth(3).locator(".q-options li")).to_have_text(["价格", "味道", "准时"])


def publish(page: Page, button: str, version: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".pagehead")).to_contain_text("已发布")
    expect(page.get_by_role("region", name="已发布的版本")).to_contain_text(
        re.compile(f"{version}.*现在用这一版")
    )


def change(page: Page, survey: Survey) -> None:
    """What is published stays as it was; the change waits for a version of its own."""
    page.get_by_role("link", name="您对饭菜满意吗？").click()
    page.get_by_role("textbox", name="题目").fill("您对晚餐满意吗？")
    save(page)
    whole(page)
    expect(page.locator(".pagehead")).to_contain_text("有未发布的修改")
    publish(page, "发布新版本", "第2版")
    page.get_by_role("link", name="第1版").click()
    expect(page.locator(".q-list")).to_contain_text("您对饭菜满意吗？")
    versions = FormVersion.objects.filter(survey=survey).order_by("number")
    first, second = (questionnaire_of(one) for one in versions)
    assert [item.text for item in first.items if item not in second.items] == ["您对饭菜满意吗？"]
    assert [one.to for one in second.items[0].jumps] == [second.items[2].id]

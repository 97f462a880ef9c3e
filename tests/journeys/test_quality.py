"""质量 in the browser: rules, sheets that do not count, one struck off and restored; statistics follow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from evaluations.questionnaires.models import Survey
from tests.evaluations.questionnaires.answering.making import TWO
from tests.evaluations.questionnaires.collecting.making import hand_in, make_survey, publish
from tests.factories import add_member, make_project
from tests.journeys.desk import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

FAST, SLOW, DISSATISFIED = 4, 7, 1
"""Sheets in 6 seconds and content, in 60 and content, in 60 and not."""


@pytest.fixture
def survey() -> Survey:
    """Twelve sheets of two questions; by the rules that a firm begins with all of them count."""
    version = publish(make_survey(make_project("selfeval_2023_hotline")), TWO)
    for number, seconds, mark in ((FAST, 6, "4"), (SLOW, 60, "4"), (DISSATISFIED, 60, "0")):
        for _ in range(number):
            began = timezone.now() - timedelta(seconds=seconds)
            hand_in(version, {"q1": "a", "q2": mark}, started_at=began)
    return version.survey


@pytest.fixture
def page(chromium: Browser, live_server: Any, survey: Survey) -> Iterator[Page]:
    """The page 质量, opened by somebody of the team."""
    with signed_in(chromium, live_server, add_member(survey.project)) as window:
        window.goto(reverse("findings:quality", args=[survey.project_id, survey.pk]))
        yield window


def test_statistics_and_counts_follow_what_is_judged(page: Page, survey: Survey) -> None:
    tally(page)
    set_rules(page)
    check_moved(page)
    strike(page)
    bring_back(page)
    lift_rules(page)
    survey.refresh_from_db()
    assert (survey.returned, survey.valid) == (12, 12)


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="调查").get_by_role("link", name=name).click()
    expect(page.get_by_role("navigation", name="调查").locator("[aria-current]")).to_have_text(name)


def counted(page: Page, valid: int, satisfied: str) -> None:
    """What 统计 says."""
    tab(page, "统计")
    expect(page.get_by_text(f"有效答卷{valid}份")).to_be_visible()
    expect(page.get_by_role("region", name="满意度", exact=True)).to_contain_text(satisfied)


def tally(page: Page) -> None:
    """The first 汇总, of all sheets."""
    counted(page, 12, "91.67")
    expect(page.locator("#tally")).to_contain_text("收到12份答卷，还没有汇总")
    page.get_by_role("button", name="汇总", exact=True).click()
    expect(page.locator("#tally")).to_contain_text("已汇总12份，其中有效12份")


def set_rules(page: Page) -> None:
    """What cannot be is told at its field; then the fast sheets do not count, and the rate is too low."""
    tab(page, "质量")
    expect(page.get_by_role("region", name="规则")).to_contain_text("机构默认")
    page.get_by_role("region", name="规则").get_by_role("link", name="修改").click()
    page.get_by_label("平均每题至少用时").fill("4")
    page.get_by_label("可支持建议的有效率").fill("90")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".invalid-feedback")).to_have_text("三个有效率应从上到下不升高，例如70、50、30。")
    page.get_by_label("可支持建议的有效率").fill("50")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text(f"{FAST}份改变")
    expect(page.get_by_role("region", name="规则")).to_contain_text("本次调查自己的")
    expect(page.locator(".notice.todo")).to_contain_text("有效率66.67%，低于70%：可以支持建议")


def check_moved(page: Page) -> None:
    """The reason leads to the sheets; statistics know at once, facts say that they are old."""
    page.get_by_role("region", name="不计入的原因").get_by_role("link", name="答题过快").click()
    expect(page.locator("#sheets tbody tr")).to_have_count(FAST)
    counted(page, 8, "87.50")
    expect(page.locator("#tally")).to_contain_text("汇总后有效份数由12变为8")
    expect(page.get_by_role("button", name="重新汇总")).to_have_class("btn btn-sm btn-primary")


def strike(page: Page) -> None:
    """The sheet of somebody who is not content goes, for a reason that everybody reads."""
    tab(page, "质量")
    page.get_by_role("link", name="有效", exact=False).first.click()
    page.locator("#sheets tbody tr").first.get_by_role("link").click()
    expect(page.get_by_text("很不满意")).to_be_visible()
    page.get_by_label("剔除的原因").fill("与纸质012号重复")
    page.get_by_role("button", name="剔除这份答卷").click()
    expect(page.get_by_role("region", name="是否计入统计")).to_contain_text("与纸质012号重复")
    page.get_by_role("link", name="全部答卷").click()
    counted(page, 7, "100.00")
    page.get_by_role("button", name="重新汇总").click()
    expect(page.locator("#tally")).to_contain_text("已汇总12份，其中有效7份")


def bring_back(page: Page) -> None:
    """It is found by its reason, and counts again."""
    tab(page, "质量")
    page.get_by_role("region", name="不计入的原因").get_by_role("link", name="人工剔除").click()
    page.locator("#sheets tbody tr").get_by_role("link").click()
    page.get_by_role("button", name="恢复，不再人工剔除").click()
    expect(page.locator(".pagehead")).to_contain_text("有效")
    page.get_by_role("link", name="全部答卷").click()
    counted(page, 8, "87.50")


def lift_rules(page: Page) -> None:
    """The firm's rules again: all twelve, taken over anew."""
    tab(page, "质量")
    page.get_by_role("region", name="规则").get_by_role("link", name="修改").click()
    page.get_by_role("button", name="改用机构默认").click()
    expect(page.locator("#toasts")).to_contain_text(f"{FAST}份改变")
    counted(page, 12, "91.67")
    page.get_by_role("button", name="重新汇总").click()
    expect(page.locator("#tally")).to_contain_text("已汇总12份，其中有效12份")

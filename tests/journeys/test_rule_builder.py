"""A rule is built by keyboard in a real browser: completion, an error in place, the try-out, the curve."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.test_main_job import import_case, sign_in


@pytest.mark.journey
def test_a_rule_is_built_by_keyboard(page: Page, cases: Path) -> None:
    sign_in(page)
    import_case(page, cases / "linfang_2018.json")
    page.get_by_role("link", name="工作底稿").first.click()
    page.get_by_role("link", name="C1-4").first.click()
    page.get_by_role("link", name="修改").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("综合接通率")
    expect(page.get_by_role("img", name="得分随业绩值变化")).to_be_visible()
    write_a_formula(page)
    change_the_rule(page)
    build_bands(page)
    type_meanwhile(page)
    save(page)


def write_a_formula(page: Page) -> None:
    """The beginning of a name offers it; a wrong name is told where it stands, and can be taken."""
    formula = page.get_by_role("combobox", name="业绩值公式")
    formula.fill("")
    formula.press_sequentially("answered_1")
    offers = page.get_by_role("listbox", name="输入名称")
    expect(offers.get_by_role("option", name="answered_12333")).to_have_attribute("aria-selected", "true")
    formula.press("Enter")
    expect(formula).to_have_value("answered_12333")
    formula.press_sequentially("÷cal")
    expect(formula).to_have_value("answered_12333/cal")
    formula.press("ArrowDown")
    formula.press("ArrowUp")
    formula.press("Enter")
    expect(formula).to_have_value("answered_12333/calls_12333")
    formula.press_sequentially("*calls_1233")
    formula.press("Escape")
    wrong = page.locator("[data-error-for=value_expression]")
    expect(wrong).to_contain_text("第28字：没有名为“calls_1233”的输入。是否指“calls_12333”？")
    wrong.get_by_role("button", name="改为“calls_12333”").click()
    expect(formula).to_have_value("answered_12333/calls_12333*calls_12333")
    expect(wrong).to_be_hidden()
    formula.fill("answered_12333/calls_12333*100")
    formula.press("Escape")


def change_the_rule(page: Page) -> None:
    """The sentence, the score and what saving would do follow the typing."""
    page.get_by_label("目标值", exact=True).fill("90")
    expect(page.locator("#said")).to_contain_text("达到90%得满分，低于90%的，每下降1个百分点扣权重的1.5%")
    page.get_by_label("不得分界限").first.fill("3O")
    expect(page.locator("[data-error-for='rule.zero_below.value']")).to_be_visible()
    page.get_by_label("不得分界限").first.fill("30")
    expect(page.locator("#said")).to_contain_text("低于30%不得分")
    tried = page.get_by_role("complementary", name="试算")
    tried.get_by_label("业绩值", exact=True).fill("89")
    expect(page.locator("#try-score")).to_have_text("9.8")
    expect(page.get_by_role("region", name="保存后")).to_contain_text("总分")


def build_bands(page: Page) -> None:
    """Another kind, its rows by keyboard, and back again."""
    page.get_by_label("分档", exact=True).check()
    rows = page.get_by_role("group", name="区间").locator("[data-line]")
    expect(rows).to_have_count(2)
    rows.nth(0).locator("input:visible").first.fill("90")
    rows.nth(0).locator("input:visible").first.press("Alt+ArrowDown")
    expect(rows.nth(1).locator("input:visible").first).to_have_value("90")
    page.get_by_role("button", name="＋ 区间").press("Enter")
    expect(rows).to_have_count(3)
    rows.nth(1).locator("input:visible").first.press("Alt+Delete")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="撤销").press("Enter")
    expect(rows).to_have_count(3)
    page.get_by_label("线性扣分", exact=True).check()
    expect(page.get_by_label("目标值", exact=True)).to_be_visible()


def type_meanwhile(page: Page) -> None:
    """What is typed while the answer to a button is under way is there when it has come."""
    names, words = page.locator("[data-input-name]"), page.get_by_label("评分细则原文")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/draft/", hold)
    page.get_by_role("button", name="添加输入").click()
    words.fill("达到95%得满分")
    expect(names).to_have_count(4)
    for route in held:
        route.continue_()
    page.unroute("**/draft/")
    expect(names).to_have_count(5)
    expect(words).to_have_value("达到95%得满分")
    names.last.press("Alt+Delete")
    expect(names).to_have_count(4)
    expect(words).to_have_value("达到95%得满分")


def save(page: Page) -> None:
    """By Ctrl Enter; what the page then shows is saved."""
    page.get_by_label("目标值", exact=True).fill("95")
    page.locator("[id='rule.deduct.amount']").fill("2")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("C1-4 已保存")).to_be_visible()
    expect(page.locator("#said")).to_contain_text("达到95%得满分，低于95%的，每下降1个百分点扣权重的2%")

"""The budget pasted and typed into the grid by keyboard, in a real browser: nothing is lost, even offline."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_main_job import sign_in

SAVED = re.compile(r"^已保存 \d\d:\d\d:\d\d$")


def budget(cases: Path) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = json.loads((cases / "hongda_2018.json").read_text())["budget"]
    return lines


def cell(page: Page, row: int, column: int) -> Locator:
    """A cell by its place, both counted from 0."""
    return page.locator(f"#budget-{row}-{column}")


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_text(SAVED)


def paste(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def empty_budget(page: Page, cases: Path) -> None:
    """A project whose budget has been removed, row by row at once, by keyboard."""
    sign_in(page)
    page.get_by_role("link", name="导入数据包").first.click()
    page.locator("input[type=file]").set_input_files(cases / "hongda_2018.json")
    page.get_by_role("button", name="检查这个文件").click()
    page.get_by_role("button", name="确认导入").click()
    page.get_by_role("link", name="预算与资金").first.click()
    expect(cell(page, 0, 1)).to_have_text("“3.15”消费者权益保护日系统活动费")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+Delete")
    expect(page.locator("#toasts")).to_contain_text("已删除31科目")
    saved(page)


@pytest.mark.journey
def test_the_budget_by_keyboard(page: Page, cases: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    empty_budget(page, cases)
    page.keyboard.press("Control+Home")
    lines = budget(cases)
    heads = "编号\t预算科目\t调整后预算\t实际支出"
    table = [[line["code"], line["name"], str(line["budget"]), str(line["actual"])] for line in lines]
    table[1][3] = "28.O"
    quoted = [[one if "“" not in one else f'"{one}"' for one in row] for row in table]
    paste(page, "\n".join([heads, *("\t".join(row) for row in quoted)]))
    expect(page.locator("[data-grid-say]")).to_have_text("粘贴：123格已填入，1格有误")
    saved(page)
    expect(cell(page, 31, 1)).to_have_text("合计")
    expect(cell(page, 1, 6)).to_have_text("28.O")
    expect(cell(page, 1, 6)).to_have_attribute("aria-invalid", "true")
    mend(page)
    type_and_undo(page)
    offline(page)
    conflict(page)


def mend(page: Page) -> None:
    """The card at the wrong cell names the character and offers what was meant."""
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowDown")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    card = page.locator(".gridpop")
    expect(card).to_contain_text("第4个字符是字母O，应为数字0")
    card.get_by_role("button", name="改为28").click()
    saved(page)
    expect(cell(page, 1, 6)).to_have_text("28.00")
    expect(cell(page, 0, 7)).to_have_text("89.50%")
    expect(cell(page, 31, 7)).to_have_text("89.63%")


def type_and_undo(page: Page) -> None:
    """Typing replaces, Enter goes down, Ctrl Z takes back; a reload shows what was saved."""
    page.keyboard.type("29")
    page.keyboard.press("Enter")
    expect(cell(page, 0, 6)).to_contain_text("≠ 54.70")
    saved(page)
    expect(page.locator("[data-side-warnings]")).to_contain_text("明细合计54.7，少1万元")
    page.keyboard.press("Control+z")
    expect(cell(page, 1, 6)).to_have_text("28.00")
    expect(cell(page, 0, 6)).to_have_text("53.70")
    saved(page)
    page.reload()
    expect(cell(page, 1, 6)).to_have_text("28.00")
    expect(cell(page, 29, 0)).to_have_text("六.1")


def offline(page: Page) -> None:
    """What is typed without a connection survives a closed page, and is saved when there is one again."""
    page.context.set_offline(True)
    cell(page, 2, 6).click()
    page.keyboard.type("26.5")
    page.keyboard.press("Enter")
    expect(page.locator("#save-state")).to_have_text("离线：改动存在本机，连上后自动保存")
    expect(cell(page, 2, 6)).to_have_class(re.compile("waiting"))
    kept = page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('grid:'))[0][1]")
    assert [one["text"] for one in json.loads(kept)] == ["26.5"]
    page.context.set_offline(False)
    saved(page)
    expect(cell(page, 2, 6)).to_have_text("26.50")
    page.reload()
    expect(cell(page, 2, 6)).to_have_text("26.50")


def conflict(page: Page) -> None:
    """Two windows on one cell: the second is shown both and chooses."""
    other = page.context.new_page()
    other.goto(page.url)
    for window, text in ((other, "25"), (page, "24")):
        cell(window, 2, 6).click()
        window.keyboard.type(text)
        window.keyboard.press("Enter")
        saved(window)
    other.close()
    cell(page, 2, 6).click()
    card = page.locator(".gridpop")
    expect(card).to_contain_text("陆婉宁改成了“25”，您填的是“24”")
    card.get_by_role("button", name="用对方的 25").click()
    expect(cell(page, 2, 6)).to_have_text("25.00")

"""The firm's own work between two signatures: facts from the unit, papers by two people, scores, draft."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.byhand.grids import SAVED
from tests.journeys.five_people.people import Place
from tests.journeys.test_main_job import MINUTES

TABLE = "C1-4"
NOTE = 7
"""The column 说明."""


def collect(place: Place, evaluator: Page, contact: Page) -> None:
    """One table is asked of the unit, which fills in and hands in; then every item is verified."""
    evaluator.goto(place.url("base-tables/"))
    evaluator.get_by_role("link", name=TABLE, exact=True).click()
    evaluator.get_by_role("button", name="发给单位填报").click()
    expect(evaluator.get_by_role("button", name="从单位收回")).to_be_visible()
    contact.goto(place.url("fill/"))
    contact.get_by_role("link", name=re.compile(f"^{TABLE}")).click()
    contact.get_by_role("row", name="实际").get_by_role("gridcell").nth(NOTE).click()
    contact.keyboard.type("据平台统计月报")
    contact.keyboard.press("Enter")
    expect(contact.locator("#save-state")).to_have_text(SAVED)
    contact.get_by_role("button", name="报送已填的").click()
    expect(contact.locator("body")).to_contain_text("已报送")
    evaluator.goto(place.url("base-tables/"))
    tables = evaluator.locator("tbody a[href*='verify']")
    for link in [one.get_attribute("href") or "" for one in tables.all()]:
        evaluator.goto(link)
        verify(evaluator)


def verify(evaluator: Page) -> None:
    """Every item of the open table."""
    waiting = evaluator.get_by_text("已填报", exact=True)
    for left in range(waiting.count(), 0, -1):
        evaluator.get_by_role("button", name=re.compile("^核实")).first.click()
        expect(waiting).to_have_count(left - 1)


def prepare_all(place: Place, evaluator: Page) -> list[str]:
    """编制完成 on every paper; gives their codes."""
    evaluator.goto(place.url("papers/"))
    codes = evaluator.locator("a[data-row]").all_text_contents()
    evaluator.goto(place.url(f"papers/{codes[0]}/"))
    for code, after in zip(codes, [*codes[1:], ""], strict=True):
        expect(evaluator.get_by_role("heading", level=1)).to_contain_text(code)
        evaluator.get_by_role("button", name=re.compile("编制完成")).click()
        if after:
            evaluator.wait_for_url(f"**/papers/{after}/")
    expect(evaluator.get_by_role("button", name=re.compile("编制完成"))).to_have_count(0)
    return codes


def check_all(place: Place, reviewer: Page) -> None:
    """The other person checks them together."""
    reviewer.goto(place.url("papers/"))
    for box in reviewer.get_by_role("checkbox").all():
        box.check()
    reviewer.get_by_role("button", name="所选的复核通过").click()
    rows = reviewer.locator("a[data-row]").count()
    expect(reviewer.locator(".pagehead")).to_contain_text(f"{rows}/{rows}份已复核")


def compute(place: Place, evaluator: Page, total: str) -> None:
    """A worker computes the scores of record."""
    evaluator.goto(place.url("scores/"))
    evaluator.get_by_role("button", name="计算评分").click()
    expect(evaluator.locator("#progress[hx-get]")).to_have_count(0, timeout=MINUTES)
    evaluator.goto(place.url("scores/"))
    official = evaluator.get_by_role("region", name="正式得分")
    expect(official).to_contain_text(total)
    expect(official).to_contain_text("与事实一致")


def write_report(place: Place, evaluator: Page) -> None:
    """What only a person can say, section by section, from the list of what waits to be written."""
    while True:
        evaluator.goto(place.url("report/text/?show=open"))
        waiting = evaluator.locator("tbody a[href*='/report/text/']")
        if not waiting.count():
            return
        waiting.first.click()
        evaluator.get_by_label("正文").fill("评价组根据访谈记录和月报写成，数据见相应底稿。")
        evaluator.get_by_role("button", name="保存").click()
        evaluator.wait_for_url("**/report/text/")


def make_edition(place: Place, evaluator: Page, number: int, button: str = "生成报告") -> None:
    """The report is rendered in the background."""
    evaluator.goto(place.url("report/"))
    evaluator.get_by_role("button", name=button, exact=True).click()
    done = evaluator.get_by_role("region", name=f"{button} 第{number}版")
    expect(done).to_contain_text("完成", timeout=3 * MINUTES)

"""自评表 in one grid, in a real browser: pasted from Excel, by keyboard, with the scores beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.byhand.grids import paste, saved
from tests.journeys.test_main_job import sign_in


def cell(page: Page, row: int, column: int) -> Locator:
    """A cell by its place, both counted from 0."""
    return page.locator(f"#self-evaluation-{row}-{column}")


@pytest.mark.journey
def test_the_form_is_filled_in_one_grid(page: Page, cases: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page)
    page.get_by_role("link", name="导入数据包").first.click()
    page.locator("input[type=file]").set_input_files(cases / "selfeval_2023_hotline.json")
    page.get_by_role("button", name="检查这个文件").click()
    page.get_by_role("button", name="确认导入").click()
    page.get_by_role("link", name="工作底稿").first.click()
    page.get_by_role("link", name="自评表整表录入").click()
    region = page.get_by_role("region", name="自评表", exact=True)
    expect(region).to_contain_text("99.67")
    cell(page, 1, 3).click()
    paste(page, "实际完成值\t偏差原因分析及改进措施\n300\t\n90\t热线割接，少报一旬\n四十\t")
    expect(page.locator("[data-grid-say]")).to_contain_text("1格有误")
    saved(page)
    expect(cell(page, 2, 3)).to_have_text("90")
    expect(cell(page, 2, 5)).to_have_text("9.00")
    expect(cell(page, 2, 6)).to_have_text("热线割接，少报一旬")
    expect(cell(page, 3, 3)).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-grid-effects]")).to_contain_text("总分 99.67 → 98.67")
    cell(page, 3, 3).click()
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    expect(cell(page, 3, 5)).to_have_text("5.00")
    saved(page)
    page.keyboard.press("Control+z")
    expect(cell(page, 3, 5)).to_have_text("10.00")
    saved(page)
    page.get_by_role("link", name="逐份底稿").click()
    page.get_by_role("link", name="O12", exact=True).click()
    expect(page.get_by_label("value", exact=True)).to_have_value("90")
    expect(page.get_by_label("扣分原因", exact=True)).to_have_value("热线割接，少报一旬")

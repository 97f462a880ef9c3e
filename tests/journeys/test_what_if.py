"""Disputes and trials in a real browser: mark a score, see the tornado, try another one, share it, reset."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_main_job import import_case, sign_in


@pytest.mark.journey
def test_dispute_and_what_if(page: Page, cases: Path, tmp_path: Path) -> None:
    sign_in(page)
    import_case(page, cases / "linfang_2018.json")
    page.get_by_role("link", name="评分总览").first.click()
    expect(page.get_by_role("region", name="敏感性")).to_contain_text(
        "总分87.3，距优差2.7分，再失12.3分以上才降为合格。"
    )
    expect(page.get_by_role("region", name="单项得分")).to_contain_text("得8.1分及以上为优")
    mark(page)
    address = try_out(page)
    page.goto(address)
    expect(page.locator("#trial")).to_contain_text("90.9")
    expect(page.get_by_label("C1-4 试得分")).to_have_value("9")
    page.get_by_role("link", name="清空重来").click()
    expect(page.locator("#trial")).not_to_contain_text("90.9")
    export(page, tmp_path)


def mark(page: Page) -> None:
    """By keyboard from the row to the form; then the tornado stands on the overview."""
    page.get_by_role("link", name="C1-4 标为有争议").focus()
    page.keyboard.press("Enter")
    page.get_by_label("从严得分").fill("4.6")
    page.get_by_label("从宽得分").fill("6.9")
    page.get_by_label("争议理由").fill("被评价单位认为转接后接通也应计入")
    page.get_by_role("button", name="保存", exact=True).click()
    panel = page.get_by_role("region", name="敏感性")
    expect(panel).to_contain_text("在列出的1项有争议得分的范围内，总分在86.5至88.8之间，等级均为良。")
    expect(panel.get_by_role("img")).to_be_visible()
    expect(page.get_by_role("row", name="C1-4 综合接通率 49.6%")).to_contain_text("有争议")


def try_out(page: Page) -> str:
    """The result follows while one types, and the address with it; nothing asks to be saved."""
    page.get_by_role("link", name="试算（不保存）").click()
    page.get_by_label("C1-4 试得分").fill("9")
    trial = page.locator("#trial")
    expect(trial).to_contain_text("90.9")
    expect(trial).to_contain_text("等级改变")
    expect(page.get_by_label("C1-4 试得分")).to_be_focused()
    expect(page).to_have_url(re.compile(r"score%3AC1-4=9$"))
    page.get_by_label("A 试权重").fill("200")
    expect(trial).to_contain_text("A的权重合计应为100以内")
    page.get_by_label("A 试权重").fill("")
    expect(trial).to_contain_text("90.9")
    expect(page).to_have_url(re.compile(r"score%3AC1-4=9$"))
    return page.url


def export(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="当前").click()
    with page.expect_download() as caught:
        page.get_by_role("link", name="导出评分表").click()
    caught.value.save_as(folder / "scores.xlsx")
    assert caught.value.suggested_filename.endswith("评分表.xlsx")
    assert (folder / "scores.xlsx").read_bytes().startswith(b"PK")

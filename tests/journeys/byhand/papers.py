"""The working papers: inputs bound to facts or typed, reasons; then the scores of record."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from indicators.scoring import load
from tests.journeys.byhand.founding import go
from tests.journeys.byhand.register import Register
from tests.journeys.byhand.system import leaves

MINUTE = 60_000
TEXTS = {
    "calculation_note": "计算说明",
    "evaluation_result": "评价结果",
    "deduction_reason": "扣分原因",
}

Bindings = Mapping[tuple[str, str], tuple[str, str]]
"""(indicator's code, input) → what is searched for, and how the fact's name ends."""


def fill_papers(page: Page, case: Mapping[str, Any], bindings: Bindings, register: Register) -> None:
    """Every working paper, one after the other."""
    go(page, "工作底稿")
    every = leaves(case)
    page.get_by_role("link", name=every[0]["code"], exact=True).first.click()
    for number, one in enumerate(every):
        expect(page.get_by_role("heading", level=1)).to_contain_text(one["code"])
        fill_paper(page, one, bindings, register)
        if number + 1 < len(every):
            page.get_by_role("button", name="保存并下一份").click()
        else:
            page.get_by_role("button", name="保存", exact=True).click()
            expect(page.locator("#save-state")).to_contain_text("已保存")


def fill_paper(page: Page, one: Mapping[str, Any], bindings: Bindings, register: Register) -> None:
    """What is bound first, because choosing a source leaves the page; then what is typed."""
    code, thing = one["code"], f"输入 {one['code']}"
    for name in one["inputs"]:
        if (code, name) in bindings:
            bind(page, name, *bindings[code, name])
    for name, value in one["inputs"].items():
        if (code, name) not in bindings:
            page.get_by_label(name, exact=True).fill(register.note(thing, name, value))
    for key, label in TEXTS.items():
        if one.get(key):
            page.get_by_label(label).first.fill(register.note(f"底稿 {code}", label, one[key]))


def bind(page: Page, name: str, words: str, ending: str) -> None:
    """引用…: the fact is searched for and chosen."""
    page.locator("table.inputs tr").filter(has_text=name).get_by_role("link", name="引用…").click()
    page.get_by_label("查找事实").fill(words)
    choice = page.get_by_role("button", name=re.compile(f"^引用.*{re.escape(ending)}$"))
    expect(choice).to_have_count(1)
    expect(page.locator("#facts tbody tr")).to_have_count(1)
    choice.click()
    expect(page.get_by_text(f"的输入“{name}”改为引用")).to_be_visible()


def check_references(page: Page, bindings: Bindings, told: Collection[tuple[str, str]]) -> None:
    """引用检查 knows all references, and finds no number typed twice except `told`, which are other facts."""
    go(page, "工作底稿")
    page.get_by_role("link", name="引用检查").click()
    expect(page.get_by_role("region", name="已引用").locator("tbody tr")).to_have_count(len(bindings))
    assert _named(page, "已引用") == sorted(bindings)
    assert _named(page, "可改为引用") == sorted(told)


def _named(page: Page, section: str) -> list[tuple[str, str]]:
    """The inputs listed in a section, by code and name."""
    rows = page.get_by_role("region", name=section).locator("tbody tr").all()
    cells = [row.locator("td").all_text_contents() for row in rows]
    return sorted((one[0].split("\u3000")[0], one[1]) for one in cells)


def compute_scores(page: Page, total: str, grade: str) -> None:
    """A worker computes the scores of record."""
    go(page, "评分总览")
    page.get_by_role("button", name="计算评分").click()
    expect(page.locator("#progress[hx-get]")).to_have_count(0, timeout=MINUTE)
    page.wait_for_load_state("networkidle")
    go(page, "评分总览")
    official = page.get_by_role("region", name="正式得分")
    expect(official).to_contain_text(total)
    expect(official).to_contain_text(grade)
    expect(official).to_contain_text("与事实一致")


def export(page: Page, folder: Path) -> dict[str, Any]:
    """导出数据包, as the browser saves it."""
    go(page, "项目主页")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出数据包").click()
    file = folder / "exported.json"
    download.value.save_as(file)
    return load(file.read_text())

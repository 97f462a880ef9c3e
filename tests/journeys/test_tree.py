"""An indicator system from nothing, in a real browser: by keyboard, by dragging, weighed by pairs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import NAME
from tests.journeys.test_main_job import sign_in
from tests.processes import Installation

EMPTY = {
    "format": "evaluation-dossier/1",
    "kind": "evaluation",
    "project": {"title": "云澜市夜间助餐项目", "year": 2025},
}


@pytest.mark.journey
def test_a_tree_from_nothing(page: Page, installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "empty.json"
    file.write_text(json.dumps(EMPTY, ensure_ascii=False))
    number = installation.manage("import_dossier", str(file), "--firm", "yanqing", "--by", NAME).strip()
    sign_in(page)
    page.goto(f"/projects/{number}/indicators/")
    build(page)
    weigh_live(page)
    drag(page)
    undo(page)
    compare_pairs(page)


@pytest.mark.journey
def test_what_a_broken_network_lost_is_kept_and_sent_again(
    chromium: Browser, address: str, installation: Installation, tmp_path: Path
) -> None:
    """A window of its own: that a request fails is told on the console, and is meant to be."""
    file = tmp_path / "empty.json"
    file.write_text(json.dumps(EMPTY, ensure_ascii=False))
    number = installation.manage("import_dossier", str(file), "--firm", "yanqing", "--by", NAME).strip()
    context = chromium.new_context(base_url=address, locale="zh-CN")
    page = context.new_page()
    sign_in(page)
    page.goto(f"/projects/{number}/indicators/")
    page.get_by_role("button", name="新增一级指标").click()
    write(page, "产出")
    context.set_offline(True)
    page.keyboard.press("F2")
    page.locator(".tree input.cell-name").fill("效益")
    page.keyboard.press("Enter")
    lost = page.locator("#unsaved")
    expect(lost).to_contain_text("“A”的名称改为“效益”")
    context.set_offline(False)
    expect(lost).to_be_hidden()
    page.reload()
    wait_for(page, ["A"])
    expect(row(page, "效益")).to_have_count(1)
    context.close()


def codes(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".tree [data-cell=code]").all_text_contents()]


def row(page: Page, name: str) -> Locator:
    return page.locator(".tree tr[data-pk]").filter(has=page.get_by_text(name, exact=True))


def write(page: Page, name: str) -> None:
    """Into the name's field, which is open."""
    field = page.locator(".tree input.cell-name")
    expect(field).to_be_focused()
    field.fill(name)
    page.keyboard.press("Enter")
    expect(row(page, name)).to_be_focused()
    expect(page.locator(".tree input")).to_have_count(0)


def new(page: Page, name: str) -> None:
    page.keyboard.press("Insert")
    write(page, name)


def wait_for(page: Page, wanted: list[str]) -> None:
    expect(page.locator(".tree [data-cell=code]")).to_have_text(wanted)


def build(page: Page) -> None:
    """产出 (数量 (人次, 场次), 质量), 效益; nothing but keys after the first button."""
    page.get_by_role("button", name="新增一级指标").click()
    write(page, "产出")
    new(page, "数量")
    wait_for(page, ["A", "B"])
    page.keyboard.press("Tab")
    wait_for(page, ["A", "A1"])
    new(page, "人次")
    wait_for(page, ["A", "A1", "A2"])
    page.keyboard.press("Tab")
    wait_for(page, ["A", "A1", "A11"])
    new(page, "场次")
    wait_for(page, ["A", "A1", "A11", "A12"])
    page.keyboard.press("Alt+ArrowUp")
    wait_for(page, ["A", "A1", "A12", "A11"])
    expect(row(page, "场次")).to_be_focused()
    new(page, "质量")
    page.keyboard.press("Shift+Tab")
    wait_for(page, ["A", "A1", "A12", "A11", "A2"])
    new(page, "效益")
    page.keyboard.press("Shift+Tab")
    wait_for(page, ["A", "A1", "A12", "A11", "A2", "B"])
    assert [one.get_attribute("aria-level") for one in page.locator(".tree tr[data-pk]").all()] == list(
        "123321"
    )


def weigh_live(page: Page) -> None:
    """The sums follow each key; what is saved stays."""
    total = page.locator(".tree tr.sum [data-sum=top]")
    for name, weight, sum_ in (("产出", "60", "60"), ("效益", "40", "100")):
        row(page, name).focus()
        page.keyboard.press(weight[0])
        page.keyboard.type(weight[1:])
        expect(total).to_have_text(sum_)
        page.keyboard.press("Enter")
        expect(row(page, name).locator("[data-cell=weight]")).to_have_attribute("data-value", weight)
    expect(page.locator("[data-verdict]")).to_contain_text("权重合计100")
    row(page, "质量").focus()
    page.keyboard.press("2")
    page.keyboard.type("5.5")
    expect(row(page, "产出").locator("[data-sum]")).to_have_text("25.5")
    page.keyboard.press("Escape")
    expect(row(page, "产出").locator("[data-sum]")).to_have_text("0")
    page.reload()
    expect(total).to_have_text("100")


def drag(page: Page) -> None:
    """质量 under 效益, where its code is made anew."""
    row(page, "质量").drag_to(row(page, "效益"))
    wait_for(page, ["A", "A1", "A12", "A11", "B", "B1"])
    expect(row(page, "质量")).to_have_attribute(
        "data-parent", row(page, "效益").get_attribute("data-pk") or ""
    )


def undo(page: Page) -> None:
    row(page, "数量").focus()
    page.keyboard.press("Delete")
    wait_for(page, ["A", "B", "B1"])
    page.get_by_role("button", name="撤销").click()
    wait_for(page, ["A", "A1", "A12", "A11", "B", "B1"])


def compare_pairs(page: Page) -> None:
    """AHP for the branch 产出 with three children: 3, 5, 3 gives 0.637, 0.258, 0.105."""
    row(page, "数量").focus()
    for name in ("质量二", "时效"):
        new(page, name)
    page.get_by_role("link", name="权重…").click()
    page.get_by_role("link", name="A　产出").click()
    page.get_by_role("link", name="层次分析法").click()
    for pair, scale in (("数量与质量二", "3"), ("数量与时效", "5"), ("质量二与时效", "3")):
        group = page.get_by_role("group", name=pair)
        group.get_by_role("radio", name=f"{pair.split('与')[0]}重要，标度{scale}").check()
    expect(page.locator("#consistency")).to_contain_text("λmax=3.0385")
    expect(page.locator("#consistency")).to_contain_text("CR=0.033")
    page.get_by_role("button", name="保存", exact=True).click()
    result = page.locator("section.sheet").filter(has=page.get_by_role("heading", name="结果"))
    expect(result.locator("ins")).to_have_text(["38.2", "15.5", "6.3"])
    page.get_by_role("button", name="采用新权重").click()
    page.get_by_role("link", name="回指标体系").click()
    expect(row(page, "数量").locator("[data-cell=weight]")).to_have_text("38.2")
    expect(row(page, "产出").locator("[data-sum]")).to_have_text("60")

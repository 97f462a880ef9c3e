"""A project begun from nothing, filled by pasting, and next year's copy of it, in a real browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_grid import paste, saved
from tests.journeys.test_main_job import sign_in
from tests.journeys.test_tree import wait_for, write

TITLE = "2025年度云澜市社区助餐补助项目"


@pytest.mark.journey
def test_a_new_project_and_next_years(page: Page, cases: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page)
    begin(page)
    members(page)
    milestones(page, cases)
    add_indicator(page)
    objectives(page)
    next_year(page)


def begin(page: Page) -> None:
    """One page of names; then the project is there, and one is in charge."""
    page.get_by_role("link", name="新建项目").click()
    page.get_by_label("项目名称").fill(TITLE)
    page.get_by_label("评价年度").fill("2025")
    page.get_by_label("被评价单位").fill("云澜市民政局")
    page.get_by_label("等级标准").select_option("shanghai")
    page.get_by_role("button", name="新建项目").click()
    expect(page.get_by_text(f"已新建“{TITLE}”，您是项目负责人。")).to_be_visible()


def members(page: Page) -> None:
    """An expert by e-mail; the last person in charge stays; one's own declaration."""
    page.get_by_role("navigation", name="项目导航").get_by_role("link", name="承接与团队").click()
    page.get_by_role("link", name="小组与声明").click()
    expect(page.get_by_text("小组里还没有主评人")).to_be_visible()
    page.get_by_label("姓名", exact=True).fill("梁思齐")
    page.get_by_label("邮箱").fill("liang.siqi@example.com")
    page.get_by_role("button", name="加入", exact=True).click()
    expect(page.get_by_role("cell", name="梁思齐", exact=True)).to_be_visible()
    page.get_by_role("button", name="移出陆婉宁").click()
    expect(page.get_by_text("陆婉宁是这个项目唯一的主评人或项目负责人")).to_be_visible()
    page.get_by_role("link", name="我的独立性声明").click()
    page.get_by_label("没有利害关系，独立").check()
    page.get_by_role("button", name="签署").click()
    expect(page.get_by_text("独立性声明已签署")).to_be_visible()


def milestones(page: Page, cases: Path) -> None:
    """All of a case's milestones pasted at once."""
    page.get_by_role("link", name="绩效目标").first.click()
    page.get_by_role("link", name="项目内容与完成情况").click()
    rows = json.loads((cases / "linfang_2018.json").read_text())["milestones"]
    page.locator("#milestones-0-0").click()
    keys = ("item", "plan", "actual", "progress")
    paste(page, "\n".join("\t".join(str(row.get(key, "")) for key in keys) for row in rows))
    saved(page)
    page.reload()
    expect(page.locator(f"#milestones-{len(rows) - 1}-0")).to_have_text(rows[-1]["item"])


def add_indicator(page: Page) -> None:
    """One indicator is enough to be named."""
    page.get_by_role("link", name="指标体系").click()
    page.wait_for_url("**/indicators/")  # loaded: until then the button has no script
    page.get_by_role("button", name="新增一级指标").click()
    write(page, "助餐人次")
    wait_for(page, ["A"])


def objectives(page: Page) -> None:
    """Pasted with the indicator by its code; an unknown code is marked and the rest is there."""
    page.get_by_role("link", name="绩效目标").first.click()
    page.locator("#objectives-0-0").click()
    paste(page, "产出数量\t助餐人次\t≥1000人次\t1050人次\tA\n满意度\t老年人满意度\t≥90%\t\tX9")
    saved(page)
    expect(page.locator("#objectives-0-4")).to_have_text("A 助餐人次")
    expect(page.locator("#objectives-1-1")).to_have_text("老年人满意度")
    expect(page.locator("#objectives-1-4")).to_have_attribute("aria-invalid", "true")


def next_year(page: Page) -> None:
    """The names are proposed one year later; what was pasted is there without its values."""
    page.get_by_role("link", name="项目", exact=True).first.click()
    page.get_by_role("link", name="新建项目").click()
    page.get_by_role("link", name="沿用以前的项目").click()
    page.get_by_role("link", name=f"选用{TITLE}").click()
    expect(page.get_by_label("项目名称")).to_have_value("2026年度云澜市社区助餐补助项目")
    expect(page.get_by_label("评价年度")).to_have_value("2026")
    page.get_by_role("button", name="新建项目").click()
    expect(page.get_by_text("已新建“2026年度云澜市社区助餐补助项目”")).to_be_visible()
    page.get_by_role("link", name="绩效目标").first.click()
    expect(page.locator("#objectives-0-1")).to_have_text("助餐人次")
    expect(page.locator("#objectives-0-2")).not_to_contain_text("1000")

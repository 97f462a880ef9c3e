"""A base table between two people: the team asks and verifies, the contact fills in, the score follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PASSWORD
from tests.journeys.test_grid import SAVED
from tests.journeys.test_main_job import import_case, sign_in
from tests.processes import Installation

CONTACT = "song.zhixia@example.com"
JOIN = f"""
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectMember
person = User.objects.create_user({CONTACT!r}, password={PASSWORD!r}, display_name="宋知夏")
ProjectMember.objects.create(project=Project.objects.get(), user=person, role="unit_contact")
"""


@pytest.fixture
def window(chromium: Browser, address: str) -> Iterator[Page]:
    """The contact's own browser."""
    context = chromium.new_context(
        base_url=address, viewport={"width": 1366, "height": 768}, locale="zh-CN", accept_downloads=True
    )
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_text(SAVED)


def derive_and_hand_out(page: Page) -> str:
    """Data items for the formula of C1-4; the address of the table."""
    page.get_by_role("link", name=re.compile("^基础表")).first.click()
    option = page.locator("select[name=indicator] option[value='C1-4']")
    page.locator("select[name=indicator]").select_option(label=option.text_content())
    page.get_by_role("button", name="按公式的输入建数据项").click()
    expect(page.locator(".grid")).to_contain_text("answered_12333")
    page.get_by_role("button", name="发给单位填报").click()
    expect(page.get_by_role("button", name="从单位收回")).to_be_visible()
    return page.url


def fill_in(window: Page, tmp_path: Path) -> None:
    """The contact's page has no navigation; a value is typed, the file goes round, all is handed in."""
    window.goto("/")
    window.get_by_label("账号").fill(CONTACT)
    window.get_by_label("密码", exact=True).fill(PASSWORD)
    window.get_by_role("button", name="登录").click()
    expect(window.get_by_role("heading", name="工作台")).to_be_visible()
    window.goto("/projects/1/fill/")
    expect(window.get_by_role("navigation", name="项目导航")).to_have_count(0)
    window.get_by_role("link", name=re.compile("^C1-4")).click()
    row = window.get_by_role("row", name=re.compile("answered_12333"))
    row.get_by_role("gridcell").nth(1).click()
    window.keyboard.type("400")
    window.keyboard.press("Enter")
    saved(window)
    with window.expect_download() as download:
        window.get_by_role("link", name="导出Excel").click()
    file = tmp_path / "fill.xlsx"
    download.value.save_as(file)
    window.get_by_role("link", name="从Excel导入").click()
    window.locator("input[type=file]").set_input_files(file)
    window.get_by_role("button", name="检查这个文件").click()
    expect(window.locator("main")).to_contain_text("文件与现在的内容相同，没有要改的。")
    window.get_by_role("link", name="返回").click()
    window.get_by_role("button", name="报送已填的").click()
    expect(window.locator("body")).to_contain_text("已报送3项")


def verify(page: Page, table: str) -> None:
    """By keyboard: down to the item, E."""
    page.goto(f"{table}verify/")
    row = page.get_by_role("row", name=re.compile("answered_12333"))
    expect(row).to_contain_text("已填报")
    for _ in range(10):
        if "on" in (row.get_attribute("class") or "").split():
            break
        page.keyboard.press("j")
    page.keyboard.press("e")
    expect(row).to_contain_text("已核实")


def bind(page: Page) -> None:
    """The typed input becomes a reference to the item."""
    page.goto("/projects/1/papers/C1-4/")
    page.get_by_role("row", name=re.compile("answered_12333")).get_by_role("link", name="引用…").click()
    page.get_by_label("查找事实").fill("answered_12333")
    page.get_by_role("button", name="引用基础表C1-4 answered_12333", exact=True).click()
    row = page.get_by_role("row", name=re.compile("answered_12333"))
    expect(row).to_contain_text("400")
    expect(row.get_by_role("link", name="基础表C1-4 answered_12333")).to_be_visible()
    expect(row.get_by_role("textbox")).to_have_count(0)


def change(page: Page, table: str) -> None:
    """A changed fact says at once which scores it moves."""
    page.goto(table)
    row = page.get_by_role("row", name=re.compile("answered_12333"))
    row.get_by_role("gridcell").nth(1).click()
    page.keyboard.type("191.54")
    page.keyboard.press("Enter")
    expect(page.locator("[data-grid-effects]")).to_contain_text("影响：C1-4 综合接通率")
    expect(page.locator("[data-grid-effects]")).to_contain_text("→ 87.3")


@pytest.mark.journey
def test_a_base_table_between_two_people(
    page: Page, window: Page, installation: Installation, cases: Path, tmp_path: Path
) -> None:
    sign_in(page)
    import_case(page, cases / "linfang_2018.json")
    installation.python(JOIN)
    table = derive_and_hand_out(page)
    fill_in(window, tmp_path)
    verify(page, table)
    bind(page)
    change(page, table)

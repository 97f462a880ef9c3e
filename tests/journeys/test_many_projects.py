"""From the project list, in a real browser: several projects are scored with one press, by a worker."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NAME
from tests.journeys.test_main_job import sign_in
from tests.processes import Installation


@pytest.mark.journey
def test_many_projects_are_scored_with_one_press(page: Page, installation: Installation, cases: Path) -> None:
    names = ("linfang_2018", "hongda_2018", "selfeval_2023_hotline")
    for name in names:
        installation.manage("import_dossier", str(cases / f"{name}.json"), "--firm", "yanqing", "--by", NAME)
    sign_in(page)
    page.goto("/projects/")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="计算所选项目的评分").click()
    expect(page.get_by_text("没有发起：请先在列表里勾选要计算的项目。")).to_be_visible()
    for place in (0, 1):
        rows.nth(place).get_by_role("checkbox").check()
    page.get_by_role("button", name="计算所选项目的评分").click()
    expect(page.get_by_text("已为2个项目发起评分计算")).to_be_visible()
    for _ in range(60):
        if rows.filter(has_text="尚未计算").count() == 1:
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(rows.filter(has_text="99.67")).to_have_count(1)
    expect(rows.filter(has_text="88.64")).to_have_count(1)
    expect(rows.filter(has_text="尚未计算")).to_have_count(1)

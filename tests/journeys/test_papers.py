"""One prepares a working paper, another sends it back, it is mended, ticked, and checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.conftest import NAME, PASSWORD
from tests.journeys.test_main_job import sign_in
from tests.processes import Installation

REVIEWER = "qin.ruogu@example.com"
REVIEW = f"""
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectMember
person = User.objects.create_user({REVIEWER!r}, password={PASSWORD!r}, display_name="秦若谷")
ProjectMember.objects.create(project=Project.objects.get(), user=person, role="reviewer")
"""


@pytest.mark.journey
def test_prepare_return_and_check(
    page: Page, chromium: Browser, address: str, installation: Installation, cases: Path, tmp_path: Path
) -> None:
    case = cases / "linfang_2018.json"
    number = installation.manage("import_dossier", str(case), "--firm", "yanqing", "--by", NAME).strip()
    installation.python(REVIEW)
    sign_in(page)
    prepare(page, f"/projects/{number}/papers/B2-1/")
    context = chromium.new_context(base_url=address, locale="zh-CN")
    reviewer = context.new_page()
    send_back(reviewer)
    mend_and_tick(page, f"/projects/{number}/papers/B2-1/")
    reviewer.goto(f"/projects/{number}/papers/?show=prepared")
    reviewer.get_by_role("checkbox").check()
    reviewer.get_by_role("button", name="所选的复核通过").click()
    expect(reviewer.get_by_text("已复核1份底稿")).to_be_visible()
    reviewer.screenshot(path=str(tmp_path / "checked.png"))
    context.close()
    fall_back(page, f"/projects/{number}/papers/B2-1/")


def prepare(page: Page, url: str) -> None:
    """By the keyboard; the next paper comes."""
    page.goto(url)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("B2-1 编制完成，等待复核")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("B2-2")


def send_back(reviewer: Page) -> None:
    """From the desk of the other."""
    reviewer.goto("/")
    reviewer.get_by_label("账号").fill(REVIEWER)
    reviewer.get_by_label("密码", exact=True).fill(PASSWORD)
    reviewer.get_by_role("button", name="登录").click()
    reviewer.get_by_role("link", name="去复核").click()
    reviewer.get_by_role("button", name="退回", exact=True).click()
    reviewer.get_by_label("理由").fill("请逐项勾选")
    reviewer.get_by_role("button", name="退回陆婉宁").click()
    expect(reviewer.get_by_text("B2-1 已退回陆婉宁")).to_be_visible()


def mend_and_tick(page: Page, url: str) -> None:
    """The reason stands on the page; ticking computes the number; signing again."""
    page.goto("/")
    page.get_by_role("link", name="去修改").click()
    expect(page.get_by_text("退回理由：请逐项勾选")).to_be_visible()
    page.get_by_role("link", name="逐项勾选").click()
    for place, met in enumerate(("1", "0", "1")):
        page.locator(f"[name=list0-met-{place}]").select_option(met)
    page.get_by_label("说明：专款专用").fill("抽查发现混用")
    page.get_by_role("button", name="保存勾选").click()
    expect(page.get_by_label("failed", exact=True)).to_have_value("1")
    expect(page.get_by_label("failed", exact=True)).to_be_disabled()
    page.get_by_role("button", name="编制完成").click()
    expect(page.get_by_text("B2-1 编制完成，等待复核")).to_be_visible()


def fall_back(page: Page, url: str) -> None:
    """Typing after the check takes the signatures off, at once and visibly."""
    page.goto(url)
    expect(page.locator("#paper-state")).to_contain_text("已复核")
    page.get_by_label("评价结果").fill("制度基本健全")
    page.get_by_label("评价结果").blur()
    expect(page.locator("#paper-state")).to_contain_text("编制中")
    expect(page.get_by_text("“已复核”之后有改动：评价结果。需重新编制完成并复核。")).to_be_visible()


@pytest.mark.journey
def test_what_is_typed_before_the_scripts_begin_is_searched_for(
    page: Page, installation: Installation, cases: Path
) -> None:
    """On a slow line the field is there before the scripts are."""
    case = cases / "hongda_2018.json"
    number = installation.manage("import_dossier", str(case), "--firm", "yanqing", "--by", NAME).strip()
    sign_in(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/htmx*.js", hold)
    url = f"/projects/{number}/papers/C25/sources/?input=very"
    page.goto(url, wait_until="commit")
    page.get_by_label("查找事实").fill("很满意 人数")
    for route in held:
        route.continue_()
    expect(page.locator("#facts").get_by_text("很满意·人数").first).to_be_visible()
    expect(page.locator("#facts")).not_to_contain_text("合计·实际支出")
    expect(page.get_by_label("查找事实")).to_have_value("很满意 人数")

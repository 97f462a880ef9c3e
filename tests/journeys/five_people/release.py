"""签发, and the file in the hands of those who asked for it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.five_people.people import Place
from tests.journeys.test_main_job import MINUTES


def refuse_early(place: Place, reviewer: Page) -> None:
    """Before the last signature nothing is issued, and the page says what is missing."""
    reviewer.goto(place.url("report/issue/"))
    expect(reviewer.get_by_text("现在还不能签发")).to_be_visible()
    expect(reviewer.get_by_role("button", name="签发")).to_have_count(0)


def issue(place: Place, reviewer: Page) -> None:
    """Through the page that says what will be fixed, until the file is there."""
    reviewer.goto(place.url("report/issue/"))
    expect(reviewer.get_by_role("heading", name="将要固定的内容")).to_be_visible()
    reviewer.get_by_role("button", name="签发").click()
    listed = reviewer.get_by_role("region", name="正式报告")
    expect(listed.get_by_text("现行")).to_be_visible(timeout=4 * MINUTES)


def receive(place: Place, officer: Page) -> Path:
    """The officer finds the report in the portal, downloads it and signs for it once; the firm is told."""
    officer.goto("/")
    officer.wait_for_url("**/portal/")
    new = officer.get_by_role("region").filter(has_text="新到的正式报告")
    with officer.expect_download() as taken:
        new.get_by_role("link", name=re.compile("^下载.*号$")).click()
    path = place.folder / "release.pdf"
    taken.value.save_as(path)
    new.get_by_role("button", name="签收").click()
    expect(officer.get_by_role("button", name="签收")).to_have_count(0)
    return path


def is_told(place: Place, reviewer: Page) -> None:
    """Who downloaded and who signed for it stands with the release."""
    reviewer.goto(place.url("report/"))
    reviewer.get_by_role("region", name="正式报告").get_by_role("link", name="送达").click()
    expect(reviewer.locator("main")).to_contain_text("何明远")
    expect(reviewer.locator("main")).to_contain_text("签收")


def archive(place: Place, evaluator: Page) -> None:
    """归档: the whole evaluation in one file, which proves itself."""
    evaluator.goto(place.url("archive/"))
    evaluator.get_by_role("button", name="生成归档件").click()
    link = evaluator.get_by_role("link", name="下载归档件", exact=True)
    expect(link).to_be_visible(timeout=4 * MINUTES)
    with evaluator.expect_download() as taken:
        link.click()
    path = place.folder / "archive.zip"
    taken.value.save_as(path)
    assert "全部一致。" in place.installation.manage("verify_archive", str(path))


def verify(place: Place, reviewer: Page, file: Path) -> None:
    """The public page knows the file, without being sent it; a changed one it does not know."""
    reviewer.goto(place.url("report/"))
    code = reviewer.get_by_role("region", name="正式报告").locator("a.code").inner_text()
    stranger = place.window((390, 844))
    stranger.goto(f"/verify/{code}/")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("真实有效")
    box = stranger.get_by_role("region", name="核对手中的文件")
    box.locator("input[type=file]").set_input_files(file)
    expect(box.get_by_text("完全一致")).to_be_visible()
    forged = place.folder / "forged.pdf"
    forged.write_bytes(file.read_bytes() + b"\n")
    box.locator("input[type=file]").set_input_files(forged)
    expect(box.get_by_text("与签发的文件不一致")).to_be_visible()
    stranger.context.close()

"""An evaluator hands in five files, one of which is there already, and links one to an indicator's page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.evaluations.evidence.making import HTML, PDF, photo, sheet
from tests.journeys.conftest import NAME
from tests.journeys.test_main_job import sign_in
from tests.processes import Installation


def files(folder: Path) -> list[Path]:
    """A contract, its copy under another name, a photo, a sheet, and a page that claims to be a PDF."""
    contents = {
        "坐席服务合同.pdf": PDF,
        "现场照片.jpg": photo(),
        "月度统计.xlsx": sheet(("月份", "接通"), ("1月", 15100)),
        "合同副本.pdf": PDF,
        "假的.pdf": HTML,
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


@pytest.mark.journey
def test_upload_and_link(page: Page, installation: Installation, cases: Path, tmp_path: Path) -> None:
    case = cases / "linfang_2018.json"
    number = installation.manage("import_dossier", str(case), "--firm", "yanqing", "--by", NAME).strip()
    handed = tmp_path / "handed"
    handed.mkdir()
    sign_in(page)
    page.goto(f"/projects/{number}/evidence/")
    expect(page.get_by_text("还没有佐证资料")).to_be_visible()
    page.locator("#files-list").set_input_files(files(handed))
    rows = page.locator("[data-upload-rows] li")
    expect(rows).to_have_count(5)
    expect(rows.filter(has_text="坐席服务合同.pdf")).to_contain_text("已收下")
    expect(rows.filter(has_text="现场照片.jpg")).to_contain_text("已收下")
    expect(rows.filter(has_text="月度统计.xlsx")).to_contain_text("已收下")
    expect(rows.filter(has_text="假的.pdf")).to_contain_text("没有上传：内容是网页、SVG或XML，里面可以带脚本")
    expect(rows.filter(has_text="合同副本.pdf")).to_contain_text("同一文件已经在第1版")
    expect(page.locator("[data-upload-summary]")).to_have_text("3份已收下，1份待选择，1份没有上传")
    page.screenshot(path=str(tmp_path / "uploads.png"))
    link_to_indicator(page, number)
    look_at_the_document(page)


def link_to_indicator(page: Page, number: str) -> None:
    """From the working paper: search, choose, say the page."""
    page.goto(f"/projects/{number}/papers/B1-1/")
    page.get_by_role("button", name="从资料中选").click()
    dialog = page.get_by_role("dialog", name="关联佐证到 B1-1")
    dialog.get_by_label("资料", exact=True).fill("坐席")
    choice = dialog.get_by_role("radio")
    expect(choice).to_have_count(1)
    choice.check()
    dialog.get_by_label("起始页").fill("6")
    dialog.get_by_label("位置").fill("4.2条")
    dialog.get_by_role("button", name="关联").click()
    expect(page.locator("#evidence .file")).to_contain_text("第6页 4.2条")


def look_at_the_document(page: Page) -> None:
    """The link leads to the page of the file."""
    page.locator("#evidence").get_by_role("link", name="坐席服务合同").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("坐席服务合同")
    expect(page.locator("iframe")).to_have_attribute("src", re.compile(r"/files/\d+/#page=6$"))
    expect(page.get_by_role("region", name="证明什么")).to_contain_text("B1-1 预算执行率")

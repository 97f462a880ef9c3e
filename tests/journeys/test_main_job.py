"""The main job, in a real browser and on the command line: from a dossier to the complete report."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import NAME, PASSWORD
from tests.processes import Installation

MINUTES = 60_000


def words(path: Path) -> list[str]:
    """The text of each page, without blanks."""
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(path).pages]


def indicator_names(case: Path) -> list[str]:
    return [re.sub(r"\s", "", one["name"]) for one in json.loads(case.read_text())["indicators"]]


def check_report(path: Path, case: Path, total: str) -> None:
    """The report is complete: total, every indicator, pages counted to the end, the dossier inside."""
    pages = words(path)
    text = "".join(pages)
    assert f"得分{total}分" in text
    assert [name for name in indicator_names(case) if name not in text] == []
    counted = [found for page in pages if (found := re.search(r"第(\d+)页共(\d+)页", page))]
    assert len(counted) > 40
    assert [(int(one[1]), int(one[2])) for one in counted] == [
        (number, len(counted)) for number in range(1, len(counted) + 1)
    ]
    assert list(PdfReader(path).attachments) == ["dossier.json"]


@pytest.mark.journey
def test_from_dossier_to_report_in_the_browser(page: Page, cases: Path, tmp_path: Path) -> None:
    case = cases / "linfang_2018.json"
    sign_in(page)
    import_case(page, case)
    change_paper(page)
    compute_scores(page)
    check_report(make_report(page, tmp_path), case, "91.9")


def sign_in(page: Page) -> None:
    page.goto("/")
    page.get_by_label("账号").fill(NAME)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()


def import_case(page: Page, case: Path) -> None:
    """Dry run, then confirm: the total of the published report is there before anything is saved."""
    page.get_by_role("link", name="导入数据包").first.click()
    page.locator("input[type=file]").set_input_files(case)
    page.get_by_role("button", name="检查这个文件").click()
    summary = page.get_by_role("region", name="将建立的项目")
    expect(summary).to_contain_text("87.3")
    expect(summary).to_contain_text("良")
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("navigation", name="项目导航")).to_be_visible()


def change_paper(page: Page) -> None:
    """While typing, score, derivation and total follow; after saving they stay."""
    page.get_by_role("link", name="工作底稿").first.click()
    page.get_by_role("link", name="C1-4").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("综合接通率")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("49.6")
    expect(preview.locator(".score-now b")).to_have_text("5.4")
    for name, value in (
        ("answered_12333", "400"),
        ("answered_962218", "0"),
        ("calls_12333", "500"),
        ("calls_962218", "0"),
    ):
        page.get_by_role("row", name=name).get_by_role("textbox").fill(value)
    expect(preview.locator(".score-now b")).to_have_text("10.0")
    expect(preview).to_contain_text("400")
    expect(preview).to_contain_text("80")
    expect(preview).to_contain_text("91.9 优")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(preview.locator(".score-now b")).to_have_text("10.0")
    expect(preview).not_to_contain_text("试算")
    page.reload()
    expect(preview.locator(".score-now b")).to_have_text("10.0")


def compute_scores(page: Page) -> None:
    """A worker computes the scores of record."""
    page.get_by_role("link", name="评分总览").first.click()
    page.get_by_role("button", name="计算评分").click()
    page.get_by_role("link", name="评分总览").first.click()
    official = page.get_by_role("region", name="正式得分")
    for _ in range(60):
        if "91.9" in (official.text_content() or ""):
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(official).to_contain_text("91.9")
    expect(official).to_contain_text("优")
    expect(official).to_contain_text("与事实一致")


def make_report(page: Page, folder: Path) -> Path:
    """The button, the progress, the file."""
    page.get_by_role("link", name="成果").first.click()
    page.get_by_role("button", name="生成报告").click()
    progress = page.get_by_role("progressbar", name="进度")
    expect(progress).to_have_attribute("aria-valuenow", re.compile(r"^[1-9]"), timeout=MINUTES)
    expect(page.locator(".job-steps .now")).to_contain_text(re.compile("排版|分页"), timeout=MINUTES)
    link = page.get_by_role("link", name="下载PDF")
    expect(link).to_be_visible(timeout=3 * MINUTES)
    expect(progress).to_have_count(0)
    expect(page.get_by_role("region", name="生成报告 第1版")).to_contain_text("完成")
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == (
        "2018年度12333热线全媒体智能咨询平台项目经费财政支出绩效评价报告_第1版.pdf"
    )
    file = folder / "report.pdf"
    download.value.save_as(file)
    return file


@pytest.mark.journey
def test_from_dossier_to_report_on_the_command_line(
    installation: Installation, cases: Path, tmp_path: Path
) -> None:
    case, file = cases / "linfang_2018.json", tmp_path / "report.pdf"
    number = installation.manage("import_dossier", str(case), "--firm", "yanqing", "--by", NAME).strip()
    scored = installation.manage("score_project", number)
    assert "总分 87.3 良" in scored
    told = installation.manage("render_report", number, "--out", str(file))
    check_report(file, case, "87.3")
    assert f"第1版　{len(PdfReader(file).pages)}页　" in told
    assert "总分 87.3 良" in told
    assert f"SHA-256 {hashlib.sha256(file.read_bytes()).hexdigest()}" in told


@pytest.mark.journey
def test_the_command_line_says_what_is_wrong(installation: Installation, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "report.pdf"
    assert "--out：没有文件夹" in installation.manage("render_report", "1", "--out", str(nowhere), code=2)
    told = installation.manage("render_report", "99", "--out", str(tmp_path / "report.pdf"), code=2)
    assert "ID：没有编号为99的项目。" in told

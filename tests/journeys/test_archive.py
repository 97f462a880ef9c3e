"""归档 in a real browser with a real worker: made, looked at offline, proven, imported, refused."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import NAME, PASSWORD
from tests.processes import Installation

SECONDS = 120_000
IMPORTED = """
from pathlib import Path
from evaluations.exchange.actions import import_dossier
from evaluations.people.models import Firm, User
case = Path({case!r}).read_bytes()
print("project", import_dossier(case, firm=Firm.objects.get(), by=User.objects.get()).pk)
"""


@pytest.fixture
def project(installation: Installation, cases: Path) -> int:
    told = installation.python(IMPORTED.format(case=str(cases / "linfang_2018.json")))
    number = re.search(r"^project (\d+)$", told, re.MULTILINE)
    assert number is not None
    return int(number[1])


@pytest.mark.journey
def test_an_evaluation_is_archived_and_comes_back(
    project: int, page: Page, chromium: Browser, installation: Installation, tmp_path: Path
) -> None:
    file = archived(page, project, tmp_path / "归档.zip")
    assert "全部一致。" in installation.manage("verify_archive", str(file))
    look_offline(chromium, file, tmp_path / "unpacked")

    send(page, file)
    expect(page.get_by_text("核对通过")).to_be_visible()
    expect(page.get_by_text("本系统登记过这个归档件")).to_be_visible()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("heading", name="由归档件恢复")).to_be_visible()
    with page.expect_download() as kept:
        page.get_by_role("link", name="下载原归档件").click()
    assert Path(kept.value.path()).read_bytes() == file.read_bytes()

    touched = tmp_path / "touched.zip"
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(touched, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"87.3", b"97.3") if name == "scores.json" else content)
    assert "scores.json：SHA-256" in installation.manage("verify_archive", str(touched), code=1)
    send(page, touched)
    expect(page.get_by_text("SHA-256与目录所记的不符")).to_be_visible()
    expect(page.get_by_role("button", name="确认导入")).to_be_disabled()


def archived(page: Page, project: int, file: Path) -> Path:
    """The file that a worker makes when somebody presses the button."""
    page.goto("/login/")
    page.fill("[name=username]", NAME)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/")
    page.goto(f"/projects/{project}/archive/")
    expect(page.get_by_text("没有委托合同等文件")).to_be_visible()
    page.get_by_role("button", name="生成归档件").click()
    link = page.get_by_role("link", name="下载归档件", exact=True)
    expect(link).to_be_visible(timeout=SECONDS)
    with page.expect_download() as made:
        link.click()
    made.value.save_as(file)
    return file


def look_offline(chromium: Browser, file: Path, folder: Path) -> None:
    """Whoever has only the file sees scores and papers, and nothing is fetched from anywhere."""
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    context = chromium.new_context(offline=True, viewport={"width": 390, "height": 844})
    window = context.new_page()
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    window.goto((folder / "index.html").as_uri())
    expect(window.get_by_role("cell", name="87.3 良")).to_be_visible()
    window.get_by_role("link", name=re.compile("工作底稿")).click()
    expect(window.get_by_text("评分细则").first).to_be_visible()
    assert {url.partition(":")[0] for url in asked} == {"file"}
    assert len(asked) == 2
    assert window.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def send(page: Page, file: Path) -> None:
    page.goto("/projects/")
    page.get_by_role("link", name="导入归档件").click()
    page.set_input_files("[name=archive]", file)
    page.get_by_role("button", name="核对这个文件").click()

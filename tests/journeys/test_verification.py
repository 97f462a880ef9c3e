"""签发 and 公开核验 in a real browser: the file that somebody checks does not leave the machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import NAME, PASSWORD
from tests.processes import Installation

SECONDS = 120_000
ISSUED = """
from pathlib import Path
from evaluations.exchange.actions import import_dossier
from evaluations.jobs import actions as jobs
from evaluations.people.models import Firm, FirmMembership, User
from evaluations.stages.defaults import DEFAULT
from evaluations.stages.tables import ensure_table, new_version
from reports.publishing import actions
from reports.publishing.firms.actions import make_certificate
firm, person = Firm.objects.get(), User.objects.get()
FirmMembership.objects.update(role="admin")
project = import_dossier(Path({case!r}).read_bytes(), firm=firm, by=person)
make_certificate(firm, by=person)
number = ensure_table(firm).number
kept = [plan for plan in DEFAULT if plan.key not in ("issue", "archive")]
new_version(firm, kept, rests_on=number, by=person)
edition = actions.start_edition(project, by=person, hand_over=jobs.record)
jobs.run(edition.job_id, actions.produce)
print("project", project.pk)
"""


@pytest.fixture
def project(installation: Installation, cases: Path) -> int:
    """The number of a project whose report has been read and can be issued."""
    told = installation.python(ISSUED.format(case=str(cases / "selfeval_2023_hotline.json")))
    number = re.search(r"^project (\d+)$", told, re.MULTILINE)
    assert number is not None
    return int(number[1])


@pytest.mark.journey
def test_a_report_is_issued_and_everybody_can_verify_it(
    project: int, page: Page, address: str, chromium: Browser, installation: Installation, tmp_path: Path
) -> None:
    release = issue(page, project, tmp_path)
    number, code = page.locator(".release-number").inner_text(), page.locator("a.code").inner_text()
    said = installation.manage("recompute", str(release))
    assert "全部一致。" in said

    stranger = chromium.new_context(base_url=address, viewport={"width": 390, "height": 844}, locale="zh-CN")
    window = stranger.new_page()
    wrong: list[str] = []
    window.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    window.goto("/verify/")
    window.get_by_label("核验码").fill(code.lower())
    window.get_by_role("button", name="核验").click()
    expect(window.get_by_role("heading", level=1)).to_have_text("真实有效")
    expect(window.get_by_text(number, exact=True)).to_be_visible()
    assert window.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    compare(window, release, tmp_path)
    assert wrong == []
    stranger.close()


def issue(page: Page, project: int, folder: Path) -> Path:
    """Through the page that says what will be fixed, to the downloaded file."""
    page.goto("/")
    page.get_by_label("账号").fill(NAME)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto(f"/projects/{project}/report/")
    page.get_by_role("link", name="签发正式报告").click()
    expect(page.get_by_role("heading", name="将要固定的内容")).to_be_visible()
    page.get_by_role("button", name="签发").click()
    listed = page.get_by_role("region", name="正式报告")
    expect(listed.get_by_text("现行")).to_be_visible(timeout=SECONDS)
    with page.expect_download() as download:
        listed.get_by_role("link", name="下载").click()
    path = folder / "release.pdf"
    download.value.save_as(path)
    return path


def compare(window: Page, release: Path, folder: Path) -> None:
    """Chosen and dropped files are hashed where they are; the network stays silent meanwhile."""
    forged = folder / "改过.pdf"
    forged.write_bytes(release.read_bytes() + b"\n")
    requests: list[str] = []
    window.on("request", lambda request: requests.append(request.url))
    box = window.get_by_role("region", name="核对手中的文件")
    box.locator("input[type=file]").set_input_files(release)
    expect(box.get_by_text("完全一致")).to_be_visible()
    box.locator("input[type=file]").set_input_files(forged)
    expect(box.get_by_text("与签发的文件不一致")).to_be_visible()
    expect(box.get_by_text("改过.pdf")).to_be_visible()
    dropped = window.evaluate_handle(
        """content => {
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array(content)], "拖来的.pdf", {type: "application/pdf"}));
            return carried;
        }""",
        list(release.read_bytes()),
    )
    window.dispatch_event("[data-drop]", "drop", {"dataTransfer": dropped})
    expect(box.get_by_text("拖来的.pdf")).to_be_visible()
    expect(box.get_by_text("完全一致")).to_have_count(2)
    assert requests == []

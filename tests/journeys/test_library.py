"""The library in a real browser: from Excel to a system, from a project to the firm's library."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NAME
from tests.journeys.test_main_job import import_case, sign_in
from tests.processes import Installation

MORE = f"""
from evaluations.people.models import FirmMembership, User
from evaluations.projects.models import Project, ProjectMember
from indicators.systems.models import IndicatorSystem
person = User.objects.get(username={NAME!r})
FirmMembership.objects.update(role="admin")
system = IndicatorSystem.objects.create(name="助餐项目指标体系")
project = Project.objects.create(
    firm=person.firms.get(), system=system, title="2025年云澜市社区助餐项目", kind="evaluation"
)
ProjectMember.objects.create(project=project, user=person, role="manager")
"""


@pytest.mark.journey
def test_the_library(page: Page, installation: Installation, cases: Path, tmp_path: Path) -> None:
    installation.python(MORE)
    sign_in(page)
    adopt(page)
    workbook = export(page, tmp_path)
    save_and_publish(page)
    page.goto("/")
    import_case(page, cases / "linfang_2018.json")
    compare(page, workbook)


def adopt(page: Page) -> None:
    """An empty system takes the national framework; each leaf has its paper."""
    page.get_by_role("link", name="指标库", exact=True).click()
    page.get_by_role("link", name="项目支出绩效评价指标体系框架（参考）").click()
    expect(page.get_by_text("符合行业发展规划和政策要求")).to_be_visible()
    page.get_by_role("link", name="项目", exact=True).click()
    page.get_by_role("link", name="2025年云澜市社区助餐项目").click()
    page.get_by_role("navigation", name="项目导航").get_by_role("link", name="指标体系").click()
    page.get_by_role("link", name="从指标库采用一个框架或导入Excel").click()
    page.get_by_role("link", name="预览项目支出绩效评价指标体系框架（参考）").click()
    page.get_by_role("button", name="采用为项目的指标体系").click()
    expect(page.get_by_text("权重合计100")).to_be_visible()
    expect(page.get_by_text("合计　17个评分指标")).to_be_visible()


def export(page: Page, folder: Path) -> Path:
    page.get_by_role("link", name="指标库与Excel").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出Excel").click()
    assert download.value.suggested_filename == "2025年云澜市社区助餐项目_指标体系.xlsx"
    file = folder / "system.xlsx"
    download.value.save_as(file)
    return file


def save_and_publish(page: Page) -> None:
    page.get_by_role("link", name="另存为机构指标库").click()
    page.get_by_label("新框架的名称").fill("助餐模板")
    page.get_by_role("button", name="存为草稿").click()
    page.get_by_role("button", name="发布第1版").click()
    expect(page.get_by_text("已发布“助餐模板”第1版")).to_be_visible()


def compare(page: Page, workbook: Path) -> None:
    """On a project with papers: the differences, the effect on the scores, and nothing written is lost."""
    page.get_by_role("navigation", name="项目导航").get_by_role("link", name="指标体系").click()
    page.get_by_role("link", name="指标库与Excel").click()
    page.get_by_role("link", name="导入Excel").click()
    page.locator("input[type=file]").set_input_files(workbook)
    page.get_by_role("button", name="检查这个文件").click()
    effect = page.get_by_role("region", name="对得分的影响")
    expect(effect).to_contain_text("87.3")
    expect(page.get_by_role("region", name="底稿里的内容")).to_contain_text("原样保留")
    for box in page.locator("input[name=take]").all()[1:]:
        box.uncheck()
    page.get_by_role("button", name="按所选重新计算").click()
    expect(page.get_by_text("已选1处")).to_be_visible()
    page.get_by_role("button", name="采用所选改动").click()
    expect(page.get_by_text("已采用“Excel文件”，1处改动。")).to_be_visible()

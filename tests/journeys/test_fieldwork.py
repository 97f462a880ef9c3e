"""The case's survey of 120 and an interview by hand, then a site visit with a photo, in a real browser."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.evaluations.evidence.making import photo
from tests.journeys.test_grid import paste, saved
from tests.journeys.test_main_job import sign_in


def case(cases: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((cases / "hongda_2018.json").read_text())
    return data


@pytest.mark.journey
def test_surveys_interviews_and_visits_by_hand(page: Page, cases: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page)
    page.get_by_role("link", name="导入数据包").first.click()
    page.locator("input[type=file]").set_input_files(cases / "selfeval_2023_hotline.json")
    page.get_by_role("button", name="检查这个文件").click()
    page.get_by_role("button", name="确认导入").click()
    enter_survey(page, case(cases)["surveys"][0])
    hold_interview(page, case(cases)["interviews"][0])
    visit_site(page)


def enter_survey(page: Page, survey: dict[str, Any]) -> None:
    """Sheets, questions and options pasted as Excel has them; shares come by themselves."""
    page.get_by_role("link", name="社会调查").first.click()
    expect(page.locator("#surveys-0-0")).to_be_visible()
    paste(page, f"{survey['title']}\t120\t120")
    saved(page)
    expect(page.locator("#surveys-0-3")).to_have_text("100.00%")
    page.get_by_role("link", name="录入题目和人数").click()
    kinds = {"single": "单选", "multiple": "多选"}
    paste(page, "\n".join(f"{one['text']}\t{kinds[one['type']]}" for one in survey["questions"]))
    saved(page)
    grid = page.locator("[data-grid^='survey-options']")
    grid.locator("td[data-row='0']").first.click()
    rows = [
        f"{number if not at else ''}\t{one['label']}\t{one['count']}"
        for number, question in enumerate(survey["questions"], 1)
        for at, one in enumerate(question["options"])
    ]
    paste(page, "\n".join(rows))
    saved(page)
    expect(grid.locator("tbody tr").first).to_contain_text("35.00%")
    expect(page.locator("#counted")).to_contain_text("3个选项，占120份")


def hold_interview(page: Page, interview: dict[str, Any]) -> None:
    """Planned, its outline pasted, answered while it is saved, rated by keys, side by side."""
    page.get_by_role("link", name="访谈").first.click()
    page.get_by_label("访谈对象（职务）").fill(interview["subject_role"])
    page.get_by_role("button", name="新增访谈").click()
    page.get_by_role("link", name="提纲", exact=True).click()
    paste(page, "\n".join(interview["questions"]))
    saved(page)
    page.locator("[data-grid^='interview-items'] [data-row='0']").first.click()
    paste(page, "制度执行\n项目管理")
    saved(page)
    page.get_by_role("link", name="记录", exact=True).click()
    page.get_by_label(re.compile("资金使用规定及实际使用")).fill("按批复的预算使用")
    saved(page)
    first = page.locator("[data-marks]").first
    first.locator("input").first.focus()
    page.keyboard.press("1")
    page.keyboard.press("2")
    saved(page)
    page.reload()
    expect(first.get_by_label("好", exact=True)).to_be_checked()
    expect(page.locator("[data-marks]").nth(1).get_by_label("一般")).to_be_checked()
    expect(page.get_by_label(re.compile("资金使用规定及实际使用"))).to_have_value("按批复的预算使用")
    page.get_by_label("姓名").fill("钱一鸣")
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.locator("#participants")).to_contain_text("钱一鸣")
    page.get_by_role("link", name="全部访谈").click()
    page.get_by_role("link", name="并排汇总").click()
    expect(page.get_by_role("row", name=re.compile("^制度执行 1 0 0 1 好"))).to_be_visible()


def visit_site(page: Page) -> None:
    """On a phone: a check is added, ticked and described, a photo taken and captioned."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="现场勘查").first.click()
    page.get_by_label("勘查地点").fill("青溪街道助餐点")
    page.get_by_role("button", name="新增勘查").click()
    page.get_by_label("再查一项").fill("餐位")
    page.get_by_role("button", name="添加").click()
    page.get_by_label("不符", exact=True).check()
    page.get_by_label("餐位　实际情况").fill("52个")
    saved(page)
    file = {"name": "IMG_0409.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.get_by_label("拍照").set_input_files([file])
    page.get_by_role("button", name="上传照片").click()
    expect(page.locator("figcaption")).to_contain_text("2026-04-09 14:20:31")
    page.get_by_placeholder("照片说明").fill("大厅")
    page.locator(".caption").get_by_role("button", name="保存").click()
    expect(page.get_by_placeholder("照片说明")).to_have_value("大厅")
    expect(page.get_by_label("不符", exact=True)).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth") == 390

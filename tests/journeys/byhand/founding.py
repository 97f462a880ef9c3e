"""Signing in, and a project from nothing: its head, grade scheme and rounding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.byhand.register import Register

AT_ONCE = {
    "title": "项目名称",
    "year": "评价年度",
    "evaluated_unit": "被评价单位",
    "competent_department": "主管部门",
    "commissioning_bureau": "委托方",
    "firm": "评价机构",
    "funding_source": "资金来源",
}
"""The fields of a project's head that are asked when it is begun, by the dossier's key."""

LATER = {"report_number": "报告文号", "report_date": "报告日期"}
"""Those that come with the report."""

MODES = {"half_up": "四舍五入", "half_even": "四舍六入五成双", "down": "舍去"}
PARTS = {"score": "得分", "deduction": "扣分"}


def begin(page: Page, case: Mapping[str, Any], register: Register) -> str:
    """新建项目 from nothing; gives the path of the new project."""
    page.get_by_role("link", name="新建项目").first.click()
    head = case["project"]
    page.get_by_label("种类").select_option(case["kind"])
    for key, label in AT_ONCE.items():
        if key in head:
            page.get_by_label(label).fill(register.note("项目", label, head[key]))
    choose_grades(page, case["grade_scheme"])
    page.get_by_role("button", name="新建项目").click()
    expect(page.get_by_text("您是项目负责人。")).to_be_visible()
    return page.evaluate("location.pathname")


def choose_grades(page: Page, scheme: list[Mapping[str, Any]]) -> None:
    """The preset that has these bounds in its name."""
    bounds = "/".join(str(band["min"]) for band in scheme if band["min"])
    option = page.get_by_label("等级标准").locator("option").filter(has_text=bounds)
    page.get_by_label("等级标准").select_option(option.get_attribute("value"))


def finish_head(page: Page, case: Mapping[str, Any], register: Register) -> None:
    """项目信息: what comes with the report."""
    go(page, "项目信息")
    page.get_by_role("link", name="修改", exact=True).click()
    for key, label in LATER.items():
        if key in case["project"]:
            page.get_by_label(label).fill(register.note("项目", label, case["project"][key]))
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="项目信息", exact=True)).to_be_visible()


def set_rounding(page: Page, case: Mapping[str, Any], register: Register) -> None:
    """等级与取舍: the evaluation's own convention."""
    go(page, "指标体系")
    page.get_by_role("link", name="等级与取舍…").click()
    for part, word in (("value", "业绩值"), ("score", "得分")):
        told = case["rounding"][part]
        page.get_by_label(f"{word}小数位").fill(register.note("取舍", f"{word}小数位", told["decimals"]))
        page.get_by_label(f"{word}取舍", exact=True).select_option(told["mode"])
    page.get_by_label("取舍对象").select_option(case["rounding"]["score"]["applies_to"])
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("等级与取舍已保存")).to_be_visible()


def go(page: Page, item: str) -> None:
    """To a page of the project by its navigation."""
    page.get_by_role("navigation", name="项目导航").get_by_role("link", name=item).first.click()
    expect(page.locator("#main h1")).to_be_visible()

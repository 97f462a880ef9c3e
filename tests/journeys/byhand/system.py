"""The indicator system: its tree from an evaluator's Excel sheet, then each rule in the rule builder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from playwright.sync_api import Page, expect

from tests.journeys.byhand.founding import go
from tests.journeys.byhand.register import Register

LEVELS = ("一级指标", "二级指标", "三级指标", "四级指标")
TEXTS = {
    "code": "编号",
    "weight": "权重",
    "unit": "计量单位",
    "explanation": "指标解释",
    "benchmark": "标杆值",
    "benchmark_basis": "标杆值依据",
    "weight_basis": "权重依据",
}
"""What the sheet says of an indicator besides name and rule."""

Indicators = Sequence[Mapping[str, Any]]


def leaves(case: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The indicators that are scored themselves."""
    parents = {one["parent"] for one in case["indicators"]}
    return [one for one in case["indicators"] if one["code"] not in parents]


def fill_tree(page: Page, case: Mapping[str, Any], register: Register, folder: Path) -> None:
    """指标体系 from Excel: dry run, then taken over."""
    sheet = write_sheet(case["indicators"], register, folder / "指标体系.xlsx")
    go(page, "指标体系")
    page.get_by_role("link", name="从指标库采用一个框架或导入Excel").click()
    page.get_by_role("link", name="导入Excel").click()
    page.locator("input[type=file]").set_input_files(sheet)
    page.get_by_role("button", name="检查这个文件").click()
    expect(page.get_by_role("region", name="待设规则")).to_contain_text(str(len(leaves(case))))
    page.get_by_role("button", name="采用为项目的指标体系").click()
    expect(page.get_by_text("权重合计100")).to_be_visible()
    expect(page.locator(".tree tr[data-pk]")).to_have_count(len(case["indicators"]))


def write_sheet(indicators: Indicators, register: Register, file: Path) -> Path:
    """A sheet as evaluators have it: levels side by side, weight, texts, the rule in words."""
    depths: dict[Any, int] = {None: -1}
    texts = {key: head for key, head in TEXTS.items() if any(one.get(key) for one in indicators)}
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("指标体系")
        sheet.write_row(0, 0, (*LEVELS[:3], *texts.values(), "评分细则"))
        for row, one in enumerate(indicators, 1):
            depths[one["code"]] = depth = depths[one["parent"]] + 1
            sheet.write(row, depth, register.note(f"指标 {one['code']}", "名称", one["name"]))
            for place, (key, head) in enumerate(texts.items(), 3):
                if one.get(key) is not None:
                    register.note(f"指标 {one['code']}", head, one[key])
                    sheet.write(row, place, one[key])
            words = (one.get("rule") or {}).get("text")
            if words:
                sheet.write(row, 3 + len(texts), register.note(f"指标 {one['code']}", "评分细则", words))
    return file

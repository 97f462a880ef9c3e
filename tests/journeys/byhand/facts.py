"""The collected facts, module by module: money, objectives, outputs, base tables, surveys, interviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.byhand.founding import go
from tests.journeys.byhand.grids import grid, paste_rows, saved
from tests.journeys.byhand.register import Register

Rows = Sequence[Mapping[str, Any]]

BUDGET = {
    "code": "编号",
    "name": "预算科目",
    "initial": "年初预算",
    "budget": "调整后预算",
    "allocated": "实际到位",
    "actual": "实际支出",
}
YEARS = {
    "year": "年度",
    "initial": "年初预算",
    "budget": "调整后预算",
    "allocated": "实际到位",
    "actual": "实际支出",
}
OBJECTIVES = {
    "category": "类别",
    "name": "目标",
    "target": "目标值",
    "actual": "实际完成值",
    "indicator": "指标",
}
MILESTONES = {"item": "内容", "plan": "计划", "actual": "实际", "progress": "完成情况"}
OUTPUTS = {"name": "名称", "value": "数值", "unit": "单位", "formula": "算式"}
SURVEYS = {
    "title": "名称",
    "distributed": "发放",
    "returned": "回收",
    "valid": "有效",
    "used": "采用",
    "unused_reason": "不采用的原因",
    "substitute": "替代的数据来源",
}
QUESTION_KINDS = {"single": "单选", "multiple": "多选", "scale": "量表", "text": "填空"}


def block(rows: Rows, columns: Mapping[str, str], name: str, register: Register) -> list[dict[str, str]]:
    """Rows of the dossier as rows of a grid, noted; columns that no row has are left out."""
    used = {key: label for key, label in columns.items() if any(row.get(key) is not None for row in rows)}
    pasted = []
    for number, row in enumerate(rows, 1):
        line = {label: written(row.get(key)) for key, label in used.items()}
        register.note_row(f"{name} {number}", line)
        pasted.append(line)
    return pasted


def written(value: Any) -> str:
    """A value of the dossier as people type it."""
    if value is None:
        return ""
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def fill_budget(page: Page, lines: Rows, register: Register) -> None:
    """预算与资金: the whole table as the source prints it, sums included; the product adds it up."""
    if not lines:
        return
    go(page, "预算与资金")
    paste_rows(page, "预算", block(lines, BUDGET, "预算", register))
    expect(grid(page, "预算")).not_to_contain_text("≠")


def fill_years(page: Page, years: Rows, register: Register) -> None:
    """历年预算."""
    if not years:
        return
    go(page, "预算与资金")
    page.get_by_role("link", name="历年预算").click()
    paste_rows(page, "历年预算", block(years, YEARS, "历年预算", register))


def fill_objectives(page: Page, objectives: Rows, register: Register) -> None:
    """绩效目标, each with its indicator by code."""
    if not objectives:
        return
    go(page, "绩效目标")
    paste_rows(page, "绩效目标", block(objectives, OBJECTIVES, "绩效目标", register))


def fill_milestones(page: Page, milestones: Rows, register: Register) -> None:
    """项目内容与完成情况."""
    if not milestones:
        return
    go(page, "绩效目标")
    page.get_by_role("link", name="项目内容与完成情况").click()
    paste_rows(page, "项目内容与完成情况", block(milestones, MILESTONES, "项目内容", register))


def fill_outputs(page: Page, outputs: Rows, register: Register) -> None:
    """产出数据."""
    if not outputs:
        return
    go(page, "产出数据")
    paste_rows(page, "产出数据", block(outputs, OUTPUTS, "产出数据", register))


def fill_surveys(page: Page, surveys: Rows, register: Register) -> None:
    """社会调查: the surveys in one block, then of each its questions and how often each option was chosen."""
    if not surveys:
        return
    go(page, "社会调查")
    paste_rows(page, "社会调查", block(surveys, SURVEYS, "社会调查", register))
    for survey in surveys:
        go(page, "社会调查")
        page.locator("#surveys section").filter(has_text=survey["title"]).get_by_role(
            "link", name="录入题目和人数"
        ).click()
        fill_questions(page, survey, register)


def fill_questions(page: Page, survey: Mapping[str, Any], register: Register) -> None:
    """题目 and 选项与人数; a question is written once, the options name its row."""
    asked, offered = [], []
    for number, question in enumerate(survey["questions"], 1):
        line = {"题目": question["text"], "题型": QUESTION_KINDS.get(question.get("type"), "")}
        register.note_row(f"题目 {survey['title']}/{number}", line)
        asked.append(line)
        for place, option in enumerate(question["options"], 1):
            row = {"选项": option["label"], "人数": written(option.get("count"))}
            register.note_row(f"选项 {survey['title']}/{number}/{place}", row)
            offered.append({"题目": str(number) if place == 1 else "", **row})
    paste_rows(page, "题目", asked)
    paste_rows(page, "选项与人数", offered)


def fill_interviews(page: Page, interviews: Rows, register: Register) -> None:
    """访谈: whom, the questions, then what was answered."""
    for number, interview in enumerate(interviews, 1):
        go(page, "访谈")
        role = register.note(f"访谈 {number}", "访谈对象", interview["subject_role"])
        page.get_by_label("访谈对象（职务）").fill(role)
        page.get_by_role("button", name="新增访谈").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(role)
        page.get_by_role("link", name="提纲").first.click()
        asked = [one if isinstance(one, str) else one["text"] for one in interview["questions"]]
        paste_rows(
            page,
            "问题",
            block([{"text": one} for one in asked], {"text": "问题"}, f"访谈问题 {number}", register),
        )
        saved(page)

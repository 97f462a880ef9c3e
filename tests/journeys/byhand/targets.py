"""The rules and papers of a 自评表: the same few rules again and again, each with its own 年度指标值."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.byhand import papers, rules
from tests.journeys.byhand.facts import block
from tests.journeys.byhand.founding import go
from tests.journeys.byhand.grids import grid, paste_rows
from tests.journeys.byhand.register import Register
from tests.journeys.byhand.system import leaves

FUNDS = {
    "code": "编号",
    "name": "项目资金",
    "initial": "年初预算数",
    "budget": "全年预算数",
    "actual": "全年执行数",
}
"""The heads as the form prints them (财预〔2020〕10号 附1)."""
OWN_ROUNDING = {"value": "业绩值取舍", "score": "得分取舍"}
Indicator = Mapping[str, Any]


def fill_funds(page: Page, lines: Sequence[Mapping[str, Any]], register: Register) -> None:
    """项目资金: the block of the form, under its own heads; the first line is the total of the others."""
    go(page, "预算与资金")
    paste_rows(page, "预算", block(lines, FUNDS, "项目资金", register))
    expect(grid(page, "预算")).not_to_contain_text("≠")


def with_total_first(told: Mapping[str, Any]) -> dict[str, Any]:
    """The dossier with the total as the form has it: in front; the grid puts it at the foot."""
    return {**told, "budget": sorted(told["budget"], key=lambda line: not line.get("total"))}


def fill_rules(page: Page, case: Mapping[str, Any], register: Register) -> None:
    """Every scored indicator's rule; one of a kind that stands is taken over, and gets its own target."""
    go(page, "指标体系")
    known: dict[str, str] = {}
    every = leaves(case)
    page.locator(".tree tr[data-pk]").filter(has_text=every[0]["code"]).last.hover()
    page.get_by_role("link", name=f"打开{every[0]['code']} ").click()
    for number, one in enumerate(every, 1):
        expect(page.get_by_role("heading", level=1)).to_contain_text(one["code"])
        like = pattern(one)
        if like in known:
            rules.take_over(page, one, known[like])
            aim(page, one, register)
        else:
            rules.build(page, one, register)
            mark_flags(page, one)
        known.setdefault(like, one["code"])
        round_otherwise(page, one)
        page.get_by_role("button", name="保存并下一个" if number < len(every) else "保存 Ctrl").click()
        expect(page.get_by_text(f"{one['code']} 已保存")).to_be_visible()


def pattern(one: Indicator) -> str:
    """What two indicators have in common that differ in their target only."""
    rule = {key: value for key, value in one["rule"].items() if key not in ("text", "target")}
    return repr((sorted(rule.items()), one["value"], list(one["inputs"])))


def aim(page: Page, one: Indicator, register: Register) -> None:
    """The target in place of the one that was taken over."""
    target = page.get_by_label("目标值").first
    target.fill(register.note(f"指标 {one['code']}", "目标值", one["rule"]["target"]))


def mark_flags(page: Page, one: Indicator) -> None:
    """Inputs that are answered with 是 or 否."""
    for place, value in enumerate(one["inputs"].values()):
        if isinstance(value, bool):
            page.locator(f"[name='inputs[{place}].kind']").select_option("flag")


def round_otherwise(page: Page, one: Indicator) -> None:
    """取舍 of this indicator alone."""
    for part, label in OWN_ROUNDING.items():
        if part in one.get("rounding", {}):
            page.get_by_label(label, exact=True).select_option(one["rounding"][part]["mode"])


def fill_papers(page: Page, case: Mapping[str, Any], bindings: papers.Bindings, register: Register) -> None:
    """Every working paper; what is answered with 是 or 否 is chosen."""
    go(page, "工作底稿")
    every = leaves(case)
    page.get_by_role("link", name=every[0]["code"], exact=True).first.click()
    for number, one in enumerate(every):
        expect(page.get_by_role("heading", level=1)).to_contain_text(one["code"])
        flags = {name: value for name, value in one["inputs"].items() if isinstance(value, bool)}
        figures = {name: value for name, value in one["inputs"].items() if name not in flags}
        papers.fill_paper(page, {**one, "inputs": figures}, bindings, register)
        for name, value in flags.items():
            register.note(f"输入 {one['code']}", name, value)
            page.get_by_label(name, exact=True).select_option("是" if value else "否")
        if number + 1 < len(every):
            page.get_by_role("button", name="保存并下一份").click()
        else:
            page.get_by_role("button", name="保存", exact=True).click()
            expect(page.locator("#save-state")).to_contain_text("已保存")

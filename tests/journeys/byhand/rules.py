"""Rules in the rule builder: kind, fields, inputs and formula by hand; a rule that stands is taken over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.byhand.founding import go
from tests.journeys.byhand.register import Register
from tests.journeys.byhand.system import leaves

LABELS = {
    "linear_deduction": "线性扣分",
    "proportional": "比例",
    "graded": "分级",
    "pass_fail": "是否达成",
}
CHOICES = {"scale": "评定口径", "direction": "方向", "deviation": "偏差口径"}
FIGURES = {"target": "目标值", "per": "每偏离", "value_when_undefined": "分母为0时业绩值按"}

Indicator = Mapping[str, Any]


def fill_rules(page: Page, case: Mapping[str, Any], register: Register) -> None:
    """Every scored indicator's rule, one page after the other."""
    go(page, "指标体系")
    known: dict[str, str] = {}
    every = leaves(case)
    page.locator(".tree tr[data-pk]").filter(has_text=every[0]["code"]).hover()
    page.get_by_role("link", name=f"打开{every[0]['code']} ").click()
    for number, one in enumerate(every, 1):
        expect(page.get_by_role("heading", level=1)).to_contain_text(one["code"])
        same = known.get(pattern(one))
        if same:
            take_over(page, one, same)
        else:
            build(page, one, register)
        known.setdefault(pattern(one), one["code"])
        page.get_by_role("button", name="保存并下一个" if number < len(every) else "保存 Ctrl").click()
        expect(page.get_by_text(f"{one['code']} 已保存")).to_be_visible()


def pattern(one: Indicator) -> str:
    """What two indicators have in common that can have one another's rule."""
    rule = {key: value for key, value in one["rule"].items() if key != "text"}
    return repr((sorted(rule.items(), key=str), one.get("value"), list(one["inputs"])))


def take_over(page: Page, one: Indicator, source: str) -> None:
    """沿用其他指标的规则; the words of its own sheet stay."""
    page.get_by_label("沿用其他指标的规则").select_option(source)
    expect(page.get_by_text(f"已沿用{source}的规则")).to_be_visible()
    expect(page.get_by_label("评分细则原文")).to_have_value(one["rule"]["text"])


def build(page: Page, one: Indicator, register: Register) -> None:
    """A rule from nothing: kind, inputs, formula, fields."""
    thing, rule = f"指标 {one['code']}", one["rule"]
    add_inputs(page, one, register)
    page.get_by_label("业绩值公式").fill(register.note(thing, "业绩值公式", one["value"]))
    page.get_by_label(LABELS[rule["kind"]], exact=True).check()
    expect(page.locator("[name='was-kind:rule']")).to_have_value(rule["kind"])
    for key, label in CHOICES.items():
        if key in rule:
            page.get_by_label(label, exact=True).select_option(rule[key])
    if "scale" in rule:
        expect(page.get_by_role("group", name="档次")).to_have_count(0)
    for key, label in FIGURES.items():
        if key in rule:
            page.get_by_label(label).first.fill(register.note(thing, label, rule[key]))
    if "deduct" in rule:
        fill_deduct(page, thing, rule["deduct"], register)
    if "condition" in rule:
        page.get_by_label("条件", exact=True).select_option(rule["condition"]["op"])
        page.get_by_label("比较值").fill(register.note(thing, "比较值", rule["condition"]["target"]))


def add_inputs(page: Page, one: Indicator, register: Register) -> None:
    """A row for each input, which has a name and is a number unless said otherwise."""
    for place, name in enumerate(one["inputs"], 1):
        page.get_by_role("button", name="添加输入").click()
        field = page.get_by_label(f"第{place}个输入的名称")
        field.fill(register.note(f"指标 {one['code']}", f"输入{place}", name))


def fill_deduct(page: Page, thing: str, deduct: Mapping[str, Any], register: Register) -> None:
    """扣: points, or percent of the weight."""
    by, amount = next(iter(deduct.items()))
    shown = f"{amount * 100:g}" if by == "weight" else f"{amount:g}"
    page.get_by_label("扣", exact=True).fill(register.note(thing, "扣", shown))
    page.get_by_label("扣的口径").select_option(by)

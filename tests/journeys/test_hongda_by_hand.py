"""A whole published evaluation done by hand in a real browser: nothing imported, no number typed twice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from indicators.scoring import load
from tests.journeys.byhand import facts, founding, papers, rules, system
from tests.journeys.byhand.comparing import check_expected, check_same
from tests.journeys.byhand.register import Register
from tests.journeys.byhand.traffic import Traffic
from tests.journeys.test_main_job import sign_in

BINDINGS = {
    ("B11", "actual"): ("合计 实际支出 万元", "预算 合计·实际支出"),
    ("B11", "budget"): ("合计 调整后预算 万元", "预算 合计·调整后预算"),
    ("C111", "actual"): ("抽检批次 2,824", "产出数据 抽检批次"),
    ("C121", "failed_goods"): ("不合格批次", "产出数据 不合格批次"),
    ("C122", "received_national"): ("全国平台在线诉求 折成件", "全国平台在线诉求（折成件）"),
    ("C122", "received_city"): ("市平台投诉举报 折成件", "市平台投诉举报（折成件）"),
    ("C21", "recovered"): ("挽回损失 万元", "产出数据 挽回损失"),
    ("C23", "often"): ("经常关注 人数", "是，经常关注·人数"),
    ("C23", "sometimes"): ("偶尔关注 人数", "不经常，偶尔关注·人数"),
    ("C23", "respondents"): ("回收 120份", "回收"),
    ("C25", "very"): ("很满意 人数", "很满意·人数"),
    ("C25", "basic"): ("基本满意 人数", "基本满意·人数"),
    ("C25", "respondents"): ("回收 120份", "回收"),
}
"""Inputs whose number stands in a fact: they are read from there and not typed."""

OTHER_FACTS = {
    ("C121", "handled"): "查处的不合格商品，与检出的不合格批次是两回事，恰好相等",
    ("C122", "handled_city"): "市平台办结的件数，恰好与收到的相等",
    ("C21", "loss"): "消费者的损失，恰好与挽回的损失相等",
}
"""Inputs that happen to be as large as a fact but are not that fact."""


@pytest.mark.journey
def test_hongda_by_hand(page: Page, cases: Path, tmp_path: Path) -> None:
    case = load((cases / "hongda_2018.json").read_text())
    expected = load((cases / "hongda_2018.expected.json").read_text())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    traffic, register = Traffic(page), Register()
    sign_in(page)
    enter(page, case, register, tmp_path)
    papers.check_references(page, BINDINGS, OTHER_FACTS)
    papers.compute_scores(page, "88.64", "良")
    told = papers.export(page, tmp_path)
    print("", *register.lines(), *traffic.lines(), sep="\n")  # noqa: T201 - quoted in the closing note
    assert register.twice == []
    check_expected(told, expected)
    check_same(told, case)


def enter(page: Page, case: Mapping[str, Any], register: Register, folder: Path) -> None:
    """Every fact of the dossier, in the order in which an evaluator meets them."""
    founding.begin(page, case, register)
    founding.finish_head(page, case, register)
    founding.set_rounding(page, case, register)
    system.fill_tree(page, case, register, folder)
    rules.fill_rules(page, case, register)
    facts.fill_budget(page, case["budget"], register)
    facts.fill_years(page, case["budget_history"], register)
    facts.fill_objectives(page, case["objectives"], register)
    facts.fill_milestones(page, case["milestones"], register)
    facts.fill_outputs(page, case["output_facts"], register)
    facts.fill_surveys(page, case["surveys"], register)
    facts.fill_interviews(page, case["interviews"], register)
    papers.fill_papers(page, case, BINDINGS, register)

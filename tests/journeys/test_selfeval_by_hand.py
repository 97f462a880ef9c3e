"""A unit's 自评表 filled in by hand in a real browser: nothing imported, nothing typed twice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from indicators.scoring import load
from tests.journeys.byhand import facts, founding, papers, system, targets
from tests.journeys.byhand.comparing import check_expected, check_same
from tests.journeys.byhand.register import Register
from tests.journeys.byhand.traffic import Traffic
from tests.journeys.test_main_job import sign_in

BINDINGS = {
    ("P1", "actual"): ("年度资金总额 实际支出 万元", "预算 合计 年度资金总额·实际支出"),
    ("P1", "budget"): ("年度资金总额 调整后预算 万元", "预算 合计 年度资金总额·调整后预算"),
}
"""Inputs whose number stands in a fact: they are read from there and not typed."""


@pytest.mark.journey
def test_selfeval_by_hand(page: Page, cases: Path, tmp_path: Path) -> None:
    case = load((cases / "selfeval_2023_hotline.json").read_text())
    expected = load((cases / "selfeval_2023_hotline.expected.json").read_text())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    traffic, register = Traffic(page), Register()
    sign_in(page)
    enter(page, case, register, tmp_path)
    papers.check_references(page, BINDINGS, ())
    papers.compute_scores(page, "99.67", "优")
    told = papers.export(page, tmp_path)
    print("", *register.lines(), *traffic.lines(), sep="\n")  # noqa: T201 - quoted in the closing note
    assert register.twice == []
    check_expected(told, expected)
    check_same(targets.with_total_first(told), case)


def enter(page: Page, case: Mapping[str, Any], register: Register, folder: Path) -> None:
    """Every fact of the form, in the order in which it is filled in."""
    founding.begin(page, case, register)
    founding.set_rounding(page, case, register)
    targets.fill_funds(page, case["budget"], register)
    facts.fill_objectives(page, case["objectives"], register)
    system.fill_tree(page, case, register, folder)
    targets.fill_rules(page, case, register)
    targets.fill_papers(page, case, BINDINGS, register)

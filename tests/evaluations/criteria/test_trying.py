"""A value is tried out on a rule before it is saved: derivation, curve or table, and marked digits."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from evaluations.papers.models import PaperInput
from evaluations.people.models import User
from evaluations.projects.models import Project
from tests.evaluations.criteria.making import joined, opened, sentences, url
from tests.evaluations.papers.making import leaf, make_small

pytestmark = pytest.mark.django_db


def test_a_value_is_tried_with_derivation_and_curve(small: Project, browser: Client) -> None:
    data = opened(browser, small, "A1")
    told = sentences(browser, small, "A1", data | {"try.value": "50"})
    assert '<b id="try-score">30.00</b>' in told
    assert "60 × 50% ÷ 100% = 30" in told
    assert 'aria-label="得分随业绩值变化：' in told
    told = sentences(browser, small, "A1", data | {"try[0]": "20"})
    assert '<b id="try-score">12.00</b>' in told
    told = sentences(browser, small, "A1", data | {"try.value": "5O"})
    assert "第2个字符是字母O，应为数字0" in told
    told = sentences(browser, small, "A1", data | {"try.value": "-5"})
    assert "业绩值不能为负" in told
    assert PaperInput.objects.get(paper__indicator__code="A1", name="done").number == 90


@pytest.mark.parametrize(
    ("rule", "inputs", "typed", "score", "rows"),
    [
        (
            {"kind": "graded", "levels": [{"level": "优", "share": 1}, {"level": "中", "share": 0.5}]},
            {"v": "优"},
            "中",
            "30.00",
            ["优", "中"],
        ),
        (
            {"kind": "key_points", "points": [{"text": "甲"}, {"text": "乙"}]},
            {"met": [1, 1]},
            "1、0.5",
            "45.00",
            ["甲", "乙"],
        ),
        ({"kind": "ranking", "bands": [{"max_rank": 3, "share": 1}]}, {"v": 5}, "2", "60.00", ["前3名"]),
        ({"kind": "pass_fail"}, {"v": False}, "是", "60.00", ["是", "否"]),
        ({"kind": "judged", "experts": True, "trim": 1}, {"v": [50, 40]}, "60、50，40", "50.00", []),
        (
            {"kind": "composite", "parts": [{"name": "甲", "value": "v", "rule": {"kind": "pass_fail"}}]},
            {"v": False},
            "是",
            "60.00",
            ["甲"],
        ),
    ],
)
def test_rules_without_a_curve_show_a_table(
    rule: Any, inputs: Any, typed: str, score: str, rows: list[str], person: User, browser: Client
) -> None:
    given = leaf("A1", "A", 60, rule=rule, inputs=inputs, value=next(iter(inputs)))
    project = joined(make_small(given), person)
    response = browser.post(url("draft", project, "A1"), opened(browser, project, "A1") | {"try[0]": typed})
    trial = response.context["shown"].trial
    assert f'<b id="try-score">{score}</b>' in response.content.decode()
    assert ([one.value for one in trial.samples], trial.curve) == (rows, "")


def test_digits_that_the_rule_does_not_have_are_marked(small: Project, browser: Client) -> None:
    data = opened(browser, small, "A1")
    told = sentences(browser, small, "A1", data | {"rule.text": "1. 达到100%得60分；低于95%的扣3分"})
    assert "原文里的“95”“3”在规则里没有" in told
    assert "原文里的" not in sentences(browser, small, "A1", data | {"rule.text": "目标100，满分60分"})

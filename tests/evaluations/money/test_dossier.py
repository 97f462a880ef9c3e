"""Money in the dossier: funding, costs and findings come out as they went in."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from evaluations.exchange.actions import import_dossier
from evaluations.exchange.queries import export_file
from evaluations.money.models import FundCheckItem
from evaluations.projects.models import Project
from tests.factories import CASES, make_firm, make_project, make_user

pytestmark = pytest.mark.django_db

FUNDING = [
    {
        "name": "市级财政",
        "kind": "市级财政",
        "planned": 3900,
        "arrived": 3900.5,
        "date": "2025-03-18",
        "document": "云财社〔2025〕11号",
        "unit": "万元",
        "note": "unknown keys stay",
    },
    {"name": "自筹"},
]
COSTS = [
    {"name": "餐食", "planned": 200, "actual": 150, "unit": "万元", "unit_cost": 12.5, "measure": "元/人次"}
]
FINDINGS = [{"text": "超范围支出", "amount": 6.2, "unit": "万元"}, {"text": "凭证不全"}]


def imported(**more: Any) -> Project:
    data = json.loads((CASES / "linfang_2018.json").read_text()) | more
    data["fund_check"]["findings"] = FINDINGS
    firm = make_firm()
    return import_dossier(json.dumps(data).encode(), firm=firm, by=make_user(firm=firm))


def test_funding_costs_and_findings_survive_the_way() -> None:
    project = imported(funding=FUNDING, cost_check=COSTS)
    source = project.fundingsources.first()
    assert source is not None
    assert (source.arrived, source.document) == (Decimal("3900.5"), "云财社〔2025〕11号")
    assert [one.text for one in project.fund_check.findings.all()] == ["超范围支出", "凭证不全"]
    found = json.loads(export_file(project))
    assert (found["funding"], found["cost_check"], found["fund_check"]["findings"]) == (
        FUNDING,
        COSTS,
        FINDINGS,
    )


def test_each_point_keeps_its_result_when_groups_are_mixed() -> None:
    project = make_project("hongda_2018")
    assert "fund_check" not in json.loads(export_file(project))
    check = imported().fund_check
    check.items.all().delete()
    for at, (group, text) in enumerate([("甲", "一"), ("乙", "二"), ("甲", "三")]):
        FundCheckItem.objects.create(
            check_form=check, position=at, group=group, text=text, result=f"果{text}"
        )
    found = json.loads(export_file(Project.objects.get(pk=check.project_id)))["fund_check"]
    assert (found["groups"], found["results"]) == (
        {"甲": ["一", "三"], "乙": ["二"]},
        ["果一", "果三", "果二"],
    )

"""Plans, unused surveys and site visits in a dossier: in and out the same; nothing private in either."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from evaluations.dossier import parse
from evaluations.exchange.actions import import_dossier
from evaluations.exchange.queries import export_file
from evaluations.inquiries.actions import sign_in
from evaluations.projects.models import Project
from reports.composing.snapshot import current_material
from reports.document import compose
from tests.factories import CASES, make_firm, make_project, make_user

pytestmark = pytest.mark.django_db

VISITS = [
    {
        "place": "青溪街道助餐点",
        "date": "2026-04-09",
        "people": "街道民政干事、评价人员2名",
        "checks": [
            {
                "item": "餐位",
                "expected": "60个",
                "found": "52个",
                "conforms": False,
                "quantity": 52,
                "unit": "个",
            },
            {"item": "公示栏", "conforms": True, "note": "unknown keys stay"},
            {"item": "留样柜", "conforms": None},
        ],
        "conclusion": "餐位不足",
    },
    {"place": "南门驿站"},
]
PHOTO = {
    "number": "G-001",
    "title": "餐位",
    "kind": "working",
    "versions": [{"name": "1.jpg", "sha256": "a" * 64, "size": 10, "content_type": "image/jpeg"}],
    "links": [{"site_visit": 1, "note": "大厅"}],
}


def data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CASES / "linfang_2018.json").read_text())
    found["interviews"][0] |= {"group": "主管部门", "planned": "2019-03", "interviewers": "评价一组"}
    found["surveys"][0] |= {"used": False, "unused_reason": "样本太少", "substitute": "12345回访记录"}
    return found | {"site_visits": VISITS, "evidence": [deepcopy(PHOTO)]}


def test_it_comes_out_as_it_went_in() -> None:
    firm = make_firm()
    project = import_dossier(json.dumps(data()).encode(), firm=firm, by=make_user(firm=firm))
    assert json.loads(export_file(Project.objects.get(pk=project.pk))) == data()
    visit = project.sitevisits.all()[0]
    assert [(one.item, one.conforms) for one in visit.checks.all()] == [
        ("餐位", False),
        ("公示栏", True),
        ("留样柜", None),
    ]
    assert [link.note for link in visit.evidence.all()] == ["大厅"]


def test_what_is_wrong_is_named_with_its_place() -> None:
    wrong = data()
    wrong["site_visits"] = [{"place": "", "date": "2026-13", "checks": [{"item": "甲", "conforms": "是"}]}]
    wrong["evidence"][0]["links"] = [{"site_visit": 2}]
    assert {one.path for one in parse(json.dumps(wrong)).problems} == {
        "site_visits[0].place",
        "site_visits[0].date",
        "site_visits[0].checks[0].conforms",
    }
    wrong["site_visits"] = [{"place": "甲"}]
    assert [one.path for one in parse(json.dumps(wrong)).problems] == ["evidence[0].links[0].site_visit"]
    assert parse(json.dumps(data())).warnings[0].path == "site_visits[0].checks[1].note"


def test_nothing_private_leaves_the_house() -> None:
    project = make_project("linfang_2018")
    interview = project.interviews.all()[0]
    sign_in(interview, {"name": "钱一鸣", "position": "窗口主任", "phone": "13900001111"}, by=make_user())
    texts = export_file(project).decode() + str(compose(current_material(project)))
    for private in ("钱一鸣", "窗口主任", "13900001111"):
        assert private not in texts

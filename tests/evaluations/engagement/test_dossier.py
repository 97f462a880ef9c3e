"""What a dossier says of 承接, organisation, schedule and policies comes in, and goes out as it was."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from evaluations.dossier import read
from evaluations.engagement.models import Citation, Duty, Engagement, FurtherUnit, Step
from evaluations.exchange.actions import import_dossier
from evaluations.exchange.queries import export_dossier
from evaluations.projects.models import Project
from tests.factories import make_firm, make_user

pytestmark = pytest.mark.django_db
DATA: dict[str, Any] = {
    "format": "evaluation-dossier/1",
    "kind": "evaluation",
    "project": {"title": "云澜市助餐项目"},
    "engagement": {
        "competence": "人员足够",
        "independence": "没有利害关系",
        "risk": "low",
        "contract": {
            "number": "HT-2026-08",
            "signed_on": "2026-03-02",
            "amount": Decimal("9.80"),
            "unit": "万元",
            "ends_on": "2026-06",
            "parties": "云澜市财政局；衍庆会计师事务所",
            "archiving": "由受托方归档，保管十年",
            "penalty": "按合同",
        },
    },
    "further_units": [{"name": "云澜市敬老中心", "part": "实施单位", "phone": None}],
    "organisation": [{"unit": "云澜市民政局", "duty": "审核与拨付", "rules": "补助资金管理办法"}],
    "schedule": [
        {"name": "工作方案", "starts_on": "2026-03-05", "due_on": "2026-03-20", "responsible": "周屿"},
        {"name": "报告初稿", "due_on": "2026-05", "note": "含附件"},
    ],
    "policies": [{"number": "财预〔2020〕10号", "title": "项目支出绩效评价管理办法", "date": "2020-02-25"}],
}


def imported(data: dict[str, Any]) -> Project:
    firm = make_firm()
    project = import_dossier(data, firm=firm, by=make_user(firm=firm))
    return Project.objects.get(pk=project.pk)


def test_in_and_out() -> None:
    project = imported(deepcopy(DATA))
    assert export_dossier(project) == DATA
    contract = Engagement.objects.get(project=project)
    assert (contract.contract_number, contract.amount, contract.risk) == (
        "HT-2026-08",
        Decimal("9.80"),
        "low",
    )
    assert [str(row) for row in FurtherUnit.objects.filter(project=project)] == ["云澜市敬老中心"]
    assert [row.duty for row in Duty.objects.filter(project=project)] == ["审核与拨付"]
    assert [row.number for row in Citation.objects.filter(project=project)] == ["财预〔2020〕10号"]


def test_a_person_of_the_team_takes_the_place_of_the_name() -> None:
    project = imported(deepcopy(DATA))
    step = Step.objects.filter(project=project).first()
    assert step is not None
    step.responsible = make_user(display_name="许青禾")
    step.save()
    assert [one.get("responsible") for one in export_dossier(project)["schedule"]] == ["许青禾", None]


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("engagement.risk", {"engagement": {"risk": "huge"}}),
        ("engagement.contract.signed_on", {"engagement": {"contract": {"signed_on": "2026-02-30"}}}),
        ("schedule[0].due_on", {"schedule": [{"name": "方案", "due_on": "下月"}]}),
        ("schedule[0].name", {"schedule": [{"due_on": "2026"}]}),
        ("organisation[0].duty", {"organisation": [{"unit": "民政局"}]}),
        ("policies[0].title", {"policies": [{"number": "财预〔2020〕10号"}]}),
        ("further_units[0].name", {"further_units": [{"name": " "}]}),
    ],
)
def test_what_is_wrong_is_named(path: str, change: dict[str, Any]) -> None:
    assert [problem.path for problem in read({**DATA, **change}).problems] == [path]

"""The funds of a 自评表 under the heads of the form (财预〔2020〕10号 附1)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evaluations.exchange.actions import import_dossier
from evaluations.grids.excel import request_of, take_over
from evaluations.grids.queries import state
from evaluations.grids.workbook import read_book
from evaluations.money.grids import LINES
from evaluations.money.models import BudgetLine
from evaluations.money.queries import budget
from evaluations.papers.facts import book
from evaluations.projects.models import Project
from tests.evaluations.grids.test_excel import made
from tests.factories import make_firm, make_user

pytestmark = pytest.mark.django_db

FORM = [
    ["编号", "项目资金", "年初预算数（万元）", "全年预算数（万元）", "全年执行数（万元）"],
    ["T", "年度资金总额", 224.64, 164.64, 159.28],
    ["T.1", "其中：当年财政拨款", 224.64, 164.64, 159.28],
    ["T.2", "上年结转资金", 0, 0, 0],
]


@pytest.fixture
def project() -> Project:
    firm = make_firm()
    person = make_user(firm=firm)
    data = {"format": "evaluation-dossier/1", "kind": "self_evaluation", "project": {"title": "热线"}}
    made_now = import_dossier(data, firm=firm, by=person)
    unit, wanted = request_of(LINES, made_now, read_book(made(FORM)))
    take_over(LINES, made_now, wanted, unit=unit, by=person)
    return Project.objects.get(pk=made_now.pk)


def test_the_first_line_is_the_total_and_the_others_are_its_parts(project: Project) -> None:
    rows = {row.code: row for row in BudgetLine.objects.filter(project=project)}
    assert [code for code, row in rows.items() if row.is_total] == ["T"]
    assert {code: row.parent and row.parent.code for code, row in rows.items()} == {
        "T": None,
        "T.1": "T",
        "T.2": "T",
    }
    assert (rows["T"].initial, rows["T"].budget, rows["T"].actual) == (
        Decimal("224.64"),
        Decimal("164.64"),
        Decimal("159.28"),
    )
    assert budget(project).problems == ()


def test_its_figures_are_found_by_the_name_of_the_form(project: Project) -> None:
    fact = book(project)["budget:合计.actual"]
    assert (fact.label, fact.value) == ("合计 年度资金总额·实际支出", Decimal("159.28"))


def test_the_page_knows_what_the_form_calls_its_columns(project: Project) -> None:
    aliases = {one["label"]: one["aliases"] for one in state(LINES, project)["columns"]}
    assert aliases["调整后预算"] == ["全年预算数", "全年预算"]
    assert aliases["调整"] == []

"""The budget tree: sums, rates, and what does not add up."""

from decimal import Decimal

import pytest

from evaluations.money import queries
from evaluations.money.models import BudgetLine
from evaluations.projects.queries import percent
from tests.factories import make_project

pytestmark = pytest.mark.django_db


def test_a_budget_that_adds_up() -> None:
    budget = queries.budget(make_project("hongda_2018"))
    first, part = budget.rows[0], budget.rows[1]
    assert (first.line.code, first.depth, first.has_parts) == ("一", 0, True)
    assert (part.line.code, part.depth, part.has_parts) == ("一.1", 1, False)
    assert (first.rate, first.balance) == (Decimal("89.50"), Decimal("6.3"))
    assert budget.total is not None
    assert (budget.total.rate, budget.total.balance) == (Decimal("89.63"), Decimal("158.25"))
    assert (budget.unit, budget.places) == ("万元", 2)
    assert budget.problems == ()


def test_a_sum_that_does_not_agree_is_named_with_both_figures() -> None:
    project = make_project("hongda_2018")
    project.budgetlines.filter(code="一.1").update(actual=Decimal(29))
    budget = queries.budget(project)
    assert [problem.text for problem in budget.problems] == [
        "“3.15”消费者权益保护日系统活动费：实际支出53.7，明细合计54.7，少1万元"
    ]
    assert [cell.is_wrong for cell in budget.rows[0].cells] == [False, False, False, True]


def test_the_stated_total_is_checked_against_the_top_lines() -> None:
    project = make_project("hongda_2018")
    project.budgetlines.filter(is_total=True).update(budget=Decimal(1530))
    assert [problem.text for problem in queries.budget(project).problems] == [
        "合计：预算1,530，明细合计1,526，多4万元"
    ]


def test_a_total_that_nobody_stated_is_computed_and_cannot_be_edited() -> None:
    project = make_project("hongda_2018")
    project.budgetlines.filter(is_total=True).delete()
    total = queries.budget(project).total
    assert total is not None
    assert (total.line.pk, total.spent, total.received) == (None, Decimal("1367.75"), Decimal(1526))
    assert all(cell.is_computed for cell in total.cells)


def test_parts_of_a_total_line_are_shown_under_it() -> None:
    budget = queries.budget(make_project("selfeval_2023_hotline"))
    assert [row.line.code for row in budget.rows] == ["T.1", "T.2", "T.3"]
    assert budget.total is not None
    assert (budget.total.line.code, budget.total.rate, budget.total.adjustment) == (
        "T",
        Decimal("96.74"),
        Decimal(-60),
    )
    assert budget.problems == ()


def test_a_gap_is_no_zero_and_units_are_converted_exactly() -> None:
    project = make_project("linfang_2018")
    project.budgetlines.all().delete()
    parent = BudgetLine.objects.create(
        project=project, position=0, code="1", name="一", unit="万元", budget=Decimal(3)
    )
    for place, (unit, budget) in enumerate([("元", Decimal("10000.5")), ("万元", Decimal(2))], 1):
        BudgetLine.objects.create(
            project=project,
            position=place,
            code=f"1.{place}",
            name="项",
            parent=parent,
            unit=unit,
            budget=budget,
        )
    budget = queries.budget(project)
    assert [problem.summed for problem in budget.problems] == [Decimal("3.00005")]
    assert [cell.value for cell in budget.rows[0].cells] == [None, Decimal(3), None, None]
    assert (budget.rows[0].rate, budget.rows[0].balance) == (None, None)


@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [
        (Decimal(1), Decimal(3), Decimal("33.33")),
        (Decimal(2), Decimal(3), Decimal("66.67")),
        (Decimal(1), Decimal(0), None),
        (None, Decimal(1), None),
    ],
)
def test_percent(part: Decimal | None, whole: Decimal, rate: Decimal | None) -> None:
    assert percent(part, whole) == rate

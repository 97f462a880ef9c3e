"""Figures in the plain unit, as facts of their own for inputs that are counted in it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evaluations.fieldwork.models import OutputFact
from evaluations.papers.conversions import in_plain_unit, plain_unit
from evaluations.papers.factbook import Material, book_of


@pytest.mark.parametrize(
    ("unit", "plain"),
    [
        ("万件", (4, "件")),
        (" 亿元", (8, "元")),
        ("百万元", (6, "元")),
        ("千万元", (7, "元")),
        ("万人次", (4, "人次")),
        ("件", None),
        ("万", None),
        ("千克", None),
        ("万分之一", None),
        ("", None),
    ],
)
def test_the_power_of_ten_in_a_unit(unit: str, plain: tuple[int, str] | None) -> None:
    assert plain_unit(unit) == plain


@pytest.mark.parametrize(
    ("value", "plain"),
    [("31.21", "312100"), ("0", "0"), ("0.00005", "0.5"), ("-1.5", "-15000"), ("3E2", "3000000")],
)
def test_a_figure_in_the_plain_unit(value: str, plain: str) -> None:
    assert str(in_plain_unit(Decimal(value), 4)) == plain


def test_a_fact_in_a_multiple_stands_in_its_plain_unit_too() -> None:
    outputs = [
        OutputFact(name="在线诉求", value=Decimal("31.21"), unit="万件"),
        OutputFact(name="回访", value=None, unit="万条"),
        OutputFact(name="普法活动", value=Decimal(680), unit="场次"),
    ]
    told = {
        key: (fact.name, fact.value, fact.text) for key, fact in book_of(Material(outputs=outputs)).items()
    }
    assert told == {
        "output:在线诉求": ("产出数据 在线诉求", Decimal("31.21"), "31.21万件"),
        "output:在线诉求.件": ("产出数据 在线诉求（折成件）", Decimal(312100), "312,100件"),
        "output:回访": ("产出数据 回访", None, "—"),
        "output:回访.条": ("产出数据 回访（折成条）", None, "—"),
        "output:普法活动": ("产出数据 普法活动", Decimal(680), "680场次"),
    }

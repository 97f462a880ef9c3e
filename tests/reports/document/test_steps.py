"""Steps behind a score as people write them."""

import pytest

from indicators.scoring import Step
from reports.document.blocks import Fraction, Run
from reports.document.fill.steps import runs_of, step_of


@pytest.mark.parametrize(
    ("label", "expression", "result", "note", "runs"),
    [
        ("业绩值", "3 ÷ 7 × 100 = 42.8571…", "42.86%", "两位小数，四舍五入",
         (Fraction(above="3", below="7"), " × 100＝42.8571…≈42.86%")),
        ("业绩值", "(1 + 2) ÷ ((3 + 4) × 5)", "0.09", "两位小数，四舍五入",
         (Fraction(above="1 + 2", below="(3 + 4) × 5"), "≈0.09")),
        ("业绩值", "0", "0", "", ("0",)),
        ("扣分", "2 × 10% × 3", "0.6", "", ("2 × 10% × 3＝0.6分",)),
        ("扣分修约", "0.45", "0.5", "一位小数，四舍五入", ("0.45≈0.5分",)),
        ("得分", "没有不符合的项", "3", "", ("没有不符合的项，得3分",)),
        ("与目标比", "98 ≥ 95", "达到目标", "", ("98 ≥ 95，达到目标",)),
    ],
)  # fmt: skip
def test_formulas(label: str, expression: str, result: str, note: str, runs: tuple[Run, ...]) -> None:
    assert runs_of(Step(label=label, expression=expression, result=result, note=note)) == runs


def test_a_part_stands_before_its_formula() -> None:
    step = step_of(Step(label="合格率·业绩值", expression="1 ÷ 2 × 100", result="50%"))
    assert (step.label, step.runs) == (
        "业绩值", ("合格率：", Fraction(above="1", below="2"), " × 100＝50%"),
    )  # fmt: skip

"""Two readings of the dossier's text, written apart from each other, come to the same scores."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from indicators.scoring import KINDS, Outcome, Result, load, read_system, score
from tests.indicators.scoring.cases import NAMES, case, dumped
from tests.indicators.scoring.dossiers import Maker
from tests.indicators.scoring.second_reading import Row, second_score

FAILED = {"missing", "invalid", "undefined"}


def compare(dossier: dict[str, Any]) -> Result:
    result = score(read_system(load(dumped(dossier))))
    rows, *sums = second_score(dossier)
    for code, row in rows.items():
        assert said(result.outcomes[code], row) == row, (code, dumped(dossier))
    assert [result.total, result.grade, result.partial_total] == sums, dumped(dossier)
    return result


def said(outcome: Outcome, row: Row) -> Row:
    """The outcome as the second reading puts it."""
    status = "several?" if row[0] == "several?" and outcome.status in FAILED else str(outcome.status)
    value = Fraction(outcome.value) if isinstance(outcome.value, Decimal) else outcome.value
    return status, value, outcome.exact_score


@pytest.mark.parametrize("name", NAMES)
def test_the_published_cases(name: str) -> None:
    dossier = case(f"{name}.json")
    for row in dossier["indicators"]:
        row.setdefault("inputs", {})
    assert compare(dossier).grade == case(f"{name}.expected.json")["grade"]


@pytest.mark.parametrize("seed", range(10))
def test_random_dossiers(seed: int) -> None:
    maker = Maker(seed)
    seen: Counter[str] = Counter()
    for _ in range(100):
        dossier = maker.dossier()
        result = compare(dossier)
        seen.update(str(outcome.status) for outcome in result.outcomes.values())
        seen.update(row["rule"]["kind"] for row in dossier["indicators"] if "rule" in row)
    wanted = {*KINDS, *FAILED, "ok", "not_applicable", "overridden", "incomplete"}
    assert {name for name in wanted if seen[name] < 3} == set()

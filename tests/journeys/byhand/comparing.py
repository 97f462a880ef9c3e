"""What was exported beside the case that was typed off: the same scores, the same facts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from indicators.scoring import Status, read_system, score

Data = Mapping[str, Any]

UNKNOWN: tuple[Any, ...] = (None, "", [], {})
BOOK_KEEPING = ("bindings",)
"""What the product says of an indicator beyond the case: from which fact an input is read."""


def check_expected(told: Data, expected: Data) -> None:
    """The exported file alone gives the published scores: every indicator's status, value and score."""
    result = score(read_system(told))
    assert {code: outcome.score for code, outcome in result.outcomes.items()} == expected["scores"]
    assert {code: result.outcomes[code].value for code in expected["values"]} == expected["values"]
    assert {outcome.status for outcome in result.outcomes.values()} == {Status.OK}
    assert (result.total, result.grade) == (expected["total"], expected["grade"])


def check_same(told: Data, case: Data) -> None:
    """Every section says the same; a gap may be absent, null or empty. Rows stand in the same order."""
    mine, theirs = known(told), known(case)
    for section in theirs.keys() | mine.keys():
        assert mine.get(section) == theirs.get(section), section


def known(value: Any) -> Any:
    """The value without gaps and book-keeping."""
    if isinstance(value, Mapping):
        found = {key: known(one) for key, one in value.items() if key not in BOOK_KEEPING}
        return {key: one for key, one in found.items() if one not in UNKNOWN}
    if isinstance(value, list):
        return [known(one) for one in value]
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value

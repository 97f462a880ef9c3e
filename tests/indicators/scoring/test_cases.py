"""The published evaluations come out exactly as printed, and so does every changed input."""

from __future__ import annotations

from typing import Any

import pytest

from indicators.scoring import read_system, score
from tests.indicators.scoring.cases import NAMES, case, text


@pytest.mark.parametrize("name", NAMES)
def test_published_scores(name: str) -> None:
    result = score(read_system(case(f"{name}.json")))
    expected = case(f"{name}.expected.json")
    assert {code: outcome.score for code, outcome in result.outcomes.items()} == expected["scores"]
    assert {code: result.outcomes[code].value for code in expected["values"]} == expected["values"]
    assert (result.total, result.grade) == (expected["total"], expected["grade"])
    assert (result.partial_total, text(result.full), text(result.excluded)) == (expected["total"], "100", "0")


@pytest.mark.parametrize("mutation", case("mutations.json"), ids=lambda mutation: mutation["id"])
def test_mutation(mutation: dict[str, Any]) -> None:
    dossier = case(mutation["dossier"])
    for indicator in dossier["indicators"]:
        indicator.get("inputs", {}).update(mutation["set_inputs"].get(indicator["code"], {}))
    result = score(read_system(dossier))
    found = {
        code: {"status": result.outcomes[code].status, "score": text(result.outcomes[code].score)}
        for code in mutation["expected"]["indicators"]
    }
    assert {
        "indicators": found,
        "total": text(result.total),
        "grade": result.grade,
    } == mutation["expected"]


def test_branches_above_a_gap_are_incomplete() -> None:
    dossier = case("linfang_2018.json")
    gap = next(row for row in dossier["indicators"] if row["code"] == "B3-2-1")
    gap["inputs"]["failed"] = None
    result = score(read_system(dossier))
    incomplete = {code for code, outcome in result.outcomes.items() if outcome.status == "incomplete"}
    assert incomplete == {"B", "B3", "B3-2"}
    assert (result.total, result.grade, text(result.partial_total)) == (None, None, "85.3")

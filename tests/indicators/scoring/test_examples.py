"""Worked examples that a domain expert can read and sign: one leaf each, in examples/*.toml."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from indicators.scoring import Outcome, Rounding, plain, read_indicator, read_system, score, score_leaf

FOLDER = Path(__file__).parent / "examples"
LEAF_KEYS = ("weight", "unit", "value", "rule", "rounding", "not_applicable", "override")


def examples() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        rows = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)["example"]
        found += [pytest.param(row, id=f"{path.stem}:{row['name']}") for row in rows]
    return found


def leaf(example: dict[str, Any]) -> dict[str, Any]:
    """The indicator as a dossier has it; TOML has no null, so unknown inputs are listed by name."""
    data = {key: example[key] for key in LEAF_KEYS if key in example}
    inputs = {**example.get("inputs", {}), **dict.fromkeys(example.get("unknown", []))}
    if "unknown_entry" in example:
        inputs[example["unknown_entry"]] = [*inputs[example["unknown_entry"]], None]
    return {"code": "X", "name": example["name"], "inputs": inputs, **data}


def said(outcome: Outcome) -> dict[str, Any]:
    found = {"status": str(outcome.status), "value": outcome.value, "score": outcome.score}
    found["computed"] = outcome.computed
    return {key: plain(value) if isinstance(value, Decimal) else value for key, value in found.items()}


@pytest.mark.parametrize("example", examples())
def test_example(example: dict[str, Any]) -> None:
    system = read_system(
        {
            "format": "evaluation-dossier/1",
            "rounding": example.get("system_rounding"),
            "indicators": [leaf(example)],
        }
    )
    outcome = score(system).outcomes["X"]
    expected = example["expect"]
    assert said(outcome) == {
        "status": expected["status"],
        "value": expected.get("value"),
        "score": expected.get("score"),
        "computed": expected.get("computed"),
    }
    derivation = outcome.derivation
    words = {"line": derivation.line, "rule": derivation.rule_text, "reason": derivation.reason}
    assert {key: words[key] for key in words if key in expected} == {
        key: expected[key] for key in words if key in expected
    }


@pytest.mark.parametrize("example", examples())
def test_the_last_step_is_the_score(example: dict[str, Any]) -> None:
    """A derivation ends in the score it explains, and its line says the same."""
    outcome = score_leaf(read_indicator(leaf(example), Rounding()))
    derivation = outcome.derivation
    if outcome.score is None or outcome.status == "not_applicable":
        assert derivation.reason
        assert derivation.steps == ()
    else:
        shown = f"{outcome.score.normalize():f}"
        assert derivation.steps[-1].result == shown
        assert shown in derivation.line or (shown == "0" and derivation.line.endswith("不得分"))

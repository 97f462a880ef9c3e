"""A cast whose report is released with two problems."""

from __future__ import annotations

from typing import Any

import pytest

from evaluations.rectification import findings
from tests.evaluations.rectification.making import FOUND
from tests.evaluations.stages.making import Cast, make_cast


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def released(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What stands for the report in force; emptied, there is none."""
    readings: list[Any] = [lambda _project: FOUND]
    monkeypatch.setattr(findings, "_READINGS", readings)
    return readings

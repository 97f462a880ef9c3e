"""The published cases, and a dossier that holds only what it must."""

from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).resolve().parents[2] / "cases"
NAMES = ("linfang_2018", "hongda_2018", "selfeval_2023_hotline")


@pytest.fixture(params=NAMES)
def case(request: pytest.FixtureRequest) -> bytes:
    return (CASES / f"{request.param}.json").read_bytes()


@pytest.fixture
def smallest() -> dict[str, Any]:
    return {
        "format": "evaluation-dossier/1",
        "kind": "evaluation",
        "project": {"title": "某项目绩效评价报告"},
        "indicators": [],
    }

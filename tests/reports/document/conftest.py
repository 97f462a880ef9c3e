"""Materials to compose from: the published cases, and made-up dossiers around a few lines."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from evaluations.dossier import Dossier, parse, read, write
from indicators.scoring import Result, read_system, score
from reports.document import Document, Material
from reports.document.blocks import Form

CASES = Path(__file__).resolve().parents[2] / "cases"
NAMES = ("linfang_2018", "hongda_2018", "selfeval_2023_hotline")


def material_of(dossier: Dossier, **more: Any) -> Material:
    return Material(dossier=dossier, result=score(read_system(write(dossier))), **more)


@cache
def case_dossier(name: str) -> Dossier:
    dossier = parse((CASES / f"{name}.json").read_bytes()).dossier
    assert dossier is not None
    return dossier


@cache
def case_result(name: str) -> Result:
    return score(read_system(write(case_dossier(name))))


def case_material(name: str, **more: Any) -> Material:
    return Material(dossier=case_dossier(name), result=case_result(name), **more)


Make = Callable[..., Material]


@pytest.fixture
def make() -> Make:
    """A material from the keys of a dossier; what is not given is not known."""

    def made(*, material: dict[str, Any] | None = None, **keys: Any) -> Material:
        data = {
            "format": "evaluation-dossier/1",
            "kind": "evaluation",
            "project": {"title": "某项目绩效评价报告"},
            "indicators": [{"code": "A", "name": "甲项", "parent": None, "weight": 100}],
        }
        reading = read(data | keys)
        assert reading.problems == ()
        assert reading.dossier is not None
        return material_of(reading.dossier, **(material or {}))

    return made


def leaf(code: str, weight: int, *, parent: str | None = None, **more: Any) -> dict[str, Any]:
    return {"code": code, "name": f"指标{code}", "parent": parent, "weight": weight, **more}


def form_of(document: Document, name: str) -> Form:
    """The one form of this name."""
    (found,) = (
        block
        for part in document.parts
        for block in part.blocks
        if isinstance(block, Form) and block.name == name
    )
    return found

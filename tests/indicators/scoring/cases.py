"""The published evaluations, read once and handed out fresh; and small systems made for a test."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from indicators.scoring import load, plain

FOLDER = Path(__file__).parents[2] / "cases"
NAMES = ("hongda_2018", "linfang_2018", "selfeval_2023_hotline")


@cache
def _loaded(name: str) -> Any:
    return load((FOLDER / name).read_bytes())


def case(name: str) -> Any:
    """The JSON file of this name, with decimals."""
    return deepcopy(_loaded(name))


def text(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)


def dossier(*indicators: dict[str, Any], **keys: Any) -> dict[str, Any]:
    return {"format": "evaluation-dossier/1", "indicators": list(indicators), **keys}


def branch(code: str, weight: object, parent: str | None = None) -> dict[str, Any]:
    return {"code": code, "name": f"指标{code}", "parent": parent, "weight": weight}


def leaf(code: str, weight: object, points: object, parent: str | None = None, **keys: Any) -> dict[str, Any]:
    """A leaf that scores exactly these points."""
    return {
        **branch(code, weight, parent),
        "inputs": {"points": points},
        "value": "points",
        "rule": {"kind": "judged"},
        **keys,
    }


def dumped(data: object) -> str:
    """JSON text; decimals are written by their own digits."""
    marked = json.dumps(data, ensure_ascii=False, default=lambda number: f"\0{number}\0")
    return marked.replace('"\\u0000', "").replace('\\u0000"', "")

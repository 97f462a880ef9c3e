"""通用问卷: questionnaires that come with the product, as starting points of one's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from evaluations.surveying.definition import Questionnaire
from evaluations.surveying.plainly import read

FOLDER = Path(__file__).parent / "standard"


@cache
def questionnaires() -> Mapping[str, Questionnaire]:
    """By key, in the order of their files."""
    return {
        path.stem.partition("-")[2]: read(json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal))
        for path in sorted(FOLDER.glob("*.json"))
    }

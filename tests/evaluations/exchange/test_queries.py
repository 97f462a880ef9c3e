"""Import and export take as many queries for 300 indicators as for 30, but for the batches of an import."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.exchange.actions import import_dossier
from evaluations.exchange.queries import export_dossier, export_system
from evaluations.projects.models import Project
from indicators.systems.sheaf import BATCH
from tests.factories import make_firm

pytestmark = pytest.mark.django_db


def dossier(count: int) -> dict[str, Any]:
    """A branch with `count` leaves; half of them have a composite rule, and every list has `count` rows."""
    part = {
        "name": "甲",
        "points": 1,
        "rule": {"kind": "checklist", "deduct": {"points": 1}, "items": ["一"]},
        "value": "a",
    }
    composite = {"kind": "composite", "parts": [part]}
    graded = {"kind": "graded", "levels": [{"level": "好", "share": 1}]}
    leaves = [
        {
            "code": f"A{place}",
            "name": "叶",
            "parent": "A",
            "weight": 1,
            "inputs": {"a": 0, "marks": [1, 2], "level": "好"},
            **({"rule": composite} if place % 2 else {"rule": graded, "value": "level"}),
        }
        for place in range(count)
    ]
    return {
        "format": "evaluation-dossier/1",
        "kind": "evaluation",
        "project": {"title": "试评"},
        "budget": [
            {"code": "T", "name": "合计"},
            *({"code": f"{n}", "name": "科目", "parent": "T"} for n in range(count)),
        ],
        "objectives": [{"name": "目标", "indicator": f"A{place}"} for place in range(count)],
        "base_table": [{"code": f"A{place}", "fields": {"数": place}} for place in range(count)],
        "surveys": [
            {"title": "问卷", "questions": [{"text": "问", "options": [{"label": "是", "count": 1}]}] * 3}
            for _ in range(count)
        ],
        "interviews": [
            {"questions": ["问"], "rating_form": {"scale": ["好"], "items": {"甲": "好"}}}
            for _ in range(count)
        ],
        "indicators": [{"code": "A", "name": "枝", "weight": count}, *leaves],
    }


def queries(call: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        call()
    return len(captured)


def imported(count: int) -> int:
    return import_dossier(dossier(count), firm=make_firm(), by=None).pk


@pytest.mark.parametrize("export", [export_dossier, export_system])
def test_export(export: Any) -> None:
    few, many = imported(30), imported(300)
    first, second = Project.objects.get(pk=few), Project.objects.get(pk=many)
    assert queries(lambda: export(first)) == queries(lambda: export(second)) <= 37


def test_import_in_batches() -> None:
    """Batches grow with the rows: BATCH in each, or fewer where the database takes fewer parameters."""
    few, more, many = (queries(partial(imported, count)) for count in (10, 20, 300))
    assert few == more
    largest = connection.ops.bulk_batch_size(["id"] * 60, [None] * BATCH)
    assert many <= few * (1 + 300 * 3 // largest)

"""What is shown and signed (签署内容): rows of the parts and the scores, as canonical data with its SHA-256.

Every column of every row is in it, so that a change of any of them is found; two databases give the same text
for the same rows.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Field

from evaluations.papers.queries import evaluate
from evaluations.projects.models import Project
from evaluations.stages.canonical import canonical
from evaluations.stages.scopes import SCOPES, Rows
from indicators.scoring import Refused, plain

FORMAT = "jiheng-signed/1"
Damaged = zlib.error
"""What reading raises of content that is no compressed text any more."""

Content = dict[str, Any]
"""{"format", "project", "stage", "scopes", "rows": {part: {model: {key: {column: value}}}}, "scores"}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A cell that is not as it was signed: texts before and after; None: there was, or is, no such row."""

    scope: str
    model: str
    key: str
    column: str
    before: str | None
    after: str | None


def content_of(project: Project, *, stage: str, scopes: Iterable[str]) -> Content:
    """What a signature of `stage` is about: these parts of the project as they are now."""
    wanted = set(scopes)
    found = [scope for scope in SCOPES.values() if scope.key in wanted]
    return {
        "format": FORMAT,
        "project": project.pk,
        "stage": stage,
        "scopes": [scope.key for scope in found],
        "rows": {scope.key: _rows(project, scope.rows) for scope in found},
        "scores": scores_of(project) if "papers" in wanted else {},
    }


def scores_of(project: Project) -> dict[str, Any]:
    """Total, grade, and the score of each indicator on the present facts, figures as texts."""
    try:
        standing = evaluate(project)
    except Refused:
        return {}
    result = standing.result
    return {
        "total": _value(result.total),
        "grade": result.grade or "",
        "indicators": {
            one.code: {"name": one.name, "score": _value(result.outcomes[one.code].score)}
            for one in standing.system.indicators
        },
    }


def packed(content: Content) -> bytes:
    """The canonical JSON, compressed."""
    return zlib.compress(canonical(content).encode(), 6)


def unpacked(data: bytes | memoryview) -> Content:
    """What `packed` was given."""
    found: Content = json.loads(zlib.decompress(bytes(data)))
    return found


def differences(was: Content, now: Content, scopes: Iterable[str] | None = None) -> list[Difference]:
    """Every cell of `scopes` (else of all that both are about) that is not the same."""
    wanted = set(was["scopes"]) & set(now["scopes"]) if scopes is None else set(scopes)
    return [
        difference
        for scope in SCOPES
        if scope in wanted
        for difference in _of_scope(scope, was["rows"].get(scope, {}), now["rows"].get(scope, {}))
    ]


def _of_scope(scope: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    found = []
    for model in sorted({*was, *now}):
        before, after = was.get(model, {}), now.get(model, {})
        for key in sorted({*before, *after}, key=int):
            found += _of_row(scope, model, key, before.get(key), after.get(key))
    return found


def _of_row(
    scope: str, model: str, key: str, was: Mapping[str, Any] | None, now: Mapping[str, Any] | None
) -> list[Difference]:
    if was is None or now is None:
        shown = [None if row is None else _named(row) for row in (was, now)]
        return [Difference(scope=scope, model=model, key=key, column="", before=shown[0], after=shown[1])]
    return [
        Difference(
            scope=scope,
            model=model,
            key=key,
            column=column,
            before=_text(was.get(column)),
            after=_text(now.get(column)),
        )
        for column in sorted({*was, *now})
        if was.get(column) != now.get(column)
    ]


def _named(row: Mapping[str, Any]) -> str:
    """A row by the first column that names it."""
    wanted = ("name", "title", "item", "text", "label", "code", "section")
    return next((str(row[column]) for column in wanted if row.get(column)), f"第{row.get('id')}行")


def _text(value: Any) -> str:
    if value is None or value == "":
        return "—"
    return value if isinstance(value, str) else canonical({"": value})[4:-1]


def _rows(project: Project, kinds: Sequence[Rows]) -> dict[str, dict[str, dict[str, Any]]]:
    """Model → key of the row → its columns."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for kind in kinds:
        columns = [one for one in kind.model._meta.concrete_fields if one.name not in kind.without]
        names = [_column(one) for one in columns]
        rows = kind.model._default_manager.filter(**{kind.way: project.pk}).order_by("pk").values(*names)
        kept = found.setdefault(kind.model.__name__, {})
        kept |= {str(row["id"]): {name: _value(row[name]) for name in names} for row in rows}
    return found


def _column(column: Field[Any, Any]) -> str:
    return str(column.attname)


def _value(value: Any) -> Any:
    """A value as JSON holds it; the same number is the same text however many zeros it was stored with."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _value(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_value(one) for one in value]
    return value

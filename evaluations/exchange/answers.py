"""How surveys, interviews and site visits are held in rows, and said in a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indicators.systems.records import (
    Nested,
    Record,
    Rows,
    Shape,
    as_text,
    column,
    figure,
    flag,
    mark,
    read,
    text,
    whole,
    write,
)

OPTION: Shape = (
    text("label"),
    whole("count"),
    figure("score"),
    mark("satisfied"),
    mark("aside"),
    text("choice"),
)
QUESTION: Shape = (
    text("text"),
    text("type", "kind"),
    whole("answered"),
    mark("satisfaction"),
    figure("mean"),
    text("item"),
    Rows("options", "options", OPTION),
)
SURVEY: Shape = (
    text("title"),
    whole("distributed"),
    whole("returned"),
    whole("valid"),
    flag("used"),
    text("unused_reason"),
    text("substitute"),
    Rows("questions", "questions", QUESTION),
)

ASKED: Shape = (text("text"), text("answer"))


def _asked(value: Any) -> list[Record]:
    return [_question(item) for item in value] if isinstance(value, list | tuple) else []


def _question(item: Any) -> Record:
    """A question alone, or with its answer."""
    record = read(ASKED, item if isinstance(item, Mapping) else {"text": item})
    record.columns["is_record"] = isinstance(item, Mapping)
    return record


def _questions(rows: list[Any]) -> list[Any]:
    return [_question_data(row) for row in rows]


def _question_data(row: Any) -> Any:
    if column(row, "is_record") or column(row, "answer") or row.extras:
        return write(ASKED, row)
    return column(row, "text")


def _levels(value: Any) -> list[Record]:
    values = value if isinstance(value, list | tuple) else ()
    return [Record(columns={"name": as_text(level)}) for level in values]


def _level_names(rows: list[Any]) -> list[str]:
    return [column(row, "name") for row in rows]


def _ratings(value: Any) -> list[Record]:
    if not isinstance(value, Mapping):
        return []
    return [Record(columns={"item": item, "rating": as_text(rating)}) for item, rating in value.items()]


def _rated(rows: list[Any]) -> dict[str, str | None]:
    return {column(row, "item"): column(row, "rating") or None for row in rows}


RATING_FORM: Shape = (
    Rows("scale", "scale", (), load=_levels, dump=_level_names),
    Rows("items", "ratings", (), load=_ratings, dump=_rated, keyed="item"),
)
INTERVIEW: Shape = (
    text("date"),
    text("subject_role"),
    text("place"),
    text("group"),
    text("planned"),
    text("interviewers"),
    Rows("questions", "questions", ASKED, load=_asked, dump=_questions),
    Nested("rating_form", RATING_FORM),
)

VISIT: Shape = (
    text("place"),
    text("date"),
    text("people"),
    Rows(
        "checks",
        "checks",
        (
            text("item"),
            text("expected"),
            text("found"),
            flag("conforms"),
            figure("quantity"),
            text("unit"),
        ),
    ),
    text("conclusion"),
)

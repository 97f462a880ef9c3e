"""How a project's rows hold what a dossier says besides its indicators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evaluations.exchange.evidence import DOCUMENT, REQUESTED
from evaluations.fieldwork.models import FactKind, ItemState
from indicators.systems.records import (
    ABSENT,
    Link,
    Nested,
    One,
    Record,
    Rows,
    Shape,
    as_figure,
    as_text,
    children,
    column,
    figure,
    flag,
    is_number,
    mark,
    read,
    same,
    text,
    whole,
    write,
)

BUDGET: Shape = (
    text("code"),
    text("name"),
    Link("parent", "parent"),
    figure("initial"),
    figure("budget"),
    figure("allocated"),
    figure("actual"),
    text("unit"),
    mark("total", "is_total"),
)
YEAR: Shape = (
    whole("year"),
    figure("initial"),
    figure("budget"),
    figure("allocated"),
    figure("actual"),
    text("unit"),
)
FUNDING: Shape = (
    text("name"),
    text("kind"),
    figure("planned"),
    figure("arrived"),
    text("date"),
    text("document"),
    text("unit"),
)
COST: Shape = (
    text("name"),
    figure("planned"),
    figure("actual"),
    text("unit"),
    figure("unit_cost"),
    text("measure"),
    text("basis"),
)
MILESTONE: Shape = (text("item"), text("plan"), text("actual"), text("progress"))
OBJECTIVE: Shape = (
    text("category"),
    text("name"),
    text("target"),
    text("actual"),
    Link("indicator", "indicator"),
)
CONTRACT: Shape = (
    text("number", "contract_number"),
    text("signed_on"),
    figure("amount"),
    text("unit", "amount_unit"),
    text("starts_on"),
    text("ends_on"),
    text("parties"),
    text("payment"),
    text("archiving"),
)
ENGAGEMENT: Shape = (
    text("competence"),
    text("independence"),
    text("risk"),
    Nested("contract", CONTRACT),
)
FURTHER_UNIT: Shape = (text("name"), text("part"), text("contact"))
DUTY: Shape = (text("unit"), text("duty"), text("rules"))
STEP: Shape = (
    text("name"),
    text("starts_on"),
    text("due_on"),
    text("done_on"),
    Link("responsible", "responsible", by="display_name"),
    text("note"),
)
CITATION: Shape = (text("number"), text("title"), text("issuer"), text("date"), text("use"))


def _engagement() -> Shape:
    return ENGAGEMENT


OUTPUT: Shape = (text("name"), figure("value"), text("unit"), text("formula"))

# Base tables ----------------------------------------------------------------------------------------


def _items(value: Any) -> list[Record]:
    if not isinstance(value, Mapping):
        return []
    return [_item(name, raw) for name, raw in value.items()]


def _item(name: str, raw: Any) -> Record:
    columns: dict[str, Any] = {
        "name": name,
        "kind": FactKind.TEXT.value,
        "number": None,
        "text": "",
        "flag": None,
    }
    if isinstance(raw, bool):
        columns |= {"kind": FactKind.FLAG.value, "flag": raw}
    elif is_number(raw):
        columns |= {"kind": FactKind.NUMBER.value, "number": as_figure(raw)}
    else:
        columns["text"] = as_text(raw)
    return Record(columns=columns)


def _item_values(rows: list[Any]) -> dict[str, Any]:
    return {column(row, "name"): _item_value(row) for row in rows}


def _item_value(row: Any) -> Any:
    match column(row, "kind"):
        case FactKind.NUMBER:
            return column(row, "number")
        case FactKind.FLAG:
            return column(row, "flag")
        case _:
            return column(row, "text") or None


ABOUT: Shape = (text("unit"), text("period"), text("definition"), text("source"), text("note"))


class _About:
    """What is said about the data items, by their names. Stands after `fields`."""

    key = "items"

    def read(self, value: Any, into: Record) -> Any:
        rows = into.rows.get("items", [])
        for row in rows:
            said = value.get(row.columns["name"]) if isinstance(value, Mapping) else None
            row.columns.update(read(ABOUT, said if isinstance(said, Mapping) else {}).columns)
            row.columns["state"] = ItemState.OPEN if _item_value(row) is None else ItemState.FILLED
        return ABSENT if value is ABSENT or same(_about(rows), value) else value

    def write(self, holder: Any, kept: Any) -> Any:
        """Keys that we do not know stay with the items that are still there."""
        rows = children(holder, "items")
        told = _about(rows)
        if not isinstance(kept, Mapping):
            return told or ABSENT
        known = {part.key for part in ABOUT}
        for row in rows:
            left = kept.get(column(row, "name"))
            if isinstance(left, Mapping):
                name = column(row, "name")
                told[name] = told.get(name, {}) | {key: left[key] for key in left if key not in known}
        return told or ABSENT


def _about(rows: list[Any]) -> dict[str, Any]:
    said = {column(row, "name"): write(ABOUT, row, {}) for row in rows}
    return {name: one for name, one in said.items() if one}


BASE_TABLE: Shape = (
    text("code"),
    text("title"),
    Rows("fields", "items", (), load=_items, dump=_item_values, keyed="name"),
    _About(),
)

# Fund check -----------------------------------------------------------------------------------------


def _points(value: Any) -> list[Record]:
    if not isinstance(value, Mapping):
        return []
    return [
        Record(columns={"group": group, "text": point, "result": ""})
        for group, points in value.items()
        for point in points
    ]


class _Groups:
    """The points to check, by group."""

    key = "groups"

    def read(self, value: Any, into: Record) -> Any:
        into.rows["items"] = _points(value)
        return ABSENT if value is ABSENT or same(_grouped(into.rows["items"]), value) else value

    def write(self, holder: Any, kept: Any) -> Any:
        data = _grouped(children(holder, "items"))
        if kept is not ABSENT and same(_grouped(_points(kept)), data):
            return kept
        return data or ABSENT


def _grouped(rows: list[Any]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(column(row, "group"), []).append(column(row, "text"))
    return groups


class _Results:
    """What was found for each point, in the order of the points."""

    key = "results"

    def read(self, value: Any, into: Record) -> Any:
        points = into.rows["items"]
        for row, result in zip(points, _texts(value, len(points)), strict=True):
            row.columns["result"] = result
        return ABSENT if value is ABSENT or same(_found(points), value) else value

    def write(self, holder: Any, kept: Any) -> Any:
        rows = _in_groups(children(holder, "items"))
        if kept is not ABSENT and _texts(kept, len(rows)) == [column(row, "result") for row in rows]:
            return kept
        found = _found(rows)
        return found if any(result is not None for result in found) else ABSENT


def _in_groups(rows: list[Any]) -> list[Any]:
    """The points group by group, as `groups` lists them."""
    order: dict[str, int] = {}
    for row in rows:
        order.setdefault(column(row, "group"), len(order))
    return sorted(rows, key=lambda row: order[column(row, "group")])


def _texts(value: Any, count: int) -> list[str]:
    results = [as_text(result) for result in value] if isinstance(value, list | tuple) else []
    return (results + [""] * count)[:count]


def _found(rows: list[Any]) -> list[str | None]:
    return [column(row, "result") or None for row in rows]


FINDING: Shape = (text("text"), figure("amount"), text("unit"))
FUND_CHECK: Shape = (
    figure("budget"),
    figure("allocated"),
    figure("spent"),
    _Groups(),
    _Results(),
    Rows("findings", "findings", FINDING),
)


def _fund_check() -> Shape:
    return FUND_CHECK


# Surveys and interviews -------------------------------------------------------------------------------

OPTION: Shape = (text("label"), whole("count"))
QUESTION: Shape = (text("text"), text("type", "kind"), Rows("options", "options", OPTION))
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

# The whole --------------------------------------------------------------------------------------------

PROJECT: Shape = (
    text("kind"),
    Nested(
        "project",
        (
            text("title"),
            whole("year"),
            text("evaluated_unit"),
            text("competent_department"),
            text("commissioning_bureau"),
            text("firm", "firm_name"),
            text("report_number"),
            text("report_date"),
            text("funding_source"),
        ),
    ),
    Rows("budget", "budgetlines", BUDGET),
    Rows("budget_history", "budgetyears", YEAR),
    Rows("funding", "fundingsources", FUNDING),
    Rows("cost_check", "costitems", COST),
    Rows("milestones", "milestones", MILESTONE),
    Rows("objectives", "objectives", OBJECTIVE),
    One("engagement", "engagement", _engagement),
    Rows("further_units", "furtherunits", FURTHER_UNIT),
    Rows("organisation", "dutys", DUTY),
    Rows("schedule", "steps", STEP),
    Rows("policies", "citations", CITATION),
    Rows("base_table", "basetables", BASE_TABLE),
    One("fund_check", "fund_check", _fund_check),
    Rows("output_facts", "outputfacts", OUTPUT),
    Rows("surveys", "surveys", SURVEY),
    Rows("interviews", "interviews", INTERVIEW),
    Rows("site_visits", "sitevisits", VISIT),
    Rows("evidence", "documents", DOCUMENT),
    Rows("requested_items", "requesteditems", REQUESTED),
)

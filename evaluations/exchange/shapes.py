"""How a project's rows hold what a dossier says besides its indicators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evaluations.exchange.answers import INTERVIEW, SURVEY, VISIT
from evaluations.exchange.evidence import DOCUMENT, REQUESTED
from evaluations.exchange.fundcheck import FUND_CHECK
from evaluations.exchange.party import Party
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
FURTHER_UNIT: Shape = (Party("name", "organisation"), text("part"), text("contact"))
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


ABOUT: Shape = (text("unit"), text("period"), text("definition"), text("source"), text("fact"), text("note"))


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

# The whole --------------------------------------------------------------------------------------------

PROJECT: Shape = (
    text("kind"),
    Nested(
        "project",
        (
            text("title"),
            whole("year"),
            Party("evaluated_unit", "evaluated_unit"),
            Party("competent_department", "competent_department"),
            Party("commissioning_bureau", "commissioning_bureau"),
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
    One("engagement", "engagement", lambda: ENGAGEMENT),
    Rows("further_units", "furtherunits", FURTHER_UNIT),
    Rows("organisation", "dutys", DUTY),
    Rows("schedule", "steps", STEP),
    Rows("policies", "citations", CITATION),
    Rows("base_table", "basetables", BASE_TABLE),
    One("fund_check", "fund_check", lambda: FUND_CHECK),
    Rows("output_facts", "outputfacts", OUTPUT),
    Rows("surveys", "surveys", SURVEY),
    Rows("interviews", "interviews", INTERVIEW),
    Rows("site_visits", "sitevisits", VISIT),
    Rows("evidence", "documents", DOCUMENT),
    Rows("requested_items", "requesteditems", REQUESTED),
)

"""How ticks stand in a dossier: in the order of the items, evidence by its index number."""

from __future__ import annotations

from indicators.systems.records import Link, Rows, Shape, figure, text

TICK: Shape = (
    text("input"),
    text("text"),
    figure("met"),
    text("note"),
    Link("evidence", "document", by="number"),
)
TICKS = Rows("ticks", "ticks", TICK)

"""Rows of texts as a table of the document tree. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.document.blocks import Align, Cell, Column, Row, Table

Heads = Sequence[tuple[str, Align]]
GAP = "—"


def listed(name: str, heads: Heads, rows: Iterable[Sequence[str]], *, caption: str = "") -> Table:
    """A table of texts; what is empty is a gap."""
    return Table(
        name=name,
        number="",
        caption=caption,
        columns=tuple(Column(width=100 / len(heads), align=align) for _, align in heads),
        head=(Row(cells=tuple(Cell(runs=(title,)) for title, _ in heads)),),
        rows=tuple(Row(cells=tuple(Cell(runs=(text or GAP,)) for text in row)) for row in rows),
    )

"""Annex 资料清单: the evidence under its index numbers, and what was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from reports.document.blocks import Align, Row, Table
from reports.document.cells import fact, table
from reports.document.material import Context, Filled

Columns = list[tuple[str, str, float, Align]]

DOCUMENTS: Columns = [
    ("number", "索引号", 13, "center"),
    ("title", "资料名称", 36, "left"),
    ("kind", "种类", 14, "center"),
    ("source_unit", "来源单位", 22, "left"),
    ("obtained", "取得日期", 17, "center"),
    ("pages", "页数", 8, "right"),
    ("proves", "印证对象", 20, "left"),
]
REQUESTS: Columns = [
    ("title", "所需资料", 34, "left"),
    ("reason", "用途", 26, "left"),
    ("state", "状态", 12, "center"),
    ("documents", "提供资料索引号", 16, "left"),
    ("why", "无法提供的原因", 24, "left"),
]
ALWAYS = ("number", "title", "kind", "state")


def evidence(context: Context) -> Filled:
    """Both lists, as far as there are any."""
    return Filled(blocks=tuple(_tables(context)))


def _tables(context: Context) -> Iterator[Table]:
    if context.dossier.evidence:
        count = len(context.dossier.evidence)
        yield _table(context, "evidence", "评价资料目录", DOCUMENTS, "document", count)
    if context.dossier.requested_items:
        count = len(context.dossier.requested_items)
        yield _table(context, "requests", "资料需求及提供情况", REQUESTS, "request", count)


def _table(context: Context, name: str, caption: str, columns: Columns, scope: str, count: int) -> Table:
    """A column of which nothing is known is left out."""
    book, places = context.book, range(1, count + 1)
    kept = [
        one
        for one in columns
        if one[0] in ALWAYS or any(book.knows(f"{scope}.{place}.{one[0]}") for place in places)
    ]
    rows = [Row(cells=tuple(fact(book, f"{scope}.{place}.{key}") for key, *_ in kept)) for place in places]
    shape = [(width, align) for _, _, width, align in kept]
    return table(name, caption, shape, [title for _, title, *_ in kept], rows, small=True)

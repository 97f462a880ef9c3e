"""Rows of a working paper beyond its score: ticks item by item, notes, what proves it, what is in dispute."""

from __future__ import annotations

from collections.abc import Iterator

from reports.document.blocks import FormCell, FormRow, Run
from reports.document.material import Context
from reports.document.tree import Twig


def tick_rows(context: Context, leaf: Twig) -> Iterator[FormRow]:
    """要点核对: each ticked item, how far it is met, why, and the index number of what proves it."""
    ticks = leaf.indicator.ticks
    if not ticks:
        return
    title = "要　点　核　对" if leaf.kind == "key_points" else "逐　项　核　对"
    yield FormRow(cells=(FormCell(kind="head", runs=(title,), span=12),))
    heads = (("序号", 1), ("核对内容", 4), ("是否符合", 2), ("说明", 3), ("佐证索引", 2))
    yield FormRow(cells=tuple(FormCell(kind="head", runs=(head,), span=span) for head, span in heads))
    for place in range(1, len(ticks) + 1):
        scope = f"{leaf.scope}.tick.{place}"
        yield FormRow(
            cells=(
                FormCell(kind="center", runs=(str(place),), span=1),
                FormCell(kind="text", runs=(context.book.cell(f"{scope}.text"),), span=4),
                FormCell(kind="center", runs=(context.book.cell(f"{scope}.met"),), span=2),
                FormCell(kind="text", runs=(context.book.cell(f"{scope}.note"),), span=3),
                FormCell(kind="center", runs=(context.book.cell(f"{scope}.evidence"),), span=2),
            )
        )


def covers_items(leaf: Twig) -> bool:
    """Whether the ticks say all items of the rule, so that these need not be listed once more."""
    return bool(leaf.indicator.ticks)


def noted(context: Context, leaf: Twig) -> Iterator[tuple[str, tuple[Run, ...]]]:
    """Label and text of what else is known: 计算说明, 评价结果, 佐证资料, 争议."""
    book, scope = context.book, leaf.scope
    for title, key in (
        ("计算说明", "calculation_note"),
        ("评价结果", "evaluation_result"),
        ("佐证资料", "evidence"),
    ):
        if book.knows(f"{scope}.{key}"):
            yield title, (book.ref(f"{scope}.{key}"),)
    if book.knows(f"{scope}.dispute.low", f"{scope}.dispute.high"):
        runs: list[Run] = [
            "从严得分", book.ref(f"{scope}.dispute.low"),
            "，从宽得分", book.ref(f"{scope}.dispute.high"), "。",
        ]  # fmt: skip
        if book.knows(f"{scope}.dispute.reason"):
            runs += ["争议理由：", book.ref(f"{scope}.dispute.reason"), "。"]
        yield "争议说明", tuple(runs)

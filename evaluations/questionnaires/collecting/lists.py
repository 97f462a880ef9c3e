"""Lists of people or places as Excel files: read, with what is wrong at which row, and written."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter

from evaluations.grids.workbook import Book, place
from evaluations.questionnaires.collecting.giving import Entry
from evaluations.workbooks import NotAWorkbook

NAMES = ("姓名", "单位", "姓名/单位", "名称", "村", "社区", "村/社区")
GROUP = "群体"
LONGEST = 200
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
"""Texts stay texts, whatever they begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong at which cell of the file."""

    place: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a file says: the entries, what is wrong, columns that were left out, names that stand twice."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    doubled: tuple[str, ...]


def read_list(book: Book, groups: Mapping[str, str]) -> Listed:
    """Reads a list; `groups` are names by id. Raises NotAWorkbook where no column has the names."""
    heads = [head.strip() for head in book.heads]
    named = [at for at, head in enumerate(heads) if head in NAMES]
    if not named:
        raise NotAWorkbook("第一行里没有“姓名”或“单位”这一列。第一行应是表头：姓名/单位、群体。")
    group_at = heads.index(GROUP) if GROUP in heads else None
    ids = {label: key for key, label in groups.items()} | {key: key for key in groups}
    entries: list[Entry] = []
    faults: list[Fault] = []
    for line in book.lines:
        if not any(line.texts):
            continue
        label = " ".join(filter(None, (line.texts[at] for at in named)))
        said = line.texts[group_at] if group_at is not None else ""
        if not label:
            faults.append(Fault(place=place(line, named[0]), message="没有写姓名或单位。"))
        elif len(label) > LONGEST:
            message = f"最多{LONGEST}字，这里有{len(label)}字。"
            faults.append(Fault(place=place(line, named[0]), message=message))
        if said and said not in ids:
            faults.append(Fault(place=place(line, group_at or 0), message=_unknown(said, groups)))
        entries.append(Entry(label=label, group=ids.get(said, "")))
    if not entries:
        raise NotAWorkbook("表头下面没有内容，请每行写一个姓名或单位。")
    return Listed(
        entries=tuple(entries),
        faults=tuple(faults),
        ignored=tuple(head for at, head in enumerate(heads) if head and at not in {*named, group_at}),
        doubled=_doubled(entry.label for entry in entries),
    )


def _unknown(said: str, groups: Mapping[str, str]) -> str:
    if not groups:
        return f"问卷没有分群体，请删去“{said[:20]}”，或在问卷里加上群体。"
    return f"没有群体“{said[:20]}”，应是{'、'.join(groups.values())}之一。"


def _doubled(labels: Iterable[str]) -> tuple[str, ...]:
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for label in filter(None, labels):
        if label in seen:
            twice[label] = None
        seen.add(label)
    return tuple(twice)


def write_table(title: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[str | int]]) -> bytes:
    """A workbook of one sheet; heads are (text, width). Texts are never taken for formulas."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    fill_sheet(book, title, heads, rows)
    book.close()
    return target.getvalue()


def fill_sheet(
    book: xlsxwriter.Workbook,
    title: str,
    heads: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[str | int]],
) -> None:
    """One more sheet of a workbook."""
    sheet = book.add_worksheet(title)
    head = book.add_format({"bold": True, "bg_color": "#EEECE6", "bottom": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for at, (label, width) in enumerate(heads):
        sheet.set_column(at, at, width, text)
        sheet.write_string(0, at, label, head)
    sheet.freeze_panes(1, 0)
    for line, values in enumerate(rows, 1):
        for at, value in enumerate(values):
            if isinstance(value, int):
                sheet.write_number(line, at, value)
            elif value:
                sheet.write_string(line, at, value, text)

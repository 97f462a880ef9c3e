"""Answers in a table: the empty one to fill in; a filled one as sheets, with what is wrong at which cell."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import xlsxwriter
from django.utils import timezone

from evaluations.grids.workbook import Book, Line
from evaluations.questionnaires.collecting.lists import GROUP, OPTIONS, fill_sheet
from evaluations.questionnaires.collecting.typed import fields_of, take_typed
from evaluations.questionnaires.models import Channel
from evaluations.questionnaires.receiving import Sheet
from evaluations.surveying.definition import (
    DATE,
    KINDS,
    MATRIX,
    MULTIPLE,
    NUMBER,
    OF_WORDS,
    RANKING,
    Item,
    Questionnaire,
    words_key,
)
from evaluations.surveying.intake import Intake
from evaluations.surveying.numbering import numbers
from evaluations.workbooks import NotAWorkbook

SHEET, TIME = "问卷编号", "提交时间"
LONGEST_NUMBER = 40
NAMESPACE = UUID("9e0d7a1e-6a57-4c0e-9d8b-6a9f1f0c2b11")
"""Of the keys of rows: the same row of the same upload has the same key, however often it is confirmed."""
TIMES = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d", "%Y/%m/%d")
_LEADING = re.compile(r"^(第\d+题|[Qq]?\d+\s*[.、:：)])\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in which row, at which column."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"第{self.line}行“{self.column}”：{self.message}"


@dataclass(slots=True, kw_only=True)
class Reading:
    """What a table says: sheets, what is wrong, columns that are no question, questions without a column."""

    sheets: list[Sheet] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


# Out ----------------------------------------------------------------------------------------------


def heads(questionnaire: Questionnaire) -> dict[str, str]:
    """What stands above the column of each field: 第3题　您从哪里知道的？"""
    called = questionnaire.numbers()
    found: dict[str, str] = {}
    for item in questionnaire.asked:
        lines = {f"{item.id}.{line.id}": line.label for line in item.lines}
        words = {words_key(item, choice): f"{choice.label}（请注明）" for choice in item.choices}
        for name in fields_of(item):
            part = lines.get(name) or words.get(name)
            found[name] = f"第{called[item.id]}题 {item.text}{f'：{part}' if part else ''}"
    return found


def template(questionnaire: Questionnaire) -> bytes:
    """An empty table, and a second sheet that explains the numbers of the options."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    own = [SHEET, *([GROUP] if questionnaire.groups else []), TIME]
    asked = [(head, min(40, max(12, len(head)))) for head in heads(questionnaire).values()]
    fill_sheet(book, "答卷", [*((name, 16) for name in own), *asked], [])
    fill_sheet(book, "填写说明", [("列", 44), ("题型", 8), ("怎样填", 70)], _explained(questionnaire))
    book.close()
    return target.getvalue()


def _explained(questionnaire: Questionnaire) -> list[tuple[str, str, str]]:
    rows = [(SHEET, "", "选填。填了就不能重复，已录入的编号会提示。")]
    if questionnaire.groups:
        rows.append((GROUP, "", "选填。" + "、".join(one.label for one in questionnaire.groups)))
    rows.append((TIME, "", "选填，例如2026-04-17 18:00；不填是导入的时间。"))
    called = questionnaire.numbers()
    for item in questionnaire.asked:
        name = f"第{called[item.id]}题 {item.text}"
        options = "；".join(f"{number} {choice.label}" for number, choice in numbers(item).items())
        rows.append((name, KINDS[item.kind], _how(item) + (f"　{options}" if options else "")))
    return rows


def _how(item: Item) -> str:
    if item.kind == MULTIPLE:
        return "填编号或文字，几项之间用逗号，例如1,3。"
    if item.kind == RANKING:
        return "从第一名起依次填编号，用逗号，例如2,1,3。"
    if item.kind == MATRIX:
        return "每行一列，填编号或文字。"
    if item.kind == NUMBER:
        return f"填数字{f'，单位{item.unit}，单位不用写' if item.unit else ''}。"
    if item.kind == DATE:
        return "填日期，例如2026-04-17。"
    return "填文字。" if item.kind in OF_WORDS else "填编号或文字。"


# In -----------------------------------------------------------------------------------------------


def read_answers(book: Book, questionnaire: Questionnaire, *, known: Collection[str], upload: str) -> Reading:
    """Reads every row; `known` are numbers of sheets that are there, `upload` names the file.

    Raises NotAWorkbook where no column is a question's, or no row has anything.
    """
    reading = _Reading(book, questionnaire, known, upload)
    for line in book.lines:
        if any(line.texts):
            reading.take(line)
    if not reading.found.sheets and not reading.found.faults:
        raise NotAWorkbook("表头下面没有答卷，请每份问卷写一行。")
    return reading.found


class _Reading:
    """One table on its way in."""

    def __init__(self, book: Book, questionnaire: Questionnaire, known: Collection[str], upload: str) -> None:
        self.questionnaire, self.known, self.upload = questionnaire, known, upload
        self.found = Reading()
        self.items = questionnaire.asked
        self.groups = {one.label: one.id for one in questionnaire.groups}
        self.groups |= {one.id: one.id for one in questionnaire.groups}
        self.heads = heads(questionnaire)
        self.called = {item.id: f"第{number}题" for item, number in self._numbered()}
        self.columns = self._columns(book)
        self.seen: dict[str, int] = {}
        self.read: dict[tuple[str, tuple[str, ...]], Intake] = {}

    def _numbered(self) -> list[tuple[Item, int]]:
        return [(item, number) for number, item in enumerate(self.items, 1)]

    def _columns(self, book: Book) -> dict[str, int]:
        """Where each field stands, by the template's head, or by the question's text alone."""
        by_head = {_plain(head): name for name, head in self.heads.items()}
        by_text: dict[str, str] = {}
        for name, head in self.heads.items():
            text = _plain(_LEADING.sub("", head))
            by_text[text] = "" if text in by_text else name
        found: dict[str, int] = {}
        for at, head in enumerate(book.heads):
            own = head.strip() if head.strip() in {SHEET, GROUP, TIME} else ""
            text = _plain(_LEADING.sub("", head.strip()))
            name = own or by_head.get(_plain(head)) or by_text.get(text, "")
            if name and name not in found:
                found[name] = at
            elif head:
                self.found.ignored.append(head)
        self.found.absent = [
            head for name, head in self.heads.items() if name not in found and "~" not in name
        ]
        if not found.keys() & self.heads.keys():
            raise NotAWorkbook(
                "第一行里没有一列是这份问卷的题目。请下载模板，按模板的表头填；题目改过的，请用最新版的模板。"
            )
        return found

    def take(self, line: Line) -> None:
        """One row: a sheet, or what is wrong with it."""
        told = len(self.found.faults)
        texts = {name: line.texts[at] for name, at in self.columns.items()}
        group, sheet = self._group(line, texts), self._sheet(line, texts)
        at = self._time(line, texts)
        answers: dict[str, Any] = {}
        for item in self.items:
            intake = self._answer(item, texts)
            answers |= intake.answers
            if item.id in intake.errors:
                self._tell(line, self.called[item.id], intake.errors[item.id])
        if len(self.found.faults) > told:
            return
        self.found.sheets.append(
            Sheet(
                key=uuid5(NAMESPACE, f"{self.upload}:{line.number}"),
                channel=Channel.IMPORT,
                answers=answers,
                group=group,
                sheet=sheet,
                submitted_at=at,
            )
        )

    def _answer(self, item: Item, texts: Mapping[str, str]) -> Intake:
        """What the cells of a question say; thousands of rows say the same few things."""
        cells = tuple(texts.get(name, "") for name in fields_of(item))
        if item.kind in OF_WORDS:
            return take_typed((item,), texts, by_label=True)
        known = self.read.get((item.id, cells))
        if known is None:
            known = self.read[item.id, cells] = take_typed((item,), texts, by_label=True)
        return known

    def _tell(self, line: Line, column: str, message: str) -> None:
        self.found.faults.append(Fault(line=line.number, column=column, message=message))

    def _group(self, line: Line, texts: Mapping[str, str]) -> str:
        said = texts.get(GROUP, "")
        if said and said not in self.groups:
            known = "、".join(one.label for one in self.questionnaire.groups)
            message = (
                f"没有群体“{said[:20]}”，应是{known}之一。" if known else "问卷没有分群体，请清空这一列。"
            )
            self._tell(line, GROUP, message)
        return self.groups.get(said, "")

    def _sheet(self, line: Line, texts: Mapping[str, str]) -> str:
        said = texts.get(SHEET, "")
        if len(said) > LONGEST_NUMBER:
            self._tell(line, SHEET, f"最多{LONGEST_NUMBER}个字，这里有{len(said)}个。")
        elif said in self.known:
            self._tell(line, SHEET, f"编号{said}已经录入过，请核对；确是另一份的，请换个编号，例如{said}-2。")
        elif said and said in self.seen:
            self._tell(line, SHEET, f"编号{said}与第{self.seen[said]}行相同，请改掉其中一个。")
        if said:
            self.seen.setdefault(said, line.number)
        return said

    def _time(self, line: Line, texts: Mapping[str, str]) -> datetime | None:
        said = texts.get(TIME, "")
        if not said:
            return None
        for pattern in TIMES:
            try:
                moment = timezone.make_aware(datetime.strptime(said, pattern))  # noqa: DTZ007 - made so here
            except ValueError:
                continue
            if moment > timezone.now():
                self._tell(line, TIME, f"“{said}”还没有到，请改成实际的提交时间。")
            return moment
        self._tell(line, TIME, f"“{said[:20]}”不是时间，应写成2026-04-17 18:00。")
        return None


def _plain(text: str) -> str:
    """A head without blanks, full-width or half-width signs alike."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def summary(reading: Reading, questionnaire: Questionnaire) -> list[tuple[str, int]]:
    """How many sheets of each group, for the page that asks to confirm."""
    names: dict[str, str] = {one.id: one.label for one in questionnaire.groups}
    counts: dict[str, Any] = {}
    for sheet in reading.sheets:
        name = names.get(sheet.group, "没有写群体")
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items()) if names else []

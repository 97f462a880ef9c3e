"""The firm's policy base as an Excel file, and such a file as entries: first tried out, then saved.

Rows are known by their hidden key or by their number; what the file leaves out stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from evaluations.engagement.actions import NotPossible
from evaluations.engagement.models import PolicyDocument, PolicyLevel
from evaluations.engagement.policies import find_policy, known_policies, plain_number
from evaluations.engagement.policybase.actions import FIELDS, KIND, add_policy, edit_policy
from evaluations.grids.columns import Column, Kind, Unreadable, read_cell
from evaluations.grids.workbook import KEY, Book, Line, place, write_book
from evaluations.people.models import Firm, FirmActivity, User
from evaluations.projects.actions import Change, Conflict
from evaluations.workbooks import NotAWorkbook

COLUMNS = (
    Column(key="number", label="文号", width=160, longest=100, is_required=True),
    Column(key="title", label="名称", width=320, is_required=True),
    Column(key="level", label="级别", kind=Kind.CHOICE, width=80, choices=tuple(PolicyLevel.choices)),
    Column(key="issuer", label="发文机关", width=130, longest=200),
    Column(key="date", label="发文日期", kind=Kind.DATE, width=90, longest=40),
    Column(key="effective_from", label="施行日期", kind=Kind.DATE, width=90, longest=40),
    Column(key="effective_to", label="废止日期", kind=Kind.DATE, width=90, longest=40),
    Column(key="replaced_by", label="替代文件文号", width=160, longest=100),
    Column(key="url", label="原文链接", width=240, longest=500),
    Column(key="note", label="批注", width=240, longest=2000),
)
_WEB = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong at which cell of the file."""

    place: str
    message: str


@dataclass(slots=True, kw_only=True)
class Trial:
    """What the file would change: (document, change) one by one, how many are new, what is wrong where."""

    changes: list[tuple[str, Change]] = field(default_factory=list)
    added: int = 0
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


class Wrong(Exception):
    """The file is not right as a whole; nothing was saved."""


def export(firm: Firm) -> bytes:
    """The firm's own entries as .xlsx."""
    rows = PolicyDocument.objects.filter(firm=firm).select_related("replaced_by").order_by("number")
    lines = [(f"{row.pk}:{row.revision}", [_text(row, column) for column in COLUMNS]) for row in rows]
    return write_book("政策文件库", [(column, column.label) for column in COLUMNS], lines)


def _text(row: PolicyDocument, column: Column) -> str:
    if column.key == "replaced_by":
        return row.replaced_by.number if row.replaced_by else ""
    if column.key == "level":
        return str(PolicyLevel(row.level).label)
    return str(getattr(row, column.key))


def try_out(firm: Firm, book: Book, *, by: User) -> Trial:
    """Does everything and takes it back; raises NotAWorkbook without heads."""
    with transaction.atomic():
        trial = _Taking(firm, book, by).run()
        transaction.set_rollback(True)
    return trial


@transaction.atomic
def take_over(firm: Firm, book: Book, *, by: User) -> Trial:
    """Saves everything, or nothing (Wrong)."""
    trial = _Taking(firm, book, by).run()
    if trial.faults:
        raise Wrong
    return trial


class _Taking:
    """One file on its way into the base of one firm."""

    def __init__(self, firm: Firm, book: Book, by: User) -> None:
        self.firm, self.book, self.by = firm, book, by
        self.trial = Trial()
        self.columns = self._columns()
        self.key_at = book.heads.index(KEY) if KEY in book.heads else None
        self.own = {row.pk: row for row in firm.policy_documents.select_related("replaced_by")}
        self.numbers = {plain_number(row.number): row.pk for row in self.own.values()}

    def run(self) -> Trial:
        """Reads all lines, saves the right ones, then links what replaces what."""
        log = FirmActivity.objects.filter(firm=self.firm, kind=KIND)
        before = log.order_by("-pk").values_list("pk", flat=True).first() or 0
        read = [(line, self._values(line)) for line in self.book.lines if self._is_filled(line)]
        self._find_doubled(read)
        saved = [(line, values, self._save(line, values)) for line, values in read if values]
        base = known_policies(self.firm.pk)
        for line, values, row in saved:
            if row is not None:
                self._replace(line, values, row, base)
        made = list(log.filter(pk__gt=before).order_by("pk"))
        self.trial.changes = [(one.subject, change) for one in made for change in one.changes]
        self.trial.added = sum(one.verb == "新增" for one in made)
        return self.trial

    def _columns(self) -> dict[str, int]:
        known = {column.label: column.key for column in COLUMNS}
        found: dict[str, int] = {}
        for at, head in enumerate(self.book.heads):
            if head.strip() in known:
                found.setdefault(known[head.strip()], at)
            elif head and head != KEY:
                self.trial.ignored.append(head)
        if not {"number", "title"} <= set(found):
            wanted = "、".join(column.label for column in COLUMNS)
            raise NotAWorkbook(f"第一行里没有“文号”和“名称”这两列。第一行应是表头：{wanted}。")
        return found

    def _is_filled(self, line: Line) -> bool:
        return any(text for at, text in enumerate(line.texts) if at != self.key_at)

    def _tell(self, line: Line, key: str, message: str) -> None:
        self.trial.faults.append(Fault(place=place(line, self.columns[key]), message=message))

    def _values(self, line: Line) -> dict[str, Any]:
        """The line's cells, checked one by one; nothing where any is wrong."""
        values: dict[str, Any] = {}
        faults = len(self.trial.faults)
        for column in COLUMNS:
            if column.key not in self.columns:
                continue
            if place(line, self.columns[column.key]) in self.book.formulas:
                self._tell(line, column.key, "是公式。请复制后“粘贴为数值”再导入。")
                continue
            try:
                values[column.key] = read_cell(column, line.texts[self.columns[column.key]])
                if column.key == "url" and values["url"]:
                    _WEB(values["url"])
            except Unreadable as fault:
                self._tell(line, column.key, str(fault))
            except ValidationError:
                self._tell(line, column.key, "不是网址，应以https://开头。")
        return values if len(self.trial.faults) == faults else {}

    def _find_doubled(self, read: list[tuple[Line, dict[str, Any]]]) -> None:
        seen: dict[str, int] = {}
        for line, values in read:
            number = plain_number(values.get("number", ""))
            if number in seen:
                self._tell(line, "number", f"文号与第{seen[number]}行相同，请只留一行。")
                values.clear()
            elif number:
                seen[number] = line.number

    def _save(self, line: Line, values: dict[str, Any]) -> PolicyDocument | None:
        """The line without its successor, which may stand further down."""
        row, revision = self._known(line, values["number"])
        held: dict[str, Any] = {name: getattr(row, name) if row else "" for name in FIELDS}
        held["replaced_by"] = row.replaced_by if row else None
        data = {**held, **{name: value for name, value in values.items() if name != "replaced_by"}}
        data["level"] = data["level"] or PolicyLevel.LOCAL
        try:
            if row is None:
                return add_policy(self.firm, data, by=self.by)
            return edit_policy(row, data, revision=revision, by=self.by, verb="导入Excel")
        except Conflict:
            self._tell(line, "number", "导出之后有人改过这一条。请重新导出再改。")
        except NotPossible as refusal:
            self._tell(line, "number", str(refusal))
        return None

    def _known(self, line: Line, number: str) -> tuple[PolicyDocument | None, int]:
        """The entry that the line is, by its key or its number, with the revision on which the file rests."""
        key = line.texts[self.key_at] if self.key_at is not None else ""
        pk, _, revision = key.partition(":")
        if pk.isdecimal() and revision.isdecimal() and len(key) < 40 and int(pk) in self.own:
            return self.own[int(pk)], int(revision)
        row = self.own.get(self.numbers.get(plain_number(number), 0))
        return row, row.revision if row else 0

    def _replace(
        self, line: Line, values: dict[str, Any], row: PolicyDocument, base: list[PolicyDocument]
    ) -> None:
        if "replaced_by" not in values:
            return
        wanted = values["replaced_by"]
        successor = find_policy(base, wanted) if wanted else None
        if wanted and successor is None:
            self._tell(line, "replaced_by", f"文件库里没有{wanted}。请先加上它，或在这个文件里另写一行。")
        elif row.replaced_by_id != (successor.pk if successor else None):
            data = {**{name: getattr(row, name) for name in FIELDS}, "replaced_by": successor}
            try:
                edit_policy(row, data, revision=row.revision, by=self.by, verb="导入Excel")
            except NotPossible as refusal:
                self._tell(line, "replaced_by", str(refusal))

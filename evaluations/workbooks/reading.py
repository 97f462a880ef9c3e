"""Opening a workbook that anybody may have made: what is too large, disguised or booby-trapped is refused.

The reader of workbooks lays a sheet out in full, so two cells far apart would fill the memory; it gets only
parts that were counted while they were unpacked, and only after their farthest cell is known.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import join, normpath
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

from evaluations.workbooks.places import column_number

MB = 1024 * 1024
LARGEST = 10 * MB
LARGEST_INSIDE = 60 * MB
MOST_MEMBERS = 500
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_SHEETS = 20

BEGINNINGS = (
    (b"\xd0\xcf\x11\xe0", "是旧格式（.xls）或加了密码的文件。请在Excel里打开，另存为不加密码的.xlsx"),
    (b"%PDF", "是PDF，不是Excel文件。请选扩展名为.xlsx的文件"),
    (b"\xff\xd8\xff", "是图片，不是Excel文件。请选扩展名为.xlsx的文件"),
    (b"\x89PNG", "是图片，不是Excel文件。请选扩展名为.xlsx的文件"),
)
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([^"']{0,20})""")
_PLACE = re.compile(rb"([A-Za-z]{0,4})(\d{1,8})")
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f')


class NotAWorkbook(ValueError):
    """Says, in Chinese, why the file cannot be read and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A visible sheet. `rows` begin at A1, empty cells are "", numbers floats as Excel holds them.

    `formulas` are the places (C7) whose value a formula gave.
    """

    name: str
    rows: list[list[Any]]
    formulas: frozenset[str]


def open_workbook(content: bytes, name: str = "文件", *, most_rows: int = MOST_ROWS) -> list[Sheet]:
    """The sheets of an .xlsx file. Raises NotAWorkbook."""
    check_kind(content, name)
    members = _members(content, name)
    for data in members.values():
        _check_member(data, name, most_rows)
    try:
        with CalamineWorkbook.from_filelike(_packed(members)) as book:
            names = book.sheet_names[:MOST_SHEETS]
            rows = {one: book.get_sheet_by_name(one).to_python(skip_empty_area=False) for one in names}
    except (CalamineError, ValueError, OSError) as fault:
        raise NotAWorkbook(_broken(name)) from fault
    parts = _parts(members)
    return [
        Sheet(name=one, rows=rows[one], formulas=_formulas(members.get(parts.get(one, ""), b"")))
        for one in names
    ]


def check_kind(content: bytes, name: str = "文件") -> None:
    """Refuses what is too large or begins like something else. Raises NotAWorkbook."""
    if len(content) > LARGEST:
        size = f"{len(content) / MB:.1f}"
        raise NotAWorkbook(f"“{name}”有{size} MB，超过{LARGEST // MB} MB。请删去图片和无关的工作表。")
    for beginning, said in BEGINNINGS:
        if content.startswith(beginning):
            raise NotAWorkbook(f"“{name}”{said}。")
    if not content.startswith(b"PK"):
        raise NotAWorkbook(f"“{name}”不是Excel文件（.xlsx）。请在Excel里另存为.xlsx。")


def _members(content: bytes, name: str) -> dict[str, bytes]:
    """The parts of the archive, unpacked up to a limit that does not trust what the archive says."""
    left = LARGEST_INSIDE
    members: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source:
            names = source.namelist()
            _check_names(names, name)
            for member in names:
                with source.open(member) as stream:
                    members[member] = stream.read(left + 1)
                left -= len(members[member])
                if left < 0:
                    most = LARGEST_INSIDE // MB
                    raise NotAWorkbook(f"“{name}”展开后超过{most} MB，没有读取。请只留要导入的一张表。")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error):
        raise NotAWorkbook(_broken(name)) from None
    return members


def _check_names(names: list[str], name: str) -> None:
    if _BOOK not in names:
        raise NotAWorkbook(f"“{name}”是压缩文件或其他文件，不是Excel文件。请选扩展名为.xlsx的文件。")
    if len(names) > MOST_MEMBERS or len(set(names)) != len(names):
        raise NotAWorkbook(f"“{name}”的内部结构不正常，没有读取。请在Excel里另存为.xlsx。")
    if any(one.lower().endswith("vbaproject.bin") for one in names):
        raise NotAWorkbook(f"“{name}”里有宏（.xlsm），没有读取。请另存为不含宏的.xlsx。")


def _check_member(data: bytes, name: str, most_rows: int) -> None:
    """Refuses what makes a small file large in memory: entities, and cells far away from all others."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise NotAWorkbook(f"“{name}”里有不应出现的声明，没有读取。请在Excel里另存为.xlsx。")
    if b"sheetData" not in data and b"\x00" not in data[:4]:
        return
    for found in _REFERENCE.finditer(data):
        exact = _PLACE.fullmatch(found[1])
        if exact is None:
            raise NotAWorkbook(_broken(name))
        column, row = column_number(exact[1].decode()), int(exact[2])
        if row > most_rows or column > MOST_COLUMNS:
            where = found[1].decode() if exact[1] else f"第{row:,}行"
            most = f"{most_rows:,}行{MOST_COLUMNS}列"
            raise NotAWorkbook(f"“{name}”的工作表在{where}有内容，最多读{most}。请删去多余的空行空列后另存。")


def _packed(members: Mapping[str, bytes]) -> io.BytesIO:
    """The same parts, packed anew: what the reader sees is what was counted."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as target:
        for member, data in members.items():
            target.writestr(member, data)
    kept.seek(0)
    return kept


def _parts(members: Mapping[str, bytes]) -> dict[str, str]:
    """Sheet's name → the part that holds it; a file without the usual relations gives none."""
    try:
        book = ElementTree.fromstring(members[_BOOK])  # noqa: S314 - no declarations in it
        relations = ElementTree.fromstring(members[_RELATIONS])  # noqa: S314
    except (KeyError, ElementTree.ParseError):
        return {}
    targets = {one.get("Id", ""): one.get("Target", "") for one in relations}
    return {
        sheet.get("name", ""): normpath(join("xl", targets.get(sheet.get(_RELATION, ""), ""))).lstrip("/")
        for sheet in book.iter(f"{_MAIN}sheet")
    }


def _formulas(data: bytes) -> frozenset[str]:
    return frozenset(place.decode() for place in _FORMULA.findall(data))


def _broken(name: str) -> str:
    return f"“{name}”打不开，文件可能已损坏。请在Excel里打开后另存为.xlsx。"

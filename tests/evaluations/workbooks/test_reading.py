"""Workbooks that anybody may have made: sheets of plain values, and every trap refused in words."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
import xlsxwriter

from evaluations.workbooks import LARGEST, NotAWorkbook, open_workbook
from evaluations.workbooks.places import cell_name, column_number
from evaluations.workbooks.reading import MB

SHEET = "xl/worksheets/sheet1.xml"
BROKEN = "“表.xlsx”打不开，文件可能已损坏。请在Excel里打开后另存为.xlsx。"
FAR = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'


def made(*rows: list[Any], sheets: tuple[str, ...] = ("甲",)) -> bytes:
    """A workbook with the rows on each sheet; texts that begin with = are formulas."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name in sheets:
            page = book.add_worksheet(name)
            for at, row in enumerate(rows):
                page.write_row(at, 0, row)
    return stream.getvalue()


def repacked(content: bytes, **members: bytes) -> bytes:
    """The file with members added or replaced."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in source.namelist():
            if name not in members:
                out.writestr(name, source.read(name))
        for name, data in members.items():
            out.writestr(name, data)
    return target.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(NotAWorkbook) as refusal:
        open_workbook(content, "表.xlsx")
    return str(refusal.value)


def test_sheets_begin_at_a1() -> None:
    one, other = open_workbook(made(["", "科目"], [1.5, True], sheets=("甲", "乙")))
    assert (one.name, one.rows, one.formulas) == ("甲", [["", "科目"], [1.5, True]], frozenset())
    assert other.name == "乙"


def test_formulas_of_each_sheet_wherever_it_is_kept() -> None:
    content = made(["金额"], ["=1+1"], sheets=("甲", "乙"))
    assert [one.formulas for one in open_workbook(content)] == [frozenset({"A2"})] * 2
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        relations = source.read("xl/_rels/workbook.xml.rels").replace(b"sheet1.xml", b"first.xml")
        types = source.read("[Content_Types].xml").replace(b"sheet1.xml", b"first.xml")
        moved = {
            "xl/_rels/workbook.xml.rels": relations,
            "[Content_Types].xml": types,
            "xl/worksheets/first.xml": source.read(SHEET),
            SHEET: b"<worksheet/>",
        }
    assert open_workbook(repacked(content, **moved))[0].formulas == frozenset({"A2"})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "“表.xlsx”不是Excel文件（.xlsx）。请在Excel里另存为.xlsx。"),
        (b"hello", "“表.xlsx”不是Excel文件（.xlsx）。请在Excel里另存为.xlsx。"),
        (b"%PDF-1.7 renamed", "“表.xlsx”是PDF，不是Excel文件。请选扩展名为.xlsx的文件。"),
        (b"\x89PNG....", "“表.xlsx”是图片，不是Excel文件。请选扩展名为.xlsx的文件。"),
        (
            b"\xd0\xcf\x11\xe0" + b"0" * 99,
            "“表.xlsx”是旧格式（.xls）或加了密码的文件。请在Excel里打开，另存为不加密码的.xlsx。",
        ),
        (b"PK\x03\x04" + b"0" * LARGEST, "“表.xlsx”有10.0 MB，超过10 MB。请删去图片和无关的工作表。"),
        (b"PK\x03\x04 cut off", BROKEN),
        (made(["甲"])[:-200], BROKEN),
        (repacked(made(["甲"]), **{SHEET: b"<broken"}), BROKEN),
    ],
)
def test_other_and_broken_files(content: bytes, message: str) -> None:
    assert refused(content) == message


def test_other_archives() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", b"<w/>")
    assert refused(stream.getvalue()).startswith("“表.xlsx”是压缩文件或其他文件，不是Excel文件。")


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"xl/vbaProject.bin": b"x"}, "“表.xlsx”里有宏（.xlsm），没有读取。请另存为不含宏的.xlsx。"),
        (
            {SHEET: b"<worksheet><sheetData>" + b" " * (61 * MB)},
            "“表.xlsx”展开后超过60 MB，没有读取。请只留要导入的一张表。",
        ),
        (
            {SHEET: FAR},
            "“表.xlsx”的工作表在第1,048,576行有内容，最多读20,000行200列。请删去多余的空行空列后另存。",
        ),
        (
            {SHEET: FAR.replace(b"1048576", b"1")},
            "“表.xlsx”的工作表在XFD1有内容，最多读20,000行200列。请删去多余的空行空列后另存。",
        ),
        (
            {SHEET: b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'},
            "“表.xlsx”里有不应出现的声明，没有读取。请在Excel里另存为.xlsx。",
        ),
        (
            {f"xl/media/{number}.png": b"x" for number in range(600)},
            "“表.xlsx”的内部结构不正常，没有读取。请在Excel里另存为.xlsx。",
        ),
    ],
)
def test_traps(members: dict[str, bytes], message: str) -> None:
    assert refused(repacked(made(["甲"]), **members)) == message


def test_a_lie_about_the_size_unpacked() -> None:
    """A member that says it is small is read no farther than it says, and then found broken."""
    honest = repacked(made(["甲"]), **{"xl/theme/more.xml": b"0" * (61 * MB)})
    size = (61 * MB).to_bytes(4, "little")
    assert refused(honest.replace(size, (100).to_bytes(4, "little"))) == BROKEN


def test_places() -> None:
    names = [cell_name(6, 3), cell_name(0, 0), cell_name(9, 26), cell_name(0, 701)]
    assert names == ["D7", "A1", "AA10", "ZZ1"]
    assert [column_number("A"), column_number("zz"), column_number("")] == [1, 702, 0]

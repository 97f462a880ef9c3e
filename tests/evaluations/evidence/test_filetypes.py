"""What files are, by their real bytes: taken, corrected, or refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.evidence.filetypes import LONGEST, Refused, clean_name, judge
from evaluations.evidence.pictures import read_picture
from evaluations.evidence.previews import preview
from tests.evaluations.evidence.making import HTML, OLE, PDF, SVG, archive, photo, picture, sheet

WORD = OLE + "WordDocument".encode("utf-16-le")
EXCEL = OLE + "Workbook".encode("utf-16-le")
POWERPOINT = OLE + "PowerPoint Document".encode("utf-16-le")
MAIL = b"From: a@example.com\r\nSubject: x\r\n\r\nhello"


def judged(folder: Path, name: str, content: bytes) -> tuple[str, str, str]:
    path = folder / "file"
    path.write_bytes(content)
    kind, kept, note = judge(path, name)
    return kind.extension, kept, note


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("合同.pdf", PDF),
        ("图.png", picture()),
        ("图.jpg", picture("JPEG")),
        ("图.gif", picture("GIF")),
        ("图.bmp", picture("BMP")),
        ("图.webp", picture("WEBP")),
        ("图.tif", picture("TIFF")),
        ("图.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"),
        ("录像.mp4", b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00"),
        ("录音.m4a", b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00"),
        ("录音.mp3", b"ID3\x03" + b"\x00" * 40),
        ("录音.wav", b"RIFF\x24\x00\x00\x00WAVEfmt "),
        ("表.xlsx", sheet(("甲", 1))),
        ("文.docx", archive("[Content_Types].xml", "word/document.xml")),
        ("稿.pptx", archive("[Content_Types].xml", "ppt/presentation.xml")),
        ("票.ofd", archive("OFD.xml", "Doc_0/Document.xml")),
        ("包.zip", archive("a.txt", "b/c.txt")),
        ("文.doc", WORD),
        ("文.wps", WORD),
        ("表.xls", EXCEL),
        ("表.et", EXCEL),
        ("稿.ppt", POWERPOINT),
        ("说明.txt", "说明".encode()),
        ("说明.txt", "说明".encode("gb18030")),
        ("数.csv", "甲,乙\n1,2\n".encode("utf-8-sig")),
        ("信.eml", MAIL),
    ],
)
def test_every_type_that_is_taken(tmp_path: Path, name: str, content: bytes) -> None:
    assert judged(tmp_path, name, content) == (name.rpartition(".")[2], name, "")


def test_an_extension_of_the_same_family_is_corrected(tmp_path: Path) -> None:
    assert judged(tmp_path, "现场.png", picture("JPEG")) == (
        "jpg",
        "现场.jpg",
        "内容是JPEG图片，文件名已改为“现场.jpg”。",
    )
    assert judged(tmp_path, "统计.xls", sheet(("甲",)))[1] == "统计.xlsx"
    assert judged(tmp_path, "没有扩展名", PDF)[1] == "没有扩展名.pdf"
    assert judged(tmp_path, "图.jpeg", picture("JPEG"))[1:] == ("图.jpeg", "")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.pdf", b"", "文件是空的（0字节）"),
        ("合同.pdf", HTML, "内容是网页、SVG或XML，里面可以带脚本"),
        ("页.html", HTML, "内容是网页、SVG或XML，里面可以带脚本"),
        ("页.txt", b"  \n" + HTML, "内容是网页、SVG或XML，里面可以带脚本"),
        ("图.svg", SVG, "内容是网页、SVG或XML，里面可以带脚本"),
        ("图.png", SVG, "内容是网页、SVG或XML，里面可以带脚本"),
        ("合同.pdf", picture(), "扩展名是“.pdf”，内容却是PNG图片"),
        ("图.png", PDF + HTML, "扩展名是“.png”，内容却是PDF"),
        ("程序.exe", b"MZ\x90\x00" + b"\x00" * 200, "不在可以上传的类型里"),
        ("程序.pdf", b"MZ\x90\x00" + b"\x00" * 200, "不在可以上传的类型里"),
        ("页.html", PDF, "扩展名是“.html”，内容却是PDF"),
        ("宏.xlsx", archive("[Content_Types].xml", "xl/vbaProject.bin"), "文件里有宏"),
        ("坏.zip", b"PK\x03\x04" + b"\x00" * 50, "压缩包的目录读不出来"),
        ("乱.txt", b"\x01\x02\x03", "不在可以上传的类型里"),
        ("乱.doc", OLE, "不在可以上传的类型里"),
        ("信.eml", b"no head", "不在可以上传的类型里"),
    ],
)
def test_what_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        judged(tmp_path, name, content)
    assert said in str(refusal.value)


def test_a_polyglot_is_what_it_begins_with(tmp_path: Path) -> None:
    """A PDF with a page behind it is kept as a PDF, and answered as nothing else (test_pages)."""
    assert judged(tmp_path, "合同.pdf", PDF + HTML)[0] == "pdf"
    with pytest.raises(Refused):
        judged(tmp_path, "合同.pdf", HTML + PDF)


def test_a_zip_bomb_is_never_unpacked(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="与它的大小不相称"):
        judged(tmp_path, "包.zip", archive("a", content=b"\x00" * 20_000_000))
    with pytest.raises(Refused, match="与它的大小不相称"):
        judged(tmp_path, "表.xlsx", archive("[Content_Types].xml", "xl/a", content=b"\x00" * 20_000_000))
    with pytest.raises(Refused, match="有5001个文件"):
        judged(tmp_path, "包.zip", archive(*(str(number) for number in range(5001)), content=b""))


# Names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\合同.pdf", "合同.pdf"),
        ("..", "未命名"),
        ("", "未命名"),
        ("a\x00b\r\nc.pdf", "a b c.pdf"),
        ("合同\u202efdp.exe", "合同fdp.exe"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_names_are_cleaned(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean


@given(st.text(max_size=400))
def test_every_name_becomes_a_plain_one(raw: str) -> None:
    name = clean_name(raw)
    assert 0 < len(name) <= LONGEST
    assert not set(name) & set('/\\<>:"|?*\x00\r\n')
    assert name.strip(" .") == name
    assert clean_name(name) == name


# Pictures and previews ----------------------------------------------------------------------------


def test_a_photo_tells_time_and_place_and_its_small_copy_does_not(tmp_path: Path) -> None:
    from PIL import Image

    source, small = tmp_path / "photo.jpg", tmp_path / "small"
    source.write_bytes(photo())
    told = read_picture(source, small)
    assert (told.taken_at, told.latitude, told.longitude) == (
        "2026-04-09 14:20:31",
        "31.230000",
        "-121.470000",
    )
    with Image.open(small) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (480, 320), {})


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = bytearray(picture())
    bomb[16:24] = (60_000).to_bytes(4) * 2
    import zlib

    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4)
    for side, said in ((9_000, "有8100万像素"), (60_000, "像素过多")):
        bomb[16:24] = side.to_bytes(4) * 2
        bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4)
        (tmp_path / "bomb.png").write_bytes(bytes(bomb))
        with pytest.raises(Refused, match=said):
            read_picture(tmp_path / "bomb.png", tmp_path / "small")


def test_a_torn_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "torn.png").write_bytes(picture()[:60])
    with pytest.raises(Refused, match="图片打不开"):
        read_picture(tmp_path / "torn.png", tmp_path / "small")


def test_previews(tmp_path: Path) -> None:
    path = tmp_path / "file"

    def shown(name: str, content: bytes) -> tuple[str, str]:
        path.write_bytes(content)
        found = preview(path, name)
        return found.how, found.text

    word = "<w:p><w:r><w:t>第一段</w:t></w:r></w:p><w:p><w:t xml:space='preserve'>A&lt;B</w:t></w:p>".encode()
    assert shown("a.pdf", PDF) == ("frame", "")
    assert shown("a.png", picture()) == ("picture", "")
    assert shown("a.heic", b"x") == ("none", "")
    assert shown("a.txt", "中".encode() * 20_000)[1] == "中" * 13_333
    assert shown("a.csv", "甲,乙".encode("gb18030")) == ("text", "甲,乙")
    assert shown("a.docx", archive("word/document.xml", content=word)) == ("text", "第一段\nA<B")
    assert shown("a.docx", b"PK") == ("none", "")
    assert shown("a.xlsx", b"PK") == ("none", "")
    assert shown("a.zip", archive("a")) == ("none", "")
    path.write_bytes(sheet(("月", "数"), ("一", 12), ("二", 1.5)))
    assert preview(path, "a.xlsx").rows == (("月", "数"), ("一", "12"), ("二", "1.5"))


def test_a_sheet_that_unpacks_to_too_much_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(archive("xl/worksheets/sheet1.xml", content=b"\x00" * 9_000_000))
    assert preview(path, "a.xlsx").how == "none"

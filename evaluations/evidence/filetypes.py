"""What a file is, judged by its content: a path and a name in, a kind or a refusal with its reason out.

Nothing is unpacked: of zip containers only the central directory is read.
"""

from __future__ import annotations

import codecs
import mmap
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

import puremagic

LONGEST = 200
HEAD = 4096
ENTRIES, UNPACKED, RATIO = 5000, 1024**3, 200
"""Bounds of a zip container: entries, bytes when unpacked, and how much it may grow."""

ASIDE = dict.fromkeys([0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Invisible characters that turn the direction of a name (…fdp.exe) or hide in it."""


class Refused(Exception):
    """Why a file is not taken, in Chinese, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A type that is taken. `family` groups types whose extensions may be mixed up without harm."""

    extension: str
    mime: str
    family: str
    label: str

    @property
    def is_picture(self) -> bool:
        """Whether Pillow reads it."""
        return self.family == "picture"


def _kind(extension: str, mime: str, family: str, label: str) -> Kind:
    return Kind(extension=extension, mime=mime, family=family, label=label)


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    kind.extension: kind
    for kind in (
        _kind("pdf", "application/pdf", "pdf", "PDF"),
        _kind("png", "image/png", "picture", "PNG图片"),
        _kind("jpg", "image/jpeg", "picture", "JPEG图片"),
        _kind("gif", "image/gif", "picture", "GIF图片"),
        _kind("bmp", "image/bmp", "picture", "BMP图片"),
        _kind("webp", "image/webp", "picture", "WebP图片"),
        _kind("tif", "image/tiff", "picture", "TIFF图片"),
        _kind("heic", "image/heic", "heic", "HEIC图片"),
        _kind("docx", f"{_OFFICE}.wordprocessingml.document", "office", "Word文档"),
        _kind("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "office", "Excel表格"),
        _kind("pptx", f"{_OFFICE}.presentationml.presentation", "office", "PowerPoint文稿"),
        _kind("doc", "application/msword", "office", "Word文档"),
        _kind("xls", "application/vnd.ms-excel", "office", "Excel表格"),
        _kind("ppt", "application/vnd.ms-powerpoint", "office", "PowerPoint文稿"),
        _kind("wps", "application/vnd.ms-works", "office", "WPS文档"),
        _kind("et", "application/vnd.ms-excel", "office", "WPS表格"),
        _kind("ofd", "application/ofd", "ofd", "OFD版式文件"),
        _kind("zip", "application/zip", "zip", "ZIP压缩包"),
        _kind("txt", "text/plain", "text", "文本"),
        _kind("csv", "text/csv", "text", "CSV表格"),
        _kind("eml", "message/rfc822", "text", "电子邮件"),
        _kind("mp3", "audio/mpeg", "audio", "MP3录音"),
        _kind("m4a", "audio/mp4", "audio", "M4A录音"),
        _kind("wav", "audio/wav", "audio", "WAV录音"),
        _kind("mp4", "video/mp4", "video", "MP4录像"),
    )
}
SAME = {"jpeg": "jpg", "tiff": "tif", "heif": "heic", "mov": "mp4", "log": "txt", "md": "txt"}
ALLOWED = "PDF、OFD、图片、Word、Excel、PowerPoint、WPS、文本、邮件、录音录像和ZIP"

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"ID3", "mp3"),
    (b"\xff\xfb", "mp3"),
    (b"\xff\xf3", "mp3"),
    (b"\xff\xf2", "mp3"),
)
BRANDS = {b"heic": "heic", b"heix": "heic", b"mif1": "heic", b"msf1": "heic", b"M4A ": "m4a"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STREAMS = (("WordDocument", "doc", "wps"), ("Workbook", "xls", "et"), ("Book", "xls", "et"))
MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|object|embed|\?xml)", re.IGNORECASE)
MAIL = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2}")


def clean_name(raw: str) -> str:
    """A file's name alone, without path, control and direction characters, at most LONGEST long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw).translate(ASIDE))[-1]
    plain = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign for sign in last)
    plain = re.sub(r'[<>:"|?*]', "_", " ".join(plain.split())).strip(" .")
    if len(plain) > LONGEST:
        stem, dot, extension = plain.rpartition(".")
        tail = dot + extension if dot and len(extension) <= 10 else ""
        plain = (stem if tail else plain)[: LONGEST - len(tail)].rstrip(" .") + tail
    return plain.strip(" .") or "未命名"


def extension_of(name: str) -> str:
    """xlsx of 统计.XLSX; jpeg counts as jpg."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    return SAME.get(extension, extension)


def judge(path: Path, name: str) -> tuple[Kind, str, str]:
    """The kind of the file, its name, corrected where needed, and what was corrected ("" for nothing)."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Refused("文件是空的（0字节）。请检查原文件后重新上传。")
    kind = _found(path, head, extension_of(name))
    if kind is None:
        raise Refused(f"{_seems(head, name)}，不在可以上传的类型里。可以上传：{ALLOWED}。")
    return kind, *_agreed(kind, name)


def _agreed(kind: Kind, name: str) -> tuple[str, str]:
    """The name with the extension of the content. Another family's extension is a disguise and refused."""
    said = extension_of(name)
    if said == kind.extension:
        return name, ""
    family = KINDS[said].family if said in KINDS else ""
    if said and family != kind.family:
        raise Refused(
            f"扩展名是“.{said[:20]}”，内容却是{kind.label}。请用原来的程序另存为正确的格式后再上传。"
        )
    stem = name.rpartition(".")[0] if said else name
    corrected = f"{stem[: LONGEST - 6]}.{kind.extension}"
    told = f"内容是{kind.label}，文件名已改为“{corrected}”。"
    return corrected, told


def _found(path: Path, head: bytes, said: str) -> Kind | None:
    extension = next((found for magic, found in MAGIC if head.startswith(magic)), "") or _boxed(head)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        extension = _container(path)
    elif head.startswith(OLE):
        extension = _compound(path, said)
    elif not extension and _is_text(path):
        extension = _text_kind(head, said)
    return KINDS.get(extension)


def _boxed(head: bytes) -> str:
    """Formats that say what they are some bytes after their beginning."""
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in (12, 40, 108, 124):
        return "bmp"
    if head.startswith(b"RIFF"):
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], "mp4")
    return ""


def _container(path: Path) -> str:
    """A zip: an Office or OFD file, or an archive whose directory promises no flood."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused("压缩包的目录读不出来，文件可能不完整。请重新压缩后上传。") from None
    _check_flood(entries, path.stat().st_size)
    names = {entry.filename for entry in entries}
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Refused("文件里有宏。请另存为不含宏的格式（.docx、.xlsx、.pptx）后上传。")
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names:
        parts = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
        return next((kind for part, kind in parts.items() if any(n.startswith(part) for n in names)), "")
    return "zip"


def _check_flood(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES:
        raise Refused(f"压缩包里有{len(entries)}个文件，最多{ENTRIES}个。请分成几个压缩包。")
    if unpacked > UNPACKED or unpacked > RATIO * max(size, 4096):
        raise Refused(
            f"压缩包解开后约{unpacked // 1024**2}MB，与它的大小不相称，不能上传。请直接上传里面的文件。"
        )


def _compound(path: Path, said: str) -> str:
    """Word, Excel and PowerPoint before 2007, and WPS, by the streams that their directory names."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for stream, extension, wps in STREAMS:
            if content.find(stream.encode("utf-16-le")) >= 0:
                return wps if said == wps else extension
        return "ppt" if content.find("PowerPoint Document".encode("utf-16-le")) >= 0 else ""


def _is_text(path: Path) -> bool:
    """Whether all of it is UTF-8 or GB 18030 without control characters; read piece by piece."""
    return any(_decodes(path, encoding) for encoding in ("utf-8-sig", "gb18030"))


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 16):
                if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", piece):
                    return False
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _text_kind(head: bytes, said: str) -> str:
    """Text is what its extension says, mail has a mail's head; a page or a drawing with script is neither."""
    if said == "eml":
        return "eml" if MAIL.match(head.decode("utf-8", "replace").replace("\r\n", "\n")) else ""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and MARKUP.search(head):
        return ""
    return "csv" if said == "csv" else "txt"


def _seems(head: bytes, name: str) -> str:
    """What a refused file seems to be."""
    if MARKUP.search(head):
        return "内容是网页、SVG或XML，里面可以带脚本"
    try:
        guess = puremagic.from_string(head, filename=name).lstrip(".")
    except (puremagic.PureError, ValueError):
        guess = ""
    return f"内容像是“{guess}”文件" if guess else "认不出这是什么文件"

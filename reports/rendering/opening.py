"""A finished PDF in, what it carries out: its attachments, its pictures by their content, its identifier."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf


class Unreadable(Exception):
    """This is no PDF that can be read; the message says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a report's file carries. `pictures` are JPEG bytes by their SHA-256."""

    attachments: dict[str, bytes]
    pictures: dict[str, bytes]
    identifier: str


def open_pdf(pdf: bytes) -> Opened:
    """Reads the file. Raises Unreadable."""
    try:
        with pikepdf.open(BytesIO(pdf)) as book:
            return Opened(
                attachments={name: one.get_file().read_bytes() for name, one in book.attachments.items()},
                pictures={hashlib.sha256(one).hexdigest(): one for one in _pictures(book)},
                identifier=_identifier(book),
            )
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable("这个文件读不出来，不是完整的PDF。") from error


def _pictures(book: pikepdf.Pdf) -> Iterator[bytes]:
    """The JPEGs as they were put in: the typesetter leaves them as they are."""
    for one in book.objects:
        if isinstance(one, pikepdf.Stream) and one.get("/Filter") == pikepdf.Name.DCTDecode:
            yield one.read_raw_bytes()


def _identifier(book: pikepdf.Pdf) -> str:
    """The permanent part of the file's identifier, which the renderer was given."""
    both = book.trailer.get("/ID")
    return bytes(both[0]).decode("ascii", "replace") if both is not None else ""

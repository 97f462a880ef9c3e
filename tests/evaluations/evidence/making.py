"""Files by their real bytes, good and hostile, and evidence made of them."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import ExifTags, Image

from evaluations.evidence.actions import REQUEST_FIELDS, Receipt, add_file, request_item
from evaluations.evidence.intake import Upload, receiving
from evaluations.evidence.models import RequestedItem
from evaluations.people.models import User
from evaluations.projects.models import Project

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def picture(kind: str = "PNG", *, colour: str = "red", size: tuple[int, int] = (40, 30)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def photo() -> bytes:
    """A JPEG that says when and where."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:04:09 14:20:31"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (31.0, 13.0, 48.0), 3: "W", 4: (121.0, 28.0, 12.0)})
    file = io.BytesIO()
    Image.new("RGB", (600, 400), "green").save(file, "JPEG", exif=exif)
    return file.getvalue()


def archive(*names: str, content: bytes = b"x") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, content)
    return file.getvalue()


def sheet(*rows: tuple[Any, ...]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet()
    for place, row in enumerate(rows):
        page.write_row(place, 0, row)
    book.close()
    return file.getvalue()


def add(project: Project, name: str, content: bytes, *, by: User, **how: Any) -> Receipt:
    """As the upload does it."""
    with receiving(io.BytesIO(content), name=name) as upload:
        return add_file(project, upload, by=by, **how)


def make_request(project: Project, *, by: User, **values: Any) -> RequestedItem:
    given = {"title": "结算凭证", "reason": "核对支出", "state": "requested", "unavailable_reason": ""}
    data = {**dict.fromkeys(REQUEST_FIELDS), **given, **values}
    return request_item(project, data, by=by)


def send(
    browser: Client, name: str, *numbers: int, file: str, content: bytes, query: str = ""
) -> HttpResponse:
    """One file as the script sends it."""
    return browser.post(
        reverse(name, args=numbers) + query,
        data=content,
        content_type="application/octet-stream",
        headers={"X-File-Name": quote(file)},
    )


def receiving_of(name: str, content: bytes) -> AbstractContextManager[Upload]:
    """A file as it comes in."""
    return receiving(io.BytesIO(content), name=name)


def page(browser: Client, name: str, *numbers: int, query: str = "") -> HttpResponse:
    """One of the pages of evidence."""
    return browser.get(reverse(f"evidence:{name}", args=numbers) + query)


def told(response: HttpResponse) -> tuple[int, dict[str, Any]]:
    """What the script is answered."""
    return response.status_code, json.loads(response.content)

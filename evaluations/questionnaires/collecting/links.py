"""Addresses as they are given out: read by phones, printed on paper, typed by hand."""

from __future__ import annotations

import io

import segno
from django.conf import settings

from evaluations.questionnaires.models import AccessCode, Collection

PNG_SCALE = 12
"""Pixels of a module: large enough for a poster."""


def open_link(collection: Collection) -> str:
    """The address of the open link."""
    return f"{settings.PUBLIC_URL}/s/{collection.token}/"


def one_time_link(collection: Collection, code: AccessCode) -> str:
    """The address that answers once."""
    return f"{open_link(collection)}c/{code.code}/"


def typed_address() -> str:
    """Where somebody who has only the code on paper types it; without https://, as people type it."""
    return f"{settings.PUBLIC_URL}/s/".split("://", 1)[1]


def qr(address: str) -> str:
    """The address as an SVG to stand in a page; attributes only, no style."""
    return segno.make(address, error="m", micro=False).svg_inline(scale=1, border=2, omitsize=True)


def qr_file(address: str, kind: str) -> bytes:
    """The address as a file, `svg` or `png`."""
    target = io.BytesIO()
    scale = PNG_SCALE if kind == "png" else 4
    segno.make(address, error="m", micro=False).save(target, kind=kind, scale=scale, border=4)
    return target.getvalue()

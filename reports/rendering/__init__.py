"""From document tree to HTML to PDF/A-3u; the only door to WeasyPrint. Pure: no database, no network."""

from reports.rendering.glyphs import check_glyphs
from reports.rendering.opening import Opened, Unreadable, open_pdf
from reports.rendering.printing import render, to_html
from reports.rendering.results import (
    Attachment,
    Box,
    Cancelled,
    Complaint,
    Entry,
    MissingGlyph,
    MissingGlyphs,
    Progress,
    Rendered,
    RenderingFailed,
)

__all__ = [
    "Attachment",
    "Box",
    "Cancelled",
    "Complaint",
    "Entry",
    "MissingGlyph",
    "MissingGlyphs",
    "Opened",
    "Progress",
    "Rendered",
    "RenderingFailed",
    "Unreadable",
    "check_glyphs",
    "open_pdf",
    "render",
    "to_html",
]

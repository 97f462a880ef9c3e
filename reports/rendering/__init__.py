"""From document tree to HTML to PDF/A-3u; the only door to WeasyPrint. Pure: no database, no network."""

from reports.rendering.glyphs import check_glyphs
from reports.rendering.printing import render, to_html
from reports.rendering.results import (
    Attachment,
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
    "Cancelled",
    "Complaint",
    "Entry",
    "MissingGlyph",
    "MissingGlyphs",
    "Progress",
    "Rendered",
    "RenderingFailed",
    "check_glyphs",
    "render",
    "to_html",
]

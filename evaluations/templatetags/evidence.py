"""How files are shown: their type and their size."""

from __future__ import annotations

from django import template

from evaluations.evidence.filetypes import extension_of

register = template.Library()

FAMILIES = {
    "pdf": ("pdf", "ofd"),
    "xls": ("xls", "xlsx", "et", "csv"),
    "doc": ("doc", "docx", "wps", "ppt", "pptx", "txt", "eml"),
    "jpg": ("jpg", "png", "gif", "bmp", "webp", "tif", "heic"),
}


@register.filter
def extension(name: str | None) -> str:
    """xlsx; 「—」 for a name without one."""
    return extension_of(name or "")[:4] or "—"


@register.filter
def extension_family(name: str | None) -> str:
    """Which colour the mark of a file's type has."""
    own = extension_of(name or "")
    return next((family for family, members in FAMILIES.items() if own in members), "")


@register.filter
def filesize(size: int | None) -> str:
    """812 B, 46 KB, 3.2 MB."""
    if size is None:
        return "—"
    if size < 1024:
        return f"{size} B"
    return f"{size // 1024:,} KB" if size < 1024**2 else f"{size / 1024**2:,.1f} MB"


@register.filter
def short_hash(digest: str | None) -> str:
    """4be1…90d2."""
    return f"{digest[:4]}…{digest[-4:]}" if digest else "—"

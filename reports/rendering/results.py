"""What goes into a rendering beside the document, what comes out of it, and why it may fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Relationship = Literal["Source", "Data", "Alternative", "Supplement", "Unspecified"]
Stage = Literal["检查字形", "排版", "分页", "写入PDF/A"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside the PDF; `relationship` is what it is to the report (PDF/A-3, ISO 19005-3 §6.8)."""

    name: str
    mime: str
    content: bytes
    description: str = ""
    relationship: Relationship = "Data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a rendering has come: `done` of `total` in a stage; `total` 0 when it is not known yet."""

    stage: Stage
    done: int
    total: int


Listener = Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Something the typesetter complained about; a finished rendering has none."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the contents: `page` is the sheet of the file, from 1; `label` the number printed on it."""

    title: str
    level: int
    page: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A place on a sheet of the file (`page` from 0), in pt from its lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A finished report; `seal` is the place that it keeps for the firm's seal, if it keeps one."""

    pdf: bytes
    pages: int
    warnings: tuple[Complaint, ...]
    contents: tuple[Entry, ...]
    seal: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingGlyph:
    """A character that no shipped font can draw, the part and place it stands at, and the text around it."""

    character: str
    part: str
    place: str
    context: str

    def __str__(self) -> str:
        where = f"{self.part} {self.place}".strip()
        return f"{where}：字“{self.character}”（U+{ord(self.character):04X}）不在字体内（…{self.context}…）"


class RenderingFailed(Exception):
    """The report cannot be printed; the message says why and where."""


class MissingGlyphs(RenderingFailed):
    """The report holds characters that the fonts cannot draw."""

    LISTED = 20

    def __init__(self, missing: tuple[MissingGlyph, ...]) -> None:
        self.missing = missing
        lines = [str(glyph) for glyph in missing[: self.LISTED]]
        if len(missing) > self.LISTED:
            lines.append(f"另有{len(missing) - self.LISTED}处，改正后再检查。")
        super().__init__("\n".join(lines))


class Cancelled(Exception):
    """Raised by a listener to stop a rendering; passes through unchanged."""

"""What the seal looks like on the page: the firm's name in a red frame, drawn as outlines, without a font."""

from __future__ import annotations

from functools import cache
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from reports.rendering.assets import HERE

FONT = HERE / "fonts" / "hei-bold.otf"
RED = "0.72 0.16 0.13"
MARK = "电子签章"
LONGEST_LINE = 8
"""Characters of the name in a line."""


def appearance(firm: str, width: float, height: float) -> bytes:
    """PDF operators that fill a box of that size, with its corner at the origin."""
    lines = _lines(firm)
    size = min((width - 20) / max(map(len, lines)), (height - 36) / (len(lines) * 1.3), 15)
    written = [f"{RED} RG {RED} rg", _frame(2, 2, width, height, 1.8), _frame(5, 5, width, height, 0.6)]
    top = height - (height - 18 - len(lines) * size * 1.3) / 2 - size * 1.1
    for place, line in enumerate(lines):
        written.append(_text(line, (width - len(line) * size) / 2, top - place * size * 1.3, size))
    written.append(_text(MARK, (width - len(MARK) * 9) / 2, 11, 9))
    return "\n".join(written).encode("ascii")


def _lines(firm: str) -> list[str]:
    """The name in lines of about the same length."""
    count = -(-len(firm) // LONGEST_LINE) or 1
    length = -(-len(firm) // count) or 1
    return [firm[start : start + length] for start in range(0, len(firm), length)] or [""]


def _frame(x: float, y: float, width: float, height: float, line: float) -> str:
    return f"{line} w {x} {y} {width - 2 * x:.2f} {height - 2 * y:.2f} re S"


def _text(text: str, x: float, y: float, size: float) -> str:
    font = _font()
    scale = size / font["head"].unitsPerEm
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    drawn = []
    for place, sign in enumerate(text):
        if name := names.get(ord(sign)):
            pen = _Pen(glyphs)
            glyphs[name].draw(pen)
            drawn.append(
                f"q {scale:.6f} 0 0 {scale:.6f} {x + place * size:.3f} {y:.3f} cm {' '.join(pen.drawn)} f Q"
            )
    return "\n".join(drawn)


@cache
def _font() -> Any:
    return TTFont(FONT)


class _Pen(BasePen):
    """Writes outlines as the operators of a PDF path."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.drawn: list[str] = []

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - fontTools' name
        self.drawn.append(f"{_at(point)} m")

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.drawn.append(f"{_at(point)} l")

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self.drawn.append(f"{' '.join(_at(point) for point in points)} c")

    def _closePath(self) -> None:  # noqa: N802
        self.drawn.append("h")


def _at(point: tuple[float, float]) -> str:
    return f"{point[0]:g} {point[1]:g}"

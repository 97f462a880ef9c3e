"""Reading a printed report back: its pages' texts and lines, with the places they stand at (in pt)."""

from __future__ import annotations

import html
import re
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
NEAR = 2.0  # pt
EDGE = 60.0  # pt; at the sides of a wide page


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page (what pdftotext takes for one) and its box."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line across a page, from its first word to its last."""

    words: tuple[Word, ...]

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def text(self) -> str:
        return squeeze("".join(word.text for word in self.words))


class Paper:
    """A PDF as a reader sees it. Texts are without blanks: how words are parted does not matter."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        self.reader = PdfReader(BytesIO(pdf))

    @cached_property
    def texts(self) -> list[str]:
        return ["".join(line.text for line in lines) for lines in self.lines]

    @cached_property
    def lines(self) -> list[list[Line]]:
        """The lines of each page from head to foot; what stands on one base line is one line."""
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder) / "in.pdf", Path(folder) / "out.html"
            source.write_bytes(self.pdf)
            subprocess.run(["pdftotext", "-bbox-layout", source, target], check=True)
            pages = target.read_text(encoding="utf-8").split("<page ")[1:]
        return [_lines(page) for page in pages]

    def find(self, text: str) -> list[int]:
        """The pages (from 0) that say `text`."""
        wanted = squeeze(text)
        return [number for number, said in enumerate(self.texts) if wanted in said]


def _lines(page: str) -> list[Line]:
    """The lines of a page. On a wide one the head stands turned at its right edge, the number at its left."""
    width, height = map(float, SIZE.match(page).groups())  # type: ignore[union-attr]
    words = list(map(_word, WORD.finditer(page)))
    if width < height:
        return _across(words)
    head = sorted((word for word in words if word.left > width - EDGE), key=lambda word: word.top)
    number = sorted((word for word in words if word.right < EDGE), key=lambda word: word.top)
    inside = _across([word for word in words if word not in head and word not in number])
    return [*([Line(tuple(head))] if head else []), *inside, *([Line(tuple(number))] if number else [])]


def _across(found: list[Word]) -> list[Line]:
    words = sorted(found, key=lambda word: (word.top + word.bottom, word.left))
    lines: list[list[Word]] = []
    for word in words:
        middle = (word.top + word.bottom) / 2
        if lines and abs(middle - (lines[-1][0].top + lines[-1][0].bottom) / 2) < NEAR:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [Line(tuple(sorted(line, key=lambda word: word.left))) for line in lines]


def _word(match: re.Match[str]) -> Word:
    left, top, right, bottom = map(float, match.groups()[:4])
    return Word(left, top, right, bottom, html.unescape(match[5]))


def squeeze(text: str) -> str:
    """`text` without blanks."""
    return re.sub(r"\s", "", text)

"""What every chart is drawn with: colours, elements, lettering, and the frame around them."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours and lettering: one accent, greys for the rest."""

    ink: str
    text: str
    muted: str
    outline: str
    fill: str
    line: str
    tones: tuple[str, ...]
    font: str


PRINT = Palette(
    ink="#1f4e79",
    text="#000000",
    muted="#555555",
    outline="#555555",
    fill="#e6e6e6",
    line="#d9d9d9",
    tones=("#1f4e79", "#6f8fae", "#b5b5b5", "#d0d0d0", "#e2e2e2"),
    font="hei, song",
)
SCREEN = Palette(
    ink="#1f4e79",
    text="#212529",
    muted="#6c757d",
    outline="#868e96",
    fill="#e9ecef",
    line="#dee2e6",
    tones=("#1f4e79", "#6f8fae", "#a9b4bf", "#c9d0d6", "#e2e6ea"),
    font="Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif",
)

WIDTH = 432.0
NARROW = 0.55


def frame(title: str, height: float, palette: Palette, *content: str, width: float = WIDTH) -> str:
    """One `<svg>` that holds the content, named by its title."""
    size = f'width="{short(width)}pt" height="{short(height)}pt" viewBox="0 0 {short(width)} {short(height)}"'
    letters = f'font-family="{escape(palette.font)}" font-weight="500" fill="{palette.text}"'
    named = f'role="img" aria-label="{escape(title)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {letters} {named}>{"".join(content)}</svg>'


def element(name: str, **attributes: str | float) -> str:
    return f"<{name}{_attributes(attributes)}/>"


def lettering(content: str, **attributes: str | float) -> str:
    return f"<text{_attributes(attributes)}>{escape(content)}</text>"


def _attributes(attributes: dict[str, str | float]) -> str:
    return "".join(
        f' {name.replace("_", "-")}="{value if isinstance(value, str) else short(value)}"'
        for name, value in attributes.items()
    )


def short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def ems(content: str) -> float:
    return sum(NARROW if character.isascii() else 1.0 for character in content)

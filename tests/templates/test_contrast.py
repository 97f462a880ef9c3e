"""WCAG 2.1 contrast of every pair of tokens that carries text (4.5) or the edge of something (3.0)."""

import re

import pytest
from django.conf import settings

TOKENS = settings.ROOT / "static" / "css" / "tokens.css"
INKS = ("ink", "ink-2", "ink-3")
STATES = ("signed", "active", "todo", "returned", "conflict", "none")
PAIRS = (
    *((ink, back, 4.5) for ink in INKS for back in ("surface", "paper", "sunken", "selected")),
    *(("accent", back, 4.5) for back in ("surface", "paper", "accent-tint", "selected")),
    ("accent-active", "accent-tint", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-hover", 4.5),
    ("seal", "surface", 4.5),
    *((state, f"{state}-bg", 4.5) for state in STATES),
    *((state, "surface", 4.5) for state in STATES),
    ("line-3", "surface", 3.0),
    ("line-3", "paper", 3.0),
    ("chart-1", "surface", 3.0),
    ("chart-3", "surface", 3.0),
)


def tokens() -> dict[str, str]:
    """The colours on screen; print sets its own."""
    screen = TOKENS.read_text(encoding="utf-8").split("@media print")[0]
    return dict(re.findall(r"--ui-([\w-]+):\s*(#[0-9a-f]{6})", screen))


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, WCAG 2.1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(fore: str, back: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    high, low = sorted((luminance(fore), luminance(back)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("fore", "back", "least"), PAIRS)
def test_contrast(fore, back, least):
    colours = tokens()
    assert contrast(colours[fore], colours[back]) >= least


def test_black_on_white_is_the_strongest_contrast():
    assert contrast("#000000", "#ffffff") == 21


def test_the_header_of_the_tokens_tells_the_truth():
    text, colours = TOKENS.read_text(encoding="utf-8"), tokens()
    stated = text.split("*/")[0]
    told = [
        (line.split()[0], back, ratio)
        for line in stated.splitlines()
        if re.search(r"\d\.\d\d", line)
        for back, ratio in re.findall(r"([\w-]+) (\d+\.\d\d)", line)
    ]
    assert len(told) == 35
    assert [(f, b, f"{contrast(colours[f], colours[b]):.2f}") for f, b, _ in told] == told

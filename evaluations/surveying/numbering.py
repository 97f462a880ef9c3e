"""By which number an option is called, on paper and by whoever types the paper in."""

from __future__ import annotations

import re
import unicodedata

from evaluations.surveying.definition import MATRIX, SCALE, Choice, Item

_FIGURE = re.compile(r"(\d{1,2})(?=分|[\s(:.、]|$)")


def numbers(item: Item) -> dict[str, Choice]:
    """The choices by what is typed for them: 1, 2, …; of a scale of figures the figures themselves.

    A choice without a figure (不了解) beside such ones has its place, or the next number that is free.
    """
    figures = [_figure(choice) if item.kind in (SCALE, MATRIX) else "" for choice in item.choices]
    said = [one for one in figures if one]
    if (
        len(said) < 2
        or len(set(said)) < len(said)
        or any(not figure and not choice.aside for figure, choice in zip(figures, item.choices, strict=True))
    ):
        figures = ["" for _ in item.choices]
    found = {figure: choice for figure, choice in zip(figures, item.choices, strict=True) if figure}
    for place, (figure, choice) in enumerate(zip(figures, item.choices, strict=True), 1):
        if not figure:
            number = place
            while str(number) in found:
                number += 1
            found[str(number)] = choice
    return found


def _figure(choice: Choice) -> str:
    matched = _FIGURE.match(unicodedata.normalize("NFKC", choice.label))
    return str(int(matched[1])) if matched else ""

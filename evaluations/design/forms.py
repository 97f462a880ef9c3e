"""Reading what the pages of the indicator system send; what cannot be read is told in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from evaluations.design.conventions import Conventions
from evaluations.projects.figures import NotAFigure, read_figure
from indicators.systems.codes import Style
from indicators.systems.models import Indicator, RoundedPart, RoundingMode

MOST_BANDS = 8
Posted = Mapping[str, Any]


def number(posted: Posted, name: str, default: int = 0) -> int:
    """A whole number that a script sends; `default` where there is none."""
    text = str(posted.get(name, "")).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def parent_of(posted: Posted) -> int | None:
    """The key of a parent; empty for the top level."""
    return number(posted, "parent") or None


def aim(posted: Posted) -> tuple[int | None, int]:
    """Under which parent, as which child: from `parent` and `place`, or PARENT:PLACE of a button (`to`)."""
    if "to" not in posted:
        return parent_of(posted), number(posted, "place")
    parent, _, place = str(posted["to"]).partition(":")
    return number({"to": parent}, "to") or None, number({"to": place}, "to")


def weight(text: str, row: str) -> Decimal:
    """A weight; ValidationError names the row and the character in the way."""
    try:
        found = read_figure(text)
    except NotAFigure as fault:
        raise ValidationError(f"{row}的权重{fault}") from None
    if found is None:
        raise ValidationError(f"{row}的权重是空的，请填一个数；不计分填0。")
    return found


def style(posted: Posted) -> Style:
    """A style of codes; compact where it is unknown."""
    sent = str(posted.get("style", ""))
    return Style(sent) if sent in list(Style) else Style.COMPACT


def decimals(posted: Posted) -> int:
    """With how many decimals weights are split: 0 to 4."""
    return min(number(posted, "decimals", 1), 4)


def given_weights(posted: Posted, children: Sequence[Indicator]) -> dict[int, Decimal]:
    """What one expert gave each child; what is left empty is absent."""
    texts = {child: str(posted.get(f"weight-{child.pk}", "")).strip() for child in children}
    return {child.pk: weight(text, f"“{child.name}”") for child, text in texts.items() if text}


def compared_pairs(posted: Posted, children: Sequence[Indicator]) -> dict[tuple[int, int], int]:
    """The scales of the pairs, by keys, the lower first; what is left open is absent."""
    found: dict[tuple[int, int], int] = {}
    for place, first in enumerate(children):
        for second in children[place + 1 :]:
            scale = _scale(str(posted.get(f"pair-{first.pk}-{second.pk}", "")))
            if scale is not None:
                turned = first.pk > second.pk and scale != 1
                low, high = sorted((first.pk, second.pk))
                found[low, high] = -scale if turned else scale
    return found


def _scale(text: str) -> int | None:
    known = {str(step): step for step in [*range(-9, -1), *range(1, 10)]}
    return known.get(text)


def conventions(posted: Posted) -> Conventions:
    """Grades and rounding; ValidationError names the row."""
    bands: list[tuple[str, Decimal]] = []
    for place in range(MOST_BANDS):
        grade = str(posted.get(f"grade-{place}", "")).strip()
        text = str(posted.get(f"minimum-{place}", "")).strip()
        if grade or text:
            bands.append(_band(place + 1, grade, text))
    bands.sort(key=lambda band: band[1], reverse=True)
    modes, parts = RoundingMode.values, RoundedPart.values
    rounding = {
        "value_decimals": _places(posted, "value_decimals", "业绩值小数位"),
        "value_mode": _one_of(posted, "value_mode", modes),
        "score_decimals": _places(posted, "score_decimals", "得分小数位"),
        "score_mode": _one_of(posted, "score_mode", modes),
        "score_applies_to": _one_of(posted, "score_applies_to", parts),
    }
    return Conventions(bands=tuple(bands), rounding=rounding)


def _band(row: int, grade: str, text: str) -> tuple[str, Decimal]:
    if not grade:
        raise ValidationError(f"第{row}行：有下限{text}，没有等级名称；请写上，或把两格都清空。")
    if len(grade) > 20:
        raise ValidationError(f"第{row}行：等级名称共{len(grade)}个字，最多20个。")
    try:
        found = read_figure(text)
    except NotAFigure as fault:
        raise ValidationError(f"第{row}行：“{grade}”的下限{fault}") from None
    if found is None:
        raise ValidationError(f"第{row}行：“{grade}”没有下限；最低一档填0。")
    return grade, found


def _places(posted: Posted, name: str, label: str) -> int | None:
    text = str(posted.get(name, "")).strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= 12):
        raise ValidationError(f"{label}应为0到12的整数，现为“{text}”。")
    return int(text)


def _one_of(posted: Posted, name: str, known: Sequence[str]) -> str:
    sent = str(posted.get(name, ""))
    return sent if sent in known else ""

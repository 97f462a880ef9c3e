"""Bars to both sides of where things stand, the widest first, with the bounds that they may cross."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from indicators.charts.marks import WIDTH, Palette, element, ems, frame, lettering
from indicators.charts.model import Reach, Tick, TornadoChart

STEP, BAR, SIZE, SMALL = 20.0, 12.0, 9.5, 9.0
TOP = 20.0
MOST_LABEL = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """Where a value stands in the drawing, and where the bars begin and end."""

    low: Decimal
    scale: float
    left: float
    bottom: float

    def x(self, value: Decimal) -> float:
        return self.left + float(value - self.low) * self.scale


def draw_tornado(chart: TornadoChart, palette: Palette) -> str:
    """As wide as a type area, a row for each bar."""
    field, bounds = _field(chart)
    parts = [
        *_bounds(field, bounds, palette),
        *(part for place, bar in enumerate(chart.bars) for part in _bar(place, bar, chart, field, palette)),
        *_middle(field, chart.middle, bounds, palette),
        *_key(chart, field, palette),
    ]
    return frame(chart.title, field.bottom + 32, palette, *parts)


def _field(chart: TornadoChart) -> tuple[_Field, tuple[Tick, ...]]:
    """The scale, with room for the figures at both ends of the bars; and the bounds that are near enough."""
    low = min([chart.middle.at, *(bar.low for bar in chart.bars)])
    high = max([chart.middle.at, *(bar.high for bar in chart.bars)])
    near = max(high - low, Decimal(1)) * 3 / 4
    bounds = tuple(tick for tick in chart.bounds if low - near <= tick.at <= high + near)
    low, high = min([low, *(tick.at for tick in bounds)]), max([high, *(tick.at for tick in bounds)])
    labels = min(MOST_LABEL, max((ems(bar.label) for bar in chart.bars), default=4.0) * SIZE)
    figures = max((ems(bar.low_text) for bar in chart.bars), default=4.0) * SMALL + 8
    left, right = labels + figures, WIDTH - figures
    span = float(high - low) or 1.0
    bottom = TOP + len(chart.bars) * STEP
    return _Field(low=low, scale=(right - left) / span, left=left, bottom=bottom), bounds


def _bounds(field: _Field, bounds: tuple[Tick, ...], palette: Palette) -> Iterator[str]:
    """A line with the name that holds from there on; behind the bars."""
    for tick in bounds:
        x = field.x(tick.at)
        yield element(
            "line",
            x1=x,
            y1=TOP - 4,
            x2=x,
            y2=field.bottom,
            stroke=palette.ink,
            stroke_width=1.0,
            stroke_dasharray="4 2",
        )
        yield lettering(
            f"{tick.text}→",
            x=x,
            y=TOP - 8,
            font_size=SIZE,
            font_weight="600",
            fill=palette.ink,
            text_anchor="middle",
        )


def _bar(place: int, bar: Reach, chart: TornadoChart, field: _Field, palette: Palette) -> Iterator[str]:
    y, middle = TOP + place * STEP + (STEP - BAR) / 2, field.x(chart.middle.at)
    low, high = field.x(bar.low), field.x(bar.high)
    line = y + BAR - 2.6
    weight = {"font_weight": "600"} if bar.is_strong else {}
    yield lettering(_shortened(bar.label), x=0.0, y=line, font_size=SIZE, **weight)
    for x, width, tone in ((low, middle - low, palette.tones[2]), (middle, high - middle, palette.tones[1])):
        if width > 0:
            yield element("rect", x=x, y=y, width=width, height=BAR, fill=tone)
    fill = palette.text if bar.is_strong else palette.muted
    yield lettering(bar.low_text, x=low - 4, y=line, font_size=SMALL, text_anchor="end", fill=fill, **weight)
    yield lettering(
        bar.high_text, x=high + 4, y=line, font_size=SMALL, fill=fill, paint_order="stroke", stroke="#ffffff",
        stroke_width=2.5, **weight,
    )  # fmt: skip


def _shortened(label: str) -> str:
    if ems(label) * SIZE <= MOST_LABEL:
        return label
    while label and (ems(label) + 1) * SIZE > MOST_LABEL:
        label = label[:-1]
    return f"{label}…"


def _middle(field: _Field, middle: Tick, bounds: tuple[Tick, ...], palette: Palette) -> Iterator[str]:
    """Where things stand, over everything; under the axis the figures of the bounds that find room."""
    x, y = field.x(middle.at), field.bottom + 11
    yield element("line", x1=x, y1=TOP - 2, x2=x, y2=field.bottom + 1, stroke=palette.text, stroke_width=1.4)
    yield lettering(middle.text, x=x, y=y, font_size=SIZE, font_weight="600", text_anchor="middle")
    for tick in bounds:
        at = field.x(tick.at)
        if abs(at - x) > (ems(middle.text) + 3) * SIZE / 2 + 8:
            yield lettering(
                f"{tick.at.normalize():f}",
                x=at,
                y=y,
                font_size=SMALL,
                fill=palette.muted,
                text_anchor="middle",
            )


def _key(chart: TornadoChart, field: _Field, palette: Palette) -> Iterator[str]:
    x, y = 0.0, field.bottom + 20
    for name, tone in ((chart.low_name, palette.tones[2]), (chart.high_name, palette.tones[1])):
        yield element("rect", x=x, y=y, width=9.0, height=9.0, fill=tone)
        yield lettering(name, x=x + 13, y=y + 8, font_size=SMALL, fill=palette.muted)
        x += 30 + ems(name) * SMALL

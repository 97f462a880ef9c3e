"""Bars to both sides of where things stand, the widest first, with the bounds that they may cross."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from indicators.charts.marks import WIDTH, Palette, element, ems, frame, lettering
from indicators.charts.model import Reach, Tick, TornadoChart

BAR = 12.0
TOP = 22.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """The measures of a drawing: on paper in points, narrow on a screen in larger letters."""

    width: float
    size: float
    small: float
    step: float
    labels: float


PAPER = _Look(width=WIDTH, size=9.5, small=9.0, step=20.0, labels=120.0)
NARROW = _Look(width=340.0, size=12.0, small=11.0, step=24.0, labels=98.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """Where a value stands in the drawing, which bounds are near enough to be in it, and where bars end."""

    look: _Look
    low: Decimal
    scale: float
    left: float
    bottom: float
    bounds: tuple[Tick, ...]

    def x(self, value: Decimal) -> float:
        return self.left + float(value - self.low) * self.scale


def draw_tornado(chart: TornadoChart, palette: Palette, *, narrow: bool = False) -> str:
    """As wide as a type area, or `narrow` for a third of a screen; a row for each bar."""
    field = _field(chart, NARROW if narrow else PAPER)
    parts = [
        *_bounds(field, palette),
        *(part for place, bar in enumerate(chart.bars) for part in _bar(place, bar, chart, field, palette)),
        *_middle(field, chart.middle, palette),
        *_key(chart, field, palette),
    ]
    return frame(chart.title, field.bottom + 36, palette, *parts, width=field.look.width)


def _field(chart: TornadoChart, look: _Look) -> _Field:
    """The scale leaves room for labels and for the figures at both ends of the bars."""
    low = min([chart.middle.at, *(bar.low for bar in chart.bars)])
    high = max([chart.middle.at, *(bar.high for bar in chart.bars)])
    near = max(high - low, Decimal(1)) * 3 / 4
    bounds = tuple(tick for tick in chart.bounds if low - near <= tick.at <= high + near)
    low, high = min([low, *(tick.at for tick in bounds)]), max([high, *(tick.at for tick in bounds)])
    labels = min(look.labels, max((ems(bar.label) for bar in chart.bars), default=4.0) * look.size)
    figures = max((ems(bar.low_text) for bar in chart.bars), default=4.0) * look.small + 10
    left = labels + figures
    return _Field(
        look=look,
        low=low,
        scale=(look.width - figures - left) / (float(high - low) or 1.0),
        left=left,
        bottom=TOP + len(chart.bars) * look.step,
        bounds=bounds,
    )


def _bounds(field: _Field, palette: Palette) -> Iterator[str]:
    """A line with the name that holds from there on; behind the bars."""
    for tick in field.bounds:
        x = field.x(tick.at)
        line = {"y1": TOP - 4, "y2": field.bottom, "stroke_width": 1.0}
        yield element("line", x1=x, x2=x, stroke=palette.ink, stroke_dasharray="4 2", **line)
        look = {"font_size": field.look.size, "y": TOP - 9}
        yield lettering(
            f"{tick.text}→", x=x, fill=palette.ink, font_weight="600", text_anchor="middle", **look
        )


def _bar(place: int, bar: Reach, chart: TornadoChart, field: _Field, palette: Palette) -> Iterator[str]:
    look = field.look
    y, middle = TOP + place * look.step + (look.step - BAR) / 2, field.x(chart.middle.at)
    low, high, line = field.x(bar.low), field.x(bar.high), y + BAR - 2
    weight = "600" if bar.is_strong else "400"
    label = _shortened(bar.label, look)
    yield lettering(label, x=0.0, y=line, font_size=look.size, font_weight=weight)
    for x, width, tone in ((low, middle - low, palette.tones[2]), (middle, high - middle, palette.tones[1])):
        if width > 0:
            yield element("rect", x=x, y=y, width=width, height=BAR, fill=tone)
    for text, x, way in ((bar.low_text, low, -1), (bar.high_text, high, 1)):
        inside = _is_crossed(text, x, way, field) and abs(x - middle) > ems(text) * look.small + 8
        anchor = "end" if (way < 0) is not inside else "start"
        at = x + 4 * (-way if inside else way)
        yield lettering(text, x=at, y=line, font_size=look.small, font_weight=weight, text_anchor=anchor)


def _is_crossed(text: str, x: float, way: int, field: _Field) -> bool:
    """Whether a bound's line would run through a figure beside the bar."""
    far = x + way * (ems(text) * field.look.small + 6)
    return any(min(x, far) <= field.x(tick.at) <= max(x, far) for tick in field.bounds)


def _shortened(label: str, look: _Look) -> str:
    if ems(label) * look.size <= look.labels:
        return label
    while label and (ems(label) + 1) * look.size > look.labels:
        label = label[:-1]
    return f"{label}…"


def _middle(field: _Field, middle: Tick, palette: Palette) -> Iterator[str]:
    """Where things stand, over everything; under the axis the figures of the bounds that find room."""
    look = field.look
    x, y = field.x(middle.at), field.bottom + look.size + 1
    yield element("line", x1=x, y1=TOP - 2, x2=x, y2=field.bottom + 1, stroke=palette.text, stroke_width=1.4)
    yield lettering(middle.text, x=x, y=y, font_size=look.size, font_weight="600", text_anchor="middle")
    for tick in field.bounds:
        at = field.x(tick.at)
        if abs(at - x) > (ems(middle.text) + 2) * look.size / 2 + 6:
            yield lettering(
                f"{tick.at.normalize():f}",
                x=at,
                y=y,
                font_size=look.small,
                fill=palette.muted,
                text_anchor="middle",
            )


def _key(chart: TornadoChart, field: _Field, palette: Palette) -> Iterator[str]:
    x, y = 0.0, field.bottom + 24
    for name, tone in ((chart.low_name, palette.tones[2]), (chart.high_name, palette.tones[1])):
        yield element("rect", x=x, y=y, width=9.0, height=9.0, fill=tone)
        yield lettering(name, x=x + 13, y=y + 8.5, font_size=field.look.small, fill=palette.muted)
        x += 30 + ems(name) * field.look.small

"""A curve over an axis: lines with what is under them, ticks, and one place that is marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from indicators.charts.marks import Palette, element, ems, frame, lettering, short
from indicators.charts.model import CurveChart, Dot

WIDTH, HEIGHT = 300.0, 176.0
LEFT, RIGHT, TOP, BOTTOM = 34.0, 288.0, 20.0, 150.0
SIZE = 10.0
ALERT = "#a92e24"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """Where a value and a score stand in the drawing."""

    low: float
    span: float
    top: float

    def x(self, value: Decimal) -> float:
        return LEFT + (RIGHT - LEFT) * min(max((float(value) - self.low) / self.span, 0.0), 1.0)

    def y(self, score: Decimal) -> float:
        return BOTTOM - (BOTTOM - TOP) * min(max(float(score) / self.top, 0.0), 1.0)

    def path(self, piece: tuple[tuple[Decimal, Decimal], ...]) -> str:
        return "L".join(f"{short(self.x(x))} {short(self.y(y))}" for x, y in piece)


def draw_curve(chart: CurveChart, palette: Palette) -> str:
    """300 by 176 units; the description is its text alternative."""
    field = _Field(
        low=float(chart.low), span=float(chart.high - chart.low) or 1.0, top=float(chart.top) or 1.0
    )
    parts = [
        *_axes(chart, field, palette),
        *_lines(chart, field, palette),
        *(_mark(chart.mark, field, palette) if chart.mark else ()),
    ]
    return frame(f"{chart.title}：{chart.described}", HEIGHT, palette, *parts, width=WIDTH)


def _axes(chart: CurveChart, field: _Field, palette: Palette) -> Iterator[str]:
    for tick in chart.y_ticks:
        y = field.y(tick.at)
        yield element("line", x1=LEFT, y1=y, x2=RIGHT, y2=y, stroke=palette.line, stroke_width=0.8)
        yield lettering(
            tick.text, x=LEFT - 6, y=y + 3.5, font_size=SIZE, text_anchor="end", fill=palette.muted
        )
    taken: list[tuple[float, float]] = []
    for tick in chart.x_ticks:
        x, half = field.x(tick.at), ems(tick.text) * SIZE / 2 + 2
        yield element("line", x1=x, y1=BOTTOM, x2=x, y2=BOTTOM + 3, stroke=palette.outline, stroke_width=0.8)
        middle = min(max(x, half), WIDTH - half)
        if all(middle + half < left or middle - half > right for left, right in taken):
            taken.append((middle - half, middle + half))
            yield lettering(
                tick.text, x=middle, y=BOTTOM + 15, font_size=SIZE, text_anchor="middle", fill=palette.muted
            )
    for x, y in ((RIGHT, BOTTOM), (LEFT, TOP - 8)):
        yield element("line", x1=LEFT, y1=BOTTOM, x2=x, y2=y, stroke=palette.outline, stroke_width=1.0)


def _lines(chart: CurveChart, field: _Field, palette: Palette) -> Iterator[str]:
    floor = short(BOTTOM)
    for piece in chart.pieces:
        start, stop = short(field.x(piece[0][0])), short(field.x(piece[-1][0]))
        under = f"M{start} {floor}L{field.path(piece)}L{stop} {floor}Z"
        yield element("path", d=under, fill=palette.ink, fill_opacity=0.11)
    for piece in chart.pieces:
        line = f"M{field.path(piece)}"
        yield element(
            "path", d=line, fill="none", stroke=palette.ink, stroke_width=2.0, stroke_linejoin="round"
        )
    for x, y in chart.spots:
        yield element("circle", cx=field.x(x), cy=field.y(y), r=3.0, fill=palette.ink)


def _mark(mark: Dot, field: _Field, palette: Palette) -> Iterator[str]:
    """The place with lines to both axes; its text on the side where there is room."""
    x, y = field.x(mark.x), field.y(mark.y)
    way = f"M{short(x)} {short(BOTTOM)}V{short(y)}H{short(LEFT)}"
    yield element("path", d=way, fill="none", stroke=ALERT, stroke_width=1.0, stroke_dasharray="3 3")
    yield element("circle", cx=x, cy=y, r=4.5, fill=ALERT, stroke="#ffffff", stroke_width=1.5)
    room = ems(mark.text) * (SIZE + 1)
    fits = x + 10 + room <= RIGHT
    below = y + 18 if y < BOTTOM - 24 else y - 10
    yield lettering(
        mark.text,
        x=x + 9 if fits else x - 9,
        y=below,
        font_size=SIZE + 1,
        font_weight="600",
        fill=palette.text,
        text_anchor="start" if fits else "end",
        stroke="#ffffff",
        stroke_width=3.0,
        stroke_linejoin="round",
        paint_order="stroke",
    )

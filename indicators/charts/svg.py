"""Charts as SVG: attributes only (a strict Content-Security-Policy forbids styles), 1 unit = 1 pt, all text
escaped.

Each value stands at its bar or axis, so no chart needs its key to be read, and each survives a print in grey.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, cos, pi, sin

from indicators.charts.curves import draw_curve
from indicators.charts.marks import PRINT, WIDTH, Palette, element, ems, frame, lettering, short
from indicators.charts.model import BarChart, Chart, CurveChart, RadarChart, ShareChart, TornadoChart
from indicators.charts.tornado import draw_tornado


def draw(chart: Chart, *, palette: Palette = PRINT, narrow: bool = False) -> str:
    """One `<svg>` element, 432 pt wide (a type area).

    `narrow` shares are half of that, beside a table; a narrow tornado is as wide as a third of a screen.
    """
    match chart:
        case BarChart():
            return _bars(chart, palette)
        case RadarChart():
            return _radar(chart, palette)
        case ShareChart():
            return _shares(chart, palette, 172.0 if narrow else WIDTH)
        case CurveChart():
            return draw_curve(chart, palette)
        case TornadoChart():
            return draw_tornado(chart, palette, narrow=narrow)


# Pieces -----------------------------------------------------------------------------------------


def _fold(label: str, room: float) -> tuple[str, ...]:
    """`label` in as many lines as it needs at `room` em each, of about the same length.

    No line begins with a closing sign: it takes the character before it along.
    """
    count = max(1, ceil(ems(label) / room))
    share = ems(label) / count
    lines: list[str] = []
    line = ""
    for character in label:
        if line and ems(line + character) > min(share + 0.5, room) and len(lines) < count - 1:
            kept = line[:-1] if character in CLOSING and len(line) > 1 else line
            lines.append(kept)
            line = line[len(kept) :]
        line += character
    return (*lines, line)


CLOSING = "，。、；：！？）》〉」』】”’,.;:!?)"


def _shortened(label: str, room: float) -> str:
    """`label`, or as much of it as fits into `room` em before an ellipsis."""
    if ems(label) <= room:
        return label
    while label and ems(label) > room - 1:
        label = label[:-1]
    return f"{label}…"


# Bars -------------------------------------------------------------------------------------------


def _bars(chart: BarChart, palette: Palette) -> str:
    """Horizontal bars: the whole in grey, the part in it, both figures at the end."""
    step, size = 19.0, 9.0
    label_width = min(150.0, max((ems(bar.label) for bar in chart.bars), default=4.0) * size + 6)
    text_width = max((ems(bar.text) for bar in chart.bars), default=4.0) * 8 + 10
    left, ceiling = label_width + 6, _ceiling(max((bar.whole for bar in chart.bars), default=Decimal(1)))
    scale = (WIDTH - left - text_width) / float(ceiling)
    bottom = 22 + len(chart.bars) * step
    parts = [_key(chart, palette), _axis(left, scale, ceiling, bottom, chart.unit, palette)]
    for index, bar in enumerate(chart.bars):
        y = 24 + index * step
        whole, value = float(bar.whole) * scale, float(bar.value) * scale
        label = _shortened(bar.label, label_width / size)
        parts += [
            lettering(label, x=left - 6, y=y + 9, font_size=size, text_anchor="end"),
            element("rect", x=left, y=y, width=whole, height=12.0, fill=palette.fill),
            element(
                "rect",
                x=left,
                y=y,
                width=whole,
                height=12.0,
                fill="none",
                stroke=palette.outline,
                stroke_width=0.4,
            ),
            element("rect", x=left, y=y + 2.5, width=value, height=7.0, fill=palette.ink),
            lettering(bar.text, x=left + max(whole, value) + 5, y=y + 9, font_size=8.0),
        ]
    parts.append(element("line", x1=left, y1=20.0, x2=left, y2=bottom, stroke=palette.text, stroke_width=0.7))
    return frame(chart.title, bottom + 16, palette, *parts)


def _key(chart: BarChart, palette: Palette) -> str:
    middle = WIDTH - 12 - ems(chart.value_name) * 8
    first = middle - 40 - ems(chart.whole_name) * 8
    return "".join(
        (
            element(
                "rect",
                x=first,
                y=3.0,
                width=14.0,
                height=9.0,
                fill=palette.fill,
                stroke=palette.outline,
                stroke_width=0.4,
            ),
            lettering(chart.whole_name, x=first + 18, y=10.5, font_size=8.0),
            element("rect", x=middle - 10, y=4.5, width=14.0, height=6.0, fill=palette.ink),
            lettering(chart.value_name, x=middle + 8, y=10.5, font_size=8.0),
        )
    )


def _axis(left: float, scale: float, ceiling: Decimal, bottom: float, unit: str, palette: Palette) -> str:
    parts, stride = [], ceiling / 5
    for index in range(6):
        value = stride * index
        x = left + float(value) * scale
        parts += [
            element("line", x1=x, y1=20.0, x2=x, y2=bottom, stroke=palette.line, stroke_width=0.5),
            lettering(f"{value.normalize():,f}", x=x, y=bottom + 10, font_size=7.5, text_anchor="middle"),
        ]
    end = left + float(ceiling) * scale + 8 + len(f"{ceiling.normalize():,f}") * 4
    parts.append(lettering(unit, x=end, y=bottom + 10, font_size=7.5))
    return "".join(parts)


def _ceiling(most: Decimal) -> Decimal:
    """The end of an axis: the next number above `most` that five strides divide roundly."""
    unit = Decimal(1).scaleb(most.adjusted()) if most > 0 else Decimal(1)
    for factor in ("1", "1.5", "2", "2.5", "3", "4", "5", "7.5", "10"):
        if unit * Decimal(factor) >= most:
            return unit * Decimal(factor)
    return unit * 10


# Radar ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Web:
    """Where the axes of a radar stand."""

    cx: float
    cy: float
    radius: float
    count: int

    def at(self, index: int, share: float) -> tuple[float, float]:
        """The point of `share` on an axis."""
        angle = 2 * pi * index / self.count
        return self.cx + self.radius * share * sin(angle), self.cy - self.radius * share * cos(angle)

    def ring(self, shares: list[float]) -> str:
        """A polygon through one point on each axis."""
        points = (self.at(index, share) for index, share in enumerate(shares))
        return " ".join("{},{}".format(*map(short, point)) for point in points)


def _radar(chart: RadarChart, palette: Palette) -> str:
    """A web with one axis per share, clockwise from the top."""
    web = _Web(cx=WIDTH / 2, cy=134.0, radius=92.0, count=max(len(chart.axes), 3))
    shares = [min(max(float(axis.share), 0.0), 1.0) for axis in chart.axes]
    area = element(
        "polygon",
        points=web.ring(shares),
        fill=palette.ink,
        fill_opacity=0.13,
        stroke=palette.ink,
        stroke_width=1.4,
        stroke_linejoin="round",
    )
    parts = [*_rings(web, palette), area, *_scale(web, palette)]
    for index, (axis, share) in enumerate(zip(chart.axes, shares, strict=True)):
        x, y = web.at(index, share)
        place = {"cx": web.cx, "cy": web.cy, "radius": web.radius}
        parts.append(element("circle", cx=x, cy=y, r=2.0, fill=palette.ink))
        parts.append(_axis_label(axis.label, axis.text, *web.at(index, 1.1), **place, palette=palette))
    return frame(chart.title, 264, palette, *parts)


def _rings(web: _Web, palette: Palette) -> Iterator[str]:
    """Five rings, the outer one dark, and the axes."""
    for fifth in range(1, 6):
        outer = fifth == 5
        yield element(
            "polygon",
            points=web.ring([fifth / 5] * web.count),
            fill="none",
            stroke=palette.text if outer else palette.line,
            stroke_width=0.6 if outer else 0.5,
        )
    for index in range(web.count):
        x, y = web.at(index, 1)
        yield element("line", x1=web.cx, y1=web.cy, x2=x, y2=y, stroke=palette.line, stroke_width=0.5)


def _scale(web: _Web, palette: Palette) -> Iterator[str]:
    """20, 40, 60, 80 beside the rings."""
    for fifth in range(1, 5):
        y = web.cy - web.radius * fifth / 5 + 2.5
        yield lettering(f"{20 * fifth}", x=web.cx + 3, y=y, font_size=6.5, fill=palette.muted)


def _axis_label(
    label: str, value: str, x: float, y: float, *, cx: float, cy: float, radius: float, palette: Palette
) -> str:
    anchor = "middle" if abs(x - cx) < 5 else "start" if x > cx else "end"
    shift = -9 if y < cy - radius else 8 if y > cy + radius else -1
    return lettering(label, x=x, y=y + shift, font_size=9.0, text_anchor=anchor) + lettering(
        value, x=x, y=y + shift + 10.5, font_size=8.0, fill=palette.ink, text_anchor=anchor
    )


# Shares -----------------------------------------------------------------------------------------


def _shares(chart: ShareChart, palette: Palette, whole: float) -> str:
    """One bar an answer; the answers of one choice in falling tones, those of several in one."""
    size = 9.0 if whole == WIDTH else 8.0
    left = whole * 0.37
    label_width, scale = left - 10, whole - left - 52
    y, parts = 4.0, []
    for index, share in enumerate(chart.shares):
        lines = _fold(share.label, label_width / size)
        middle = y + max(len(lines) * 11, 17) / 2
        width = scale * min(max(float(share.share), 0.0), 1.0)
        tone = palette.ink if chart.multiple else palette.tones[min(index, len(palette.tones) - 1)]
        first = middle - (len(lines) - 1) * 5.5 + 3.2
        parts += [
            lettering(line, x=left - 6, y=first + 11 * n, font_size=size, text_anchor="end")
            for n, line in enumerate(lines)
        ]
        parts += [
            element(
                "rect",
                x=left,
                y=middle - 5.5,
                width=width,
                height=11.0,
                fill=tone,
                stroke=palette.outline,
                stroke_width=0.3,
            ),
            lettering(share.text, x=left + width + 5, y=middle + 3, font_size=8.0),
        ]
        y += max(len(lines) * 11 + 4, 18)
    parts.append(element("line", x1=left, y1=1.0, x2=left, y2=y + 1, stroke=palette.text, stroke_width=0.6))
    return frame(chart.title, y + 4, palette, *parts, width=whole)

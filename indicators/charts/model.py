"""What a chart shows: plain numbers with the text that stands beside them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar: `value` of `whole` (weight behind score, budget behind spending), labelled `text`."""

    label: str
    value: Decimal
    whole: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """Horizontal bars, the whole behind the part, with a key to both (权重, 得分)."""

    title: str
    bars: tuple[Bar, ...]
    value_name: str
    whole_name: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis of a radar: `share` from 0 to 1, written as `text`."""

    label: str
    share: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RadarChart:
    """A radar of shares, the outer ring is 100 %."""

    title: str
    axes: tuple[Axis, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One answer of a question: `share` from 0 to 1 of the valid answers."""

    label: str
    share: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareChart:
    """Bars of one question's answers; with `multiple` the shares need not add up to one."""

    title: str
    shares: tuple[Share, ...]
    multiple: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A place on a curve, written as `text`."""

    x: Decimal
    y: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark on an axis."""

    at: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveChart:
    """Lines over an axis: `pieces` of (x, y) from left to right, single `spots`, and the marked place.

    `described` is what the curve says, in words; those of the `x_ticks` (the most
    important first) that find room are written.
    """

    title: str
    described: str
    pieces: tuple[tuple[tuple[Decimal, Decimal], ...], ...]
    spots: tuple[tuple[Decimal, Decimal], ...]
    low: Decimal
    high: Decimal
    top: Decimal
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    mark: Dot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """From where to where something may come, on both sides of the present; strong for a sum of others."""

    label: str
    low: Decimal
    high: Decimal
    low_text: str
    high_text: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TornadoChart:
    """Bars to both sides of `middle`, where things stand; from each of `bounds` on another name holds.

    `low_name` and `high_name` say what the sides are. A bound far from all bars is not drawn.
    """

    title: str
    bars: tuple[Reach, ...]
    middle: Tick
    bounds: tuple[Tick, ...]
    low_name: str
    high_name: str


Chart = BarChart | RadarChart | ShareChart | CurveChart | TornadoChart

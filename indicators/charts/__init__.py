"""Charts as data, and their drawing: the same SVG on screen and in the PDF. Pure."""

from indicators.charts.marks import PRINT, SCREEN, Palette
from indicators.charts.model import (
    Axis,
    Bar,
    BarChart,
    Chart,
    CurveChart,
    Dot,
    RadarChart,
    Reach,
    Share,
    ShareChart,
    Tick,
    TornadoChart,
)
from indicators.charts.svg import draw

__all__ = [
    "PRINT",
    "SCREEN",
    "Axis",
    "Bar",
    "BarChart",
    "Chart",
    "CurveChart",
    "Dot",
    "Palette",
    "RadarChart",
    "Reach",
    "Share",
    "ShareChart",
    "Tick",
    "TornadoChart",
    "draw",
]

"""Charts as data, and their drawing: the same SVG on screen and in the PDF. Pure."""

from indicators.charts.model import Axis, Bar, BarChart, Chart, RadarChart, Share, ShareChart
from indicators.charts.svg import PRINT, SCREEN, Palette, draw

__all__ = [
    "PRINT",
    "SCREEN",
    "Axis",
    "Bar",
    "BarChart",
    "Chart",
    "Palette",
    "RadarChart",
    "Share",
    "ShareChart",
    "draw",
]

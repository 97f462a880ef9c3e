"""A curve as SVG."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D  # noqa: N817 - many of them
from xml.etree import ElementTree

from indicators.charts import CurveChart, Dot, Tick, draw

CHART = CurveChart(
    title="得分",
    described="80%得0分，90%得4分",
    pieces=(((D(80), D(0)), (D(90), D(4)), (D(100), D(4))),),
    spots=((D(85), D(1)),),
    low=D(80),
    high=D(100),
    top=D(4),
    x_ticks=(Tick(at=D(90), text="90%"), Tick(at=D("90.1"), text="90.1%"), Tick(at=D(100), text="100%")),
    y_ticks=(Tick(at=D(0), text="0"), Tick(at=D(4), text="4")),
    mark=Dot(x=D(85), y=D(2), text="85%　2分"),
)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart: CurveChart) -> ElementTree.Element:
    return ElementTree.fromstring(draw(chart))


def test_the_line_the_spot_and_the_mark_stand_in_their_places() -> None:
    svg = drawn(CHART)
    assert svg.get("aria-label") == "得分：80%得0分，90%得4分"
    paths = [path.get("d") for path in svg.iter(f"{SVG}path")]
    assert paths == [
        "M34 150L34 150L161 20L288 20L288 150Z",
        "M34 150L161 20L288 20",
        "M97.5 150V85H34",
    ]
    circles = [(one.get("cx"), one.get("cy")) for one in svg.iter(f"{SVG}circle")]
    assert circles == [("97.5", "117.5"), ("97.5", "85")]


def test_of_ticks_that_overlap_the_first_is_written() -> None:
    assert [one.text for one in drawn(CHART).iter(f"{SVG}text")] == ["0", "4", "90%", "100%", "85%　2分"]


def test_a_mark_at_the_right_and_at_the_bottom_stays_inside() -> None:
    texts = list(drawn(replace(CHART, mark=Dot(x=D(120), y=D(0), text="120%　0分"))).iter(f"{SVG}text"))
    assert (texts[-1].get("x"), texts[-1].get("y"), texts[-1].get("text-anchor")) == ("279", "140", "end")


def test_without_a_mark_and_without_a_span() -> None:
    svg = drawn(replace(CHART, mark=None, high=D(80), top=D(0)))
    assert len(list(svg.iter(f"{SVG}circle"))) == 1

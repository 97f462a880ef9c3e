"""The drawings: well-formed, without styles, escaped, with the figure at each bar."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from indicators.charts import (
    PRINT,
    SCREEN,
    Axis,
    Bar,
    BarChart,
    Chart,
    Palette,
    RadarChart,
    Share,
    ShareChart,
    draw,
)

SVG = "{http://www.w3.org/2000/svg}"
BARS = BarChart(
    title="权重与得分",
    bars=(
        Bar(label="A1 立项", value=Decimal(6), whole=Decimal(6), text="6.0／6.0"),
        Bar(label="C1 产出", value=Decimal("25.4"), whole=Decimal(30), text="25.4／30.0"),
    ),
    value_name="得分",
    whole_name="权重",
    unit="分",
)
RADAR = RadarChart(
    title="得分率",
    axes=tuple(Axis(label=f"A{n}", share=Decimal(n) / 4, text=f"{25 * n}%") for n in range(1, 5)),
)
SHARES = ShareChart(
    title="总体评价",
    shares=(
        Share(label="很满意", share=Decimal("0.25"), text="25%"),
        Share(label="一般", share=Decimal("0.75"), text="75%"),
    ),
)
HOSTILE = ShareChart(
    title='<script>alert("x")</script>',
    shares=(Share(label="<b>&", share=Decimal(1), text='"100%"'),),
)


def tree(chart: Chart, palette: Palette = PRINT) -> ElementTree.Element:
    return ElementTree.fromstring(draw(chart, palette=palette))


def texts(chart: Chart) -> list[str | None]:
    return [element.text for element in tree(chart).iter(f"{SVG}text")]


def widths(chart: Chart, fill: str) -> list[float]:
    return [float(e.get("width", "0")) for e in tree(chart).iter(f"{SVG}rect") if e.get("fill") == fill]


@pytest.mark.parametrize("palette", [PRINT, SCREEN])
@pytest.mark.parametrize("chart", [BARS, RADAR, SHARES, HOSTILE])
def test_a_drawing_has_attributes_only(chart: Chart, palette: Palette) -> None:
    root = tree(chart, palette)
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-label") == chart.title
    assert root.get("width") == "432pt"
    names = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in names if name in {"style", "class", "href"} or name.startswith("on")}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "text", "rect", "line", "polygon", "circle",
    }  # fmt: skip


def test_text_is_escaped() -> None:
    assert texts(HOSTILE) == ["<b>&", '"100%"']
    assert "<script>" not in draw(HOSTILE)


def test_bars_show_label_and_figure_and_stand_in_proportion() -> None:
    written = texts(BARS)
    assert ("A1 立项" in written, "25.4／30.0" in written, "分" in written) == (True, True, True)
    six, thirty = widths(BARS, PRINT.fill)[1:]
    assert thirty / six == pytest.approx(5, abs=0.01)
    part = widths(BARS, PRINT.ink)[2]
    assert part / thirty == pytest.approx(25.4 / 30, abs=0.001)


def test_an_axis_ends_at_a_round_number() -> None:
    assert texts(BARS)[2:8] == ["0", "6", "12", "18", "24", "30"]


def test_a_radar_reaches_the_outer_ring_at_one() -> None:
    outer, shape = [e.get("points", "").split() for e in tree(RADAR).iter(f"{SVG}polygon")][4:6]
    assert shape[3] == outer[3]
    assert shape[0] != outer[0]
    assert texts(RADAR)[4:] == ["A1", "25%", "A2", "50%", "A3", "75%", "A4", "100%"]


def test_answers_of_one_choice_have_tones_and_those_of_several_one() -> None:
    single = [e.get("fill") for e in tree(SHARES).iter(f"{SVG}rect")]
    several = ShareChart(title="渠道", shares=SHARES.shares, multiple=True)
    assert single == list(PRINT.tones[:2])
    assert [e.get("fill") for e in tree(several).iter(f"{SVG}rect")] == [PRINT.ink, PRINT.ink]


def test_a_long_label_is_folded_into_lines_of_like_length() -> None:
    label = "手机上的公众号、小程序以及其他各种新媒体渠道"
    chart = ShareChart(title="渠道", shares=(Share(label=label, share=Decimal(0), text="0%"),))
    *lines, figure = texts(chart)
    assert "".join(filter(None, lines)) == label
    assert [len(line or "") for line in lines] == [11, 11]
    assert figure == "0%"


def test_no_line_of_a_label_begins_with_a_closing_sign() -> None:
    chart = ShareChart(title="渠道", shares=(Share(label="专题讲座、培训", share=Decimal(0), text="0%"),))
    lines = [found.text for found in ElementTree.fromstring(draw(chart, narrow=True)).iter(f"{SVG}text")]
    assert lines == ["专题讲", "座、培训", "0%"]


@pytest.mark.parametrize(
    "chart",
    [
        BarChart(title="空", bars=(), value_name="得分", whole_name="权重", unit="分"),
        RadarChart(title="空", axes=()),
        ShareChart(title="空", shares=()),
        RadarChart(title="越界", axes=(Axis(label="A", share=Decimal("1.7"), text="170%"),)),
    ],
)
def test_charts_without_or_with_odd_data_are_drawn(chart: Chart) -> None:
    assert tree(chart).get("aria-label") == chart.title

"""A tornado as SVG: bars to both sides, bounds that are near, figures at the ends."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D  # noqa: N817 - many of them
from xml.etree import ElementTree

from indicators.charts import PRINT, Reach, Tick, TornadoChart, draw

SVG = "{http://www.w3.org/2000/svg}"
CHART = TornadoChart(
    title="敏感性",
    bars=(
        Reach(label="D13 有责投诉", low=D("87.39"), high=D("89.19"), low_text="87.39", high_text="89.19"),
        Reach(label="D12<>", low=D("87.99"), high=D("88.79"), low_text="87.99", high_text="88.79"),
        Reach(
            label="合计", low=D("87.39"), high=D("89.99"), low_text="87.39", high_text="89.99", is_strong=True
        ),
    ),
    middle=Tick(at=D("87.99"), text="87.99"),
    bounds=(Tick(at=D(90), text="优"), Tick(at=D(80), text="良")),
    low_name="从严改判",
    high_name="从宽改判",
)


def tree(chart: TornadoChart) -> ElementTree.Element:
    return ElementTree.fromstring(draw(chart))


def texts(chart: TornadoChart) -> list[str | None]:
    return [one.text for one in tree(chart).iter(f"{SVG}text")]


def bars(chart: TornadoChart, tone: str) -> list[tuple[float, float]]:
    found = [one for one in tree(chart).iter(f"{SVG}rect") if one.get("fill") == tone]
    return [(float(one.get("x", "")), float(one.get("width", ""))) for one in found][
        :-1
    ]  # the last is the key's


def test_it_says_every_figure_and_the_near_bound_only() -> None:
    assert texts(CHART) == [
        "优→", "D13 有责投诉", "87.39", "89.19", "D12<>", "87.99", "88.79", "合计", "87.39", "89.99",
        "87.99", "90", "从严改判", "从宽改判",
    ]  # fmt: skip
    assert tree(CHART).get("aria-label") == "敏感性"


def test_bars_meet_at_the_middle_and_keep_their_proportion() -> None:
    low, high = bars(CHART, PRINT.tones[2]), bars(CHART, PRINT.tones[1])
    assert (len(low), len(high)) == (2, 3)
    middle = high[0][0]
    assert all(abs(x + width - middle) < 0.02 for x, width in low)
    assert {x for x, _ in high} == {middle}
    assert abs(high[0][1] / low[0][1] - 2) < 0.01


def test_nothing_reaches_beyond_the_drawing() -> None:
    far = replace(CHART, bars=(Reach(label="很" * 40, low=D(0), high=D(100), low_text="0", high_text="100"),))
    assert texts(far)[0:3] == ["优→", "良→", f"{'很' * 11}…"]
    assert all(x >= 0 and x + width <= 432 for tone in PRINT.tones for x, width in bars(far, tone))


def test_without_a_swing_there_is_still_a_drawing() -> None:
    still = Reach(label="A", low=D(90), high=D(90), low_text="90", high_text="90")
    flat = replace(CHART, bars=(still,), middle=Tick(at=D(90), text="90"), bounds=())
    assert texts(flat) == ["A", "90", "90", "90", "从严改判", "从宽改判"]
    assert texts(replace(flat, bars=())) == ["90", "从严改判", "从宽改判"]


def test_attributes_only() -> None:
    names = {name for one in tree(CHART).iter() for name in one.attrib}
    assert not {name for name in names if name in {"style", "class", "href"} or name.startswith("on")}

"""Statistics → what the page shows of each question: rows with shares, figures with intervals, a chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from evaluations.findings.queries import Statistics
from evaluations.papers.overview import PALETTE
from evaluations.surveying.definition import (
    DATE,
    FORMULAS,
    KINDS,
    MATRIX,
    NUMBER,
    OF_WORDS,
    RANKING,
    TOP,
    WEIGHTED,
    Item,
)
from evaluations.surveying.segments import SHOWN, Veil
from evaluations.surveying.statistics import Figure, Finding, Part
from indicators.charts import Share, ShareChart, draw

HUNDRED = Decimal(100)
TONES = replace(PALETTE, tones=("#1c5463", "#5d8792", "#9cb6bd", "#c6d3d6", "#e2e0d9"))
"""One accent, paler from choice to choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A choice; `count` is None where it is not shown. `fact` names the share for 用于."""

    label: str
    count: int | None
    share: Decimal | None
    rank: Decimal | None
    fact: str
    is_aside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A figure with its name, unit, how it came about in words, and its key for 用于."""

    label: str
    figure: Figure
    unit: str
    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A question by itself, or a line of a matrix."""

    label: str
    base: int
    rows: tuple[Row, ...]
    figures: tuple[Told, ...]
    is_hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One question as the page shows it; only a matrix has several lines."""

    number: int
    item: Item
    lines: tuple[Line, ...]
    chart: str
    least: str
    most: str
    median: Decimal | None

    @property
    def kind(self) -> str:
        """The type in words."""
        return KINDS[self.item.kind]

    @property
    def shape(self) -> str:
        """Which table it has: choices, matrix, ranking, number, date or words."""
        named = {MATRIX: "matrix", RANKING: "ranking", NUMBER: "number", DATE: "date"}
        return named.get(self.item.kind, "words" if self.item.kind in OF_WORDS else "choices")

    @property
    def has_hidden(self) -> bool:
        """Whether something of it is not shown."""
        return any(row.count is None for line in self.lines for row in line.rows)


def cards(found: Statistics) -> list[Card]:
    """One for each question, in order."""
    is_part = bool(found.veils)
    return [
        _card(list(own), found.veils, is_part=is_part)
        for _, own in groupby(found.findings, key=lambda one: one.item.id)
    ]


def told_overall(found: Statistics) -> Told | None:
    """满意度 of the survey."""
    if found.overall is None:
        return None
    formula = found.overall.formula
    fact = "satisfied" if formula == TOP else "score"
    return Told(label=FORMULAS[formula], figure=found.overall.figure, unit=_unit(formula), fact=fact)


def _unit(formula: str) -> str:
    return "%" if formula == TOP else "分"


def _card(own: Sequence[Finding], veiled: dict[str, Veil], *, is_part: bool) -> Card:
    first = own[0]
    lines = tuple(_line(one, veiled.get(one.key, SHOWN)) for one in own)
    has_bounds = not is_part and not lines[0].is_hidden
    return Card(
        number=first.number,
        item=first.item,
        lines=lines,
        chart=_chart(first.item, lines),
        least=first.least if has_bounds else "",
        most=first.most if has_bounds else "",
        median=None if lines[0].is_hidden else first.median,
    )


def _line(finding: Finding, veil: Veil) -> Line:
    shown = [] if veil.is_whole else [_row(finding, part, veil) for part in finding.parts]
    return Line(
        label=finding.line.label if finding.line else "",
        base=finding.base,
        rows=tuple(shown),
        figures=() if veil.is_whole else tuple(_figures(finding, veil)),
        is_hidden=veil.is_whole,
    )


def _row(finding: Finding, part: Part, veil: Veil) -> Row:
    is_hidden = part.choice.id in veil.choices
    return Row(
        label=part.label,
        count=None if is_hidden else part.count,
        share=None if is_hidden else part.share,
        rank=part.rank,
        fact=f"{finding.key}.{part.choice.id}.share",
        is_aside=part.aside,
    )


def _figures(finding: Finding, veil: Veil) -> Iterator[Told]:
    key = finding.key
    if finding.satisfied is not None and veil.has_share:
        yield Told(label=FORMULAS[TOP], figure=finding.satisfied, unit="%", fact=f"{key}.satisfied")
    if finding.score is not None:
        yield Told(label=FORMULAS[WEIGHTED], figure=finding.score, unit="分", fact=f"{key}.score")
    if finding.mean is not None:
        unit = finding.item.unit if finding.item.kind == NUMBER else "分"
        yield Told(label="平均值", figure=finding.mean, unit=unit, fact=f"{key}.mean")


def _chart(item: Item, lines: Sequence[Line]) -> str:
    """Bars of the shares as in the report; of a matrix those of each line's 满意占比 or 加权得分."""
    if len(lines) > 1 or item.kind == MATRIX:
        told = [(line.label, line.figures[0]) for line in lines if line.figures]
        bars = [_bar(label, one.figure.value, f"{one.figure.value}{one.unit}") for label, one in told]
        return _drawn(item, bars, several=True)
    known = [(row.label, row.share) for row in lines[0].rows if row.share is not None]
    if not any(share for _, share in known):
        return ""
    bars = [_bar(label, share, f"{share}%") for label, share in known]
    return _drawn(item, bars, several=item.kind not in ("single", "scale"))


def _bar(label: str, value: Decimal, text: str) -> Share:
    return Share(label=label, share=value / HUNDRED, text=text)


def _drawn(item: Item, bars: Sequence[Share], *, several: bool) -> str:
    if not bars:
        return ""
    return draw(ShareChart(title=item.text, shares=tuple(bars), multiple=several), palette=TONES)

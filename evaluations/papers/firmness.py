"""How firmly the grade stands, for the page: disputed scores as a tornado, what alone turns the grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from evaluations.papers.overview import PALETTE, Tree, Twig
from evaluations.papers.queries import Standing
from indicators.charts import Reach, Tick, TornadoChart, draw
from indicators.scoring.conclusions import conclude, nearness, points, shifts, turns
from indicators.scoring.sensitivity import Disputed, Sensitivity, Swing, analyse

TONES = replace(PALETTE, tones=("#1c5463", "#7fa9b3", "#d9a58f", "#cfccc3", "#edebe6"))
MOST_BARS = 8
MOST_ROWS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A disputed leaf: its twig, the bounds, and why."""

    twig: Twig
    low: Decimal
    high: Decimal
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A leaf or a weight that alone turns the grade, and at what: 得分达4.80即为优."""

    twig: Twig
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Firmness:
    """What the page says; `chart` is an SVG, empty without disputes."""

    sentence: str
    chart: str
    marked: Mapping[str, Marked]
    leaves: tuple[Lever, ...]
    weights: tuple[Lever, ...]

    @property
    def more_leaves(self) -> int:
        return max(len(self.leaves) - MOST_ROWS, 0)

    @property
    def first_leaves(self) -> tuple[Lever, ...]:
        return self.leaves[:MOST_ROWS]


def firmness(standing: Standing, grown: Tree) -> Firmness:
    """Of a standing; its dossier says what is disputed."""
    marked = marked_of(grown)
    disputed = [Disputed(code=code, low=one.low, high=one.high) for code, one in marked.items()]
    found = analyse(standing.system, standing.result, disputed)
    twigs = {twig.code: twig for twig in grown.twigs}
    leaves = [leaf for leaf in found.leaves if leaf.can_turn]
    weights = [weight for weight in found.weights if weight.up or weight.down]
    tops = [weight for weight in weights if twigs[weight.code].depth == 0]
    return Firmness(
        sentence=conclude(found, grown.places),
        chart=_chart(standing, found, twigs, grown.places),
        marked=marked,
        leaves=tuple(
            Lever(twig=twigs[leaf.code], said=turns(leaf, grown.places))
            for leaf in sorted(leaves, key=nearness)
        ),
        weights=tuple(Lever(twig=twigs[one.code], said=shifts(one)) for one in tops),
    )


def marked_of(grown: Tree) -> dict[str, Marked]:
    """The disputed leaves by code, as the dossier's entries say."""
    return {
        twig.code: marked for twig in grown.leaves if (marked := _marked(twig, twig.entry.get("dispute")))
    }


def _marked(twig: Twig, said: Any) -> Marked | None:
    """None for what a dossier may say without both bounds."""
    if not isinstance(said, Mapping) or said.get("low") is None or said.get("high") is None:
        return None
    reason = str(said.get("reason") or "")
    return Marked(twig=twig, low=Decimal(said["low"]), high=Decimal(said["high"]), reason=reason)


# The chart ----------------------------------------------------------------------------------------


def _chart(standing: Standing, found: Sensitivity, twigs: Mapping[str, Twig], places: int) -> str:
    if found.disputes is None or found.total is None:
        return ""
    rows = [
        _reach(row, f"{row.codes[0]} {twigs[row.codes[0]].indicator.name}", places)
        for row in found.disputes.rows
    ]
    bars = rows[:MOST_BARS]
    if len(rows) > 1:
        label = "全部争议合计" if len(rows) > 2 else "+".join(found.disputes.together.codes)
        bars.append(replace(_reach(found.disputes.together, label, places), is_strong=True))
    chart = TornadoChart(
        title=f"敏感性：{conclude(found, places)}",
        bars=tuple(bars),
        middle=Tick(at=found.total, text=points(found.total, places)),
        bounds=tuple(Tick(at=one.minimum, text=one.grade) for one in standing.system.grades if one.minimum),
        low_name="从严改判",
        high_name="从宽改判",
    )
    return draw(chart, palette=TONES, narrow=True)


def _reach(row: Swing, label: str, places: int) -> Reach:
    return Reach(
        label=label,
        low=row.lowest,
        high=row.highest,
        low_text=points(row.lowest, places),
        high_text=points(row.highest, places),
    )

"""The indicator system as a tree, each indicator beside what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from evaluations.dossier import Dossier, Indicator
from indicators.scoring import Outcome, Result, Status

ROOT = "indicator."


@dataclass(frozen=True, slots=True, kw_only=True)
class Twig:
    """An indicator, its outcome, what hangs below and above it; level 1 is 一级指标."""

    indicator: Indicator
    outcome: Outcome
    above: tuple[Indicator, ...]
    children: tuple[Twig, ...]

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def kind(self) -> str:
        """The kind of its rule; empty without one."""
        return str((self.indicator.rule or {}).get("kind", ""))

    @property
    def level(self) -> int:
        return len(self.above) + 1

    @property
    def scope(self) -> str:
        """The beginning of the names of its facts."""
        return ROOT + self.code

    @property
    def is_leaf(self) -> bool:
        return not self.children

    @property
    def deducted(self) -> Decimal | None:
        """The points it lost; None without a score."""
        return None if self.outcome.score is None else self.indicator.weight - self.outcome.score

    @property
    def is_full(self) -> bool:
        return self.deducted is not None and self.deducted <= 0

    @property
    def is_short(self) -> bool:
        return self.deducted is not None and self.deducted > 0

    @property
    def is_excluded(self) -> bool:
        """Not applicable, its weight taken out."""
        return self.outcome.score is None and self.outcome.status is Status.NOT_APPLICABLE

    def leaves(self) -> Iterator[Twig]:
        if self.is_leaf:
            yield self
        for child in self.children:
            yield from child.leaves()

    def walk(self) -> Iterator[Twig]:
        yield self
        for child in self.children:
            yield from child.walk()

    def at_level_2(self) -> tuple[Twig, ...]:
        """Its 二级指标; itself where it is scored directly."""
        return self.children or (self,)


def grow(dossier: Dossier, result: Result) -> tuple[Twig, ...]:
    """The top level of the system, in the order of the dossier."""
    below: dict[str | None, list[Indicator]] = {}
    for indicator in dossier.indicators:
        below.setdefault(indicator.parent, []).append(indicator)

    def twig(indicator: Indicator, above: tuple[Indicator, ...]) -> Twig:
        path = (*above, indicator)
        return Twig(
            indicator=indicator,
            outcome=result.outcomes[indicator.code],
            above=above,
            children=tuple(twig(child, path) for child in below.get(indicator.code, ())),
        )

    return tuple(twig(indicator, ()) for indicator in below.get(None, ()))


def leaves(twigs: tuple[Twig, ...]) -> tuple[Twig, ...]:
    return tuple(leaf for twig in twigs for leaf in twig.leaves())

"""What comes of the experts' judgements: matrices, weights and consistency, or means; worked out anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from evaluations.dossier import Dossier
from indicators import weighting
from indicators.weighting import Comparison
from indicators.weighting.words import rounded
from reports.document.beside import Beside, Weighing
from reports.document.facts import Fact
from reports.document.numbers import written
from reports.document.sources.making import number, some, text

PLACES = 4
FAR = Decimal(1)
"""A weight that lies farther than this from what the experts said was changed, not only rounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A branch weighed by comparing pairs: the entries of the experts' common matrix, as written."""

    entries: tuple[tuple[str, ...], ...]
    found: Comparison


def scale(step: int) -> Fraction:
    """3 → 3, −3 → 1/3."""
    return Fraction(step) if step > 0 else Fraction(1, -step)


def compared(one: Weighing) -> Compared | None:
    """None where there is nothing compared, or not every pair."""
    pairs = list(combinations(range(len(one.names)), 2))
    if not one.judgements or any(len(said) != len(pairs) for said in one.judgements):
        return None
    experts = [{pair: scale(step) for pair, step in zip(pairs, said, strict=True)} for said in one.judgements]
    together = weighting.aggregate(experts)
    entries = tuple(
        tuple(_entry(together, row, column) for column in range(len(one.names)))
        for row in range(len(one.names))
    )
    return Compared(entries=entries, found=weighting.compare(len(one.names), together))


def _entry(together: dict[tuple[int, int], Fraction], row: int, column: int) -> str:
    if row == column:
        return "1"
    value = together[row, column] if row < column else 1 / together[column, row]
    is_step = 1 in (value.numerator, value.denominator) and max(value.numerator, value.denominator) <= 9
    if is_step:
        return str(value.numerator) if value.denominator == 1 else f"1/{value.denominator}"
    return rounded(Decimal(value.numerator) / Decimal(value.denominator), PLACES)


def shares(one: Weighing) -> tuple[Decimal, ...]:
    """The relative weights, together 1; none where the experts' words give none."""
    matrix = compared(one)
    if matrix is not None:
        return matrix.found.weights
    if not one.given or not sum(map(sum, one.given)):
        return ()
    means = weighting.means(one.given)
    whole = sum(means)
    parts = [mean / whole for mean in means]
    return tuple(Decimal(part.numerator) / part.denominator for part in parts)


def weighing_facts(dossier: Dossier, beside: Beside) -> Iterator[Fact]:
    weights = {one.code: one.weight for one in dossier.indicators}
    for place, one in enumerate(beside.weighings):
        scope, source = f"weighing.{place + 1}", f"beside.weighings[{place}]"
        yield text(f"{scope}.name", one.name or "一级指标", f"{source}.name")
        yield some(f"{scope}.items", len(one.names), source, "项")
        yield some(f"{scope}.people", len(one.judgements or one.given), source, "名")
        matrix = compared(one)
        if matrix is not None:
            yield from _matrix(scope, source, matrix)
        yield from _given(scope, source, one)
        parts = shares(one)
        for at, name in enumerate(one.names):
            share = parts[at] if parts else None
            yield text(f"{scope}.i{at + 1}.name", name, source)
            shown = None if share is None else rounded(share, PLACES)
            yield text(f"{scope}.i{at + 1}.share", shown, source)
            yield number(f"{scope}.i{at + 1}.weight", weights.get(one.codes[at]), "indicators", unit="分")
        changed = "有" if _is_changed(parts, [weights.get(code) for code in one.codes]) else None
        yield text(f"{scope}.changed", changed, source)


def _is_changed(parts: tuple[Decimal, ...], present: list[Decimal | None]) -> bool:
    known = [weight for weight in present if weight is not None]
    if not parts or len(known) != len(parts):
        return bool(parts)
    whole = sum(known)
    return any(abs(part * whole - weight) > FAR for part, weight in zip(parts, known, strict=True))


def _matrix(scope: str, source: str, matrix: Compared) -> Iterator[Fact]:
    found = matrix.found
    for row, entries in enumerate(matrix.entries, start=1):
        for column, entry in enumerate(entries, start=1):
            yield text(f"{scope}.a{row}.{column}", entry, source)
    for name, value, decimals in (
        ("largest", found.largest, PLACES),
        ("index", found.index, PLACES),
        ("ratio", found.ratio, 3),
    ):
        yield text(f"{scope}.{name}", rounded(value, decimals), source)
    yield text(f"{scope}.random", written(found.random), source)
    yield text(f"{scope}.limit", written(weighting.LIMIT), source)
    passed = "小于{limit}，通过一致性检验" if found.is_consistent else "不小于{limit}，未通过一致性检验"
    yield text(f"{scope}.checked", passed.format(limit=written(weighting.LIMIT)), source)


def _given(scope: str, source: str, one: Weighing) -> Iterator[Fact]:
    for expert, weights in enumerate(one.given, start=1):
        for at, weight in enumerate(weights, start=1):
            yield number(f"{scope}.g{at}.{expert}", weight, f"{source}.given[{expert - 1}]")
    if one.given:
        for at, mean in enumerate(weighting.means(one.given), start=1):
            exact = Decimal(mean.numerator) / Decimal(mean.denominator)
            yield text(f"{scope}.mean{at}", rounded(exact, 2), source)

"""A release's frozen snapshot in, the few figures that one compares between years out, as it says them.

Nothing live is read: what was not issued has no figures here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from django.core.cache import cache

from reports.composing import snapshot as snapshots
from reports.document.facts import FactBook
from reports.document.numbers import DASH
from reports.document.sources.money import money_facts
from reports.document.sources.scores import Scale, score_facts
from reports.document.tree import grow, leaves
from reports.publishing.releases.models import Release

SATISFACTION = "满意度"
"""What an indicator of satisfaction has in its name."""
KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """一级指标 with its score; texts as printed, `rate` with its sign."""

    name: str
    weight: str
    score: str
    rate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one evaluation found, in figures; texts as printed, a gap is 「—」."""

    budget: str
    unit: str
    rate: str
    total: Decimal | None
    score: str
    full: str
    grade: str
    branches: tuple[Branch, ...]
    satisfaction: tuple[tuple[str, str], ...]
    """Names of indicators and what they came to."""


def figures_of(snapshot: snapshots.Snapshot) -> Figures:
    """The figures of one snapshot."""
    material = snapshots.material_of(snapshot)
    twigs = grow(material.dossier, material.result)
    book = FactBook(
        chain(money_facts(material.dossier), score_facts(material.dossier, material.result, twigs))
    )
    frozen = snapshot["scores"]
    total = None if frozen["total"] is None else Decimal(frozen["total"])
    return Figures(
        budget=book["budget.total"].text,
        unit=book["budget.total"].unit,
        rate=book["budget.rate"].written,
        total=total,
        score=Scale.of(material.dossier).points("score.total", total, "score").text,
        full=book["score.full"].text,
        grade=frozen["grade"] or DASH,
        branches=tuple(
            Branch(
                name=twig.indicator.name,
                weight=book[f"{twig.scope}.weight"].text,
                score=book[f"{twig.scope}.score"].text,
                rate=book[f"{twig.scope}.rate"].written,
            )
            for twig in twigs
        ),
        satisfaction=tuple(
            (leaf.indicator.name, book[f"{leaf.scope}.value"].written)
            for leaf in leaves(twigs)
            if SATISFACTION in leaf.indicator.name
        ),
    )


def figures(releases: Iterable[Release]) -> dict[int, Figures]:
    """The figures of each release, by its number in the database; snapshots are read once, in one query.

    What is frozen under a digest never changes, so it is kept by the digest.
    """
    wanted = {one.pk: f"release-figures:1:{one.snapshot_sha256}" for one in releases}
    known = cache.get_many(wanted.values())
    missing = [pk for pk, key in wanted.items() if key not in known]
    rows = Release.objects.filter(pk__in=missing).values_list("pk", "snapshot") if missing else ()
    made = {wanted[pk]: figures_of(snapshot) for pk, snapshot in rows}
    if made:
        cache.set_many(made, KEPT_SECONDS)
    found = known | made
    return {pk: found[key] for pk, key in wanted.items()}

"""Facts about weights, business values and scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluations.dossier import Dossier, Rounding, RoundingStep
from indicators.scoring import Result, Status
from indicators.scoring.figures import Mode, Places
from reports.document.facts import Fact
from reports.document.numbers import places, ratio, shown
from reports.document.sources.making import count, listed, number, only, percent, some, text
from reports.document.sources.naming import with_names
from reports.document.tree import Twig, leaves

POINTS = "分"
TOP = 3
MODES = {Mode.HALF_UP: "四舍五入", Mode.HALF_EVEN: "四舍六入五成双", Mode.DOWN: "截尾"}
ENDINGS = "。；;. "
UNITS = {"checklist": "项不符", "count_bonus": "次"}
"""What a business value counts where the indicator names no unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How this evaluation writes its numbers: scores and rates."""

    score: Places
    value: Places

    @classmethod
    def of(cls, dossier: Dossier) -> Scale:
        rounding = dossier.rounding or Rounding()
        return cls(score=places(rounding.score), value=places(rounding.value))

    def points(self, name: str, value: Decimal | None, source: str) -> Fact:
        return number(name, value, source, unit=POINTS, decimals=self.score.decimals)

    def share(self, name: str, part: Decimal | None, whole: Decimal | None, source: str) -> Fact:
        return percent(name, ratio(part, whole, self.value), source, self.value.decimals)


def score_facts(dossier: Dossier, result: Result, twigs: tuple[Twig, ...]) -> Iterator[Fact]:
    scale, source = Scale.of(dossier), "score"
    yield scale.points("score.total", result.total, source)
    yield scale.points("score.partial", result.partial_total, source)
    yield number("score.full", result.full, source, unit=POINTS)
    yield number("score.excluded", result.excluded or None, source, unit=POINTS)
    yield text("score.grade", result.grade, source)
    yield scale.share("score.rate", result.total, result.full, source)
    yield from _roundings(dossier, scale)
    yield from _counts(twigs)
    yield from _losses(twigs, scale)
    for place, band in enumerate(dossier.grade_scheme):
        yield text(f"grade.{place + 1}.name", band.grade, f"grade_scheme[{place}].grade")
        yield number(f"grade.{place + 1}.min", band.min, f"grade_scheme[{place}].min", unit=POINTS)
    for twig in twigs:
        for one in twig.walk():
            yield from _indicator(one, scale)


def _roundings(dossier: Dossier, scale: Scale) -> Iterator[Fact]:
    """How many decimals rates and scores have, and how they are rounded: 2位小数，四舍五入."""
    step = (dossier.rounding or Rounding()).score or RoundingStep()
    for name, one in (("value", scale.value), ("score", scale.score)):
        yield count(f"rounding.{name}", one.decimals, f"rounding.{name}", "位小数")
        yield text(f"rounding.{name}.mode", MODES[one.mode], f"rounding.{name}.mode")
    applied = "扣分" if step.applies_to == "deduction" else "得分"
    yield text("rounding.score.what", applied, "rounding.score.applies_to")


def _counts(twigs: tuple[Twig, ...]) -> Iterator[Fact]:
    ends, source = leaves(twigs), "indicators"
    yield count("count.level1", len(twigs), source, "个")
    yield count("count.level2", sum(len(twig.at_level_2()) for twig in twigs), source, "个")
    yield count("count.leaves", len(ends), source, "个")
    yield some("count.full", sum(leaf.is_full for leaf in ends), source, "个")
    yield some("count.deducted", sum(leaf.is_short for leaf in ends), source, "个")
    unscored = sum(leaf.outcome.score is None and not leaf.is_excluded for leaf in ends)
    yield some("count.unscored", unscored, source, "个")
    yield some("count.excluded", sum(leaf.is_excluded for leaf in ends), source, "个")
    yield some(
        "count.overridden", sum(leaf.outcome.status is Status.OVERRIDDEN for leaf in ends), source, "个"
    )


def _losses(twigs: tuple[Twig, ...], scale: Scale) -> Iterator[Fact]:
    source = "score"
    lost = sorted((leaf for leaf in leaves(twigs) if leaf.is_short), key=lambda leaf: -(leaf.deducted or 0))
    all_points = sum((leaf.deducted or Decimal() for leaf in lost), Decimal())
    top = lost[:TOP] if len(lost) > TOP else []
    top_points = sum((leaf.deducted or Decimal() for leaf in top), Decimal())
    yield scale.points("lost.points", all_points or None, source)
    yield text("lost.top.names", listed(leaf.indicator.name for leaf in top), source)
    yield some("lost.top.count", len(top), source, "个")
    yield scale.points("lost.top.points", top_points or None, source)
    yield scale.share("lost.top.share", top_points or None, all_points or None, source)
    rated = [
        (ratio(twig.outcome.score, twig.indicator.weight, scale.value), twig.indicator.name) for twig in twigs
    ]
    for name, pick in (("best", max), ("worst", min)):
        rate, of = only(pick, rated)
        yield text(f"{name}.name", of, source)
        yield percent(f"{name}.rate", rate, source, scale.value.decimals)


def _indicator(twig: Twig, scale: Scale) -> Iterator[Fact]:
    scope, indicator, outcome = twig.scope, twig.indicator, twig.outcome
    source = indicator.code
    yield text(f"{scope}.code", indicator.code, source)
    yield text(f"{scope}.name", indicator.name, source)
    yield number(f"{scope}.weight", indicator.weight, source, unit=POINTS)
    yield scale.points(f"{scope}.score", outcome.score, source)
    yield scale.points(f"{scope}.deducted", twig.deducted or None, source)
    yield scale.share(f"{scope}.rate", outcome.score, indicator.weight, source)
    yield from _below(twig)
    if twig.is_leaf:
        yield from _leaf(twig, scale)


def _below(twig: Twig) -> Iterator[Fact]:
    """Which leaves hang below it and how they fared; of a leaf, itself."""
    ends = tuple(twig.leaves())
    full = [leaf.indicator.name for leaf in ends if leaf.is_full]
    short = [leaf.indicator.name for leaf in ends if leaf.is_short]
    yield count(f"{twig.scope}.leaves", len(ends), twig.code, "个")
    for name, names in (("full", full), ("short", short)):
        yield text(f"{twig.scope}.{name}_names", listed(names), twig.code)
        yield some(f"{twig.scope}.{name}_count", len(names), twig.code, "个")


def _leaf(twig: Twig, scale: Scale) -> Iterator[Fact]:
    scope, indicator, outcome = twig.scope, twig.indicator, twig.outcome
    source, rule = indicator.code, indicator.rule or {}
    yield _value(twig, scale)
    yield scale.points(f"{scope}.computed", outcome.computed, source)
    for key in ("explanation", "weight_basis", "benchmark_basis", "deduction_reason"):
        value = getattr(indicator, key)
        yield text(f"{scope}.{key}", value.rstrip(ENDINGS) if value else None, source)
    yield _benchmark(twig)
    sources = indicator.data_sources
    joined = sources if isinstance(sources, str) else "、".join(sources or ())
    yield text(f"{scope}.data_sources", joined.rstrip(ENDINGS), source)
    derivation = outcome.derivation
    made = with_names(derivation.rule_text, indicator.inputs)
    stated = rule.get("text")
    yield text(f"{scope}.rule_made", made.rstrip(ENDINGS) if stated else None, source)
    yield text(f"{scope}.rule", (stated or made).rstrip(ENDINGS), source)
    yield text(f"{scope}.why", with_names(derivation.reason, indicator.inputs).rstrip(ENDINGS), source)
    items = _items(rule)
    yield some(f"{scope}.points", len(items), source, "项")
    listed_items = "；".join(f"{place}．{item}" for place, item in enumerate(items, start=1))
    yield text(f"{scope}.items", listed_items, source)
    yield number(f"{scope}.target", _target(rule), source, unit=indicator.unit)
    for name, value in indicator.inputs.items():
        yield Fact(name=f"{scope}.inputs.{name}", value=value, text=shown(value), source=source)


def _items(rule: Mapping[str, Any]) -> list[str]:
    """What a checklist, the points or the parts of a rule are called; a point may be without a name."""
    lists = (rule[key] for key in ("items", "points", "parts") if isinstance(rule.get(key), list))
    found: list[Any] = next(lists, [])
    return [
        item if isinstance(item, str) else str(item.get("text") or item.get("name") or "") for item in found
    ]


def _target(rule: Mapping[str, Any]) -> Decimal | None:
    condition = rule.get("condition") or rule
    target = condition.get("target")
    return target if isinstance(target, Decimal) else None


def _benchmark(twig: Twig) -> Fact:
    name, benchmark = f"{twig.scope}.benchmark", twig.indicator.benchmark
    if isinstance(benchmark, Decimal):
        return number(name, benchmark, twig.code, unit=twig.indicator.unit)
    if isinstance(benchmark, bool):
        return text(name, "符合" if benchmark else "不符合", twig.code)
    return text(name, benchmark.rstrip(ENDINGS) if benchmark else None, twig.code)


def _value(twig: Twig, scale: Scale) -> Fact:
    """The business value as evaluators write it: 符合, 2项不符, 93.73%, 18."""
    name, value, unit = f"{twig.scope}.value", twig.outcome.value, twig.indicator.unit or ""
    if isinstance(value, bool):
        return Fact(name=name, value=value, text="符合" if value else "不符合", source=twig.code)
    if value is None or isinstance(value, str):
        return text(name, value, twig.code)
    taken_as_entered = twig.indicator.value in twig.indicator.inputs
    own = (twig.indicator.rounding or Rounding()).value or RoundingStep()
    computed = scale.value.decimals if own.decimals is None else own.decimals
    decimals = None if taken_as_entered or twig.kind == "checklist" else computed
    return number(name, value, twig.code, unit=unit or UNITS.get(twig.kind, ""), decimals=decimals)

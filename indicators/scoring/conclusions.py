"""What a sensitivity says, in Chinese for screen and report: one sentence, and what alone turns the grade."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from indicators.scoring.sensitivity import Disputes, LeafReach, Sensitivity, Tip
from indicators.scoring.weights import Shift, WeightReach

NO_GRADE = "不入等级"
WEIGHT_PLACES = 2
UNKNOWN = "总分还不能算出，无法判断等级是否稳定。"


def conclude(found: Sensitivity, places: int) -> str:
    """总分88.59，距优差1.41分；在列出的3项有争议得分的全部组合下，总分在86.10至89.60之间，等级均为良。

    Without disputes it says how much may be lost instead. Figures have at least `places` decimals, more where
    they have more.
    """
    if found.total is None:
        return UNKNOWN
    parts = [_standing(found, found.total, places)]
    if found.disputes:
        parts.append(_disputed(found.disputes, places))
    return "；".join(parts) + "。"


def _standing(found: Sensitivity, total: Decimal, places: int) -> str:
    said = [f"总分{points(total, places)}"]
    if found.up:
        said.append(f"距{found.up.grade}差{points(found.up.distance, places)}分")
    elif found.grade is not None:
        said.append(f"等级为{found.grade}")
    if found.down and not found.disputes:
        said.append(f"再失{_lost(found.down, places)}降为{found.down.grade or NO_GRADE}")
    return "，".join(said)


def _lost(tip: Tip, places: int) -> str:
    return f"{points(tip.distance, places)}分{'即' if tip.inclusive else '以上才'}"


def _disputed(disputes: Disputes, places: int) -> str:
    together = disputes.together
    count = len(disputes.rows)
    case = f"在列出的{count}项有争议得分的全部组合下" if count > 1 else "在列出的1项有争议得分的范围内"
    low, high = points(together.lowest, places), points(together.highest, places)
    span = f"总分在{low}至{high}之间" if low != high else f"总分均为{low}"
    return f"{case}，{span}，{_grades(disputes.grades)}"


def _grades(grades: Sequence[str | None]) -> str:
    named = [grade or NO_GRADE for grade in reversed(grades)]
    if len(named) == 1:
        return f"等级均为{named[0]}"
    return f"等级可能为{'、'.join(named[:-1])}或{named[-1]}"


def points(value: Decimal, places: int) -> str:
    """88.6 with two places is 88.60; 88.605 stays."""
    number = value.normalize()
    own = -int(number.as_tuple().exponent)
    return f"{number.quantize(Decimal(1).scaleb(-max(places, own)), ROUND_HALF_UP):,f}"


# What alone turns the grade -------------------------------------------------------------------------


def nearness(leaf: LeafReach) -> Fraction:
    """How little the score of a leaf that can turn the grade has to move for it."""
    score = Fraction(leaf.score or 0)
    return min(abs(turn.exact - score) for turn in (leaf.rise, leaf.fall) if turn)


def turns(leaf: LeafReach, places: int) -> tuple[str, ...]:
    """From which scores of the leaf on the grade is another: 得4.80分及以上为优."""
    said = []
    if leaf.rise:
        said.append(f"得{points(leaf.rise.score, places)}分及以上为{leaf.rise.grade}")
    if leaf.fall:
        said.append(f"得{points(leaf.fall.score, places)}分及以下降为{leaf.fall.grade or NO_GRADE}")
    return tuple(said)


def shifts(reach: WeightReach) -> tuple[str, ...]:
    """From which weights on the grade is another: 降到约11.5以下为中."""
    said = []
    if reach.down:
        said.append(_shifted(reach, reach.down, "降到"))
    if reach.up:
        said.append(_shifted(reach, reach.up, "升到"))
    return tuple(said)


def _shifted(reach: WeightReach, shift: Shift, word: str) -> str:
    """The weight from which on the grade is another, to two decimals; 约 where it does not end there."""
    at = Fraction(reach.weight) + shift.change
    shown = round(at * 10**WEIGHT_PLACES) / Fraction(10**WEIGHT_PLACES)
    about = "" if shown == at else "约"
    side = "" if shift.inclusive else ("以上" if shift.change > 0 else "以下")
    figure = points(Decimal(shown.numerator) / Decimal(shown.denominator), 0)
    return f"{word}{about}{figure}{side}为{shift.grade or NO_GRADE}"

"""Points by a level, a band, a rank or a yes: 适应/较为适应, ≥90得满分, 第1–3名, 达成."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from indicators.scoring import wording
from indicators.scoring.derivation import Step
from indicators.scoring.fields import Fields, Target
from indicators.scoring.figures import HUNDRED, ZERO
from indicators.scoring.kinds.base import Case, Measured, Rule, Working, read_fallback
from indicators.scoring.nodes import input_text
from indicators.scoring.statuses import OutOfRange, Undefined


class Operator(StrEnum):
    """A comparison."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    EQUAL = "=="
    UNEQUAL = "!="

    @property
    def sign(self) -> str:
        return {">=": "≥", "<=": "≤", "==": "=", "!=": "≠"}.get(self.value, self.value)

    def holds(self, value: Fraction, target: Fraction) -> bool:
        return _COMPARES[self](value, target)

    def against(self) -> Operator:
        """The comparison that holds where this one does not."""
        return _AGAINST[self]


_COMPARES: dict[Operator, Callable[[Fraction, Fraction], bool]] = {
    Operator.AT_LEAST: operator.ge,
    Operator.ABOVE: operator.gt,
    Operator.AT_MOST: operator.le,
    Operator.BELOW: operator.lt,
    Operator.EQUAL: operator.eq,
    Operator.UNEQUAL: operator.ne,
}
_AGAINST = {
    Operator.AT_LEAST: Operator.BELOW,
    Operator.ABOVE: Operator.AT_MOST,
    Operator.AT_MOST: Operator.ABOVE,
    Operator.BELOW: Operator.AT_LEAST,
    Operator.EQUAL: Operator.UNEQUAL,
    Operator.UNEQUAL: Operator.EQUAL,
}


class Scale(StrEnum):
    """How a level may be given besides by name."""

    NAMED = "levels"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded(Rule):
    """`graded`: w · share of the level, or w · v / 100 with `scale: "percent"`."""

    kind: ClassVar[str] = "graded"

    shares: tuple[tuple[str, Fraction], ...]
    scale: Scale

    @classmethod
    def read(cls, fields: Fields) -> Graded:
        scale = fields.choice("scale", Scale, Scale.NAMED)
        rows = fields.rows("levels")
        if scale is Scale.NAMED and not rows:
            fields.refuse("levels", "缺少，请列出等级，或填 scale: percent")
        shares = tuple((_level(row), row.number("share", least=ZERO)) for row in rows)
        return cls(fallback=read_fallback(fields), shares=shares, scale=scale)

    def work(self, measured: Measured, case: Case) -> ShareWorking:
        if self.scale is Scale.PERCENT:
            percent = measured.number
            if percent > HUNDRED:
                raise OutOfRange(f"评定百分比{wording.number(percent)}超过100")
            return ShareWorking.of(case, measured, percent / HUNDRED)
        level = input_text(measured.value)
        share = None if isinstance(measured.value, bool) else dict(self.shares).get(level)
        if share is None:
            known = "、".join(name for name, _ in self.shares)
            raise Undefined(f"没有名为“{level}”的等级，规则中有：{known}")
        return ShareWorking.of(case, measured, share, found=f"评定为“{level}”")

    def sentence(self, weight: Fraction, unit: str) -> str:
        if self.scale is Scale.PERCENT:
            return f"按评定的百分比计分，100%得{wording.number(weight)}分"
        return "按等级计分：" + "，".join(
            f"“{name}”得权重的{wording.share(share)}" for name, share in self.shares
        )


def _level(row: Fields) -> str:
    level = row.raw("level")
    name = level if isinstance(level, str) else input_text(row.optional("level"))
    if not level and level != 0:
        row.refuse("level", "缺少等级的名称")
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareWorking(Working):
    """A share of the weight, and by what it was found."""

    share: Fraction
    found: str = ""

    @classmethod
    def of(cls, case: Case, measured: Measured, share: Fraction, found: str = "") -> ShareWorking:
        return cls(case=case, measured=measured, raw=case.weight * share, share=share, found=found)

    def formula(self) -> str:
        return f"{self.case.full} × {wording.share(self.share)}"

    def between(self) -> tuple[Step, ...]:
        return (
            (Step(label="对照规则", expression=self.found, result=wording.share(self.share)),)
            if self.found
            else ()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PassFail(Rule):
    """`pass_fail`: all or nothing."""

    kind: ClassVar[str] = "pass_fail"

    operator: Operator | None
    target: Target

    @classmethod
    def read(cls, fields: Fields) -> PassFail:
        condition = fields.child("condition")
        if condition is None:
            return cls(fallback=read_fallback(fields), operator=None, target=Target())
        if not condition.has("op"):
            condition.refuse("op", "缺少比较符号，可用 >= > <= < == !=")
        return cls(
            fallback=read_fallback(fields),
            operator=condition.choice("op", Operator, Operator.AT_LEAST),
            target=condition.target(),
        )

    def names(self) -> Iterable[str]:
        return self.target.names

    def work(self, measured: Measured, case: Case) -> PassWorking:
        value, target = measured.number, self.target.value(case.inputs)
        passed = self.operator.holds(value, target) if self.operator else bool(value)
        raw = case.weight if passed else ZERO
        return PassWorking(case=case, measured=measured, raw=raw, rule=self, target=target, passed=passed)

    def sentence(self, weight: Fraction, unit: str) -> str:
        if self.operator is None:
            return f"达成得满分{wording.number(weight)}分，否则不得分"
        condition = f"{self.operator.sign} {self.target.said(unit)}"
        return f"业绩值 {condition} 得满分{wording.number(weight)}分，否则不得分"


@dataclass(frozen=True, slots=True, kw_only=True)
class PassWorking(Working):
    """Whether it passed, and against what."""

    rule: PassFail
    target: Fraction
    passed: bool

    def verdict(self) -> str:
        said = "符合要求" if self.passed else "不符合要求"
        if self.rule.operator is None:
            value = self.measured.value
            shown = "" if isinstance(value, bool) else f"业绩值{self.case.quantity(self.measured.number)}，"
            return f"{shown}{said}"
        holds = self.rule.operator if self.passed else self.rule.operator.against()
        value_text, target = self.case.quantity(self.measured.number), self.case.quantity(self.target)
        return f"{value_text} {holds.sign} {target}，{said}"

    def between(self) -> tuple[Step, ...]:
        return self.rule.target.steps(self.case.inputs, self.target, self.case.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Banded(Rule):
    """Bands in the order in which they are tried, each a bound and a share of the weight."""

    bands: tuple[tuple[Fraction, Fraction], ...]

    @classmethod
    def read_bands(cls, fields: Fields, key: str) -> tuple[tuple[Fraction, Fraction], ...]:
        rows = fields.rows("bands")
        if not rows:
            fields.refuse("bands", "缺少，请列出各档")
        return tuple(sorted((row.number(key), row.number("share", least=ZERO)) for row in rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking(Banded):
    """`ranking`: the share of the first band, from the best rank on, that reaches to this rank."""

    kind: ClassVar[str] = "ranking"
    in_unit: ClassVar[bool] = False

    @classmethod
    def read(cls, fields: Fields) -> Ranking:
        return cls(fallback=read_fallback(fields), bands=cls.read_bands(fields, "max_rank"))

    def work(self, measured: Measured, case: Case) -> ShareWorking:
        rank = measured.number
        for bound, share in self.bands:
            if rank <= bound:
                found = f"第{wording.number(rank)}名，在前{wording.number(bound)}名之内"
                return ShareWorking.of(case, measured, share, found=found)
        last = wording.number(self.bands[-1][0])
        raise Undefined(f"第{wording.number(rank)}名不在规则的各档之内（最后一档到第{last}名）")

    def sentence(self, weight: Fraction, unit: str) -> str:
        said = (f"前{wording.number(bound)}名得权重的{wording.share(share)}" for bound, share in self.bands)
        return "按名次计分：" + "，".join(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands(Banded):
    """`bands`: the share of the highest band whose `min` the value reaches."""

    kind: ClassVar[str] = "bands"

    @classmethod
    def read(cls, fields: Fields) -> Bands:
        return cls(fallback=read_fallback(fields), bands=cls.read_bands(fields, "min")[::-1])

    def work(self, measured: Measured, case: Case) -> ShareWorking:
        value = measured.number
        for bound, share in self.bands:
            if value >= bound:
                found = f"{case.quantity(value)} ≥ {case.quantity(bound)}"
                return ShareWorking.of(case, measured, share, found=found)
        last = case.quantity(self.bands[-1][0])
        raise Undefined(f"业绩值{case.quantity(value)}低于规则的最低一档（{last}）")

    def sentence(self, weight: Fraction, unit: str) -> str:
        said = (
            f"达到{wording.quantity(bound, unit)}得权重的{wording.share(share)}"
            for bound, share in self.bands
        )
        return "按分档计分：" + "，".join(said)

"""Points counted one by one: 一项不符扣1分, 要点各占1/3, 专家打分取平均."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from indicators.scoring import wording
from indicators.scoring.derivation import Step
from indicators.scoring.expressions import Expression
from indicators.scoring.fields import Deduct, Fields
from indicators.scoring.figures import ONE, ZERO
from indicators.scoring.kinds.base import Case, Measured, Rule, Working, listed, read_fallback, rounded
from indicators.scoring.nodes import Input
from indicators.scoring.statuses import NothingLeft, OutOfRange, TooFew

MAX_TRIM = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist(Rule):
    """`checklist`: w − v · deduct, v being the number of items that are not met."""

    kind: ClassVar[str] = "checklist"
    in_unit: ClassVar[bool] = False

    deduct: Deduct

    @classmethod
    def read(cls, fields: Fields) -> Checklist:
        return cls(fallback=read_fallback(fields), deduct=fields.deduct())

    def work(self, measured: Measured, case: Case) -> ChecklistWorking:
        taken = measured.number * self.deduct.of(case.weight)
        return ChecklistWorking(
            case=case, measured=measured, raw=case.weight - taken, deduction=taken, rule=self
        )

    def sentence(self, weight: Fraction, unit: str) -> str:
        return f"全部符合得满分，一项不符{self.deduct.said()}，扣完为止"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistWorking(Working):
    """What is taken for the items that are not met."""

    rule: Checklist

    def verdict(self) -> str:
        return "" if self.measured.number else "没有不符合的项"

    def formula(self) -> str:
        return f"{self.case.full} − {self._taken()}"

    def between(self) -> tuple[Step, ...]:
        return (Step(label="扣分", expression=self._taken(), result=wording.number(self.deduction or ZERO)),)

    def _taken(self) -> str:
        return f"{wording.number(self.measured.number)} × {self.rule.deduct.written(self.case.weight)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One 评价要点 and its share of the weight."""

    text: str
    share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPoints(Rule):
    """`key_points`: w · Σ share · met; `equal` where no share was given."""

    kind: ClassVar[str] = "key_points"
    in_unit: ClassVar[bool] = False
    default_value: ClassVar[str] = "met"

    points: tuple[Point, ...]
    equal: bool

    @classmethod
    def read(cls, fields: Fields) -> KeyPoints:
        rows = fields.rows("points")
        if not rows:
            fields.refuse("points", "缺少，请列出评价要点")
        given = [row.optional("share", least=ZERO) for row in rows]
        missing = [row for row in rows if not row.has("share")]
        if missing and len(missing) < len(rows):
            missing[0].refuse("share", "缺少：各要点的份额要么都填，要么都不填（均分）")
        texts = [row.text("text") for row in rows]
        points = tuple(
            Point(text=text, share=Fraction(1, len(rows)) if share is None else share)
            for text, share in zip(texts, given, strict=True)
        )
        return cls(fallback=None, points=points, equal=bool(missing))

    def measure(self, expression: Expression | None, case: Case) -> Measured:
        return Measured(expression=expression)

    def work(self, measured: Measured, case: Case) -> KeyPointsWorking:
        name = (measured.expression and measured.expression.name) or self.default_value
        met = listed(name, case.inputs[name])
        for index, entry in enumerate(met, start=1):
            if entry > ONE:
                raise OutOfRange(f"输入“{name}”第{index}项为{wording.number(entry)}，应在0到1之间")
        if len(met) > len(self.points):
            raise OutOfRange(f"输入“{name}”有{len(met)}项，要点只有{len(self.points)}项")
        if len(met) < len(self.points):
            raise TooFew(f"缺输入“{name}”的第{len(met) + 1}至{len(self.points)}项")
        total = sum((point.share * entry for point, entry in zip(self.points, met, strict=True)), ZERO)
        return KeyPointsWorking(case=case, measured=measured, raw=case.weight * total, rule=self, met=met)

    def sentence(self, weight: Fraction, unit: str) -> str:
        count = len(self.points)
        if self.equal:
            return f"共{count}个要点，各占权重的1/{count}，部分符合按比例计分"
        said = (
            f"{point.text or f'要点{index}'}占{wording.share(point.share)}"
            for index, point in enumerate(self.points, start=1)
        )
        return f"共{count}个要点：{'，'.join(said)}，部分符合按比例计分"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPointsWorking(Working):
    """How far each point was met."""

    rule: KeyPoints
    met: tuple[Fraction, ...]

    def formula(self) -> str:
        if self.rule.equal:
            met = " + ".join(wording.number(entry) for entry in self.met)
            return f"{self.case.full} × ({met}) ÷ {len(self.met)}"
        terms = (
            f"{wording.share(point.share)} × {wording.number(entry)}"
            for point, entry in zip(self.rule.points, self.met, strict=True)
        )
        return f"{self.case.full} × ({' + '.join(terms)})"

    def between(self) -> tuple[Step, ...]:
        return tuple(
            self._step(index, point, entry)
            for index, (point, entry) in enumerate(zip(self.rule.points, self.met, strict=True), start=1)
        )

    def _step(self, index: int, point: Point, entry: Fraction) -> Step:
        share = f"÷ {len(self.met)}" if self.rule.equal else f"× {wording.share(point.share)}"
        return Step(
            label=point.text or f"要点{index}",
            expression=f"{self.case.full} {share} × {wording.number(entry)}",
            result=wording.number(self.case.weight * point.share * entry),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Rule):
    """`judged`: the points themselves, or the mean of several experts' marks after trimming."""

    kind: ClassVar[str] = "judged"
    in_unit: ClassVar[bool] = False

    experts: bool
    trim: int

    @classmethod
    def read(cls, fields: Fields) -> Judged:
        return cls(
            fallback=read_fallback(fields),
            experts=fields.flag("experts"),
            trim=fields.integer("trim", default=0, most=MAX_TRIM),
        )

    def measure(self, expression: Expression | None, case: Case) -> Measured:
        found = _named(expression, case)
        if not isinstance(found, tuple):
            return Rule.measure(self, expression, case)
        marks = sorted(entry for entry in found if entry is not None)
        for mark in marks:
            if mark > case.weight:
                raise OutOfRange(f"专家打分{wording.number(mark)}超过权重{case.full}")
        kept = marks[self.trim : len(marks) - self.trim]
        if not kept:
            raise NothingLeft(f"共{len(marks)}个打分，去掉最高、最低各{self.trim}个后没有剩余")
        return rounded(sum(kept, ZERO) / len(kept), expression, case)

    def work(self, measured: Measured, case: Case) -> JudgedWorking:
        points = measured.number
        given = measured.exact if isinstance(measured.exact, Fraction) else points
        if not ZERO <= given <= case.weight:
            raise OutOfRange(f"评定的分数{wording.number(given)}不在0至{case.full}之间")
        return JudgedWorking(case=case, measured=measured, raw=points, rule=self)

    def sentence(self, weight: Fraction, unit: str) -> str:
        full = wording.number(weight)
        if not self.experts:
            return f"由评价人员在0至{full}分之间评定"
        trimmed = f"去掉最高、最低各{self.trim}个后" if self.trim else ""
        return f"由专家在0至{full}分之间打分，{trimmed}取平均分"


def _named(expression: Expression | None, case: Case) -> Input:
    """The input that the expression is just the name of; None where it is a calculation."""
    name = expression.name if expression else None
    return None if name is None else case.inputs[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedWorking(Working):
    """The points, and the marks they come from."""

    rule: Judged

    def _marks(self) -> tuple[Fraction, ...]:
        expression = self.measured.expression
        found = _named(expression, self.case)
        return tuple(mark for mark in found if mark is not None) if isinstance(found, tuple) else ()

    def _mean(self) -> str:
        marks = self._marks()
        kept = sorted(marks)[self.rule.trim : len(marks) - self.rule.trim]
        if len(kept) == 1:
            return wording.number(kept[0])
        return f"({' + '.join(wording.number(mark) for mark in kept)}) ÷ {len(kept)}"

    def verdict(self) -> str:
        return "" if self._marks() else f"评定{wording.number(self.measured.number)}分"

    def formula(self) -> str:
        return self._mean()

    def steps(self) -> tuple[Step, ...]:
        marks = self._marks()
        if not marks:
            return Working.steps(self)
        given = "、".join(wording.number(mark) for mark in marks)
        first = Step(label="专家打分", expression=given, result=f"{len(marks)}个")
        exact, value = self.measured.exact, self.measured.number
        changed = isinstance(exact, Fraction) and exact != value
        mean = self._mean() + (
            f" = {wording.number(exact)}" if changed and isinstance(exact, Fraction) else ""
        )
        trimmed = [f"去掉最高、最低各{self.rule.trim}个"] if self.rule.trim else []
        notes = [*trimmed, *([wording.places(self.case.rounding.value)] if changed else [])]
        average = Step(label="平均分", expression=mean, result=wording.number(value), note="；".join(notes))
        return (first, average)

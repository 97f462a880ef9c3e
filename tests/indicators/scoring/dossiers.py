"""Random small dossiers over all rule kinds, with what is awkward in them more often than in life."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

KINDS = (
    "linear_deduction",
    "linear_deduction",
    "proportional",
    "checklist",
    "key_points",
    "graded",
    "pass_fail",
    "count_bonus",
    "ranking",
    "bands",
    "interpolation",
    "judged",
    "composite",
)
NUMBERS = ("0", "1", "2", "3", "5", "50", "79.99", "80", "98.985", "99.005", "100", "100.01", "120", "0.125")
SHARES = ("0", "0.015", "0.025", "0.2", "0.25", "0.333", "0.5", "0.8", "1", "1.2")
WEIGHTS = ("1", "2", "2.5", "3", "3.333", "4", "6", "8", "10", "10", "0")
FORMULAS = (
    "a/b*100",
    "a-b",
    "(a+b)/2",
    "sum(a, b)",
    "max(a, b)*2",
    "b/(a-a)",
    "-a+b",
    "a*0.3/b",
    "missing+1",
)


class Maker:
    """One stream of dossiers; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def dossier(self) -> dict[str, Any]:
        rows: list[dict[str, Any]] = []
        for code in "ABC"[: self.random.randint(1, 3)]:
            self._grow(rows, code, None)
        grades = [
            {"grade": name, "min": bound} for name, bound in (("优", 18), ("良", 9), ("中", Decimal("2.5")))
        ]
        return {
            "format": "evaluation-dossier/1",
            "grade_scheme": self.random.sample(grades, 3)[: self.random.randint(0, 3)],
            "rounding": self._rounding(),
            "indicators": rows,
        }

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _number(self, among: tuple[str, ...] = NUMBERS) -> Decimal:
        return Decimal(self.random.choice(among))

    def _some(self, **keys: Any) -> dict[str, Any]:
        """About half of the keys."""
        return {key: value for key, value in keys.items() if self._chance(0.5)}

    def _grow(self, rows: list[dict[str, Any]], code: str, parent: str | None) -> None:
        weight = self._number(WEIGHTS)
        row: dict[str, Any] = {"code": code, "name": code, "parent": parent, "weight": weight}
        rows.append(row)
        if len(code) < 4 and self._chance(0.4):
            for number in range(self.random.randint(1, 3)):
                self._grow(rows, f"{code}{number}", code)
        else:
            row.update(self._leaf(weight))

    def _leaf(self, weight: Decimal) -> dict[str, Any]:
        inputs: dict[str, Any] = {name: self._input() for name in "ab"}
        leaf: dict[str, Any] = {"inputs": inputs}
        if self._chance(0.98):
            leaf.update(self._piece(inputs, 0))
        if self._chance(0.2):
            leaf["rounding"] = self._rounding()
        if self._chance(0.12):
            leaf["not_applicable"] = self.random.choice(("full", "zero", "exclude", "exclude"))
        if self._chance(0.08):
            given = self.random.choice((Decimal("0.123"), weight, weight + 1, Decimal(-1), Decimal(0)))
            leaf["override"] = {"score": given, "reason": "复核"}
        return leaf

    def _input(self) -> Decimal | bool | None:
        if self._chance(0.06):
            return self.random.choice((None, Decimal(-1), Decimal("-0.5")))
        return self.random.choice((True, False)) if self._chance(0.1) else self._number()

    def _value(self) -> str:
        return self.random.choice("ab") if self._chance(0.6) else self.random.choice(FORMULAS)

    def _target(self) -> Any:
        if self._chance(0.2):
            return {"formula": self.random.choice(FORMULAS)}
        return self.random.choice((Decimal(100), Decimal(80), Decimal("4.97"), Decimal(0), Decimal(-5)))

    def _deduct(self) -> dict[str, Any]:
        if self._chance(0.5):
            return {"weight": self._number(SHARES)}
        return {"points": self._number(("0", "0.5", "1", "2"))}

    def _rounding(self) -> dict[str, Any]:
        modes = ("half_up", "half_even", "down")
        choose = self.random.choice
        return {
            "value": self._some(decimals=self.random.randint(0, 3), mode=choose(modes)),
            "score": self._some(
                decimals=self.random.randint(0, 3),
                mode=choose(modes),
                applies_to=choose(("score", "deduction")),
            ),
        }

    def _piece(self, inputs: dict[str, Any], depth: int) -> dict[str, Any]:
        """A rule with the value beside it, for an indicator or a part."""
        kind = self.random.choice(KINDS if depth < 2 else KINDS[:-1])
        rule = {"kind": kind, **getattr(self, f"_{kind}")(inputs, depth)}
        if kind in ("key_points", "composite") or "experts" in rule:
            return {"rule": rule}
        if "levels" in rule:
            return {"rule": rule, "value": "level"}
        return {"rule": {**rule, **self._some(value_when_undefined=self._number())}, "value": self._value()}

    def _linear_deduction(self, inputs: dict[str, Any], depth: int) -> dict[str, Any]:
        choose = self.random.choice
        below = {"value": self._number(), **self._some(inclusive=True)}
        return {
            "target": self._target(),
            "direction": choose(("higher", "lower", "both")),
            "per": self._number(("0.5", "1", "2", "5", "33.3")),
            "deduct": self._deduct(),
            **self._some(
                deviation=choose(("absolute", "relative")),
                steps=choose(("continuous", "floor", "ceil")),
                tolerance=self._number(("0", "0.5", "1", "20")),
                zero_below=below,
            ),
        }

    def _proportional(self, inputs: dict[str, Any], depth: int) -> dict[str, Any]:
        direction = self.random.choice(("higher", "lower"))
        return {"target": self._target(), "direction": direction, **self._some(cap=self._number(SHARES))}

    def _checklist(self, inputs: dict[str, Any], depth: int) -> dict[str, Any]:
        return {"deduct": self._deduct()}

    def _key_points(self, inputs: dict[str, Any], depth: int) -> dict[str, Any]:
        count, shared = self.random.randint(1, 3), self._chance(0.5)
        entries = (Decimal(0), Decimal(1), Decimal("0.5"), True, False, Decimal("0.333"))
        odd = (*entries, Decimal("1.1"), None) if self._chance(0.2) else entries
        length = count if self._chance(0.8) else self.random.randint(0, 4)
        inputs["met"] = [self.random.choice(odd) for _ in range(length)]
        return {
            "points": [
                {"text": "要点", **({"share": self._number(SHARES)} if shared else {})} for _ in range(count)
            ]
        }

    def _graded(self, inputs: dict[str, Any], depth: int) -> dict[str, Any]:
        if self._chance(0.5):
            return {"scale": "percent"}
        inputs["level"] = self.random.choice(("好", "中", "差"))
        return {"levels": [{"level": level, "share": self._number(SHARES)} for level in ("好", "中")]}

    def _pass_fail(self, inputs: dict[str, Any], depth: int) -> dict[str, Any]:
        sign = self.random.choice((">=", ">", "<=", "<", "==", "!="))
        return self._some(condition={"op": sign, "target": self._target()})

    def _count_bonus(self, inputs: dict[str, Any], depth: int) -> dict[str, Any]:
        return {"points": self._number(("0", "0.5", "1", "3")), **self._some(cap=self._number(WEIGHTS))}

    def _ranking(self, inputs: dict[str, Any], depth: int) -> dict[str, Any]:
        bounds = self.random.sample((1, 2, 3, 50, 100), self.random.randint(1, 4))
        return {"bands": [{"max_rank": bound, "share": self._number(SHARES)} for bound in bounds]}

    def _bands(self, inputs: dict[str, Any], depth: int) -> dict[str, Any]:
        bounds = self.random.sample((-1, 0, 2, 80, 99, 100), self.random.randint(1, 4))
        return {"bands": [{"min": bound, "share": self._number(SHARES)} for bound in bounds]}

    def _interpolation(self, inputs: dict[str, Any], depth: int) -> dict[str, Any]:
        return {"floor": self._number(), "target": self._target()}

    def _judged(self, inputs: dict[str, Any], depth: int) -> dict[str, Any]:
        if self._chance(0.4):
            return {}
        marks = ("0", "1", "1", "2", "2.5", "3")
        inputs["marks"] = [self._number(marks) for _ in range(self.random.randint(0, 6))]
        return {"experts": True, **self._some(trim=self.random.randint(0, 2))}

    def _composite(self, inputs: dict[str, Any], depth: int) -> dict[str, Any]:
        how = self.random.choice(("points", "share", ""))
        sizes = {"points": WEIGHTS, "share": SHARES}
        parts = []
        for number in range(self.random.randint(1, 3)):
            size = {how: self._number(sizes[how])} if how else {}
            parts.append({"name": f"{number}", **size, **self._piece(inputs, depth + 1)})
        lost = [
            {"name": "扣分", "deduct": self._deduct(), "value": self._value()}
            for _ in range(self.random.randint(0, 2))
        ]
        return {"parts": parts, "penalties": lost}

"""The dossier's text read a second time: a naive scoring to compare with, which shares no code with the core.

Expressions are Python here: the generated ones are letters, numbers and signs that both languages read alike.
A status that ends in `?` says that several parts of a composite fail in different ways.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

Row = tuple[str, Any, Fraction | None]
NONE = Fraction(0)


class Fails(Exception):
    """A leaf without a score; the argument is its status."""


def whole(value: Any) -> Fraction:
    if isinstance(value, (str, list)):
        raise Fails("invalid")
    return Fraction(int(value)) if isinstance(value, bool) else Fraction(value)


def spread(values: tuple[Any, ...]) -> list[Any]:
    return [number for value in values for number in (value if isinstance(value, list) else [value])]


def computed(text: str, inputs: dict[str, Any]) -> Any:
    """The expression's value; ZeroDivisionError as in Python."""
    if text in inputs:
        return inputs[text]
    known = {
        name: [whole(entry) for entry in value] if isinstance(value, list) else whole(value)
        for name, value in inputs.items()
        if name in names(text)
    }
    functions = {
        "sum": lambda *values: sum(spread(values)),
        "min": lambda *values: min(spread(values)),
        "max": lambda *values: max(spread(values)),
        "F": Fraction,
    }
    written = re.sub(r"(?<![\w.])\d+(?:\.\d+)?", lambda match: f"F('{match[0]}')", text)
    return eval(written, {"__builtins__": {}, **functions}, known)


def names(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d]\w*", text)) - {"sum", "min", "max"}


def rounded(number: Fraction, how: dict[str, Any]) -> Fraction:
    size = abs(number) * 10 ** how["decimals"]
    low = math.floor(size)
    rest = size - low
    up = {
        "down": False,
        "half_up": rest >= Fraction(1, 2),
        "half_even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and low % 2 == 1),
    }[how["mode"]]
    found = Fraction(low + up, 10 ** how["decimals"])
    return found if number > 0 else -found


def merged(base: dict[str, Any], own: dict[str, Any] | None) -> dict[str, Any]:
    return {key: {**base[key], **(own or {}).get(key, {})} for key in base}


USUAL = {
    "value": {"decimals": 2, "mode": "half_up"},
    "score": {"decimals": 2, "mode": "half_up", "applies_to": "score"},
}


def score_rounded(raw: Fraction, weight: Fraction, how: dict[str, Any]) -> Fraction:
    return rounded(raw, how) if how["applies_to"] == "score" else weight - rounded(weight - raw, how)


def held(number: Fraction, weight: Fraction) -> Fraction:
    return max(NONE, min(weight, number))


def target_of(rule: dict[str, Any], inputs: dict[str, Any]) -> Fraction:
    target = rule["target"]
    return whole(computed(target["formula"], inputs)) if isinstance(target, dict) else Fraction(target)


def cost(deduct: dict[str, Any], weight: Fraction) -> Fraction:
    return Fraction(deduct["points"]) if "points" in deduct else Fraction(deduct["weight"]) * weight


def linear_deduction(rule: dict[str, Any], v: Fraction, w: Fraction, inputs: dict[str, Any]) -> Fraction:
    target = target_of(rule, inputs)
    d: Fraction = {"higher": max(NONE, target - v), "lower": max(NONE, v - target), "both": abs(v - target)}[
        rule["direction"]
    ]
    if rule.get("deviation") == "relative":
        d = d / abs(target) * 100
    if d < rule.get("tolerance", 0):
        return w
    bound = rule.get("zero_below")
    if bound and (v < bound["value"] or (bound.get("inclusive") and v == bound["value"])):
        return NONE
    units = d / Fraction(rule["per"])
    steps = {"continuous": units, "floor": Fraction(math.floor(units)), "ceil": Fraction(math.ceil(units))}
    return w - steps[rule.get("steps", "continuous")] * cost(rule["deduct"], w)


def proportional(rule: dict[str, Any], v: Fraction, w: Fraction, inputs: dict[str, Any]) -> Fraction:
    target = target_of(rule, inputs)
    if target == 0:
        raise ZeroDivisionError
    if rule["direction"] == "higher":
        return w * min(Fraction(rule.get("cap", 1)), v / target)
    return w if v <= target else w * target / v


def graded(rule: dict[str, Any], v: Any, w: Fraction, inputs: dict[str, Any]) -> Fraction:
    if "scale" not in rule:
        shares = {level["level"]: level["share"] for level in rule["levels"]}
        if v not in shares:
            raise Fails("undefined")
        return w * Fraction(shares[v])
    if whole(v) > 100:
        raise Fails("invalid")
    return w * whole(v) / 100


COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}


def pass_fail(rule: dict[str, Any], v: Fraction, w: Fraction, inputs: dict[str, Any]) -> Fraction:
    condition = rule.get("condition")
    passed = COMPARED[condition["op"]](v, target_of(condition, inputs)) if condition else v != 0
    return w if passed else NONE


def ranking(rule: dict[str, Any], v: Fraction, w: Fraction, inputs: dict[str, Any]) -> Fraction:
    found = [band for band in rule["bands"] if band["max_rank"] >= v]
    if not found:
        raise Fails("undefined")
    return w * Fraction(min(found, key=lambda band: band["max_rank"])["share"])


def bands(rule: dict[str, Any], v: Fraction, w: Fraction, inputs: dict[str, Any]) -> Fraction:
    found = [band for band in rule["bands"] if band["min"] <= v]
    if not found:
        raise Fails("undefined")
    return w * Fraction(max(found, key=lambda band: band["min"])["share"])


def interpolation(rule: dict[str, Any], v: Fraction, w: Fraction, inputs: dict[str, Any]) -> Fraction:
    target, floor = target_of(rule, inputs), Fraction(rule["floor"])
    if v < floor:
        return NONE
    return w if v >= target else w * (v - floor) / (target - floor)


SCORED: dict[str, Callable[[dict[str, Any], Any, Fraction, dict[str, Any]], Fraction]] = {
    "linear_deduction": linear_deduction,
    "proportional": proportional,
    "checklist": lambda rule, v, w, inputs: w - v * cost(rule["deduct"], w),
    "graded": graded,
    "pass_fail": pass_fail,
    "count_bonus": lambda rule, v, w, inputs: min(Fraction(rule.get("cap", w)), v * Fraction(rule["points"])),
    "ranking": ranking,
    "bands": bands,
    "interpolation": interpolation,
    "judged": lambda rule, v, w, inputs: v,
}


def key_points(rule: dict[str, Any], met: list[Any], w: Fraction) -> Fraction:
    if max(map(whole, met), default=0) > 1 or len(met) > len(rule["points"]):
        raise Fails("invalid")
    if len(met) < len(rule["points"]):
        raise Fails("missing")
    equal = Fraction(1, len(met))
    shares = [Fraction(point.get("share", equal)) for point in rule["points"]]
    return w * sum(share * whole(entry) for share, entry in zip(shares, met, strict=True))


def mean(rule: dict[str, Any], marks: list[Any], w: Fraction) -> Fraction:
    if max(marks, default=0) > w:
        raise Fails("invalid")
    trim = rule.get("trim", 0)
    kept = sorted(marks)[trim : len(marks) - trim]
    if not kept:
        raise Fails("undefined")
    return sum(map(Fraction, kept), NONE) / len(kept)


def measured(piece: dict[str, Any], w: Fraction, inputs: dict[str, Any]) -> Any:
    """The business value before rounding."""
    rule = piece["rule"]
    if rule.get("experts"):
        return mean(rule, inputs["marks"], w)
    try:
        value = computed(piece["value"], inputs)
    except ZeroDivisionError:
        if "value_when_undefined" not in rule:
            raise
        value = rule["value_when_undefined"]
    if isinstance(value, list) or (rule["kind"] == "judged" and not 0 <= whole(value) <= w):
        raise Fails("invalid")
    return value if isinstance(value, (bool, str)) else Fraction(value)


def scored(piece: dict[str, Any], w: Fraction, inputs: dict[str, Any], how: dict[str, Any]) -> Row:
    """Status, business value and raw score of an indicator or of a part."""
    rule = piece["rule"]
    try:
        if rule["kind"] == "composite":
            return "ok", None, held(composite(rule, w, inputs, how), w)
        if rule["kind"] == "key_points":
            return "ok", None, held(key_points(rule, inputs["met"], w), w)
        value = measured(piece, w, inputs)
        v = rounded(value, how["value"]) if isinstance(value, Fraction) else value
        named = rule["kind"] == "graded" and "levels" in rule
        return "ok", v, held(SCORED[rule["kind"]](rule, v if named else whole(v), w, inputs), w)
    except ZeroDivisionError:
        return "undefined", None, None
    except Fails as failure:
        return str(failure), None, None


def composite(rule: dict[str, Any], w: Fraction, inputs: dict[str, Any], how: dict[str, Any]) -> Fraction:
    total, failed = NONE, []
    for part in rule["parts"]:
        share = Fraction(part.get("share", Fraction(1, len(rule["parts"]))))
        weight = Fraction(part["points"]) if "points" in part else share * w
        status, _, points = scored(part, weight, inputs, how)
        failed += [status] if points is None else []
        total += points or 0
    for penalty in rule.get("penalties", ()):
        try:
            lost = rounded(whole(computed(penalty["value"], inputs)), how["value"])
            total -= lost * cost(penalty["deduct"], w)
        except ZeroDivisionError:
            failed.append("undefined")
        except Fails as failure:
            failed.append(str(failure))
    if failed:
        raise Fails(failed[0] if len(set(failed)) == 1 else "several?")
    return total


def texts(piece: dict[str, Any]) -> list[str]:
    """All expressions of an indicator or of a part."""
    rule = piece.get("rule", {})
    default = "met" if rule["kind"] == "key_points" else "marks" if rule.get("experts") else "0"
    found = [piece.get("value", default)]
    for key in ("target", "condition"):
        given = rule.get(key)
        target = given.get("target", given) if isinstance(given, dict) else given
        found += [target["formula"]] if isinstance(target, dict) else []
    return found + [
        text for part in (*rule.get("parts", ()), *rule.get("penalties", ())) for text in inner(part)
    ]


def inner(piece: dict[str, Any]) -> list[str]:
    return texts(piece) if "rule" in piece else [piece["value"]]


def by_rule(row: dict[str, Any], how: dict[str, Any]) -> Row:
    inputs, weight = row["inputs"], Fraction(row["weight"])
    flat = spread(tuple(inputs.values()))
    if "rule" not in row or None in flat:
        return "missing", None, None
    if any(text not in inputs and not names(text) <= set(inputs) for text in texts(row)):
        return "missing", None, None
    if any(not isinstance(value, str) and value < 0 for value in flat):
        return "invalid", None, None
    status, value, raw = scored(row, weight, inputs, how)
    return status, value, None if raw is None else held(score_rounded(raw, weight, how["score"]), weight)


def leaf(row: dict[str, Any], usual: dict[str, Any]) -> Row:
    how, weight = merged(usual, row.get("rounding")), Fraction(row["weight"])
    waived = row.get("not_applicable")
    if "override" in row:
        given = Fraction(row["override"]["score"])
        if not 0 <= given <= weight:
            return "invalid", None, None
        return "overridden", None if waived else by_rule(row, how)[1], given
    if waived:
        return "not_applicable", None, {"full": weight, "zero": NONE, "exclude": None}[waived]
    return by_rule(row, how)


def added(rows: list[Row]) -> Row:
    """A branch, or the top level."""
    if any(points is None and status != "not_applicable" for status, _, points in rows):
        return "incomplete", None, None
    given = [points for _, _, points in rows if points is not None]
    return ("ok", None, sum(given, NONE)) if given else ("not_applicable", None, None)


def second_score(dossier: dict[str, Any]) -> tuple[dict[str, Row], Fraction | None, str | None, Fraction]:
    """Rows by code, the total, the grade and the partial total."""
    usual = merged(USUAL, dossier["rounding"])
    rows, found, excluded, partial = dossier["indicators"], {}, NONE, NONE
    children: dict[str | None, list[Row]] = {}
    for row in reversed(rows):
        below = children.get(row["code"])
        result = added(below) if below else leaf(row, usual)
        found[row["code"]] = result
        children.setdefault(row["parent"], []).append(result)
        if not below:
            partial += result[2] or 0
            excluded += Fraction(row["weight"]) if result[0] == "not_applicable" and result[2] is None else 0
    full = sum((Fraction(row["weight"]) for row in rows if row["parent"] is None), NONE)
    total = added(children[None])[2]
    if total is not None and excluded:
        left = full - excluded
        total = score_rounded(total * full / left, full, usual["score"]) if left > 0 else None
    reached = [grade for grade in dossier["grade_scheme"] if total is not None and total >= grade["min"]]
    grade = max(reached, key=lambda grade: grade["min"])["grade"] if reached else None
    return found, total, grade, partial

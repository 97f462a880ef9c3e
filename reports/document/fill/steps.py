"""The steps behind a score, written as people write them: fractions stacked, nothing said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from indicators import scoring
from reports.document.blocks import Fraction, Runs, Step
from reports.document.material import Context
from reports.document.sources.scores import POINTS, UNITS
from reports.document.tree import Twig

SIGNS = re.compile("[+−×÷]")
HAN = re.compile("[\u4e00-\u9fff]")
TERM = r"([\d,.]+|\((?:[^()]|\([^()]*\))*\))"
FRACTION = re.compile(rf"{TERM} ÷ {TERM}(?= × |＝|$)")
VALUE = "业绩值"
SCORED = ("得分", "扣分", "扣分修约")
ROUNDED = re.compile("位小数，|取整数，")


def steps_of(context: Context, leaf: Twig) -> Iterator[scoring.Step]:
    """The steps behind a score; a value that was only read is written as everywhere else (1项不符, 符合)."""
    value = context.book[f"{leaf.scope}.value"].written
    parts = (leaf.indicator.rule or {}).get("parts", ())
    kinds = {part.get("name"): part["rule"].get("kind") for part in parts if "rule" in part}
    for step in _once(leaf.outcome.derivation.steps):
        part, _, label = step.label.rpartition("·")
        if label != VALUE or _worked(step)[0]:
            yield step
        elif part:
            yield replace(step, expression="", result=step.result + UNITS.get(kinds.get(part, ""), ""))
        else:
            yield replace(step, expression="", result=value)


def _once(steps: tuple[scoring.Step, ...]) -> Iterator[scoring.Step]:
    """A step does not repeat the formula and the remark of the one before."""
    said: tuple[str, ...] = ()
    for step in steps:
        expression = step.expression
        for repeated in said:
            expression = expression.removeprefix(repeated)
        yield replace(step, expression=expression)
        said = (f"{step.expression} = {step.result}，", f"{step.expression}，", step.note)


def step_of(step: scoring.Step) -> Step:
    """A step as a line of a derivation; the part it belongs to stands before its formula."""
    part, _, label = step.label.rpartition("·")
    said = f"{part}：" if part else ""
    return Step(label=label, runs=(said, *runs_of(step)) if said else runs_of(step), note=step.note)


def runs_of(step: scoring.Step) -> Runs:
    """Formula and result; a quotient is a stacked fraction, and what was rounded is about equal."""
    formula, result = _worked(step)
    if not formula or not result:
        return (formula or result,)
    ending = f"{'≈' if ROUNDED.search(step.note) else '＝'}{result}"
    quotient = FRACTION.match(formula) if step.label.endswith(VALUE) else None
    if quotient is None:
        return (formula + ending,)
    above, below = (_bare(term) for term in quotient.groups())
    return (Fraction(above=above, below=below), formula[quotient.end() :] + ending)


def _bare(term: str) -> str:
    """A term of a quotient without its brackets: the line of the fraction stands for them."""
    return term[1:-1] if term.startswith("(") else term


def _worked(step: scoring.Step) -> tuple[str, str]:
    """Formula and result of a step.

    Where nothing is worked out there is no sign of equality: what was found is said in words
    (没有不符合的项，得3分), and a value that is only read stands alone.
    """
    formula = step.expression.replace(" = ", "＝")
    is_points = step.label.endswith(SCORED) and step.result[-1:].isdigit()
    result = f"{step.result}{POINTS}" if is_points else step.result
    unit = step.result.removeprefix(formula)
    if not formula or (unit != step.result and not any(sign.isdigit() for sign in unit)):
        return "", result
    is_sum = SIGNS.search(formula) is not None and "，" not in formula
    if step.label.endswith("得分") and not is_sum:
        return f"{formula}，得{result}", ""
    is_said = not is_sum and HAN.search(formula) is not None
    if is_said or not any(sign.isdigit() for sign in step.result):
        return f"{formula}，{result}", ""
    return formula, result

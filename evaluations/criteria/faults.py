"""What is wrong with a draft: the core's own judgement at the fields, formulas in view of the inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evaluations.criteria.contents import input_faults
from evaluations.criteria.drafts import FORMULA, Draft
from indicators.scoring import Problem, Refused, read_indicator
from indicators.systems.panels import Fault, Panel, fields_of, formula_fault, formulas, placed


def faults_of(
    draft: Draft, shown: Panel, figures: Mapping[str, str], entry: Mapping[str, Any]
) -> tuple[Fault, ...]:
    """Everything that has to be mended before saving, one fault a field, in the order of the page.

    `figures` are the fields whose text is no number, `entry` the indicator as the draft says it.
    """
    found: dict[str, Fault] = {}
    for fault in _all(draft, shown, figures, entry):
        found.setdefault(fault.name, fault)
    return tuple(found.values())


def _all(draft: Draft, shown: Panel, figures: Mapping[str, str], entry: Mapping[str, Any]) -> Iterator[Fault]:
    for name, message in input_faults(draft.rows).items():
        yield Fault(name=name, message=message)
    for name, message in figures.items():
        yield Fault(name=name, message=message)
    boxes = [(FORMULA, draft.formula), *((box.name, box.text) for box in formulas(shown))]
    for name, text in boxes:
        fault = formula_fault(name, text, draft.names) if not is_figure(text) else None
        if fault:
            yield fault
    names = list(fields_of(shown))
    for problem in core_problems(entry):
        yield placed(_renamed(problem), names)


def is_figure(text: str) -> bool:
    """Whether a target is a plain number with separators, which no formula could have."""
    plain = text.replace(",", "").replace("，", "").strip()
    return plain.replace(".", "", 1).isdecimal()


def core_problems(entry: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What the scoring core refuses in an indicator by itself."""
    try:
        read_indicator(entry)
    except Refused as refusal:
        return refusal.problems
    return ()


def _renamed(problem: Problem) -> Problem:
    """The path of the field: what a dossier calls `value` of the indicator is the page's formula."""
    path = problem.path
    if path == "value":
        path = FORMULA
    for key in (".points", ".share"):
        head, found, _ = path.rpartition(key)
        if found and ".parts[" in head and head.endswith("]"):
            path = f"{head}.worth"
    return Problem(path=path, message=problem.message)

"""What taking a system over would do: the changes, the effect on scores, what stands in the way."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluations.papers.checking.models import PaperState
from evaluations.papers.queries import scoring_data, standing_of
from evaluations.papers.shapes import PAPER_KEYS
from evaluations.projects.models import Project
from indicators.library import GRADES, ROUNDING, Change, compare, merge, wanted_inputs
from indicators.scoring import Problem, Refused

REMOVED = "removed"
PLACE = re.compile(r"indicators\[(\d+)\]\.?(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A total and its grade; the total is None while something is missing, `partial` is the sum that exists.

    `weight` is that of the top level.
    """

    total: Decimal | None
    grade: str
    partial: Decimal
    weight: Decimal
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreShift:
    """An indicator whose score or weight differs."""

    code: str
    name: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`changes` are all that differ, `chosen` the keys of those taken over, `target` what comes of it.

    With `problems` nothing can be taken over. `before` is None where the present rules cannot be scored.
    """

    changes: tuple[Change, ...]
    chosen: frozenset[str]
    target: Mapping[str, Any]
    problems: tuple[Problem, ...]
    before: Effect | None = None
    after: Effect | None = None
    shifts: tuple[ScoreShift, ...] = ()
    kept: Mapping[str, str] | None = None
    """Indicators whose papers hold something, by their codes: what they hold, in words."""
    signed: frozenset[str] = frozenset()
    """The codes of indicators whose papers are checked (已复核): their definitions stay as signed."""


def plan(project: Project, system: Mapping[str, Any], chosen: Collection[str] | None = None) -> Plan:
    """What taking over `system`, or the chosen changes of it, would do. Nothing is stored.

    Without a choice everything is chosen, except the removal of indicators whose papers hold something, and
    of what these stand under, and what would change after sign-off.
    """
    data = scoring_data(project)
    present = _defined({key: held for key, held in data.items() if key != "format"})
    changes = compare(present, system)
    entries = {entry["code"]: entry for entry in data.get("indicators", ())}
    written = {code: said for code, entry in entries.items() if (said := _written(entry))}
    checked = project.papers.filter(state=PaperState.CHECKED, indicator__children__isnull=True)
    signed = frozenset(checked.values_list("indicator__code", flat=True))
    keys = {change.key for change in changes}
    frozen = _frozen(changes, signed)
    if chosen is None:
        needed = _with_ancestors(written, entries)
        lost = {one.key for one in changes if one.kind == REMOVED and one.key in needed}
        chosen = keys - lost - frozen.keys()
    taken = frozenset(keys & set(chosen))
    target = merge(present, _defined(system), taken)
    problems = (*_in_the_way(target, written), *(frozen[key] for key in sorted(taken & frozen.keys())))
    before, after, shifts, faults = _effect(data, target, entries)
    return Plan(
        changes=changes,
        chosen=taken,
        target=target,
        problems=(*problems, *faults),
        before=before,
        after=after,
        shifts=shifts,
        kept=written,
        signed=signed,
    )


def _frozen(changes: Iterable[Change], signed: frozenset[str]) -> dict[str, Problem]:
    """What is not taken over after sign-off, by the keys of the changes.

    That is what concerns an indicator whose paper is checked, and, once any is, grades and rounding.
    """
    problems = {}
    for change in changes:
        if change.key in signed:
            message = "底稿已复核，不能再采用指标库的改动。请不要勾选这一项，或先退回底稿。"
            problems[change.key] = Problem(path=change.key, message=message)
        elif signed and change.key in {GRADES, ROUNDING}:
            message = f"有{len(signed)}份底稿已复核，{change.name}不能再随指标库改动。请不要勾选这一项。"
            problems[change.key] = Problem(path="", message=message)
    return problems


def _with_ancestors(codes: Iterable[str], entries: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """The codes, and those of all that they stand under."""
    found: set[str] = set()
    for code in codes:
        above: Any = code
        while above in entries and above not in found:
            found.add(above)
            above = entries[above].get("parent")
    return found


def _defined(system: Mapping[str, Any]) -> dict[str, Any]:
    """The system without what papers say; inputs stay: formulas are read in view of their names."""
    rows = [
        {key: held for key, held in entry.items() if key not in PAPER_KEYS or key == "inputs"}
        for entry in system.get("indicators") or ()
    ]
    return {**system, "indicators": rows}


def is_empty(value: Any) -> bool:
    """Whether an input holds nothing: not known, or a list of nothing known."""
    return value is None or (isinstance(value, list | tuple) and all(one is None for one in value))


def _written(entry: Mapping[str, Any]) -> str:
    """What the paper of an indicator holds, in words; empty where it holds nothing."""
    known = [name for name, value in (entry.get("inputs") or {}).items() if not is_empty(value)]
    said = [f"输入{'、'.join(known)}"] if known else []
    names = {"override": "另行评定", "not_applicable": "无法考核", "deduction_reason": "扣分原因"}
    return "，".join([*said, *(word for key, word in names.items() if entry.get(key))])


def _in_the_way(target: Mapping[str, Any], written: Mapping[str, str]) -> list[Problem]:
    """Papers with content whose indicator would go, or would have others under it."""
    codes = {entry["code"] for entry in target["indicators"]}
    branches = {entry.get("parent") for entry in target["indicators"]}
    problems = []
    for code, said in written.items():
        if code not in codes:
            message = f"底稿里有{said}，不能随指标删除。请不要勾选这一项，或先把底稿里的内容移走。"
            problems.append(Problem(path=code, message=message))
        elif code in branches:
            message = f"底稿里有{said}，不能成为有下级的指标。请先把底稿里的内容移走。"
            problems.append(Problem(path=code, message=message))
    return problems


def with_inputs(entry: Mapping[str, Any], paper: Mapping[str, Any]) -> dict[str, Any]:
    """The definition with what its paper says now; inputs that it asks for anew are not known.

    An input that it does not ask for stays where it has a value: nothing written is lost. An empty one goes.
    """
    says = {key: paper[key] for key in PAPER_KEYS if key in paper and key != "inputs"}
    filled = {name: held for name, held in (paper.get("inputs") or {}).items() if not is_empty(held)}
    inputs = dict.fromkeys(wanted_inputs(entry)) | filled
    return {**{key: held for key, held in entry.items() if key != "inputs"}, **says, "inputs": inputs}


def _effect(
    data: Mapping[str, Any], target: Mapping[str, Any], papers: Mapping[str, Mapping[str, Any]]
) -> tuple[Effect | None, Effect | None, tuple[ScoreShift, ...], tuple[Problem, ...]]:
    branches = {entry.get("parent") for entry in target["indicators"]}
    rows = [
        dict(entry) if entry["code"] in branches else with_inputs(entry, papers.get(entry["code"], {}))
        for entry in target["indicators"]
    ]
    try:
        now = standing_of({"format": data["format"], **target, "indicators": rows})
    except Refused as refusal:
        return None, None, (), tuple(_by_indicator(one, rows) for one in refusal.problems)
    try:
        then = standing_of(data)
    except Refused:
        return None, _told(now), (), ()
    return _told(then), _told(now), tuple(_shifts(then, now)), ()


def _by_indicator(problem: Problem, rows: list[dict[str, Any]]) -> Problem:
    """A problem under its indicator's code in place of its path."""
    found = PLACE.match(problem.path)
    if found is None:
        return problem
    entry = rows[int(found[1])]
    if found[2] == "parent":
        message = f"它的上级“{entry.get('parent')}”没有采用，或不在它前面。请一并勾选上级，或不勾选这一项。"
        return Problem(path=str(entry["code"]), message=message)
    return Problem(path=str(entry["code"]), message=problem.message)


def _told(standing: Any) -> Effect:
    result = standing.result
    return Effect(
        total=result.total,
        grade=result.grade or "",
        partial=result.partial_total,
        weight=result.full,
        places=standing.system.rounding.score.decimals,
    )


def _shifts(then: Any, now: Any) -> list[ScoreShift]:
    before, after = then.result.outcomes, now.result.outcomes
    named = {one.code: one for one in (*then.system.indicators, *now.system.indicators)}
    found = []
    for code in [*after, *(code for code in before if code not in after)]:
        was, is_now = before.get(code), after.get(code)
        if named[code].is_leaf and (was and was.score) != (is_now and is_now.score):
            found.append(
                ScoreShift(
                    code=code,
                    name=named[code].name,
                    before=was.score if was else None,
                    after=is_now.score if is_now else None,
                )
            )
    return found

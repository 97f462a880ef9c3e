"""What has to fit together inside a dossier beyond the type of each value."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from evaluations.dossier import evidence
from evaluations.dossier.model import Dossier

Note = tuple[str, str]


def problems(dossier: Dossier) -> list[Note]:
    """What makes a dossier unusable: doubled codes, rows without their parent, evidence of nothing."""
    return [
        *_doubled_codes(dossier),
        *_lost_parents(dossier),
        *_circles(dossier),
        *evidence.problems(dossier),
    ]


def warnings(dossier: Dossier) -> list[Note]:
    """What can be kept as it stands and has to be looked at."""
    return [note for check in _WARNINGS for note in check(dossier)]


def _doubled_codes(dossier: Dossier) -> Iterable[Note]:
    seen: dict[str, int] = {}
    for place, line in enumerate(dossier.budget):
        if line.code in seen:
            yield (
                f"budget[{place}].code",
                f"预算编号“{line.code}”与第 {seen[line.code] + 1} 行重复，请改成不同的编号。",
            )
        seen.setdefault(line.code, place)


def _lost_parents(dossier: Dossier) -> Iterable[Note]:
    codes = {line.code for line in dossier.budget}
    for place, line in enumerate(dossier.budget):
        if line.parent is not None and line.parent not in codes:
            yield (
                f"budget[{place}].parent",
                f"预算表中没有编号为“{line.parent}”的上级行，请改正编号或补上该行。",
            )


def _circles(dossier: Dossier) -> Iterable[Note]:
    parents = {line.code: line.parent for line in dossier.budget}
    for place, line in enumerate(dossier.budget):
        above, steps = line.parent, 0
        while above is not None and above != line.code and steps <= len(parents):
            above, steps = parents.get(above), steps + 1
        if above == line.code:
            yield f"budget[{place}].parent", f"预算行“{line.code}”成了自己的上级，请改正上级编号。"


def _unknown_objective_indicators(dossier: Dossier) -> Iterable[Note]:
    codes = {indicator.code for indicator in dossier.indicators}
    for place, objective in enumerate(dossier.objectives):
        if objective.indicator is not None and objective.indicator not in codes:
            yield f"objectives[{place}].indicator", f"指标体系中没有编号为“{objective.indicator}”的指标。"


def _unknown_base_tables(dossier: Dossier) -> Iterable[Note]:
    codes = {indicator.code for indicator in dossier.indicators}
    for place, table in enumerate(dossier.base_table):
        if table.code not in codes:
            yield f"base_table[{place}].code", f"指标体系中没有编号为“{table.code}”的指标。"


def _uneven_fund_check(dossier: Dossier) -> Iterable[Note]:
    if dossier.fund_check is None:
        return
    points = sum(len(group) for group in dossier.fund_check.groups.values())
    results = len(dossier.fund_check.results)
    if points != results:
        yield "fund_check.results", f"检查要点共 {points} 项，结果有 {results} 个，请逐项对应。"


_WARNINGS: tuple[Callable[[Dossier], Iterable[Note]], ...] = (
    _unknown_objective_indicators,
    _unknown_base_tables,
    _uneven_fund_check,
)

"""历年对比: the years of one programme side by side, every figure from what was issued in that year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluations.projects.models import Project
from evaluations.rectification.queries import open_by_project
from reports.portal import queries
from reports.portal.figures import Branch, Figures, figures
from reports.publishing.releases.models import Release
from reports.publishing.releases.queries import state_of

GAP = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One year: the project, its newest release, and the figures of the one in force."""

    project: Project
    release: Release | None
    state: str
    figures: Figures | None
    rectification: tuple[int, int] | None
    """How many items are not closed, of how many; None where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A text with a smaller one behind it."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure through the years."""

    label: str
    cells: tuple[Cell, ...]
    is_strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows under one head."""

    label: str
    rows: tuple[Row, ...]


def columns(projects: Sequence[Project]) -> list[Column]:
    """A column per project, in as many queries for many as for one."""
    found = queries.newest_releases(projects)
    known = figures(queries.in_force(found).values())
    rectifying = open_by_project(projects)
    return [
        Column(
            project=one,
            release=release,
            state=str(state_of(release)) if release is not None else "尚未签发",
            figures=known.get(release.pk) if release is not None else None,
            rectification=rectifying.get(one.pk),
        )
        for one in projects
        for release in [found.get(one.pk)]
    ]


def groups(listed: Sequence[Column]) -> list[Group]:
    """The table: money, score, 一级指标, satisfaction. What a year does not have is 「—」."""
    of = [one.figures for one in listed]
    made = [
        Group(
            label="预算",
            rows=(
                _row("预算", of, lambda one: Cell(text=one.budget, note=one.unit)),
                _row("预算执行率", of, lambda one: Cell(text=one.rate)),
            ),
        ),
        Group(label="总分", rows=(_totals(of), _row("等级", of, lambda one: Cell(text=one.grade)))),
        Group(
            label="一级指标得分率",
            rows=tuple(
                _row(name, of, lambda one, name=name: _branch(one.branches, name))  # type: ignore[misc]
                for name in _names((one.name for one in known.branches) for known in of if known)
            ),
        ),
        Group(
            label="满意度",
            rows=tuple(
                _row(name, of, lambda one, name=name: Cell(text=dict(one.satisfaction).get(name, GAP)))  # type: ignore[misc]
                for name in _names((name for name, _ in known.satisfaction) for known in of if known)
            ),
        ),
    ]
    if any(one.rectification for one in listed):
        cells = tuple(_rectification(one) for one in listed)
        made.append(Group(label="整改", rows=(Row(label="未销号事项", cells=cells),)))
    return [group for group in made if group.rows]


def _row(label: str, of: Iterable[Figures | None], read: Callable[[Figures], Cell]) -> Row:
    cells = tuple(Cell(text=GAP) if one is None else read(one) for one in of)
    return Row(label=label, cells=cells)


def _totals(of: Iterable[Figures | None]) -> Row:
    """总分, each with its difference from the last year that has one and the same full mark."""
    cells, before = [], None
    for one in of:
        if one is None:
            cells.append(Cell(text=GAP))
            continue
        is_like = before is not None and before.full == one.full
        note = _difference(before.total, one.total) if before is not None and is_like else ""
        out_of = "" if one.full == "100" else f"/{one.full}"
        cells.append(Cell(text=f"{one.score}{out_of}", note=note))
        before = one
    return Row(label="总分", cells=tuple(cells), is_strong=True)


def _difference(before: Decimal | None, now: Decimal | None) -> str:
    if before is None or now is None:
        return ""
    by = (now - before).normalize()
    return f"{'+' if by > 0 else '−' if by < 0 else '±'}{abs(by):f}"


def _branch(branches: Sequence[Branch], name: str) -> Cell:
    found = next((one for one in branches if one.name == name), None)
    return Cell(text=GAP) if found is None else Cell(text=found.rate, note=f"{found.score}/{found.weight}")


def _rectification(column: Column) -> Cell:
    if column.rectification is None:
        return Cell(text=GAP)
    unclosed, every = column.rectification
    return Cell(text=f"{unclosed}项", note=f"共{every}项")


def _names(found: Iterable[Iterable[str]]) -> list[str]:
    """Every name once, in the order in which they first come."""
    return list(dict.fromkeys(name for names in found for name in names))

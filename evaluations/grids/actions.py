"""One door for every change of a grid: what is right is saved, what is wrong is told, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from evaluations.grids.effects import EFFECT, Effect, begin
from evaluations.grids.grid import Grid
from evaluations.grids.operations import Add, Operation, Set
from evaluations.grids.sheet import Sheet
from evaluations.grids.told import Told
from evaluations.people.models import User
from evaluations.projects.actions import Change, Fold, log
from evaluations.projects.models import Project

MOST_CHANGES = 200
TYPED = "修改"


class Refused(Exception):
    """Not everything was right, and everything was wanted: nothing was saved."""

    def __init__(self, told: Sequence[Told]) -> None:
        super().__init__("nothing was saved")
        self.told = tuple(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of each operation, the new rows by the keys they were asked for, what was logged.

    `effects` says what the change did elsewhere: scores that moved, signatures that fell.
    """

    told: tuple[Told, ...]
    created: dict[str, int]
    removed: tuple[int, ...]
    changes: tuple[Change, ...]
    effects: tuple[str, ...]


@transaction.atomic
def change(
    grid: Grid,
    project: Project,
    operations: Sequence[Operation],
    *,
    by: User,
    unit: str = "",
    verb: str = "",
    is_strict: bool = False,
) -> Outcome:
    """Applies the operations in their order; figures of scaled columns stand in `unit`.

    A wrong cell keeps its old value and is told with its place; a cell that somebody changed since the
    revision on which the operation rests is told with both versions. With `is_strict` either raises Refused,
    and nothing is saved. One line of the log tells of everything, and of the scores that it moved.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    ended = begin(project, by=by, also=grid.watch)
    sheet = Sheet(grid, project, unit=unit, by=by)
    _apply(sheet, operations)
    wrong = [told for told in sheet.told if told.state != "saved"]
    if is_strict and wrong:
        raise Refused(wrong)
    effect = ended() if sheet.changes else Effect()
    if sheet.changes:
        log(
            project,
            by=by,
            kind=grid.kind,
            verb=verb or sheet.verb,
            subject=sheet.subject[:300],
            changes=[*_shortened(sheet.changes), *effect.changes],
            fold=_fold(grid) if not verb and sheet.verb == TYPED else None,
            moves_scores=bool(effect.changes),
        )
    return Outcome(
        told=tuple(sheet.told),
        created={key: row.pk for key, row in sheet.created.items()},
        removed=tuple(sheet.removed),
        changes=tuple(sheet.changes),
        effects=effect.said,
    )


def _apply(sheet: Sheet, operations: Sequence[Operation]) -> None:
    """All of them; of a fixed grid only its cells are changed."""
    for operation in operations:
        if sheet.grid.is_fixed and not isinstance(operation, Set):
            row = operation.key if isinstance(operation, Add) else operation.row
            message = f"这张表的{sheet.grid.noun}是定好的，不能增删或移动。"
            sheet.told.append(Told(state="problem", row=row, message=message))
        else:
            sheet.apply(operation)
    sheet.settle()


def _fold(grid: Grid) -> Fold:
    """What one person types into a grid, cell after cell, is one line of the log."""

    def subject(changes: Sequence[Change]) -> str:
        own = [one["field"] for one in changes if not one["field"].startswith(EFFECT)]
        names = list(dict.fromkeys(field.rpartition("　")[0] for field in own))
        return f"{grid.title}　{names[0] if len(names) == 1 else f'{len(names)}{grid.noun}'}"[:300]

    return Fold(thing=f"grid-{grid.name}", subject=subject)


def _shortened(changes: Sequence[Change]) -> list[Change]:
    """A line of the log does not hold thousands of cells; each row's history does."""
    if len(changes) <= MOST_CHANGES:
        return list(changes)
    left = len(changes) - MOST_CHANGES
    return [*changes[:MOST_CHANGES], {"field": f"另有{left}处，见各行历史", "before": "—", "after": "—"}]

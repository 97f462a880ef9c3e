"""What of a project is frozen (冻结) because it was signed. The slice of stages says it; it is held here.

Every change of a project tells the log its kind, in the transaction of the change: there a change of what is
frozen is refused, so no form, import, command or task gets around it. The doors of the pages ask too, so that
nobody types into what will be refused.
"""

from __future__ import annotations

from collections.abc import Callable

from evaluations.projects.freeze import Freeze
from evaluations.projects.models import Project


class Frozen(Exception):
    """A change of what is frozen: nothing was written."""

    def __init__(self, freeze: Freeze) -> None:
        super().__init__(f"{freeze}，没有保存。要修改，请在“签核”页写明原因，申请修订或重开。")
        self.freeze = freeze


Freezer = Callable[[Project, str], Freeze | None]
"""Says by the kind of a line of the log whether what it tells of is frozen now."""

Scoping = Callable[[str], str]
"""The kind of change that a page is there for, by its URL name (`money:budget`); empty: none."""

_FREEZERS: list[tuple[Freezer, Scoping]] = []


def freeze_by(freezer: Freezer, *, pages: Scoping) -> None:
    """From now on `freezer` is asked before each change, and `pages` says what a page changes."""
    if (freezer, pages) not in _FREEZERS:
        _FREEZERS.append((freezer, pages))


def of_kind(project: Project, kind: str) -> Freeze | None:
    """Whether changes of this kind are frozen on the project."""
    found = (freezer(project, kind) for freezer, _ in _FREEZERS)
    return next((one for one in found if one is not None), None)


def of_page(project: Project, page: str) -> Freeze | None:
    """Whether what the page of this URL name changes is frozen on the project."""
    kinds = [(freezer, pages(page)) for freezer, pages in _FREEZERS]
    found = (freezer(project, kind) for freezer, kind in kinds if kind)
    return next((one for one in found if one is not None), None)


def refuse(project: Project, kind: str) -> None:
    """Raises Frozen if changes of this kind are frozen."""
    freeze = of_kind(project, kind)
    if freeze is not None:
        raise Frozen(freeze)

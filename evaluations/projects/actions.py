"""What changes on a project. `log` is the one door for the lines of its activity log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from django.db import models, transaction
from django.utils import timezone

from evaluations.people.directory import Directory, keep
from evaluations.people.models import Firm, Organisation, User
from evaluations.projects.figures import shown
from evaluations.projects.models import PARTIES, Activity, Project

PROJECT_FIELDS = (
    "title",
    "year",
    "evaluated_unit",
    "competent_department",
    "commissioning_bureau",
    "firm_name",
    "funding_source",
    "report_number",
    "report_date",
)


class Change(TypedDict):
    """A field as people call it, with its texts before and after; 「—」 stands for a gap."""

    field: str
    before: str
    after: str


class Conflict(Exception):
    """Somebody saved in between: nothing was written, and both versions are here, value by value.

    `theirs` is what the row holds at `revision`, `mine` what was to be saved; both have the same keys.
    """

    def __init__(self, *, theirs: Mapping[str, Any], mine: Mapping[str, Any], revision: int) -> None:
        super().__init__(f"已有第{revision}版")
        self.theirs = dict(theirs)
        self.mine = dict(mine)
        self.revision = revision


def log(
    project: Project, *, by: User | None, kind: str, verb: str, subject: str, changes: Sequence[Change] = ()
) -> Activity:
    """Write one line of the project's log, in the transaction of the change it tells of.

    `by` is None only for what no person did. `kind` groups lines (project, budget, paper, run, report),
    `verb` and `subject` make the sentence: 修改　底稿 B1-1 预算执行率.
    """
    return Activity.objects.create(
        project=project, by=by, kind=kind, verb=verb, subject=subject, changes=list(changes)
    )


def save_as(row: models.Model, *, by: User, at: datetime | None = None) -> None:
    """Save a row with history so that its history names the person, and `at` where rows belong together."""
    _sign(row, by, at)
    row.save()


def delete_as(row: models.Model, *, by: User, at: datetime | None = None) -> None:
    """Delete a row with history so that its history names the person, and `at` where rows belong together."""
    _sign(row, by, at)
    row.delete()


def _sign(row: Any, by: User, at: datetime | None) -> None:
    """By the names that django-simple-history reads."""
    row._history_user = by  # noqa: SLF001
    row._history_date = at or timezone.now()  # noqa: SLF001


@transaction.atomic
def edit_project(
    project: Project, data: Mapping[str, Any], *, revision: int, by: User, verb: str = "修改"
) -> Project:
    """Change names, year, numbers and dates (`PROJECT_FIELDS`); a party that is new to the firm is saved.

    Raises Conflict if `revision` is old, and keeps nothing then.
    """
    row = Project.objects.select_for_update().get(pk=project.pk)
    data = {**data, **parties_of(data, row.firm, by=by)}
    changes = take_over(row, PROJECT_FIELDS, data, revision)
    if changes:
        row.revision += 1
        save_as(row, by=by)
        log(row, by=by, kind="project", verb=verb, subject="项目信息", changes=changes)
    return row


def parties_of(data: Mapping[str, Any], firm: Firm, *, by: User) -> dict[str, Organisation | None]:
    """The parties that `data` gives as organisations or by name; one that is new to the firm is saved."""
    directory = Directory(firm)
    found = {name: data[name] for name in PARTIES}
    named = {name: directory.named(one) if isinstance(one, str) else one for name, one in found.items()}
    return {name: keep(one, by=by) for name, one in named.items()}


def take_over(row: Any, fields: Sequence[str], data: Mapping[str, Any], revision: int) -> list[Change]:
    """Set `fields` of the locked row from `data`; returns what that changed, in words."""
    theirs = {name: getattr(row, name) for name in fields}
    mine = {name: data[name] for name in fields}
    if row.revision != revision:
        raise Conflict(theirs=theirs, mine=mine, revision=row.revision)
    changed = [name for name in fields if mine[name] != theirs[name]]
    for name in changed:
        setattr(row, name, mine[name])
    named = labels(type(row))
    return [
        {"field": named[name], "before": shown(theirs[name]), "after": shown(mine[name])} for name in changed
    ]


def labels(model: type[models.Model]) -> dict[str, str]:
    """What people call the columns of `model`."""
    fields = model._meta.fields
    return {field.name: str(field.verbose_name) for field in fields}

"""What changes on a project. `log` is the one door for the lines of its activity log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from evaluations.people.directory import Directory, keep
from evaluations.people.models import Firm, Organisation, User
from evaluations.projects import freezing
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


WHILE_TYPING = timedelta(minutes=10)
"""So long after its first save a line of the log takes in what the same person saves to the same thing."""
MOST_JOINT = 200


class Change(TypedDict):
    """A field as people call it, with its texts before and after; 「—」 stands for a gap."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Saves of one `thing` that follow each other are one line; `subject` names what all of them changed."""

    thing: str
    subject: Callable[[Sequence[Change]], str] | None = None


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
    project: Project,
    *,
    by: User | None,
    kind: str,
    verb: str,
    subject: str,
    changes: Sequence[Change] = (),
    fold: Fold | None = None,
    moves_scores: bool = False,
) -> Activity:
    """Write one line of the project's log, in the transaction of the change it tells of.

    `by` is None only for what no person did. `kind` groups lines (project, budget, paper, run, report),
    `verb` and `subject` make the sentence: 修改　底稿 B1-1 预算执行率. With `fold` the newest line of that
    person, thing and verb takes the changes in, if it is younger than `WHILE_TYPING`.

    Raises Frozen where changes of this kind are frozen: the transaction goes back, and with it the change.
    """
    line = _line(
        project,
        by=by,
        kind=kind,
        verb=verb,
        subject=subject,
        changes=changes,
        fold=fold,
        moves_scores=moves_scores,
    )
    freezing.refuse(project, kind)
    return line


def _line(
    project: Project,
    *,
    by: User | None,
    kind: str,
    verb: str,
    subject: str,
    changes: Sequence[Change],
    fold: Fold | None,
    moves_scores: bool,
) -> Activity:
    """The line, written before the question whether it may be: writing it locks out who signs meanwhile.

    On PostgreSQL a new line holds its project's key; a line that takes more in has to ask for the row.
    """
    if fold is not None and by is not None:
        open_line = _open_line(project, fold, by=by, kind=kind, verb=verb, subject=subject)
        joined = None if open_line is None else joint(open_line.changes, changes)
        if open_line is not None and joined is not None:
            Project.objects.select_for_update(no_key=True).get(pk=project.pk)
            return _folded(open_line, joined, fold, moves_scores=moves_scores)
    return Activity.objects.create(
        project=project,
        by=by,
        kind=kind,
        verb=verb,
        subject=subject,
        changes=list(changes),
        thing=fold.thing if fold else "",
        moves_scores=moves_scores,
    )


def _open_line(
    project: Project, fold: Fold, *, by: User, kind: str, verb: str, subject: str
) -> Activity | None:
    """The line that a further save of the same thing goes into: nothing else was told of it since."""
    told = project.activities.filter(Q(thing=fold.thing) | Q(subject=subject))
    line = told.order_by("-at", "-pk").first()
    is_mine = line is not None and (line.by_id, line.kind, line.verb) == (by.pk, kind, verb)
    if line is None or not is_mine or line.thing != fold.thing:
        return None
    return line if timezone.now() - (line.began_at or line.at) <= WHILE_TYPING else None


def _folded(line: Activity, changes: list[Change], fold: Fold, *, moves_scores: bool) -> Activity:
    line.began_at = line.began_at or line.at
    line.at = timezone.now()
    line.saves += 1
    line.changes = changes
    line.subject = fold.subject(changes) if fold.subject else line.subject
    line.moves_scores = line.moves_scores or moves_scores
    line.save(update_fields=["began_at", "at", "saves", "changes", "subject", "moves_scores"])
    return line


def joint(earlier: Sequence[Change], later: Sequence[Change]) -> list[Change] | None:
    """Two lists of changes as one: from what stood before the first to what stands after the last.

    None where they cannot be told as one: a field stands twice in a list, or they would become too many.
    """
    first, second = ({one["field"]: one for one in listed} for listed in (earlier, later))
    names = [*first, *(name for name in second if name not in first)]
    if (len(first), len(second)) != (len(earlier), len(later)) or len(names) > MOST_JOINT:
        return None
    pairs = [(first.get(name, second.get(name)), second.get(name, first.get(name))) for name in names]
    return [
        {"field": was["field"], "before": was["before"], "after": now["after"]}
        for was, now in pairs
        if was is not None and now is not None and was["before"] != now["after"]
    ]


def save_as(row: models.Model, *, by: User, at: datetime | None = None) -> None:
    """Save a row with history so that its history names the person, and `at` where rows belong together."""
    sign(row, by, at)
    row.save()


def delete_as(row: models.Model, *, by: User, at: datetime | None = None) -> None:
    """Delete a row with history so that its history names the person, and `at` where rows belong together."""
    sign(row, by, at)
    row.delete()


def sign(row: Any, by: User, at: datetime | None) -> None:
    """Says by whom and when the row's next record is, by the names that django-simple-history reads."""
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
        fold = Fold(thing="info") if verb == "修改" else None
        log(row, by=by, kind="project", verb=verb, subject="项目信息", changes=changes, fold=fold)
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

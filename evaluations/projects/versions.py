"""Every version of one object: who saved it when, what that changed, and the way back to it.

A slice says what its object's versions are (`Version`, newest first), and restores one by its ordinary
action: the old values are saved anew, on a checked revision, logged, and refused like anything typed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evaluations.projects.actions import WHILE_TYPING, Change
from evaluations.projects.figures import shown
from evaluations.projects.models import Project

Records = Mapping[int, list[Any]]
"""The records of rows by their keys, oldest first."""
PER_PAGE = 30
RESTORED_MEANWHILE = "没有恢复：您打开历史以后又有人保存了新版本。请看过最新的版本再决定。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What an object held after one save. `pk` is the number of its record in the history."""

    pk: int
    revision: int
    at: datetime
    by: Any
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A version and what it changed; `is_newest` is how the object stands now."""

    version: Version
    changes: Sequence[Change]
    is_newest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An object's versions as a page shows them, with where to go back and where to restore."""

    title: str
    nav_current: str
    back: str
    restore: str
    revision: int
    versions: Sequence[Version]
    label: Callable[[str], str]
    word: Callable[[str, Any], str] = lambda _key, value: shown(value)


def row_versions(records: Iterable[Any], fields: Iterable[str]) -> list[Version]:
    """Versions out of the history of a plain row, newest first; of a removed row every value is None."""
    names = tuple(fields)
    return [
        Version(
            pk=record.history_id,
            revision=record.revision,
            at=record.history_date,
            by=record.history_user,
            values={name: None if record.history_type == "-" else getattr(record, name) for name in names},
        )
        for record in records
    ]


def newest_first(row: models.Model) -> Any:
    """The records of a row's history."""
    return row.history.select_related("history_user").order_by("-history_date", "-history_id")  # type: ignore[attr-defined]


def by_row(records: Any) -> dict[int, list[Any]]:
    """The records of each row, oldest first."""
    found: dict[int, list[Any]] = defaultdict(list)
    for record in records.order_by("history_date", "history_id"):
        found[record.id].append(record)
    return found


def standing_before(rows: Records, until: datetime | None) -> Iterable[Any]:
    """The rows as they stood before `until` (now, where it is None)."""
    for records in rows.values():
        last = next((one for one in reversed(records) if until is None or one.history_date < until), None)
        if last is not None and last.history_type != "-":
            yield last


def steps(story: Story) -> list[Step]:
    """What each version changed; a save that changed none of the values is left out, the first one stays."""
    found: list[Step] = []
    for newer, older in pairwise([*story.versions, None]):
        assert newer is not None
        changes = _changes(story, older.values, newer.values) if older else []
        if changes or older is None:
            found.append(Step(version=newer, changes=changes, is_newest=not found))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What one person saved while typing, as one: `changes` lead from before the first step to the newest."""

    steps: Sequence[Step]
    changes: Sequence[Change]

    @property
    def newest(self) -> Step:
        return self.steps[0]


def groups(story: Story) -> list[Group]:
    """The steps, newest first, those of one person within `WHILE_TYPING` together; the first one alone."""
    found = steps(story)
    listed: list[list[Step]] = []
    for step in found:
        is_first = step is found[-1]
        if listed and not is_first and _is_one_sitting(listed[-1][0], step):
            listed[-1].append(step)
        else:
            listed.append([step])
    values = [one[0].version.values for one in listed]
    older: list[Mapping[str, Any]] = [*values[1:], {}][: len(listed)]
    return [
        Group(steps=one, changes=_changes(story, was, one[0].version.values) if one[1:] else one[0].changes)
        for one, was in zip(listed, older, strict=True)
    ]


def _is_one_sitting(newest: Step, step: Step) -> bool:
    one, other = newest.version, step.version
    return one.by is not None and one.by == other.by and one.at - other.at <= WHILE_TYPING


def _changes(story: Story, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    return [
        {
            "field": story.label(key),
            "before": story.word(key, before.get(key)),
            "after": story.word(key, value),
        }
        for key in (*after, *(key for key in before if key not in after))
        if before.get(key) != (value := after.get(key))
    ]


def page(request: HttpRequest, project: Project, story: Story, *, may_restore: bool) -> HttpResponse:
    """The page of an object's history."""
    context = {
        "project": project,
        "nav_current": story.nav_current,
        "story": story,
        "page": Paginator(groups(story), PER_PAGE).get_page(request.GET.get("page")),
        "may_restore": may_restore,
    }
    return render(request, "evaluations/projects/versions.html", context)


def wanted(request: HttpRequest, versions: Iterable[Version]) -> tuple[Version, int]:
    """The version that was asked for, and the revision on which the asking page rests."""
    version, revision = request.POST.get("version", ""), request.POST.get("revision", "")
    found = next((one for one in versions if str(one.pk) == version), None)
    if found is None:
        raise BadRequest("no such version")
    return found, int(revision) if revision.isdecimal() and len(revision) < 10 else -1


def restored(version: Version) -> str:
    """The verb of the log's line."""
    return f"恢复到第{version.revision}版"

"""Saving the ticks of one working paper; the input that they come to is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from evaluations.evidence.models import Document
from evaluations.papers.actions import save_paper
from evaluations.papers.contents import PREFIX, contents
from evaluations.papers.models import WorkingPaper
from evaluations.papers.queries import lists_of
from evaluations.papers.ticks.keeping import ticks_of
from evaluations.papers.ticks.lists import TickList, counted
from evaluations.papers.ticks.models import Tick
from evaluations.people.models import User
from evaluations.projects.actions import Conflict
from evaluations.projects.figures import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a person says of one item: how far it is met (None: not looked at), why, and by which document."""

    met: Decimal | None
    note: str = ""
    document: Document | None = None


@transaction.atomic
def tick(
    paper: WorkingPaper, marks: Mapping[str, Sequence[Mark]], *, revision: int, by: User
) -> WorkingPaper:
    """Save a mark for each item of the lists, by input. Conflict when `revision` is not the newest.

    ValidationError, by input, for another number of marks than items, for a degree outside 0 to 1 (on a
    checklist: other than 0 and 1), and for a document of another project.
    """
    rows = WorkingPaper.objects.select_for_update(of=("self",)).select_related("indicator", "project__system")
    row: WorkingPaper = rows.get(pk=paper.pk)
    lists = [one for one in lists_of(row) if one.input in marks]
    if row.revision != revision:
        theirs = contents(row, row.inputs.prefetch_related("items"))
        raise Conflict(theirs=theirs, mine=theirs, revision=row.revision)
    if wrong := {one.input: fault for one in lists if (fault := _fault(row, one, marks[one.input]))}:
        raise ValidationError(wrong)
    before = ticks_of(row)
    after = _rows(row, before, lists, marks)
    data = _degrees(row, lists, marks) | dict.fromkeys(_emptied(lists, before, after))
    return save_paper(row, data, revision=revision, by=by, verb="勾选", ticks=after)


def _degrees(
    row: WorkingPaper, lists: Iterable[TickList], marks: Mapping[str, Sequence[Mark]]
) -> dict[str, list[Decimal | None]]:
    """How far each key point is met, by the key of its list; a list of which nothing was said stays empty."""
    held = contents(row, row.inputs.prefetch_related("items"))
    said = {PREFIX + one.input: [mark.met for mark in marks[one.input]] for one in lists if not one.counts}
    return {
        key: degrees for key, degrees in said.items() if any(one is not None for one in degrees) or held[key]
    }


def _emptied(lists: Iterable[TickList], before: Sequence[Tick], after: Sequence[Tick]) -> list[str]:
    """The numbers that were counted from ticks of which none is left."""
    was, now = counted(lists, before), counted(lists, after)
    return [PREFIX + name for name in was if name not in now]


def _fault(row: WorkingPaper, one: TickList, marks: Sequence[Mark]) -> str:
    if len(marks) != len(one.texts):
        return f"有{len(one.texts)}项，这里说了{len(marks)}项。评分细则可能刚改过，请刷新再勾选。"
    for place, mark in enumerate(marks, 1):
        if mark.met is not None and not _is_degree(mark.met, one):
            wanted = "应为符合或不符合" if one.counts else "符合程度应在0到1之间"
            return f"第{place}项：{wanted}，现为{shown(mark.met)}。"
        if mark.document is not None and mark.document.project_id != row.project_id:
            return f"第{place}项：佐证不是本项目的资料。"
    return ""


def _is_degree(met: Decimal, one: TickList) -> bool:
    return met.is_finite() and (met in (0, 1) if one.counts else 0 <= met <= 1)


def _rows(
    row: WorkingPaper, before: Iterable[Tick], lists: Iterable[TickList], marks: Mapping[str, Sequence[Mark]]
) -> list[Tick]:
    """All ticks of the paper as they are to be; of lists that are not in `marks` they stay."""
    touched = [one.input for one in lists]
    kept = [
        Tick(paper=row, input=one.input, text=one.text, met=one.met, note=one.note, document=one.document)
        for one in before
        if one.input not in touched
    ]
    made = [
        Tick(
            paper=row,
            input=one.input,
            text=text,
            met=mark.met if one.counts else None,
            note=mark.note,
            document=mark.document,
        )
        for one in lists
        for text, mark in zip(one.texts, marks[one.input], strict=True)
    ]
    for place, tick_ in enumerate([*kept, *made]):
        tick_.position = place
    return [*kept, *made]

"""Saving an indicator's definition: its texts, the inputs of its paper, the formula and the rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from evaluations.criteria import queries, rulebook
from evaluations.criteria.contents import (
    LABELS,
    NOTE,
    PLACES,
    TEXTS,
    InputRow,
    differ,
    entry_with,
    input_faults,
    worded,
)
from evaluations.criteria.faults import core_problems
from evaluations.criteria.queries import Definition
from evaluations.papers.checking.actions import void_signatures
from evaluations.papers.models import PaperInput, WorkingPaper
from evaluations.papers.opening import open_papers
from evaluations.papers.queries import Standing
from evaluations.people.models import User
from evaluations.projects.actions import Change, Conflict, delete_as, log, save_as
from evaluations.projects.models import Project
from evaluations.templatetags.figures import points
from indicators.systems.keeping import keep_rule
from indicators.systems.models import Indicator


@transaction.atomic
def define(
    project: Project,
    indicator: Indicator,
    data: Mapping[str, Any],
    *,
    revision: int,
    by: User,
    verb: str = "修改",
) -> Indicator:
    """Save what `data` says, by the keys of `contents.LABELS`; what it does not name stays.

    `revision` is the one that the saving person saw: Conflict when it is not the newest. ValidationError for
    what the scoring core would refuse. The log says what changed, and what that did to the scores.
    """
    open_papers(project)
    found = queries.definition(project, indicator.code, lock=True)
    assert found is not None
    row, theirs = found.indicator, found.values
    mine = {**theirs, **{key: data[key] for key in theirs if key in data}}
    if row.revision != revision:
        raise Conflict(theirs=theirs, mine=mine, revision=row.revision)
    changed = differ(mine, theirs)
    if not changed:
        return row
    _check(found, mine, changed)
    before = queries.standing(queries.present(project))
    at = timezone.now()
    _write(found, mine, changed, by, at)
    if "rule" in changed:
        rulebook.keep(project, row, theirs["rule"], mine["rule"], by=by, at=at)
    after = queries.standing(queries.present(project))
    changes = [*_changes(theirs, mine, changed, row.weight), *_effect(row.code, before, after)]
    log(project, by=by, kind=queries.KIND, verb=verb, subject=queries.subject(row), changes=changes)
    void_signatures(project, by=by, codes=[row.code])
    return row


def _check(found: Definition, mine: Mapping[str, Any], changed: Sequence[str]) -> None:
    """ValidationError, by field, where the definition could not be scored by."""
    entry = {"code": found.indicator.code, "weight": found.indicator.weight}
    wrong = dict(input_faults(mine["inputs"]))
    for problem in core_problems(entry_with(entry, mine, found.inputs)):
        wrong.setdefault(problem.path, problem.message)
    if not str(mine["name"]).strip():
        wrong["name"] = "请填指标名称。"
    if not found.is_leaf:
        own = [key for key in ("rule", "inputs") if mine[key] and key in changed]
        wrong |= dict.fromkeys(own, "有下级指标的指标没有自己的评分规则和输入，请写在下级指标上。")
    if wrong:
        raise ValidationError(wrong)


def _write(
    found: Definition, mine: Mapping[str, Any], changed: Sequence[str], by: User, at: datetime
) -> None:
    """What belongs to one save bears one time in all histories."""
    row = found.indicator
    for name in changed:
        if name in (*TEXTS, *PLACES, NOTE):
            setattr(row, name, mine[name])
    if "rule" in changed:
        keep_rule(row, mine["rule"], by=by)
    if "inputs" in changed and found.paper is not None:
        _write_inputs(found.paper, found.inputs, mine["inputs"], by, at)
    row.revision += 1
    save_as(row, by=by, at=at)


def _write_inputs(
    paper: WorkingPaper, stored: Mapping[int, PaperInput], rows: Sequence[InputRow], by: User, at: datetime
) -> None:
    """Inputs added, renamed, of another kind, taken away; what a kept one holds stays."""
    kept = {row.pk for row in rows}
    for key, one in stored.items():
        if key not in kept:
            delete_as(one, by=by, at=at)
    names = {row.pk: row.name for row in rows if row.pk is not None}
    for key in names.keys() & stored.keys():  # two may have swapped their names, which stand once in a paper
        if names[key] != stored[key].name:
            PaperInput.objects.filter(pk=key).update(name=f"…{key}…")
    for place, row in enumerate(rows):
        _write_input(paper, stored.get(row.pk or 0), row, place, by, at)
    paper.revision += 1
    paper.updated_by = by
    save_as(paper, by=by, at=at)


def _write_input(
    paper: WorkingPaper, stored: PaperInput | None, row: InputRow, place: int, by: User, at: datetime
) -> None:
    one = stored or PaperInput(paper=paper)
    if stored is not None and (stored.name, stored.kind, stored.position) == (row.name, row.kind, place):
        return
    if stored is not None and stored.kind != row.kind:
        one.number, one.flag, one.level, one.source = None, None, "", ""
        one.items.all().delete()
    one.name, one.kind, one.position = row.name, row.kind, place
    save_as(one, by=by, at=at)


def _changes(
    theirs: Mapping[str, Any], mine: Mapping[str, Any], changed: Sequence[str], weight: Any
) -> list[Change]:
    before, after = worded(theirs, weight), worded(mine, weight)
    return [{"field": LABELS[key], "before": before[key], "after": after[key]} for key in changed]


def _effect(code: str, before: Standing | None, after: Standing | None) -> list[Change]:
    """The indicator's score and the total, before and after, where they changed."""
    if before is None or after is None:
        return []
    places = after.system.rounding.score.decimals
    pairs = [
        ("得分", before.outcome(code).score, after.outcome(code).score),
        ("总分", before.result.total, after.result.total),
    ]
    return [
        {"field": field, "before": points(was, places), "after": points(now, places)}
        for field, was, now in pairs
        if was != now
    ]

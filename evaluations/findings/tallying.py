"""汇总: what the valid answers of a survey say becomes its facts, in one step that is logged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from evaluations.findings.sealing import seal
from evaluations.findings.sketching import Drawn, Row, Sketch, draw
from evaluations.grids.effects import Effect, begin
from evaluations.papers.following import bound_rows
from evaluations.papers.holding import held_rows
from evaluations.people.models import User
from evaluations.projects.actions import Change, delete_as, log, save_as
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Collection, Option, Question, Survey

MOST_CHANGES = 200
SHEETS = {"distributed": "发放", "returned": "回收", "valid": "有效"}


class NotTallied(Exception):
    """There is nothing to take over; says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallied:
    """How many sheets came back and count, what changed, and what that did elsewhere, in sentences."""

    returned: int
    valid: int
    changes: tuple[Change, ...]
    effects: tuple[str, ...]


@transaction.atomic
def tally(survey: Survey, *, by: User) -> Tallied:
    """Writes counts, means and 满意度 of the valid answers into the facts of the survey.

    Rows are those of the same item and choice, so what is bound to them stays bound; rows that were typed and
    belong to no item stay as they are, after the others. Two at once follow each other. Raises NotTallied
    where no questionnaire was published, Frozen where the facts are.
    """
    Project.objects.select_for_update().get(pk=survey.project_id)
    row = Survey.objects.select_related("project").get(pk=survey.pk)
    collection = Collection.objects.select_for_update().filter(survey=row).first()
    if collection is None or not row.versions.exists():
        raise NotTallied("这次调查还没有发布问卷，没有答卷可以汇总。请先在“问卷”页发布。")
    ended = begin(row.project, by=by)
    sketch = draw(row)
    _seal(sketch.survey)
    changes = [*_write_survey(sketch, by), *_write_questions(sketch, by)]
    _note(collection, sketch, by)
    effect = ended() if changes else Effect()
    if changes:
        log(
            row.project,
            by=by,
            kind="survey",
            verb="汇总",
            subject=f"社会调查　{row.title}"[:300],
            changes=[*_shortened(changes), *effect.changes],
            moves_scores=bool(effect.changes),
        )
    return Tallied(
        returned=sketch.returned,
        valid=sketch.survey.row.valid,
        changes=tuple(changes),
        effects=effect.said,
    )


def _note(collection: Collection, sketch: Sketch, by: User) -> None:
    collection.tallied_at, collection.tallied_by = timezone.now(), by
    collection.tallied = sketch.returned
    save_as(collection, by=by)


def _seal(one: Row) -> None:
    one.before = {**(one.before or {}), "sealed": one.row.sealed}
    one.row.sealed = seal(one.row)


def _write_survey(sketch: Sketch, by: User) -> Iterator[Change]:
    one = sketch.survey
    if not one.is_changed:
        return
    _save(one, by)
    told = [change for change in _changed(one, SHEETS, "") if change["field"]]
    yield from told or [{"field": "答卷", "before": "上次汇总的", "after": "现在的，份数不变"}]


def _save(one: Row, by: User) -> None:
    if not one.is_new:
        one.row.revision += 1
    save_as(one.row, by=by)


def _write_questions(sketch: Sketch, by: User) -> list[Change]:
    """Rows in their order; one whose place alone changes has no new version."""
    project = sketch.survey.row.project
    is_bound, is_held = bound_rows(project), held_rows(project)
    changes: list[Change] = []
    moved: list[Question] = []
    for place, drawn in enumerate(sketch.questions):
        question = drawn.question
        if question.row.position != place:
            question.row.position = place
            moved.append(question.row)
        if question.is_changed:
            _save(question, by)
        name = f"第{place + 1}题 {question.row.text[:40]}"
        changes += _changed(question, {"answered": "有效填写人次", "mean": "平均值"}, name)
        gone = [one for one in drawn.gone if not is_bound(one) and not is_held(one)]
        changes += _write_options(drawn, [one for one in drawn.gone if one not in gone], name, by)
        for one in gone:
            changes.append({"field": f"{name}·{one.label}", "before": shown(one.count), "after": "—"})
            delete_as(one, by=by)
    Question.objects.bulk_update(moved, ["position"], batch_size=200)
    return changes


def _write_options(drawn: Drawn, bound: Sequence[Option], name: str, by: User) -> list[Change]:
    """The options; a theme that is no more but read by an input stays, counted by nobody."""
    changes: list[Change] = []
    moved: list[Option] = []
    for option in bound:
        drawn.options.append(Row(row=option, before={"count": option.count}))
        option.count = 0
    for place, one in enumerate(drawn.options):
        if one.row.position != place:
            one.row.position = place
            moved.append(one.row)
        if one.is_new:
            one.row.question = drawn.question.row
        if one.is_changed:
            _save(one, by)
        changes += _changed(one, {"count": ""}, f"{name}·{one.row.label}")
    Option.objects.bulk_update(moved, ["position"], batch_size=200)
    return changes


def _changed(one: Row, columns: dict[str, str], name: str) -> list[Change]:
    """What changed in these columns, and whether anything else did."""
    before = one.before or {}
    found: list[Change] = []
    for key, label in columns.items():
        was, now = before.get(key), getattr(one.row, key)
        if was != now:
            field = "·".join(part for part in (name, label) if part)
            found.append({"field": field, "before": shown(was), "after": shown(now)})
    if not found and one.is_changed:
        found.append({"field": name, "before": "—" if one.is_new else "原题目和选项", "after": "按问卷"})
    return found


def _shortened(changes: Sequence[Change]) -> list[Change]:
    if len(changes) <= MOST_CHANGES:
        return list(changes)
    left = len(changes) - MOST_CHANGES
    return [*changes[:MOST_CHANGES], {"field": f"另有{left}处，见各行历史", "before": "—", "after": "—"}]

"""Saving a working paper; starting and computing scoring runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from evaluations.jobs import actions as jobs
from evaluations.jobs.leases import JobFailed, Lease
from evaluations.jobs.models import Job
from evaluations.papers import queries
from evaluations.papers.checking.actions import void_signatures
from evaluations.papers.contents import OWN, PREFIX, contents, faults, label, worded
from evaluations.papers.effects import effect_on
from evaluations.papers.facts import settle
from evaluations.papers.models import InputItem, InputKind, PaperInput, RunScore, ScoringRun, WorkingPaper
from evaluations.papers.ticks.keeping import changes as tick_changes
from evaluations.papers.ticks.keeping import keep_ticks, ticks_of
from evaluations.papers.ticks.models import Tick
from evaluations.people.models import User
from evaluations.projects.actions import Change, Conflict, Fold, delete_as, log, save_as
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from indicators.scoring import VERSION, Indicator, Outcome, Refused

TASK = "evaluations.papers.compute_run"
WHILE_TYPED = ("修改", "勾选")
"""What is saved while one types; the log makes one line of it."""


class AlreadyOpen(Exception):
    """The project's last run has not ended, and a second one would come to the same; says what to do."""

    def __init__(self, run: ScoringRun) -> None:
        super().__init__(f"{run}还没有结束。请等它算完，或先在它的页面取消。")
        self.run = run


@transaction.atomic
def save_paper(
    paper: WorkingPaper,
    data: Mapping[str, Any],
    *,
    revision: int,
    by: User,
    verb: str = "修改",
    ticks: Sequence[Tick] | None = None,
) -> WorkingPaper:
    """Save what `data` says, by the keys of `contents`, and all `ticks`; what is not named stays.

    An input that is bound to a fact is never typed: what `data` says of it is left aside; one that counts
    ticks says what they come to. `revision` is the one that the saving person saw: Conflict when it is not
    the newest. ValidationError, by key, for values that do not fit. The log says what changed, and what that
    did to the score.
    """
    papers = WorkingPaper.objects.select_for_update(of=("self",))
    row = papers.select_related("indicator", "project__system").get(pk=paper.pk)
    inputs = {PREFIX + one.name: one for one in row.inputs.prefetch_related("items")}
    settle(row.project, inputs.values())
    theirs = contents(row, inputs.values())
    bound = {key for key, one in inputs.items() if one.source}
    typed = {key: data[key] for key in theirs.keys() - bound if key in data}
    mine = theirs | typed | queries.ticked(row, theirs, ticks)
    if row.revision != revision:
        raise Conflict(theirs=theirs, mine=mine, revision=row.revision)
    if wrong := faults(mine, {key: one.kind for key, one in inputs.items()}, row.indicator.weight):
        raise ValidationError(wrong)
    changed = [key for key in mine if mine[key] != theirs[key]]
    stood = ticks_of(row) if ticks is not None else []
    marked = tick_changes(stood, ticks or ())
    if not changed and not marked:
        return row
    at, before = timezone.now(), queries.evaluate(row.project)
    if ticks is not None and (marked or stood):
        keep_ticks(stood, ticks, by=by, at=at)
    write(row, inputs, {key: mine[key] for key in changed}, by, at)
    return _told(row, [*marked, *_changes(theirs, mine, changed)], before, by=by, verb=verb)


def _told(
    row: WorkingPaper, changes: Sequence[Change], before: queries.Standing, *, by: User, verb: str
) -> WorkingPaper:
    """The line of the log with the effect on the scores; signatures that fall."""
    effect = effect_on(row.indicator.code, before, queries.evaluate(row.project))
    fold = Fold(thing=f"paper-{row.pk}") if verb in WHILE_TYPED else None
    subject = f"底稿 {row.indicator.code} {row.indicator.name}"
    log(row.project, by=by, kind="paper", verb=verb, subject=subject, changes=[*changes, *effect], fold=fold)
    if void_signatures(row.project, by=by, codes=[row.indicator.code]):
        row.refresh_from_db()
    return row


def write(
    row: WorkingPaper, inputs: Mapping[str, PaperInput], values: Mapping[str, Any], by: User, at: datetime
) -> None:
    """Paper, inputs and items get one time in their histories: what belongs together is found again by it."""
    for key, value in values.items():
        if key in OWN:
            setattr(row, key, value)
        else:
            _write_input(inputs[key], value, by, at)
    row.revision += 1
    row.updated_by = by
    save_as(row, by=by, at=at)


def _write_input(row: PaperInput, value: Any, by: User, at: datetime) -> None:
    match row.kind:
        case InputKind.FLAG:
            row.flag = value
        case InputKind.LEVEL:
            row.level = value or ""
        case InputKind.LIST:
            _write_items(row, value, by, at)
        case _:
            row.number = value
    save_as(row, by=by, at=at)


def _write_items(row: PaperInput, numbers: Iterable[Decimal | None], by: User, at: datetime) -> None:
    for item in row.items.all():
        delete_as(item, by=by, at=at)
    items = [InputItem(paper_input=row, position=place, number=one) for place, one in enumerate(numbers)]
    bulk_create_with_history(items, InputItem, default_user=by, default_date=at)


def _changes(theirs: Mapping[str, Any], mine: Mapping[str, Any], changed: Iterable[str]) -> list[Change]:
    before, after = worded(theirs), worded(mine)
    return [{"field": label(key), "before": before[key], "after": after[key]} for key in changed]


@transaction.atomic
def start_run(project: Project, *, by: User | None) -> ScoringRun:
    """Queue a scoring run (评分计算). Raises AlreadyOpen: a project has one run that waits or is computed."""
    locked = Project.objects.select_for_update().get(pk=project.pk)
    if earlier := queries.open_run(locked):
        raise AlreadyOpen(earlier)
    return _next_run(locked, by, jobs.enqueue)


def start_runs(projects: Iterable[Project], *, by: User) -> list[ScoringRun]:
    """Queue a run for each of the projects except those that have an open one."""
    started = []
    for project in projects:
        with suppress(AlreadyOpen):
            started.append(start_run(project, by=by))
    return started


def run_now(project: Project, *, by: User | None) -> ScoringRun:
    """A scoring run without a worker; nobody sees it before it has ended, so that an open one may wait on."""
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        run = _next_run(locked, by, jobs.record)
        compute_run(job_id=run.job_id)
    run.refresh_from_db()
    return run


def _next_run(project: Project, by: User | None, hand_over: Callable[..., Job]) -> ScoringRun:
    """The next run of a locked project, numbered within it, and its job."""
    number = (project.runs.aggregate(newest=Max("number"))["newest"] or 0) + 1
    job = hand_over(
        task=TASK,
        arguments={"project_id": project.pk, "number": number},
        title=f"评分计算　{project.title}　第{number}次",
        by=by,
    )
    run = ScoringRun.objects.create(project=project, number=number, job=job, created_by=by)
    log(project, by=by, kind="run", verb="发起", subject=str(run))
    return run


@transaction.atomic
def cancel_run(run: ScoringRun, *, by: User) -> Job:
    """Asks the run's job to stop; nothing when it has ended."""
    was_asked = run.job.cancel_requested
    job = jobs.cancel(run.job, by=by)
    if job.cancel_requested and not was_asked:
        log(run.project, by=by, kind="run", verb="取消", subject=str(run))
    return job


def compute_run(*, job_id: int) -> None:
    """Compute and store the job's run. Twice is harmless: an ended job is not claimed again."""
    jobs.run(job_id, _compute)


def _compute(lease: Lease) -> None:
    run = ScoringRun.objects.select_related("project__system").get(job=lease.job)
    lease.stage("读取事实", percent=10)
    data = queries.scoring_data(run.project)
    lease.stage("计算得分", percent=40)
    try:
        standing = queries.standing_of(data)
    except Refused as refusal:
        first = refusal.problems[0]
        raise JobFailed(first.message, place=first.path) from None
    indicators = standing.system.indicators
    lease.stage("写入结果", total=len(indicators), percent=80)
    with lease.deliver():
        run.scores.all().delete()
        rows = [_score(run, place, one, standing.outcome(one.code)) for place, one in enumerate(indicators)]
        RunScore.objects.bulk_create(rows, batch_size=200)
        run.computed_at = timezone.now()
        run.core_version = VERSION
        run.fingerprint = standing.fingerprint
        run.inputs = data
        run.total = standing.result.total
        run.grade = standing.result.grade or ""
        run.partial_total = standing.result.partial_total
        run.save()


def _score(run: ScoringRun, position: int, indicator: Indicator, outcome: Outcome) -> RunScore:
    told = outcome.derivation
    is_word = isinstance(outcome.value, bool | str)
    return RunScore(
        run=run,
        position=position,
        code=indicator.code,
        parent=indicator.parent or "",
        name=indicator.name,
        weight=indicator.weight,
        status=outcome.status.value,
        value=None if is_word else outcome.value,
        value_text=shown(outcome.value) if is_word else "",
        score=outcome.score,
        computed=outcome.computed,
        line=told.line,
        rule_text=told.rule_text,
        reason=told.reason,
        steps=[
            {"label": step.label, "expression": step.expression, "result": step.result, "note": step.note}
            for step in told.steps
        ],
    )

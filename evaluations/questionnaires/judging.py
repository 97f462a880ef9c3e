"""Which sheets count: struck off by a person with a reason, taken back, judged again when rules change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects.actions import log
from evaluations.questionnaires.models import Collection, FormVersion, Response, Survey
from evaluations.questionnaires.receiving import questionnaire_of, rules_of
from evaluations.surveying import coding, quality
from evaluations.surveying.definition import OF_WORDS, Questionnaire
from evaluations.surveying.quality import Rules

LONGEST_REASON = 500
BATCH = 5_000
MOST_AT_ONCE = 900
"""Numbers in one query; SQLite takes no more than a thousand everywhere."""
SOME = "有"
COLUMNS = ("pk", "version_id", "device", "seconds", "flags", "coded")


class NotPossible(Exception):
    """Says why not and what to do; nothing was changed."""


@transaction.atomic
def exclude(response: Response, reason: str, *, by: User) -> Response:
    """Strikes a sheet off by hand; its answers stay. Raises NotPossible without a reason, or if it is off."""
    said = reason.strip()
    if not said:
        raise NotPossible("请写明为什么剔除这份答卷，例如“编号写错，与018号重复”。")
    if len(said) > LONGEST_REASON:
        raise NotPossible(f"原因最多{LONGEST_REASON}字，这里有{len(said)}字，请写短一些。")
    row = _locked(response)
    if row.excluded_reason:
        raise NotPossible(f"{name_of(row)}已经剔除，原因是“{row.excluded_reason}”。")
    row.excluded_reason, row.is_valid = said, False
    row.save(update_fields=["excluded_reason", "is_valid"])
    moved(row.survey)
    _tell(row, "剔除答卷", before="计入", after=f"剔除：{said}", by=by)
    return row


@transaction.atomic
def restore(response: Response, *, by: User) -> Response:
    """Takes back that a person struck a sheet off; what rules say against it stays. Raises NotPossible."""
    row = _locked(response)
    if not row.excluded_reason:
        raise NotPossible(f"{name_of(row)}没有被人工剔除，不用恢复。")
    before = row.excluded_reason
    row.excluded_reason, row.is_valid = "", not row.flags
    row.save(update_fields=["excluded_reason", "is_valid"])
    moved(row.survey)
    _tell(row, "恢复答卷", before=f"剔除：{before}", after="不再人工剔除", by=by)
    return row


def name_of(response: Response) -> str:
    """How people call a sheet: by the number on the paper, else by that of the answer."""
    return f"编号{response.sheet}的问卷" if response.sheet else f"{response.pk}号答卷"


Verdicts = dict[str, list[int]]
"""Flags → the numbers of the sheets that are to have them and do not yet."""


def judge_again(survey: Survey, *, rules: Rules | None = None) -> int:
    """Holds every sheet of the survey to the rules in force (or to `rules`); how many changed.

    Logs nothing: it is part of a change of rules, whose action logs it. What persons struck off stays so.
    """
    return pronounce(survey, weigh(survey, rules=rules))


def weigh(survey: Survey, *, rules: Rules | None = None) -> Verdicts:
    """What the rules say of sheets that are judged otherwise. Nothing is written, so nobody waits for it."""
    versions = {one.pk: one for one in FormVersion.objects.filter(survey=survey)}
    in_force = rules or next((rules_of(one) for one in versions.values()), Rules())
    seen: set[str] = set()
    changed: Verdicts = defaultdict(list)
    for batch in _batches(survey):
        for pk, version, device, seconds, flags, row in batch:
            found = quality.reasons(
                questionnaire_of(versions[version]),
                _answers(questionnaire_of(versions[version]), row),
                in_force,
                seconds=seconds,
                is_repeated=bool(device) and device in seen,
            )
            seen.add(device)
            if (now := ",".join(found)) != flags:
                changed[now].append(pk)
    return changed


@transaction.atomic
def pronounce(survey: Survey, verdicts: Verdicts) -> int:
    """Writes down what was weighed; how many sheets that changes."""
    for flags, numbers in verdicts.items():
        _flag(numbers, flags)
    if verdicts:
        moved(survey)
    return sum(map(len, verdicts.values()))


def moved(survey: Survey) -> None:
    """Notes that other answers count than before, or for something else: what was 汇总 of them is old."""
    Collection.objects.filter(survey=survey).update(moved_at=timezone.now())


def _batches(survey: Survey) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The sheets in the order in which they came, which says whose device was there before."""
    rows = Response.objects.filter(survey=survey).order_by("pk")
    last = 0
    while batch := list(rows.filter(pk__gt=last).values_list(*COLUMNS)[:BATCH]):
        yield batch
        last = batch[-1][0]


def _answers(questionnaire: Questionnaire, row: str) -> dict[str, Any]:
    """The answers as far as rules look at them: of words only that there are some."""
    texts = {
        column.item.id: SOME
        for column, cell in zip(coding.columns(questionnaire), coding.cells(row), strict=True)
        if column.item.kind in OF_WORDS and cell
    }
    return coding.decode(questionnaire, row, texts)


def _flag(numbers: Sequence[int], flags: str) -> None:
    """Sets the flags of many sheets; what a person struck off meanwhile stays off."""
    for at in range(0, len(numbers), MOST_AT_ONCE):
        rows = Response.objects.filter(pk__in=numbers[at : at + MOST_AT_ONCE])
        rows.filter(excluded_reason="").update(flags=flags, is_valid=not flags)
        rows.exclude(excluded_reason="").update(flags=flags, is_valid=False)


def _locked(response: Response) -> Response:
    rows = Response.objects.select_for_update(of=("self",)).select_related("survey__project")
    return rows.get(pk=response.pk)


def _tell(row: Response, verb: str, *, before: str, after: str, by: User) -> None:
    log(
        row.survey.project,
        by=by,
        kind="survey",
        verb=verb,
        subject=f"{row.survey.title[:200]}　{name_of(row)}",
        changes=[{"field": "计入统计", "before": before, "after": after}],
    )

"""What changes while answers are collected: times, quotas, links, sample. Each locks, checks and logs."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects.actions import Change, Conflict, labels, log, save_as
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from evaluations.questionnaires.collecting.queries import groups_of, newest
from evaluations.questionnaires.judging import NotPossible
from evaluations.questionnaires.models import Collection, Survey

KIND = "survey"
TOKEN_BYTES = 12
FIELDS = ("is_open_link", "opens_at", "closes_at", "target", "is_limited", "quotas")
SAMPLE = ("target", "population", "confidence", "margin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A sample size with what it was computed from, and its parts by group id if it is spread."""

    size: int
    population: int | None
    confidence: Decimal
    margin: Decimal
    quotas: Mapping[str, int] | None = None


@transaction.atomic
def edit_settings(survey: Survey, data: Mapping[str, Any], *, revision: int, by: User) -> Collection:
    """Changes times, open link, target and quotas (`FIELDS`). Raises Conflict, NotPossible."""
    row = locked(survey)
    opens, closes = data["opens_at"], data["closes_at"]
    if opens is not None and closes is not None and closes <= opens:
        raise NotPossible("截止时间要晚于开始时间，请改正其中一个。")
    if data["is_limited"] and not data["target"]:
        raise NotPossible("要收满即止，请先填样本量。")
    return _change(row, {name: data[name] for name in FIELDS}, verb="修改", by=by, revision=revision)


@transaction.atomic
def adopt_sample(survey: Survey, plan: Plan, *, by: User) -> Collection:
    """Takes over a computed sample size, and quotas where it is spread over groups."""
    values: dict[str, Any] = {
        "target": plan.size,
        "population": plan.population,
        "confidence": plan.confidence,
        "margin": plan.margin,
    }
    if plan.quotas is not None:
        values["quotas"] = dict(plan.quotas)
    return _change(locked(survey), values, verb="采用样本量", by=by)


@transaction.atomic
def stop(survey: Survey, *, by: User) -> Collection:
    """Takes no more answers by any link. Raises NotPossible where that is so already."""
    row = locked(survey)
    if row.stopped_at is not None:
        raise NotPossible("这次调查已经停止回收。")
    return _change(row, {"stopped_at": timezone.now()}, verb="停止回收", by=by)


@transaction.atomic
def reopen(survey: Survey, *, by: User) -> Collection:
    """Takes answers again. Raises NotPossible where nothing was stopped, or the closing time has passed."""
    row = locked(survey)
    if row.stopped_at is None:
        raise NotPossible("这次调查没有停止，不用重新开放。")
    if row.closes_at is not None and row.closes_at <= timezone.now():
        raise NotPossible("截止时间已经过了。请先改晚截止时间，再重新开放。")
    return _change(row, {"stopped_at": None}, verb="重新开放回收", by=by)


@transaction.atomic
def renew_link(survey: Survey, *, by: User) -> Collection:
    """A new open link; the old one, and every one-time link with it, leads nowhere from now on."""
    row = locked(survey)
    row.token = secrets.token_urlsafe(TOKEN_BYTES)
    row.revision += 1
    save_as(row, by=by)
    tell(row.survey, "更换链接", by=by)
    return row


def locked(survey: Survey) -> Collection:
    """The survey's collection, locked; made with a link of its own if there is none yet."""
    Project.objects.select_for_update(no_key=True).get(pk=survey.project_id)
    rows = Collection.objects.select_for_update(of=("self",)).select_related("survey__project")
    found = rows.filter(survey=survey).first()
    return found or Collection.objects.create(survey=survey, token=secrets.token_urlsafe(TOKEN_BYTES))


def tell(survey: Survey, verb: str, *, by: User, more: str = "", changes: Sequence[Change] = ()) -> None:
    """A line of the log about collecting; refuses where surveys are signed and frozen."""
    subject = f"{survey.title[:200]}　发放与回收{f'　{more}' if more else ''}"
    log(survey.project, by=by, kind=KIND, verb=verb, subject=subject[:300], changes=changes)


def _change(
    row: Collection, values: Mapping[str, Any], *, verb: str, by: User, revision: int | None = None
) -> Collection:
    """Sets the values on the locked row; what changed is told in words. Raises Conflict."""
    theirs = {name: getattr(row, name) for name in values}
    if revision is not None and row.revision != revision:
        raise Conflict(theirs=theirs, mine=values, revision=row.revision)
    changed = [name for name in values if values[name] != theirs[name]]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    row.revision += 1
    save_as(row, by=by)
    named, say = labels(Collection), _sayer(row.survey)
    changes = [
        Change(field=named[name], before=say(theirs[name]), after=say(values[name])) for name in changed
    ]
    tell(row.survey, verb, by=by, changes=changes)
    return row


def _sayer(survey: Survey) -> Callable[[Any], str]:
    """Says a value in the log: times as on the clock here, quotas with the groups' names."""
    names = {one.id: one.label for one in groups_of(newest(survey))}

    def say(value: Any) -> str:
        if isinstance(value, datetime):
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        if isinstance(value, dict):
            return shown([f"{names.get(key, key)}{count}份" for key, count in value.items()])
        return shown(value)

    return say

"""One-time links: made for a list or for paper, drawn by lot, withdrawn. Each locks, checks and logs."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects.actions import Change, save_as
from evaluations.questionnaires.collecting.actions import locked, tell
from evaluations.questionnaires.collecting.codes import new_codes
from evaluations.questionnaires.judging import NotPossible
from evaluations.questionnaires.models import AccessCode, Collection, Survey
from evaluations.surveying.samples import draw

MOST_CODES = 20_000
MOST_AT_ONCE = 900
"""Numbers in one query; SQLite takes no more than a thousand everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """For whom a link is, and their group; both may be empty (codes on paper)."""

    label: str = ""
    group: str = ""


@transaction.atomic
def add_codes(survey: Survey, entries: Sequence[Entry], *, by: User, verb: str = "生成编码") -> int:
    """One link for every entry, after those that are there. Raises NotPossible where they are too many."""
    row = locked(survey)
    there = AccessCode.objects.filter(survey=survey)
    if there.count() + len(entries) > MOST_CODES:
        raise NotPossible(f"一次调查最多{MOST_CODES:,}个编码，现在已有{there.count():,}个，请减少这一批。")
    last = there.aggregate(last=Max("position"))["last"] or 0
    made = [
        AccessCode(
            survey=survey,
            position=last + number,
            code=code,
            label=entry.label,
            group=entry.group,
            is_drawn=row.seed is None,
        )
        for number, (entry, code) in enumerate(zip(entries, _unused(len(entries)), strict=True), 1)
    ]
    AccessCode.objects.bulk_create(made, batch_size=MOST_AT_ONCE)
    tell(row.survey, verb, by=by, more=f"{len(made)}个编码")
    return len(made)


def _unused(count: int) -> list[str]:
    """Codes that no survey has; two alike among billions come about once in a lifetime, and are put right."""
    found: list[str] = []
    taken: set[str] = set()
    while len(found) < count:
        found += new_codes(count - len(found), {*found, *taken})
        for at in range(0, len(found), MOST_AT_ONCE):
            known = AccessCode.objects.filter(code__in=found[at : at + MOST_AT_ONCE])
            taken.update(known.values_list("code", flat=True))
        found = [code for code in found if code not in taken]
    return found


@transaction.atomic
def withdraw(survey: Survey, numbers: Several[int], *, by: User) -> int:
    """Links that answer no more, except those that have answered. Returns how many were withdrawn."""
    row = locked(survey)
    free = AccessCode.objects.filter(survey=survey, used_at=None, withdrawn_at=None, pk__in=numbers)
    count = free.update(withdrawn_at=timezone.now())
    if not count:
        raise NotPossible("所选的编码都已经用过或作废，没有可以作废的。")
    tell(row.survey, "作废编码", by=by, more=f"{count}个")
    return count


@transaction.atomic
def give_back(survey: Survey, numbers: Several[int], *, by: User) -> int:
    """Takes back that links were withdrawn. Returns how many."""
    row = locked(survey)
    gone = AccessCode.objects.filter(survey=survey, withdrawn_at__isnull=False, pk__in=numbers)
    count = gone.update(withdrawn_at=None)
    if not count:
        raise NotPossible("所选的编码没有作废的，不用恢复。")
    tell(row.survey, "恢复编码", by=by, more=f"{count}个")
    return count


@transaction.atomic
def draw_sample(survey: Survey, count: int, seed: int, *, by: User) -> Collection:
    """Draws `count` of the whole list by lot; the same list and seed give the same draw.

    Raises NotPossible where there are fewer, or where somebody answered who would not be drawn.
    """
    row = locked(survey)
    listed = list(AccessCode.objects.filter(survey=survey).order_by("position", "pk"))
    if not listed:
        raise NotPossible("名单还是空的，请先导入名单，再抽样。")
    if not 1 <= count <= len(listed):
        raise NotPossible(f"名单里有{len(listed):,}个，抽取数应在1到{len(listed):,}之间。")
    drawn = {listed[place].pk for place in draw(len(listed), count, seed)}
    lost = sum(code.used_at is not None and code.pk not in drawn for code in listed)
    if lost:
        raise NotPossible(
            f"有{lost}个已经作答的编码不在这次抽中之列，没有重抽。要补抽，请用原来的种子抽更多。"
        )
    AccessCode.objects.filter(survey=survey).update(is_drawn=False)
    numbers = sorted(drawn)
    for at in range(0, len(numbers), MOST_AT_ONCE):
        AccessCode.objects.filter(pk__in=numbers[at : at + MOST_AT_ONCE]).update(is_drawn=True)
    before, row.seed = row.seed, seed
    row.revision += 1
    save_as(row, by=by)
    changes = [Change(field="随机种子", before="—" if before is None else str(before), after=str(seed))]
    tell(row.survey, "随机抽样", by=by, more=f"{len(listed)}个中抽{count}个", changes=changes)
    return row


@transaction.atomic
def undo_draw(survey: Survey, *, by: User) -> Collection:
    """Everybody on the list may answer again. Raises NotPossible where nothing was drawn."""
    row = locked(survey)
    if row.seed is None:
        raise NotPossible("还没有抽样，不用取消。")
    AccessCode.objects.filter(survey=survey).update(is_drawn=True)
    before, row.seed = row.seed, None
    row.revision += 1
    save_as(row, by=by)
    tell(row.survey, "取消抽样", by=by, changes=[Change(field="随机种子", before=str(before), after="—")])
    return row

"""What changes weights: by hand, taken over from a method, and what experts say in a round of weighting."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from evaluations.design.models import ComparedPair, GivenWeight, Method, Voice, WeightingRound
from evaluations.design.outline import Outline
from evaluations.design.saving import KIND, closed, opened
from evaluations.people.models import User
from evaluations.projects.actions import Change, Conflict, log, save_as
from evaluations.projects.figures import GAP, shown
from evaluations.projects.models import Project
from indicators.systems.models import Indicator

MOST_DECIMALS = 6
Pairs = Mapping[tuple[int, int], int]


@transaction.atomic
def set_weights(
    project: Project,
    weights: Mapping[int, Decimal],
    *,
    revision: int,
    by: User,
    basis: str | Mapping[int, str] = "",
    method: str | None = None,
    verb: str = "修改",
) -> list[Change]:
    """New weights by indicators' keys; what they are not named for stays.

    `basis` becomes the weight basis (权重依据) of all of them where it says something, or of each by its key;
    `method` the system's paragraph on method. Raises Conflict, and ValidationError for a weight that is
    negative or too fine.
    """
    mine = {str(pk): shown(weight) for pk, weight in weights.items()}
    system, outline = opened(project, revision, mine, lambda now: _present(now, weights))
    bases = basis if isinstance(basis, Mapping) else dict.fromkeys(weights, basis) if basis else {}
    changes: list[Change] = []
    for pk, weight in weights.items():
        row = outline.row(pk)
        _check_weight(row, weight)
        changes += _weigh(row, weight, bases.get(pk), by)
    if method is not None and method != system.weight_method:
        before, system.weight_method = system.weight_method, method
        changes.append({"field": "权重确定方法", "before": before or GAP, "after": method or GAP})
    if changes:
        subject = str(outline.row(*weights)) if len(weights) == 1 else f"{len(weights)}项指标"
        closed(project, system, by=by, verb=verb, subject=f"权重　{subject}", changes=changes)
    return changes


def _present(outline: Outline, weights: Mapping[int, Decimal]) -> dict[str, str]:
    return {str(pk): shown(outline.rows[pk].weight) if pk in outline.rows else "已删除" for pk in weights}


def _check_weight(row: Indicator, weight: Decimal) -> None:
    if weight < 0:
        raise ValidationError(f"“{row}”的权重{weight:f}是负数，权重不能小于0。")
    exponent = int(weight.normalize().as_tuple().exponent)
    if -exponent > MOST_DECIMALS:
        raise ValidationError(f"“{row}”的权重有{-exponent}位小数，最多{MOST_DECIMALS}位。")
    if weight > 1000:
        raise ValidationError(f"“{row}”的权重{weight:f}太大；全部权重合计应为100。")


def _weigh(row: Indicator, weight: Decimal, basis: str | None, by: User) -> list[Change]:
    changes: list[Change] = []
    if row.weight != weight:
        changes.append({"field": f"{row}　权重", "before": shown(row.weight), "after": shown(weight)})
    if basis is not None and row.weight_basis != basis:
        changes.append(
            {"field": f"{row}　权重依据", "before": shown(row.weight_basis), "after": shown(basis)}
        )
        row.weight_basis = basis
        row.revision += 1
    if changes:
        row.weight = weight
        save_as(row, by=by)
    return changes


# Experts ------------------------------------------------------------------------------------------


@transaction.atomic
def save_voice(
    project: Project,
    branch: Indicator | None,
    method: str,
    name: str,
    *,
    weights: Mapping[int, Decimal] | None = None,
    pairs: Pairs | None = None,
    revision: int,
    by: User,
) -> Voice:
    """What one expert says in the round of this branch and method; the round opens with its first expert.

    `revision` is the voice's, 0 for a new one. Pairs: (first key, second key) → scale, the lower key first.
    Raises Conflict where somebody entered the same expert's meanwhile.
    """
    name = " ".join(name.split())
    if method not in Method.values:
        raise ValidationError("这种方法不需要专家录入；请先选“专家赋权”或“层次分析法”。")
    if not name:
        raise ValidationError("请写明是哪位专家，例如“专家1”或姓名。")
    if len(name) > 60:
        raise ValidationError(f"专家名称共{len(name)}个字，最多60个。")
    Project.objects.select_for_update().get(pk=project.pk)
    held, _ = WeightingRound.objects.get_or_create(project=project, branch=branch, method=method)
    voice = held.voices.filter(name=name).first()
    if (voice.revision if voice else 0) != revision:
        raise Conflict(
            theirs=_said(voice), mine=_wanted(weights, pairs), revision=voice.revision if voice else 0
        )
    voice = voice or Voice(round=held, name=name, revision=0)
    voice.revision += 1
    voice.updated_by = by
    voice.save()
    _write(voice, weights or {}, pairs or {})
    log(
        project,
        by=by,
        kind=KIND,
        verb="录入",
        subject=f"{Method(method).label}　{branch or '一级指标'}　{name}",
    )
    return voice


def voice_of(project: Project, branch: Indicator | None, method: str, name: str) -> Voice | None:
    """What is saved of an expert in the round of this branch and method."""
    rows = Voice.objects.filter(round__project=project, round__branch=branch, round__method=method)
    return rows.filter(name=" ".join(name.split())).prefetch_related("weights", "pairs").first()


def _write(voice: Voice, weights: Mapping[int, Decimal], pairs: Pairs) -> None:
    voice.weights.all().delete()
    GivenWeight.objects.bulk_create(
        GivenWeight(voice=voice, indicator_id=pk, weight=weight) for pk, weight in weights.items()
    )
    voice.pairs.all().delete()
    ComparedPair.objects.bulk_create(
        ComparedPair(voice=voice, first_id=first, second_id=second, scale=scale)
        for (first, second), scale in pairs.items()
    )


def _wanted(weights: Mapping[int, Decimal] | None, pairs: Pairs | None) -> dict[str, str]:
    given = {f"weight-{pk}": shown(weight) for pk, weight in (weights or {}).items()}
    return given | {f"pair-{first}-{second}": str(scale) for (first, second), scale in (pairs or {}).items()}


def _said(voice: Voice | None) -> dict[str, str]:
    if voice is None:
        return {}
    given = {f"weight-{one.indicator_id}": shown(one.weight) for one in voice.weights.all()}
    return given | {f"pair-{one.first_id}-{one.second_id}": str(one.scale) for one in voice.pairs.all()}


@transaction.atomic
def remove_voice(project: Project, voice_pk: int, *, by: User) -> None:
    """Takes an expert out of a round; the log keeps who did it."""
    voice = Voice.objects.select_related("round").filter(round__project=project, pk=voice_pk).first()
    if voice is None:
        raise ValidationError("这位专家的录入已经删除了，请刷新本页。")
    before = "、".join(_said(voice).values())
    changes: list[Change] = [{"field": "录入", "before": before or GAP, "after": GAP}]
    log(project, by=by, kind=KIND, verb="删除", subject=f"{voice.round}　{voice.name}", changes=changes)
    voice.delete()


def mark_taken(held: WeightingRound, *, by: User) -> None:
    """Notes when and by whom the round's result was taken over; in the transaction of `set_weights`."""
    held.taken_at, held.taken_by = timezone.now(), by
    held.save(update_fields=["taken_at", "taken_by"])

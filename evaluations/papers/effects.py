"""Which scores a change moves: 影响：B1-1 预算执行率 2.51 → 2.53，总分 87.30 → 87.32."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evaluations.grids.effects import watch
from evaluations.papers.models import PaperInput
from evaluations.papers.queries import Standing, evaluate
from evaluations.projects.actions import Change
from evaluations.projects.models import Project
from evaluations.templatetags.figures import points
from indicators.scoring import Refused

MOST = 6


def effect_on(code: str, before: Standing, after: Standing) -> list[Change]:
    """The indicator's score and the total, before and after, where they changed."""
    pairs = [
        ("得分", before.outcome(code).score, after.outcome(code).score),
        ("总分", before.result.total, after.result.total),
    ]
    places = after.system.rounding.score.decimals
    return [
        {"field": field, "before": points(was, places), "after": points(now, places)}
        for field, was, now in pairs
        if was != now
    ]


@watch
def moved_scores(project: Project) -> Callable[[], Sequence[str]]:
    """The scores that change with facts; nothing is computed while no input is bound to one."""
    inputs = PaperInput.objects.filter(paper__project=project).exclude(source="")
    before = _standing(project) if inputs.exists() else None
    return lambda: () if before is None else told(before, _standing(project))


def told(before: Standing, after: Standing | None) -> Sequence[str]:
    """One sentence, or none where no score moved."""
    if after is None:
        return ()
    places = after.system.rounding.score.decimals
    moved = [
        f"{one.code} {one.name} {points(before.outcome(one.code).score, places)}"
        f" → {points(after.outcome(one.code).score, places)}"
        for one in after.system.indicators
        if one.is_leaf and before.outcome(one.code).score != after.outcome(one.code).score
    ]
    if not moved:
        return ()
    more = [f"另有{len(moved) - MOST}项"] if len(moved) > MOST else []
    total = f"总分 {points(before.result.total, places)} → {points(after.result.total, places)}"
    return (f"影响：{'，'.join([*moved[:MOST], *more, total])}",)


def _standing(project: Project) -> Standing | None:
    try:
        return evaluate(project)
    except Refused:
        return None

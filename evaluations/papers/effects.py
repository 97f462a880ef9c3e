"""Which scores a change moves: 影响：B1-1 预算执行率 2.51 → 2.53，总分 87.30 → 87.32."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evaluations.grids.effects import EFFECT, Effect, watch
from evaluations.papers import following, holding
from evaluations.papers.checking.actions import void_signatures
from evaluations.papers.models import PaperInput, WorkingPaper
from evaluations.papers.queries import Standing, evaluate
from evaluations.people.models import User
from evaluations.projects.actions import Change
from evaluations.projects.models import Project
from evaluations.templatetags.figures import points
from indicators.scoring import Refused

EARLIER = (following, holding)
"""Asked before the scores: inputs and base tables follow their facts first."""

MOST = 6
TOTAL = "总分"


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
def moved_scores(project: Project, by: User) -> Callable[[], Effect]:
    """The scores that change with facts, and the signatures that fall with them.

    What is signed rests on figures: a changed one needs a new signature. Nothing is computed while no input
    is bound to a fact.
    """
    return _moved(project, by) if _reads_facts(project) else Effect


def moved_by_papers(project: Project, by: User) -> Callable[[], Effect]:
    """The same for what is typed into working papers themselves, all of which are locked for it.

    Where inputs are bound, `moved_scores` tells of it.
    """
    list(WorkingPaper.objects.select_for_update().filter(project=project).order_by("pk").values_list("pk"))
    return Effect if _reads_facts(project) else _moved(project, by)


def _reads_facts(project: Project) -> bool:
    return PaperInput.objects.filter(paper__project=project).exclude(source="").exists()


def _moved(project: Project, by: User) -> Callable[[], Effect]:
    before = standing_or_none(project)

    def moved() -> Effect:
        fallen = void_signatures(project, by=by)
        shifts = shifted(before, standing_or_none(project))
        return Effect(said=(*told(shifts), *told_fallen(fallen)), changes=tuple(shifts))

    return moved


def shifted(before: Standing | None, after: Standing | None) -> list[Change]:
    """Every score that moved, the total last; nothing where one of the two cannot be computed."""
    if before is None or after is None:
        return []
    places = after.system.rounding.score.decimals
    pairs = [
        (f"{one.code} {one.name}", before.result.outcomes[one.code].score, after.outcome(one.code).score)
        for one in after.system.indicators
        if one.is_leaf and one.code in before.result.outcomes
    ]
    pairs.append((TOTAL, before.result.total, after.result.total))
    return [
        {"field": f"{EFFECT}{name}", "before": points(was, places), "after": points(now, places)}
        for name, was, now in pairs
        if was != now
    ]


def told(shifts: Sequence[Change]) -> Sequence[str]:
    """影响：B1-1 预算执行率 2.51 → 2.53，总分 87.30 → 87.32; none where nothing moved."""
    said = [f"{one['field'].removeprefix(EFFECT)} {one['before']} → {one['after']}" for one in shifts]
    total = [one for one in said if one.startswith(f"{TOTAL} ")]
    moved = [one for one in said if one not in total]
    more = [f"另有{len(moved) - MOST}项"] if len(moved) > MOST else []
    return (f"影响：{'，'.join([*moved[:MOST], *more, *total])}",) if said else ()


def told_fallen(papers: Sequence[WorkingPaper]) -> Sequence[str]:
    """签字失效：B1-1 预算执行率。须重新编制完成并复核。"""
    if not papers:
        return ()
    named = [str(paper.indicator) for paper in papers]
    more = [f"另有{len(named) - MOST}份"] if len(named) > MOST else []
    return (f"签字失效：{'、'.join([*named[:MOST], *more])}，须重新编制完成并复核。",)


def standing_or_none(project: Project) -> Standing | None:
    """How the project stands; None while a rule cannot be read."""
    try:
        return evaluate(project)
    except Refused:
        return None

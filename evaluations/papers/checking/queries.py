"""What a signature rests on: what was signed, what differs since, and which full marks have no evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from evaluations.evidence.models import EvidenceLink
from evaluations.papers.comparison import differences
from evaluations.papers.models import WorkingPaper
from evaluations.papers.queries import Standing
from evaluations.people.models import EvidencePolicy, User
from evaluations.projects.models import Project
from indicators.systems.records import same

_UNSIGNED = ("checking", "code", "parent")


def content_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an indicator of the dossier that is signed: not its place in the tree, not signatures."""
    return {key: value for key, value in entry.items() if key not in _UNSIGNED}


def strayed(paper: WorkingPaper, entry: Mapping[str, Any] | None) -> tuple[str, ...]:
    """What differs from what was signed, in words; nothing for a paper that nobody has signed."""
    if not paper.is_signed or paper.signed is None or entry is None:
        return ()
    now = content_of(entry)
    return () if same(paper.signed, now) else differences(paper.signed, now) or ("内容",)


def is_full(standing: Standing, code: str) -> bool:
    """满分: the score is the whole weight, and the weight is not nothing."""
    outcome, entry = standing.outcome(code), standing.entries[code]
    return outcome.score is not None and outcome.score == entry["weight"] > 0


def proven(project: Project) -> set[str]:
    """Codes of the indicators to which evidence is linked."""
    links = EvidenceLink.objects.standing().filter(document__project=project, indicator__isnull=False)
    return set(links.order_by().values_list("indicator__code", flat=True).distinct())


def unproven(project: Project, standing: Standing) -> set[str]:
    """Codes of the leaves with full marks and no evidence; none where the firm does not ask for it."""
    if project.firm.evidence_policy == EvidencePolicy.OFF:
        return set()
    leaves = [one.code for one in standing.system.indicators if one.is_leaf]
    return {code for code in leaves if is_full(standing, code)} - proven(project)


def awaiting(user: User, projects: QuerySet[Project]) -> QuerySet[WorkingPaper]:
    """Papers of `projects` that wait for a check and that `user` neither prepared nor changed last."""
    waiting = WorkingPaper.objects.in_use().filter(project__in=projects, state="prepared")
    others = waiting.exclude(prepared_by=user).exclude(updated_by=user)
    return others.select_related("indicator", "project").order_by("project", "indicator__position")


def returned_to(user: User, projects: QuerySet[Project]) -> QuerySet[WorkingPaper]:
    """Papers of `projects` that `user` prepared and that were sent back."""
    back = WorkingPaper.objects.in_use().filter(project__in=projects, state="returned", prepared_by=user)
    return back.select_related("indicator", "project").order_by("project", "indicator__position")


def worked_on(project: Project, user: User) -> bool:
    """Whether the person prepared, or changed last, any paper that is in use."""
    own = Q(prepared_by=user) | Q(updated_by=user)
    return WorkingPaper.objects.in_use().filter(own, project=project).exists()


def fallen_for(user: User, projects: QuerySet[Project]) -> QuerySet[WorkingPaper]:
    """Papers of `projects` whose signature by `user` fell through a change and that wait for a new one."""
    signers = Q(lost_prepared_by=user) | Q(lost_checked_by=user)
    fallen = WorkingPaper.objects.in_use().filter(signers, project__in=projects, state="drafting")
    return fallen.select_related("indicator", "project").order_by("project", "indicator__position")

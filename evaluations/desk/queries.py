"""Lists across projects: how each stands, what waits for whom, what runs, what happened last."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evaluations.engagement.models import Declaration
from evaluations.jobs.models import ENDED, Job, JobState
from evaluations.papers.models import RunScore, ScoringRun
from evaluations.papers.queries import scoring_data
from evaluations.people.models import FirmMembership, FirmRole, User
from evaluations.projects.models import Activity, Project, ProjectMember, ProjectRole
from evaluations.projects.queries import Mark, mark_of
from indicators.scoring import fingerprint
from indicators.systems.models import DEFAULT_PLACES

INSIDE = (ProjectRole.LEAD, ProjectRole.MANAGER, ProjectRole.EVALUATOR, ProjectRole.REVIEWER)
"""Who sees scores and the log: the list form of `projects.view_scores` and `projects.view_history`."""
TEAM = (ProjectRole.LEAD, ProjectRole.MANAGER, ProjectRole.EVALUATOR)
"""Who works on it: the list form of `projects.edit`."""
CHECKERS = (ProjectRole.LEAD, ProjectRole.REVIEWER)
"""Who checks working papers: the list form of `papers.check`."""

SCORED_KINDS = ("indicator", "paper")
"""Kinds of activity that change what scores are computed from."""
WITHOUT_SCORE = ("missing", "invalid", "undefined")

UNSCORED = Q(run_pk__isnull=True)
CHANGED = Q(facts_at__gt=F("run_at"))
UNCHANGED = Q(facts_at__isnull=True) | Q(facts_at__lte=F("run_at"))
STANDINGS = {
    "unscored": Q(shows_score=True) & UNSCORED,
    "stale": Q(shows_score=True) & CHANGED,
    "current": Q(shows_score=True) & ~UNSCORED & UNCHANGED,
}
"""How a project stands, as a filter on `listed`; one whose score a person may not see is in none of them."""


def where_role(user: User, roles: tuple[ProjectRole, ...]) -> QuerySet[Project]:
    """The projects on which `user` has one of `roles`, or which belong to a firm that they administer.

    An expert has the role once the declaration of independence is signed.
    """
    declared = Declaration.objects.filter(project=OuterRef("project"), user=user)
    member = ProjectMember.objects.filter(
        ~Q(role=ProjectRole.EXPERT) | Exists(declared), project=OuterRef("pk"), user=user, role__in=roles
    )
    admin = FirmMembership.objects.filter(firm=OuterRef("firm"), user=user, role=FirmRole.ADMIN)
    return Project.objects.visible_to(user).filter(Exists(member) | Exists(admin))


def with_standing(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Adds the newest finished run (`total`, `grade`, `run_…`), and `facts_at`: the last change."""
    runs = ScoringRun.objects.filter(project=OuterRef("pk"), computed_at__isnull=False).order_by("-number")
    moving = Q(kind__in=SCORED_KINDS) | Q(moves_scores=True)
    facts = Activity.objects.filter(moving, project=OuterRef("pk")).order_by("-at")
    return projects.annotate(
        places=Coalesce("system__score_decimals", DEFAULT_PLACES),
        total=Subquery(runs.values("total")[:1]),
        grade=Subquery(runs.values("grade")[:1]),
        run_pk=Subquery(runs.values("pk")[:1]),
        run_at=Subquery(runs.values("created_at")[:1]),
        run_fingerprint=Subquery(runs.values("fingerprint")[:1]),
        facts_at=Subquery(facts.values("at")[:1]),
    )


def is_stale(project: Project) -> bool:
    """Whether facts were changed after the newest run; `project` comes from `with_standing`."""
    run_at, facts_at = getattr(project, "run_at", None), getattr(project, "facts_at", None)
    return bool(run_at and facts_at and facts_at > run_at)


def is_outdated(project: Project, data: Mapping[str, Any] | None = None) -> bool:
    """Whether the newest run would come out differently now: `is_stale`, and the facts are really others.

    `data` is the project's `scoring_data`, where that is at hand.
    """
    if not is_stale(project):
        return False
    now = _fingerprint(mark_of(project)) if data is None else fingerprint(data)
    return bool(getattr(project, "run_fingerprint", "") != now)


@lru_cache(maxsize=256)
def _fingerprint(mark: Mark) -> str:
    """Asked for by the bar of every page of a project whose scores wait to be computed anew."""
    return fingerprint(scoring_data(mark.project))


def listed(user: User) -> QuerySet[Project]:
    """The projects that exist for `user`: standing, last change, what they may with its score."""
    last = Activity.objects.filter(project=OuterRef("pk")).order_by("-at").values("at")[:1]
    parties = ("evaluated_unit", "commissioning_bureau")
    projects = with_standing(Project.objects.visible_to(user).select_related(*parties))
    return projects.annotate(
        last_change=Subquery(last),
        shows_score=Exists(where_role(user, INSIDE).filter(pk=OuterRef("pk"))),
        may_score=Exists(where_role(user, TEAM).filter(pk=OuterRef("pk"))),
    ).order_by("-last_change", "-pk")


def search(projects: QuerySet[Project], *, words: str, year: int | None) -> QuerySet[Project]:
    """Those with each of the words in title, number, unit or bureau, and of the year."""
    for word in words.split():
        projects = projects.filter(
            Q(title__icontains=word)
            | Q(report_number__icontains=word)
            | Q(evaluated_unit__name__icontains=word)
            | Q(commissioning_bureau__name__icontains=word)
        )
    return projects if year is None else projects.filter(year=year)


def standing_counts(projects: QuerySet[Project]) -> dict[str, int]:
    """How many of `projects` (from `listed`) stand how, and `all`."""
    counts = {name: Count("pk", filter=condition) for name, condition in STANDINGS.items()}
    return projects.order_by().aggregate(all=Count("pk"), **counts)


def without_score(projects: QuerySet[Any]) -> QuerySet[RunScore]:
    """The indicators that got no score in the newest run of each of `projects` (from `with_standing`)."""
    runs = projects.exclude(UNSCORED).values("run_pk")
    scores = RunScore.objects.filter(run__in=Subquery(runs), status__in=WITHOUT_SCORE)
    return scores.select_related("run__project").order_by("run__project", "position")


def recent_jobs(user: User) -> QuerySet[Job]:
    """What `user` started: what runs or waits first, then the newest."""
    return _of(user).annotate(ended=Q(state__in=ENDED)).order_by("ended", "-requested_at", "-pk")


def failed_jobs(user: User) -> QuerySet[Job]:
    """Their jobs that failed, unless the same thing was tried again later."""
    later = Job.objects.filter(
        requested_by=OuterRef("requested_by"), title=OuterRef("title"), pk__gt=OuterRef("pk")
    )
    return _of(user).filter(state=JobState.FAILED).exclude(Exists(later))


def _of(user: User) -> QuerySet[Job]:
    jobs = Job.objects.filter(requested_by=user)
    owners = ("scoring_run", "edition", "release_attempt__release", "archive")
    jobs = jobs.select_related(*(f"{one}__project" for one in owners))
    jobs = jobs.defer("release_attempt__release__snapshot")
    return jobs.order_by("-requested_at", "-pk")


def recent_activity(user: User) -> QuerySet[Activity]:
    """The log of all projects whose log `user` may read, newest first."""
    projects = where_role(user, INSIDE).values("pk")
    return Activity.objects.filter(project__in=projects).select_related("by", "project")

"""What a bureau's officer sees across projects: those commissioned, what was issued of each, their years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from evaluations.desk.queries import INSIDE, where_role
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectMember, ProjectRole
from reports.portal.programmes import Key, key_of
from reports.publishing.delivery.models import Receipt
from reports.publishing.releases.models import Release
from reports.publishing.releases.queries import State, releases, state_of

OFFICER = ProjectRole.BUREAU_OFFICER
COMPARERS = (*INSIDE, OFFICER)
"""The list form of the right `portal.compare`."""


def roles_of(user: User) -> set[str]:
    """All roles that the person has on any project."""
    return set(ProjectMember.objects.filter(user=user).values_list("role", flat=True).distinct())


def landing(user: User) -> str | None:
    """The portal, for who is a bureau's officer and nothing else."""
    if roles_of(user) != {OFFICER} or user.firm_memberships.exists():
        return None
    return reverse("portal:home")


def commissioned(user: User) -> QuerySet[Project]:
    """The projects on which the person is an officer of the bureau; the newest year first."""
    rows = Project.objects.filter(members__user=user, members__role=OFFICER)
    parties = ("firm", "commissioning_bureau", "evaluated_unit")
    return rows.select_related(*parties).order_by(F("year").desc(nulls_last=True), "-pk")


def search(projects: QuerySet[Project], *, words: str, year: int | None) -> QuerySet[Project]:
    """Those with each of the words in title, unit, firm or number of a release, and of the year."""
    for word in words.split()[:6]:
        numbered = Release.objects.filter(number__icontains=word, file__isnull=False).values("project")
        named = Q(title__icontains=word) | Q(evaluated_unit__name__icontains=word)
        projects = projects.filter(named | Q(firm__name__icontains=word) | Q(pk__in=numbered))
    return projects if year is None else projects.filter(year=year)


def years_of(projects: QuerySet[Project]) -> list[int]:
    """The years there are, the newest first."""
    found = projects.exclude(year=None).order_by("-year").values_list("year", flat=True)
    return list(dict.fromkeys(year for year in found if year is not None))


def newest_releases(projects: Iterable[Project]) -> dict[int, Release]:
    """The newest release with a file of each project that has one, whatever became of it; one query."""
    rows = releases().filter(project__in=[one.pk for one in projects], file__isnull=False)
    found: dict[int, Release] = {}
    for row in rows.order_by("project", "-sequence"):
        found.setdefault(row.project_id, row)
    return found


def in_force(found: dict[int, Release]) -> dict[int, Release]:
    """Of these, what is in force: figures of what is void are shown to nobody."""
    return {pk: row for pk, row in found.items() if state_of(row) == State.CURRENT}


def received(found: Iterable[Release]) -> set[int]:
    """The releases that somebody has signed for."""
    rows = Receipt.objects.filter(release__in=[one.pk for one in found])
    return set(rows.values_list("release", flat=True))


def comparable(user: User) -> QuerySet[Project]:
    """The projects whose years the person may compare."""
    parties = ("firm", "commissioning_bureau", "evaluated_unit")
    return where_role(user, COMPARERS).select_related(*parties)


def programme_of(project: Project, user: User) -> list[Project]:
    """The project's years that the person may compare, the earliest first."""
    key = key_of(project)
    return sorted((one for one in comparable(user) if key_of(one) == key), key=_by_year)


def programmes(projects: Iterable[Project]) -> list[list[Project]]:
    """Projects by programme, each from the earliest year on; those with most years first."""
    found: dict[Key, list[Project]] = defaultdict(list)
    for project in projects:
        found[key_of(project)].append(project)
    listed = [sorted(rows, key=_by_year) for rows in found.values()]
    return sorted(listed, key=lambda rows: (-len(rows), rows[-1].title))


def _by_year(project: Project) -> tuple[int, int]:
    return (project.year or 0, project.pk)

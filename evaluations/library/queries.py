"""What is in the library for whom; which version a project's system came from, and the newer one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from evaluations.library.editions import Edition, of_national, of_version
from evaluations.library.models import Adoption, Framework, FrameworkVersion
from evaluations.people.models import Firm, FirmRole, User
from evaluations.projects.models import Project
from indicators.library import framework, frameworks, rule_sentence_of

OF_A_FIRM = re.compile(r"f([1-9]\d{0,17})")


def is_admin(user: User, firm: Firm) -> bool:
    """Whether the person is 机构管理员 of the firm."""
    return firm.memberships.filter(user=user, role=FirmRole.ADMIN).exists()


def national_editions(kind: str = "") -> list[Edition]:
    """The newest version of each framework that is shipped; those for projects of `kind` first."""
    return [of_national(one) for one in sorted(frameworks(), key=lambda one: one.kind != kind)]


def visible_versions(user: User) -> QuerySet[FrameworkVersion]:
    """All versions, drafts too, in the libraries of the person's firms."""
    return _versions().filter(framework__firm__in=user.firms.all())


def _versions() -> QuerySet[FrameworkVersion]:
    related = ("framework__firm", "system", "created_by", "published_by", "project")
    return FrameworkVersion.objects.select_related(*related).order_by("framework__name", "-number")


def published(firm: Firm) -> list[Edition]:
    """The newest published version of each framework of a firm."""
    found: dict[int, FrameworkVersion] = {}
    for version in _versions().filter(framework__firm=firm, published_at__isnull=False):
        found.setdefault(version.framework_id, version)
    return [of_version(version) for version in found.values()]


def find(key: str, number: int | None, *, versions: QuerySet[FrameworkVersion]) -> Edition | None:
    """The edition that an address names: the newest where it names no number; None where there is none."""
    named = OF_A_FIRM.fullmatch(key)
    if named is None:
        national = framework(key, number)
        return None if national is None else of_national(national)
    found = versions.filter(framework_id=int(named[1]))
    version = (found if number is None else found.filter(number=number)).first()
    return None if version is None else of_version(version)


def find_for_user(key: str, number: int | None, user: User) -> Edition | None:
    """The edition, if it exists for this person: a national one, or one of their firms'."""
    return find(key, number, versions=visible_versions(user))


def find_for_project(key: str, number: int | None, project: Project) -> Edition | None:
    """The edition, if the project may take it over: a national one, or a published one of its firm."""
    of_firm = _versions().filter(framework__firm=project.firm, published_at__isnull=False)
    return find(key, number, versions=of_firm)


def own_frameworks(project: Project) -> QuerySet[Framework]:
    """The frameworks of which the project's system can become a new version."""
    return Framework.objects.filter(firm=project.firm).order_by("name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a project's system came from, and the newest version of it where that is another."""

    adoption: Adoption
    edition: Edition
    newer: Edition | None


def origin(project: Project) -> Origin | None:
    """None where the system came from no library."""
    adoption = (
        project.adoptions.select_related("version__framework__firm", "version__system", "by")
        .order_by("-pk")
        .first()
    )
    if adoption is None:
        return None
    if adoption.version is not None:
        edition = of_version(adoption.version)
    else:
        national = framework(adoption.national, adoption.number)
        if national is None:
            return None
        edition = of_national(national)
    newest = find_for_project(edition.key, None, project)
    is_newer = newest is not None and newest.number > edition.number
    return Origin(adoption=adoption, edition=edition, newer=newest if is_newer else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An indicator of a framework as its page shows it."""

    entry: dict[str, Any]
    depth: int
    is_leaf: bool
    rule: str
    points: tuple[str, ...]


def lines(entries: Iterable[dict[str, Any]]) -> list[Line]:
    """Every indicator with its depth and its rule as a sentence; `points` are the texts of its 评价要点."""
    listed = list(entries)
    branches = {entry.get("parent") for entry in listed}
    depths: dict[Any, int] = {None: -1}
    made = []
    for entry in listed:
        depth = depths[entry["code"]] = depths.get(entry.get("parent"), -1) + 1
        points = (entry.get("rule") or {}).get("points")
        texts = tuple(str(one.get("text") or "") for one in points) if isinstance(points, list) else ()
        made.append(
            Line(
                entry=entry,
                depth=depth,
                is_leaf=entry["code"] not in branches,
                rule=rule_sentence_of(entry),
                points=texts,
            )
        )
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A firm's library: for each framework its newest version, and how many there are."""

    firm: Firm
    editions: tuple[tuple[Edition, int], ...]


def shelves(versions: Iterable[FrameworkVersion]) -> list[Shelf]:
    """The frameworks of each firm, from `visible_versions`."""
    by_firm: dict[Firm, dict[int, list[FrameworkVersion]]] = {}
    for version in versions:
        frameworks_of = by_firm.setdefault(version.framework.firm, {})
        frameworks_of.setdefault(version.framework_id, []).append(version)
    return [
        Shelf(firm=firm, editions=tuple((of_version(one[0]), len(one)) for one in held.values()))
        for firm, held in by_firm.items()
    ]


def versions_of(edition: Edition) -> list[Edition]:
    """All versions of the same framework, newest first."""
    if edition.version is None:
        return [edition]
    of_framework = _versions().filter(framework_id=edition.version.framework_id)
    return [of_version(version) for version in of_framework]

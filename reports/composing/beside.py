"""What a report prints beside its dossier, read from rows; and the copies of photos that are printed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import combinations

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from evaluations.design.models import Method, WeightingRound
from evaluations.design.queries import Heard, heard_in
from evaluations.engagement.models import Citation, PolicyDocument
from evaluations.engagement.policies import find_policy, has_ended, known_policies, warning
from evaluations.engagement.queries import Place, team
from evaluations.evidence.models import EvidenceLink
from evaluations.fieldwork.models import SiteVisit
from evaluations.projects.models import Project, ProjectRole
from indicators.systems.models import Indicator
from reports.composing.surveys import polled
from reports.document import Beside, Member, Photo, Repeal, Weighing

PRINTED = (
    ProjectRole.LEAD,
    ProjectRole.MANAGER,
    ProjectRole.EVALUATOR,
    ProjectRole.REVIEWER,
    ProjectRole.EXPERT,
)
"""The roles that a report names, in its order; bureau and unit are no part of the team."""
MOST_PHOTOS = 6
"""Of one visit; more stay in the evidence."""
LARGEST = 2_000_000
"""Bytes of a printed picture."""


class PictureGone(Exception):
    """A photo that a snapshot names cannot be read any more; the message says which."""


def beside_of(project: Project) -> Beside:
    """All of it as it stands now, in a constant number of queries for each kind."""
    return Beside(
        team=tuple(_members(team(project))),
        repeals=tuple(_repeals(project)),
        weighings=tuple(_weighings(project)),
        photos=tuple(_photos(project)),
        surveys=tuple(polled(project)),
    )


# Team and policies ----------------------------------------------------------------------------------


def _members(places: Iterable[Place]) -> Iterator[Member]:
    order = {role: place for place, role in enumerate(PRINTED)}
    named = [one for one in places if one.member.role in order]
    for one in sorted(named, key=lambda one: (order[ProjectRole(one.member.role)], one.member.pk)):
        member, declaration = one.member, one.declaration
        yield Member(
            name=str(member.user),
            role=member.get_role_display(),
            title=member.title,
            certificate=member.certificate,
            duties=member.duties,
            declared=declaration is not None,
            has_interest=declaration is not None and declaration.has_interest,
        )


def _repeals(project: Project) -> Iterator[Repeal]:
    """The cited documents that are not in force at the report's date, as the base knows."""
    numbers = list(Citation.objects.filter(project=project).values_list("number", flat=True))
    if not any(numbers):
        return
    base = known_policies(project.firm_id)
    at = project.report_date or timezone.localdate().isoformat()
    for number in numbers:
        known = find_policy(base, number)
        if known is not None and warning(known, at):
            yield _repeal(number, known, at)


def _repeal(number: str, known: PolicyDocument, at: str) -> Repeal:
    """What the report says of it, under the number as it is cited."""
    if not has_ended(known, at):
        return Repeal(number=number, starts=known.effective_from)
    instead = known.replaced_by
    said = f"《{instead.title}》（{instead.number}）" if instead else ""
    return Repeal(number=number, ended=known.effective_to, instead=said)


# Weights --------------------------------------------------------------------------------------------


def _weighings(project: Project) -> Iterator[Weighing]:
    """The rounds whose outcome was taken over; those in which not everybody said everything are left out."""
    rounds = WeightingRound.objects.filter(project=project, taken_at__isnull=False).select_related("branch")
    for held in rounds.order_by("branch__position", "pk"):
        children = tuple(project.system.indicators.filter(parent=held.branch).order_by("position"))
        said = heard_in(held, children)
        one = _weighing(held, children, said)
        if one.judgements or one.given:
            yield one


def _weighing(held: WeightingRound, children: tuple[Indicator, ...], said: tuple[Heard, ...]) -> Weighing:
    pairs = list(combinations(range(len(children)), 2))
    is_compared = held.method == Method.AHP
    whole = [one for one in said if one.comparison is not None]
    weighed = [one.weights for one in said]
    given = tuple(tuple(weight for weight in one if weight is not None) for one in weighed)
    return Weighing(
        branch=held.branch.code if held.branch else "",
        name=held.branch.name if held.branch else "",
        names=tuple(child.name for child in children),
        codes=tuple(child.code for child in children),
        judgements=tuple(tuple(one.scales[pair] for pair in pairs) for one in whole) if is_compared else (),
        given=() if is_compared else tuple(one for one in given if len(one) == len(children) > 0),
    )


# Photos ---------------------------------------------------------------------------------------------


def _pictured(project: Project) -> Iterator[tuple[int, EvidenceLink]]:
    """Each link between a visit and a document with a picture, with the place of the visit, from 1."""
    places = {
        pk: place
        for place, pk in enumerate(
            SiteVisit.objects.filter(project=project).order_by("position").values_list("pk", flat=True), 1
        )
    }
    links = EvidenceLink.objects.filter(document__project=project, site_visit__isnull=False)
    links = links.select_related("document", "version").prefetch_related("document__versions")
    for link in links.order_by("site_visit__position", "document__position", "position"):
        yield places[link.site_visit_id or 0], link


def _photos(project: Project) -> Iterator[Photo]:
    """The newest version of each photo, or the one that the link names; the first few of each visit."""
    counts: dict[int, int] = {}
    seen: set[tuple[int, str]] = set()
    for visit, link in _pictured(project):
        version = link.version or max(
            link.document.versions.all(), key=lambda one: one.position, default=None
        )
        if version is None or not version.thumbnail or not version.content_type.startswith("image/"):
            continue
        if (visit, version.sha256) in seen or counts.get(visit, 0) >= MOST_PHOTOS:
            continue
        seen.add((visit, version.sha256))
        counts[visit] = counts.get(visit, 0) + 1
        yield Photo(
            visit=visit,
            number=link.document.number,
            sha256=version.sha256,
            title=link.note or link.document.title,
            taken_at=version.taken_at,
        )


def keep_pictures(project: Project, beside: Beside) -> dict[str, str]:
    """Puts aside what will be printed of each photo; SHA-256 of the photo → that of its copy.

    Copies are named by their content, so what happens to the evidence later does not change an edition. A
    photo whose copy cannot be read, or is too large, is not kept.
    """
    wanted = {one.sha256 for one in beside.photos}
    kept: dict[str, str] = {}
    for _, link in _pictured(project) if wanted else ():
        for version in link.document.versions.all():
            if version.sha256 in wanted and version.sha256 not in kept and version.thumbnail:
                with version.thumbnail.open("rb") as file:
                    content = file.read(LARGEST + 1)
                if len(content) <= LARGEST:
                    kept[version.sha256] = _put_aside(content)
    return kept


def _put_aside(content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    name = _name(digest)
    if default_storage.exists(name) and _content(name, digest) is None:
        default_storage.delete(name)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    return digest


def pictures_of(copies: dict[str, str]) -> dict[str, bytes]:
    """The copies that a snapshot names, by the photo's SHA-256. Raises PictureGone."""
    found = {}
    for photo, digest in copies.items():
        content = _content(_name(digest), digest) if default_storage.exists(_name(digest)) else None
        if content is None:
            raise PictureGone(f"现场照片（{photo[:8]}…）的打印副本已不在或已改变，请重新生成报告。")
        found[photo] = content
    return found


def _content(name: str, digest: str) -> bytes | None:
    """The bytes of a copy; None where they are not what its name says."""
    with default_storage.open(name) as file:
        content = bytes(file.read())
    return content if hashlib.sha256(content).hexdigest() == digest else None


def _name(digest: str) -> str:
    return f"editions/pictures/{digest}.jpg"

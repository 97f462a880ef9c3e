"""One project as a line of the portal: what was issued, else how far it is; only what a bureau may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from evaluations.desk.items import Item
from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.stages.models import SignerRole
from evaluations.stages.queries import Standing
from evaluations.stages.turns import worked
from reports.portal import queries
from reports.portal.figures import Figures, figures
from reports.publishing.releases.models import Release
from reports.publishing.releases.queries import State, state_of

SIGNED, ACTIVE, WAITING = "signed", "active", ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How far a project is: a mark per stage, the stage in turn, whose signature it waits for, since when."""

    marks: tuple[str, ...]
    stage: str = ""
    waits_for: str = ""
    is_ours: bool = False
    """Whether it is the bureau that has to sign."""
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A project in the list. `kind` and `label` make its badge; figures are those of the release in force."""

    project: Project
    course: Course
    kind: str
    label: str
    release: Release | None
    figures: Figures | None
    is_received: bool
    item: Item | None
    """What waits for the person in this project."""

    @property
    def awaits_receipt(self) -> bool:
        """Whether there is a release in force that nobody has signed for."""
        return self.figures is not None and not self.is_received


def lines(projects: Sequence[Project], user: User, items: Sequence[Item]) -> list[Line]:
    """In the order of `projects`, with as many queries for many as for one."""
    found = queries.newest_releases(projects)
    current = queries.in_force(found)
    known, received = figures(current.values()), queries.received(current.values())
    courses = {pk: _course(one.project, one.state) for pk, one in worked(projects).items()}
    waiting = _by_project(items)
    return [
        _line(
            one,
            courses.get(one.pk, Course(marks=())),
            found.get(one.pk),
            known,
            received,
            waiting.get(one.pk),
        )
        for one in projects
    ]


def _line(
    project: Project,
    course: Course,
    release: Release | None,
    known: Mapping[int, Figures],
    received: set[int],
    item: Item | None,
) -> Line:
    is_received = release is not None and release.pk in received
    kind, label = _badge(release, course, item, is_received=is_received)
    return Line(
        project=project,
        course=course,
        kind=kind,
        label=label,
        release=release,
        figures=known.get(release.pk) if release is not None else None,
        is_received=is_received,
        item=item,
    )


def _badge(
    release: Release | None, course: Course, item: Item | None, *, is_received: bool
) -> tuple[str, str]:
    if release is not None:
        state = state_of(release)
        if state == State.CURRENT:
            return ("signed", "已签收") if is_received else ("todo", "待签收")
        return "failed", str(state)
    if item is not None:
        return "todo", "等您办理"
    return ("active", "进行中") if course.stage else ("none", "未开始")


def _course(project: Project, state: Standing) -> Course:
    current = state.current
    marks = tuple(
        SIGNED if state.line.is_signed(stage.key) else ACTIVE if stage == current else WAITING
        for stage in state.stages
    )
    if current is None:
        return Course(marks=marks)
    signer = state.next_signer(current)
    last = state.chain[-1].at if state.chain else project.created_at
    return Course(
        marks=marks,
        stage=current.name,
        waits_for=signer.label if signer is not None else "",
        is_ours=signer is not None and signer.role == SignerRole.BUREAU_OFFICER,
        since=timezone.localdate(last),
    )


def _by_project(items: Sequence[Item]) -> dict[int, Item]:
    """The first thing that waits in each project, by the number in its address."""
    found: dict[int, Item] = {}
    root = reverse("desk:projects")
    for item in items:
        number = item.url.removeprefix(root).partition("/")[0]
        if item.url.startswith(root) and number.isdecimal():
            found.setdefault(int(number), item)
    return found

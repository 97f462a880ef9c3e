"""Archives of a project: all of them, the newest good one, whether it still says what the project says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from evaluations.jobs.models import ENDED, Job, JobState
from evaluations.people.models import User
from evaluations.projects.models import Project
from reports.archiving.container import Class, Item
from reports.archiving.contributions import contributed
from reports.archiving.findings import Findings
from reports.archiving.findings import read as read_findings
from reports.archiving.gathering import missing, state_digest
from reports.archiving.models import Archive, Restoration
from reports.publishing.queries import UNSAFE

LOOK, TAKE_IN = "reports.archiving.look", "reports.archiving.take_in"
INTAKE = (LOOK, TAKE_IN)
"""The tasks around an upload: a look at it, and a project made of it."""
SHOWN = 8
"""Groups of a class on the page; the archive's own index has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What goes in of one class."""

    cls: Class
    groups: tuple[tuple[str, int, int], ...]
    """The first few: title, files, bytes."""
    others: int
    """How many groups there are beside them."""
    count: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What the next archive will hold, and what it lacks."""

    shelves: tuple[Shelf, ...]
    missing: tuple[str, ...]
    size: int


def of_project(project: Project) -> QuerySet[Archive]:
    """The newest first, with their jobs."""
    return Archive.objects.filter(project=project).select_related("job", "created_by")


def last_good(project: Project) -> Archive | None:
    """The newest that can be downloaded."""
    return of_project(project).filter(job__state=JobState.DONE).first()


def in_progress(project: Project) -> Archive | None:
    """The one that is being made."""
    return of_project(project).exclude(job__state__in=ENDED).first()


def is_outdated(archive: Archive) -> bool:
    """Whether anything but the log has changed since its content was gathered."""
    return archive.state_sha256 != state_digest(archive.project)


def contents(project: Project) -> Contents:
    """What would go in now; no file is opened."""
    files = list(contributed(project))
    shelves = tuple(
        _shelf(cls, [one for one in files if one.cls == cls]) for cls in Class if cls != Class.DATA
    )
    return Contents(
        shelves=shelves, missing=tuple(missing(project, files)), size=sum(one.size for one in files)
    )


def _shelf(cls: Class, items: Sequence[Item]) -> Shelf:
    groups: dict[str, list[Item]] = {}
    for one in items:
        groups.setdefault(one.group, []).append(one)
    told = tuple((title, len(found), sum(one.size for one in found)) for title, found in groups.items())
    return Shelf(
        cls=cls,
        groups=told[:SHOWN],
        others=len(told[SHOWN:]),
        count=len(items),
        size=sum(one.size for one in items),
    )


def restoration_of(project: Project) -> Restoration | None:
    """The archive that the project was made of, if it was."""
    return Restoration.objects.filter(project=project).select_related("by").first()


def made_here(sha256: str, user: User) -> Archive | None:
    """The archive of these bytes, where one of the person's firms has made it."""
    rows = Archive.objects.filter(sha256=sha256, project__firm__memberships__user=user)
    return rows.select_related("project").first()


def file_name(archive: Archive) -> str:
    """2018年临汾市…项目_归档_第2份.zip"""
    return f"{UNSAFE.sub('_', archive.project.title)}_归档_{archive}.zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What is known of an uploaded archive: the newest look at it, and the newest import."""

    looking: Job | None
    taking_in: Job | None

    @property
    def found(self) -> Findings | None:
        """What the look found; None while it is under way, or where it broke off."""
        said = self.looking.arguments.get("found") if self.looking else None
        return None if said is None else read_findings(said)

    @property
    def newest(self) -> Job | None:
        """The job that the page is about."""
        return self.taking_in or self.looking

    @property
    def name(self) -> str:
        """How the file was called."""
        return str(self.looking.arguments["name"]) if self.looking else "归档件.zip"

    @property
    def project(self) -> int | None:
        """The number of the project that was made of it."""
        return self.taking_in.arguments.get("project") if self.taking_in else None


def intake_of(token: str, user: User) -> Intake:
    """This person's own upload; one query. A look that began after a broken import stands before it."""
    rows = Job.objects.filter(requested_by=user, task__in=INTAKE, arguments__token=token).order_by("pk")
    looking = taking_in = None
    for job in rows:
        if job.task == LOOK:
            looking, taking_in = job, None
        else:
            taking_in = job
    return Intake(looking=looking, taking_in=taking_in)

"""Ctrl K: projects, working papers and pages by a few words; only what the person may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When

from evaluations.desk import links, queries
from evaluations.papers.models import WorkingPaper
from evaluations.people.models import User
from evaluations.projects.access import may
from evaluations.projects.models import Project
from evaluations.templatetags.project_bar import NAVIGATION

SHOWN = 6
LONGEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page that fits: its name, to what it belongs, its address."""

    label: str
    beside: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What was found of one kind."""

    label: str
    found: tuple[Found, ...]


def find(user: User, words: str, here: int | None) -> tuple[Group, ...]:
    """What fits each of the `words`; `here` is the project whose page asks, which comes first."""
    wanted = words[:LONGEST].split()
    if not wanted:
        return ()
    groups = (
        Group(label="本项目的页面", found=_pages(user, wanted, here)),
        Group(label="工作底稿", found=_papers(user, wanted, here)),
        Group(label="项目", found=_projects(user, wanted)),
    )
    return tuple(group for group in groups if group.found)


def _pages(user: User, words: list[str], here: int | None) -> tuple[Found, ...]:
    items = [item for _, items in NAVIGATION for item in items if all(word in item.label for word in words)]
    project = (
        Project.objects.visible_to(user).select_related("firm").filter(pk=here).first() if items else None
    )
    if project is None:
        return ()
    return tuple(
        Found(label=item.label, beside="", url=links.page(item.url_name, project.pk))
        for item in items
        if may(user, item.right, project)
    )


def _papers(user: User, words: list[str], here: int | None) -> tuple[Found, ...]:
    papers = WorkingPaper.objects.filter(project__in=queries.where_role(user, queries.READERS).values("pk"))
    for word in words:
        papers = papers.filter(Q(indicator__code__icontains=word) | Q(indicator__name__icontains=word))
    elsewhere = Case(When(project=here, then=Value(0)), default=Value(1), output_field=IntegerField())
    ordered = papers.select_related("indicator", "project").order_by(
        elsewhere, "-project", "indicator__position"
    )
    return tuple(
        Found(
            label=f"{paper.indicator.code}　{paper.indicator.name}",
            beside="" if paper.project_id == here else paper.project.title,
            url=links.paper(paper.project_id, paper.indicator.code),
        )
        for paper in ordered[:SHOWN]
    )


def _projects(user: User, words: list[str]) -> tuple[Found, ...]:
    found = Project.objects.visible_to(user).select_related("evaluated_unit")
    projects = queries.search(found, words=" ".join(words), year=None)
    return tuple(
        Found(label=project.title, beside=str(project.evaluated_unit or ""), url=project.get_absolute_url())
        for project in projects[:SHOWN]
    )

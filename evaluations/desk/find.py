"""Ctrl K: projects, papers, branches, evidence, data, policies, interviews and pages by a few words.

Only what the person may open is found; of each kind what is on the project at hand comes first, then what the
words begin, and the kind with the best fit leads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse

from evaluations.desk import links, queries
from evaluations.engagement.models import PolicyDocument
from evaluations.engagement.policies import plain_number
from evaluations.evidence.models import Document
from evaluations.fieldwork.models import BaseTableItem, Interview
from evaluations.papers.models import WorkingPaper
from evaluations.people.models import FirmMembership, User
from evaluations.projects.access import may
from evaluations.projects.models import Project
from evaluations.templatetags.project_bar import NAVIGATION
from indicators.systems.models import Indicator

SHOWN = 6
FEW = 4
LONGEST = 100
EXACT, BEGUN, WITHIN = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page that fits: its name, to what it belongs, its address, and how well it fits."""

    label: str
    beside: str
    url: str
    rank: int = WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What was found of one kind."""

    label: str
    found: tuple[Found, ...]

    @property
    def rank(self) -> int:
        return min(one.rank for one in self.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Who looks for what, and from which project's page."""

    user: User
    words: tuple[str, ...]
    here: int | None

    def among(self, rows: QuerySet[Any], columns: Sequence[str], project: str = "project") -> QuerySet[Any]:
        """The rows with every word in one of the columns, the best ones first; `project` leads to theirs."""
        for word in self.words:
            fits = Q()
            for column in columns:
                fits |= Q(**{f"{column}__icontains": word})
            rows = rows.filter(fits)
        phrase = " ".join(self.words)
        cases = [
            When(**{f"{column}__{how}": phrase}, then=Value(rank))
            for how, rank in (("iexact", EXACT), ("istartswith", BEGUN))
            for column in columns
        ]
        elsewhere = Case(
            When(**{project: self.here}, then=Value(0)), default=Value(1), output_field=IntegerField()
        )
        rank = Case(*cases, default=Value(WITHIN), output_field=IntegerField())
        return rows.annotate(elsewhere=elsewhere, rank=rank).order_by(
            "elsewhere", "rank", f"-{project}", "pk"
        )

    def beside(self, project: Project, told: str = "") -> str:
        """What stands beside a find: something of it, and the project where that is another."""
        return "　".join(filter(None, [told, "" if project.pk == self.here else project.title]))

    def rank_of(self, *texts: str) -> int:
        """How well texts that came without a rank fit."""
        phrase = " ".join(self.words).lower()
        if any(text.lower() == phrase for text in texts):
            return EXACT
        return BEGUN if any(text.lower().startswith(phrase) for text in texts) else WITHIN


Offer = Callable[[Search], tuple[Found, ...]]

_OFFERS: dict[str, Offer] = {}


def offer_by(label: str, offer: Offer) -> None:
    """A slice above finds what it alone knows, under this heading."""
    _OFFERS[label] = offer


def find(user: User, words: str, here: int | None) -> tuple[Group, ...]:
    """What fits each of the `words`; `here` is the project whose page asks, which comes first."""
    wanted = tuple(words[:LONGEST].split())
    if not wanted:
        return ()
    search = Search(user=user, words=wanted, here=here)
    inside = queries.where_role(user, queries.INSIDE).values("pk")
    groups = (
        Group(label="本项目的页面", found=_pages(search)),
        Group(label="工作底稿", found=_papers(search, inside)),
        Group(label="指标体系", found=_branches(search, inside)),
        Group(label="项目", found=_projects(search)),
        Group(label="证据资料", found=_evidence(search, inside)),
        Group(label="基础表", found=_items(search, inside)),
        Group(label="访谈", found=_interviews(search, inside)),
        Group(label="政策文件", found=_policies(search)),
        *(Group(label=label, found=offer(search)) for label, offer in _OFFERS.items()),
    )
    return tuple(sorted((group for group in groups if group.found), key=lambda group: group.rank))


def _pages(search: Search) -> tuple[Found, ...]:
    items = [
        item for _, items in NAVIGATION for item in items if all(word in item.label for word in search.words)
    ]
    visible = Project.objects.visible_to(search.user).select_related("firm")
    project = visible.filter(pk=search.here).first() if items else None
    if project is None:
        return ()
    return tuple(
        Found(
            label=item.label,
            beside="",
            url=links.page(item.url_name, project.pk),
            rank=search.rank_of(item.label),
        )
        for item in items
        if may(search.user, item.right, project)
    )


def _papers(search: Search, projects: Any) -> tuple[Found, ...]:
    papers = WorkingPaper.objects.filter(project__in=projects).select_related("indicator", "project")
    found = search.among(papers, ("indicator__code", "indicator__name"))
    ordered = found.order_by("elsewhere", "rank", "-project", "indicator__position")
    return tuple(
        Found(
            label=f"{paper.indicator.code}　{paper.indicator.name}",
            beside=search.beside(paper.project),
            url=links.paper(paper.project_id, paper.indicator.code),
            rank=paper.rank,
        )
        for paper in ordered[:SHOWN]
    )


def _branches(search: Search, projects: Any) -> tuple[Found, ...]:
    """一级、二级 indicators, which have no paper."""
    below = Indicator.objects.filter(parent=OuterRef("pk"))
    rows = Indicator.objects.filter(Exists(below), system__project__in=projects)
    found = search.among(rows.select_related("system__project"), ("code", "name"), "system__project")
    return tuple(
        Found(
            label=f"{row.code}　{row.name}",
            beside=search.beside(row.system.project),
            url=f"{links.page('design:tree', row.system.project.pk)}#row-{row.pk}",
            rank=row.rank,
        )
        for row in found[:FEW]
    )


def _projects(search: Search) -> tuple[Found, ...]:
    visible = Project.objects.visible_to(search.user).select_related("evaluated_unit")
    projects = queries.search(visible, words=" ".join(search.words), year=None)
    return tuple(
        Found(
            label=project.title,
            beside=str(project.evaluated_unit or ""),
            url=project.get_absolute_url(),
            rank=search.rank_of(project.title, project.report_number),
        )
        for project in projects[:SHOWN]
    )


def _evidence(search: Search, projects: Any) -> tuple[Found, ...]:
    rows = Document.objects.filter(project__in=projects).select_related("project")
    return tuple(
        Found(
            label=f"{row.number}　{row.title}",
            beside=search.beside(row.project),
            url=links.page("evidence:document", row.project_id, row.pk),
            rank=row.rank,
        )
        for row in search.among(rows, ("number", "title"))[:FEW]
    )


def _items(search: Search, projects: Any) -> tuple[Found, ...]:
    rows = BaseTableItem.objects.filter(table__project__in=projects).select_related("table__project")

    def address(row: BaseTableItem) -> str:
        page = links.page("fieldwork:verification", row.table.project_id, row.table_id)
        return f"{page}#item-{row.pk}"

    return tuple(
        Found(
            label=row.name,
            beside=search.beside(row.table.project, f"基础表{row.table.code}"),
            url=address(row),
            rank=row.rank,
        )
        for row in search.among(rows, ("name",), "table__project")[:FEW]
    )


def _interviews(search: Search, projects: Any) -> tuple[Found, ...]:
    rows = Interview.objects.filter(project__in=projects).select_related("project")
    return tuple(
        Found(
            label=row.subject_role,
            beside=search.beside(row.project, row.date or row.planned),
            url=links.page("inquiries:interview", row.project_id, row.pk),
            rank=row.rank,
        )
        for row in search.among(rows, ("subject_role", "group"))[:FEW]
    )


def _policies(search: Search) -> tuple[Found, ...]:
    """The policy base of the person's firm; a number however its brackets are typed."""
    places = FirmMembership.objects.filter(user=search.user)
    rows = PolicyDocument.objects.filter(Exists(places)).filter(
        Q(firm=None) | Q(firm__in=places.values("firm"))
    )
    for word in search.words:
        number = plain_number(word)
        rows = rows.filter(Q(number__icontains=number) | Q(title__icontains=word) | Q(issuer__icontains=word))
    first: dict[str, PolicyDocument] = {}
    for row in rows.order_by("firm", "number")[: FEW * 4]:
        known = first.get(row.number)
        if known is None or known.firm_id is None:
            first[row.number] = row
    return tuple(
        Found(
            label=f"{row.number}　{row.title}",
            beside=row.issuer,
            url=reverse("policies:policy", args=[row.pk]),
            rank=search.rank_of(row.number, row.title),
        )
        for row in list(first.values())[:FEW]
    )

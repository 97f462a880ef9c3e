"""委托方门户: the bureau's projects and new releases, the years of a programme, one's downloads."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations.people.access import signed_in
from evaluations.people.models import User
from evaluations.projects.access import right
from evaluations.projects.models import Project
from evaluations.rectification import queries as rectifying
from reports.portal import queries, years
from reports.portal.lines import lines
from reports.portal.programmes import name_of
from reports.portal.rules import COMPARE
from reports.portal.waiting import waiting
from reports.publishing.delivery.queries import own_downloads
from reports.publishing.releases.models import Release

PER_PAGE = 20
NEW, SIDE, LATELY = 1, 3, 5
"""How many new releases are shown whole; programmes and downloads at the side."""
LONGEST_YEAR = 4


def officers_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The portal is there for who is an officer on any project; for others it is not."""

    @signed_in
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not queries.commissioned(_me(request)).exists():
            raise Http404
        return view(request, *args, **kwargs)

    return door


@officers_only
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Projects with their stages, new releases, what waits, downloads."""
    user = _me(request)
    everything = queries.commissioned(user)
    words, asked = request.GET.get("q", "").strip(), request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) <= LONGEST_YEAR else None
    page = Paginator(queries.search(everything, words=words, year=year), PER_PAGE).get_page(
        request.GET.get("page")
    )
    projects = list(everything)
    current = queries.in_force(queries.newest_releases(projects))
    items = waiting(user, issued=current)
    fresh = _fresh(projects, current)
    context = {
        "portal_current": "projects",
        "words": words,
        "year": year,
        "years": queries.years_of(everything),
        "page": page,
        "query": _query(request),
        "lines": lines(list(page.object_list), user, items),
        "fresh": lines(fresh[:NEW], user, ()),
        "more": len(fresh[NEW:]),
        "items": items,
        "programmes": _programmes(projects),
        "downloads": own_downloads(user)[:LATELY],
        **_rectification(projects),
    }
    return render(request, "reports/portal/home.html", context)


@officers_only
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """历年对比: every programme with its years."""
    found = queries.programmes(queries.commissioned(_me(request)))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown: list[list[Project]] = list(page.object_list)
    known = {one.project.pk: one for one in years.columns([project for rows in shown for project in rows])}
    context = {
        "portal_current": "years",
        "page": page,
        "rows": [(name_of(rows[-1].title), rows[-1], [known[one.pk] for one in rows]) for rows in shown],
    }
    return render(request, "reports/portal/programmes.html", context)


@right(COMPARE, see=COMPARE)
@require_safe
def programme(request: HttpRequest, project: Project) -> HttpResponse:
    """The years of the project's programme side by side."""
    listed = years.columns(queries.programme_of(project, _me(request)))
    context = {
        "portal_current": "years",
        "project": project,
        "nav_current": "results",
        "name": name_of(project.title),
        "columns": listed,
        "groups": years.groups(listed),
    }
    return render(request, "reports/portal/programme.html", context)


@officers_only
@require_safe
def rectification(request: HttpRequest) -> HttpResponse:
    """整改跟踪 of all the bureau's projects."""
    today, show = timezone.localdate(), request.GET.get("show", "")
    rows = rectifying.items(queries.commissioned(_me(request)).order_by())
    page = Paginator(rectifying.filtered(rows, show, today), PER_PAGE).get_page(request.GET.get("page"))
    counts = rectifying.counts(rows, today)
    context = {
        "portal_current": "rectification",
        "page": page,
        "rows": [(one, one.late(today)) for one in page.object_list],
        "tabs": [
            {"label": label, "count": counts[name], "url": f"?show={name}", "current": name == show}
            for name, label in rectifying.FILTERS.items()
        ],
        "query": _query(request),
    }
    return render(request, "reports/portal/rectification.html", context)


@officers_only
@require_safe
def downloads(request: HttpRequest) -> HttpResponse:
    """下载记录: one's own, and those by links that one made."""
    rows = own_downloads(_me(request))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/portal/downloads.html", {"portal_current": "downloads", "page": page})


def _rectification(projects: list[Project]) -> dict[str, Any]:
    """What is not closed, the first due first, and how much of it is late."""
    today = timezone.localdate()
    rows = rectifying.items(projects)
    counts = rectifying.counts(rows, today)
    nearest = rectifying.filtered(rows, rectifying.OPEN, today).order_by("due", "pk")[:LATELY]
    return {
        "rectification": [(one, one.late(today)) for one in nearest],
        "rectification_counts": counts,
    }


def _fresh(projects: list[Project], current: dict[int, Release]) -> list[Project]:
    """Those with a release in force that nobody has signed for, the last issued first."""
    done = queries.received(current.values())
    unsigned = {pk: one for pk, one in current.items() if one.pk not in done}
    found = [one for one in projects if one.pk in unsigned]
    return sorted(found, key=lambda one: unsigned[one.pk].issued_at, reverse=True)


def _programmes(projects: list[Project]) -> list[tuple[str, list[years.Column]]]:
    """The programmes with more than one year, for the side of the page."""
    found = [rows for rows in queries.programmes(projects) if len(rows) > 1][:SIDE]
    known = {one.project.pk: one for one in years.columns([project for rows in found for project in rows])}
    return [(name_of(rows[-1].title), [known[one.pk] for one in rows]) for rows in found]


def _query(request: HttpRequest) -> str:
    """The filters in force, for the links of the pager."""
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in request.GET.items() if name != "page" and value})
    return f"{query.urlencode()}&" if query else ""


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user

"""指标库: the national frameworks and the firm's own, version by version."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from evaluations.library import actions, queries
from evaluations.library.editions import Edition
from evaluations.library.spreadsheet import TooLong, write_system
from evaluations.people.access import of_a_firm
from evaluations.people.models import User

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
View = Callable[..., HttpResponse]


def with_edition(*, for_admins: bool = False) -> Callable[[View], View]:
    """Hands the view the edition in place of key and number; another firm's is 404, not being admin 403."""

    def declare(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, key: str, number: int | None = None, **kwargs: Any) -> HttpResponse:
            edition = queries.find_for_user(key, number, user_of(request))
            if edition is None:
                raise Http404
            if for_admins and not _is_admin(request, edition):
                raise PermissionDenied
            return view(request, edition, **kwargs)

        return door

    return declare


@of_a_firm
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything that this person's firms may use, and the drafts that wait for an admin."""
    versions = list(queries.visible_versions(user_of(request)))
    context = {"national": queries.national_editions(), "shelves": queries.shelves(versions)}
    return render(request, "evaluations/library/index.html", context)


@of_a_firm
@with_edition()
@require_safe
def newest(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A framework: its newest version."""
    return _show(request, edition)


@of_a_firm
@with_edition()
@require_safe
def version(request: HttpRequest, edition: Edition) -> HttpResponse:
    """One version."""
    return _show(request, edition)


def _show(request: HttpRequest, edition: Edition) -> HttpResponse:
    data = edition.data()
    lines = queries.lines(data.get("indicators") or ())
    context = {
        "edition": edition,
        "national": edition.national,
        "lines": lines,
        "leaves": sum(line.is_leaf for line in lines),
        "total": sum(line.entry["weight"] for line in lines if line.depth == 0),
        "grades": data.get("grade_scheme") or (),
        "versions": queries.versions_of(edition),
        "is_admin": _is_admin(request, edition),
    }
    return render(request, "evaluations/library/edition.html", context)


@of_a_firm
@with_edition()
@require_safe
def export(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The version as an Excel file."""
    try:
        content = write_system(edition.data(), edition.name)
    except TooLong as fault:
        messages.error(request, str(fault))
        return redirect("library:version", edition.key, edition.number)
    return excel_file(content, f"{edition.name}_第{edition.number}版")


@of_a_firm
@with_edition(for_admins=True)
@require_POST
def publish(request: HttpRequest, edition: Edition) -> HttpResponse:
    """From draft to a version that everybody in the firm may use."""
    assert edition.version is not None  # nobody is admin of a national one
    actions.publish(edition.version, by=user_of(request))
    messages.success(request, f"已发布“{edition.name}”第{edition.number}版，本机构的项目可以采用。")
    return redirect("library:version", edition.key, edition.number)


@of_a_firm
@with_edition(for_admins=True)
@require_POST
def discard(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Throws a draft away."""
    assert edition.version is not None  # nobody is admin of a national one
    if not edition.is_draft:
        messages.error(request, "已发布的版本不能删除：项目的指标体系可能来自它。")
        return redirect("library:version", edition.key, edition.number)
    actions.discard(edition.version)
    messages.success(request, f"已删除草稿“{edition.name}”第{edition.number}版。")
    return redirect("library:index")


def excel_file(content: bytes, name: str) -> HttpResponse:
    """A download under a Chinese name."""
    disposition = f"attachment; filename=\"system.xlsx\"; filename*=UTF-8''{quote(f'{name}.xlsx', safe='')}"
    return HttpResponse(content, content_type=EXCEL, headers={"Content-Disposition": disposition})


def user_of(request: HttpRequest) -> User:
    """The person; the middleware lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def _is_admin(request: HttpRequest, edition: Edition) -> bool:
    return edition.firm is not None and queries.is_admin(user_of(request), edition.firm)

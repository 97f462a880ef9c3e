"""指标体系: the tree and what is done in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluations.design import actions, balancing, forms, queries
from evaluations.design.models import Removal
from evaluations.design.outline import Outline
from evaluations.papers.queries import latest_run
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from indicators.systems.codes import EXAMPLES

LABELS = {"add": "新增", "name": "名称", "code": "编号", "place": "位置", "remove": "删除", "style": "编号"}


@dataclass(slots=True, kw_only=True)
class Told:
    """What an action answers: where the focus goes, which cell opens, what is said, what can be undone."""

    focus: int | None = None
    edit: str = ""
    notes: tuple[str, ...] = ()
    removal: Removal | None = None
    refusal: str = ""
    conflict: dict[str, Any] | None = None


@right("projects.view_scores")
@require_GET
def tree(request: HttpRequest, project: Project) -> HttpResponse:
    """指标体系: codes, weights with their sums, rules in a sentence; editable for the team."""
    sees_library = may(request.user, "projects.view_facts", project)
    context = page_of(request, project, Told()) | {"sees_library": sees_library}
    return render(request, "evaluations/design/tree.html", context)


@right("projects.edit", see="projects.view_scores")
@require_GET
def by_forms(request: HttpRequest, project: Project) -> HttpResponse:
    """The tree for a browser without script: each row a form with its cells and where it may go."""
    return _forms_page(request, project, Told(), 200)


def _forms_page(request: HttpRequest, project: Project, told: Told, status: int) -> HttpResponse:
    outline = Outline(project.system.indicators.order_by("position"))
    context = {
        "nav_current": "indicators",
        "project": project,
        "told": told,
        "rows": outline.aims(),
        "posted": request.POST if status != 200 else {},
        "refused": forms.number(request.POST, "pk") if status != 200 else None,
        "top": f"0:{len(outline.under[None])}",
    }
    return render(request, "evaluations/design/forms.html", context, status=status)


@right("projects.edit", see="projects.view_scores")
@require_POST
def add(request: HttpRequest, project: Project) -> HttpResponse:
    """A new indicator; its name opens for editing."""
    parent, place = forms.aim(request.POST)

    def act() -> Told:
        done = actions.add_indicator(
            project,
            parent=parent,
            place=place,
            revision=forms.number(request.POST, "revision"),
            by=me(request),
        )
        return Told(focus=done.indicator.pk, edit="name", notes=done.notes)

    return _answer(request, project, act)


@right("projects.edit", see="projects.view_scores")
@require_POST
def edit(request: HttpRequest, project: Project) -> HttpResponse:
    """One cell: name, code or weight."""
    pk, revision = forms.number(request.POST, "pk"), forms.number(request.POST, "revision")

    def act() -> Told:
        if "by_form" in request.POST:
            _edit_all(request, project, pk, revision)
        elif "weight" in request.POST:
            weights = {pk: forms.weight(request.POST["weight"], _named(project, pk))}
            balancing.set_weights(project, weights, revision=revision, by=me(request))
        else:
            name, code = request.POST.get("name"), request.POST.get("code")
            actions.edit_indicator(project, pk, name=name, code=code, revision=revision, by=me(request))
        return Told(focus=pk)

    return _answer(request, project, act)


@transaction.atomic
def _edit_all(request: HttpRequest, project: Project, pk: int, revision: int) -> None:
    """Name, code and weight of a row at once; all of it or nothing."""
    weight = forms.weight(request.POST.get("weight", ""), _named(project, pk))
    name, code = request.POST.get("name"), request.POST.get("code")
    actions.edit_indicator(project, pk, name=name, code=code, revision=revision, by=me(request))
    row = project.system.indicators.select_related("system").get(pk=pk)
    if row.weight != weight:
        balancing.set_weights(project, {pk: weight}, revision=row.system.revision, by=me(request))


@right("projects.edit", see="projects.view_scores")
@require_POST
def move(request: HttpRequest, project: Project) -> HttpResponse:
    """To another place or level."""
    pk = forms.number(request.POST, "pk")
    parent, place = forms.aim(request.POST)

    def act() -> Told:
        done = actions.move_indicator(
            project,
            pk,
            parent=parent,
            place=place,
            revision=forms.number(request.POST, "revision"),
            by=me(request),
        )
        return Told(focus=pk, notes=done.notes)

    return _answer(request, project, act)


@right("projects.edit", see="projects.view_scores")
@require_POST
def remove(request: HttpRequest, project: Project) -> HttpResponse:
    """Out of the tree; the answer offers to undo it."""

    def act() -> Told:
        removal, notes = actions.remove_indicator(
            project,
            forms.number(request.POST, "pk"),
            revision=forms.number(request.POST, "revision"),
            by=me(request),
        )
        return Told(focus=forms.number(request.POST, "then") or None, notes=notes, removal=removal)

    return _answer(request, project, act)


@right("projects.edit", see="projects.view_scores")
@require_POST
def restore(request: HttpRequest, project: Project) -> HttpResponse:
    """Back to where it was, with everything."""

    def act() -> Told:
        done = actions.restore_indicator(project, forms.number(request.POST, "removal"), by=me(request))
        return Told(focus=done.indicator.pk, notes=(f"已恢复“{done.indicator}”", *done.notes))

    return _answer(request, project, act)


@right("projects.edit", see="projects.view_scores")
@require_http_methods(["GET", "POST"])
def renumber(request: HttpRequest, project: Project) -> HttpResponse:
    """GET: which codes would change; POST: change them."""
    style = forms.style(request.POST or request.GET)
    if request.method == "POST":

        def act() -> Told:
            revision = forms.number(request.POST, "revision")
            count = actions.renumber(project, style, revision=revision, by=me(request))
            return Told(notes=(f"已重编{count}项指标的编号" if count else "编号已是这种写法，没有改动",))

        return _answer(request, project, act)
    outline = Outline(project.system.indicators.order_by("position"))
    if "style" not in request.GET:
        style = outline.style
    codes = outline.renumbered(style)
    rows = [(row, codes[row.pk], outline.depth(row.pk)) for row in outline.ordered()]
    doubled = len(set(codes.values())) < len(codes)
    context = {
        "nav_current": "indicators",
        "project": project,
        "style": style,
        "styles": EXAMPLES.items(),
        "rows": rows,
        "changed": sum(row.code != code for row, code, _ in rows),
        "doubled": doubled,
    }
    return render(request, "evaluations/design/renumber.html", context)


def me(request: HttpRequest) -> User:
    """The person who asks."""
    assert isinstance(request.user, User)
    return request.user


def page_of(request: HttpRequest, project: Project, told: Told) -> dict[str, Any]:
    """What the tree's page and its part show."""
    grown = queries.tree(project)
    run = latest_run(project)
    return {
        "nav_current": "indicators",
        "project": project,
        "tree": grown,
        "told": told,
        "grades": sorted(project.system.grades.all(), key=lambda band: band.minimum, reverse=True),
        "changes": queries.changes(project),
        "removals": queries.removals(project),
        "may_edit": may(request.user, "projects.edit", project),
        "is_stale": run is not None
        and (grown.standing is None or run.fingerprint != grown.standing.fingerprint),
    }


def _answer(request: HttpRequest, project: Project, act: Callable[[], Told]) -> HttpResponse:
    """The tree as it is after the action; a refusal (422) and a conflict (409) are told above it."""
    status = 200
    try:
        told = act()
    except ValidationError as refusal:
        told, status = (
            Told(refusal="".join(refusal.messages), focus=forms.number(request.POST, "pk") or None),
            422,
        )
    except Conflict as conflict:
        told, status = (
            Told(conflict=_both(request, conflict), focus=forms.number(request.POST, "pk") or None),
            409,
        )
    project.system.refresh_from_db()
    if not request.headers.get("HX-Request") and status == 200:
        for note in told.notes:
            messages.info(request, note)
        return redirect("design:forms" if "by_form" in request.POST else "design:tree", project.pk)
    if "by_form" in request.POST:
        return _forms_page(request, project, told, status)
    name = "_tree" if request.headers.get("HX-Request") else "tree"
    context = page_of(request, project, told) | {"is_part": True}
    return render(request, f"evaluations/design/{name}.html", context, status=status)


def _both(request: HttpRequest, conflict: Conflict) -> dict[str, Any]:
    """Mine and theirs in words, and what to send again to save mine all the same."""
    fields = [
        {"label": LABELS.get(key, "权重"), "mine": mine, "theirs": conflict.theirs.get(key, "")}
        for key, mine in conflict.mine.items()
    ]
    again = {
        name: request.POST[name] for name in request.POST if name not in {"revision", "csrfmiddlewaretoken"}
    }
    return {"fields": fields, "again": again, "revision": conflict.revision, "url": request.path}


def _named(project: Project, pk: int) -> str:
    row = project.system.indicators.filter(pk=pk).first()
    return f"“{row}”" if row is not None else "这项指标"

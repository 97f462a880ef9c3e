"""新建项目: one page on which one chooses from what to begin, and confirms the names."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.founding import actions, queries
from evaluations.founding.forms import NewProjectForm, proposed
from evaluations.people.access import of_a_firm
from evaluations.people.models import User
from evaluations.projects.access import right
from evaluations.projects.models import Project
from evaluations.projects.queries import known_organisations

NOTHING, TEMPLATE, YEAR = "nothing", "template", "year"
WAYS = ((NOTHING, "从零开始"), (TEMPLATE, "用机构模板"), (YEAR, "沿用以前的项目"))
LISTED = 30
LONGEST_NUMBER = 18


@of_a_firm
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """`way` says from what, `source` from which project; the form stands once both are known."""
    user, way = _user(request), request.GET.get("way", NOTHING)
    if way not in dict(WAYS):
        raise Http404
    sources = {TEMPLATE: queries.templates, YEAR: queries.earlier}[way](user) if way != NOTHING else None
    source = None if sources is None else _source(request, sources)
    context: dict[str, Any] = {"way": way, "ways": WAYS, "source": source}
    if sources is not None and source is None:
        words = request.GET.get("q", "").strip()
        found = queries.titled(sources, words)
        context |= {"sources": found[:LISTED], "count": found.count(), "words": words}
        return render(request, "evaluations/founding/new.html", context)
    form = _form(request, way, source)
    context["organisations"] = known_organisations(*([source.firm] if source else user.firms.all()))
    if request.method == "POST" and form.is_valid():
        try:
            project = _begin(form, way, source, user)
        except actions.NotATemplate as refusal:
            form.add_error(None, f"“{refusal.title}”已不再是机构模板，请另选一个。")
        else:
            messages.success(request, f"已新建“{project.title}”，您是项目负责人。")
            return redirect(project)
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluations/founding/new.html", {**context, "form": form}, status=status)


@right("projects.make_template")
@require_POST
def template(request: HttpRequest, project: Project) -> HttpResponse:
    """Makes the project a template of its firm, or (`is_template` empty) no longer."""
    row = actions.mark_template(
        project, is_template=request.POST.get("is_template") == "1", by=_user(request)
    )
    said = "已设为机构模板：新建项目时可以选用它的结构" if row.is_template else "已不再是机构模板"
    messages.success(request, said)
    return redirect("projects:info", project.pk)


def _source(request: HttpRequest, sources: Any) -> Project | None:
    number = request.GET.get("source", "")
    if not number:
        return None
    found = sources.filter(pk=number).first() if number.isdecimal() and len(number) < LONGEST_NUMBER else None
    if found is None:
        raise Http404
    assert isinstance(found, Project)
    return found


def _form(request: HttpRequest, way: str, source: Project | None) -> NewProjectForm:
    firms = _user(request).firms.all()
    is_next_year = way == YEAR
    first = proposed(source, is_next_year=is_next_year, firm=firms.first())
    return NewProjectForm(
        request.POST or None, initial=first, firms=firms, source=source, is_next_year=is_next_year
    )


def _begin(form: NewProjectForm, way: str, source: Project | None, user: User) -> Project:
    data = {name: form.cleaned_data[name] for name in actions.FIELDS}
    if source is None:
        return actions.found_project(data, firm=form.cleaned_data["firm"], grades=form.preset, by=user)
    if way == TEMPLATE:
        return actions.found_from_template(source, data, by=user)
    return actions.found_next_year(source, data, with_team=form.cleaned_data["with_team"], by=user)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user

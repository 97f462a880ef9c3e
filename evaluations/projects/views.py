"""The pages of a project's own facts: 项目信息."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluations.people.models import User
from evaluations.projects import actions, presence, queries, saving
from evaluations.projects.access import may, right, right_to
from evaluations.projects.conflicts import chosen, versus
from evaluations.projects.forms import ProjectForm
from evaluations.projects.models import Project

LONGEST_PATH = 300


@right("projects.view_facts")
@require_GET
def info(request: HttpRequest, project: Project) -> HttpResponse:
    """项目信息: names, numbers, dates, and the team."""
    context = {
        "nav_current": "info",
        "project": project,
        "team": queries.team(project),
        "changes": queries.changes_of(project, "project"),
        "may_edit": may(request.user, "projects.edit", project),
        "may_make_template": may(request.user, "projects.make_template", project),
    }
    return render(request, "evaluations/projects/info.html", context)


@right("projects.edit", see="projects.view_facts")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, project: Project) -> HttpResponse:
    """The form over 项目信息; a conflict shows both versions and loses neither."""
    form = ProjectForm(request.POST or None, instance=Project.objects.get(pk=project.pk))
    known = queries.known_organisations(project.firm)
    context: dict[str, Any] = {
        "nav_current": "info",
        "project": project,
        "form": form,
        "organisations": known,
    }
    if request.method == "GET":
        return render(request, "evaluations/projects/edit.html", context)
    if not form.is_valid():
        if saving.is_autosave(request):
            return saving.refused(form)
        return render(request, "evaluations/projects/edit.html", context, status=422)
    mine = {name: form.cleaned_data[name] for name in actions.PROJECT_FIELDS}
    theirs = {name: getattr(project, name) for name in actions.PROJECT_FIELDS}
    data = chosen(posted=request.POST, mine=mine, theirs=theirs)
    try:
        row = actions.edit_project(project, data, revision=form.cleaned_data["revision"], by=_me(request))
    except actions.Conflict as conflict:
        context["conflict"] = _both(conflict, form, actions.labels(Project))
        context["last"] = queries.changes_of(project, "project", 1).first()
        if saving.is_autosave(request):
            template = "evaluations/projects/_conflict_form.html"
            return saving.conflicting(request, template, context, revision=conflict.revision)
        return render(request, "evaluations/projects/edit.html", context, status=409)
    if saving.is_autosave(request):
        return saving.saved(revision=row.revision, following=reverse("projects:info", args=[project.pk]))
    messages.success(request, "项目信息已保存")
    return redirect("projects:info", project.pk)


@right("projects.view")
@require_POST
def here(request: HttpRequest, project: Project) -> HttpResponse:
    """The browser says every 20 s which page is open (`page`, a path), and gets who else is there."""
    page = request.POST.get("page", "")
    right_needed = right_to(page, project) if len(page) <= LONGEST_PATH else None
    if right_needed is None:
        return HttpResponse("", status=422)
    me, now = _me(request), timezone.now()
    if not may(me, right_needed, project):
        raise Http404
    if request.POST.get("leave"):
        presence.leave(project, page, by=me)
        return HttpResponse("")
    presence.be_on(project, page, by=me, at=now)
    people = presence.others_on(project, page, right=right_needed, beside=me, at=now)
    return render(request, "components/_presence.html", {"people": people})


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _both(conflict: actions.Conflict, form: Any, labels: dict[str, str]) -> dict[str, Any]:
    """What the page of a conflict needs: the fields, and the revision that theirs stands at."""
    fields = versus(mine=conflict.mine, theirs=conflict.theirs, labels=labels, changed=form.changed_data)
    return {"fields": fields, "revision": conflict.revision, "mine": form}

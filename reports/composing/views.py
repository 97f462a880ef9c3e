"""报告文字: the texts of a report's sections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.people.models import User
from evaluations.projects import saving
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.conflicts import versus
from evaluations.projects.models import Project
from reports.composing import actions, queries
from reports.composing.forms import SectionForm
from reports.composing.queries import Written
from reports.composing.snapshot import Unusable

FILTERS = {"": "全部", "open": "待补充", "own": "已改写"}


@right("projects.view_report")
@require_safe
def sections(request: HttpRequest, project: Project) -> HttpResponse:
    """All sections that have text: generated, or written by somebody; of a large project in a second step."""
    wanted, current = request.GET.get("as", ""), request.GET.get("show", "")
    current = current if current in FILTERS else ""
    context: dict[str, Any] = {
        "project": project,
        "nav_current": "texts",
        "may_edit": may(request.user, "projects.edit", project),
    }
    if not wanted and queries.takes_long(project):
        context["later"] = f"?show={current}"
        return render(request, "reports/composing/sections.html", context)
    try:
        listed = queries.written_sections(project)
    except Unusable as error:
        context["unusable"] = str(error)
    else:
        groups = {
            "": listed,
            "open": tuple(one for one in listed if one.to_write),
            "own": tuple(one for one in listed if one.own),
        }
        context |= {
            "sections": groups[current],
            "total": len(listed),
            "own": len(groups["own"]),
            "unfinished": len(groups["open"]),
            "tabs": [
                {"key": key, "label": label, "count": len(groups[key]), "is_on": key == current}
                for key, label in FILTERS.items()
            ],
        }
    name = "_sections.html" if wanted == "part" else "sections.html"
    return render(request, f"reports/composing/{name}", context)


@right("projects.edit", see="projects.view_report")
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, project: Project, section: str) -> HttpResponse:
    """One section's text: edit, save; when somebody saved in between, both versions."""
    written = written_or_404(project, section)
    if request.method != "POST":
        form = SectionForm(initial={"text": written.text, "revision": written.revision})
        return _page(request, project, written, form)
    if request.POST.get("choose-text") == "theirs":
        if saving.is_autosave(request):
            return _saved(project, written.revision)
        messages.info(request, "保留了对方保存的文字。")
        return redirect("composing:sections", pk=project.pk)
    form = SectionForm(request.POST)
    if not form.is_valid():
        if saving.is_autosave(request):
            return saving.refused(form)
        return _page(request, project, written, form, status=422)
    text, revision = form.cleaned_data["text"], form.cleaned_data["revision"]
    try:
        row = actions.save_text(
            project, section, text, title=written.section.title, revision=revision, by=_user(request)
        )
    except Conflict as conflict:
        return _conflict(request, project, written, form, conflict)
    if saving.is_autosave(request):
        return _saved(project, row.revision)
    messages.success(request, f"已保存“{written.section.title}”。")
    return redirect("composing:sections", pk=project.pk)


@right("projects.edit", see="projects.view_report")
@require_POST
def restore(request: HttpRequest, project: Project, section: str) -> HttpResponse:
    """恢复生成文字."""
    written = written_or_404(project, section)
    revision = request.POST.get("revision", "")
    try:
        actions.restore_text(
            project,
            section,
            title=written.section.title,
            revision=int(revision) if revision.isdecimal() else -1,
            by=_user(request),
        )
    except Conflict:
        messages.error(request, "没有恢复：这一节刚刚又有人保存了。请看过新的文字再决定。")
        return redirect("composing:section", pk=project.pk, section=section)
    messages.success(request, f"“{written.section.title}”已恢复为生成的文字。")
    return redirect("composing:sections", pk=project.pk)


def _saved(project: Project, revision: int) -> HttpResponse:
    return saving.saved(revision=revision, following=reverse("composing:sections", args=[project.pk]))


def _page(
    request: HttpRequest, project: Project, written: Written, form: SectionForm, *, status: int = 200
) -> HttpResponse:
    context = {"project": project, "nav_current": "texts", "written": written, "form": form}
    return render(request, "reports/composing/section.html", context, status=status)


def _conflict(
    request: HttpRequest, project: Project, written: Written, form: SectionForm, conflict: Conflict
) -> HttpResponse:
    mine, theirs = conflict.mine["text"], conflict.theirs["text"] or written.generated
    fields = versus(
        mine={"text": mine}, theirs={"text": theirs}, labels={"text": "正文"}, changed=form.changed_data
    )
    context = {
        "project": project,
        "nav_current": "texts",
        "written": written,
        "mine": mine,
        "revision": conflict.revision,
        "fields": fields,
    }
    if saving.is_autosave(request):
        template = "reports/composing/_conflict_form.html"
        return saving.conflicting(request, template, context, revision=conflict.revision)
    return render(request, "reports/composing/conflict.html", context, status=409)


def written_or_404(project: Project, section: str) -> Written:
    try:
        written = queries.written_section(project, section)
    except Unusable as error:
        raise Http404 from error
    if written is None:
        raise Http404
    return written


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user

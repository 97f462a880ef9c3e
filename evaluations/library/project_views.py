"""A project and the library: where its system came from, taking over, saving a version, Excel both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.library import actions, queries
from evaluations.library.editions import Edition
from evaluations.library.forms import ExcelForm, SaveForm, TakeForm
from evaluations.library.intake import Reading, read_workbook
from evaluations.library.spreadsheet import TooLong, write_system
from evaluations.library.taking import plan
from evaluations.library.views import excel_file, user_of
from evaluations.papers.queries import scoring_data
from evaluations.people import uploads
from evaluations.projects.access import may, right
from evaluations.projects.models import Project
from indicators.scoring import Refused

NAV = {"nav_current": "indicators"}


@right("projects.view_facts")
@require_safe
def overview(request: HttpRequest, project: Project) -> HttpResponse:
    """指标库与Excel: what the system came from, what may be taken over, and the ways in and out."""
    count = project.system.indicators.count()
    context = {
        **NAV,
        "project": project,
        "count": count,
        "origin": queries.origin(project),
        "national": queries.national_editions(project.kind),
        "own": queries.published(project.firm),
        "may_edit": may(request.user, "projects.edit", project),
        "may_manage": may(request.user, "projects.manage", project),
        "may_export": may(request.user, "projects.export", project),
    }
    return render(request, "evaluations/library/project.html", context)


@right("projects.manage")
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest, project: Project) -> HttpResponse:
    """另存为机构指标库."""
    own = queries.own_frameworks(project)
    form = SaveForm(request.POST or None, frameworks=own, initial={"name": project.system.name})
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.save_as_framework(project, **form.cleaned_data, by=user_of(request))
        except actions.NameTaken:
            form.add_error("name", "本机构刚有了同名的框架。请换一个名称，或在上面选择它。")
        except Refused as refusal:
            problems = refusal.problems
        else:
            messages.success(request, f"已存为草稿“{version}”。机构管理员发布后，本机构的项目可以采用。")
            if may_see_library(request, project):
                return redirect("library:version", version.framework.key, version.number)
            return redirect("library:project", project.pk)
    context = {**NAV, "project": project, "form": form, "problems": problems}
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluations/library/save.html", context, status=status)


def may_see_library(request: HttpRequest, project: Project) -> bool:
    """Whether the person works for the project's firm; a 主评人 from outside does not."""
    return user_of(request).firms.filter(pk=project.firm_id).exists()


@right("projects.edit")
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, project: Project, key: str, number: int) -> HttpResponse:
    """A version beside the project's system: what would change, with which effect; then it is taken over."""
    edition = queries.find_for_project(key, number, project)
    if edition is None:
        raise Http404
    source = f"{edition.name}　第{edition.number}版"
    return _look_and_take(request, project, _Offer(system=edition.data(), source=source, edition=edition))


@right("projects.edit")
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, project: Project) -> HttpResponse:
    """Takes an Excel file and keeps it; nothing is changed."""
    is_sent = request.method == "POST"
    form = ExcelForm(request.POST, request.FILES) if is_sent else ExcelForm()
    if is_sent and form.is_valid():
        token = uploads.keep(form.cleaned_data["workbook"].read(), by=user_of(request))
        return redirect("library:workbook", project.pk, token)
    context = {**NAV, "project": project, "form": form}
    return render(request, "evaluations/library/upload.html", context, status=422 if is_sent else 200)


@right("projects.edit")
@require_http_methods(["GET", "POST"])
def workbook(request: HttpRequest, project: Project, token: str) -> HttpResponse:
    """What a kept Excel file says: every wrong cell, or what would change; then it is taken over."""
    content = uploads.kept(token, by=user_of(request))
    if content is None:
        raise Http404
    reading = read_workbook(content)
    if reading.system is None:
        context = {**NAV, "project": project, "reading": reading}
        return render(request, "evaluations/library/wrong_cells.html", context, status=422)
    system = _with_present_conventions(reading.system, project)
    offer = _Offer(system=system, source="Excel文件", reading=reading)
    response = _look_and_take(request, project, offer)
    if response.status_code == 302:
        uploads.drop(token, by=user_of(request))
    return response


def _with_present_conventions(system: dict[str, Any], project: Project) -> dict[str, Any]:
    """A plain sheet says nothing of grades and rounding: the project's stay."""
    present = scoring_data(project)
    kept = {key: present[key] for key in ("grade_scheme", "rounding") if key in present}
    return kept | system


@right("projects.export")
@require_safe
def export(request: HttpRequest, project: Project) -> HttpResponse:
    """The project's system as an Excel file: definitions and rules, no values."""
    try:
        content = write_system(scoring_data(project), project.system.name)
    except TooLong as fault:
        messages.error(request, str(fault))
        return redirect("library:project", project.pk)
    return excel_file(content, f"{project.title}_指标体系")


# The page on which something is taken over ---------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """A system that may be taken over: from a version of a framework, or read from an Excel file."""

    system: Mapping[str, Any]
    source: str
    edition: Edition | None = None
    reading: Reading | None = None


def _look_and_take(request: HttpRequest, project: Project, offer: _Offer) -> HttpResponse:
    """The page, for all changes or the ticked ones; after taking over, the way to the tree."""
    form = TakeForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return _look(request, project, offer)
    chosen = request.POST.getlist("take") if form.cleaned_data["is_partial"] else None
    if form.cleaned_data["do"] == "preview":
        return _look(request, project, offer, chosen)
    try:
        made = actions.take_over(
            project,
            offer.system,
            source=offer.source,
            edition=offer.edition,
            chosen=chosen,
            revision=form.cleaned_data["revision"],
            by=user_of(request),
        )
    except actions.Moved:
        project.system.refresh_from_db()
        return _look(request, project, offer, chosen, has_moved=True)
    except Refused:  # the page says what stands in the way
        return _look(request, project, offer, chosen)
    messages.success(request, f"已采用“{offer.source}”，{len(made.chosen)}处改动。")
    return redirect("design:tree", project.pk)


def _look(
    request: HttpRequest,
    project: Project,
    offer: _Offer,
    chosen: list[str] | None = None,
    *,
    has_moved: bool = False,
) -> HttpResponse:
    made = plan(project, offer.system, chosen)
    context = {
        **NAV,
        "project": project,
        "source": offer.source,
        "edition": offer.edition,
        "reading": offer.reading,
        "plan": made,
        "moved": has_moved,
        "is_first": not project.system.indicators.exists(),
        "lines": queries.lines(made.target["indicators"]),
        "back": reverse("library:project", args=[project.pk]),
    }
    status = 409 if has_moved else 422 if request.method == "POST" and made.problems else 200
    return render(request, "evaluations/library/take.html", context, status=status)

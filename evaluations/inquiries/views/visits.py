"""现场勘查: the list, and one visit as it is recorded on the spot, with its photos."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evaluations.evidence import actions as evidence
from evaluations.evidence.filetypes import Refused
from evaluations.evidence.intake import Upload, receiving
from evaluations.evidence.models import EvidenceLink
from evaluations.evidence.rules import EDIT as EDIT_EVIDENCE
from evaluations.fieldwork.models import SiteVisit
from evaluations.grids.queries import state
from evaluations.inquiries import actions, grids, queries
from evaluations.inquiries.forms import CaptionForm, CheckForm, NewVisitForm, OutlineForm, VisitForm
from evaluations.inquiries.views.saving import answer, me
from evaluations.projects.access import may, right
from evaluations.projects.models import Project
from evaluations.projects.removal import removed

FACTS, EDIT = "projects.view_facts", "projects.edit"
RECORD = "evaluations/inquiries/visit.html"


@right(FACTS)
@require_GET
def listed(request: HttpRequest, project: Project) -> HttpResponse:
    """All visits: where, when, how far."""
    return _list(request, project, NewVisitForm(firm=project.firm))


def _list(request: HttpRequest, project: Project, form: NewVisitForm, status: int = 200) -> HttpResponse:
    context = {
        "nav_current": "visits",
        "project": project,
        "visits": queries.visits(project),
        "form": form,
        "may_edit": may(request.user, EDIT, project),
        "removed": removed(project, SiteVisit),
    }
    return render(request, "evaluations/inquiries/visits.html", context, status=status)


@right(EDIT, see=FACTS)
@require_POST
def plan(request: HttpRequest, project: Project) -> HttpResponse:
    """A new visit."""
    form = NewVisitForm(request.POST, firm=project.firm)
    if not form.is_valid():
        return _list(request, project, form, status=422)
    data = {"place": form.cleaned_data["place"]}
    made = actions.plan_visit(project, data, outline=form.cleaned_data["outline"], by=me(request))
    return redirect("inquiries:visit", project.pk, made.pk)


@right(FACTS)
@require_GET
def visit(request: HttpRequest, project: Project, visit_pk: int) -> HttpResponse:
    """The record: what was checked and found, photos, the conclusion."""
    found = _visit(project, visit_pk)
    return render(request, RECORD, _context(request, found, VisitForm(instance=found)))


@right(EDIT, see=FACTS)
@require_POST
def record(request: HttpRequest, project: Project, visit_pk: int) -> HttpResponse:
    """Saves the record while one types; a conflict shows both versions and loses neither."""
    found = _visit(project, visit_pk)
    form = VisitForm(request.POST, instance=found)
    context = _context(request, found, form)
    page = reverse("inquiries:visit", args=[project.pk, found.pk])
    return answer(request, form, actions.record_visit, context=context, template=RECORD, page=page)


def _visit(project: Project, pk: int) -> SiteVisit:
    rows = SiteVisit.objects.filter(project=project).select_related("project")
    return get_object_or_404(rows.prefetch_related("checks"), pk=pk)


def _context(request: HttpRequest, found: SiteVisit, form: VisitForm) -> dict[str, Any]:
    project = found.project
    return {
        "nav_current": "visits",
        "project": project,
        "visit": found,
        "form": form,
        "record_url": reverse("inquiries:record-visit", args=[project.pk, found.pk]),
        "page_url": reverse("inquiries:visit", args=[project.pk, found.pk]),
        "photos": queries.evidence_of(site_visit=found),
        "may_edit": may(request.user, EDIT, project),
    }


@right(FACTS)
@require_GET
def checks(request: HttpRequest, project: Project, visit_pk: int) -> HttpResponse:
    """The list of what is to be checked, as a grid."""
    return _checks(request, _visit(project, visit_pk), OutlineForm())


def _checks(request: HttpRequest, found: SiteVisit, form: OutlineForm, status: int = 200) -> HttpResponse:
    project = found.project
    may_edit = may(request.user, EDIT, project)
    context = {
        "nav_current": "visits",
        "project": project,
        "visit": found,
        "grid": state(grids.checks(found), project, may_edit=may_edit),
        "form": form,
        "may_edit": may_edit,
    }
    return render(request, "evaluations/inquiries/checks.html", context, status=status)


@right(EDIT, see=FACTS)
@require_POST
def keep_outline(request: HttpRequest, project: Project, visit_pk: int) -> HttpResponse:
    """Keeps what is looked at for the firm's other visits."""
    found, form = _visit(project, visit_pk), OutlineForm(request.POST)
    if not form.is_valid():
        return _checks(request, found, form, status=422)
    kept = actions.keep_visit_outline(found, project.firm, form.cleaned_data["name"], by=me(request))
    messages.success(request, f"已存为机构勘查提纲“{kept.name}”，新增勘查时可以选用")
    return redirect("inquiries:checks", project.pk, found.pk)


@right(EDIT, see=FACTS)
@require_POST
def add_check(request: HttpRequest, project: Project, visit_pk: int) -> HttpResponse:
    """Something more to look at, noted on the spot."""
    found, form = _visit(project, visit_pk), CheckForm(request.POST)
    if form.is_valid():
        actions.add_check(found, form.cleaned_data["item"], by=me(request))
    else:
        messages.error(request, "没有添加：请写核查什么，最多300个字。")
    return redirect(reverse("inquiries:visit", args=[project.pk, found.pk]) + "#checks")


@right(EDIT, see=FACTS)
@require_POST
def remove(request: HttpRequest, project: Project, visit_pk: int) -> HttpResponse:
    """Takes a visit away; it can be brought back from the list."""
    found = _visit(project, visit_pk)
    actions.remove_visit(found, by=me(request))
    messages.success(request, f"已删除勘查“{found}”，在本页下方可以恢复")
    return redirect("inquiries:visits", project.pk)


# Photos: evidence that is linked to the visit -------------------------------------------------------


@right(EDIT_EVIDENCE, see=FACTS)
@require_POST
def photos(request: HttpRequest, project: Project, visit_pk: int) -> HttpResponse:
    """Takes in photos from the camera or the album, each judged by its content, and links them."""
    found = _visit(project, visit_pk)
    files = request.FILES.getlist("photos")
    if not files:
        messages.error(request, "没有选照片。请拍照，或从相册选择。")
    for file in files:
        _take(request, found, file)
    return redirect(reverse("inquiries:visit", args=[project.pk, found.pk]) + "#photos")


def _take(request: HttpRequest, found: SiteVisit, file: UploadedFile[Any]) -> None:
    name = file.name or "照片"
    try:
        with receiving(file, name=name, length=file.size) as received:
            _check_picture(received)
            receipt = evidence.add_file(found.project, received, by=me(request), as_new=True)
    except Refused as refusal:
        messages.error(request, f"{name}：{refusal}")
        return
    evidence.link(receipt.version.document, found, by=me(request))


def _check_picture(received: Upload) -> None:
    if not evidence.check(received).kind.is_picture:
        raise Refused("不是照片。其他文件请到“证据资料”上传后关联。")


@right(EDIT_EVIDENCE, see=FACTS)
@require_POST
def caption(request: HttpRequest, project: Project, visit_pk: int, link_pk: int) -> HttpResponse:
    """What a photo shows."""
    rows = EvidenceLink.objects.select_related("document__project")
    link = get_object_or_404(rows, pk=link_pk, site_visit=visit_pk, document__project=project)
    form = CaptionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "说明最多300个字，没有保存。请缩短。")
    elif not evidence.annotate(link, **form.cleaned_data, by=me(request)):
        link.refresh_from_db()
        mine = form.cleaned_data["note"]
        messages.error(request, f"别人已把说明改成“{link.note}”，您写的“{mine}”没有保存。请核对后再改。")
    return redirect(reverse("inquiries:visit", args=[project.pk, visit_pk]) + "#photos")

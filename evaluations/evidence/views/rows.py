"""佐证 of one row of a list: what proves it, linking, checking; the same dialog wherever rows stand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from evaluations.evidence import queries
from evaluations.evidence.models import TARGETS, EvidenceLink
from evaluations.evidence.proving import NotCheckable, check_link, uncheck_link
from evaluations.evidence.rules import CHECK, EDIT, VIEW
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.models import Project


@right(VIEW, see=VIEW)
@require_GET
def marks(request: HttpRequest, project: Project) -> JsonResponse:
    """Of each row of `?kind=` that has evidence: how many links, how many of them checked."""
    kind = request.GET.get("kind", "")
    found = queries.marks(project, kind) if kind in TARGETS else {}
    return JsonResponse({"marks": {str(pk): [one.links, one.checked] for pk, one in found.items()}})


@right(VIEW, see=VIEW)
@require_GET
def of_row(request: HttpRequest, project: Project) -> HttpResponse:
    """The dialog's content for the row `?target=kind:12`."""
    target = request.GET.get("target", "")
    return shown(request, project, target) if target else HttpResponse("没有说明是哪一行。", status=400)


def shown(request: HttpRequest, project: Project, value: str, problem: str = "") -> HttpResponse:
    """What proves the row that `value` names, and the forms; `problem` says what was not done."""
    row = queries.target(project, value)
    if row is None:
        raise Http404
    kind = value.partition(":")[0]
    links = queries.of_target(project, **{kind: row})
    context: dict[str, Any] = {
        "project": project,
        "value": value,
        "label": queries.told(row),
        "kind": queries.LABELS[kind],
        "links": links,
        "checked": sum(1 for one in links if one.checked_at is not None),
        "problem": problem,
        "me": request.user,
        "may_edit": may(request.user, EDIT, project),
        "may_check": may(request.user, CHECK, project),
    }
    return render(request, "evaluations/evidence/_of_row.html", context)


@right(CHECK, see=VIEW)
@require_POST
def check(request: HttpRequest, project: Project, link_pk: int) -> HttpResponse:
    """已核对, or with `undo` not any more; answers with the row's dialog, else the document's page."""
    rows = EvidenceLink.objects.select_related("document")
    made = get_object_or_404(rows, pk=link_pk, document__project=project)
    assert isinstance(request.user, User)
    problem = ""
    try:
        (uncheck_link if "undo" in request.POST else check_link)(made, by=request.user)
    except NotCheckable as refusal:
        problem = str(refusal)
    return after(request, project, made, problem)


def after(request: HttpRequest, project: Project, made: EvidenceLink, problem: str = "") -> HttpResponse:
    """To where the button stood: the dialog of `row`, or the page of the document."""
    if value := request.POST.get("row", ""):
        return shown(request, project, value, problem)
    if problem:
        messages.error(request, problem)
    return redirect("evidence:document", project.pk, made.document_id)

"""撤回, 恢复 and 彻底删除 of a document or of one version, and 收回 by whoever handed it in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.evidence import erasing, queries, withdrawing
from evaluations.evidence.forms import WithdrawForm
from evaluations.evidence.models import Document, DocumentVersion, RequestedAnswer
from evaluations.evidence.rules import EDIT, ERASE, HAND_IN, VIEW, VIEW_REQUESTS
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.models import Project


@right(EDIT, see=VIEW)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, project: Project, document_pk: int) -> HttpResponse:
    """What rests on the document (or on ?version), and the form that takes it back."""
    found = _document(project, document_pk)
    version = _version(found, request.GET.get("version", ""))
    form = WithdrawForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            withdrawing.withdraw(
                found,
                wanted["reason"],
                by=_me(request),
                version=version,
                heir=wanted["document"],
                may_void=wanted["may_void"],
            )
        except withdrawing.Signed as refusal:
            form.add_error("may_void", str(refusal))
        except withdrawing.NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            what = found.number if version is None else f"{found.number}第{version.number}版"
            messages.success(request, f"{what} 已撤回")
            return redirect("evidence:document", project.pk, found.pk)
    impact = withdrawing.impact(found, version)
    context = {
        "nav_current": "evidence",
        "project": project,
        "document": found,
        "version": version,
        "impact": impact,
        "links": list(queries.linked(impact.links)),
        "form": form,
    }
    status = 200 if request.method == "GET" else 422
    return render(request, "evaluations/evidence/withdraw.html", context, status=status)


@right(EDIT, see=VIEW)
@require_POST
def restore(request: HttpRequest, project: Project, document_pk: int) -> HttpResponse:
    """Brings the document (or `version` of it) back as it was."""
    found = _document(project, document_pk)
    try:
        withdrawing.restore(found, by=_me(request), version=_version(found, request.POST.get("version", "")))
    except withdrawing.NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found.number} 已恢复")
    return redirect("evidence:document", project.pk, found.pk)


@right(ERASE, see=VIEW)
@require_POST
def erase(request: HttpRequest, project: Project, document_pk: int) -> HttpResponse:
    """Erases what was withdrawn, for good."""
    found = _document(project, document_pk)
    version = _version(found, request.POST.get("version", ""))
    try:
        erasing.erase(found, request.POST.get("reason", "")[:2000], by=_me(request), version=version)
    except withdrawing.NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found.number} 的文件已彻底删除")
    return redirect("evidence:document", project.pk, found.pk)


@right(HAND_IN, see=VIEW_REQUESTS)
@require_POST
def take_back(request: HttpRequest, project: Project, item_pk: int, answer_pk: int) -> HttpResponse:
    """Takes back what this person handed in."""
    rows = RequestedAnswer.objects.select_related("document", "item").filter(item__project=project)
    if not may(request.user, VIEW, project):
        rows = rows.filter(handed_in_by=_me(request))
    answer = get_object_or_404(rows, pk=answer_pk, item=item_pk)
    try:
        withdrawing.take_back(answer, by=_me(request))
    except withdrawing.NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已收回“{answer.name}”")
    return redirect("evidence:requests", project.pk)


def _document(project: Project, pk: int) -> Document:
    return get_object_or_404(Document.objects.select_related("project"), pk=pk, project=project)


def _version(found: Document, number: str) -> DocumentVersion | None:
    """The version of that number, from 1; none where nothing is named."""
    if not number:
        return None
    position = int(number) - 1 if number.isdecimal() and len(number) < 6 else -1
    return get_object_or_404(DocumentVersion, document=found, position=position)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user

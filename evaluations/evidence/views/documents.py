"""证据资料: the list, one document with its preview, and what documents prove."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluations.evidence import actions, queries
from evaluations.evidence.forms import DocumentForm, LinkForm
from evaluations.evidence.models import Document, DocumentKind, DocumentVersion, EvidenceLink
from evaluations.evidence.previews import NONE, preview
from evaluations.evidence.rules import CHECK, EDIT, ERASE, VIEW
from evaluations.evidence.views.rows import shown
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict, labels
from evaluations.projects.conflicts import chosen, versus
from evaluations.projects.models import Project

PER_PAGE = 50
TABS = (
    ("", "全部"),
    (queries.LINKED, "已引用"),
    (queries.UNLINKED, "未引用"),
    (queries.ASKED, "清单提交"),
    (queries.GONE, "已撤回"),
)


@right(VIEW, see=VIEW)
@require_GET
def listed(request: HttpRequest, project: Project) -> HttpResponse:
    """All documents, filtered and paged; the place to drop files."""
    chosen_by = {name: request.GET.get(name, "") for name in ("show", "kind")}
    words = request.GET.get("q", "")[:100]
    rows = queries.filtered(project, words=words, **chosen_by)
    counts = queries.counts(project)
    given = {name: value for name, value in {**chosen_by, "q": words}.items() if value}
    context = {
        "nav_current": "evidence",
        "project": project,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "tabs": [
            _tab(key, label, counts[key], given) for key, label in TABS if _is_offered(key, counts, given)
        ],
        "total": counts[""],
        "query": f"{urlencode(given)}&" if given else "",
        "kinds": DocumentKind.choices,
        "words": words,
        "is_filtered": bool(given),
        "limit": settings.EVIDENCE_FILE_BYTES // 1024**2,
        "target": _known_target(project, request.GET.get("target", "")),
        "may_edit": may(request.user, EDIT, project),
        **chosen_by,
    }
    return render(request, "evaluations/evidence/list.html", context)


def _is_offered(key: str, counts: dict[str, int], given: dict[str, str]) -> bool:
    """What was withdrawn has its tab while there is something in it."""
    return key != queries.GONE or counts[key] > 0 or given.get("show") == key


def _tab(key: str, label: str, count: int, given: dict[str, str]) -> dict[str, Any]:
    others = {name: value for name, value in given.items() if name != "show"}
    query = urlencode({**others, **({"show": key} if key else {})})
    return {"label": label, "count": count, "url": f"?{query}", "current": given.get("show", "") == key}


def _known_target(project: Project, value: str) -> dict[str, str] | None:
    """What files that are dropped now will be linked to."""
    row = queries.target(project, value)
    return None if row is None else {"value": value, "label": queries.told(row)}


@right(VIEW, see=VIEW)
@require_GET
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def document(request: HttpRequest, project: Project, document_pk: int) -> HttpResponse:
    """One document: its newest file, or that of ?version, at the page ?page."""
    return _page(request, project, _document(project, document_pk), LinkForm(project=project))


def _page(
    request: HttpRequest, project: Project, found: Document, form: LinkForm, status: int = 200
) -> HttpResponse:
    versions = queries.versions_of(found)
    wanted = request.GET.get("version", "")
    standing = [one for one in versions if not one.is_withdrawn]
    newest = next(iter(standing or versions), None)
    version = next((one for one in versions if str(one.number) == wanted), newest)
    at = request.GET.get("page", "")
    context = {
        "nav_current": "evidence",
        "project": project,
        "document": found,
        "versions": versions,
        "version": version,
        "preview": _preview(version),
        "at": at if at.isdecimal() and len(at) < 6 else "",
        "standing": len(standing),
        "links": list(queries.linked(queries.links_of(found))),
        "changes": queries.changes_of(found)[:8],
        "answers": found.answers.select_related("item", "handed_in_by"),
        "form": form,
        "may_edit": may(request.user, EDIT, project) and not found.is_withdrawn,
        "may_restore": may(request.user, EDIT, project) and found.erased_at is None,
        "may_check": may(request.user, CHECK, project) and not found.is_withdrawn,
        "may_erase": may(request.user, ERASE, project) and found.erased_at is None,
    }
    return render(request, "evaluations/evidence/document.html", context, status=status)


def _preview(version: DocumentVersion | None) -> Any:
    if version is None or not version.file:
        return None
    path = Path(version.file.path)
    return preview(path, version.name) if path.exists() else NONE


@right(EDIT, see=VIEW)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, project: Project, document_pk: int) -> HttpResponse:
    """The form over what is said of a document; a conflict shows both versions and loses neither."""
    found = _document(project, document_pk)
    if found.is_withdrawn:
        messages.error(request, f"{found.number}已经撤回，恢复后才能修改。")
        return redirect("evidence:document", project.pk, found.pk)
    form = DocumentForm(request.POST or None, instance=_document(project, document_pk))
    context: dict[str, Any] = {"nav_current": "evidence", "project": project, "document": found, "form": form}
    if request.method == "GET":
        return render(request, "evaluations/evidence/edit.html", context)
    if form.is_valid():
        mine = {name: form.cleaned_data[name] for name in actions.DOCUMENT_FIELDS}
        theirs = {name: getattr(found, name) for name in actions.DOCUMENT_FIELDS}
        data = chosen(posted=request.POST, mine=mine, theirs=theirs)
        try:
            saved = actions.edit_document(
                found, data, revision=form.cleaned_data["revision"], by=_me(request)
            )
        except actions.NumberTaken as taken:
            form.add_error("number", str(taken))
        except Conflict as conflict:
            context |= {
                "conflict": both(conflict, form),
                "last": queries.changes_of(found).first(),
            }
            return render(request, "evaluations/evidence/edit.html", context, status=409)
        else:
            messages.success(request, f"{saved.number} 已保存")
            return redirect("evidence:document", project.pk, found.pk)
    return render(request, "evaluations/evidence/edit.html", context, status=422)


def both(conflict: Conflict, form: Any) -> dict[str, Any]:
    """What the page of a conflict needs: the fields in words, and the revision that theirs stands at."""
    model = type(form.instance)
    fields = versus(
        mine=_worded(model, conflict.mine),
        theirs=_worded(model, conflict.theirs),
        labels=labels(model),
        changed=set(form.changed_data),
    )
    return {"fields": fields, "revision": conflict.revision}


def _worded(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    words = {name: dict(model._meta.get_field(name).flatchoices or ()) for name in values}
    return {name: words[name].get(value, value) for name, value in values.items()}


# What documents prove -------------------------------------------------------------------------------------


@right(EDIT, see=VIEW)
@require_POST
def link(request: HttpRequest, project: Project) -> HttpResponse:
    """Links a document to what it proves, and goes back to the page of the one or the other."""
    form = LinkForm(request.POST, project=project)
    row = request.POST.get("row", "")
    if not form.is_valid():
        faults = [str(errors[0]) for errors in form.errors.values()]
        if row:
            return shown(request, project, row, f"没有关联：{'；'.join(faults)}")
        for fault in faults:
            messages.error(request, f"没有关联：{fault}")
        return _back(request, project, form.cleaned_data)
    values = {name: form.cleaned_data[name] for name in ("page_from", "page_to", "place", "note")}
    made = actions.link(form.cleaned_data["document"], form.cleaned_data["target"], by=_me(request), **values)
    if row:
        return shown(request, project, row)
    told = queries.told(form.cleaned_data["target"])
    messages.success(request, f"{made.document.number} 已关联到 {told}")
    return _back(request, project, form.cleaned_data)


@right(EDIT, see=VIEW)
@require_POST
def unlink(request: HttpRequest, project: Project, link_pk: int) -> HttpResponse:
    """Takes a link away."""
    made = get_object_or_404(
        EvidenceLink.objects.select_related("document", "indicator"), pk=link_pk, document__project=project
    )
    ends = {"document": made.document, "target": made.indicator}
    actions.unlink(made, by=_me(request))
    if row := request.POST.get("row", ""):
        return shown(request, project, row)
    messages.success(request, f"已解除 {made.document.number} 的这处关联")
    return _back(request, project, ends)


def _back(request: HttpRequest, project: Project, ends: dict[str, Any]) -> HttpResponse:
    """To the working paper from which the form was sent, else to the document."""
    code = request.POST.get("paper", "")
    if code and project.system.indicators.filter(code=code).exists():
        return redirect(reverse("papers:paper", args=[project.pk, code]) + "#evidence")
    if ends.get("document") is not None:
        return redirect("evidence:document", project.pk, ends["document"].pk)
    return redirect("evidence:list", project.pk)


@right(EDIT, see=VIEW)
@require_GET
def targets(request: HttpRequest, project: Project) -> HttpResponse:
    """What evidence can prove, by search: radio buttons for the form of a document."""
    found = queries.targets(project, request.GET.get("words", "")[:100])
    return render(request, "evaluations/evidence/_targets.html", {"targets": found})


@right(EDIT, see=VIEW)
@require_GET
def choices(request: HttpRequest, project: Project) -> HttpResponse:
    """Documents by search: radio buttons for the form of a working paper."""
    found = queries.filtered(project, words=request.GET.get("words", "")[:100])[: 2 * queries.FEW]
    return render(request, "evaluations/evidence/_choices.html", {"documents": found})


def _document(project: Project, pk: int) -> Document:
    return get_object_or_404(Document.objects.select_related("project"), pk=pk, project=project)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user

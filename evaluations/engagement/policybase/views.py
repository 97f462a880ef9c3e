"""政策文件库: what a firm's people read and its admins keep."""

from __future__ import annotations

from functools import wraps
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.engagement.actions import NotPossible
from evaluations.engagement.models import PolicyDocument, PolicyLevel
from evaluations.engagement.policybase import actions, excel, queries
from evaluations.engagement.policybase.forms import PolicyForm, RepealForm
from evaluations.grids.workbook import read_book
from evaluations.people import uploads
from evaluations.people.access import View, firm_admin, firm_member
from evaluations.people.models import Firm, User
from evaluations.projects.actions import Conflict, labels
from evaluations.projects.conflicts import chosen, versus
from evaluations.workbooks import LARGEST, NotAWorkbook

PER_PAGE = 50
LONGEST_NUMBER = 18
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def with_document(view: View) -> View:
    """Hands the view the document in place of its number: of the firm or shipped; another firm's is 404."""

    @wraps(view)
    def door(request: HttpRequest, firm: Firm, policy: int, **kwargs: Any) -> HttpResponse:
        document = queries.find_entry(firm, policy)
        if document is None:
            raise Http404
        answer: HttpResponse = view(request, firm, document, **kwargs)
        return answer

    return door


def with_own(view: View) -> View:
    """Hands the view an entry of the firm; what is shipped is refused (403)."""

    @with_document
    @wraps(view)
    def door(request: HttpRequest, firm: Firm, document: PolicyDocument) -> HttpResponse:
        if document.firm_id is None:
            raise PermissionDenied
        answer: HttpResponse = view(request, firm, document)
        return answer

    return door


@firm_member
@require_safe
def index(request: HttpRequest, firm: Firm, *, is_admin: bool) -> HttpResponse:
    """All documents: `q` are words, `show` one of the filters."""
    words, wanted = request.GET.get("q", "").strip(), request.GET.get("show", "")
    wanted = wanted if wanted in queries.FILTERS else ""
    everything = queries.entries(firm, _me(request), words)
    found = [one for one in everything if one.fits(wanted)]
    asked = f"q={quote(words)}&" if words else ""
    context = {
        "firm": firm,
        "is_admin": is_admin,
        "words": words,
        "show": wanted,
        "query": asked + (f"show={wanted}&" if wanted else ""),
        "tabs": [
            {
                "label": label,
                "count": sum(one.fits(name) for one in everything),
                "url": f"?{asked}show={name}",
                "current": name == wanted,
            }
            for name, label in queries.FILTERS.items()
        ],
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "evaluations/policies/index.html", context)


@firm_member
@with_document
@require_safe
def policy(request: HttpRequest, firm: Firm, document: PolicyDocument, *, is_admin: bool) -> HttpResponse:
    """One document: what is known of it, who cites it, what was done to it."""
    return _show(request, firm, document, is_admin=is_admin)


def _show(
    request: HttpRequest,
    firm: Firm,
    document: PolicyDocument,
    *,
    is_admin: bool,
    form: RepealForm | None = None,
    status: int = 200,
) -> HttpResponse:
    citing = queries.visible_citing(firm, _me(request), document.number)
    is_own = document.firm_id is not None
    context = {
        "firm": firm,
        "entry": queries.entry_of(document, queries.national_of(document), len(citing)),
        "document": document,
        "copy": None if is_own else queries.copy_of(firm, document),
        "replaces": [one for one in document.replaces.all() if one.firm_id in {None, firm.pk}],
        "citing": [(project, queries.doubt(document, project)) for project in citing],
        "story": queries.story(firm, document, actions.KIND),
        "may_edit": is_admin and is_own,
        "may_copy": is_admin and not is_own,
    }
    if context["may_edit"]:
        context["form"] = form or RepealForm(firm=firm, document=document)
    return render(request, "evaluations/policies/policy.html", context, status=status)


@firm_admin
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, firm: Firm) -> HttpResponse:
    """A new entry; `?from=` names a shipped document that is copied, to be annotated."""
    source = _source(firm, request.GET.get("from", ""))
    row = PolicyDocument(firm=firm, level=PolicyLevel.LOCAL)
    if source is not None:
        for name in actions.FIELDS:
            setattr(row, name, getattr(source, name))
    form = PolicyForm(request.POST or None, instance=row, firm=firm)
    context: dict[str, Any] = {"firm": firm, "form": form, "source": source}
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_policy(firm, form.cleaned_data, by=_me(request))
        except NotPossible as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, f"已录入{made.number}，各项目引用时可以直接选用")
            return redirect("policies:policy", made.pk)
    return render(request, "evaluations/policies/edit.html", context, status=422 if form.errors else 200)


@firm_admin
@with_own
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, firm: Firm, row: PolicyDocument) -> HttpResponse:
    """An entry of the firm; a conflict shows both versions and loses neither."""
    theirs = {name: getattr(row, name) for name in actions.FIELDS}
    form = PolicyForm(request.POST or None, instance=row, firm=firm)
    context: dict[str, Any] = {"firm": firm, "form": form, "document": row}
    if request.method == "POST" and form.is_valid():
        mine = {name: form.cleaned_data[name] for name in actions.FIELDS}
        data = chosen(posted=request.POST, mine=mine, theirs=theirs)
        try:
            actions.edit_policy(row, data, revision=form.cleaned_data["revision"], by=_me(request))
        except Conflict as conflict:
            return _conflict(request, context, conflict, form)
        except NotPossible as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, "已保存")
            return redirect("policies:policy", row.pk)
    context["document"] = queries.find_entry(firm, row.pk)
    return render(request, "evaluations/policies/edit.html", context, status=422 if form.errors else 200)


def _conflict(
    request: HttpRequest, context: dict[str, Any], conflict: Conflict, form: PolicyForm
) -> HttpResponse:
    named = labels(PolicyDocument)
    words = {str(value): str(label) for value, label in PolicyLevel.choices}
    mine, theirs = (
        {**side, "level": words[side["level"]], "replaced_by": str(side["replaced_by"] or "")}
        for side in (conflict.mine, conflict.theirs)
    )
    fields = versus(mine=mine, theirs=theirs, labels=named, changed=form.changed_data)
    story = queries.story(context["firm"], context["document"], actions.KIND)
    context |= {
        "conflict": {"fields": fields, "revision": conflict.revision},
        "last": story[0] if story else None,
    }
    return render(request, "evaluations/policies/edit.html", context, status=409)


@firm_admin
@with_own
@require_POST
def repeal(request: HttpRequest, firm: Firm, row: PolicyDocument) -> HttpResponse:
    """标记废止, with what takes its place."""
    form = RepealForm(request.POST, firm=firm, document=row)
    if form.is_valid():
        data = form.cleaned_data
        try:
            saved = actions.repeal(
                row,
                effective_to=data["effective_to"],
                replaced_by=data["replaced_by"],
                revision=data["revision"],
                by=_me(request),
            )
        except Conflict:
            form.add_error(None, "没有保存：您打开之后有人改过这一条。请看过上面的新内容，再点一次。")
            form.data = {**form.data.dict(), "revision": str(row.revision)}  # type: ignore[attr-defined]
            return _show(request, firm, row, is_admin=True, form=form, status=409)
        except NotPossible as refusal:
            form.add_error("replaced_by", str(refusal))
        else:
            count = len(actions.citing(firm, saved.number))
            told = f"，{count}个引用它的项目已收到提醒" if count else ""
            messages.success(request, f"已把{saved.number}标记为{saved.effective_to}废止{told}")
            return redirect("policies:policy", saved.pk)
    return _show(request, firm, row, is_admin=True, form=form, status=422)


@firm_admin
@with_own
@require_POST
def remove(request: HttpRequest, firm: Firm, row: PolicyDocument) -> HttpResponse:
    """Takes an entry away that nothing rests on."""
    try:
        actions.remove_policy(row, by=_me(request))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("policies:policy", row.pk)
    messages.success(request, f"已从文件库删除{row.number}")
    return redirect("policies:index")


@firm_member
@require_safe
def download(request: HttpRequest, firm: Firm, *, is_admin: bool) -> HttpResponse:
    """The firm's own entries as an Excel file that can be changed and taken in again."""
    name = quote(f"政策文件库　{firm.name}.xlsx", safe="")
    disposition = f"attachment; filename=\"policies.xlsx\"; filename*=UTF-8''{name}"
    return HttpResponse(excel.export(firm), content_type=EXCEL, headers={"Content-Disposition": disposition})


@firm_admin
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, firm: Firm) -> HttpResponse:
    """Takes an Excel file and shows what it would change; nothing is changed."""
    file = request.FILES.get("file")
    if request.method != "POST":
        return _import_page(request, firm)
    if file is None or (file.size or 0) > LARGEST:
        refused = "没有选文件。" if file is None else f"文件太大，最多{LARGEST // 1024 // 1024}MB。"
        return _import_page(request, firm, status=422, refused=refused)
    return _try(request, firm, file.read())


@firm_admin
@require_POST
def confirm(request: HttpRequest, firm: Firm) -> HttpResponse:
    """Saves what the file says, all or nothing; it is read and checked again."""
    token = request.POST.get("token", "")
    content = uploads.kept(token, by=_me(request))
    if content is None:
        refused = "上传的文件已经不在了（只保留一天），请重新选择。"
        return _import_page(request, firm, status=422, refused=refused)
    try:
        trial = excel.take_over(firm, read_book(content), by=_me(request))
    except (NotAWorkbook, excel.Wrong):
        return _try(request, firm, content, status=422)
    uploads.drop(token, by=_me(request))
    messages.success(request, f"已导入：新增{trial.added}份，改动{len(trial.changes)}处")
    return redirect("policies:index")


def _try(request: HttpRequest, firm: Firm, content: bytes, status: int = 200) -> HttpResponse:
    try:
        trial = excel.try_out(firm, read_book(content), by=_me(request))
    except NotAWorkbook as fault:
        return _import_page(request, firm, status=422, refused=str(fault))
    token = "" if trial.faults else uploads.keep(content, by=_me(request))
    return _import_page(request, firm, status=status, trial=trial, token=token)


def _import_page(request: HttpRequest, firm: Firm, status: int = 200, **more: Any) -> HttpResponse:
    context = {"firm": firm, "columns": excel.COLUMNS, **more}
    return render(request, "evaluations/policies/import.html", context, status=status)


def _source(firm: Firm, number: str) -> PolicyDocument | None:
    if not number:
        return None
    pk = int(number) if number.isdecimal() and len(number) < LONGEST_NUMBER else 0
    found = queries.find_entry(firm, pk)
    if found is None or found.firm_id is not None:
        raise Http404
    return found


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user

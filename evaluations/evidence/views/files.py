"""Bytes in and out: one file per request, streamed; every answer is made so that no file can run anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from evaluations.evidence import actions, queries
from evaluations.evidence.filetypes import Refused
from evaluations.evidence.forms import UploadForm
from evaluations.evidence.intake import receiving
from evaluations.evidence.models import DocumentKind, DocumentVersion, RequestedItem
from evaluations.evidence.previews import is_inline
from evaluations.evidence.rules import EDIT, HAND_IN, VIEW, VIEW_REQUESTS
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.models import Project

RAW = "application/octet-stream"
SHUT = "default-src 'none'; sandbox; frame-ancestors 'none'"
FRAMED = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""For PDFs: browsers refuse to show one in a sandbox; their viewer runs apart from this origin."""


@right(EDIT, see=VIEW)
@require_POST
def upload(request: HttpRequest, project: Project) -> JsonResponse:
    """Takes in one file, whose bytes are the body and whose name stands in X-File-Name."""
    form = UploadForm(request.GET, project=project)
    if not form.is_valid():
        return _refusal("这份资料不在本项目里，可能刚被删除。请刷新页面后重试。")
    wanted = form.cleaned_data
    try:
        with receiving(_body(request), name=_name(request), length=_length(request)) as received:
            receipt = actions.add_file(
                project,
                received,
                by=_me(request),
                kind=wanted["kind"] or DocumentKind.WORKING,
                version_of=wanted["version_of"],
                as_new=wanted["as_new"],
            )
    except Refused as refusal:
        return _refusal(str(refusal))
    target = queries.target(project, wanted["target"])
    if target is not None and receipt.state in (actions.STORED, actions.COMPLETED):
        actions.link(receipt.version.document, target, by=_me(request))
    return JsonResponse(_told(project, receipt))


def _told(project: Project, receipt: actions.Receipt) -> dict[str, Any]:
    """The answer for the row of the file."""
    document = receipt.version.document
    return {
        "state": receipt.state,
        "note": receipt.note,
        "document": document.pk,
        "label": str(document),
        "version": receipt.version.number,
        "url": reverse("evidence:document", args=[project.pk, document.pk]),
    }


@right(HAND_IN, see=VIEW_REQUESTS)
@require_POST
def hand_in(request: HttpRequest, project: Project, item_pk: int) -> JsonResponse:
    """Takes in one file for a requested item. The answer tells nothing of what else there is."""
    item = get_object_or_404(RequestedItem, pk=item_pk, project=project)
    try:
        with receiving(_body(request), name=_name(request), length=_length(request)) as received:
            answer = actions.hand_in(item, received, by=_me(request))
    except Refused as refusal:
        return _refusal(str(refusal))
    return JsonResponse({"state": "handed_in", "label": answer.name})


@right(VIEW_REQUESTS, see=VIEW_REQUESTS)
@xframe_options_sameorigin
def file(request: HttpRequest, project: Project, version_pk: int) -> HttpResponseBase:
    """The bytes of a version: for looking at where that is safe, else (or with ?download) for saving."""
    version, name = _version(request, project, version_pk)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    is_shown = is_inline(name) and "download" not in request.GET
    response = FileResponse(
        version.file.open(),
        as_attachment=not is_shown,
        filename=name,
        content_type=version.content_type if is_inline(name) else RAW,
    )
    is_pdf = is_shown and version.content_type == "application/pdf"
    return _shut(response, FRAMED if is_pdf else SHUT)


@right(VIEW, see=VIEW)
@require_safe
def thumbnail(request: HttpRequest, project: Project, version_pk: int) -> FileResponse:
    """The small copy of a picture."""
    version = get_object_or_404(DocumentVersion, pk=version_pk, project=project)
    if not version.thumbnail or not Path(version.thumbnail.path).exists():
        raise Http404
    return _shut(FileResponse(version.thumbnail.open(), content_type="image/jpeg"), SHUT)


def _version(request: HttpRequest, project: Project, pk: int) -> tuple[DocumentVersion, str]:
    """A version that this person may read, and the name under which they know it."""
    version = get_object_or_404(DocumentVersion, pk=pk, project=project)
    name = version.name
    if not may(request.user, VIEW, project):
        answer = queries.own_answer(project, version, _me(request))
        if answer is None:
            raise Http404
        name = answer.name
    if not version.file or not Path(version.file.path).exists():
        raise Http404
    return version, name


def _shut(response: FileResponse, policy: str) -> FileResponse:
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response


def _body(request: HttpRequest) -> HttpRequest:
    if request.content_type not in (RAW, ""):
        raise Refused("浏览器没有按原样发送文件。请刷新页面后重新上传。")
    return request


def _name(request: HttpRequest) -> str:
    return unquote(request.headers.get("X-File-Name", ""), errors="replace")


def _length(request: HttpRequest) -> int | None:
    said = request.headers.get("Content-Length", "")
    return int(said) if said.isdecimal() else None


def _refusal(reason: str) -> JsonResponse:
    """An answer like the others: the file was refused, the request was in order."""
    return JsonResponse({"state": "refused", "reason": reason})


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user

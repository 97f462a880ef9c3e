"""送达 of one release: its file, receipt, share links, and the log of downloads."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.models import Project
from reports.publishing.delivery import actions, queries
from reports.publishing.delivery.forms import ShareForm
from reports.publishing.delivery.models import Way
from reports.publishing.delivery.rules import DOWNLOAD, RECEIVE, SHARE, VIEW
from reports.publishing.releases.models import Release, ReleaseFile
from reports.publishing.releases.queries import State, file_name, file_of, of_project, state_of

PER_PAGE = 30
PAGE = "reports/publishing/delivery/page.html"


@right(VIEW, see=VIEW)
@require_safe
def page(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """What the firm sees of a release's way, and an officer of what is their own."""
    return _page(request, project, _release(project, number), ShareForm())


@right(DOWNLOAD, see=DOWNLOAD)
@require_safe
def download(request: HttpRequest, project: Project, number: int) -> FileResponse:
    """The sealed file; who got it, when and from where is kept."""
    release = _release(project, number)
    file = file_of(release)
    if file is None:
        raise Http404
    answer = attached(release, file)  # a file that is not there was not given to anybody
    if request.method == "GET":
        way = Way.PORTAL if may(request.user, RECEIVE, project) else Way.PROJECT
        address = get_client_ip_address(request)
        actions.record_download(release, way=way, by=_me(request), address=address)
    return answer


@right(RECEIVE, see=VIEW)
@require_POST
def sign_for(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """签收."""
    release = _release(project, number)
    try:
        made = actions.sign_for(release, by=_me(request))
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        is_mine = made.by_id == _me(request).pk
        messages.success(request, f"已签收{release}" if is_mine else f"{made.by}已经签收过{release}")
    return redirect("delivery:page", project.pk, release.sequence)


@right(SHARE, see=VIEW)
@never_cache
@require_POST
def share(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """Makes a link. Address and password stand on the answer itself, because they are kept nowhere."""
    release = _release(project, number)
    form = ShareForm(request.POST)
    if not form.is_valid():
        return _page(request, project, release, form, status=422)
    try:
        made = actions.share(release, by=_me(request), **form.cleaned_data)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, project, release, form, status=422)
    address = f"{settings.PUBLIC_URL}{reverse('delivery:shared', args=[made.secret])}"
    return _page(request, project, release, ShareForm(), made=made, address=address)


@right(SHARE, see=VIEW)
@require_POST
def revoke(request: HttpRequest, project: Project, number: int, share_pk: int) -> HttpResponse:
    """撤销: an officer's own links, the firm's all."""
    release = _release(project, number)
    row = get_object_or_404(queries.links_of(release, by=_only(request, project)), pk=share_pk)
    actions.revoke(row, by=_me(request))
    messages.success(request, f"已撤销{row}，链接不能再打开")
    return redirect("delivery:page", project.pk, release.sequence)


def attached(release: Release, file: ReleaseFile) -> FileResponse:
    """The file under the number of its release."""
    return FileResponse(
        file.pdf.open(), as_attachment=True, filename=file_name(release), content_type="application/pdf"
    )


def _page(
    request: HttpRequest, project: Project, release: Release, form: ShareForm, status: int = 200, **made: Any
) -> HttpResponse:
    today, only = timezone.localdate(), _only(request, project)
    rows = queries.downloads_of(release, by=only)
    links = [(one, queries.standing(one, today)) for one in queries.links_of(release, by=only)]
    bureau = queries.bureau_of(project)
    receipts = list(release.receipts.select_related("by"))
    is_open = file_of(release) is not None and state_of(release) == State.CURRENT
    context: dict[str, Any] = {
        "project": project,
        "nav_current": "results",
        "release": release,
        "file": file_of(release),
        "state": state_of(release),
        "bureau": bureau,
        "receipts": receipts,
        "may_receive": is_open
        and bureau not in {one.bureau for one in receipts}
        and may(request.user, RECEIVE, project),
        "may_share": is_open and may(request.user, SHARE, project),
        "is_inside": only is None,
        "links": links,
        "attempts": queries.attempts_of(release, by=only)[:PER_PAGE],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
        **made,
    }
    return render(request, PAGE, context, status=status)


def _only(request: HttpRequest, project: Project) -> User | None:
    """None for the firm, which sees all of the log; an officer sees what is their own."""
    return None if may(request.user, "projects.view_facts", project) else _me(request)


def _release(project: Project, number: int) -> Release:
    return get_object_or_404(of_project(project), sequence=number)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user

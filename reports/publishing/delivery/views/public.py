"""What a share link leads to, for everybody who has its address: nothing before the password.

No session, no cookie: after the password a proof, signed and short-lived, goes with the download's form. So
there is nothing that another site could use in somebody's name, and no CSRF token is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from axes.helpers import get_client_ip_address
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.people.access import everybody
from reports.publishing.delivery import actions, queries
from reports.publishing.delivery.forms import PasswordForm
from reports.publishing.delivery.models import ShareLink, Way
from reports.publishing.delivery.queries import Standing, standing
from reports.publishing.delivery.views.project import attached
from reports.publishing.releases.models import Release
from reports.publishing.releases.queries import State, file_of, releases, state_of, successor_of

PAGE = "reports/publishing/delivery/shared.html"
SALT, PROOF_SECONDS = "reports.delivery.shared", 30 * 60
GONE, TOO_MANY = 410, 429


def unseen(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Kept by nobody on the way, found by no search, told to no other site."""

    @wraps(view)
    def door(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return door


@everybody
@csrf_exempt
@unseen
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest, secret: str) -> HttpResponse:
    """Asks for the password (GET); with the right one it names the report and offers its file (POST)."""
    link = queries.by_secret(secret)
    if link is None:
        return render(request, PAGE, {"is_unknown": True}, status=404)
    state = standing(link, timezone.localdate())
    if state != Standing.OPEN:
        return _closed(request, state)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form, link)
    address = get_client_ip_address(request)
    found = actions.open_link(secret, form.cleaned_data["password"], address=address)
    if found is None:
        form.add_error("password", "密码不对，请核对后再输入。")
        return _ask(request, form, queries.by_secret(secret))
    if found != Standing.OPEN:
        return _closed(request, found)
    return _opened(request, link, secret)


@everybody
@csrf_exempt
@unseen
@require_POST
def shared_file(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The file, for who has opened the link within the last half hour; revoked meanwhile, it is not given."""
    link = queries.by_secret(secret)
    if link is None or not _is_proved(request, link):
        return render(request, PAGE, {"is_over": True, "secret": secret}, status=GONE)
    if link.revoked_at is not None or timezone.localdate() > link.until:
        return _closed(request, standing(link, timezone.localdate()))
    release = releases().get(pk=link.release_id)
    file = file_of(release)
    if file is None:
        raise Http404
    if state_of(release) == State.VOID:
        return _opened(request, link, secret)
    answer = attached(release, file)  # a file that is not there was not given to anybody
    actions.record_download(release, way=Way.LINK, link=link, address=get_client_ip_address(request))
    return answer


def _ask(request: HttpRequest, form: PasswordForm, link: ShareLink | None) -> HttpResponse:
    """The page that says nothing; after a wrong password, how many are left."""
    left = queries.WRONG_MOST - link.wrong if link is not None else 0  # type: ignore[attr-defined]
    if left <= 0:
        return _closed(request, Standing.LOCKED)
    context = {"form": form, "left": left, "is_wrong": form.is_bound}
    return render(request, PAGE, context, status=422 if form.is_bound else 200)


def _closed(request: HttpRequest, state: Standing) -> HttpResponse:
    status = TOO_MANY if state == Standing.LOCKED else GONE
    return render(request, PAGE, {"closed": state, "reason": state.name.lower()}, status=status)


def _opened(request: HttpRequest, link: ShareLink, secret: str) -> HttpResponse:
    release: Release = releases().get(pk=link.release_id)
    context = {
        "release": release,
        "file": file_of(release),
        "state": state_of(release),
        "is_void": state_of(release) == State.VOID,
        "is_corrected": state_of(release) == State.CORRECTED,
        "after": successor_of(release),
        "secret": secret,
        "proof": signing.dumps(link.pk, salt=SALT),
        "until": link.until,
    }
    return render(request, PAGE, context)


def _is_proved(request: HttpRequest, link: ShareLink) -> bool:
    try:
        return bool(signing.loads(request.POST.get("proof", ""), salt=SALT, max_age=PROOF_SECONDS) == link.pk)
    except signing.BadSignature:
        return False

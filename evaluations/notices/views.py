"""我的通知: the list, opening one, and how one wants to be told."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.notices import actions, gates, queries
from evaluations.notices.forms import ChoiceForm
from evaluations.notices.letters import address_of
from evaluations.people.access import signed_in
from evaluations.people.models import User

PER_PAGE = 30


@signed_in
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What one was told, newest first, and how one wants to be told."""
    choice = queries.choice_of(_me(request))
    return _page(request, ChoiceForm(initial={"way": choice.way, "hour": choice.hour}))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Chooses mail at once, a digest, or none."""
    if request.method != "POST":
        return redirect("notices:list")
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    choice = actions.choose(**form.chosen(), by=_me(request))
    messages.success(request, f"已保存：{choice.get_way_display()}")
    return redirect("notices:list")


@signed_in
def opened(request: HttpRequest, notice: int) -> HttpResponse:
    """Goes to what a notice tells of, which is read from then on; another person's is not there."""
    row = queries.notices_of(_me(request)).filter(pk=notice).first()
    if row is None:
        raise Http404
    actions.read(row)
    return redirect(row.url)


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All of one's notices are read."""
    actions.read_all(by=_me(request))
    return redirect("notices:list")


def _page(request: HttpRequest, form: ChoiceForm, *, status: int = 200) -> HttpResponse:
    me = _me(request)
    page = Paginator(queries.notices_of(me), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    free = gates.opened(me, (row.url for row in rows))
    context = {
        "page": page,
        "rows": [(row, row.url in free) for row in rows],
        "form": form,
        "address": address_of(me),
        "is_kept": not settings.EMAIL_URL,
        "folder": settings.EMAIL_FILE_PATH,
    }
    return render(request, "evaluations/notices/list.html", context, status=status)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user

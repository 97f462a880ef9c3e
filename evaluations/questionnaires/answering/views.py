"""What respondents see: everybody with the link, without an account. Nothing is cached anywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from evaluations.people.access import everybody
from evaluations.questionnaires.answering import actions, devices, doors, entering, limits, queries
from evaluations.questionnaires.answering.doors import Door, Refusal
from evaluations.questionnaires.answering.entering import Entrance
from evaluations.questionnaires.answering.serving import (
    BUSY,
    FOLDER,
    USED,
    is_robot,
    lead,
    refuse,
    serve,
)
from evaluations.questionnaires.answering.visits import OnLink
from evaluations.questionnaires.models import AccessCode, Channel

UNKNOWN = Refusal(title="没有找到这份问卷", text="链接可能不完整，或者已经换了新的。请向给您链接的人核对。")
NO_SHEET = Refusal(
    title="没有找到这份答卷",
    text="它可能放得太久，已经清除；也可能链接不完整。请从问卷的链接重新开始。",
)
TOO_BIG = Refusal(
    title="内容太长，没有送出",
    text="一道题最多写2000字。请返回上一页，把文字改短再送；填的内容还在那一页上。",
)
LINK_ONLY = Refusal(
    title="请用发给您的链接作答",
    text="这项调查只收用专属链接或编码作答的问卷。有纸上编码的，请在下面输入。",
)
WITHDRAWN = Refusal(title="这个链接已经停用", text="请向给您链接的人要新的链接或编码。")


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a survey for everybody: gets the door in place of its token; another token is 404."""

    @csrf_protect
    @wraps(view)
    def inside(request: HttpRequest, door: str, **kwargs: Any) -> HttpResponse:
        found = doors.find(door)
        if found is None:
            return refuse(request, UNKNOWN, status=404)
        return view(request, found, **kwargs)

    return _for_everybody(inside)


def _for_everybody(inside: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What is too long is refused before it is read; so the token of the form is looked at after that."""

    @wraps(inside)
    def bounded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.SURVEY_BODY_BYTES:
            _pour_away(request)
            return refuse(request, TOO_BIG, status=413)
        return inside(request, **kwargs)

    gate = require_http_methods(["GET", "HEAD", "POST"])(bounded)
    outer: Callable[..., HttpResponse] = everybody(csrf_exempt(never_cache(gate)))
    return outer


def _pour_away(request: HttpRequest) -> None:
    """Reads what nobody keeps, up to a limit: a browser that is still sending hears no answer."""
    left = settings.SURVEY_BODY_BYTES * 8
    while left > 0 and (piece := request.read(1 << 20)):
        left -= len(piece)


@public
def open_link(request: HttpRequest, door: Door) -> HttpResponse:
    """公开链接: the first page; begins a sheet."""
    if refusal := door.refusal():
        return refuse(request, refusal, firm=door.firm, title=door.title)
    if not door.is_open_link:
        return _type(request, LINK_ONLY)
    begun = queries.begun_on(devices.known(request, door), door)
    entrance = _entrance(door, begun=None if begun is None else OnLink(door, begun))
    refusal = door.full()
    if refusal and begun is None:
        return refuse(request, refusal, firm=door.firm, title=door.title)
    if request.method != "POST":
        return entering.show(request, entrance)
    word, device = devices.new(request, door)
    response = _begin(request, door, entrance, Channel.OPEN, device=device)
    devices.keep(response, word, door, is_secure=request.is_secure())
    return response


@public
def code(request: HttpRequest, door: Door, access: str) -> HttpResponse:
    """一次性链接: the first page for whoever holds the code."""
    found = queries.code_of(door, _read_code(access))
    if found is None:
        limits.count_wrong_code(request)
        return refuse(request, UNKNOWN, status=404)
    refusal = door.refusal() or _refusal_of(found)
    begun = queries.begun_with(found, door)
    if begun is None:
        refusal = refusal or door.full()
    if refusal:
        return refuse(request, refusal, firm=door.firm, title=door.title)
    visit = None if begun is None else OnLink(door, begun)
    known = {group.id for group in door.questionnaire.groups}
    entrance = _entrance(door, group=found.group if found.group in known else "", begun=visit)
    if request.method != "POST":
        return entering.show(request, entrance)
    return _begin(request, door, entrance, Channel.CODE, code=found)


@public
def page(request: HttpRequest, door: Door, sheet: UUID, number: int | None = None) -> HttpResponse:
    """A page of somebody's sheet, or all pages together. A sheet that was handed in shows no answers."""
    sitting = queries.sitting(door, sheet)
    if sitting is None:
        if queries.is_handed_in(door, sheet):
            return lead(request, _thanks(door))
        return refuse(request, NO_SHEET, status=404)
    if refusal := door.refusal():
        return refuse(request, refusal, firm=door.firm, title=door.title)
    if sitting.code is not None and (refusal := _refusal_of(sitting.code)):
        return refuse(request, refusal, firm=door.firm, title=door.title)
    return serve(request, OnLink(door, sitting), number)


@public
def thanks(request: HttpRequest, door: Door) -> HttpResponse:
    """The end."""
    if door.version is None:
        return refuse(request, UNKNOWN, status=404)
    context = {"title": door.questionnaire.title, "thanks": door.questionnaire.thanks, "firm": door.firm}
    return render(request, f"{FOLDER}/thanks.html", context)


@_for_everybody
@csrf_protect
def enter(request: HttpRequest) -> HttpResponse:
    """Where a code is typed that stands on paper."""
    if request.method != "POST":
        return _type(request)
    typed = request.POST.get("code", "")[:40]
    if not limits.may_type(request):
        return _type(request, typed=typed, error="从这个网络输错的编码太多，请10分钟后再试。", status=429)
    found = queries.place_of(_read_code(typed))
    if found is None:
        limits.count_wrong_code(request)
        text = "没有这个编码，请对照纸上的编码再输入一次。" if typed.strip() else "请输入纸上的编码。"
        return _type(request, typed=typed, error=text, status=422)
    return redirect("answering:code", *found)


def _type(
    request: HttpRequest,
    refusal: Refusal | None = None,
    *,
    typed: str = "",
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"refusal": refusal, "typed": typed, "error": error}
    return render(request, f"{FOLDER}/enter.html", context, status=status)


def _begin(
    request: HttpRequest,
    door: Door,
    entrance: Entrance,
    channel: Channel,
    *,
    code: AccessCode | None = None,
    device: str = "",
) -> HttpResponse:
    if is_robot(request):
        return lead(request, _thanks(door))
    chosen = entering.read(request, entrance)
    if not limits.may_begin(request, door.survey):
        return entering.show(request, entrance, chosen, busy=BUSY.title, status=429)
    if chosen.errors:
        return entering.show(request, entrance, chosen, status=422)
    if refusal := door.full():
        return refuse(request, refusal, firm=door.firm, title=door.title)
    sitting = actions.begin(door, channel, group=chosen.group, code=code, device=device)
    return redirect(OnLink(door, sitting).at(None if request.POST.get("whole") else 1))


def _entrance(door: Door, *, group: str = "", begun: OnLink | None = None) -> Entrance:
    return Entrance(
        questionnaire=door.questionnaire,
        firm=door.firm,
        group=group,
        is_full=door.is_group_full,
        begun=begun,
    )


def _refusal_of(code: AccessCode) -> Refusal | None:
    if code.used_at is not None:
        return USED
    return WITHDRAWN if code.withdrawn_at is not None or not code.is_drawn else None


def _read_code(typed: str) -> str:
    """A code as it is stored, however it was typed: blanks, strokes, small or wide letters."""
    return re.sub(r"[\s\-—–_·.]", "", unicodedata.normalize("NFKC", typed)).upper()[:16]


def _thanks(door: Door) -> str:
    return reverse("answering:thanks", args=[door.token])

"""批注: drafts, replies and decisions beside what is read.

A script asks with the header `X-Card` and gets the comment's card (200), nothing (204) or a sentence that
says why not (422; 409 where it may be done after all, knowingly). Without script one comes back to the page.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from evaluations.projects import saving
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.reviews import actions as reviews
from evaluations.reviews.actions import Anchor, Refused
from evaluations.reviews.models import Kind, Target, Thread, ThreadState
from evaluations.reviews.rules import COMMENT, DECIDE
from reports.composing.snapshot import Unusable
from reports.reading import actions, queries
from reports.reading.actions import InGeneratedText
from reports.reading.cards import card_of, cell_text
from reports.reading.doors import reads, reads_thread
from reports.reading.forms import DraftForm, MendForm, QuoteForm, SayForm
from reports.reading.pieces import Piece
from reports.reading.views import user_of


@reads(COMMENT)
@require_POST
def begin(request: HttpRequest, project: Project, target: str) -> HttpResponse:
    """批注, 建议改为, 只作标记: a draft at the words that were chosen."""
    form = QuoteForm(request.POST)
    back = _page_of(project, Target(target), request.POST.get("key", ""))
    if not form.is_valid():
        return _refused(request, back, _told(form))
    asked = form.cleaned_data
    try:
        piece = _piece(project, Target(target), asked["key"])
        anchor = _anchor(Target(target), piece, asked)
        thread = reviews.begin(project, anchor, kind=Kind(asked["kind"]), by=user_of(request))
    except Refused as refusal:
        return _refused(request, back, str(refusal))
    return _card(request, project, thread, piece)


@reads_thread(COMMENT, own=True)
@require_POST
def draft(request: HttpRequest, project: Project, thread: Thread) -> HttpResponse:
    """Saves a draft while its author types; the button 提交 submits it."""
    form, back = DraftForm(request.POST), _page_of(project, Target(thread.target), thread.key)
    if not form.is_valid():
        return saving.refused(form) if saving.is_autosave(request) else _refused(request, back, _told(form))
    try:
        row = reviews.save_draft(thread, form.draft, revision=form.cleaned_data["revision"])
        if "submit" in request.POST:
            row = reviews.submit(row, by=user_of(request))
    except Conflict:
        form.add_error("text", "您在另一个窗口又改了这条草稿。请刷新页面，看过那边写的再改。")
    except Refused as refusal:
        form.add_error("text", str(refusal))
    if form.errors:
        return saving.refused(form) if saving.is_autosave(request) else _refused(request, back, _told(form))
    if not saving.is_autosave(request):
        return redirect(f"{back}#thread-{row.pk}")
    effects = {} if row.is_draft else {f"card-{row.pk}": _drawn(request, project, row, inner=True)}
    return saving.saved(revision=row.revision, following=back, effects=effects)


@reads_thread(COMMENT, own=True)
@require_POST
def discard(request: HttpRequest, project: Project, thread: Thread) -> HttpResponse:
    """删除 one's own draft or mark."""
    back = _page_of(project, Target(thread.target), thread.key)
    try:
        reviews.discard(thread)
    except Refused as refusal:
        return _refused(request, back, str(refusal))
    return HttpResponse(status=204) if _is_card(request) else redirect(back)


@reads_thread(COMMENT, own=True)
@require_POST
def mend(request: HttpRequest, project: Project, thread: Thread) -> HttpResponse:
    """Changes what was just submitted."""
    form = MendForm(request.POST)
    return _changed(
        request,
        project,
        thread,
        form,
        lambda: reviews.mend(
            thread, form.cleaned_data["text"], form.cleaned_data["suggestion"], by=user_of(request)
        ),
    )


@reads_thread(COMMENT)
@require_POST
def reply(request: HttpRequest, project: Project, thread: Thread) -> HttpResponse:
    """回复."""
    form = SayForm(request.POST)
    return _changed(
        request,
        project,
        thread,
        form,
        lambda: reviews.reply(thread, form.cleaned_data["text"], by=user_of(request)),
    )


@reads_thread(COMMENT, own=True)
@require_POST
def mend_reply(request: HttpRequest, project: Project, thread: Thread, comment_pk: int) -> HttpResponse:
    """Changes one's own reply, just written."""
    comment = thread.comments.get(pk=comment_pk)
    form = SayForm(request.POST)
    return _changed(
        request,
        project,
        thread,
        form,
        lambda: reviews.mend_reply(comment, form.cleaned_data["text"], by=user_of(request)),
    )


@reads_thread(DECIDE)
@require_POST
def decide(request: HttpRequest, project: Project, thread: Thread) -> HttpResponse:
    """待修改, 已采纳, 未采纳, 已解决."""
    state = request.POST.get("state", "")
    back = _page_of(project, Target(thread.target), thread.key)
    if state not in ThreadState.values:
        return _refused(request, back, "请先选一种处理结果。")
    try:
        reviews.decide(thread, ThreadState(state), by=user_of(request))
    except Refused as refusal:
        return _refused(request, back, str(refusal))
    return _card(request, project, thread)


@reads_thread(DECIDE)
@require_POST
def accept(request: HttpRequest, project: Project, thread: Thread) -> HttpResponse:
    """采纳建议: the words go into the report."""
    back = _page_of(project, Target(thread.target), thread.key)
    try:
        actions.accept(project, thread, take_over="take_over" in request.POST, by=user_of(request))
    except InGeneratedText as refusal:
        return _refused(request, back, str(refusal), status=409)
    except Refused as refusal:
        return _refused(request, back, str(refusal))
    except Conflict:
        return _refused(request, back, "有人刚刚保存了这一节。请刷新页面，看过新的文字再采纳。")
    return _card(request, project, thread)


# What is answered ---------------------------------------------------------------------------------------


def _changed(
    request: HttpRequest,
    project: Project,
    thread: Thread,
    form: SayForm | MendForm,
    change: Callable[[], object],
) -> HttpResponse:
    back = _page_of(project, Target(thread.target), thread.key)
    if not form.is_valid():
        return _refused(request, back, _told(form))
    try:
        change()
    except Refused as refusal:
        return _refused(request, back, str(refusal))
    return _card(request, project, thread)


def _card(request: HttpRequest, project: Project, thread: Thread, piece: Piece | None = None) -> HttpResponse:
    if _is_card(request):
        return HttpResponse(_drawn(request, project, thread, piece))
    return redirect(f"{_page_of(project, Target(thread.target), thread.key)}#thread-{thread.pk}")


def _drawn(
    request: HttpRequest, project: Project, thread: Thread, piece: Piece | None = None, *, inner: bool = False
) -> str:
    """The card as it is now (`inner`: what stands in it); where it hangs is looked up anew."""
    user = user_of(request)
    row = Thread.objects.select_related("created_by", "decided_by").prefetch_related("comments__author")
    found = row.get(pk=thread.pk)
    beside = piece or _find(project, Target(found.target), found.key)
    card = card_of(found, user, project, beside)
    template = "reports/reading/_comment.html" if inner else "reports/reading/_card.html"
    return render_to_string(template, {"card": card, "project": project}, request)


def _refused(request: HttpRequest, back: str, why: str, *, status: int = 422) -> HttpResponse:
    if _is_card(request):
        return HttpResponse(why, status=status, content_type="text/plain; charset=utf-8")
    messages.error(request, why)
    return redirect(back)


def _is_card(request: HttpRequest) -> bool:
    return request.headers.get("X-Card") == "1"


def _told(form: QuoteForm | DraftForm | SayForm | MendForm) -> str:
    return "".join(str(one) for found in form.errors.values() for one in found)


def _page_of(project: Project, target: Target, key: str) -> str:
    if target == Target.PAPER and key:
        return reverse("reading:paper", args=[project.pk, key])
    return reverse("reading:read", args=[project.pk, target])


# Where a comment hangs ----------------------------------------------------------------------------------


def _find(project: Project, target: Target, key: str) -> Piece | None:
    try:
        return next((one for one in queries.pieces_of(project, target) if one.key == key), None)
    except Unusable:
        return None


def _piece(project: Project, target: Target, key: str) -> Piece:
    piece = _find(project, target, key)
    if piece is None:
        raise Refused("要批注的这一节现在不在了。请刷新页面，再选一次。")
    return piece


def _anchor(target: Target, piece: Piece, asked: dict[str, str]) -> Anchor:
    """What was chosen, if it is there. Raises Refused."""
    exact, block = asked["exact"], asked["block"]
    if block:
        cell = cell_text(piece.html, block)
        if cell is None or not cell:
            raise Refused("要批注的单元格现在不在了。请刷新页面，再选一次。")
        exact = cell[: reviews.LONGEST_QUOTE]
    elif exact and exact not in piece.text:
        raise Refused("选中的文字现在不在这一节了。请刷新页面，再选一次。")
    return Anchor(
        target=target,
        key=piece.key,
        place=piece.title[:300],
        block=block,
        exact=exact,
        prefix=asked["before"],
        suffix=asked["behind"],
    )

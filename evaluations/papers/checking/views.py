"""复核通过, 退回, and several at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from evaluations.papers import queries
from evaluations.papers.checking import actions
from evaluations.papers.checking.listing import next_to_check
from evaluations.papers.checking.moves import MoveRefused
from evaluations.papers.models import WorkingPaper
from evaluations.papers.rules import CHECK
from evaluations.papers.views import tells_refusals
from evaluations.people.models import User
from evaluations.projects.access import right
from evaluations.projects.models import Project

LONGEST_NUMBER = 9


@right(CHECK, see="projects.view_scores")
@require_POST
@tells_refusals
def check(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """Sign as reviewer what was on the page, and go on to the next that waits."""
    paper, me = _paper(project, code), _me(request)
    try:
        actions.check(paper, revision=_revision(request), by=me)
    except MoveRefused as refusal:
        messages.error(request, f"没有复核通过：{refusal}")
        return redirect("papers:paper", project.pk, code)
    messages.success(request, f"{code} 已复核")
    return _onward(project, paper, me)


@right(CHECK, see="projects.view_scores")
@require_POST
@tells_refusals
def send_back(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """Give the paper back to its preparer, with a reason."""
    paper, me = _paper(project, code), _me(request)
    try:
        actions.send_back(paper, request.POST.get("reason", ""), revision=_revision(request), by=me)
    except MoveRefused as refusal:
        messages.error(request, f"没有退回：{refusal}")
        return redirect("papers:paper", project.pk, code)
    messages.success(request, f"{code} 已退回{paper.prepared_name}")
    return _onward(project, paper, me)


@right(CHECK, see="projects.view_scores")
@require_POST
@tells_refusals
def check_many(request: HttpRequest, project: Project) -> HttpResponse:
    """Check the chosen papers, each in the revision that the list showed (`paper`: code:revision)."""
    shown = dict(_chosen(one) for one in request.POST.getlist("paper"))
    papers = list(queries.papers_of(project).filter(indicator__code__in=shown))
    for paper in papers:
        paper.revision = shown[paper.indicator.code]
    passed, refused = actions.check_many(papers, by=_me(request))
    if passed:
        messages.success(request, f"已复核{len(passed)}份底稿")
    for told in refused:
        messages.error(request, f"没有复核通过 {told}")
    if not papers:
        messages.warning(request, "没有复核：请先勾选待复核的底稿。")
    return redirect("papers:list", project.pk)


def _chosen(value: str) -> tuple[str, int]:
    code, _, revision = value.rpartition(":")
    return code, _number(revision)


def _revision(request: HttpRequest) -> int:
    return _number(request.POST.get("revision", ""))


def _number(text: str) -> int:
    """A revision out of a form; 0, which no paper has, where it is none."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0


def _onward(project: Project, paper: WorkingPaper, me: User) -> HttpResponse:
    following = next_to_check(project, me, paper.indicator.position)
    if following is None:
        return redirect("papers:list", project.pk)
    return redirect("papers:paper", project.pk, following.indicator.code)


def _paper(project: Project, code: str) -> WorkingPaper:
    return get_object_or_404(queries.papers_of(project), indicator__code=code)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user

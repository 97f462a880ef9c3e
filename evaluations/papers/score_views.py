"""What one does with scores without changing them: 试算, marking a dispute, the sheet as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluations.papers import disputes, overview, queries, trying
from evaluations.papers.firmness import firmness
from evaluations.papers.forms import DisputeForm
from evaluations.papers.models import WorkingPaper
from evaluations.papers.score_sheet import score_sheet
from evaluations.papers.views import tells_refusals
from evaluations.people.models import User
from evaluations.projects.access import right
from evaluations.projects.actions import Conflict
from evaluations.projects.conflicts import chosen, versus
from evaluations.projects.models import Project

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@right("projects.view_scores")
@require_http_methods(["GET", "POST"])
@tells_refusals
def what_if(request: HttpRequest, project: Project) -> HttpResponse:
    """试算: other scores, inputs, weights; computed here, never stored. The address says what is supposed."""
    standing = queries.evaluate(project)
    trial = trying.read_trial(standing, request.POST if request.method == "POST" else request.GET)
    address = reverse("papers:what-if", args=[project.pk])
    if trial.texts:
        address = f"{address}?{trial.query}"
    is_part = bool(request.headers.get("HX-Request"))
    if request.method == "POST" and not is_part and trial.is_shareable:
        return redirect(address)
    context = _trial_page(project, standing, trial)
    name = "_trial" if is_part else "what_if"
    response = render(request, f"evaluations/papers/{name}.html", context)
    if is_part and trial.is_shareable:
        response["HX-Replace-Url"] = address
    return response


def _trial_page(project: Project, standing: queries.Standing, trial: trying.Trial) -> dict[str, Any]:
    grown = overview.tree(standing)
    context = {
        "nav_current": "scores",
        "project": project,
        "trial": trial,
        "before": standing.result,
        "tree": grown,
        "rows": trying.rows_of(trial, grown.twigs),
    }
    if trial.supposition is not None:
        supposed = queries.Standing(
            system=trial.supposition.system,
            result=trial.supposition.supposed,
            data=standing.data,
            entries=standing.entries,
        )
        after = overview.tree(supposed)
        context |= {
            "after": supposed.result,
            "firmness": firmness(supposed, after),
            "places": max(grown.places, after.places),
            "moved": [(grown.twig(code), after.twig(code)) for code in trial.supposition.moved],
            "tops": list(zip(grown.tops, after.tops, strict=True)),
        }
    return context


@right("projects.view_scores")
@require_GET
@tells_refusals
def sheet_file(request: HttpRequest, project: Project) -> HttpResponse:
    """评分表.xlsx on the present facts, for download."""
    standing = queries.evaluate(project)
    grown = overview.tree(standing)
    name = f"{project.title}评分表.xlsx"
    disposition = (
        f"attachment; filename=\"scores-{project.pk}.xlsx\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    content = score_sheet(standing, grown, f"{project.title}　评分表")
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


@right("projects.edit", see="projects.view_scores")
@require_http_methods(["GET", "POST"])
@tells_refusals
def dispute(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """标为有争议: bounds and reason of one paper's score; a conflict shows both versions."""
    paper = _paper(project, code)
    row = disputes.dispute_of(paper)
    said = disputes.said_by(row)
    initial = {**said, "revision": row.revision if row else 0}
    form = DisputeForm(request.POST or None, weight=paper.indicator.weight, initial=initial)
    if request.method == "GET":
        return _dispute_page(request, project, paper, {"form": form, "row": row})
    if not form.is_valid():
        return _dispute_page(request, project, paper, {"form": form, "row": row}, status=422)
    data = chosen(posted=request.POST, mine=form.values(), theirs=said)
    try:
        disputes.mark_disputed(paper, data, revision=form.cleaned_data["revision"], by=_me(request))
    except Conflict as conflict:
        fields = versus(
            mine=conflict.mine, theirs=conflict.theirs, labels=disputes.FIELDS, changed=form.changed_data
        )
        both = {"fields": fields, "revision": conflict.revision}
        return _dispute_page(
            request, project, paper, {"form": form, "row": row, "conflict": both}, status=409
        )
    except ValidationError as wrong:  # what was chosen on the page of a conflict may not fit together
        form.add_error(None, [text for found in wrong.message_dict.values() for text in found])
        return _dispute_page(request, project, paper, {"form": form, "row": row}, status=422)
    messages.success(request, f"{code} 已标为有争议")
    return redirect("papers:scores", project.pk)


@right("projects.edit", see="projects.view_scores")
@require_POST
def withdraw(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """撤销争议."""
    paper = _paper(project, code)
    revision = request.POST.get("revision", "")
    number = int(revision) if revision.isdecimal() and len(revision) < 10 else -1
    try:
        row = disputes.withdraw_dispute(paper, revision=number, by=_me(request))
    except Conflict:
        messages.error(request, f"没有撤销：您打开之后，{code}的争议有人改过。请看过再撤销。")
        return redirect("papers:dispute", project.pk, code)
    if row is not None:
        messages.success(request, f"{code} 的争议已撤销")
    return redirect("papers:scores", project.pk)


def _dispute_page(
    request: HttpRequest, project: Project, paper: WorkingPaper, extra: dict[str, Any], status: int = 200
) -> HttpResponse:
    standing = queries.evaluate(project)
    grown = overview.tree(standing)
    context = {
        "nav_current": "scores",
        "project": project,
        "paper": paper,
        "twig": grown.twig(paper.indicator.code),
        "places": grown.places,
        "firmness": firmness(standing, grown),
        "last": queries.changes_of_paper(project, paper).first(),
        **extra,
    }
    return render(request, "evaluations/papers/dispute.html", context, status=status)


def _paper(project: Project, code: str) -> WorkingPaper:
    return get_object_or_404(queries.papers_of(project), indicator__code=code)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user

"""逐项勾选: the items of a working paper's checklists and key points."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.evidence.models import Document
from evaluations.papers import queries
from evaluations.papers.models import WorkingPaper
from evaluations.papers.queries import lists_of
from evaluations.papers.shapes import input_value
from evaluations.papers.ticks.actions import tick
from evaluations.papers.ticks.forms import TicksForm
from evaluations.papers.ticks.lists import TickList
from evaluations.papers.ticks.models import Tick
from evaluations.papers.views import tells_refusals
from evaluations.people.models import User
from evaluations.projects.access import right
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project

LONGEST_NUMBER = 9


@right("projects.edit", see="projects.view_scores")
@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def ticks(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """Tick every item; the number of items not met follows. A conflict keeps what was ticked here."""
    assert isinstance(request.user, User)
    paper = get_object_or_404(queries.papers_of(project), indicator__code=code)
    forms = _forms(request, project, paper, lists_of(paper))
    if request.method != "POST" or not forms:
        return _page(request, project, paper, forms)
    if any(form.errors for form in forms):
        return _page(request, project, paper, forms, status=422)
    posted = request.POST.get("revision", "")
    revision = int(posted) if posted.isdecimal() and len(posted) <= LONGEST_NUMBER else 0
    try:
        marks = {form.tick_list.input: form.marks() for form in forms}
        tick(paper, marks, revision=revision, by=request.user)
    except Conflict as conflict:
        paper.revision = conflict.revision
        return _page(request, project, paper, forms, status=409)
    except ValidationError as wrong:
        for form in forms:
            for told in wrong.message_dict.get(form.tick_list.input, ()):
                form.add_error(None, told)
        return _page(request, project, paper, forms, status=422)
    messages.success(request, f"{code} 已按勾选计算")
    return redirect("papers:paper", project.pk, code)


def _forms(
    request: HttpRequest, project: Project, paper: WorkingPaper, lists: tuple[TickList, ...]
) -> list[TicksForm]:
    kept = list(Tick.objects.filter(paper=paper))
    used = {one.document_id for one in kept if one.document_id}
    documents = Document.objects.standing().filter(project=project)
    of_paper = documents.filter(links__indicator=paper.indicator_id) | documents.filter(pk__in=used)
    chosen = list(of_paper.distinct().order_by("position"))
    values = {one.name: input_value(one) for one in paper.inputs.prefetch_related("items")}
    return [
        TicksForm(
            request.POST if request.method == "POST" else None,
            prefix=f"list{place}",
            tick_list=one,
            documents=chosen,
            initial=_initial(one, kept, values[one.input]),
        )
        for place, one in enumerate(lists)
    ]


def _initial(one: TickList, kept: list[Tick], value: Any) -> dict[str, Any]:
    """What was said of each item before, found again by its text; a key point's degree by its place."""
    by_text = {tick_.text: tick_ for tick_ in kept if tick_.input == one.input}
    found: dict[str, Any] = {}
    for place, text in enumerate(one.texts):
        said = by_text.get(text)
        found[f"note-{place}"] = said.note if said else ""
        found[f"document-{place}"] = str(said.document_id) if said and said.document_id else ""
        if one.counts:
            found[f"met-{place}"] = "" if said is None or said.met is None else str(int(said.met))
        elif isinstance(value, list) and place < len(value):
            found[f"met-{place}"] = value[place]
    return found


def _page(
    request: HttpRequest, project: Project, paper: WorkingPaper, forms: list[TicksForm], status: int = 200
) -> HttpResponse:
    last = queries.changes_of_paper(project, paper).first() if status == 409 else None
    context = {
        "nav_current": "papers",
        "project": project,
        "paper": paper,
        "forms": forms,
        "is_conflict": status == 409,
        "last": last,
    }
    return render(request, "evaluations/papers/ticks.html", context, status=status)

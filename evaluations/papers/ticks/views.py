"""逐项勾选: the items of a working paper's checklists and key points."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evaluations.evidence.models import Document
from evaluations.papers import queries
from evaluations.papers.contents import PREFIX
from evaluations.papers.models import WorkingPaper
from evaluations.papers.queries import lists_of
from evaluations.papers.shapes import input_value
from evaluations.papers.ticks.actions import tick
from evaluations.papers.ticks.forms import TicksForm
from evaluations.papers.ticks.lists import TickList, standing
from evaluations.papers.ticks.models import Tick
from evaluations.papers.views import tells_refusals
from evaluations.people.models import User
from evaluations.projects.access import right
from evaluations.projects.actions import Conflict
from evaluations.projects.conflicts import Versus, chosen, versus
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from evaluations.projects.saving import conflicting, is_autosave, refused, saved

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
    said = {form.tick_list.input: _said(request, form) for form in forms}
    try:
        marks = {form.tick_list.input: form.marks(said[form.tick_list.input]) for form in forms}
        stored = tick(paper, marks, revision=revision, by=request.user)
    except Conflict as conflict:
        return _both(request, project, paper, forms, conflict.revision)
    except ValidationError as wrong:
        for form in forms:
            for told in wrong.message_dict.get(form.tick_list.input, ()):
                form.add_error(None if not is_autosave(request) else "met-0", told)
        return _page(request, project, paper, forms, status=422)
    following = reverse("papers:paper", args=[project.pk, code])
    if is_autosave(request):
        outcome = {"ticks-outcome": _outcome(request, project, code)}
        return saved(revision=stored.revision, following=following, effects=outcome)
    messages.success(request, f"{code} 已按勾选计算")
    return redirect(following)


def _said(request: HttpRequest, form: TicksForm) -> dict[str, str]:
    return chosen(posted=request.POST, mine=form.values(), theirs=form.saved())


def _both(
    request: HttpRequest, project: Project, paper: WorkingPaper, forms: list[TicksForm], revision: int
) -> HttpResponse:
    """Both versions, field by field; mine stay in the form as hidden fields."""
    fields: list[Versus] = []
    for form in forms:
        mine, theirs = form.values(), form.saved()
        fields += versus(
            mine={name: form.word(name, value) for name, value in mine.items()},
            theirs={name: form.word(name, value) for name, value in theirs.items()},
            labels=form.labels(),
            changed=form.touched(),
        )
    context = {
        "nav_current": "papers",
        "project": project,
        "paper": paper,
        "conflict": {"fields": fields, "revision": revision},
        "sent": {name: value for form in forms for name, value in form.values().items()},
        "last": queries.changes_of_paper(project, paper).first(),
    }
    if is_autosave(request):
        template = "evaluations/papers/_ticks_conflict.html"
        return conflicting(request, template, context, revision=revision)
    return render(request, "evaluations/papers/ticks_conflict.html", context, status=409)


def _outcome(request: HttpRequest, project: Project, code: str) -> str:
    paper = get_object_or_404(queries.papers_of(project), indicator__code=code)
    context = {"project": project, **_come_to(project, paper)}
    return render_to_string("evaluations/papers/_ticks_outcome.html", context, request)


def _come_to(project: Project, paper: WorkingPaper) -> dict[str, Any]:
    """What the ticks come to: the score, and of lists that are not ticked through what counts meanwhile."""
    now = queries.evaluate(project)
    typed = {key.removeprefix(PREFIX): shown(value) for key, value in queries.present(paper).items()}
    return {
        "outcome": now.outcome(paper.indicator.code),
        "result": now.result,
        "unticked": standing(lists_of(paper), list(Tick.objects.filter(paper=paper)), typed),
    }


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
    if is_autosave(request):
        return refused(*forms)
    context = {
        "nav_current": "papers",
        "project": project,
        "paper": paper,
        "forms": forms,
        **_come_to(project, paper),
    }
    return render(request, "evaluations/papers/ticks.html", context, status=status)

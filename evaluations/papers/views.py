"""The pages of the evaluation itself: 工作底稿 and 评分总览."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evaluations.evidence.queries import of_indicator
from evaluations.evidence.rules import VIEW
from evaluations.papers import actions, overview, queries
from evaluations.papers.checking import preparing
from evaluations.papers.checking.listing import listing
from evaluations.papers.checking.panel import panel
from evaluations.papers.contents import PREFIX, contents, entry_with, label, worded
from evaluations.papers.facts import settle, shown_binding
from evaluations.papers.firmness import firmness
from evaluations.papers.forms import PaperForm
from evaluations.papers.models import InputKind, ScoringRun, WorkingPaper
from evaluations.papers.shapes import input_value
from evaluations.people.models import User
from evaluations.projects import saving
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.conflicts import chosen, versus
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from indicators.scoring import Refused

View = Callable[..., HttpResponse]


def tells_refusals(view: View) -> View:
    """Where the rules of a system cannot be read, the page says which and why instead of scores."""

    @wraps(view)
    def told(request: HttpRequest, project: Project, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, project, *args, **kwargs)
        except Refused as refusal:
            context = {"project": project, "problems": refusal.problems, "nav_current": "indicators"}
            return render(request, "evaluations/papers/refused.html", context, status=422)

    return told


@right("projects.view_scores")
@require_GET
@tells_refusals
def papers(request: HttpRequest, project: Project) -> HttpResponse:
    """工作底稿: all of them, with what is missing and who was last at it."""
    standing = queries.evaluate(project)
    grown = overview.tree(standing)
    context = {
        "nav_current": "papers",
        "project": project,
        "listing": listing(project, standing, grown, _me(request), request.GET.get("show", "")),
        "tree": grown,
    }
    return render(request, "evaluations/papers/list.html", context)


@right("projects.view_scores")
@require_GET
@tells_refusals
def paper(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """One working paper: definition, inputs, computation, and the evaluator's decisions."""
    found, form = _opened(project, code)
    return _page(request, project, found, {"form": form, "standing": queries.evaluate(project)})


@right("projects.edit", see="projects.view_scores")
@tells_refusals
def save(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """Save while one types, or by the button and go on; a conflict shows both versions and loses neither."""
    if request.method != "POST":
        return redirect("papers:paper", project.pk, code)
    found, form = _opened(project, code, request.POST)
    if not form.is_valid():
        if saving.is_autosave(request):
            return saving.refused(form)
        standing = queries.evaluate(project)
        return _page(request, project, found, {"form": form, "standing": standing}, status=422)
    theirs = queries.present(found)
    data = chosen(posted=request.POST, mine=form.values(), theirs=theirs)
    try:
        stored = actions.save_paper(found, data, revision=form.cleaned_data["revision"], by=_me(request))
    except Conflict as conflict:
        return _conflict_page(request, project, found, form, conflict)
    if request.POST.get("go") == preparing.GO:
        onward = _after_saving(request, project, code)
        return preparing.signed(request, project, stored, by=_me(request), onward=onward)
    if saving.is_autosave(request):
        return _saved(request, project, code)
    messages.success(request, f"{code} 已保存")
    return redirect(_after_saving(request, project, code))


@right("projects.view_scores")
@require_POST
@tells_refusals
def preview(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """What the score would be with what is being typed; computed here, never stored."""
    found, form = _opened(project, code, request.POST)
    data = queries.scoring_data(project)
    before = queries.standing_of(data)
    after = before
    if form.is_valid():
        entries = [
            entry_with(entry, queries.present(found) | form.values()) if entry["code"] == code else entry
            for entry in data["indicators"]
        ]
        after = queries.standing_of({**data, "indicators": entries})
    context = {
        "project": project,
        "paper": found,
        "form": form,
        "twig": overview.tree(after).twig(code),
        "before": before.result,
        "after": after.result,
        "is_preview": True,
    }
    return render(request, "evaluations/papers/_preview.html", context)


@right("projects.view_scores")
@require_GET
@tells_refusals
def scores(request: HttpRequest, project: Project) -> HttpResponse:
    """评分总览: total and grade on the present facts, where points are lost, and the run of record."""
    standing = queries.evaluate(project)
    grown = overview.tree(standing)
    run = queries.latest_run(project)
    firm = firmness(standing, grown)
    context = {
        "nav_current": "scores",
        "project": project,
        "result": standing.result,
        "grades": standing.system.grades,
        "tree": grown,
        "sheet": overview.sheet(grown, request.GET.get("show", "all"), frozenset(firm.marked)),
        "firmness": firm,
        "may_edit": may(request.user, "projects.edit", project),
        "radar": overview.radar(grown),
        "run": run,
        "open_run": queries.open_run(project),
        "is_stale": _is_stale(run, standing),
        "may_run": may(request.user, "projects.run_scoring", project),
    }
    return render(request, "evaluations/papers/scores.html", context)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _is_stale(run: ScoringRun | None, standing: queries.Standing) -> bool:
    """As `queries.is_stale`, for facts that are at hand."""
    return run is not None and run.fingerprint != standing.fingerprint


def _opened(project: Project, code: str, posted: Any = None) -> tuple[WorkingPaper, PaperForm]:
    """The paper of an indicator and its form, over what it holds or over what was posted."""
    found = queries.papers_of(project).filter(indicator__code=code).prefetch_related("inputs__items").first()
    if found is None:
        raise Http404
    inputs = list(found.inputs.all())
    settle(project, inputs)
    form = PaperForm(
        posted,
        inputs=inputs,
        rule=queries.rule_data(found.indicator),
        weight=found.indicator.weight,
        computed=queries.ticked(found, [PREFIX + row.name for row in inputs]),
        initial={**contents(found, inputs), "revision": found.revision},
    )
    return found, form


def _saved(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """What saving did: the computation, and what stands beside the paper."""
    found, form = _opened(project, code)
    standing = queries.evaluate(project)
    context = _context(request, project, found, {"form": form, "standing": standing})
    context["saved_result"] = standing.result
    parts = {
        "preview": "_preview",
        "paper-side": "_side",
        "paper-state": "_state",
        "paper-actions": "_actions",
    }
    effects = {
        place: render_to_string(f"evaluations/papers/{part}.html", context, request)
        for place, part in parts.items()
    }
    following = _after_saving(request, project, code)
    return saving.saved(revision=found.revision, following=following, effects=effects)


def _page(
    request: HttpRequest, project: Project, found: WorkingPaper, extra: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = _context(request, project, found, extra)
    return render(request, "evaluations/papers/paper.html", context, status=status)


def _context(
    request: HttpRequest, project: Project, found: WorkingPaper, extra: dict[str, Any]
) -> dict[str, Any]:
    """What the page of a paper shows; `extra` holds its form and the standing."""
    code = found.indicator.code
    grown = overview.tree(extra["standing"])
    twig = grown.twig(code)
    before, after = grown.beside(twig)
    run = queries.latest_run(project)
    return {
        "nav_current": "papers",
        "project": project,
        "paper": found,
        "indicator": found.indicator,
        "twig": twig,
        "path": grown.path(twig),
        "siblings": [one for one in grown.leaves if one.indicator.parent == twig.indicator.parent],
        "places": grown.places,
        "before": before,
        "after": after,
        "run": run,
        "is_stale": _is_stale(run, extra["standing"]),
        "inputs": _inputs(extra["form"], found, run),
        "recorded": run.scores.filter(code=code).first() if run else None,
        "changes": queries.changes_of_paper(project, found),
        "may_edit": may(request.user, "projects.edit", project),
        "panel": panel(project, found, extra["standing"], _me(request)),
        "sees_evidence": may(request.user, VIEW, project),
        "tick_lists": queries.lists_of(found),
        "evidence": of_indicator(project, code) if may(request.user, VIEW, project) else (),
        **extra,
    }


def _inputs(form: PaperForm, found: WorkingPaper, run: ScoringRun | None) -> list[dict[str, Any]]:
    """Each input's field, its value as a text, and what the run of record was computed from."""
    code = found.indicator.code
    entries = queries.inputs_of(run).get("indicators", ()) if run else ()
    entry: dict[str, Any] = next((one for one in entries if one["code"] == code), {})
    then = entry.get("inputs") or {}
    rows = list(found.inputs.all())
    facts = settle(found.project, rows)
    fields = {field.name.removeprefix(PREFIX): field for field in form.input_fields()}
    return [
        {
            "name": row.name,
            "field": fields.get(row.name),
            "is_list": row.kind == InputKind.LIST,
            "now": shown(input_value(row)),
            "then": shown(then.get(row.name)),
            "bound": shown_binding(row, facts) if row.source else None,
        }
        for row in rows
    ]


def _conflict_page(
    request: HttpRequest, project: Project, found: WorkingPaper, form: PaperForm, conflict: Conflict
) -> HttpResponse:
    """Both versions, field by field; my values stay in the form as hidden fields."""
    fields = versus(
        mine=worded(conflict.mine),
        theirs=worded(conflict.theirs),
        labels={key: label(key) for key in conflict.mine},
        changed=form.changed_data,
    )
    context = {
        "nav_current": "papers",
        "project": project,
        "paper": found,
        "indicator": found.indicator,
        "form": form,
        "conflict": {"fields": fields, "revision": conflict.revision},
        "last": queries.changes_of_paper(project, found)[:1].first(),
    }
    if saving.is_autosave(request):
        template = "evaluations/papers/_conflict_form.html"
        return saving.conflicting(request, template, context, revision=conflict.revision)
    return render(request, "evaluations/papers/conflict.html", context, status=409)


def _after_saving(request: HttpRequest, project: Project, code: str) -> str:
    """The next paper, if the button says so and there is one; else the same."""
    target = request.POST.get("next_code", "") if request.POST.get("go") in ("next", preparing.GO) else ""
    known = target and queries.papers_of(project).filter(indicator__code=target).exists()
    return reverse("papers:paper", args=[project.pk, target if known else code])

"""One indicator's own page: definition, inputs, formula, rule; live judgement while typing; saving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from evaluations.criteria import actions, queries
from evaluations.criteria.contents import LABELS, NOTE, PLACES, TEXTS, worded
from evaluations.criteria.drafts import FORMULA, WORDS, Draft, changed, draft_of, packed, posted, taken
from evaluations.criteria.forms import DefinitionForm
from evaluations.criteria.page import INPUT_KINDS, Shown, shown
from evaluations.criteria.queries import Definition
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.conflicts import chosen, versus
from evaluations.projects.models import Project
from indicators.systems.controls import KINDS
from indicators.systems.models import Indicator

PAGE = "evaluations/criteria/indicator.html"


@right("projects.view_scores")
@require_GET
def indicator(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """The definition as it is saved."""
    found = _found(project, code)
    form = DefinitionForm(initial={**found.values, "revision": found.indicator.revision})
    drawn = shown(found, draft_of(found.values), found.values, queries.present(project), {})
    return _page(request, project, found, form, drawn)


@right("projects.view_scores")
@require_POST
def draft(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """What is being typed, judged and tried; with `do` also a row added or moved. Nothing is stored."""
    found = _found(project, code)
    operation = request.POST.get("do", "")
    made = posted(request.POST)
    made = _taken(request, project, made) if operation == "take" else changed(made, operation, request.POST)
    drawn = shown(found, made, _texts(found, request.POST), queries.present(project), request.POST)
    context = _context(request, project, found, drawn) | {"is_live": True}
    partial = "_builder" if operation else "_live"
    return render(request, f"evaluations/criteria/{partial}.html", context)


@right("projects.edit", see="projects.view_scores")
def save(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """Save the definition; a conflict shows both versions and loses neither."""
    if request.method != "POST":
        return redirect("criteria:indicator", project.pk, code)
    found = _found(project, code)
    form = DefinitionForm(request.POST)
    texts = form.values() if form.is_valid() else _texts(found, request.POST)
    drawn = shown(found, posted(request.POST), texts, queries.present(project), {})
    if not form.is_valid() or drawn.faults:
        return _page(request, project, found, form, drawn, status=422)
    data = chosen(posted=request.POST, mine=drawn.values, theirs=found.values)
    return _saved(request, project, found, (form, drawn), data)


def _saved(
    request: HttpRequest,
    project: Project,
    found: Definition,
    sent: tuple[DefinitionForm, Shown],
    data: Mapping[str, Any],
) -> HttpResponse:
    form, drawn = sent
    assert isinstance(request.user, User)
    try:
        actions.define(
            project, found.indicator, data, revision=form.cleaned_data["revision"], by=request.user
        )
    except Conflict as conflict:
        return _conflict_page(request, project, found, conflict)
    except ValidationError as refusal:
        for name, said in refusal.message_dict.items():
            form.add_error(name if name in form.fields else None, f"{LABELS.get(name, name)}：{said[0]}")
        return _page(request, project, found, form, drawn, status=422)
    messages.success(request, f"{found.indicator.code} 已保存")
    _, after = queries.neighbours(project, found.indicator.code)
    then = after if request.POST.get("go") == "next" and after else found.indicator
    return redirect("criteria:indicator", project.pk, then.code)


def _taken(request: HttpRequest, project: Project, made: Draft) -> Draft:
    """The draft with the rule of the indicator chosen in `take`; as it is where that is gone."""
    code = request.POST.get("take", "")
    source = queries.definition(project, code) if code else None
    return made if source is None else taken(made, code, source.values)


def _found(project: Project, code: str) -> Definition:
    found = queries.definition(project, code)
    if found is None:
        raise Http404
    return found


def _texts(found: Definition, data: Mapping[str, str]) -> dict[str, Any]:
    """The definition's texts as they are typed, for a judgement before anything is checked."""
    typed = {name: data.get(name, found.values[name]) for name in TEXTS if name != FORMULA}
    places: dict[str, Any] = {}
    for name in PLACES:
        text = data.get(name, "").strip()
        is_number = name.endswith("_decimals")
        places[name] = (int(text) if text.isdecimal() and len(text) < 3 else None) if is_number else text
    return typed | places


def _context(request: HttpRequest, project: Project, found: Definition, drawn: Shown) -> dict[str, Any]:
    return {
        "nav_current": "indicators",
        "project": project,
        "definition": found,
        "indicator": found.indicator,
        "shown": drawn,
        "faults": drawn.messages,
        "input_kinds": INPUT_KINDS,
        "others": () if drawn.panel.kind else _others(project, found.indicator.code),
        "may_edit": may(request.user, "projects.edit", project),
        "code": found.indicator.code,
    }


def _others(project: Project, code: str) -> list[tuple[Indicator, str]]:
    """The indicators whose rule may be taken, with the name of its kind."""
    return [(row, KINDS[row.rule.kind].label) for row in queries.ruled(project, code)]


def _page(
    request: HttpRequest,
    project: Project,
    found: Definition,
    form: DefinitionForm,
    drawn: Shown,
    status: int = 200,
) -> HttpResponse:
    before, after = queries.neighbours(project, found.indicator.code)
    context = _context(request, project, found, drawn) | {
        "form": form,
        "before": before,
        "after": after,
        "changes": queries.changes_of(project, found.indicator)[:8],
        "original": request.POST.get("original") or _original(found, drawn),
        "refused": drawn.faults if status == 422 else (),
    }
    return render(request, PAGE, context, status=status)


def _original(found: Definition, drawn: Shown) -> str:
    """What the page held when it was opened, for telling what was changed on it."""
    texts = {name: typed(found.values[name]) for name in (*TEXTS, *PLACES) if name != FORMULA}
    return packed(drawn.draft, texts)


def typed(value: Any) -> str:
    """A value as its field shows it."""
    return "" if value is None else str(value)


def _touched(data: Mapping[str, str]) -> list[str]:
    """The keys whose values are not those that the page was opened with."""
    opened = QueryDict(data.get("original", "")).dict()
    before, now = posted(opened), posted(data)
    touched = [
        name
        for name in (*TEXTS, *PLACES)
        if name != FORMULA and data.get(name, "").replace("\r\n", "\n") != opened.get(name, "")
    ]
    pairs = {
        FORMULA: (before.formula, now.formula),
        "inputs": (before.rows, now.rows),
        "rule": (before.build({}).rule, now.build({}).rule),
        NOTE: (before.texts.get(WORDS, ""), now.texts.get(WORDS, "")),
    }
    return touched + [name for name, (one, other) in pairs.items() if one != other]


def _conflict_page(
    request: HttpRequest, project: Project, found: Definition, conflict: Conflict
) -> HttpResponse:
    """Both versions, value by value; my values stay in the page as hidden fields."""
    weight = found.indicator.weight
    theirs, mine = worded(conflict.theirs, weight), worded(conflict.mine, weight)
    hidden = {"csrfmiddlewaretoken", "revision", "undo", "do"}
    context = {
        "nav_current": "indicators",
        "project": project,
        "indicator": found.indicator,
        "conflict": {
            "fields": versus(mine=mine, theirs=theirs, labels=LABELS, changed=_touched(request.POST)),
            "revision": conflict.revision,
        },
        "sent": [(name, text) for name, text in request.POST.items() if name not in hidden],
        "last": queries.changes_of(project, found.indicator).first(),
    }
    return render(request, "evaluations/criteria/conflict.html", context, status=409)

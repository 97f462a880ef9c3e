"""赋权 and 等级与取舍: the pages beside the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluations.design import balancing, conventions, forms, queries
from evaluations.design.models import Method, Voice
from evaluations.design.snapshots import COLUMNS
from evaluations.design.views import me
from evaluations.papers.queries import scoring_data
from evaluations.papers.views import tells_refusals
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.conflicts import chosen, versus
from evaluations.projects.models import Project
from evaluations.projects.queries import changes_of
from evaluations.templatetags.figures import figure
from indicators.systems.models import Indicator, RoundedPart, RoundingMode
from indicators.systems.presets import GRADE_PRESETS

BANDS = "bands"
SCALES = tuple((step, str(abs(step))) for step in (9, 8, 7, 6, 5, 4, 3, 2, 1, -2, -3, -4, -5, -6, -7, -8, -9))


@right("projects.view_weighing")
@require_GET
def weighting(request: HttpRequest, project: Project) -> HttpResponse:
    """One branch and one method: what experts said, what comes of it, old weight → new.

    An expert sees the own entries alone: neither what others said, nor what came of it.
    """
    return render(request, "evaluations/design/weighting.html", _weighting(request, project, request.GET))


@right("projects.weigh", see="projects.view_weighing")
@require_POST
def voice(request: HttpRequest, project: Project) -> HttpResponse:
    """Save what one expert says; an expert who signed in speaks in the own name only."""
    branch, method, _ = _asked(project, request.POST)
    children = list(project.system.indicators.filter(parent=branch).order_by("position"))
    name = (
        str(request.POST.get("name", "")) if may(request.user, "projects.edit", project) else str(me(request))
    )
    extra: dict[str, Any]
    try:
        weights, pairs = _spoken(request, balancing.voice_of(project, branch, method, name), method, children)
        balancing.save_voice(
            project,
            branch,
            method,
            name,
            weights=weights,
            pairs=pairs,
            revision=forms.number(request.POST, "voice_revision"),
            by=me(request),
        )
    except ValidationError as refusal:
        extra, status = {"refusal": "".join(refusal.messages)}, 422
    except Conflict as conflict:
        extra, status = {"conflict": _heard_both(request, conflict, children)}, 409
    else:
        messages.success(request, f"已保存{name.strip()}的录入")
        return redirect(_address(project, branch, method, request.POST))
    context = _weighting(request, project, request.POST) | extra
    return render(request, "evaluations/design/weighting.html", context, status=status)


def _spoken(
    request: HttpRequest, held: Voice | None, method: str, children: list[Indicator]
) -> tuple[dict[int, Decimal] | None, dict[tuple[int, int], int] | None]:
    """What the expert gives by the page: weights, or the scales of pairs; what was chosen of the saved."""
    if method == Method.AHP:
        scales = {(one.first_id, one.second_id): one.scale for one in held.pairs.all()} if held else {}
        sent = forms.compared_pairs(request.POST, children)
        return None, _picked(request, sent, scales, lambda pair: f"pair-{pair[0]}-{pair[1]}")
    given = {one.indicator_id: one.weight for one in held.weights.all()} if held else {}
    return _picked(request, forms.given_weights(request.POST, children), given, "weight-{}".format), None


def _picked(
    request: HttpRequest, mine: Mapping[Any, Any], theirs: Mapping[Any, Any], name: Callable[[Any], str]
) -> dict[Any, Any]:
    """Mine, except where the page of a conflict chose what is saved; what that leaves out is left out."""
    picked = dict(mine)
    for key in {**mine, **theirs}:
        if request.POST.get(f"choose-{name(key)}") == "theirs":
            picked.pop(key, None)
            if key in theirs:
                picked[key] = theirs[key]
    return picked


def _changed(request: HttpRequest, keys: Iterable[str]) -> set[str]:
    """The entries that this person changed; a pair is named by its lower key first, however it was shown."""
    found = set()
    for key in keys:
        kind, _, numbers = key.partition("-")
        shown_as = [key, "-".join([kind, *reversed(numbers.split("-"))])]
        name = next((one for one in shown_as if one in request.POST), key)
        if request.POST.get(name, "") != request.POST.get(f"initial-{name}", ""):
            found.add(key)
    return found


def _heard_both(request: HttpRequest, conflict: Conflict, children: list[Indicator]) -> dict[str, Any]:
    labels = {f"weight-{child.pk}": str(child) for child in children}
    for first in children:
        for second in children:
            labels[f"pair-{first.pk}-{second.pk}"] = f"{first.name}　比　{second.name}"
    keys = {**conflict.theirs, **conflict.mine}
    mine = {key: conflict.mine.get(key, "") for key in keys}
    theirs = {key: conflict.theirs.get(key, "") for key in keys}
    fields = versus(
        mine=mine,
        theirs=theirs,
        labels={key: labels.get(key, key) for key in keys},
        changed=_changed(request, keys),
    )
    kept = {name: request.POST[name] for name in request.POST if name.startswith(("weight-", "pair-"))}
    return {"fields": fields, "revision": conflict.revision, "kept": kept}


@right("projects.edit", see="projects.view_scores")
@require_POST
def voice_remove(request: HttpRequest, project: Project) -> HttpResponse:
    """Take an expert out of the round."""
    branch, method, _ = _asked(project, request.POST)
    try:
        balancing.remove_voice(project, forms.number(request.POST, "voice"), by=me(request))
    except ValidationError as refusal:
        messages.error(request, "".join(refusal.messages))
    return redirect(_address(project, branch, method, request.POST))


@right("projects.edit", see="projects.view_scores")
@require_POST
def take_over(request: HttpRequest, project: Project) -> HttpResponse:
    """The proposed weights become the branch's, with their basis; the text of the method is stored."""
    branch, method, decimals = _asked(project, request.POST)
    try:
        _take(request, project, queries.weighing(project, branch, method, decimals))
    except ValidationError as refusal:
        extra, status = {"refusal": "".join(refusal.messages)}, 422
    except Conflict:
        project.system.refresh_from_db()
        told = "在您打开之后，体系有了新版本。下面是按新版本算的“现权重 → 新权重”，请核对后再采用。"
        extra, status = {"refusal": told}, 409
    else:
        messages.success(request, f"已采用{branch or '一级指标'}的新权重")
        return redirect(_address(project, branch, method, request.POST))
    context = _weighting(request, project, request.POST) | extra
    return render(request, "evaluations/design/weighting.html", context, status=status)


@transaction.atomic
def _take(request: HttpRequest, project: Project, found: queries.Weighing) -> None:
    if found.problem:
        raise ValidationError(found.problem)
    weights = {row.pk: weight for row, weight in found.rows if weight is not None}
    balancing.set_weights(
        project,
        weights,
        revision=forms.number(request.POST, "revision"),
        by=me(request),
        basis=found.basis,
        method=str(request.POST.get("method_text", project.system.weight_method))
        .replace("\r\n", "\n")
        .strip(),
    )
    if found.round is not None:
        balancing.mark_taken(found.round, by=me(request))


def _asked(project: Project, sent: Any) -> tuple[Indicator | None, str, int]:
    """Branch, method and decimals of a request; 404 for a branch that is not there."""
    key = forms.number(sent, "branch")
    branch = project.system.indicators.filter(pk=key).first() if key else None
    if key and branch is None:
        raise Http404
    method = str(sent.get("method", ""))
    return branch, method if method in queries.METHODS else queries.EQUAL, forms.decimals(sent)


def _address(project: Project, branch: Indicator | None, method: str, sent: Any) -> str:
    key = branch.pk if branch is not None else ""
    query = f"branch={key}&method={method}&decimals={forms.decimals(sent)}"
    return f"{reverse('design:weighting', args=[project.pk])}?{query}"


def _weighting(request: HttpRequest, project: Project, sent: Any) -> dict[str, Any]:
    branch, method, decimals = _asked(project, sent)
    compares = not may(request.user, "projects.view_scores", project)
    if compares and method not in queries.SPOKEN:
        method = queries.method_in_use(project, branch)
    found = queries.weighing(project, branch, method, decimals)
    grown = queries.tree(project)
    may_edit = may(request.user, "projects.edit", project)
    own = "" if may_edit else str(me(request))
    heard = _speaking(found, forms.number(sent, "voice"), own)
    told = project.system.weight_method
    offered = told if not found.text or found.text in told else f"{told}\n{found.text}".strip()
    return {
        "nav_current": "compare" if compares else "indicators",
        "compares": compares,
        "project": project,
        "tree": grown,
        "branches": [node for node in grown.nodes if not node.is_leaf],
        "found": found,
        "methods": (queries.SPOKEN if compares else queries.METHODS).items(),
        "heard": heard,
        "pairs": _pairs(found, heard, sent),
        "given": _given(found, heard, sent),
        "name": own or sent.get("name", "") or (heard.voice.name if heard else f"专家{len(found.heard) + 1}"),
        "own": own,
        "scales": SCALES,
        "offered": offered,
        "may_edit": may_edit,
        "may_weigh": may(request.user, "projects.weigh", project),
    }


def _speaking(found: queries.Weighing, voice: int, own: str) -> queries.Heard | None:
    """Whose entries are open: the person's own, or for the team the chosen expert's."""
    if own:
        return next((one for one in found.heard if one.voice.name == own), None)
    return next((one for one in found.heard if one.voice.pk == voice), None)


def _pairs(found: queries.Weighing, heard: queries.Heard | None, sent: Any) -> list[dict[str, Any]]:
    """Each pair with its chosen scale: what was sent, else what was saved."""
    scales = heard.scales if heard else {}
    return [
        {
            "pair": pair,
            "scale": sent.get(pair.key) or str(scales.get(pair.places, "")),
            "initial": sent.get(f"initial-{pair.key}", str(scales.get(pair.places, ""))),
        }
        for pair in found.pairs
    ]


def _given(
    found: queries.Weighing, heard: queries.Heard | None, sent: Any
) -> list[tuple[Indicator, Any, str]]:
    """Each indicator with its weight, what was sent or else saved, and what the page began with."""
    weights = heard.weights if heard else (None,) * len(found.children)
    return [
        (
            child,
            sent.get(f"weight-{child.pk}") or weight,
            sent.get(f"initial-weight-{child.pk}", "" if weight is None else figure(weight)),
        )
        for child, weight in zip(found.children, weights, strict=True)
    ]


@right("projects.view_weighing")
@require_POST
def weighting_preview(request: HttpRequest, project: Project) -> HttpResponse:
    """What the judgements on the page mean: weights and consistency; nothing is stored."""
    branch, method, decimals = _asked(project, request.POST)
    found = queries.weighing(project, branch, method, decimals)
    told = queries.previewed(found.children, forms.compared_pairs(request.POST, found.children))
    return render(request, "evaluations/design/_consistency.html", {"told": told})


# Grades and rounding --------------------------------------------------------------------------------


@right("projects.edit", see="projects.view_scores")
@require_http_methods(["GET", "POST"])
@tells_refusals
def grades(request: HttpRequest, project: Project) -> HttpResponse:
    """等级与取舍: presets or free; what they do to total and grade."""
    if request.method == "GET":
        return render(request, "evaluations/design/grades.html", _grades(request, project))
    extra: dict[str, Any]
    try:
        wanted = _merged(project, request.POST)
        revision = forms.number(request.POST, "revision")
        changed = conventions.set_conventions(project, wanted, revision=revision, by=me(request))
    except ValidationError as refusal:
        extra, status = {"refusal": "".join(refusal.messages)}, 422
    except Conflict as conflict:
        extra, status = {"conflict": _both_conventions(request, conflict)}, 409
    else:
        messages.success(request, "等级与取舍已保存" if changed else "没有改动")
        return redirect("design:grades", project.pk)
    context = _grades(request, project) | extra
    return render(request, "evaluations/design/grades.html", context, status=status)


def _merged(project: Project, sent: Any) -> conventions.Conventions:
    """What was sent, except the parts for which the page of a conflict chose what is saved."""
    mine = forms.conventions(sent)
    theirs = conventions.conventions_of(project.system)
    rounding = chosen(posted=sent, mine=mine.rounding, theirs=theirs.rounding)
    bands = theirs.bands if sent.get(f"choose-{BANDS}") == "theirs" else mine.bands
    return conventions.Conventions(bands=bands, rounding=rounding)


def _both_conventions(request: HttpRequest, conflict: Conflict) -> dict[str, Any]:
    """Part by part: the grades as a whole, each rounding on its own; and what was sent, to go along."""
    keys = (BANDS, *COLUMNS)
    labels = dict(zip(keys, conflict.mine, strict=True))
    mine = {key: conflict.mine[label] for key, label in labels.items()}
    theirs = {key: conflict.theirs[label] for key, label in labels.items()}
    changed = {key for key in keys if mine[key] != request.POST.get(f"initial-{key}", mine[key])}
    sent = {name: request.POST[name] for name in request.POST if name.startswith(("grade-", "minimum-"))}
    sent |= {name: request.POST[name] for name in COLUMNS if name in request.POST}
    return {
        "fields": versus(mine=mine, theirs=theirs, labels=labels, changed=changed),
        "revision": conflict.revision,
        "kept": sent,
    }


@right("projects.edit", see="projects.view_scores")
@require_POST
@tells_refusals
def grades_preview(request: HttpRequest, project: Project) -> HttpResponse:
    """What the page's choices would do; nothing is stored."""
    return render(request, "evaluations/design/_effect.html", _effect(project, request.POST))


def _effect(project: Project, sent: Any) -> dict[str, Any]:
    """Total and grade before and after, and the example; or what is wrong with what was sent."""
    data = scoring_data(project)
    present = conventions.conventions_of(project.system)
    before = conventions.effect(data, present)
    try:
        wanted = forms.conventions(sent) if sent else present
        conventions.check_bands(wanted.bands)
    except ValidationError as refusal:
        return {"project": project, "before": before.result, "wrong": "".join(refusal.messages)}
    after = conventions.effect(data, wanted)
    return {
        "project": project,
        "places": project.system.places,
        "before": before.result,
        "after": after.result,
        "moved": sum(
            before.outcome(code).score != found.score for code, found in after.result.outcomes.items()
        ),
        "sentence": conventions.sentence(wanted.rounding),
    }


def _grades(request: HttpRequest, project: Project) -> dict[str, Any]:
    present = conventions.conventions_of(project.system)
    sent = request.POST
    rows = [
        {
            "place": place,
            "grade": sent.get(
                f"grade-{place}", present.bands[place][0] if place < len(present.bands) else ""
            ),
            "minimum": sent.get(
                f"minimum-{place}", present.bands[place][1] if place < len(present.bands) else ""
            ),
        }
        for place in range(forms.MOST_BANDS)
    ]
    return {
        "nav_current": "indicators",
        "project": project,
        "rows": rows,
        "rounding": {name: sent.get(name, value) for name, value in present.rounding.items()},
        "presets": GRADE_PRESETS,
        "modes": RoundingMode.choices,
        "parts": RoundedPart.choices,
        "effect": _effect(project, sent),
        "initial": dict(zip((BANDS, *COLUMNS), present.words().values(), strict=True)),
        "last": changes_of(project, "indicator", 1).first(),
    }

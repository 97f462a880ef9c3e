"""The pages of the versions of the tree's weights and of 等级与取舍, and the way back to one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.design import balancing, conventions
from evaluations.design.snapshots import BASIS, COLUMNS, CONVENTIONS, METHOD, WEIGHTS, states, weights_said
from evaluations.design.views import me
from evaluations.papers.effects import shifted, standing_or_none, told
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project, Snapshot
from evaluations.projects.versions import RESTORED_MEANWHILE, Story, Version, page, restored, wanted


@right("projects.view_scores")
@require_safe
def weights(request: HttpRequest, project: Project) -> HttpResponse:
    """Every version of the weights of the whole tree."""
    found = states(project, WEIGHTS)
    names = _names(found)
    story = Story(
        title="权重",
        nav_current="indicators",
        back=reverse("design:weighting", args=[project.pk]),
        restore=reverse("design:weights-restore", args=[project.pk]),
        revision=project.system.revision,
        versions=[_version(one, weights_said(one.values)) for one in found],
        label=names.__getitem__,
    )
    return page(request, project, story, may_restore=may(request.user, "projects.edit", project))


@right("projects.edit", see="projects.view_scores")
@require_POST
def weights_restore(request: HttpRequest, project: Project) -> HttpResponse:
    """Weights, bases and the method's text of a version; an indicator that came later keeps its own."""
    found = [_version(one, weights_said(one.values)) for one in states(project, WEIGHTS)]
    version, revision = wanted(request, found)
    keys = set(project.system.indicators.values_list("pk", flat=True))
    known = {int(key): value for key, value in version.values.items() if key.isdecimal()}

    def act() -> str:
        changes = balancing.set_weights(
            project,
            {key: weight for key, weight in known.items() if key in keys},
            revision=revision,
            by=me(request),
            basis={key: version.values[f"{BASIS}{key}"] for key in known},
            method=version.values[METHOD],
            verb=restored(version),
        )
        new, gone = len(keys - set(known)), len(set(known) - keys)
        notes = [f"当时还没有的{new}项保留现在的权重，请核对合计"] if new else []
        notes += [f"那一版里的{gone}项指标现在没有了"] if gone else []
        said = f"权重已恢复到第{version.revision}版" if changes else "权重与那一版相同，没有改动"
        return "；".join([said, *notes])

    _restore(request, project, act)
    return redirect("design:weights-versions", project.pk)


@right("projects.view_scores")
@require_safe
def grades(request: HttpRequest, project: Project) -> HttpResponse:
    """Every version of 等级与取舍."""
    story = Story(
        title="等级与取舍",
        nav_current="indicators",
        back=reverse("design:tree", args=[project.pk]),
        restore=reverse("design:grades-restore", args=[project.pk]),
        revision=project.system.revision,
        versions=[_version(one, conventions_in(one).words()) for one in states(project, CONVENTIONS)],
        label=str,
    )
    return page(request, project, story, may_restore=may(request.user, "projects.edit", project))


@right("projects.edit", see="projects.view_scores")
@require_POST
def grades_restore(request: HttpRequest, project: Project) -> HttpResponse:
    """Grades and rounding of a version."""
    found = {one.pk or 0: one for one in states(project, CONVENTIONS)}
    version, revision = wanted(request, [_version(one, {}) for one in found.values()])
    then, verb = conventions_in(found[version.pk]), restored(version)

    def act() -> str:
        done = conventions.set_conventions(project, then, revision=revision, by=me(request), verb=verb)
        return f"等级与取舍已恢复到第{version.revision}版" if done else "与那一版相同，没有改动"

    _restore(request, project, act)
    return redirect("design:grades-versions", project.pk)


def _restore(request: HttpRequest, project: Project, act: Callable[[], str]) -> None:
    """Does it, and says what came of it and which scores moved."""
    before = standing_or_none(project)
    try:
        said = act()
    except Conflict:
        messages.error(request, RESTORED_MEANWHILE)
    except ValidationError as refusal:
        messages.error(request, f"没有恢复：{''.join(refusal.messages)}")
    else:
        after = standing_or_none(Project.objects.get(pk=project.pk))
        messages.success(request, "　".join([said, *told(shifted(before, after))]))


def conventions_in(one: Snapshot) -> conventions.Conventions:
    """The conventions that a snapshot holds."""
    bands = tuple((band["grade"], Decimal(band["minimum"])) for band in one.values["bands"])
    rounding = {name: one.values["rounding"][name] for name in COLUMNS}
    return conventions.Conventions(bands=bands, rounding=rounding)


def _version(one: Snapshot, values: Mapping[str, Any]) -> Version:
    return Version(pk=one.pk or 0, revision=one.revision, at=one.at, by=one.by, values=values)


def _names(found: list[Snapshot]) -> dict[str, str]:
    """What each value of the versions is called; an indicator as it was called last."""
    names = {METHOD: "权重确定方法"}
    for one in reversed(found):
        for row in one.values["rows"]:
            names[str(row["key"])] = row["name"]
            names[f"{BASIS}{row['key']}"] = f"{row['name']} 依据"
    return names

"""统计: what the valid sheets say, of all or of one part, and how two questions go together."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.findings import queries, showing
from evaluations.projects.access import may, right
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Channel
from evaluations.questionnaires.queries import tally_state
from evaluations.surveying.crossing import GROUP

FACTS, EDIT = "projects.view_facts", "projects.edit"
SHARES = {"row": "行占比", "column": "列占比", "all": "总占比"}


@right(FACTS)
@require_safe
def statistics(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """满意度 first, then every question with table and chart."""
    survey = queries.survey_of(project, survey_pk)
    group = request.GET.get("group") or None
    channel = request.GET.get("channel")
    channel = channel if channel in Channel.values else None
    found = queries.statistics(survey, group=group, channel=channel)
    groups = found.tally.groups() if found else []
    labels = [label for key, label, _ in groups if key == group]
    context = {
        "nav_current": "surveys",
        "project": project,
        "survey": survey,
        "found": found,
        "overall": showing.told_overall(found) if found and not found.is_hidden else None,
        "cards": showing.cards(found) if found and not found.is_hidden else [],
        "groups": groups,
        "channels": found.tally.channels() if found else [],
        "group": group,
        "channel": channel,
        "part": "，".join([*labels, *([Channel(channel).label] if channel else [])]),
        "may_edit": may(request.user, EDIT, project),
        "tally": tally_state(survey),
    }
    return render(request, "evaluations/findings/statistics.html", context)


@right(FACTS)
@require_safe
def cross(request: HttpRequest, project: Project, survey_pk: int) -> HttpResponse:
    """交叉表 of two questions, or of the groups and a question."""
    survey = queries.survey_of(project, survey_pk)
    axes = queries.axes_of(survey)
    known = {axis.key: axis for axis in axes}
    first = known.get(request.GET.get("first", ""))
    second = known.get(request.GET.get("second", ""))
    shares = request.GET.get("shares", "row")
    context = {
        "nav_current": "surveys",
        "project": project,
        "survey": survey,
        "axes": axes,
        "first": first,
        "second": second,
        "shares": shares if shares in SHARES else "row",
        "kinds": SHARES,
        "is_same": first is not None and first == second,
        "table": queries.cross(survey, first, second) if first and second and first != second else None,
        "has_groups": GROUP in known,
    }
    return render(request, "evaluations/findings/cross.html", context)

"""The pages of the versions of 资料信息 and of an item of 资料清单, and the way back to one of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.evidence import actions, queries
from evaluations.evidence.models import Document, RequestedItem
from evaluations.evidence.rules import EDIT, VIEW
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict, labels
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from evaluations.projects.versions import (
    RESTORED_MEANWHILE,
    Story,
    Version,
    newest_first,
    page,
    restored,
    row_versions,
    wanted,
)
from indicators.systems.models import Indicator

GONE = "（已删除的指标）"
INDICATOR = "indicator_id"
REQUEST_COLUMNS = tuple(INDICATOR if name == "indicator" else name for name in actions.REQUEST_FIELDS)


@right(VIEW, see=VIEW)
@require_safe
def document(request: HttpRequest, project: Project, document_pk: int) -> HttpResponse:
    """Every version of what is said of a document; its files have versions of their own."""
    row = get_object_or_404(Document, pk=document_pk, project=project)
    words = _choices(Document)
    story = Story(
        title=f"资料 {row}",
        nav_current="evidence",
        back=reverse("evidence:document", args=[project.pk, row.pk]),
        restore=reverse("evidence:restore-version", args=[project.pk, row.pk]),
        revision=row.revision,
        versions=row_versions(newest_first(row), actions.DOCUMENT_FIELDS),
        label=labels(Document).__getitem__,
        word=lambda key, value: shown(words.get(key, {}).get(value, value)),
    )
    may_restore = may(request.user, EDIT, project) and not row.is_withdrawn
    return page(request, project, story, may_restore=may_restore)


@right(EDIT, see=VIEW)
@require_POST
def restore_document(request: HttpRequest, project: Project, document_pk: int) -> HttpResponse:
    """Save an earlier version of what is said of a document anew."""
    row = get_object_or_404(Document, pk=document_pk, project=project)
    version, revision = wanted(request, row_versions(newest_first(row), actions.DOCUMENT_FIELDS))
    verb = restored(version)
    if row.is_withdrawn:
        messages.error(request, f"{row.number}已经撤回，恢复资料后才能修改。")
        return redirect("evidence:versions", project.pk, row.pk)
    try:
        actions.edit_document(row, version.values, revision=revision, by=_me(request), verb=verb)
    except Conflict:
        messages.error(request, RESTORED_MEANWHILE)
    except actions.NumberTaken as taken:
        messages.error(request, f"没有恢复：{taken}")
    else:
        messages.success(request, f"{version.values['number']} 已恢复到第{version.revision}版的内容")
    return redirect("evidence:versions", project.pk, row.pk)


@right(VIEW, see=VIEW)
@require_safe
def request_item(request: HttpRequest, project: Project, item_pk: int) -> HttpResponse:
    """Every version of what is asked for."""
    row = get_object_or_404(RequestedItem, pk=item_pk, project=project)
    versions = row_versions(newest_first(row), REQUEST_COLUMNS)
    named = _indicators(project, versions)
    words = _choices(RequestedItem)

    def word(key: str, value: Any) -> str:
        if key == INDICATOR:
            return "—" if value is None else named.get(value, GONE)
        return shown(words.get(key, {}).get(value, value))

    story = Story(
        title=f"清单 {row}",
        nav_current="requests",
        back=reverse("evidence:requests", args=[project.pk]),
        restore=reverse("evidence:request-restore", args=[project.pk, row.pk]),
        revision=row.revision,
        versions=versions,
        label=(labels(RequestedItem) | {INDICATOR: "用于指标"}).__getitem__,
        word=word,
    )
    return page(request, project, story, may_restore=may(request.user, EDIT, project))


@right(EDIT, see=VIEW)
@require_POST
def restore_request(request: HttpRequest, project: Project, item_pk: int) -> HttpResponse:
    """Save an earlier version of what is asked for anew; an indicator that is gone is left out."""
    row = get_object_or_404(RequestedItem, pk=item_pk, project=project)
    version, revision = wanted(request, row_versions(newest_first(row), REQUEST_COLUMNS))
    data = {name: version.values[name] for name in REQUEST_COLUMNS if name != INDICATOR}
    indicators = Indicator.objects.filter(system=project.system_id, pk=version.values[INDICATOR])
    data["indicator"] = indicators.first()
    try:
        actions.edit_request(row, data, revision=revision, by=_me(request), verb=restored(version))
    except Conflict:
        messages.error(request, RESTORED_MEANWHILE)
    else:
        messages.success(request, f"“{row}”已恢复到第{version.revision}版的内容")
        if version.values[INDICATOR] is not None and data["indicator"] is None:
            messages.warning(request, "那一版用于的指标已经删除，“用于指标”空着。")
    return redirect("evidence:request-versions", project.pk, row.pk)


def _indicators(project: Project, versions: list[Version]) -> dict[int, str]:
    """What the indicators of these versions are called; one query."""
    numbers = {one.values[INDICATOR] for one in versions} - {None}
    rows = Indicator.objects.filter(system=project.system_id, pk__in=numbers)
    return {row.pk: queries.told(row) for row in rows}


def _choices(model: Any) -> dict[str, dict[Any, Any]]:
    return {field.name: dict(field.flatchoices) for field in model._meta.fields if field.choices}


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user

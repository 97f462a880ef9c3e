"""发放与回收: how the survey stands, its links, its settings and what came in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evaluations.projects.access import may
from evaluations.projects.actions import Conflict
from evaluations.projects.conflicts import versus
from evaluations.questionnaires.collecting import actions, links, queries
from evaluations.questionnaires.collecting.access import EDIT, me, of_survey
from evaluations.questionnaires.collecting.forms import SettingsForm
from evaluations.questionnaires.collecting.states import said, state_of
from evaluations.questionnaires.judging import NotPossible
from evaluations.questionnaires.models import Survey
from evaluations.surveying.definition import Group

PAGE = "evaluations/questionnaires/collecting/page.html"
QR_KINDS = {"png": "image/png", "svg": "image/svg+xml"}


@of_survey()
@require_safe
def page(request: HttpRequest, survey: Survey) -> HttpResponse:
    """State, links, progress, settings."""
    return _show(request, survey)


def _show(
    request: HttpRequest, survey: Survey, *, form: SettingsForm | None = None, status: int = 200
) -> HttpResponse:
    version, collection = queries.newest(survey), queries.collection_of(survey)
    groups = queries.groups_of(version)
    progress = queries.progress(survey, collection, groups)
    state = state_of(collection, is_published=version is not None, valid=progress.valid, at=timezone.now())
    address = links.open_link(collection) if collection.token else ""
    context = {
        "nav_current": "surveys",
        "project": survey.project,
        "survey": survey,
        "version": version,
        "collection": collection,
        "state": state,
        "progress": progress,
        "codes": queries.code_counts(survey),
        "address": address,
        "qr": links.qr(address) if address and collection.is_open_link else "",
        "form": form or SettingsForm(instance=collection, groups=groups),
        "may_edit": may(request.user, EDIT, survey.project),
    }
    return render(request, PAGE, context, status=status)


@of_survey(to_edit=True)
@require_POST
def settings(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Saves times, open link, target and quotas."""
    groups = queries.groups_of(queries.newest(survey))
    form = SettingsForm(request.POST, instance=queries.collection_of(survey), groups=groups)
    if not form.is_valid():
        return _show(request, survey, form=form, status=422)
    try:
        actions.edit_settings(survey, form.values(), revision=form.cleaned_data["revision"], by=me(request))
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
        return _show(request, survey, form=form, status=422)
    except Conflict as conflict:
        return _conflict(request, survey, form, groups, conflict)
    messages.success(request, "设置已保存")
    return redirect("collecting:page", survey.project_id, survey.pk)


def _conflict(
    request: HttpRequest,
    survey: Survey,
    form: SettingsForm,
    groups: tuple[Group, ...],
    conflict: Conflict,
) -> HttpResponse:
    """Both versions side by side, above the form with what was typed: saving again takes mine."""
    names = {name: str(field.label or "") for name, field in form.fields.items()}
    names |= {"is_open_link": "开放链接", "is_limited": "收满即止", "quotas": "配额"}
    labels = {one.id: one.label for one in groups}
    fields = versus(
        mine=_texts(conflict.mine, labels),
        theirs=_texts(conflict.theirs, labels),
        labels=names,
        changed=form.changed_data,
    )
    messages.warning(
        request,
        "您打开之后有人改过设置，您的没有保存。已保存的是："
        + ("；".join(f"{one.label}：{one.theirs}" for one in fields) or "与您填的相同")
        + "。下面是您填的，确认后再保存一次即以您的为准。",
    )
    data = request.POST.copy()
    data["revision"] = str(conflict.revision)
    again = SettingsForm(data, instance=queries.collection_of(survey), groups=groups)
    again.is_valid()
    return _show(request, survey, form=again, status=409)


def _texts(values: Any, groups: dict[str, str]) -> dict[str, Any]:
    found = dict(values)
    for name in ("opens_at", "closes_at"):
        found[name] = said(found[name]) if found[name] else ""
    found["quotas"] = [f"{groups.get(key, key)}{count}份" for key, count in found["quotas"].items()]
    return found


def _act(request: HttpRequest, survey: Survey, action: Callable[..., Any], done: str) -> HttpResponse:
    try:
        action(survey, by=me(request))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("collecting:page", survey.project_id, survey.pk)


@of_survey(to_edit=True)
@require_POST
def stop(request: HttpRequest, survey: Survey) -> HttpResponse:
    """停止回收."""
    return _act(request, survey, actions.stop, "已停止回收，可以随时重新开放")


@of_survey(to_edit=True)
@require_POST
def reopen(request: HttpRequest, survey: Survey) -> HttpResponse:
    """重新开放."""
    return _act(request, survey, actions.reopen, "已重新开放回收")


@of_survey(to_edit=True)
@require_POST
def renew(request: HttpRequest, survey: Survey) -> HttpResponse:
    """A new link; it has to be ticked that the old one goes."""
    if request.POST.get("sure") != "1":
        messages.error(request, "没有更换。请先勾选“我知道旧链接和旧二维码会失效”。")
        return redirect("collecting:page", survey.project_id, survey.pk)
    return _act(request, survey, actions.renew_link, "已换成新链接，旧链接和旧二维码不能再用")


@of_survey()
@require_safe
def qr(_request: HttpRequest, survey: Survey, extension: str) -> HttpResponse:
    """The open link's QR code as a file."""
    collection = queries.collection_of(survey)
    if extension not in QR_KINDS or not collection.token:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="survey-{survey.pk}.{extension}"'}
    content = links.qr_file(links.open_link(collection), extension)
    return HttpResponse(content, content_type=QR_KINDS[extension], headers=headers)

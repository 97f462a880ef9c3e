"""模板与提纲: what a firm's people see and its admins keep."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.fieldwork.patterns import LABELS, Pattern, content_of
from evaluations.founding.actions import NotATemplate, mark_template, rename_template
from evaluations.patterns import actions, queries
from evaluations.patterns.forms import NameForm, PatternForm
from evaluations.patterns.kinds import FORMS_LABEL, KINDS, PROJECTS, PROJECTS_LABEL, TABLES, Kind
from evaluations.people.access import View, firm_admin, firm_member
from evaluations.people.models import Firm, User
from evaluations.projects.actions import Conflict
from evaluations.projects.conflicts import chosen, versus
from evaluations.projects.models import Project

LONGEST_NUMBER = 18


def with_kind(view: View) -> View:
    """Hands the view the kind in place of its key."""

    @wraps(view)
    def door(request: HttpRequest, firm: Firm, kind: str, **kwargs: Any) -> HttpResponse:
        if kind not in KINDS:
            raise Http404
        answer: HttpResponse = view(request, firm, KINDS[kind], **kwargs)
        return answer

    return door


def with_pattern(view: View) -> View:
    """Hands the view the kind and the pattern in place of key and number; another firm's is 404."""

    @with_kind
    @wraps(view)
    def door(request: HttpRequest, firm: Firm, kind: Kind, pattern: int, **kwargs: Any) -> HttpResponse:
        row = queries.find(kind, firm, pattern)
        if row is None:
            raise Http404
        answer: HttpResponse = view(request, kind, row, **kwargs)
        return answer

    return door


@firm_member
@require_safe
def index(request: HttpRequest, firm: Firm, *, is_admin: bool) -> HttpResponse:
    """The patterns of `kind`, or the project templates."""
    wanted = request.GET.get("kind", TABLES.key)
    if wanted != PROJECTS and wanted not in KINDS:
        raise Http404
    counted = queries.counts(firm)
    labels = {**{key: kind.label for key, kind in KINDS.items()}, PROJECTS: PROJECTS_LABEL}
    tabs = [
        {"label": label, "count": counted[key], "url": f"?kind={key}", "current": key == wanted}
        for key, label in labels.items()
    ]
    tabs.append(
        {"label": FORMS_LABEL, "count": counted["forms"], "url": reverse("designing:shelf"), "current": False}
    )
    context: dict[str, Any] = {"firm": firm, "is_admin": is_admin, "tabs": tabs}
    if wanted == PROJECTS:
        context["projects"] = queries.project_templates(firm)
    else:
        context |= {"kind": KINDS[wanted], "rows": queries.rows(KINDS[wanted], firm)}
    return render(request, "evaluations/patterns/index.html", context)


@firm_member
@with_pattern
@require_safe
def show(request: HttpRequest, kind: Kind, row: Pattern, *, is_admin: bool) -> HttpResponse:
    """One pattern: its content and its history."""
    context = {
        "kind": kind,
        "pattern": row,
        "is_admin": is_admin,
        "blocks": queries.blocks(kind, row),
        "story": queries.story(row),
    }
    return render(request, "evaluations/patterns/pattern.html", context)


@firm_admin
@with_kind
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, firm: Firm, kind: Kind) -> HttpResponse:
    """A new pattern, typed."""
    form = PatternForm(request.POST or None, kind=kind, initial={"revision": 0})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_pattern(kind, firm, form.content, by=_me(request))
        except actions.NameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"已新增“{made}”")
            return redirect("patterns:pattern", kind.key, made.pk)
    context = {"kind": kind, "form": form}
    return render(request, "evaluations/patterns/edit.html", context, status=422 if form.errors else 200)


@firm_admin
@with_pattern
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, kind: Kind, row: Pattern) -> HttpResponse:
    """Name and content; a conflict shows both versions and loses neither."""
    theirs = content_of(row)
    form = PatternForm(request.POST or None, kind=kind, initial={"revision": row.revision, **theirs})
    context: dict[str, Any] = {"kind": kind, "pattern": row, "form": form}
    if request.method == "POST" and form.is_valid():
        data = chosen(posted=request.POST, mine=form.content, theirs=theirs)
        try:
            actions.edit_pattern(kind, row, data, revision=form.cleaned_data["revision"], by=_me(request))
        except Conflict as conflict:
            return _conflict(request, context, conflict, form)
        except actions.NameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "已保存；已用它建好的项目不变")
            return redirect("patterns:pattern", kind.key, row.pk)
    return render(request, "evaluations/patterns/edit.html", context, status=422 if form.errors else 200)


def _conflict(
    request: HttpRequest, context: dict[str, Any], conflict: Conflict, form: PatternForm
) -> HttpResponse:
    fields = versus(mine=conflict.mine, theirs=conflict.theirs, labels=LABELS, changed=form.changed_data)
    story = queries.story(context["pattern"])
    context |= {
        "conflict": {"fields": fields, "revision": conflict.revision},
        "last": story[0] if story else None,
    }
    return render(request, "evaluations/patterns/edit.html", context, status=409)


@firm_admin
@with_pattern
@require_POST
def copy(request: HttpRequest, kind: Kind, row: Pattern) -> HttpResponse:
    """One more with the same content, opened to be edited."""
    made = actions.copy_pattern(kind, row, by=_me(request))
    messages.success(request, f"已复制为“{made}”，请改名称和内容")
    return redirect("patterns:edit", kind.key, made.pk)


@firm_admin
@with_pattern
@require_POST
def retire(request: HttpRequest, kind: Kind, row: Pattern) -> HttpResponse:
    """停用, or (`is_retired` empty) taken up again."""
    saved = actions.retire(kind, row, is_retired=request.POST.get("is_retired") == "1", by=_me(request))
    said = "已停用：新建时不再列出，已建好的不变" if saved.is_retired else "已恢复使用"
    messages.success(request, said)
    return redirect("patterns:pattern", kind.key, row.pk)


@firm_admin
@with_pattern
@require_POST
def restore(request: HttpRequest, kind: Kind, row: Pattern) -> HttpResponse:
    """Back to what it held after the change `version`."""
    number = request.POST.get("version", "")
    pk = int(number) if number.isdecimal() and len(number) < LONGEST_NUMBER else 0
    found = queries.version(row, pk)
    if found is None:
        messages.error(request, "没有恢复：这个版本已不在历史里，请刷新页面再选。")
        return redirect("patterns:pattern", kind.key, row.pk)
    try:
        actions.restore(kind, row, found, by=_me(request))
    except actions.NameTaken as refusal:
        messages.error(request, f"没有恢复：{refusal}")
    except Conflict:
        messages.error(request, "没有恢复：刚才又有人保存了新版本。请看过最新的内容再决定。")
    else:
        messages.success(request, f"已恢复到{timezone.localtime(found.at):%Y-%m-%d %H:%M}的内容")
    return redirect("patterns:pattern", kind.key, row.pk)


# Project templates ----------------------------------------------------------------------------------


def with_template(view: View) -> View:
    """Hands the view the firm's project template in place of its number."""

    @wraps(view)
    def door(request: HttpRequest, firm: Firm, template: int, **kwargs: Any) -> HttpResponse:
        rows = Project.objects.filter(firm=firm, is_template=True).select_related("firm", "system")
        row = rows.filter(pk=template).first()
        if row is None:
            raise Http404
        answer: HttpResponse = view(request, row, **kwargs)
        return answer

    return door


@firm_member
@with_template
@require_safe
def template(request: HttpRequest, row: Project, *, is_admin: bool) -> HttpResponse:
    """A project template: what a new project gets from it, no values."""
    return _template_page(request, row, is_admin=is_admin)


def _template_page(
    request: HttpRequest, row: Project, *, is_admin: bool, form: NameForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "template": row,
        "is_admin": is_admin,
        "indicators": row.system.indicators.order_by("position").select_related("parent"),
        "tables": row.basetables.order_by("position").prefetch_related("items"),
        "interviews": row.interviews.order_by("position"),
        "surveys": row.surveys.order_by("position"),
        "story": row.activities.filter(subject="机构模板").select_related("by")[: queries.VERSIONS],
        "is_mine": Project.objects.visible_to(_me(request)).filter(pk=row.pk).exists(),
        "form": form or NameForm(initial={"name": row.template_name}),
    }
    return render(request, "evaluations/patterns/template.html", context, status=status)


@firm_admin
@with_template
@require_POST
def rename(request: HttpRequest, row: Project) -> HttpResponse:
    """What the template is called; the project keeps its title."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _template_page(request, row, is_admin=True, form=form, status=422)
    try:
        rename_template(row, form.cleaned_data["name"], by=_me(request))
    except NotATemplate:
        messages.error(request, f"“{row.title}”已不再是机构模板。")
        return redirect("patterns:index")
    messages.success(request, "已改名")
    return redirect("patterns:template", row.pk)


@firm_admin
@with_template
@require_POST
def retire_template(request: HttpRequest, row: Project) -> HttpResponse:
    """停用: the project stays, and is no template any more."""
    mark_template(row, is_template=False, by=_me(request))
    messages.success(
        request, f"已停用“{row.template_name or row.title}”；项目本身不变，在项目信息页可再设为模板"
    )
    return redirect("patterns:index")


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user

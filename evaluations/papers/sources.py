"""The pages where inputs meet facts: the picker, binding and unbinding, and 引用检查."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.papers import binding, queries, references
from evaluations.papers.factbook import Fact
from evaluations.papers.facts import book, settle, shown_binding
from evaluations.papers.models import InputKind, PaperInput, WorkingPaper
from evaluations.papers.shapes import input_value
from evaluations.people.models import User
from evaluations.projects.access import may, right
from evaluations.projects.actions import Conflict
from evaluations.projects.figures import shown
from evaluations.projects.models import Project

PER_PAGE = 40
BACKS = {"paper": "papers:paper", "indicator": "criteria:indicator"}
MEANWHILE = "有人在您打开之后保存了这份底稿，没有改动引用。请看过最新内容再选。"


@right("projects.edit", see="projects.view_scores")
@require_safe
def picker(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """The facts that the input `?input=` may be read from; `q` searches, `page` turns."""
    paper, one = _named(project, code, request.GET.get("input", ""))
    if one is None:
        return _unnamed(request, project, code)
    facts = settle(project, [one])
    found = matching(project, one, request.GET.get("q", ""))
    context = {
        "nav_current": "papers",
        "project": project,
        "paper": paper,
        "indicator": paper.indicator,
        "input": one,
        "now": shown(input_value(one)),
        "bound": shown_binding(one, facts) if one.source else None,
        "q": request.GET.get("q", ""),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": urlencode({"input": one.name, "q": request.GET.get("q", ""), "back": _back(request.GET)}),
        "back": _back(request.GET),
        "back_url": _url_back(request.GET, project, code),
    }
    is_part = request.headers.get("HX-Request") == "true"
    template = "evaluations/papers/_facts.html" if is_part else "evaluations/papers/sources.html"
    return render(request, template, context)


def matching(project: Project, one: PaperInput, wanted: str) -> list[Fact]:
    """The facts that fit the input and hold every word of `wanted`: known, then converted, then gaps."""
    words = wanted.split()
    fits = [
        fact
        for fact in book(project).values()
        if fact.fits(one.kind) and all(word in f"{fact.name} {fact.text}" for word in words)
    ]
    return sorted(fits, key=lambda fact: (fact.value is None, fact.is_converted))


@right("projects.edit", see="projects.view_scores")
@require_POST
def bind(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """引用: from now on the input is read from the chosen fact."""
    paper, one = _named(project, code, request.POST.get("input", ""))
    if one is None:
        return _unnamed(request, project, code)
    try:
        binding.bind(
            paper,
            one.name,
            request.POST.get("source", ""),
            revision=_revision(request, paper),
            by=_me(request),
        )
    except binding.NotBindable as refusal:
        messages.error(request, str(refusal))
    except Conflict:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, f"{code}的输入“{one.name}”改为引用")
    return redirect(_url_back(request.POST, project, code))


@right("projects.edit", see="projects.view_scores")
@require_POST
def unbind(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    """取消引用: the input is typed again, with the value it had."""
    paper, one = _named(project, code, request.POST.get("input", ""))
    if one is None:
        return _unnamed(request, project, code)
    try:
        binding.unbind(paper, one.name, revision=_revision(request, paper), by=_me(request))
    except binding.NotBindable as refusal:
        messages.error(request, str(refusal))
    except Conflict:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, f"{code}的输入“{one.name}”不再引用，原值保留")
    return redirect(_url_back(request.POST, project, code))


@right("projects.view_scores")
@require_safe
def review(request: HttpRequest, project: Project) -> HttpResponse:
    """引用检查: what every input is read from, what is broken, and what was typed though it is a fact."""
    context = {
        "nav_current": "papers",
        "project": project,
        "found": references.review(project),
        "may_edit": may(request.user, "projects.edit", project),
    }
    return render(request, "evaluations/papers/references.html", context)


def _named(project: Project, code: str, name: str) -> tuple[WorkingPaper, PaperInput | None]:
    """By the input's name, or by `#` and its number where the page may have renamed it meanwhile."""
    paper = get_object_or_404(queries.papers_of(project), indicator__code=code)
    inputs = paper.inputs.exclude(kind=InputKind.LIST)
    one = inputs.filter(name=name).first()
    if one is None and re.fullmatch(r"#\d{1,18}", name, re.ASCII):
        one = inputs.filter(pk=int(name[1:])).first()
    return paper, one


def _unnamed(request: HttpRequest, project: Project, code: str) -> HttpResponse:
    messages.error(request, f"{code}的底稿没有这个输入，它可能刚被改名或删去。请在下面的输入里选一个。")
    return redirect("papers:paper", project.pk, code)


def _revision(request: HttpRequest, paper: WorkingPaper) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _back(data: Any) -> str:
    back = data.get("back", "")
    return back if back in {*BACKS, "review"} else "paper"


def _url_back(data: Any, project: Project, code: str) -> str:
    back = _back(data)
    if back == "review":
        return reverse("papers:references", args=[project.pk])
    return reverse(BACKS[back], args=[project.pk, code])


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user

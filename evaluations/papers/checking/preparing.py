"""编制完成 from the page of a paper: what was just saved is signed, and the next paper comes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from evaluations.papers.checking.actions import prepare
from evaluations.papers.checking.moves import MoveRefused
from evaluations.papers.models import WorkingPaper
from evaluations.people.models import User
from evaluations.projects import saving
from evaluations.projects.models import Project

GO = "prepare"
"""What the button 编制完成 sends as `go`."""


def signed(
    request: HttpRequest, project: Project, stored: WorkingPaper, *, by: User, onward: str
) -> HttpResponse:
    """The answer to a save that is also a signature; `onward` is the next paper or, at the end, this."""
    code = stored.indicator.code
    here = reverse("papers:paper", args=[project.pk, code])
    try:
        prepare(stored, revision=stored.revision, by=by)
    except MoveRefused as refusal:
        messages.error(request, f"已保存，但编制没有完成：{refusal}")
        onward = here
    else:
        messages.success(request, f"{code} 编制完成，等待复核")
        onward = reverse("papers:list", args=[project.pk]) if onward == here else onward
    if saving.is_autosave(request):
        return saving.saved(revision=stored.revision, following=onward, again=onward == here)
    return redirect(onward)

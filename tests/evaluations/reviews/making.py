"""Opinions for tests."""

from __future__ import annotations

from typing import Any

from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.reviews.actions import Anchor, Draft, begin, save_draft, submit
from evaluations.reviews.models import Kind, Target, Thread


def make_anchor(**values: Any) -> Anchor:
    """A place in the conclusion."""
    standard = {"target": Target.REPORT, "key": "conclusion", "place": "综合评价结论", "exact": "总体较好"}
    return Anchor(**{**standard, **values})


def make_draft(project: Project, by: User, *, kind: Kind = Kind.COMMENT, **values: Any) -> Thread:
    """Begun and typed into, not submitted; `values` of the anchor or of what is typed."""
    typed = {name: values.pop(name) for name in Draft.__dataclass_fields__ if name in values}
    thread = begin(project, make_anchor(**values), kind=kind, by=by)
    return save_draft(thread, Draft(**{"text": "请说明依据。", **typed}), revision=thread.revision)


def make_thread(project: Project, by: User, **values: Any) -> Thread:
    """A submitted opinion."""
    return submit(make_draft(project, by, **values), by=by)

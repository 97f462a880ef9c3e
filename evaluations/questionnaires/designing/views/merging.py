"""Both versions of what two people changed, for the page of a conflict."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from evaluations.projects.actions import Conflict
from evaluations.projects.conflicts import versus
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from evaluations.questionnaires.designing.actions import KIND
from evaluations.questionnaires.designing.forms import RevisedFields


def both(project: Project, typed: RevisedFields, conflict: Conflict) -> dict[str, Any]:
    """What the page wants: the fields that differ in words, the new revision, who saved last."""
    known = {key: value for key, value in conflict.mine.items() if key in typed.fields}
    fields = versus(mine=known, theirs=conflict.theirs, labels=typed.names(), changed=typed.changed_data)
    said = [
        replace(
            one,
            mine=shown(typed.word(one.key, conflict.mine[one.key])),
            theirs=shown(typed.word(one.key, conflict.theirs[one.key])),
        )
        for one in fields
    ]
    last = project.activities.filter(kind=KIND).select_related("by").order_by("-at", "-pk").first()
    return {"conflict": {"fields": said, "revision": conflict.revision}, "last": last}

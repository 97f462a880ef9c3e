"""What a person is shown before they sign: the parts with their numbers, what changed, the digest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from evaluations.projects.models import Project
from evaluations.stages import contents, queries
from evaluations.stages.canonical import sha256
from evaluations.stages.contents import Content
from evaluations.stages.models import Signature, Stage
from evaluations.stages.queries import Standing
from evaluations.stages.scopes import SCOPES

SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A score that is not what the last signature showed."""

    code: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """`parts`: label and number of rows; `since`: the last signature in force; `changed`: label and cells."""

    sha256: str
    parts: tuple[tuple[str, int], ...]
    total: str
    grade: str
    since: Signature | None
    moved: tuple[Moved, ...]
    totals: tuple[str, str] | None
    changed: tuple[tuple[str, int], ...]
    previous: str
    number: int

    @property
    def groups(self) -> list[str]:
        """The digest in groups of eight, easier to compare."""
        return [self.sha256[place : place + 8] for place in range(0, 64, 8)]


def showing(project: Project, state: Standing, stage: Stage) -> Showing:
    """What a signature of the stage is about now."""
    content = contents.content_of(project, stage=stage.key, scopes=state.line.covered(stage.key))
    last = queries.last_content(state, project)
    was = last[1] if last else None
    now_scores, was_scores = content["scores"], was["scores"] if was else {}
    return Showing(
        sha256=sha256(content),
        parts=tuple(
            (SCOPES[key].label, sum(len(rows) for rows in models.values()))
            for key, models in content["rows"].items()
        ),
        total=now_scores.get("total") or "",
        grade=now_scores.get("grade") or "",
        since=last[0] if last else None,
        moved=tuple(moved(was_scores, now_scores)),
        totals=_totals(was_scores, now_scores),
        changed=tuple(_changed(was, content)) if was else (),
        previous=state.chain[-1].digest if state.chain else "",
        number=len(state.chain) + 1,
    )


def moved(was: Content, now: Content) -> list[Moved]:
    """The scores that differ, in the order of the indicators now."""
    before, after = was.get("indicators", {}), now.get("indicators", {})
    if not before:
        return []
    return [
        Moved(
            code=code,
            name=one["name"],
            before=before.get(code, {}).get("score") or "—",
            after=one["score"] or "—",
        )
        for code, one in after.items()
        if before.get(code, {}).get("score") != one["score"]
    ]


def _totals(was: Content, now: Content) -> tuple[str, str] | None:
    before, after = was.get("total"), now.get("total")
    return None if before is None or before == after else (before, after or "—")


def _changed(was: Content, now: Content) -> list[tuple[str, int]]:
    counts = Counter(one.scope for one in contents.differences(was, now))
    return [(SCOPES[key].label, counts[key]) for key in SCOPES if counts[key]]

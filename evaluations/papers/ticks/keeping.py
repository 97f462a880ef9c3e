"""Writing the ticks of one paper, each with its version, and telling what changed; in a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from simple_history.utils import bulk_create_with_history

from evaluations.papers.models import WorkingPaper
from evaluations.papers.ticks.models import Tick
from evaluations.people.models import User
from evaluations.projects.actions import Change, delete_as, save_as

SAID = ("met", "note", "document_id")


def ticks_of(paper: WorkingPaper) -> list[Tick]:
    """All ticks of the paper with their documents, in their order."""
    return list(Tick.objects.filter(paper=paper).select_related("document").order_by("position"))


def keep_ticks(before: Sequence[Tick], after: Sequence[Tick], *, by: User, at: datetime) -> None:
    """The paper's ticks say `after` from here on; those of the same items keep their rows."""
    if [(one.input, one.text) for one in before] == [(one.input, one.text) for one in after]:
        for old, new in zip(before, after, strict=True):
            if _said(old) != _said(new):
                old.met, old.note, old.document = new.met, new.note, new.document
                save_as(old, by=by, at=at)
        return
    for one in before:
        delete_as(one, by=by, at=at)
    for place, one in enumerate(after):
        one.position = place
    bulk_create_with_history(after, Tick, default_user=by, default_date=at)


def _said(one: Tick) -> tuple[Any, ...]:
    return tuple(getattr(one, name) for name in SAID)


def changes(before: Iterable[Tick], after: Iterable[Tick]) -> list[Change]:
    """What differs, item by item."""
    was = {(one.input, one.text): one for one in before}
    found: list[Change] = []
    for one in after:
        old, new = told(was.pop((one.input, one.text), None)), told(one)
        if old != new:
            found.append({"field": one.text, "before": old, "after": new})
    gone: list[Change] = [
        {"field": one.text, "before": told(one), "after": "—"} for one in was.values() if told(one) != "—"
    ]
    return [*found, *gone]


def told(one: Tick | None) -> str:
    """符合　有红头文件　Z-001; a dash for nothing said."""
    return "—" if one is None else in_words(one.met, one.note, one.document.number if one.document else "")


def in_words(met: Decimal | None, note: str, number: str) -> str:
    """What was said of one item."""
    degree = {None: "", Decimal(1): "符合", Decimal(0): "不符合"}[met]
    return "　".join(filter(None, (degree, note, number))) or "—"

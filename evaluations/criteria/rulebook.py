"""What an indicator's rule said at any time: a plain snapshot per save, because its rows keep no history.

A rule begins with import, copy or library; it is stored when it is replaced for the first time, with the time
from which it held. Whoever looks before that finds it as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evaluations.people.models import User
from evaluations.projects import snapshots
from evaluations.projects.models import Project
from indicators.systems.models import Indicator, Rule
from indicators.systems.records import same

RULE = "rule"


@dataclass(frozen=True, slots=True)
class Held:
    """The rule, as a dossier has it (empty: none), from `since` on."""

    since: datetime
    rule: Mapping[str, Any]


def thing(indicator: Indicator) -> str:
    """What the snapshots of the indicator's rule are of."""
    return f"rule:{indicator.pk}"


def keep(
    project: Project,
    indicator: Indicator,
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
) -> None:
    """Store the rule that is saved now, and the one before it where nobody has yet."""
    held = rules_of(project, indicator, before, until=at)
    stored = snapshots.kept(project, thing(indicator))
    if len(held) > len(stored):
        last = held[-1]
        record = _last_record(indicator, until=last.since)
        by_then = record.history_user if record else None
        snapshots.keep(
            project,
            thing(indicator),
            {RULE: last.rule},
            revision=max(indicator.revision - 1, 1),
            by=by_then,
            at=last.since,
        )
    snapshots.keep(project, thing(indicator), {RULE: now}, revision=indicator.revision, by=by, at=at)


def rules_of(
    project: Project, indicator: Indicator, present: Mapping[str, Any], *, until: datetime | None = None
) -> list[Held]:
    """Every rule the indicator had, oldest first, the `present` one last; before `until`, where it is given.

    What it was before the first of them is not known.
    """
    found = [Held(one.at, one.values[RULE]) for one in snapshots.kept(project, thing(indicator))]
    if not found or not same(found[-1].rule, present):
        since = _since(indicator, until)
        if since is not None:
            found.append(Held(since, present))
    return found


def rule_before(held: Sequence[Held], until: datetime | None) -> Held | None:
    """The rule that held before `until` (now, where it is None); None where it is not known."""
    return next((one for one in reversed(held) if until is None or one.since < until), None)


def _since(indicator: Indicator, until: datetime | None) -> datetime | None:
    """When the rule was written that holds: with its row, or where it has none with the indicator."""
    written = Rule.history.filter(indicator=indicator.pk)
    if until is not None:
        written = written.filter(history_date__lt=until)
    last = written.order_by("-history_date").first()
    first = last or indicator.history.order_by("history_date", "history_id").first()
    return first.history_date if first is not None else None


def _last_record(indicator: Indicator, *, until: datetime) -> Any:
    rows = indicator.history.filter(history_date__lte=until).select_related("history_user")
    return rows.order_by("-history_date", "-history_id").first()

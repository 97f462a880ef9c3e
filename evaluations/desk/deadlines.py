"""By when a thing is due: the open step of the schedule that covers it, else the contract's end."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from evaluations.engagement.models import Engagement, Step
from evaluations.engagement.schedule import last_day

DECLARING = ("声明", "承接", "立项")
PREPARING = ("底稿", "评分")
CHECKING = ("复核", "底稿", "评分")
COLLECTING = ("基础表", "数据", "采集")
CITING = ("方案",)
"""Words by which the step is known that covers a thing; the first word goes before the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A day, and what says so."""

    day: datetime.date
    by: str


@dataclass(slots=True, kw_only=True)
class Deadlines:
    """The open steps and the contracts of some projects; two queries, however many they are."""

    steps: dict[int, list[tuple[datetime.date, str]]] = field(default_factory=lambda: defaultdict(list))
    contracts: dict[int, Due] = field(default_factory=dict)
    starts: dict[int, Due] = field(default_factory=dict)

    def of(self, project: int, words: Iterable[str]) -> Due | None:
        """The earliest open step whose name has the first word that any has; else the contract's end."""
        for word in words:
            found = [one for one in self.steps.get(project, ()) if word in one[1]]
            if found:
                day, name = min(found)
                return Due(day=day, by=f"工作进度“{name}”")
        return self.contracts.get(project)

    def start_of(self, project: int) -> Due | None:
        """What has to be done before the work begins: by the schedule, else by the contract's first day."""
        own = self.of(project, DECLARING)
        return own if own and own != self.contracts.get(project) else self.starts.get(project)


def deadlines(projects: Iterable[int]) -> Deadlines:
    """What is known of these projects."""
    known, pks = Deadlines(), list(projects)
    for step in Step.objects.filter(project__in=pks, done_on="").exclude(due_on=""):
        day = last_day(step.due_on)
        if day is not None:
            known.steps[step.project_id].append((day, step.name))
    for row in Engagement.objects.filter(project__in=pks):
        for target, date, words in (
            (known.contracts, row.ends_on, "合同履约截止"),
            (known.starts, row.starts_on, "合同履约开始"),
        ):
            day = last_day(date)
            if day is not None:
                target[row.project_id] = Due(day=day, by=words)
    return known

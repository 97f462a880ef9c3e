"""What of the stages waits for a person, as lines of 工作台: to sign, or to mend what was sent back."""

from __future__ import annotations

from evaluations.desk import links, queries
from evaluations.desk.deadlines import Due
from evaluations.desk.items import Desk, Item
from evaluations.stages.models import Act
from evaluations.stages.turns import Turn, turns_of


def signing(desk: Desk) -> list[Item]:
    """等您签核, and for the team what was sent back and not signed anew."""
    team = set(queries.where_role(desk.user, queries.TEAM).values_list("pk", flat=True))
    found = turns_of(desk.stages.values())
    return [
        *(_to_sign(desk, turn) for turn in found if desk.user.pk in turn.people),
        *(_sent_back(desk, turn) for turn in found if turn.undone_by and turn.project.pk in team),
    ]


def _to_sign(desk: Desk, turn: Turn) -> Item:
    due = Due(day=turn.due, by=f"阶段“{turn.stage}”")
    left = desk.left(due)
    return Item(
        kind="late" if left is not None and left < 0 else "todo",
        label="待签核",
        title=f"等您签核“{turn.stage}”",
        detail=f"签字位：{turn.signer.label}",
        project=turn.project.title,
        url=links.page("stages:sign", turn.project.pk, turn.stage.key),
        action="去签核",
        due=due,
        left=left,
    )


def _sent_back(desk: Desk, turn: Turn) -> Item:
    row = turn.undone_by
    assert row is not None  # only asked where there is one
    due = Due(day=turn.due, by=f"阶段“{turn.stage}”")
    was = f"“{row.stage}”被退回" if row.act == Act.RETURN else f"“{row.stage}”已重开"
    return Item(
        kind="returned",
        label="退回" if row.act == Act.RETURN else "重开",
        title=f"{was}：现在是“{turn.stage}”",
        detail=f"{row.role} {row.name}：{row.opinion}",
        project=turn.project.title,
        url=links.page("stages:line", turn.project.pk),
        action="去看",
        due=due,
        left=desk.left(due),
    )

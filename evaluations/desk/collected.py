"""What of the collected facts waits for the team, and what for 被评价单位, as lines of 工作台."""

from __future__ import annotations

from django.db.models import QuerySet

from evaluations.desk import collecting, deadlines, links
from evaluations.desk.deadlines import Due
from evaluations.desk.items import Desk, Item
from evaluations.evidence.models import RequestedItem, RequestState
from evaluations.fieldwork.models import ItemState
from evaluations.projects.models import Project


def collected(desk: Desk, team: QuerySet[Project]) -> list[Item]:
    """What the team has to look at: data handed in, papers that came or are late, citations, disputes."""
    return [
        *_to_verify(desk, team),
        *(_requested(desk, row) for row in collecting.requested_of_others(team, desk.today)),
        *_doubtful(desk, team),
        *_disputed(desk, team),
    ]


def _to_verify(desk: Desk, team: QuerySet[Project]) -> list[Item]:
    return [
        Item(
            kind="todo",
            label="待核实",
            title=f"基础表{batch.table}：{len(batch.items)}项等核实",
            detail="、".join(item.name for item in batch.items[:6]),
            project=batch.project.title,
            url=f"{verification}#item-{batch.items[0].pk}",
            action="去核实",
            due=due,
            left=desk.left(due),
        )
        for batch in collecting.to_verify(team)
        for due in [desk.known.of(batch.project.pk, deadlines.COLLECTING)]
        for verification in [links.page("fieldwork:verification", batch.project.pk, batch.table.pk)]
    ]


def _doubtful(desk: Desk, team: QuerySet[Project]) -> list[Item]:
    return [
        Item(
            kind="conflict",
            label="待改引",
            title="评价依据已失效",
            detail=said,
            project=project.title,
            url=links.page("engagement:policies", project.pk),
            action="去核对",
            due=due,
            left=desk.left(due),
        )
        for project, said in collecting.doubtful(team, desk.today)
        for due in [desk.known.of(project.pk, deadlines.CITING)]
    ]


def _disputed(desk: Desk, team: QuerySet[Project]) -> list[Item]:
    return [
        Item(
            kind="conflict",
            label="有争议",
            title=f"底稿{row.paper.indicator.code} {row.paper.indicator.name}：得分有争议",
            detail=row.reason,
            project=row.paper.project.title,
            url=links.paper(row.paper.project_id, row.paper.indicator.code),
            action="去答复",
            due=due,
            left=desk.left(due),
        )
        for row in collecting.open_disputes(team)
        for due in [desk.known.of(row.paper.project_id, deadlines.CHECKING)]
    ]


def _requested(desk: Desk, row: RequestedItem) -> Item:
    due = Due(day=row.due, by="资料清单") if row.due else None
    has_come = row.state == RequestState.RECEIVED
    return Item(
        kind="todo" if has_come else "late",
        label="待核对" if has_come else "逾期",
        title=f"资料：{row.title}",
        detail="单位已提交，等核对" if has_come else "单位还没有提交，请催要",
        project=row.project.title,
        url=f"{links.page('evidence:requests', row.project_id)}#request-{row.pk}",
        action="去核对" if has_come else "去催要",
        due=due,
        left=desk.left(due),
    )


def of_the_unit(desk: Desk) -> list[Item]:
    """What 被评价单位 has to fill in and to hand in."""
    own = collecting.own_projects(desk.user).exclude(pk__in=desk.settled)
    items = []
    for batch in collecting.to_fill(own):
        back = [item for item in batch.items if item.state == ItemState.RETURNED]
        due = desk.known.of(batch.project.pk, deadlines.COLLECTING)
        returned = f"，其中{len(back)}项退回" if back else ""
        told = "；".join(f"{item.name}：{item.returned_reason}" for item in back)
        items.append(
            Item(
                kind="returned" if back else "todo",
                label="退回" if back else "待填报",
                title=f"基础表{batch.table}：{len(batch.items)}项要填{returned}",
                detail=told or "、".join(item.name for item in batch.items[:6]),
                project=batch.project.title,
                url=links.page("fieldwork:fill-table", batch.project.pk, batch.table.pk),
                action="去填报",
                due=due,
                left=desk.left(due),
            )
        )
    return items + [_asked(desk, row) for row in collecting.to_hand_in(own)]


def _asked(desk: Desk, row: RequestedItem) -> Item:
    due = Due(day=row.due, by="资料清单") if row.due else None
    left = desk.left(due)
    is_late = left is not None and left < 0
    return Item(
        kind="late" if is_late else "todo",
        label="逾期" if is_late else "待提供",
        title=f"资料：{row.title}",
        detail=row.reason,
        project=row.project.title,
        url=f"{links.page('evidence:requests', row.project_id)}#request-{row.pk}",
        action="去提交",
        due=due,
        left=left,
    )

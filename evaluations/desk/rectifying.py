"""What of rectification waits for a person, as lines of 工作台: to do, or to close; one line per item."""

from __future__ import annotations

from django.db.models import QuerySet

from evaluations.desk import links
from evaluations.desk.deadlines import Due
from evaluations.desk.items import Desk, Item
from evaluations.projects.models import Project, ProjectMember, ProjectRole
from evaluations.rectification.models import RectificationItem, State
from evaluations.rectification.queries import DECIDERS, TO_WORK


def rectifying(desk: Desk) -> list[Item]:
    """整改 for the unit's contacts; 待审核 for who may close it and did not submit it."""
    to_do = _rows(desk, (ProjectRole.UNIT_CONTACT,)).filter(state__in=TO_WORK)
    to_close = _rows(desk, DECIDERS).filter(state=State.SUBMITTED).exclude(submitted_by=desk.user)
    return [
        *(_item(desk, row, label=row.get_state_display(), action="去整改") for row in to_do),
        *(_item(desk, row, label="待审核", action="去审核") for row in to_close),
    ]


def _rows(desk: Desk, roles: tuple[ProjectRole, ...]) -> QuerySet[RectificationItem]:
    own = ProjectMember.objects.filter(user=desk.user, role__in=roles).values("project")
    rows = RectificationItem.objects.filter(project__in=Project.objects.filter(pk__in=own))
    return rows.select_related("project").order_by("due", "pk")


def _item(desk: Desk, row: RectificationItem, *, label: str, action: str) -> Item:
    due = Due(day=row.due, by="整改期限")
    left = desk.left(due)
    is_returned = row.state == State.RETURNED
    return Item(
        kind="returned" if is_returned else "late" if left is not None and left < 0 else "todo",
        label=label,
        title=f"{row}：{row.problem[:80]}",
        detail=row.reason if is_returned else row.responsible,
        project=row.project.title,
        url=links.page("rectification:item", row.project_id, row.number),
        action=action,
        due=due,
        left=left,
    )

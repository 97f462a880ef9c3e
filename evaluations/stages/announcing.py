"""Who is told of what happens to stages: whose turn it is, what was withdrawn, what is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from evaluations.notices.actions import post
from evaluations.people.models import User
from evaluations.projects.access import ask_for_all, may
from evaluations.projects.models import Project, ProjectRole
from evaluations.stages.models import Act, ProjectStages, Signature, Stage
from evaluations.stages.queries import standing
from evaluations.stages.rules import VIEW
from evaluations.stages.turns import turns

KIND = "stage"
TEAM = (ProjectRole.LEAD, ProjectRole.MANAGER, ProjectRole.EVALUATOR)
SOON = 2
"""Days before the due day on which who must act is reminded."""
LATE = (1, 3, 7)
"""Days after it; then every seven."""


def turn(project: Project) -> None:
    """等您签核: tells those who sign next, once for each place and round."""
    for now in turns([project]):
        for person in _users(now.people):
            post(
                to=person,
                kind=KIND,
                subject=f"等您签核“{now.stage}”",
                body=f"{_of(project)}\n签字位：{now.signer.label}\n到期：{_day(now.due)}",
                url=_signing(project, now.stage),
                key=f"turn:{project.pk}:{now.stage.key}:{now.signer.pk}:{now.round}",
            )


def withdrawn(project: Project, row: Signature) -> None:
    """退回, 重开: tells whose signatures fell with it, and whose work it is now, with the reason."""
    state = standing(project)
    undone = {} if state is None else state.line.withdrawn
    fallen: dict[int, list[str]] = {}
    for number, by in undone.items():
        if state is not None and by.number == row.number:
            gone = state.chain[number - 1]
            fallen.setdefault(gone.person_id, []).append(gone.stage.name)
    roles = TEAM if row.act == Act.RETURN else TEAM[:2]
    workers = project.members.filter(role__in=roles).values_list("user", flat=True)
    people = _users({*fallen, *workers} - {row.person_id})
    ask_for_all(project, people)
    for person in people:
        own = "、".join(f"“{name}”" for name in dict.fromkeys(fallen.get(person.pk, ())))
        page = "stages:line" if may(person, VIEW, project) else "desk:project"
        post(
            to=person,
            kind=KIND,
            subject=_undoing(row),
            body=f"{_of(project)}\n{row.role} {row.name}：{row.opinion}"
            + (f"\n您在{own}的签字已撤回，修改后请重新签。" if own else ""),
            url=reverse(page, args=[project.pk]),
            key=f"withdrawn:{project.pk}:{row.number}",
        )


def remind(today: date) -> None:
    """将到期, 逾期: who must act is told two days before, then 1, 3, 7 days late and every seven."""
    rows = Project.objects.filter(pk__in=ProjectStages.objects.values("project")).select_related("firm")
    for now in turns(rows):
        left = (now.due - today).days
        step = _step(left)
        if step is None:
            continue
        said = f"还有{left}天到期" if left > 0 else "今天到期" if left == 0 else f"已逾期{-left}天"
        is_manned = bool(now.people)
        for person in _users(now.people or now.in_charge):
            post(
                to=person,
                kind=KIND,
                subject=f"“{now.stage}”{said}，{'等您签核' if is_manned else '还没有人能签'}",
                body=f"{_of(now.project)}\n签字位：{now.signer.label}\n到期：{_day(now.due)}"
                + ("" if is_manned else "\n小组里没有担任这个签字位的人，请先加入。"),
                url=_signing(now.project, now.stage),
                key=f"due:{now.project.pk}:{now.stage.key}:{now.due}:{now.round}:{step}",
            )


def _step(left: int) -> int | None:
    """The reminder that is to be out by now, by its day; a day without a worker delays it only."""
    if left > SOON:
        return None
    if left > -LATE[0]:
        return SOON
    late = -left
    return -max(day for day in (*LATE, late // 7 * 7) if 0 < day <= late)


def _users(people: Iterable[int]) -> list[User]:
    return list(User.objects.filter(pk__in=set(people), is_active=True).order_by("pk"))


def _signing(project: Project, stage: Stage) -> str:
    return reverse("stages:sign", args=[project.pk, stage.key])


def _of(project: Project) -> str:
    return f"项目：{project.title}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _undoing(row: Signature) -> str:
    if row.act == Act.REOPEN:
        return f"“{row.stage}”已重开"
    if row.target is None or row.target == row.stage:
        return f"“{row.stage}”被退回修改"
    return f"“{row.stage}”被退回到“{row.target}”"

"""What of the review waits for a person: opinions, forms, consultations, replies, as lines of 工作台."""

from __future__ import annotations

from itertools import groupby

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evaluations.desk import links
from evaluations.desk.deadlines import Due
from evaluations.desk.items import Desk, Item
from evaluations.notices.gates import opened
from evaluations.projects.models import Project, ProjectRole
from evaluations.reviews.adoption.models import Opinion
from evaluations.reviews.adoption.queries import unanswered
from evaluations.reviews.announcing import place_of
from evaluations.reviews.consulting.models import Recipient
from evaluations.reviews.expertise.models import ExpertForm
from evaluations.reviews.models import Comment, Thread
from evaluations.reviews.queries import mentions_of
from evaluations.reviews.rounds import EXPERT_ROUNDS, ROUNDS, is_signed
from evaluations.stages.queries import Standing

SHOWN = 12


def reviewing(desk: Desk, team: QuerySet[Project]) -> list[Item]:
    """For the team, for experts, for unit and bureau, and for whoever said something."""
    addressed = _mentions(desk)
    told = {one.url for one in addressed}
    said = [*addressed, *(one for one in _replies(desk) if one.url not in told)]
    free = opened(desk.user, [one.url for one in said])
    return [
        *_to_answer(desk, team),
        *_forms(desk),
        *_consulted(desk),
        *_unheard(desk, team),
        *(one for one in said if one.url in free),
    ]


def _to_answer(desk: Desk, team: QuerySet[Project]) -> list[Item]:
    """One line per project."""
    rows = unanswered(Opinion.objects.filter(project__in=team)).exclude(user=desk.user)
    items = []
    ordered = rows.select_related("project").order_by("-project", "number")
    for _, group in groupby(ordered, key=lambda row: row.project_id):
        found = list(group)
        items.append(
            Item(
                kind="todo",
                label="待答复",
                title=f"{len(found)}条意见等答复",
                detail="、".join(str(row) for row in found[:SHOWN]),
                project=found[0].project.title,
                url=f"{links.page('adoption:table', found[0].project_id)}#o{found[0].number}",
                action="去答复",
            )
        )
    return items


def _forms(desk: Desk) -> list[Item]:
    """专家评审意见表 of the round in turn that this expert has not handed in."""
    own = Project.objects.filter(members__user=desk.user, members__role=ProjectRole.EXPERT)
    asked = {
        pk: desk.stages[pk] for pk in own.order_by("-pk").values_list("pk", flat=True) if pk in desk.stages
    }
    given = ExpertForm.objects.filter(user=desk.user, submitted_at__isnull=False)
    done = set(given.values_list("project", "round"))
    items = []
    for project_pk, one in asked.items():
        project, current = one.project, one.state.current
        if current is None or current.key not in EXPERT_ROUNDS or (project_pk, current.key) in done:
            continue
        due = Due(day=one.due[current.key], by=current.name)
        items.append(
            Item(
                kind="todo",
                label="待提交",
                title=f"专家评审意见表：{current.name}",
                detail="打分、写意见、下结论，提交后签核",
                project=project.title,
                url=links.page("expertise:form", project.pk, current.key),
                action="去填写",
                due=due,
                left=desk.left(due),
            )
        )
    return items


def _consulted(desk: Desk) -> list[Item]:
    """征求意见 that this person has not answered; not where the round is signed meanwhile."""
    rows = Recipient.objects.filter(user=desk.user, answered_at=None)
    mine = rows.filter(consultation__project__members__user=desk.user)
    return [
        Item(
            kind="late" if due.day < desk.today else "todo",
            label="逾期" if due.day < desk.today else "待答复",
            title=str(row.consultation),
            detail="逐条提出，或答“无意见”",
            project=row.consultation.project.title,
            url=links.page("consulting:page", row.consultation.project_id),
            action="去答复",
            due=due,
            left=desk.left(due),
        )
        for row in mine.select_related("consultation__project").order_by("consultation__due")
        for due in [Due(day=row.consultation.due, by="征求意见")]
        if not is_signed(_standing(desk, row.consultation.project_id), row.consultation.round)
    ]


def _unheard(desk: Desk, team: QuerySet[Project]) -> list[Item]:
    """Who has not answered a consultation in time: the team asks again, until the round is signed."""
    rows = Recipient.objects.filter(
        consultation__project__in=team, answered_at=None, consultation__due__lt=desk.today
    )
    return [
        Item(
            kind="late",
            label="逾期",
            title=f"{row.consultation}：{row.name}还没有答复",
            detail=f"{row.title}　{ROUNDS.get(row.consultation.round, '')}",
            project=row.consultation.project.title,
            url=links.page("consulting:list", row.consultation.project_id),
            action="去催办",
            due=due,
            left=desk.left(due),
        )
        for row in rows.select_related("consultation__project").order_by("consultation__due", "pk")
        for due in [Due(day=row.consultation.due, by="征求意见")]
        if not is_signed(_standing(desk, row.consultation.project_id), row.consultation.round)
    ]


def _standing(desk: Desk, project: int) -> Standing | None:
    known = desk.stages.get(project)
    return None if known is None else known.state


def _mentions(desk: Desk) -> list[Item]:
    """Open threads that address this person, who has said nothing since; one line for each thread."""
    since = Comment.objects.filter(thread=OuterRef("thread"), author=desk.user)
    rows = mentions_of(desk.user).exclude(thread__created_by=desk.user, comment=None)
    waiting = rows.filter(
        ~Exists(since.filter(pk__gte=Coalesce(OuterRef("comment"), 0))),
        thread__project__in=Project.objects.visible_to(desk.user),
    )
    newest_first = waiting.select_related("thread__created_by", "comment__author")
    first = {row.thread_id: row for row in reversed(newest_first)}
    return [
        Item(
            kind="todo",
            label="提到您",
            title=f"{said.author if said else row.thread.created_by}提到您：{row.thread.place}",
            detail=(said.text if said else row.thread.text)[:80],
            project=row.thread.project.title,
            url=place_of(row.thread),
            action="去看",
        )
        for row in first.values()
        for said in [row.comment]
    ]


def _replies(desk: Desk) -> list[Item]:
    """Threads of one's own, still open, in which somebody else has had the last word."""
    last = Comment.objects.filter(thread=OuterRef("pk")).order_by("-pk")
    mine = Thread.objects.filter(created_by=desk.user, project__members__user=desk.user).awaiting()
    rows = mine.annotate(
        last_by=Subquery(last.values("author")[:1]), last_text=Subquery(last.values("text")[:1])
    )
    answered = rows.exclude(last_by=None).exclude(last_by=desk.user.pk).annotate(newest=Max("comments__pk"))
    return [
        Item(
            kind="todo",
            label="有回复",
            title=f"您的意见有回复：{row.place}",
            detail=row.last_text[:80],
            project=row.project.title,
            url=place_of(row),
            action="去看",
        )
        for row in answered.select_related("project").order_by("-newest")
    ]

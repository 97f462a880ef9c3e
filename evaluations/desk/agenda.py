"""What waits for a person, over all their projects, as one list: each line with its day, verb and link."""

from __future__ import annotations

import datetime
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from evaluations.desk import deadlines, links, queries
from evaluations.desk.collected import collected, of_the_unit
from evaluations.desk.deadlines import Due
from evaluations.desk.items import Desk, Item, offered
from evaluations.desk.rectifying import rectifying
from evaluations.desk.reviewing import reviewing
from evaluations.desk.signing import signing
from evaluations.engagement.queries import undeclared
from evaluations.engagement.schedule import due_steps
from evaluations.papers.checking.queries import awaiting, fallen_for, returned_to
from evaluations.papers.models import RunScore, WorkingPaper
from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.stages.turns import worked

STATUS_WORDS = {"missing": "缺数", "invalid": "数据有误", "undefined": "算不出"}
SHOWN_PER_PROJECT = 5


def agenda(user: User) -> list[Item]:
    """By due day, the earliest first; then what has none: failed jobs, papers, declarations, scores.

    The facts of what is issued or archived wait for nobody.
    """
    seen = list(Project.objects.visible_to(user).select_related("firm"))
    desk = Desk(
        user=user,
        today=timezone.localdate(),
        known=deadlines.deadlines(project.pk for project in seen),
        stages=worked(seen),
    )
    team = queries.where_role(user, queries.TEAM)
    at_work = team.exclude(pk__in=desk.settled)
    projects = queries.with_standing(at_work)
    items = [
        *_failed(user),
        *_returned(desk),
        *_fallen(desk),
        *signing(desk),
        *_to_check(desk),
        *_due(desk),
        *_unsigned(desk),
        *_to_compute(desk, projects),
        *_without_score(desk, projects),
        *_to_prepare(desk, at_work),
        *collected(desk, at_work),
        *of_the_unit(desk),
        *reviewing(desk, team),
        *rectifying(desk),
        *offered(desk),
    ]
    return sorted(items, key=lambda item: (item.left is None, item.left or 0))


def _failed(user: User) -> list[Item]:
    return [
        Item(
            kind="failed",
            label="失败",
            title=job.title,
            detail="：".join(text for text in (job.place, job.message) if text),
            project=str(_project_of(job)),
            url=links.of_job(job),
            action="查看并重试",
        )
        for job in queries.failed_jobs(user)[:10]
    ]


def _project_of(job: object) -> Project | str:
    for name in ("scoring_run", "edition", "release_attempt", "archive"):
        owner = getattr(job, name, None)
        if owner is not None:
            return owner.project
    return "—"


def _returned(desk: Desk) -> list[Item]:
    papers = returned_to(desk.user, queries.where_role(desk.user, queries.TEAM))
    return [
        Item(
            kind="returned",
            label="退回",
            title=str(paper),
            detail=paper.note,
            project=paper.project.title,
            url=links.paper(paper.project_id, paper.indicator.code),
            action="去修改",
            due=due,
            left=desk.left(due),
        )
        for paper in papers
        for due in [desk.known.of(paper.project_id, deadlines.PREPARING)]
    ]


def _fallen(desk: Desk) -> list[Item]:
    """Papers that were changed after this person signed: the preparer signs anew, the checker knows."""
    return [
        Item(
            kind="returned",
            label="签字失效",
            title=str(paper),
            detail=paper.note,
            project=paper.project.title,
            url=links.paper(paper.project_id, paper.indicator.code),
            action="重新编制" if paper.lost_prepared_by_id == desk.user.pk else "查看",
            due=due,
            left=desk.left(due),
        )
        for paper in fallen_for(desk.user, queries.where_role(desk.user, (*queries.TEAM, *queries.CHECKERS)))
        for due in [desk.known.of(paper.project_id, deadlines.PREPARING)]
    ]


def _to_check(desk: Desk) -> list[Item]:
    """One line per project: its papers are checked one after the other."""
    items = []
    waiting = awaiting(desk.user, queries.where_role(desk.user, queries.CHECKERS))
    for _, group in groupby(waiting, key=lambda paper: paper.project_id):
        papers: list[WorkingPaper] = list(group)
        first = papers[0]
        due = desk.known.of(first.project_id, deadlines.CHECKING)
        items.append(
            Item(
                kind="todo",
                label="待复核",
                title=f"{len(papers)}份底稿等您复核",
                detail="、".join(paper.indicator.code for paper in papers[:12]),
                project=first.project.title,
                url=links.paper(first.project_id, first.indicator.code),
                action="去复核",
                due=due,
                left=desk.left(due),
            )
        )
    return items


def _due(desk: Desk) -> list[Item]:
    """Steps of the schedule that this person answers for: what is late, and what is due soon."""
    return [
        Item(
            kind="late" if days < 0 else "todo",
            label="逾期" if days < 0 else "将到期",
            title=f"工作进度：{step.name}",
            detail=f"计划{step.due_on}完成" + (f"，已过{-days}天" if days < 0 else ""),
            project=step.project.title,
            url=links.page("engagement:schedule", step.project_id),
            action="去填完成日期",
            due=Due(day=desk.today + datetime.timedelta(days=days), by="工作进度"),
            left=days,
        )
        for step, days in due_steps(desk.user, desk.today)
    ]


def _unsigned(desk: Desk) -> list[Item]:
    return [
        Item(
            kind="todo",
            label="待签",
            title="独立性声明：尚未签署",
            detail="参加评价的人员和专家各自签署",
            project=project.title,
            url=links.page("engagement:declaration", project.pk),
            action="去签署",
            due=due,
            left=desk.left(due),
        )
        for project in undeclared(desk.user)
        for due in [desk.known.start_of(project.pk)]
    ]


def _to_compute(desk: Desk, projects: QuerySet[Project]) -> list[Item]:
    items = []
    for project in projects:
        if project.run_pk is None:  # type: ignore[attr-defined]
            title, detail, action = "评分：尚未计算", "还没有正式得分；生成报告时也会先算一次", "去计算"
        elif queries.is_stale(project):
            title, detail, action = "评分：事实已变", "底稿或指标改动后还没有重新计算", "重新计算"
        else:
            continue
        due = desk.known.of(project.pk, deadlines.PREPARING)
        items.append(
            Item(
                kind="todo",
                label="待计算",
                title=title,
                detail=detail,
                project=project.title,
                url=links.page("papers:scores", project.pk),
                action=action,
                due=due,
                left=desk.left(due),
            )
        )
    return items


def _without_score(desk: Desk, projects: QuerySet[Project]) -> list[Item]:
    items = []
    for _, group in groupby(queries.without_score(projects), key=lambda score: score.run_id):
        scores = list(group)
        project = scores[0].run.project
        due = desk.known.of(project.pk, deadlines.PREPARING)
        items += [
            Item(
                kind="conflict" if score.status == "invalid" else "todo",
                label=STATUS_WORDS[score.status],
                title=f"底稿{score.code} {score.name}",
                detail=score.reason,
                project=project.title,
                url=links.paper(project.pk, score.code),
                action="去填",
                due=due,
                left=desk.left(due),
            )
            for score in scores[:SHOWN_PER_PROJECT]
        ]
        if len(scores) > SHOWN_PER_PROJECT:
            items.append(_others(project, scores[SHOWN_PER_PROJECT:], due, desk.left(due)))
    return items


def _others(project: Project, scores: list[RunScore], due: Due | None, left: int | None) -> Item:
    return Item(
        kind="todo",
        label="待补",
        title=f"另有{len(scores)}份底稿没有得分",
        detail="、".join(score.code for score in scores),
        project=project.title,
        url=links.page("papers:list", project.pk),
        action="逐份补齐",
        due=due,
        left=left,
    )


def _to_prepare(desk: Desk, team: QuerySet[Project]) -> list[Item]:
    """One line per project: its papers that nobody has signed as prepared yet."""
    drafts = WorkingPaper.objects.in_use().filter(project__in=team, state="drafting")
    ordered = drafts.select_related("indicator", "project").order_by("-project", "indicator__position")
    items = []
    for _, group in groupby(ordered, key=lambda paper: paper.project_id):
        papers = list(group)
        first = papers[0]
        due = desk.known.of(first.project_id, deadlines.PREPARING)
        codes = "、".join(paper.indicator.code for paper in papers[:12])
        items.append(
            Item(
                kind="todo",
                label="待编制",
                title=f"{len(papers)}份底稿没有编制完成",
                detail=codes + ("等" if len(papers) > 12 else ""),
                project=first.project.title,
                url=links.paper(first.project_id, first.indicator.code),
                action="去编制",
                due=due,
                left=desk.left(due),
            )
        )
    return items

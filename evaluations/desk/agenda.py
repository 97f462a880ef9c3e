"""What waits for a person, over all their projects, as one list: each line with its own verb and link."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from evaluations.desk import links, queries
from evaluations.engagement.queries import undeclared
from evaluations.engagement.schedule import due_steps
from evaluations.papers.checking.queries import awaiting, fallen_for, returned_to
from evaluations.papers.models import RunScore, WorkingPaper
from evaluations.people.models import User
from evaluations.projects.models import Project

STATUS_WORDS = {"missing": "缺数", "invalid": "数据有误", "undefined": "算不出"}
SHOWN_PER_PROJECT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to do. `kind` and `label` make the badge; `action` is the verb of the link."""

    kind: str
    label: str
    title: str
    detail: str
    project: str
    url: str
    action: str


def agenda(user: User) -> list[Item]:
    """Failed jobs first, then papers sent back, unsigned or to be checked, what is due, then scores."""
    projects = queries.with_standing(queries.where_role(user, queries.TEAM))
    return [
        *_failed(user),
        *_returned(user),
        *_fallen(user),
        *_to_check(user),
        *_due(user),
        *_unsigned(user),
        *_to_compute(projects),
        *_without_score(projects),
    ]


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
    for name in ("scoring_run", "edition"):
        owner = getattr(job, name, None)
        if owner is not None:
            return owner.project
    return "—"


def _returned(user: User) -> list[Item]:
    papers = returned_to(user, queries.where_role(user, queries.TEAM))
    return [
        Item(
            kind="returned",
            label="退回",
            title=str(paper),
            detail=paper.note,
            project=paper.project.title,
            url=links.paper(paper.project_id, paper.indicator.code),
            action="去修改",
        )
        for paper in papers
    ]


def _fallen(user: User) -> list[Item]:
    """Papers that were changed after this person signed: the preparer signs anew, the checker knows."""
    return [
        Item(
            kind="returned",
            label="签字失效",
            title=str(paper),
            detail=paper.note,
            project=paper.project.title,
            url=links.paper(paper.project_id, paper.indicator.code),
            action="重新编制" if paper.lost_prepared_by_id == user.pk else "查看",
        )
        for paper in fallen_for(user, queries.where_role(user, (*queries.TEAM, *queries.CHECKERS)))
    ]


def _to_check(user: User) -> list[Item]:
    """One line per project: its papers are checked one after the other."""
    items = []
    waiting = awaiting(user, queries.where_role(user, queries.CHECKERS))
    for _, group in groupby(waiting, key=lambda paper: paper.project_id):
        papers: list[WorkingPaper] = list(group)
        first = papers[0]
        items.append(
            Item(
                kind="todo",
                label="待复核",
                title=f"{len(papers)}份底稿等您复核",
                detail="、".join(paper.indicator.code for paper in papers[:12]),
                project=first.project.title,
                url=links.paper(first.project_id, first.indicator.code),
                action="去复核",
            )
        )
    return items


def _due(user: User) -> list[Item]:
    """Steps of the schedule that this person answers for: what is late, and what is due soon."""
    today = timezone.localdate()
    return [
        Item(
            kind="conflict" if days < 0 else "todo",
            label="逾期" if days < 0 else "将到期",
            title=f"工作进度：{step.name}",
            detail=f"计划{step.due_on}完成" + (f"，已过{-days}天" if days < 0 else ""),
            project=step.project.title,
            url=links.page("engagement:schedule", step.project_id),
            action="去填完成日期",
        )
        for step, days in due_steps(user, today)
    ]


def _unsigned(user: User) -> list[Item]:
    return [
        Item(
            kind="todo",
            label="待签",
            title="独立性声明：尚未签署",
            detail="参加评价的人员和专家各自签署",
            project=project.title,
            url=links.page("engagement:declaration", project.pk),
            action="去签署",
        )
        for project in undeclared(user)
    ]


def _to_compute(projects: QuerySet[Project]) -> list[Item]:
    items = []
    for project in projects:
        if project.run_pk is None:  # type: ignore[attr-defined]
            title, detail, action = "评分：尚未计算", "还没有正式得分；生成报告时也会先算一次", "去计算"
        elif queries.is_stale(project):
            title, detail, action = "评分：事实已变", "底稿或指标改动后还没有重新计算", "重新计算"
        else:
            continue
        items.append(
            Item(
                kind="todo",
                label="待计算",
                title=title,
                detail=detail,
                project=project.title,
                url=links.page("papers:scores", project.pk),
                action=action,
            )
        )
    return items


def _without_score(projects: QuerySet[Project]) -> list[Item]:
    items = []
    for _, group in groupby(queries.without_score(projects), key=lambda score: score.run_id):
        scores = list(group)
        project = scores[0].run.project
        items += [
            Item(
                kind="conflict" if score.status == "invalid" else "todo",
                label=STATUS_WORDS[score.status],
                title=f"底稿{score.code} {score.name}",
                detail=score.reason,
                project=project.title,
                url=links.paper(project.pk, score.code),
                action="去填",
            )
            for score in scores[:SHOWN_PER_PROJECT]
        ]
        if len(scores) > SHOWN_PER_PROJECT:
            items.append(_others(project, scores[SHOWN_PER_PROJECT:]))
    return items


def _others(project: Project, scores: list[RunScore]) -> Item:
    return Item(
        kind="todo",
        label="待补",
        title=f"另有{len(scores)}份底稿没有得分",
        detail="、".join(score.code for score in scores),
        project=project.title,
        url=links.page("papers:list", project.pk),
        action="逐份补齐",
    )

"""`score_project ID`: a scoring run without a worker; prints total, grade and a line per indicator."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.papers.actions import run_now
from evaluations.papers.models import RunScore, ScoringRun
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from indicators.scoring import Status

STATUSES = {
    Status.OK: "",
    Status.MISSING: "缺数据",
    Status.INVALID: "数据有误",
    Status.UNDEFINED: "无法计算",
    Status.NOT_APPLICABLE: "剔除",
    Status.OVERRIDDEN: "另行评定",
    Status.INCOMPLETE: "不完整",
}


class Command(BaseCommand):
    """The scores of record, computed and stored as the button does it."""

    help = "对一个评价项目做一次评分计算，输出总分、等级和各指标得分。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", type=int, metavar="ID", help="项目编号")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.select_related("system").filter(pk=options["project"]).first()
        if project is None:
            raise CommandError(f"ID：没有编号为{options['project']}的项目。", returncode=2)
        run = _computed(project)
        for line in _lines(run):
            self.stdout.write(line)


def _computed(project: Project) -> ScoringRun:
    run = run_now(project, by=None)
    if run.computed_at is None:
        place = f"{run.job.place}：" if run.job.place else ""
        raise CommandError(f"评分没有算出：{place}{run.job.message}", returncode=2)
    return run


def _lines(run: ScoringRun) -> Iterable[str]:
    total = shown(run.total)
    yield f"总分 {total} {run.grade}".rstrip()
    if run.total is None:
        yield f"已有得分之和 {shown(run.partial_total)}"
    depths = {"": -1}
    for score in run.scores.order_by("position"):
        depths[score.code] = depths[score.parent] + 1
        yield "  " * depths[score.code] + _line(score)


def _line(score: RunScore) -> str:
    state = STATUSES[Status(score.status)]
    reason = f"（{state}：{score.reason}）" if state and score.reason else f"（{state}）" if state else ""
    return f"{score.code} {score.name}　{shown(score.score)} / {shown(score.weight)}{reason}"

"""`render_report ID --out FILE`: a project's report as PDF, without a worker."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.jobs import actions as jobs
from evaluations.jobs.models import JobState
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from indicators.scoring.files import why
from reports.publishing import actions
from reports.publishing.models import Edition


class Command(BaseCommand):
    """Makes an edition as the button does: scores of record, snapshot, rendering, record; then copies it."""

    help = "生成一个项目的报告（PDF/A，附评价数据包），写入文件。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", type=int, metavar="ID", help="项目编号")
        parser.add_argument(
            "--out", type=Path, required=True, metavar="FILE", help="写入的文件，例如report.pdf"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        out: Path = options["out"]
        if not out.parent.is_dir():
            raise CommandError(f"--out：没有文件夹“{out.parent}”，请先建立。", returncode=2)
        project = Project.objects.filter(pk=options["project"]).first()
        if project is None:
            raise CommandError(f"ID：没有编号为{options['project']}的项目。", returncode=2)
        edition = self._produced(project)
        _write(out, edition)
        seconds = time.monotonic() - begun
        self.stdout.write(f"{edition}　{edition.pages}页　{seconds:.1f}秒")
        self.stdout.write(f"总分 {shown(edition.run.total)} {edition.run.grade}".rstrip())
        self.stdout.write(f"SHA-256 {edition.pdf_sha256}")
        self.stdout.write(str(out))

    def _produced(self, project: Project) -> Edition:
        try:
            edition = actions.start_edition(project, by=None, hand_over=jobs.record)
        except actions.CannotStart as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        jobs.run(edition.job_id, actions.produce)
        edition.refresh_from_db()
        job = edition.job
        if job.state != JobState.DONE:
            raise CommandError(f"{job.place}：{job.message}" if job.place else job.message, returncode=2)
        return edition


def _write(out: Path, edition: Edition) -> None:
    """Copies the file whole or not at all."""
    part = out.with_name(f"{out.name}.part")
    try:
        with edition.pdf.open() as pdf:
            part.write_bytes(pdf.read())
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CommandError(f"--out：写不进“{out}”：{why(error)}。", returncode=2) from error

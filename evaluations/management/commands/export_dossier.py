"""`export_dossier ID [--out FILE]`: a project as a dossier, to a file or to standard output."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.exchange.queries import export_file
from evaluations.projects.models import Project
from indicators.scoring.files import why


class Command(BaseCommand):
    """The canonical file: what was imported, with what changed since."""

    help = "把一个评价项目导出为评价数据包（JSON）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", type=int, metavar="ID", help="项目编号")
        parser.add_argument("--out", type=Path, metavar="FILE", help="写入的文件；不填则输出到屏幕")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.select_related("system").filter(pk=options["project"]).first()
        if project is None:
            raise CommandError(f"ID：没有编号为{options['project']}的项目。", returncode=2)
        content = export_file(project)
        if options["out"] is None:
            self.stdout.write(content.decode(), ending="")
            return
        try:
            options["out"].write_bytes(content)
        except OSError as error:
            raise CommandError(f"--out：写不进“{options['out']}”：{why(error)}。", returncode=2) from error

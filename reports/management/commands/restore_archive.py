"""`restore_archive FILE --firm SLUG [--by USER]`: makes a project of an archive of any size."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.people.models import Firm, User
from reports.archiving.restoring import CannotRestore, restore


class Command(BaseCommand):
    """As the page does it: every problem with its place, or a project."""

    help = "由归档件恢复一个项目，输出项目编号。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="归档件（.zip）")
        parser.add_argument("--firm", required=True, metavar="SLUG", help="归属机构的代号")
        parser.add_argument("--by", default="", metavar="USER", help="项目负责人的用户名")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"FILE：没有文件“{path}”。", returncode=2)
        firm = Firm.objects.filter(slug=options["firm"]).first()
        if firm is None:
            raise CommandError(f"--firm：没有代号为“{options['firm']}”的机构。", returncode=2)
        by = User.objects.filter(username=options["by"], firms=firm).first() if options["by"] else None
        if options["by"] and by is None:
            raise CommandError(f"--by：这家机构没有用户“{options['by']}”。", returncode=2)
        try:
            project = restore(path, name=path.name, firm=firm, by=by)
        except CannotRestore as refusal:
            raise CommandError("\n".join(map(str, refusal.problems)), returncode=1) from refusal
        self.stdout.write(str(project.pk))

"""`verify_signatures [ID …]`: whether every chain of signatures holds and everything signed is as it was."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.projects.models import Project
from evaluations.stages.chain import faults


class Command(BaseCommand):
    """A line per project with signatures; each fault with its place. Fails where anything does not hold."""

    help = "核验签名链：逐环重算摘要，并把冻结的内容与签署时逐项比较。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("projects", nargs="*", type=int, metavar="ID", help="项目编号；不写则核验全部")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["projects"]
        signed = Project.objects.filter(signatures__isnull=False) | Project.objects.filter(
            chain_head__number__gt=0
        )
        projects = signed.distinct().order_by("pk").select_related("system", "firm")
        if wanted:
            projects = projects.filter(pk__in=wanted)
        broken = [project for project in projects if not self._holds(project)]
        if broken:
            raise CommandError(f"{len(broken)}个项目的签核与现有数据不符。", returncode=1)
        if not projects:
            self.stdout.write("没有签核记录。")

    def _holds(self, project: Project) -> bool:
        found = faults(project)
        count = project.signatures.count()
        self.stdout.write(f"{project.pk} {project.title}　{count}环　{'不符' if found else '完整'}")
        for fault in found:
            self.stdout.write(f"  {fault}")
        return not found

"""`import_dossier FILE --firm SLUG [--by USERNAME]`: a dossier becomes a project; prints its number."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.exchange.actions import DossierRefused, import_dossier
from evaluations.people.models import Firm, User
from indicators.scoring.files import why


class Command(BaseCommand):
    """All or nothing; problems are listed one a line with their places, and the exit code is 2."""

    help = "导入一个评价数据包，成为一家机构的评价项目；成功时只输出项目编号。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="评价数据包（JSON）")
        parser.add_argument("--firm", required=True, metavar="SLUG", help="机构代号")
        parser.add_argument("--by", metavar="USERNAME", help="导入人，将成为项目负责人")

    def handle(self, *args: Any, **options: Any) -> None:
        firm = _firm(options["firm"])
        by = _user(options["by"])
        try:
            text = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"读不了“{options['file']}”：{why(error)}。", returncode=2) from error
        try:
            project = import_dossier(text, firm=firm, by=by)
        except DossierRefused as refusal:
            for problem in refusal.problems:
                self.stderr.write(str(problem))
            count = len(refusal.problems)
            raise CommandError(f"没有导入：{count}处问题，请改正后再导入。", returncode=2) from refusal
        self.stdout.write(str(project.pk))


def _firm(slug: str) -> Firm:
    firm = Firm.objects.filter(slug=slug).first()
    if firm is None:
        known = (
            "、".join(Firm.objects.order_by("slug").values_list("slug", flat=True))
            or "还没有（先运行 seed_demo）"
        )
        raise CommandError(f"--firm：没有代号为“{slug}”的机构。现有：{known}。", returncode=2)
    return firm


def _user(username: str | None) -> User | None:
    if username is None:
        return None
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"--by：没有账号“{username}”。", returncode=2)
    return user

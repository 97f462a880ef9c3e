"""`recompute RELEASE.pdf`: whether a report says what it carries; ends with 1 if something differs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from indicators.scoring.files import why
from reports.publishing.releases.recomputing import MOST, Finding, recompute


class Command(BaseCommand):
    """Seal, attachments, scores, pages and record, one after another; what differs is named."""

    help = "核对一份签发的报告：验签章，按附件重算评分，重新排印并逐字节比较。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="RELEASE.pdf", help="签发的报告")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pdf = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"读不出“{options['file']}”：{why(error)}。", returncode=2) from error
        differing = [finding.subject for finding in recompute(pdf) if self._tell(finding)]
        if differing:
            raise CommandError(f"不一致：{'、'.join(differing)}。", returncode=1)
        self.stdout.write("全部一致。")

    def _tell(self, finding: Finding) -> bool:
        """Prints it; says whether something differs."""
        self.stdout.write(f"{'一致　' if finding.agrees else '不一致'}　{finding.subject}")
        for line in finding.said[:MOST]:
            self.stdout.write(f"　　　　{line}")
        if len(finding.said) > MOST:
            self.stdout.write(f"　　　　另有{len(finding.said) - MOST}处。")
        return not finding.agrees

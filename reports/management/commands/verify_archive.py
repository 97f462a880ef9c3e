"""`verify_archive FILE`: whether an archive proves itself, without a database; ends with 1 if it does not."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from indicators.scoring.files import why
from reports.archiving.proving import prove
from reports.publishing.releases.recomputing import MOST, Finding


class Command(BaseCommand):
    """Files, chain of signatures, scores, reports, seals, one after another; what differs is named."""

    help = "核验一份归档件：逐个文件核对摘要，核验签名链，按数据重新计算评分，验报告和签章。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="归档件（.zip）")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as file:
                file.read(1)
        except OSError as error:
            raise CommandError(f"读不出“{options['file']}”：{why(error)}。", returncode=2) from error
        differing = [finding.subject for finding in prove(options["file"]) if self._tell(finding)]
        if differing:
            raise CommandError(f"不一致：{'、'.join(dict.fromkeys(differing))}。", returncode=1)
        self.stdout.write("全部一致。")

    def _tell(self, finding: Finding) -> bool:
        """Prints it; says whether something differs."""
        self.stdout.write(f"{'一致　' if finding.agrees else '不一致'}　{finding.subject}")
        for line in finding.said[:MOST]:
            self.stdout.write(f"　　　　{line}")
        if len(finding.said) > MOST:
            self.stdout.write(f"　　　　另有{len(finding.said) - MOST}处。")
        return not finding.agrees

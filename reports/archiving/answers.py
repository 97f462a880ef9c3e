"""The answers to the surveys (答卷), which are proof: all of them, with what speaks against counting one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evaluations.findings.exporting import Order, csv_lines, file_name, table
from evaluations.projects.models import Project
from evaluations.questionnaires.models import FormVersion, Survey
from reports.archiving.container import Class, Item, as_json, folder_name, stored_bytes

GROUP = "社会调查"
ORDER = Order(kind="csv", is_all=True)


def answers_of(project: Project) -> Iterator[Item]:
    """Of each survey that was asked here its questionnaires as they were published, and a line per sheet.

    No device, no address and no one-time code is in any of them.
    """
    for place, survey in enumerate(_surveys(project), 1):
        made = table(survey, ORDER)
        if made is None:
            continue
        folder = f"{Class.PROOF.folder}/{GROUP}/{place:02d} {folder_name(survey.title)}"
        yield stored_bytes(
            f"{folder}/{folder_name(file_name(survey, ORDER))}",
            "".join(csv_lines(made)).encode(),
            title=f"{survey}　答卷{survey.responses.count()}份",
            cls=Class.PROOF,
            media_type="text/csv",
            group=GROUP,
        )
        for version in FormVersion.objects.filter(survey=survey).order_by("number"):
            yield stored_bytes(
                f"{folder}/问卷 第{version.number}版.json",
                as_json(version.content),
                title=f"{survey}　问卷第{version.number}版",
                cls=Class.PROOF,
                group=GROUP,
            )


def seals(project: Project) -> list[dict[str, Any]]:
    """Which sheets each survey counts, by what 汇总 sealed."""
    return [survey.sealed for survey in _surveys(project)]


def _surveys(project: Project) -> Iterator[Survey]:
    yield from Survey.objects.filter(project=project).order_by("position")

"""What changes in a report's texts: one's own in place of the generated one, and back."""

from __future__ import annotations

from django.db import transaction

from evaluations.people.models import User
from evaluations.projects.actions import Change, Conflict, Fold, delete_as, log, save_as
from evaluations.projects.models import Project
from reports.composing.models import SectionText

GENERATED = "（生成文字）"
"""What the log calls the text that the facts give."""


@transaction.atomic
def save_text(
    project: Project, section: str, text: str, *, title: str, revision: int, by: User, verb: str = "修改"
) -> SectionText:
    """Puts `text` (plain paragraphs, one per line) in place of the section's generated one.

    `revision` is the one it rests on, 0 for the generated text. Raises Conflict if that is not the newest.
    """
    row = _newest(project, section, revision, mine=text)
    before = row.text if row else GENERATED
    if row is None:
        row = SectionText(project=project, section=section, revision=0)
    elif row.text == text:
        return row
    row.text, row.updated_by = text, by
    row.revision += 1
    save_as(row, by=by)
    changes: list[Change] = [{"field": "正文", "before": before, "after": text}]
    fold = Fold(thing=f"text-{section}"[:80]) if verb == "修改" else None
    log(project, by=by, kind="text", verb=verb, subject=f"报告文字 {title}", changes=changes, fold=fold)
    return row


@transaction.atomic
def restore_text(project: Project, section: str, *, title: str, revision: int, by: User) -> None:
    """Gives the section its generated text back. Raises Conflict if `revision` is not the newest."""
    row = _newest(project, section, revision, mine="")
    if row is None:
        return
    changes: list[Change] = [{"field": "正文", "before": row.text, "after": GENERATED}]
    delete_as(row, by=by)
    log(project, by=by, kind="text", verb="恢复生成", subject=f"报告文字 {title}", changes=changes)


def _newest(project: Project, section: str, revision: int, *, mine: str) -> SectionText | None:
    """The section's row, locked, if the caller saw its newest revision."""
    Project.objects.select_for_update().get(pk=project.pk)
    row = SectionText.objects.filter(project=project, section=section).first()
    newest = row.revision if row else 0
    if revision != newest:
        theirs = row.text if row else ""
        raise Conflict(theirs={"text": theirs}, mine={"text": mine}, revision=newest)
    return row

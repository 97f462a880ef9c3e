"""The versions of a draft: what it said after each save."""

from __future__ import annotations

from typing import Any

from evaluations.projects.versions import Version, newest_first
from evaluations.questionnaires.designing import outline
from evaluations.questionnaires.models import Form
from evaluations.surveying import plainly


class Kept:
    """All versions, newest first, with what people call their keys and what each held."""

    def __init__(self, row: Form) -> None:
        self.versions: list[Version] = []
        self.contents: dict[int, Any] = {}
        self._labels: dict[str, str] = {}
        for record in newest_first(row):
            questionnaire = plainly.read(record.content)
            texts = outline.texts(questionnaire)
            for key in texts:
                self._labels.setdefault(key, outline.label_of(key, questionnaire))
            self.contents[record.history_id] = record.content
            self.versions.append(
                Version(
                    pk=record.history_id,
                    revision=record.revision,
                    at=record.history_date,
                    by=record.history_user,
                    values=texts,
                )
            )

    def label(self, key: str) -> str:
        """What people call a key; of a question its newest text."""
        return self._labels[key]

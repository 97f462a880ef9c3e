"""Questionnaires ⇄ plain data, with located problems; the digest of what was published."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from evaluations.dossier.plain import json_text
from evaluations.dossier.reading import BAD, Notes, read_object
from evaluations.dossier.writing import write_object
from evaluations.surveying.definition import Questionnaire


class Unreadable(ValueError):
    """The data is no questionnaire; `problems` are (path, sentence) pairs."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__("；".join(f"{path}：{text}" for path, text in problems))
        self.problems = tuple(problems)


def read(data: Mapping[str, Any]) -> Questionnaire:
    """A questionnaire from plain data. Raises Unreadable; whether it makes sense is asked of `problems`."""
    notes = Notes()
    found = read_object(Questionnaire, data, "", notes)
    if found is BAD or notes.problems:
        raise Unreadable(notes.problems)
    questionnaire: Questionnaire = found
    return questionnaire


def write(questionnaire: Questionnaire) -> dict[str, Any]:
    """Plain data in the order of the fields, absent what is not said."""
    return write_object(questionnaire)


def digest(questionnaire: Questionnaire) -> str:
    """SHA-256 of what the questionnaire says."""
    return hashlib.sha256(json_text(write(questionnaire), sort_keys=True).encode()).hexdigest()

"""Reads of open answers (开放题): what was written, page by page, and under which themes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from evaluations.questionnaires.models import Response, Survey, Theme, ThemedAnswer
from evaluations.surveying.definition import OF_WORDS, Questionnaire, words_key
from evaluations.surveying.shares import share

UNTHEMED = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A question that is answered in words; `key` is its id, or that of the words beside a choice (其他)."""

    key: str
    number: int
    title: str


def open_questions(questionnaire: Questionnaire) -> list[Open]:
    """All of them in the order of the questionnaire."""
    numbers = questionnaire.numbers()
    found = []
    for item in questionnaire.asked:
        number = numbers[item.id]
        if item.kind in OF_WORDS:
            found.append(Open(key=item.id, number=number, title=item.text))
        found += [
            Open(key=words_key(item, one), number=number, title=f"{item.text}　{one.label}")
            for one in item.choices
            if one.words
        ]
    return found


def written(survey: Survey, key: str) -> QuerySet[Response]:
    """The valid sheets with words to the question, in the order in which they came."""
    rows = Response.objects.filter(survey=survey, is_valid=True, words__has_key=key)
    own = ThemedAnswer.objects.filter(theme__item=key).select_related("theme")
    return rows.prefetch_related(Prefetch("themed", queryset=own)).defer("coded").order_by("pk")


def narrowed(rows: QuerySet[Response], key: str, asked: Mapping[str, str]) -> QuerySet[Response]:
    """Of them those under a `theme` (its number, or `none`), with the words `q`."""
    theme = asked.get("theme", "")
    if theme == UNTHEMED:
        rows = rows.exclude(themed__theme__item=key)
    elif theme.isascii() and theme.isdigit() and len(theme) < 18:
        rows = rows.filter(themed__theme=int(theme))
    if words := asked.get("q", "").strip():
        rows = rows.filter(**{f"words__{key}__icontains": words})
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A theme with the valid answers under it and their share of those who wrote something, in percent."""

    theme: Theme
    count: int
    share: Any


def themes(survey: Survey, key: str, base: int) -> list[Counted]:
    """The themes of a question with their counts."""
    valid = Count("answers", filter=Q(answers__response__is_valid=True))
    rows = Theme.objects.filter(survey=survey, item=key).annotate(valid=valid).order_by("position", "pk")
    return [
        Counted(theme=one, count=one.valid, share=share(one.valid, base) if base else None) for one in rows
    ]


def unthemed(survey: Survey, key: str) -> int:
    """How many valid answers stand under no theme."""
    return written(survey, key).exclude(themed__theme__item=key).order_by().count()

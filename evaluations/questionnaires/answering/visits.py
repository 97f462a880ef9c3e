"""A sheet in somebody's hands: on a link, in an interview, or tried out; what is done with it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.urls import reverse

from evaluations.people.models import User
from evaluations.questionnaires.answering import actions, limits
from evaluations.questionnaires.answering.doors import Door
from evaluations.questionnaires.answering.sheets import Fields, walked
from evaluations.questionnaires.models import Sitting
from evaluations.questionnaires.receiving import questionnaire_of
from evaluations.surveying.definition import Questionnaire
from evaluations.surveying.routing import pages


class Visit(ABC):
    """What the pages of a sheet ask of it.

    `sha256` names a questionnaire that never changes, `banner` says on every page that this is no ordinary
    sheet, `is_kept` whether the phone keeps what is typed.
    """

    questionnaire: Questionnaire
    fields: Fields
    sha256 = ""
    banner = ""
    is_kept = True

    @abstractmethod
    def at(self, number: int | None = None) -> str:
        """The address of a page, or of all pages together."""

    @property
    @abstractmethod
    def thanks(self) -> str:
        """Where the end is."""

    @abstractmethod
    def keep(self, fields: Fields) -> None:
        """Keeps what was typed so far."""

    @abstractmethod
    def send(self, answers: Mapping[str, Any]) -> None:
        """Hands the sheet in. Raises CodeUsed."""

    def may_send(self, request: HttpRequest) -> bool:
        """Whether not too much came from where this request comes from."""
        return True


class OnSitting(Visit):
    """A sheet of a published version that is stored while it is answered."""

    def __init__(self, door: Door, sitting: Sitting) -> None:
        self.door, self.sitting = door, sitting
        self.questionnaire = questionnaire_of(sitting.version)
        self.sha256 = sitting.version.sha256
        self.fields = sitting.answers

    @property
    def resume(self) -> str:
        """The first page on which something is still to be answered, else the last one."""
        found = walked(self.questionnaire, self.fields).page
        return self.at(found or len(pages(self.questionnaire)))

    def keep(self, fields: Fields) -> None:
        actions.keep(self.sitting, fields)


class OnLink(OnSitting):
    """Somebody without an account."""

    def at(self, number: int | None = None) -> str:
        name = "answering:sheet" if number is None else "answering:page"
        return reverse(name, args=[self.door.token, self.sitting.key, *([] if number is None else [number])])

    @property
    def thanks(self) -> str:
        return reverse("answering:thanks", args=[self.door.token])

    def send(self, answers: Mapping[str, Any]) -> None:
        actions.send(self.sitting, answers, rules=self.door.rules)

    def may_send(self, request: HttpRequest) -> bool:
        return limits.may_send(request, self.door.survey)


class InInterview(OnSitting):
    """An interviewer asks and ticks, many people in a row."""

    banner = "访问员"

    def __init__(self, door: Door, sitting: Sitting, by: User) -> None:
        super().__init__(door, sitting)
        self.by = by

    def at(self, number: int | None = None) -> str:
        place = [self.door.project, self.door.survey, self.sitting.key]
        if number is None:
            return reverse("answering:interview", args=place)
        return reverse("answering:interview-page", args=[*place, number])

    @property
    def thanks(self) -> str:
        return reverse("answering:interview-thanks", args=[self.door.project, self.door.survey])

    def send(self, answers: Mapping[str, Any]) -> None:
        actions.send(self.sitting, answers, rules=self.door.rules, by=self.by)


class OnTrial(Visit):
    """试填: the same pages, and nothing is stored but in the session of whoever tries."""

    banner = "试填"
    is_kept = False

    def __init__(self, session: SessionBase, place: tuple[int, int], questionnaire: Questionnaire) -> None:
        self.session, self.place, self.questionnaire = session, place, questionnaire
        self.fields = session.get(self._key, {})

    @property
    def _key(self) -> str:
        return f"tryout-{self.place[1]}"

    def at(self, number: int | None = None) -> str:
        if number is None:
            return reverse("answering:tryout-sheet", args=self.place)
        return reverse("answering:tryout-page", args=[*self.place, number])

    @property
    def thanks(self) -> str:
        return reverse("answering:tryout-thanks", args=self.place)

    def keep(self, fields: Fields) -> None:
        self.session[self._key] = fields

    def send(self, answers: Mapping[str, Any]) -> None:
        self.session.pop(self._key, None)

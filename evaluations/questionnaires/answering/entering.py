"""The first page of a survey: what it is about, consent, group, and the beginning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evaluations.questionnaires.answering.serving import FOLDER
from evaluations.questionnaires.answering.visits import Visit
from evaluations.surveying.definition import Group, Questionnaire


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """`group` is the one that a link says; `is_full` tells of which groups there are enough; `begun` is a
    sheet of this phone that waits to be finished; `banner` that it is no ordinary sheet."""

    questionnaire: Questionnaire
    firm: str
    group: str = ""
    is_full: Callable[[str], bool] = field(default=lambda _group: False)
    begun: Visit | None = None
    banner: str = ""
    back: str = ""

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups that one chooses from: none where the link says it."""
        return () if self.group else self.questionnaire.groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was chosen on the first page; `errors` by field say what is missing."""

    group: str
    has_agreed: bool
    errors: dict[str, str]


NOTHING = Chosen(group="", has_agreed=False, errors={})


def read(request: HttpRequest, entrance: Entrance) -> Chosen:
    """What was sent from the first page."""
    errors: dict[str, str] = {}
    group = entrance.group or request.POST.get("group", "")
    known = {one.id: one.label for one in entrance.questionnaire.groups}
    if entrance.groups and group not in known:
        errors["group"] = (
            "请选择您属于哪一类受访者。" if not group else "收到了问卷里没有的类别，请重新选择。"
        )
    elif group and entrance.is_full(group):
        errors["group"] = f"“{known.get(group, group)}”已经收满，谢谢您愿意参加。"
    has_agreed = bool(request.POST.get("consent"))
    if entrance.questionnaire.consent and not has_agreed:
        errors["consent"] = "请阅读说明并勾选同意，再开始作答。"
    return Chosen(group=group if group in known else "", has_agreed=has_agreed, errors=errors)


def show(
    request: HttpRequest, entrance: Entrance, chosen: Chosen = NOTHING, *, busy: str = "", status: int = 200
) -> HttpResponse:
    """The first page."""
    choices = [
        {
            "id": one.id,
            "label": one.label,
            "is_on": one.id == chosen.group,
            "is_full": entrance.is_full(one.id),
        }
        for one in entrance.groups
    ]
    context = {
        "entrance": entrance,
        "title": entrance.questionnaire.title,
        "choices": choices,
        "chosen": chosen,
        "busy": busy,
        "number_asked": len(entrance.questionnaire.asked),
    }
    return render(request, f"{FOLDER}/open.html", context, status=status)

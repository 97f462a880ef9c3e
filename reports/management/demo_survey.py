"""The demonstration's survey with its questionnaire and sheets: as many answers as the dossier counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from evaluations.findings.tallying import tally
from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.questionnaires.collecting.actions import Plan, adopt_sample, stop
from evaluations.questionnaires.designing.actions import publish, take
from evaluations.questionnaires.models import (
    Channel,
    FormVersion,
    Option,
    Question,
    Response,
    Survey,
    Theme,
    ThemedAnswer,
)
from evaluations.questionnaires.receiving import Sheet, receive_many
from evaluations.surveying.definition import LONG, MULTIPLE, Choice, Group, Item, Questionnaire

TITLE = "市民满意度问卷调查"
GROUPS = (Group(id="hall", label="服务大厅办事群众"), Group(id="street", label="社区服务点居民"))
SATISFYING = {"满意": (Decimal(100), True), "基本满意": (Decimal(75), True), "不满意": (Decimal(0), False)}
JUDGED = ("坐席人员的服务态度", "对热线服务的总体评价")
"""The questions that count for 满意度."""
ADVICE = Item(id="advice", kind=LONG, text="您对热线还有什么意见和建议？", required=False)
SAID = {
    "等候与接通": ("早高峰总是占线，希望多安排几个人。", "排队时请告诉我前面还有几个人。", "夜里打不通。"),
    "答复质量": ("两次打来得到的答复不一样。", "说得很清楚，就是语速快了些。"),
    "办理与回访": ("转办以后没有人告诉我结果。", "办好了请发一条短信。", "希望能查到办理进度。"),
}
INTRO = "为了解市民对热线服务的评价，请您用三分钟回答以下问题。"
CONSENT = "本调查不记名，答案只用于统计，不用于其他目的。"
PLAN = Plan(
    size=384,
    population=186_000,
    confidence=Decimal(95),
    margin=Decimal(5),
    quotas={"hall": 240, "street": 144},
)
FIRST = datetime(2026, 3, 2, 1, tzinfo=UTC)
SEED = 2025


def add_survey(project: Project, by: User) -> None:
    """The questionnaire as it was answered in March, closed and taken over as facts."""
    survey = Survey.objects.get(project=project, title=TITLE)
    asked = list(Question.objects.filter(survey=survey).order_by("position").prefetch_related("options"))
    items = [_item(place, question) for place, question in enumerate(asked, 1)]
    form = take(
        survey,
        Questionnaire(title=TITLE, intro=INTRO, consent=CONSENT, groups=GROUPS, items=(*items, ADVICE)),
        revision=None,
        by=by,
    )
    version = publish(survey, revision=form.revision, by=by)
    adopt_sample(survey, PLAN, by=by)
    receive_many(version, _sheets(items, asked, survey))
    _add_themes(version)
    stop(survey, by=by)
    tally(survey, by=by)


def _item(place: int, question: Question) -> Item:
    """The question as it is asked; the row with its count learns which item it counts."""
    key = f"q{place}"
    is_judged = question.text in JUDGED
    choices = []
    for number, option in enumerate(question.options.all()):
        choice = Choice(id=chr(ord("a") + number), label=option.label)
        if is_judged:
            score, satisfied = SATISFYING[option.label]
            choice = replace(choice, score=score, satisfied=satisfied)
        choices.append(choice)
        Option.objects.filter(pk=option.pk).update(choice=choice.id)
    Question.objects.filter(pk=question.pk).update(item=key)
    return Item(
        id=key, kind=question.kind, text=question.text, choices=tuple(choices), satisfaction=is_judged
    )


def _sheets(items: Sequence[Item], asked: Sequence[Question], survey: Survey) -> Iterator[Sheet]:
    """Sheets that come to the counts of the dossier, and those that broke off after the first questions."""
    lots = Random(SEED)  # noqa: S311 - the same demonstration everywhere
    valid, returned = survey.valid or 0, survey.returned or 0
    columns = {
        item.id: _column(item, [option.count or 0 for option in question.options.all()], valid, lots)
        for item, question in zip(items, asked, strict=True)
    }
    said = [text for texts in SAID.values() for text in texts]
    for place in range(returned):
        if place < valid:
            answers: dict[str, Any] = {key: column[place] for key, column in columns.items()}
        else:
            answers = {key: columns[key][place - valid] for key in ("q1", "q2", "q3")}
        if place % 9 == 4:
            answers[ADVICE.id] = lots.choice(said)
        begun = FIRST + timedelta(days=place // 30, minutes=13 * (place % 30))
        is_paper = place % 4 == 0
        yield Sheet(
            key=UUID(int=lots.getrandbits(128), version=4),
            channel=Channel.PAPER if is_paper else Channel.OPEN,
            answers=answers,
            group="street" if lots.random() < 0.38 else "hall",
            sheet=f"{place // 4 + 1:03}" if is_paper else "",
            started_at=None if is_paper else begun,
            submitted_at=begun + timedelta(seconds=lots.randint(95, 320)),
        )


def _column(item: Item, counts: Sequence[int], sheets: int, lots: Random) -> list[Any]:
    """For every sheet its answer; each choice as often as it was counted, of several at least one."""
    if item.kind != MULTIPLE:
        found = [choice.id for choice, count in zip(item.choices, counts, strict=True) for _ in range(count)]
        lots.shuffle(found)
        return found
    taken: list[list[str]] = [[] for _ in range(sheets)]
    for choice, count in zip(item.choices, counts, strict=True):
        order = sorted(range(sheets), key=lambda at: (bool(taken[at]), lots.random()))
        for at in order[:count]:
            taken[at].append(choice.id)
    return taken


def _add_themes(version: FormVersion) -> None:
    """What people wrote, under three headings."""
    written = Response.objects.filter(survey=version.survey_id, words__has_key=ADVICE.id)
    themes = {
        name: Theme.objects.create(survey_id=version.survey_id, item=ADVICE.id, name=name, position=place)
        for place, name in enumerate(SAID)
    }
    name_of = {text: name for name, texts in SAID.items() for text in texts}
    ThemedAnswer.objects.bulk_create(
        ThemedAnswer(theme=themes[name_of[row.words[ADVICE.id]]], response=row) for row in written
    )

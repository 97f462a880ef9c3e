"""A questionnaire with a question of every kind, and sheets that fit it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from evaluations.surveying.definition import (
    DATE,
    END,
    LONG,
    MATRIX,
    MULTIPLE,
    NUMBER,
    RANKING,
    SCALE,
    SECTION,
    SHORT,
    SINGLE,
    Choice,
    Group,
    Item,
    Jump,
    Line,
    Questionnaire,
)


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(id=chr(97 + place), label=label) for place, label in enumerate(labels))


SATISFIED = tuple(
    Choice(id=str(points), label=label, score=Decimal(points * 25), satisfied=points >= 3)
    for points, label in ((4, "很满意"), (3, "满意"), (2, "一般"), (1, "不满意"), (0, "很不满意"))
)
ASIDE = Choice(id="x", label="没有用过", aside=True)

KNOWS = Item(
    id="q1", kind=SINGLE, text="您了解这项政策吗？", choices=choices("了解", "听说过", "不了解"),
    jumps=(Jump(when=("c",), to="q5"),),
)  # fmt: skip
SERVICE = Item(
    id="q2", kind=SCALE, text="您对送餐服务满意吗？", choices=(*SATISFIED, ASIDE), satisfaction=True
)
CHANNELS = Item(
    id="q3", kind=MULTIPLE, text="您从哪里知道的？", least=1, most=2,
    choices=(*choices("社区", "电视", "邻居"), Choice(id="o", label="其他", words=True)),
)  # fmt: skip
PARTS = Item(
    id="q4", kind=MATRIX, text="请评价各项服务", choices=SATISFIED, required=False,
    lines=(Line(id="a", label="助餐"), Line(id="b", label="助浴")),
)  # fmt: skip
ORDER = Item(
    id="q5", kind=RANKING, text="您最需要哪些服务？", choices=choices("助餐", "助浴", "助医"), required=False
)
AGE = Item(id="q6", kind=NUMBER, text="您的年龄", lowest=Decimal(0), highest=Decimal(130), unit="岁")
SINCE = Item(id="q7", kind=DATE, text="从哪天开始使用？", required=False)
NAME = Item(id="q8", kind=SHORT, text="所在社区", required=False)
ADVICE = Item(id="q9", kind=LONG, text="您还有什么建议？", required=False)
INTRO = Item(id="t1", kind=SECTION, text="下面想了解您的情况。")

EVERY_KIND = Questionnaire(
    title="居家养老服务满意度问卷",
    groups=(Group(id="old", label="老人"), Group(id="family", label="家属")),
    items=(KNOWS, SERVICE, CHANNELS, PARTS, ORDER, INTRO, AGE, SINCE, NAME, ADVICE),
)
USED = Item(
    id="q1", kind=SINGLE, text="用过吗？", choices=choices("用过", "没有"), jumps=(Jump(when=("b",), to=END),)
)  # fmt: skip
ENDING = Questionnaire(title="短问卷", items=(USED, SERVICE))

TEXTS = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool)
)


@st.composite
def sheets(draw: st.DrawFn, questionnaire: Questionnaire = EVERY_KIND) -> dict[str, Any]:
    """Answers to some of the questions, whether or not they are on the way."""
    answers: dict[str, Any] = {}
    for item in questionnaire.asked:
        if not draw(st.booleans()):
            continue
        answers[item.id] = draw(_answer(item))
        chosen = answers[item.id] if isinstance(answers[item.id], list) else [answers[item.id]]
        for choice in item.choices:
            if choice.words and choice.id in chosen and draw(st.booleans()):
                answers[f"{item.id}~{choice.id}"] = draw(TEXTS)
    return answers


def _answer(item: Item) -> st.SearchStrategy[Any]:
    keys = [choice.id for choice in item.choices]
    match item.kind:
        case "single" | "scale":
            return st.sampled_from(keys)
        case "multiple":
            most = item.most or len(keys)
            return st.sets(st.sampled_from(keys), min_size=1, max_size=most).map(
                lambda found: [key for key in keys if key in found]
            )
        case "matrix":
            lines = [line.id for line in item.lines]
            return st.dictionaries(st.sampled_from(lines), st.sampled_from(keys), min_size=1)
        case "ranking":
            return st.lists(st.sampled_from(keys), min_size=1, unique=True)
        case "number":
            return st.integers(0, 130).map(str)
        case "date":
            return st.dates().map(lambda day: day.isoformat())
        case _:
            return TEXTS

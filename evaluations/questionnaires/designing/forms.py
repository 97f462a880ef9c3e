"""What is typed of a questionnaire: its head, one question with its options, names for the library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from evaluations.projects.figures import FigureInput
from evaluations.questionnaires.designing import editing, entries, labels, outline
from evaluations.surveying.definition import (
    END,
    FORMULAS,
    KINDS,
    MATRIX,
    RANKING,
    SECTION,
    Choice,
    Item,
    Questionnaire,
)

LONGEST_TEXT, LONGEST_LABEL, LONGEST_PASTE = 1000, 300, 20_000
MOST_LABELS = 200
TEXTAREA = {"spellcheck": "false"}
ONE_PER_LINE = "一行一个，可以从Word、Excel粘贴"


def _text(
    label: str, longest: int, *, rows: int = 1, required: bool = False, hint: str = ""
) -> forms.CharField:
    widget: forms.Widget = forms.Textarea(attrs={"rows": rows, **TEXTAREA}) if rows > 1 else forms.TextInput()
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=hint,
        widget=widget,
        error_messages={
            "required": f"请写{label}。",
            "max_length": f"{label}最多{longest}个字，现在有%(show_value)d个，请缩短。",
        },
    )


def _whole(label: str, lowest: int, highest: int) -> forms.IntegerField:
    said = f"{label}应是{lowest}到{highest}的整数。"
    return forms.IntegerField(
        label=label,
        min_value=lowest,
        max_value=highest,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "num"}),
        error_messages={"invalid": said, "min_value": said, "max_value": said},
    )


def checked_labels(typed: str, known: list[str]) -> str:
    """The labels as they are kept, one per line; says which one cannot be."""
    found = labels.read_labels(typed, known)
    if len(found) > MOST_LABELS:
        raise forms.ValidationError(f"有{len(found)}行，最多{MOST_LABELS}行，请检查是否粘贴了别的内容。")
    for number, label in enumerate(found, 1):
        if len(label) > LONGEST_LABEL:
            raise forms.ValidationError(f"第{number}行有{len(label)}个字，最多{LONGEST_LABEL}个，请缩短。")
    return "\n".join(found)


class RevisedFields(forms.Form):
    """Fields that say what they held when the page was made, and on which revision that rests."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questionnaire = questionnaire

    def add(self, key: str, field: forms.Field, value: Any) -> None:
        """A field with what it holds now."""
        field.show_hidden_initial = True
        self.fields[key] = field
        self.initial[key] = value

    def values(self) -> dict[str, Any]:
        """What was entered, by key."""
        return {key: value for key, value in self.cleaned_data.items() if key != "revision"}

    def names(self) -> dict[str, str]:
        """What people call the fields."""
        return {key: str(field.label) for key, field in self.fields.items()}

    def word(self, key: str, value: Any) -> Any:
        """A value as people read it."""
        field = self.fields[key]
        if not isinstance(field, forms.ChoiceField):
            return value
        choices: Any = field.choices
        return dict(choices).get(value, value)


class HeadForm(RevisedFields):
    """What stands around the questions, who is asked, and how 满意度 is computed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = outline.HEAD
        fields: dict[str, forms.Field] = {
            "title": _text(named["title"], 300, required=True),
            "intro": _text(named["intro"], 2000, rows=4, hint="写在最前面：谁在调查，为什么，大约要几分钟"),
            "consent": _text(named["consent"], 2000, rows=3, hint="受访者同意以后才开始作答；不写就不问"),
            "groups": _text(
                named["groups"],
                LONGEST_PASTE,
                rows=3,
                hint=f"{ONE_PER_LINE}；统计和配额按群体分开。不分就空着",
            ),
            "ask_group": _text(named["ask_group"], 300, hint="分了群体时，先问这一句"),
            "thanks": _text(named["thanks"], 2000, rows=2, hint="提交以后显示"),
            "formula": forms.ChoiceField(
                label=named["formula"],
                choices=list(FORMULAS.items()),
                help_text="满意占比：选了算满意的选项的占多少。加权得分：按各选项的分值平均。",
            ),
        }
        for key, value in editing.head_of(self.questionnaire).items():
            self.add(key, fields[key], value)

    def clean_groups(self) -> str:
        """Groups, one per line."""
        known = [group.label for group in self.questionnaire.groups]
        return checked_labels(self.cleaned_data["groups"], known)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRow:
    """An option with the fields that are said of it, in the order of the columns."""

    choice: Choice
    fields: tuple[BoundField, ...]


MARKED: Mapping[str, str] = {
    "score": "分值",
    "satisfied": "算满意",
    "aside": "不计入",
    "words": "带填空",
    "jump": "选了它跳到",
}
OPTIONS = {MATRIX: "档次（列）", RANKING: "要排序的选项"}


class ItemForm(RevisedFields):
    """One question; its options are typed as lines, what is said of each stands in a table."""

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        for key, value in entries.values_of(item).items():
            self.add(key, self._field(key), value)

    def _field(self, key: str) -> forms.Field:
        mark, _, choice = key.partition(entries.BETWEEN)
        return self._mark(mark, choice) if choice else _FIELDS[key](self.item)

    def _mark(self, mark: str, key: str) -> forms.Field:
        choice = self.item.choice(key)
        label = f"“{choice.label if choice else key}”{MARKED[mark]}"
        if mark == "score":
            return FigureInput(label=label)
        if mark == "jump":
            places = [("", "下一题"), *self._places(key)]
            return forms.ChoiceField(label=label, choices=places, required=False)
        return forms.BooleanField(label=label, required=False)

    def _places(self, key: str) -> Iterator[tuple[str, str]]:
        """Where an option may lead: what comes later, the end, and where it leads now."""
        found = outline.outline(self.questionnaire).entries
        ids = [entry.item.id for entry in found]
        later = found[ids.index(self.item.id) + 1 :] if self.item.id in ids else ()
        to = next((jump.to for jump in self.item.jumps if key in jump.when), "")
        if to and to != END and to not in {entry.item.id for entry in later}:
            yield to, f"{outline.named(self.questionnaire, to)}（不在后面，请重选）"
        for entry in later:
            yield entry.item.id, f"{entry.called}　{outline.short(entry.item.text)}"
        yield END, "结束作答"

    def clean_options(self) -> str:
        """Options, one per line."""
        return checked_labels(self.cleaned_data["options"], [one.label for one in self.item.choices])

    def clean_lines(self) -> str:
        """Lines of a matrix, one per line."""
        return checked_labels(self.cleaned_data["lines"], [one.label for one in self.item.lines])

    def clean_decimals(self) -> int:
        """Nothing typed is none."""
        return int(self.cleaned_data["decimals"] or 0)

    @property
    def columns(self) -> list[str]:
        """The heads of the table of options."""
        return [MARKED[mark] for mark in entries.MARKS.get(self.item.kind, ())]

    @property
    def rows(self) -> list[MarkRow]:
        """Each option with its fields."""
        marks = entries.MARKS.get(self.item.kind, ())
        return [
            MarkRow(choice=one, fields=tuple(self[f"{mark}{entries.BETWEEN}{one.id}"] for mark in marks))
            for one in self.item.choices
            if marks
        ]


def _kinds(item: Item) -> forms.Field:
    choices = [(kind, KINDS[kind]) for kind in entries.kinds_for(item)]
    return forms.ChoiceField(label="题型", choices=choices, help_text="改题型，选项会留着")


def _options(item: Item) -> forms.Field:
    hint = f"{ONE_PER_LINE}。改字不影响已收的答案"
    return _text(OPTIONS.get(item.kind, "选项"), LONGEST_PASTE, rows=max(6, len(item.choices) + 1), hint=hint)


_FIELDS: Mapping[str, Any] = {
    "text": lambda item: _text(
        "内容" if item.kind == SECTION else "题目", LONGEST_TEXT, rows=2, required=True
    ),
    "help": lambda _item: _text("提示", 500, hint="写在题目下面，例如“可以选几项”"),
    "required": lambda _item: forms.BooleanField(label="必答", required=False),
    "kind": _kinds,
    "options": _options,
    "lines": lambda item: _text(
        "要评价的内容（行）", LONGEST_PASTE, rows=max(6, len(item.lines) + 1), hint=ONE_PER_LINE
    ),
    "least": lambda _item: _whole("至少", 0, MOST_LABELS),
    "most": lambda _item: _whole("最多", 1, MOST_LABELS),
    "lowest": lambda _item: FigureInput(label="最小"),
    "highest": lambda _item: FigureInput(label="最大"),
    "decimals": lambda _item: _whole("小数位数", 0, 6),
    "unit": lambda _item: _text("单位", 20),
    "satisfaction": lambda _item: forms.BooleanField(label="计入满意度", required=False),
}


class NameForm(forms.Form):
    """Under which name a questionnaire is kept for the firm."""

    name = _text("名称", 200, required=True)
    replace = forms.BooleanField(label="库里有同名的就替换", required=False)


class RenameForm(forms.Form):
    """Another name in the library."""

    name = _text("名称", 200, required=True)
    revision = forms.IntegerField(widget=forms.HiddenInput)

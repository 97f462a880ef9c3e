"""Forms over interviews and site visits; a record's form has a field for every answer, rating and finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField

from evaluations.dossier.dates import is_date
from evaluations.fieldwork.models import (
    Interview,
    InterviewOutline,
    InterviewParticipant,
    SiteVisit,
    VisitOutline,
)
from evaluations.inquiries.records import (
    CHECK_COLUMNS,
    INTERVIEW_HEAD,
    VISIT_HEAD,
    interview_entries,
    levels_of,
    read_scale,
    scale_text,
    visit_entries,
)
from evaluations.people.models import Firm
from evaluations.projects.figures import FigureInput
from evaluations.projects.forms import RevisedForm

LONGEST_ANSWER = 20_000
DATE = forms.TextInput(attrs={"placeholder": "2026-04-09"})


def checked_date(text: str) -> str:
    """A year, a month or a day that exists, or nothing."""
    if text and not is_date(text):
        raise forms.ValidationError(f"“{text}”不是日期，应写成2026、2026-04或2026-04-09。")
    return text


class RecordForm(RevisedForm):
    """A head and its rows in one form; field names are the keys of `records`."""

    def add(self, key: str, field: forms.Field, value: Any) -> None:
        """A field of a row, which says what it held when the page was made."""
        field.show_hidden_initial = True
        self.fields[key] = field
        self.initial[key] = value

    def values(self) -> dict[str, Any]:
        """What was entered, by key."""
        return {key: value for key, value in self.cleaned_data.items() if key != "revision"}

    def labels(self) -> dict[str, str]:
        """What people call the fields."""
        return {key: str(field.label) for key, field in self.fields.items()}

    def clean_date(self) -> str:
        """When it took place."""
        return checked_date(str(self.cleaned_data["date"]).strip())

    def _post_clean(self) -> None:
        """The instance stays as it is: the action alone changes rows."""


class InterviewForm(RecordForm):
    """访谈记录."""

    class Meta:
        model = Interview
        fields = list(INTERVIEW_HEAD)
        widgets = {"date": DATE, "planned": DATE}
        help_texts = {"subject_role": "只写职务，不写姓名"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject_role"].required = True
        self.fields["subject_role"].error_messages["required"] = "请写访谈对象的职务，例如消保处负责人。"
        scale = forms.CharField(label="评价档次", max_length=200, required=False, help_text="用顿号隔开")
        self.add("scale", scale, scale_text(self.instance))
        names = read_scale(self.data["scale"]) if "scale" in self.data else levels_of(self.instance)
        for entry in interview_entries(self.instance):
            if entry.column == "answer":
                self.add(entry.key, _answer(entry.label), entry.value)
            elif entry.column == "rating":
                self.add(entry.key, _rating(entry.label, names, entry.value), entry.value)

    def clean_planned(self) -> str:
        """When it is to take place."""
        return checked_date(str(self.cleaned_data["planned"]).strip())

    def clean_scale(self) -> str:
        """Levels of at most 40 characters, parted as we part them."""
        levels = read_scale(self.cleaned_data["scale"])
        long = next((name for name in levels if len(name) > 40), "")
        if long:
            raise forms.ValidationError(f"档次“{long[:20]}…”太长，最多40个字。")
        return "、".join(levels)

    @property
    def answers(self) -> list[BoundField]:
        """The questions with their answers."""
        return [field for field in self if field.name.startswith("answer-")]

    @property
    def ratings(self) -> list[BoundField]:
        """The items that are rated."""
        return [field for field in self if field.name.startswith("rating-")]


def _answer(label: str) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 2, "class": "form-control"})
    return forms.CharField(label=label, required=False, max_length=LONGEST_ANSWER, widget=widget)


def _rating(label: str, levels: list[str], now: str) -> forms.Field:
    """Radio buttons; a mark that is no level (any more) is among them, so that it is not lost."""
    names = list(dict.fromkeys([*levels, *([now] if now else [])]))
    choices = [*((name, name) for name in names), ("", "未评")]
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=forms.RadioSelect)


class VisitForm(RecordForm):
    """勘查记录."""

    class Meta:
        model = SiteVisit
        fields = list(VISIT_HEAD)
        widgets = {"date": DATE, "conclusion": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"place": {"required": "请写勘查地点，例如青溪街道助餐点。"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for entry in visit_entries(self.instance):
            if entry.column in CHECK_COLUMNS:
                self.add(entry.key, _FINDINGS[entry.column](entry.label), entry.value)

    def checks(self) -> Iterator[tuple[Any, BoundField, BoundField, BoundField]]:
        """Each thing to look at with its fields: found, conforms, quantity."""
        for row in self.instance.checks.all():
            found, conforms, quantity = (self[f"{column}-{row.pk}"] for column in CHECK_COLUMNS)
            yield row, found, conforms, quantity


def _found(label: str) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 2, "class": "form-control"})
    return forms.CharField(label=label, required=False, max_length=1000, widget=widget)


def _conforms(label: str) -> forms.Field:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=[("True", "相符"), ("False", "不符"), ("", "未查")],
        coerce=lambda text: text == "True",
        empty_value=None,
        widget=forms.RadioSelect,
    )


def _quantity(label: str) -> forms.Field:
    field = FigureInput(label=label)
    field.widget.attrs["class"] = "form-control form-control-sm num"
    return field


_FINDINGS = {"found": _found, "conforms": _conforms, "quantity": _quantity}


class PlanForm(forms.Form):
    """A new interview: whom, and after which outline of the firm."""

    subject_role = forms.CharField(
        label="访谈对象（职务）",
        max_length=300,
        error_messages={"required": "请写访谈对象的职务，例如消保处负责人。"},
    )
    outline = forms.ModelChoiceField(
        InterviewOutline.objects.none(), label="提纲", required=False, empty_label="不用提纲"
    )

    def __init__(self, *args: Any, firm: Firm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["outline"]
        choice.queryset = InterviewOutline.objects.filter(firm=firm, is_retired=False)
        choice.error_messages["invalid_choice"] = "这份提纲已经不在了，请刷新页面重选。"


class OutlineForm(forms.Form):
    """Under which name an interview's outline is kept for the firm."""

    name = forms.CharField(
        label="提纲名称", max_length=100, error_messages={"required": "请给提纲起个名称，例如受益对象访谈。"}
    )


class ParticipantForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """签到: name, position, telephone."""

    class Meta:
        model = InterviewParticipant
        fields = ["name", "position", "phone"]
        error_messages = {"name": {"required": "请填姓名。"}}


class NewVisitForm(forms.Form):
    """A new site visit."""

    place = forms.CharField(
        label="勘查地点",
        max_length=200,
        error_messages={"required": "请写勘查地点，例如青溪街道助餐点。"},
    )
    outline = forms.ModelChoiceField(
        VisitOutline.objects.none(), label="提纲", required=False, empty_label="不用提纲"
    )

    def __init__(self, *args: Any, firm: Firm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["outline"]
        choice.queryset = VisitOutline.objects.filter(firm=firm, is_retired=False)
        choice.error_messages["invalid_choice"] = "这份提纲已经不在了，请刷新页面重选。"


class CheckForm(forms.Form):
    """Something more to look at."""

    item = forms.CharField(label="核查内容", max_length=300, error_messages={"required": "请写核查什么。"})


class CaptionForm(forms.Form):
    """What a photo shows; `before` is the caption that the person saw."""

    note = forms.CharField(label="说明", max_length=300, required=False)
    before = forms.CharField(required=False, strip=False)

"""The form of an indicator's texts and rounding; the rule has a form of its own."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Row
from django import forms

from evaluations.criteria.contents import PLACES, TEXTS
from evaluations.criteria.drafts import FORMULA
from evaluations.projects.layouts import fields_only
from indicators.scoring.system import MAX_DECIMALS
from indicators.systems.models import RoundedPart, RoundingMode

_AREAS = ("explanation", "benchmark_basis", "weight_basis", "data_sources")
_AS_SYSTEM = ("", "同指标体系")


class PlainText(forms.CharField):
    """A text as typed, its line ends as the database keeps them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "strip": False, **kwargs})

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


def _places(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MAX_DECIMALS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "placeholder": "同指标体系"}),
        error_messages={
            "invalid": "小数位应是整数，例如2。",
            "min_value": "小数位不能小于0。",
            "max_value": f"小数位最多{MAX_DECIMALS}位。",
        },
    )


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[_AS_SYSTEM, *choices])


class DefinitionForm(forms.Form):
    """Texts and rounding of one indicator, and the revision on which they rest."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=TEXTS["name"],
        max_length=200,
        error_messages={"required": "请填指标名称。", "max_length": "名称最多200字，请缩短。"},
    )
    unit = PlainText(
        label=TEXTS["unit"],
        max_length=40,
        help_text="业绩值的单位，例如%、天、元/人",
        error_messages={"max_length": "单位最多40字，请缩短。"},
    )
    explanation = PlainText(label=TEXTS["explanation"])
    benchmark = PlainText(label=TEXTS["benchmark"])
    benchmark_basis = PlainText(label=TEXTS["benchmark_basis"])
    weight_basis = PlainText(label=TEXTS["weight_basis"])
    data_sources = PlainText(label=TEXTS["data_sources"])
    value_decimals = _places(PLACES["value_decimals"])
    value_mode = _choice(PLACES["value_mode"], list(RoundingMode.choices))
    score_decimals = _places(PLACES["score_decimals"])
    score_mode = _choice(PLACES["score_mode"], list(RoundingMode.choices))
    score_applies_to = _choice(PLACES["score_applies_to"], list(RoundedPart.choices))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _AREAS:
            self.fields[name].widget = forms.Textarea(attrs={"rows": 2})
        self.fields["unit"].widget.attrs["list"] = "units"

    def values(self) -> dict[str, Any]:
        """The cleaned values by the keys of `contents`, without the formula."""
        return {name: self.cleaned_data[name] for name in (*TEXTS, *PLACES) if name != FORMULA}

    @property
    def helper(self) -> FormHelper:
        """Texts in the order of the printed form, without a form tag or a token of its own."""
        return fields_only(
            Row(Column("name", css_class="f-wide"), Column("unit", css_class="f-year"), css_class="f-row"),
            Field("explanation"),
            Row(Column("benchmark"), Column("benchmark_basis", css_class="f-wide"), css_class="f-row"),
            Row(Column("weight_basis"), Column("data_sources"), css_class="f-row"),
        )

    @property
    def rounding_helper(self) -> FormHelper:
        """The indicator's own rounding, in one row."""
        return fields_only(Row(*(Column(name) for name in PLACES), css_class="f-row"))

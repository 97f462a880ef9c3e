"""An expert's form with a field per criterion; the firm's criteria."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from evaluations.projects.figures import typed_out
from evaluations.reviews.actions import LONGEST
from evaluations.reviews.expertise.models import Conclusion, ExpertForm

SPARE = 3
"""Empty lines at the end of the firm's criteria."""


class OpinionForm(forms.Form):
    """专家评审意见表, saved while one types: nothing is required before it is handed in."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    overall = forms.CharField(
        label="总体意见", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    changes = forms.CharField(
        label="修改意见",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="每条一行；小组逐条答复采纳、部分采纳或不采纳。没有修改意见就空着。",
    )
    conclusion = forms.ChoiceField(
        label="评审结论", required=False, choices=Conclusion.choices, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, row: ExpertForm) -> None:
        initial = {name: getattr(row, name) for name in ("revision", "overall", "changes", "conclusion")}
        self.lines = list(row.scores.all())
        initial |= {f"score{one.position}": one.score for one in self.lines}
        super().__init__(data, initial=initial)
        for one in self.lines:
            full = typed_out(one.full)
            self.fields[f"score{one.position}"] = forms.DecimalField(
                label=one.name,
                required=False,
                min_value=Decimal(0),
                max_value=one.full,
                decimal_places=2,
                max_digits=5,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                error_messages={
                    "invalid": f"“{one.name}”请填0到{full}之间的数字。",
                    "min_value": f"“{one.name}”不能低于0。",
                    "max_value": f"“{one.name}”满分{full}，不能高于满分。",
                    "max_decimal_places": f"“{one.name}”最多两位小数。",
                },
            )

    @property
    def marks(self) -> list[tuple[BoundField, str]]:
        """The fields of the scores, each with its full marks."""
        return [(self[f"score{one.position}"], typed_out(one.full)) for one in self.lines]

    def data_of(self) -> dict[str, Any]:
        """Texts and conclusion as actions take them."""
        return {name: self.cleaned_data[name] for name in ("overall", "changes", "conclusion")}

    def scores(self) -> dict[int, Decimal | None]:
        """By their places."""
        return {one.position: self.cleaned_data[f"score{one.position}"] for one in self.lines}


class CriterionForm(forms.Form):
    """One line; an empty name takes it out."""

    name = forms.CharField(label="评审内容", required=False, max_length=100)
    full = forms.DecimalField(
        label="满分",
        required=False,
        min_value=Decimal("0.01"),
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": "满分请填数字。", "min_value": "满分要大于0。"},
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("name", "").strip() and data.get("full") is None and "full" not in self.errors:
            self.add_error("full", f"“{data['name']}”还没有满分，请填数字。")
        return data


CriterionSet = forms.formset_factory(CriterionForm, extra=SPARE, max_num=40)

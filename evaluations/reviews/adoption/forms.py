"""The answer in a row of the table; the reason of a changed score."""

from __future__ import annotations

from typing import Any

from django import forms

from evaluations.reviews.actions import LONGEST
from evaluations.reviews.adoption.actions import FIELDS
from evaluations.reviews.adoption.models import Decision


class AnswerForm(forms.Form):
    """采纳 / 部分采纳 / 不采纳, why, and what was changed. Half an answer is kept, too."""

    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    decision = forms.ChoiceField(
        label=FIELDS["decision"], required=False, choices=Decision.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=FIELDS["reason"],
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "部分采纳和不采纳必须写理由"}),
    )
    place = forms.CharField(label=FIELDS["place"], required=False, max_length=300)
    before = forms.CharField(
        label=FIELDS["before"], required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    after = forms.CharField(
        label=FIELDS["after"], required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )

    def values(self) -> dict[str, Any]:
        """The answer as actions take it."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class ReasonForm(forms.Form):
    """Why a score was changed."""

    reason = forms.CharField(
        label="改分理由",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明依据哪份资料或哪条意见改分。"},
    )

"""What is typed when a report is issued again, or withdrawn."""

from __future__ import annotations

from django import forms

from reports.publishing.releases.models import Succession

LONGEST_REASON = 500
TOO_LONG = f"原因最多{LONGEST_REASON}个字，请写短一些。"


class SuccessionForm(forms.Form):
    """How the new release takes the place of the one before, and why."""

    kind = forms.ChoiceField(
        label="对原报告",
        choices=Succession.choices,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": "请选择是更正原报告，还是作废后重新签发。"},
    )
    reason = forms.CharField(
        label="原因",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="印在新报告的签字页，也在公开核验页显示。",
        error_messages={"required": "请写明原因，原因随报告公开。", "max_length": TOO_LONG},
    )


class WithdrawalForm(forms.Form):
    """Why a release is withdrawn."""

    reason = forms.CharField(
        label="作废原因",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        help_text="在公开核验页显示。",
        error_messages={"required": "请写明作废原因，原因会公开。", "max_length": TOO_LONG},
    )

"""The form of 我的通知: how one wants to be told."""

from __future__ import annotations

from typing import Any

from django import forms

from evaluations.notices.models import Way


class ChoiceForm(forms.Form):
    """The way, and the hour of the digest."""

    way = forms.ChoiceField(
        label="怎样通知我",
        choices=Way.choices,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": "请选一种方式。", "invalid_choice": "请选一种方式。"},
    )
    hour = forms.TypedChoiceField(
        label="汇总邮件几点发",
        choices=[(hour, f"{hour}:00") for hour in range(24)],
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选0:00到23:00之间的整点。"),
    )

    def clean_way(self) -> Way:
        return Way(self.cleaned_data["way"])

    def chosen(self) -> dict[str, Any]:
        """What `actions.choose` takes."""
        return {"way": self.cleaned_data["way"], "hour": self.cleaned_data["hour"]}

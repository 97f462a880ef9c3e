"""What is typed to share a release, and to open what was shared."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from reports.publishing.delivery.actions import LONGEST_DAYS, MOST_OPENINGS

USUAL_DAYS, USUAL_OPENINGS = 30, 5


class ShareForm(forms.Form):
    """To whom, until when, how often."""

    recipient = forms.CharField(
        label="分享给",
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "例如：市审计局"}),
        error_messages={"required": "请写明分享给谁，便于以后核对。", "max_length": "最多100个字。"},
    )
    until = forms.DateField(
        label="有效期至",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选有效期。", "invalid": "请写成2026-06-30这样的日期。"},
    )
    most = forms.IntegerField(
        label="最多打开次数",
        min_value=1,
        max_value=MOST_OPENINGS,
        error_messages={
            "required": "请填最多可以打开几次。",
            "invalid": "请填整数，例如5。",
            "min_value": "至少1次。",
            "max_value": f"最多{MOST_OPENINGS}次；人多请分别建立链接。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = timezone.localdate() + timedelta(days=USUAL_DAYS)
        self.initial = {"until": usual, "most": USUAL_OPENINGS, **self.initial}

    def clean_until(self) -> date:
        """Between today and half a year."""
        day: date = self.cleaned_data["until"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError(f"{day}已经过去，请选今天或以后的日期。")
        if day > today + timedelta(days=LONGEST_DAYS):
            latest = today + timedelta(days=LONGEST_DAYS)
            raise forms.ValidationError(f"最长{LONGEST_DAYS}天，请选{latest}或以前的日期。")
        return day


class PasswordForm(forms.Form):
    """The password of a share link."""

    password = forms.CharField(
        label="密码",
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "请输入密码。", "max_length": "密码没有这么长，请核对。"},
    )

"""Signing with one's password again; reasons; due dates and documents."""

from __future__ import annotations

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_failure_limit
from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from evaluations.people.models import User
from evaluations.stages.models import Act, Stage

LONGEST = 2000


class PasswordMixin(forms.Form):
    """Whoever acts types their password again; wrong ones count against the lock of the account."""

    password = forms.CharField(
        label="登录密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请再输入一次登录密码，签名才能生效。"},
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        """The password, if it is the person's."""
        assert isinstance(self.request.user, User)
        password = str(self.cleaned_data["password"])
        username = self.request.user.username
        try:
            found = authenticate(request=self.request, username=username, password=password)
        except PermissionDenied:
            found = None
        if found is None:
            raise forms.ValidationError(self._refused(username))
        return password

    def _refused(self, username: str) -> str:
        credentials = {"username": username}
        limit = int(get_failure_limit(self.request, credentials))
        left = limit - int(AxesProxyHandler.get_failures(self.request, credentials))
        if left <= 0:
            return "密码多次不正确，账号已暂时锁定，签名没有生效。请稍后再签。"
        return f"密码不正确，签名没有生效。还可再试{left}次。"


class Verdict(forms.RadioSelect):
    """Radio buttons of which those in `closed` cannot be chosen."""

    closed: frozenset[str] = frozenset()

    def create_option(
        self, name: str, value: Any, label: int | str, selected: bool, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        is_closed = str(value) in self.closed
        option = super().create_option(name, value, label, selected and not is_closed, *args, **kwargs)
        if is_closed:
            option["attrs"]["disabled"] = True
        return option


class SignForm(PasswordMixin):
    """同意 or 退回, the opinion, and the digest of what was shown.

    Where something blocks the stage (`is_blocked`) 同意 is shown and cannot be chosen; the action refuses it
    anyhow.
    """

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    act = forms.ChoiceField(
        label="结论",
        choices=[(Act.APPROVE, "同意"), (Act.RETURN, "退回修改")],
        widget=Verdict,
        initial=Act.APPROVE,
        error_messages={"required": "请选择同意或退回修改。"},
    )
    target = forms.ChoiceField(label="退回到", required=False)
    opinion = forms.CharField(
        label="意见",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="随签名保存，签后不可修改。",
    )

    def __init__(self, *args: Any, back_to: list[Stage], is_blocked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_blocked:
            self.fields["act"].widget.closed = frozenset({Act.APPROVE.value})
        choices = [(stage.key, stage.name) for stage in reversed(back_to)]
        self.fields["target"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("act") == Act.RETURN:
            if not data.get("opinion", "").strip():
                self.add_error("opinion", "退回须写明意见，小组才知道改什么。")
            if not data.get("target"):
                self.add_error("target", "请选择退回到哪个阶段。")
        return data


class ReasonForm(PasswordMixin):
    """Why a stage is reopened."""

    opinion = forms.CharField(
        label="原因",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明原因，原因会通知所有签过字的人。"},
    )


class RevisionForm(ReasonForm):
    """Which signed parts are opened, and why."""

    parts = forms.MultipleChoiceField(
        label="修订范围",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一个要修订的范围。"},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = choices  # type: ignore[attr-defined]


class DueForm(forms.Form):
    """When a stage is due; empty: as the table counts."""

    due = forms.DateField(
        label="到期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "请写成2026-05-22这样的日期。"},
    )

"""Sign-in and password forms, in the words of the product."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

from evaluations.people.models import EvidencePolicy


class SignInForm(AuthenticationForm):
    """Account and password."""

    error_messages = {"invalid_login": "账号或密码不正确。", "inactive": "账号或密码不正确。"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号（手机号或邮箱）"
        self.fields["password"].label = "密码"
        self.fields["username"].error_messages["required"] = "请填写账号。"
        self.fields["password"].error_messages["required"] = "请填写密码。"


class NewPasswordForm(PasswordChangeForm):
    """One's own password: the old one, and the new one twice."""

    error_messages = {
        "password_incorrect": "现在的密码不对，请重新输入。",
        "password_mismatch": "两次输入的新密码不一样，请重新输入。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"old_password": "现在的密码", "new_password1": "新密码", "new_password2": "再输一次新密码"}
        for name, label in labels.items():
            field: forms.Field = self.fields[name]
            field.label = label
            field.help_text = ""
            field.error_messages["required"] = f"请填写{label}。"
        self.fields["new_password1"].help_text = "至少8位，不能与账号、姓名相近，也不能是常见密码。"
        self.fields["old_password"].widget.attrs["autofocus"] = True


class PoliciesForm(forms.Form):
    """What an admin decides for all projects of the firm."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    evidence_policy = forms.ChoiceField(
        label="没有证据不得满分",
        choices=EvidencePolicy.choices,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )

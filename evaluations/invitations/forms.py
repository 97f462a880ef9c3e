"""The form behind an invitation's link: name and password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm

from evaluations.people.models import User


class AcceptForm(SetPasswordForm):  # type: ignore[type-arg]
    """Name, and the password twice."""

    error_messages = {"password_mismatch": "两次输入的密码不一样，请重新输入。"}

    name = forms.CharField(
        label="姓名", max_length=60, error_messages={"required": "请填姓名，会印在名单和签字处。"}
    )
    field_order = ["name", "new_password1", "new_password2"]

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["name"].initial = user.display_name
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        for name, label in {"new_password1": "密码", "new_password2": "再输一次密码"}.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""
            self.fields[name].error_messages["required"] = f"请填写{label}。"
        self.fields["new_password1"].help_text = "至少8位，不能与账号、姓名相近，也不能是常见密码。"

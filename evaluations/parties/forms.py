"""What is asked when an organisation is renamed or merged."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from evaluations.people.directory import LONGEST
from evaluations.people.models import Organisation


class NameForm(forms.Form):
    """The name as reports print it."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(
        label="名称",
        max_length=LONGEST,
        help_text="与公章一致的全称；报告封面和正文按它印",
        error_messages={"required": "请填单位的全称。"},
    )


class MergeForm(forms.Form):
    """The organisation that stays."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    into = forms.ModelChoiceField(
        label="与它是同一家的",
        queryset=Organisation.objects.none(),
        error_messages={"required": "请选择保留哪一家。", "invalid_choice": "请从名单里选一家。"},
    )

    def __init__(
        self,
        *args: Any,
        choices: QuerySet[Organisation],
        groups: tuple[list[Organisation], list[Organisation]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = choices
        alike, rest = ([(one.pk, one.name) for one in group] for group in groups)
        named = [("名称相近", alike), ("其他", rest)] if alike else [("全部单位", rest)]
        field.choices = [("", "请选择"), *named]

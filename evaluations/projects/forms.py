"""Forms over a project's own facts."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Row
from django import forms

from evaluations.dossier.dates import is_date
from evaluations.projects.actions import PROJECT_FIELDS
from evaluations.projects.layouts import fields_only, group
from evaluations.projects.models import Project


class RevisedForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only, not when it runs
    """A form that says on which revision it rests, and what its fields held then."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = self.instance.revision
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "revision"


class ProjectForm(RevisedForm):
    """项目信息: names as the report prints them, year, numbers, dates."""

    class Meta:
        model = Project
        fields = list(PROJECT_FIELDS)
        widgets = {
            "year": forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "class": "num"}),
            "report_date": forms.TextInput(attrs={"placeholder": "2026-05-29"}),
        }
        error_messages = {
            "title": {"required": "请填项目名称，与报告封面一致。"},
            "year": {"invalid": "年度应是四位数字，例如2025。"},
        }
        help_texts = {
            "title": "与报告封面一致",
            "report_date": "年、年-月，或年-月-日，例如2026-05",
        }

    def clean_year(self) -> int | None:
        """A year of this era."""
        year: int | None = self.cleaned_data["year"]
        if year is not None and not 1990 <= year <= 2100:
            raise forms.ValidationError("年度应在1990到2100之间。")
        return year

    def clean_report_date(self) -> str:
        """A year, a month or a day that exists, written as dossiers may write it."""
        text = str(self.cleaned_data["report_date"]).strip()
        if text and not is_date(text):
            raise forms.ValidationError(f"“{text}”不是日期，应写成2026、2026-05或2026-05-29。")
        return text

    @property
    def helper(self) -> FormHelper:
        """Three groups of fields, without a form tag or a token of its own."""
        return fields_only(
            Field("revision"),
            group("名称与年度"),
            Row(Column("title", css_class="f-wide"), Column("year", css_class="f-year"), css_class="f-row"),
            group("各方"),
            Row(Column("evaluated_unit"), Column("competent_department"), css_class="f-row"),
            Row(Column("commissioning_bureau"), Column("firm_name"), css_class="f-row"),
            group("报告与资金"),
            Row(Column("report_number"), Column("report_date"), Column("funding_source"), css_class="f-row"),
        )

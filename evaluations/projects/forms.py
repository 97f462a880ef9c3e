"""Forms over a project's own facts."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Row
from django import forms

from evaluations.dossier.dates import is_date
from evaluations.people.directory import Directory
from evaluations.people.models import Firm, Organisation
from evaluations.projects.actions import PROJECT_FIELDS
from evaluations.projects.layouts import fields_only, group
from evaluations.projects.models import PARTIES, Project


class RevisedForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only, not when it runs
    """A form that says on which revision it rests, and what its fields held then."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = self.instance.revision
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "revision"


class OrganisationField(forms.CharField):
    """The name of one of the firm's organisations, or of a new one; `PartiesForm` makes one of it."""

    def __init__(self, *, label: str) -> None:
        attrs = {"list": "organisations", "autocomplete": "off", "data-whole": "", "data-organisation": ""}
        super().__init__(label=label, required=False, max_length=200, widget=forms.TextInput(attrs=attrs))

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, Organisation) else value


class PartiesForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only, not when it runs
    """A form in which a project's parties are chosen by name, or begun by typing a new name."""

    evaluated_unit = OrganisationField(label="被评价单位")
    competent_department = OrganisationField(label="主管部门")
    commissioning_bureau = OrganisationField(label="委托方")

    def name_parties(self) -> None:
        """Shows the names of the instance's parties in place of their numbers."""
        for name in PARTIES:
            if name in self.initial:
                self.initial[name] = getattr(self.instance, name)

    def take_parties(self, data: dict[str, Any], firm: Firm | None) -> None:
        """Puts organisations in place of the names typed, new ones not saved; nothing without a firm."""
        directory = Directory(firm) if firm is not None else None
        for name in PARTIES:
            data[name] = directory.named(data.get(name) or "") if directory is not None else None


class ProjectForm(RevisedForm, PartiesForm):
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_parties()

    def clean(self) -> dict[str, Any]:
        """The parties as organisations of the project's firm."""
        data: dict[str, Any] = super().clean() or {}
        self.take_parties(data, self.instance.firm)
        return data

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

"""What is asked before a project is begun."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from evaluations.founding.actions import FIELDS
from evaluations.founding.queries import next_title
from evaluations.people.models import Firm
from evaluations.projects.forms import PartiesForm
from evaluations.projects.models import Project
from indicators.systems.presets import GRADE_PRESETS, GradePreset

CARRIED = tuple(name for name in FIELDS if name not in ("title", "year"))
_PRESETS = {preset.key: preset for preset in GRADE_PRESETS}


class NewProjectForm(PartiesForm):
    """Names as the report prints them; where there is no source, also firm and grade scheme."""

    grades = forms.ChoiceField(
        label="等级标准",
        choices=[(preset.key, preset.label) for preset in GRADE_PRESETS],
        help_text="以后可以在“指标体系”里改",
    )
    firm = forms.ModelChoiceField(
        label="归属机构",
        queryset=Firm.objects.none(),
        empty_label=None,
        error_messages={"required": "请选择机构。", "invalid_choice": "您不属于这家机构，请重新选择。"},
    )
    with_team = forms.BooleanField(label="沿用原项目的小组成员和分工", required=False)

    class Meta:
        model = Project
        fields = list(FIELDS)
        labels = {"year": "评价年度", "kind": "种类"}
        widgets = {
            "year": forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "class": "num"}),
        }
        error_messages = {
            "title": {"required": "请填项目名称，与报告封面一致。"},
            "year": {"invalid": "年度应是四位数字，例如2026。", "required": "请填评价年度，例如2026。"},
        }
        help_texts = {"title": "与报告封面一致", "firm_name": "单位自评不填"}

    def __init__(
        self, *args: Any, firms: QuerySet[Firm], source: Project | None, is_next_year: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        self.fields["year"].required = True
        field = self.fields["firm"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = firms
        field.initial = firms.first()
        if not is_next_year:
            del self.fields["with_team"]
        if source is not None:
            del self.fields["firm"], self.fields["grades"]
        elif firms.count() == 1:
            self.fields["firm"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """The parties as organisations of the firm that begins the project."""
        data: dict[str, Any] = super().clean() or {}
        firm = data.get("firm") if self.source is None else self.source.firm
        self.take_parties(data, firm)
        return data

    def clean_year(self) -> int:
        """A year of this era."""
        year: int = self.cleaned_data["year"]
        if not 1990 <= year <= 2100:
            raise forms.ValidationError("年度应在1990到2100之间。")
        return year

    @property
    def preset(self) -> GradePreset:
        """The grade scheme chosen."""
        return _PRESETS[self.cleaned_data["grades"]]


def proposed(source: Project | None, *, is_next_year: bool, firm: Firm | None) -> dict[str, Any]:
    """What the form shows at first: for next year's copy all names with the year one later."""
    if source is None:
        return {"firm_name": firm.name if firm else "", "grades": GRADE_PRESETS[0].key}
    if not is_next_year:
        return {"kind": source.kind, "firm_name": source.firm_name or source.firm.name}
    carried = {name: getattr(source, name) for name in CARRIED}
    year = None if source.year is None else source.year + 1
    return {**carried, "title": next_title(source.title, source.year), "year": year}

"""What is typed around rectification: new items, an item, measure and progress, reasons."""

from __future__ import annotations

from typing import Any

from django import forms

from evaluations.projects.models import Project
from evaluations.rectification.actions import Draft
from evaluations.rectification.findings import Finding
from evaluations.rectification.models import RectificationItem

LONGEST = 4000
DAY_ERRORS = {"required": "请选整改期限。", "invalid": "请写成2026-06-30这样的日期。"}


def _day() -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label="整改期限", widget=widget, error_messages=DAY_ERRORS)


class NewItemsForm(forms.Form):
    """Problems of the report that are ticked, one more by hand, for one unit and by one day."""

    findings = forms.MultipleChoiceField(
        label="报告里的问题",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "所选的问题已经提出，或现行报告里没有了。请在新列表里重选。"},
    )
    problem = forms.CharField(
        label="另写一个问题", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    responsible = forms.CharField(
        label="责任单位", max_length=200, error_messages={"required": "请写明由哪个单位整改。"}
    )
    due = _day()

    def __init__(self, *args: Any, project: Project, found: list[Finding], **kwargs: Any) -> None:
        unit = project.evaluated_unit
        kwargs["initial"] = {"responsible": unit.name if unit else ""}
        super().__init__(*args, **kwargs)
        self.found = {one.key: one for one in found}
        listed = [(key, one.problem) for key, one in self.found.items()]
        self.fields["findings"].choices = listed  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "findings" in data and not data["findings"] and not (data.get("problem") or "").strip():
            raise forms.ValidationError("请至少选一个报告里的问题，或另写一个问题。")
        return data

    @property
    def drafts(self) -> list[Draft]:
        """What is to be added."""
        data = self.cleaned_data
        chosen = [self.found[key] for key in data["findings"]]
        if data["problem"].strip():
            chosen.append(Finding(problem=data["problem"].strip(), source=""))
        return [
            Draft(problem=one.problem, source=one.source, responsible=data["responsible"], due=data["due"])
            for one in chosen
        ]


class SetForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only, not when it runs
    """What is asked, of whom, until when."""

    due = _day()
    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = RectificationItem
        fields = ("problem", "source", "responsible", "due")
        widgets = {"problem": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "problem": {"required": "请写明问题。"},
            "responsible": {"required": "请写明由哪个单位整改。"},
        }


class WorkForm(forms.Form):
    """Measure and progress."""

    measure = forms.CharField(
        label="整改措施",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="准备怎样改。",
    )
    progress = forms.CharField(
        label="整改情况",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="已经做了什么，结果怎样；佐证在下面上传。",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class CloseForm(forms.Form):
    """A word to the closing of an item."""

    note = forms.CharField(
        label="审核意见",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "id": "close-note"}),
    )


class ReturnForm(forms.Form):
    """Why an item is returned."""

    note = forms.CharField(
        label="退回原因",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "id": "return-note"}),
        error_messages={"required": "请写明退回的原因和还要做什么。"},
    )


class FileForm(forms.Form):
    """A file that proves what was done."""

    file = forms.FileField(
        label="佐证文件", error_messages={"required": "请先选一个文件。", "empty": "这个文件是空的。"}
    )

"""What is typed in the library: the name and note of a version, and an Excel file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from evaluations.library.models import Framework
from evaluations.people.uploads import NO_FILE
from evaluations.workbooks import LARGEST, NotAWorkbook, check_kind


class SaveForm(forms.Form):
    """另存为机构指标库: a new framework by its name, or a new version of one."""

    framework = forms.ModelChoiceField(
        label="存到",
        queryset=Framework.objects.none(),
        required=False,
        empty_label="新的框架",
        error_messages={"invalid_choice": "这个框架已不在本机构的指标库里，请重新选择。"},
    )
    name = forms.CharField(
        label="新框架的名称",
        max_length=120,
        required=False,
        help_text="存为新的框架时填写，例如“养老服务补助项目”。",
        error_messages={"max_length": "名称最多120字，请缩短。"},
    )
    note = forms.CharField(
        label="说明",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="这一版改了什么、适用于哪些项目。",
        error_messages={"max_length": "说明最多2,000字，请缩短。"},
    )

    def __init__(self, *args: Any, frameworks: QuerySet[Framework], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["framework"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = frameworks

    def clean(self) -> dict[str, Any]:
        """A new framework needs a name that the firm has not given yet."""
        data = super().clean() or self.cleaned_data
        if data.get("framework") is None and "name" in data and "framework" in data:
            self._check_name(data["name"])
        return data

    def _check_name(self, name: str) -> None:
        field = self.fields["framework"]
        assert isinstance(field, forms.ModelChoiceField)
        if not name:
            self.add_error("name", "请填写新框架的名称，或在上面选择一个已有的框架。")
        elif field.queryset is not None and field.queryset.filter(name=name).exists():
            self.add_error(
                "name", f"本机构已有名为“{name}”的框架。请换一个名称，或在上面选择它，存为新的一版。"
            )


class ExcelForm(forms.Form):
    """One .xlsx file."""

    workbook = forms.FileField(
        label="Excel文件",
        help_text=f"扩展名为.xlsx，不超过{LARGEST // 1024**2} MB。先检查，确认后才改动指标体系。",
        error_messages=NO_FILE,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_workbook(self) -> UploadedFile[Any]:
        """Refuses what is too large or no workbook."""
        upload: UploadedFile[Any] = self.cleaned_data["workbook"]
        name = upload.name or "文件"
        size = upload.size or 0
        content = upload.read(LARGEST + 1) if size else b""
        upload.seek(0)
        try:
            check_kind(content, name)
        except NotAWorkbook as fault:
            raise forms.ValidationError(str(fault)) from None
        return upload


class TakeForm(forms.Form):
    """Which changes are taken over from which look at the system; `do` is preview or take."""

    revision = forms.IntegerField(min_value=0)
    do = forms.ChoiceField(choices=[("preview", ""), ("take", "")])
    is_partial = forms.BooleanField(required=False)
    """Whether the page had boxes to tick; without them everything is meant."""

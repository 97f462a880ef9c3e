"""What is uploaded, and for which firm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from evaluations.people.models import Firm
from evaluations.people.uploads import NO_FILE

LIMIT_MB = 10
BEGINNINGS = {
    b"%PDF": "PDF文件",
    b"PK\x03\x04": "Excel、Word或压缩文件",
    b"\xd0\xcf\x11\xe0": "Excel或Word文件",
    b"\xff\xd8\xff": "图片",
    b"\x89PNG": "图片",
}
"""How files begin that are chosen by mistake."""


class DossierForm(forms.Form):
    """One dossier file. `firm` is asked for only where the person works for several."""

    dossier = forms.FileField(
        label="评价数据包",
        help_text=f"扩展名为.json的文件，UTF-8编码，不超过{LIMIT_MB} MB。先检查，确认后才建立项目。",
        error_messages=NO_FILE,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_dossier(self) -> UploadedFile[Any]:
        """Refuses what is too large, or is another kind of file, before it is read."""
        upload: UploadedFile[Any] = self.cleaned_data["dossier"]
        size = upload.size or 0
        if size > LIMIT_MB * 1024 * 1024:
            raise forms.ValidationError(
                f"“{upload.name}”有{size / 1024 / 1024:.1f} MB，超过{LIMIT_MB} MB。请确认选的是评价数据包；"
                "数据包里只有数据，图片和扫描件不要放进去。"
            )
        beginning = upload.read(8)
        upload.seek(0)
        for signature, kind in BEGINNINGS.items():
            if beginning.startswith(signature):
                raise forms.ValidationError(
                    f"“{upload.name}”是{kind}，不是评价数据包。请选择扩展名为.json的评价数据包，"
                    "例如从项目主页“导出数据包”得到的文件。"
                )
        return upload


class ConfirmForm(forms.Form):
    """Which firm the new project belongs to."""

    firm = forms.ModelChoiceField(
        label="归属机构",
        queryset=Firm.objects.none(),
        empty_label=None,
        error_messages={"required": "请选择机构。", "invalid_choice": "您不属于这家机构，请重新选择。"},
    )

    def __init__(self, *args: Any, firms: QuerySet[Firm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["firm"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = firms
        field.initial = firms.first()

"""What is uploaded to make a project of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from evaluations.people.uploads import NO_FILE

MB = 1024 * 1024


class ArchiveForm(forms.Form):
    """One archive."""

    archive = forms.FileField(
        label="归档件",
        error_messages=NO_FILE,
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.ARCHIVE_UPLOAD_BYTES // MB
        self.fields[
            "archive"
        ].help_text = f"从“归档”页下载的.zip文件，不超过{most} MB。先逐个核对，确认后才建立项目。"

    def clean_archive(self) -> UploadedFile[Any]:
        """Refuses what is too large, or does not begin like a ZIP file."""
        upload: UploadedFile[Any] = self.cleaned_data["archive"]
        size, most = upload.size or 0, settings.ARCHIVE_UPLOAD_BYTES
        if size > most:
            raise forms.ValidationError(
                f"“{upload.name}”有{size / MB:.0f} MB，网页上最多导入{most // MB} MB。"
                "请管理员在服务器上用 manage.py restore_archive 导入。"
            )
        beginning = upload.read(4)
        upload.seek(0)
        if not beginning.startswith(b"PK"):
            raise forms.ValidationError(f"“{upload.name}”不是归档件。请选择从“归档”页下载的.zip文件。")
        return upload

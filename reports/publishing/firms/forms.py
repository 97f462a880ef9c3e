"""What an admin types: the pattern of numbers, a PKCS#12 file with its password."""

from __future__ import annotations

from typing import Any

from django import forms

from reports.publishing.firms import numbering

LARGEST = 100_000
"""Bytes of a certificate file; real ones have a few thousand."""


class SchemeForm(forms.Form):
    """编号规则."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    pattern = forms.CharField(
        label="编号格式",
        max_length=numbering.LONGEST,
        error_messages={"required": "请填写编号格式，例如“砚清评字〔{year}〕{n}号”。"},
        help_text="{year}处印年度，{n}处印流水号；流水号每年从1起，不跳号，不补零。",
    )
    first = forms.IntegerField(
        label="今年从第几号起",
        required=False,
        min_value=1,
        max_value=999_999,
        error_messages={
            "invalid": "请填写整数，例如17。",
            "min_value": "起号最小是1。",
            "max_value": "起号最大是999999。",
        },
        help_text="今年已在纸上编过号的，填下一个号；否则留空。",
    )

    def clean_pattern(self) -> str:
        """Year and count stand in it."""
        pattern = str(self.cleaned_data["pattern"]).strip()
        try:
            numbering.check(pattern)
        except numbering.BadPattern as fault:
            raise forms.ValidationError(str(fault)) from fault
        return pattern


class CertificateForm(forms.Form):
    """机构证书."""

    file = forms.FileField(
        label="PKCS#12文件（.p12、.pfx）",
        error_messages={
            "required": "请选择CA发给机构的.p12或.pfx文件。",
            "empty": "文件是空的，请重新选择。",
        },
        widget=forms.FileInput(attrs={"accept": ".p12,.pfx"}),
    )
    password = forms.CharField(
        label="证书密码",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="只用来打开这个文件，不保存。",
    )

    def clean_file(self) -> Any:
        """A certificate is a small file."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("文件超过100KB，不是证书文件。请选择.p12或.pfx文件。")
        return file

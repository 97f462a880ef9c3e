"""The form of one section's text."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field
from django import forms

from evaluations.projects.layouts import fields_only

LONGEST = 20_000


class SectionForm(forms.Form):
    """Plain paragraphs, one per line, and the revision they rest on."""

    text = forms.CharField(
        label="正文",
        max_length=LONGEST,
        strip=False,
        show_hidden_initial=True,
        help_text="一段一行，空行不计。只有文字，没有格式。",
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "class": "reading"}),
        error_messages={
            "required": "正文不能为空。要用回生成的文字，请按“恢复生成文字”。",
            "max_length": "正文最多20,000字，现有%(show_value)d字。",
        },
    )
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """Paragraphs without blank lines and trailing spaces."""
        lines = (line.strip() for line in self.cleaned_data["text"].splitlines())
        text = "\n".join(line for line in lines if line)
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text

    @property
    def helper(self) -> FormHelper:
        """Field only: the page draws the form around it."""
        return fields_only(Field("text"), Field("revision"))

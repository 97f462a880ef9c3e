"""What is typed of a pattern: its name and its lists, as texts."""

from __future__ import annotations

from typing import Any

from django import forms

from evaluations.fieldwork.patterns import BadLine
from evaluations.patterns.kinds import Kind, Part


class PatternForm(forms.Form):
    """The parts of a kind; `revision` is that of the row on which it rests."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for part in kind.parts:
            self.fields[part.key] = _field(part)

    def clean(self) -> dict[str, Any]:
        """Every list in its tidy form; a wrong line is told by its number."""
        data = super().clean() or self.cleaned_data
        for part in self.kind.parts:
            if part.tidy is not None and part.key in data:
                try:
                    data[part.key] = part.tidy(data[part.key])
                except BadLine as fault:
                    self.add_error(part.key, str(fault))
        return data

    @property
    def content(self) -> dict[str, str]:
        """What was typed, by part."""
        return {part.key: self.cleaned_data[part.key] for part in self.kind.parts}


def _field(part: Part) -> forms.Field:
    rows = {"rows": part.lines, "spellcheck": "false"}
    return forms.CharField(
        label=part.label,
        max_length=part.longest,
        required=part.is_required,
        help_text=part.hint,
        show_hidden_initial=True,
        widget=forms.Textarea(attrs=rows) if part.lines > 1 else forms.TextInput(),
        error_messages={
            "required": f"请填{part.label}。",
            "max_length": f"{part.label}最多{part.longest}个字，请缩短。",
        },
    )


class NameForm(forms.Form):
    """What a project template is called."""

    name = forms.CharField(
        label="模板名称",
        max_length=120,
        required=False,
        help_text="不填则用项目名称",
        error_messages={"max_length": "模板名称最多120个字，请缩短。"},
    )

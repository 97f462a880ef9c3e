"""Forms of what is read: a quotation, a draft, a reply, a grant. The cards draw their fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from evaluations.projects.queries import team
from evaluations.reviews.actions import LONGEST, LONGEST_QUOTE, Draft
from evaluations.reviews.anchors import CONTEXT
from evaluations.reviews.models import Kind
from evaluations.reviews.querysets import OUTSIDE
from reports.reading.models import Opened


def _words(
    label: str, longest: int = LONGEST, *, required: bool = False, strip: bool = True
) -> forms.CharField:
    """A text that says how long it may be, and how long it is."""
    told = f"{label}最多{longest:,}字，现有%(show_value)s字。请写短一些，或分成几条。"
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        strip=strip,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": told, "required": f"{label}还没有写，请写几个字。"},
    )


class QuoteForm(forms.Form):
    """Where a comment begins: the piece, a cell or words in it, what stands around them."""

    kind = forms.ChoiceField(choices=Kind.choices)
    key = forms.CharField(max_length=120)
    block = forms.CharField(max_length=120, required=False)
    exact = _words("选中的文字", LONGEST_QUOTE, strip=False)
    before = forms.CharField(required=False, strip=False)
    behind = forms.CharField(required=False, strip=False)

    def clean_before(self) -> str:
        return str(self.cleaned_data["before"])[-CONTEXT:]

    def clean_behind(self) -> str:
        return str(self.cleaned_data["behind"])[:CONTEXT]


class DraftForm(forms.Form):
    """What its author types into a draft, and whom it will be shown to."""

    text = _words("意见")
    suggestion = _words("建议文字", strip=False)
    for_experts = forms.BooleanField(required=False)
    for_bureau = forms.BooleanField(required=False)
    for_unit = forms.BooleanField(required=False)
    revision = forms.IntegerField(min_value=0)

    @property
    def draft(self) -> Draft:
        """What was typed."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return Draft(**values)


class SayForm(forms.Form):
    """A reply."""

    text = _words("回复", required=True)


class MendForm(forms.Form):
    """The text of what was just submitted."""

    text = _words("意见")
    suggestion = _words("建议文字", strip=False)


class GrantForm(forms.Form):
    """送审: what is opened to whom, from when to when."""

    what = forms.ChoiceField(label="送审内容", choices=Opened.choices)
    to = forms.ChoiceField(label="送给")
    opens_on = forms.DateField(
        label="从",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "开始日期请写成2026-05-01的样子。", "required": "请填写开始日期。"},
    )
    until = forms.DateField(
        label="到",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="选填，不填则到收回为止",
        error_messages={"invalid": "截止日期请写成2026-05-15的样子。"},
    )

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outside = [one for one in team(project) if one.role in OUTSIDE]
        self._people: dict[str, User] = {f"person-{one.user_id}": one.user for one in outside}
        labels = dict(ProjectRole.choices)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            *((role, f"全部{labels[ProjectRole(role)]}") for role in OUTSIDE),
            *((f"person-{one.user_id}", f"{one.user}　{one.get_role_display()}") for one in outside),
        ]
        self.fields["opens_on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        opens_on, until = values.get("opens_on"), values.get("until")
        if opens_on and until and until < opens_on:
            self.add_error("until", f"截止日期早于开始日期{opens_on}。请改其中一个。")
        return values

    @property
    def reader(self) -> dict[str, Any]:
        """The role or the person chosen."""
        chosen = self.cleaned_data["to"]
        person = self._people.get(chosen)
        return {"role": "" if person else chosen, "user": person}

"""What is typed of a policy document."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from evaluations.dossier.dates import is_date
from evaluations.engagement.models import PolicyDocument
from evaluations.engagement.policybase.actions import FIELDS
from evaluations.people.models import Firm
from evaluations.projects.forms import RevisedForm

DATES = ("date", "effective_from", "effective_to")
SCHEMES = ["http", "https"]


def checked_date(text: str) -> str:
    """A date as the sources give them, or nothing."""
    text = text.strip()
    if text and not is_date(text):
        raise forms.ValidationError(f"“{text[:40]}”不是日期，应写成2026、2026-05或2026-05-29。")
    return text


def successors(firm: Firm, document: PolicyDocument | None) -> Any:
    """What may take the place of a document: the firm's and the shipped ones, not itself."""
    rows = PolicyDocument.objects.filter(Q(firm=firm) | Q(firm=None)).order_by("number")
    return rows if document is None or document.pk is None else rows.exclude(pk=document.pk)


class Successor(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for mypy only
    """A document that takes another's place, by number and title."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number}　{obj.title}"


def _field(firm: Firm, document: PolicyDocument | None) -> Successor:
    return Successor(
        label="替代文件",
        queryset=successors(firm, document),
        required=False,
        empty_label="没有，或不在库中",
        help_text="不在库中的，先新增替代文件，再回来选",
        error_messages={"invalid_choice": "这份文件已不在文件库里，请重新选择。"},
    )


class PolicyForm(RevisedForm):
    """An entry of the firm's base."""

    url = forms.URLField(
        label="原文链接",
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={
            "invalid": "这不是网址，应以https://开头，例如发文机关网站上正文或附件的地址。",
            "max_length": "网址最多500个字符。",
        },
        help_text="正文或附件的地址，以https://开头",
    )

    class Meta:
        model = PolicyDocument
        fields = [name for name in FIELDS if name != "replaced_by"]
        widgets = {
            **{name: forms.TextInput(attrs={"placeholder": "2026-05-29"}) for name in DATES},
            "title": forms.TextInput(),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        error_messages = {
            "number": {
                "required": "请填文号，例如云财〔2026〕8号。",
                "max_length": "文号最多100个字，请缩短。",
            },
            "title": {"required": "请填文件名称，不加书名号。", "max_length": "名称最多300个字，请缩短。"},
        }
        help_texts = {
            "number": "括号写〔〕或[]都认得；没有文号的，写发文机关和年份",
            "note": "适用范围、本机构的口径；只在机构内显示，不印进报告",
        }

    def __init__(self, *args: Any, firm: Firm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = _field(firm, self.instance)
        field.initial, field.show_hidden_initial = self.instance.replaced_by_id, True
        self.fields["replaced_by"] = field

    def clean_date(self) -> str:
        return checked_date(self.cleaned_data["date"])

    def clean_effective_from(self) -> str:
        return checked_date(self.cleaned_data["effective_from"])

    def clean_effective_to(self) -> str:
        return checked_date(self.cleaned_data["effective_to"])


class RepealForm(forms.Form):
    """标记废止: since when, and what takes its place."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    effective_to = forms.CharField(
        label="废止日期",
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "2026-05-29"}),
        error_messages={"required": "请填废止日期，从这一天起不再有效，例如2026-05-29。"},
    )

    def __init__(self, *args: Any, firm: Firm, document: PolicyDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = document.revision
        self.fields["effective_to"].initial = document.effective_to
        self.fields["replaced_by"] = _field(firm, document)
        self.fields["replaced_by"].initial = document.replaced_by_id

    def clean_effective_to(self) -> str:
        return checked_date(self.cleaned_data["effective_to"])

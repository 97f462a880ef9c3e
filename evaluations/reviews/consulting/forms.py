"""What goes out; one item of an answer."""

from __future__ import annotations

from typing import Any

from django import forms

from evaluations.projects.models import Project
from evaluations.reviews import rounds
from evaluations.reviews.actions import LONGEST
from evaluations.reviews.adoption.models import WHOLE
from evaluations.reviews.consulting import queries
from evaluations.reviews.consulting.actions import WITHOUT_DRAFT
from evaluations.reviews.consulting.drafts import Draft, drafts_of
from indicators.systems.models import Indicator

NO_DRAFT = "none"


class LetterForm(forms.Form):
    """To whom, until when, which draft, with which words."""

    members = forms.TypedMultipleChoiceField(
        label="征求意见的对象",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一位被评价单位联系人或委托方。"},
    )
    due = forms.DateField(
        label="答复期限",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": "请选答复期限。",
            "invalid": "请写成2026-05-22这样的日期。",
        },
    )
    draft = forms.ChoiceField(label="征求意见稿", error_messages={"required": WITHOUT_DRAFT})
    round = forms.ChoiceField(
        label="轮次",
        choices=[(key, rounds.ROUNDS[key]) for key in (rounds.CONSULT, rounds.PLAN_REVIEW)],
        initial=rounds.CONSULT,
    )
    note = forms.CharField(
        label="说明", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(one.pk, f"{one.user}　{one.get_role_display()}") for one in queries.addressees(project)]
        self.drafts = {str(one.number): one for one in drafts_of(project)}
        offered = [(key, one.label) for key, one in self.drafts.items()]
        self.fields["members"].choices = people  # type: ignore[attr-defined]
        self.fields["draft"].choices = [*offered, (NO_DRAFT, "不附稿（仅限方案评审）")]  # type: ignore[attr-defined]
        if offered:
            self.fields["draft"].initial = offered[0][0]  # the newest

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("round") == rounds.CONSULT and data.get("draft") == NO_DRAFT:
            self.add_error("draft", f"{WITHOUT_DRAFT}{'请选一稿。' if self.drafts else ''}")
        return data

    @property
    def chosen_draft(self) -> Draft | None:
        """The draft that goes out."""
        return self.drafts.get(self.cleaned_data["draft"])


class ItemForm(forms.Form):
    """一条意见: about an indicator, a place in words, or the whole report."""

    code = forms.ChoiceField(label="涉及的指标", required=False)
    place = forms.CharField(
        label="报告位置",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": "例如：三（二）第2段；不填即整份报告"}),
    )
    text = forms.CharField(
        label="意见",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "意见还没有写。没有意见，请用“无意见”。"},
    )
    attachment = forms.FileField(label="佐证材料", required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaves = Indicator.objects.filter(system__project=project, children=None).order_by("position")
        self.names = {one.code: one.name for one in leaves}
        choices = [("", "不涉及具体指标"), *((code, f"{code}　{name}") for code, name in self.names.items())]
        self.fields["code"].choices = choices  # type: ignore[attr-defined]

    @property
    def where(self) -> str:
        """The place in words."""
        code, place = self.cleaned_data["code"], self.cleaned_data["place"].strip()
        named = f"{code}　{self.names[code]}" if code else ""
        return ("　".join(filter(None, (named, place))) or WHOLE)[:300]

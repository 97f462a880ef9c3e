"""The answer in a row of the table; the reason of a changed score; an opinion that came on paper."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects.models import ProjectRole
from evaluations.reviews import rounds
from evaluations.reviews.actions import LONGEST
from evaluations.reviews.adoption.actions import FIELDS
from evaluations.reviews.adoption.entering import Entry
from evaluations.reviews.adoption.models import WHOLE, Decision, Means, Opinion
from evaluations.reviews.adoption.recording import Person, Said
from evaluations.reviews.consulting import paper
from evaluations.reviews.consulting.forms import ItemForm
from evaluations.reviews.querysets import OUTSIDE


class AnswerForm(forms.Form):
    """采纳 / 部分采纳 / 不采纳, why, and what was changed. Half an answer is kept, too."""

    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    decision = forms.ChoiceField(
        label=FIELDS["decision"], required=False, choices=Decision.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=FIELDS["reason"],
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "部分采纳和不采纳必须写理由"}),
    )
    place = forms.CharField(label=FIELDS["place"], required=False, max_length=300)
    before = forms.CharField(
        label=FIELDS["before"], required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    after = forms.CharField(
        label=FIELDS["after"], required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )

    def values(self) -> dict[str, Any]:
        """The answer as actions take it."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class ReasonForm(forms.Form):
    """Why a score was changed."""

    reason = forms.CharField(
        label="改分理由",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明依据哪份资料或哪条意见改分。"},
    )


class EntryForm(ItemForm):
    """What somebody said on paper, by mail, by telephone or in a meeting.

    An answer to a consultation takes role and round from it, and name and organisation where none is typed.
    """

    recipient = forms.ChoiceField(
        label="所答的征求意见",
        required=False,
        help_text="选了对象，身份和轮次随该次征求意见，姓名和单位可以不填；录入后该对象记为已答复",
    )
    role = forms.ChoiceField(
        label="提出人身份", choices=[(role, ProjectRole(role).label) for role in OUTSIDE]
    )
    name = forms.CharField(
        label="姓名", max_length=60, error_messages={"required": "请写提出意见的人；单位来函，写单位名称。"}
    )
    title = forms.CharField(label="职称或单位", max_length=200, required=False)
    means = forms.ChoiceField(label="途径", choices=Means.choices)
    said_on = forms.DateField(
        label="提出日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选提出意见的日期。", "invalid": "请写成2026-05-22这样的日期。"},
    )
    round = forms.ChoiceField(
        label="轮次", choices=list(rounds.ROUNDS.items()), help_text="已签核的轮次，意见归入下一轮"
    )
    is_no_opinion = forms.BooleanField(label="无意见", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        self.fields["attachment"].label = "扫描件或记录"
        self.places = {str(one.pk): one for one in paper.places(kwargs["project"])}
        offered = [(key, f"{one.consultation}　{one.title}　{one.name}") for key, one in self.places.items()]
        self.fields["recipient"].choices = [("", "不是答复"), *offered]  # type: ignore[attr-defined]
        if self.data.get("recipient") in self.places:
            for name in ("role", "name", "round"):
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        place = self.places.get(data.get("recipient", ""))
        if place is not None:
            data |= {"role": place.role, "round": place.consultation.round}
            data["name"], data["title"] = data.get("name") or place.name, data.get("title") or place.title
        return data

    def clean_said_on(self) -> Any:
        day = self.cleaned_data["said_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("提出日期在今天以后，请核对。")
        return day

    def entry(self, by: User) -> Entry:
        """What was typed."""
        data = self.cleaned_data
        person = Person(
            user=None,
            role=data["role"],
            name=data["name"].strip(),
            title=data["title"].strip(),
            means=data["means"],
            recorded_by=by,
        )
        said = Said(
            text=data["text"].strip(),
            place=self.where,
            code=data["code"],
            recipient=self.places.get(data["recipient"]),
        )
        at = timezone.make_aware(datetime.combine(data["said_on"], time()))
        return Entry(
            person=person, said=said, round=data["round"], at=at, is_no_opinion=data["is_no_opinion"]
        )


def typed(row: Opinion) -> dict[str, Any]:
    """What was entered, as the form shows it."""
    place = row.place
    if row.code:  # the indicator stands before the place
        place = place.partition("　")[2].partition("　")[2]
    values = {
        name: getattr(row, name)
        for name in ("role", "name", "title", "means", "round", "is_no_opinion", "code", "text")
    }
    values["recipient"] = row.recipient_id or ""
    return {**values, "place": "" if place == WHOLE else place, "said_on": timezone.localdate(row.at)}

"""One stage of the firm's table as a form: name, days, parts, checks, places to sign, documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from evaluations.stages.checks import CHECKS
from evaluations.stages.defaults import SignerPlan, StagePlan
from evaluations.stages.models import SignerRole
from evaluations.stages.scopes import SCOPES

MOST_SIGNERS, MOST_DOCUMENTS = 6, 6
PARTS = [(scope.key, scope.label) for scope in SCOPES.values()]
STRICTNESS = [("", "不检查"), ("warn", "提醒"), ("block", "不通过不能签")]


class SignerForm(forms.Form):
    """One place to sign; an empty role: no place."""

    role = forms.ChoiceField(label="角色", required=False, choices=[("", "—"), *SignerRole.choices])
    label = forms.CharField(label="签字位名称", required=False, max_length=60)
    everyone = forms.BooleanField(label="每人都签", required=False)
    independent = forms.BooleanField(label="不得复核本人的工作", required=False)


class DocumentForm(forms.Form):
    """One document that the stage asks for; empty: none."""

    title = forms.CharField(label="文件名称", required=False, max_length=100)
    blocks = forms.BooleanField(label="没有不能签", required=False)


SignerSet = forms.formset_factory(SignerForm, extra=0)
DocumentSet = forms.formset_factory(DocumentForm, extra=0)


class StageForm(forms.Form):
    """What else a stage says; `number` is the version of the table that it was read from."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="阶段名称", max_length=60, error_messages={"required": "请填写阶段名称。"})
    days = forms.IntegerField(
        label="期限",
        min_value=0,
        max_value=365,
        help_text="上一阶段到期后多少天",
        error_messages={"required": "请填写天数，例如7。", "invalid": "天数写成整数，例如7。"},
    )
    freezes = forms.MultipleChoiceField(
        label="签后冻结", choices=PARTS, required=False, widget=forms.CheckboxSelectMultiple
    )
    revises = forms.MultipleChoiceField(
        label="期间可以修订", choices=PARTS, required=False, widget=forms.CheckboxSelectMultiple
    )
    rests_on = forms.MultipleChoiceField(
        label="依据的阶段", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, earlier: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rests_on"].choices = list(earlier)  # type: ignore[attr-defined]
        for check in CHECKS.values():
            self.fields[f"check_{check.key}"] = forms.ChoiceField(
                label=check.label, choices=STRICTNESS, required=False
            )

    def checks(self) -> list[Any]:
        """The fields of the checks."""
        return [self[name] for name in self.fields if name.startswith("check_")]


def initial(plan: StagePlan, number: int) -> dict[str, Any]:
    """What the form says of a stage as it stands."""
    found: dict[str, Any] = {
        "number": number,
        "name": plan.name,
        "days": plan.days,
        "freezes": list(plan.freezes),
        "revises": list(plan.revises),
        "rests_on": list(plan.rests_on),
    }
    return found | {f"check_{key}": "block" if blocks else "warn" for key, blocks in plan.checks}


def signer_rows(plan: StagePlan) -> list[dict[str, Any]]:
    """The places to sign, and empty rows for more."""
    rows: list[dict[str, Any]] = [
        {"role": one.role, "label": one.label, "everyone": one.everyone, "independent": one.independent}
        for one in plan.signers
    ]
    return rows + [{} for _ in range(max(1, MOST_SIGNERS - len(rows)))]


def document_rows(plan: StagePlan) -> list[dict[str, Any]]:
    """The documents asked for, and empty rows for more."""
    rows: list[dict[str, Any]] = [{"title": title, "blocks": blocks} for title, blocks in plan.documents]
    return rows + [{} for _ in range(max(1, MOST_DOCUMENTS - len(rows)))]


def plan_from(key: str, form: StageForm, signers: Any, documents: Any) -> StagePlan:
    """The stage that the valid forms say."""
    data = form.cleaned_data
    return StagePlan(
        key=key,
        name=data["name"],
        days=data["days"],
        signers=tuple(
            SignerPlan(
                role=row["role"],
                label=row["label"] or str(SignerRole(row["role"]).label),
                everyone=row["everyone"],
                independent=row["independent"],
            )
            for row in signers.cleaned_data
            if row.get("role")
        ),
        freezes=tuple(data["freezes"]),
        revises=tuple(data["revises"]),
        rests_on=tuple(data["rests_on"]),
        checks=tuple(
            (check, data[f"check_{check}"] == "block") for check in CHECKS if data.get(f"check_{check}")
        ),
        documents=tuple((row["title"], row["blocks"]) for row in documents.cleaned_data if row.get("title")),
    )

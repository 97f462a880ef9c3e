"""Forms of 承接: contract and assessment, members, declarations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Field, Row
from django import forms

from evaluations.dossier.dates import is_date
from evaluations.engagement.actions import ENGAGEMENT_FIELDS, MEMBER_FIELDS, OF_THE_FIRM
from evaluations.engagement.models import Engagement, Risk
from evaluations.invitations.queries import OUTSIDE
from evaluations.projects.figures import NotAFigure, read_figure
from evaluations.projects.forms import RevisedForm
from evaluations.projects.layouts import fields_only, group
from evaluations.projects.models import ProjectMember, ProjectRole

DATES = ("signed_on", "starts_on", "ends_on")


class AmountField(forms.CharField):
    """A figure as people type it, with or without thousands; a blank is a gap."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}" if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        try:
            return read_figure(str(super().clean(value)))
        except NotAFigure as fault:
            raise forms.ValidationError(str(fault)) from None


class EngagementForm(RevisedForm):
    """承接: contract (财监〔2021〕4号 第十三条) and what was weighed before."""

    amount = AmountField(label="合同金额", required=False, widget=forms.TextInput(attrs={"class": "num"}))
    amount_unit = forms.ChoiceField(
        label="金额单位", required=False, choices=[("", "—"), ("元", "元"), ("万元", "万元")]
    )

    risk = forms.ChoiceField(label="风险等级", required=False, choices=[("", "—"), *Risk.choices])

    class Meta:
        model = Engagement
        fields = list(ENGAGEMENT_FIELDS)
        widgets = {
            **{name: forms.TextInput(attrs={"placeholder": "2026-05-29"}) for name in DATES},
            **{
                name: forms.Textarea(attrs={"rows": 2})
                for name in ("parties", "payment", "archiving", "competence", "independence")
            },
        }
        help_texts = {
            "archiving": "档案由谁归集、保管多久，按合同约定",
            "competence": "人员、专业和时间是否足够",
            "independence": "与委托方、被评价单位是否有利害关系",
        }

    def clean(self) -> dict[str, Any]:
        """Dates that exist, the end not before the start; an amount has a unit."""
        data: dict[str, Any] = super().clean() or {}
        for name in DATES:
            text = data[name] = str(data.get(name) or "").strip()
            if text and not is_date(text):
                self.add_error(name, f"“{text}”不是日期，应写成2026、2026-05或2026-05-29。")
        if data.get("amount") is not None and not data.get("amount_unit"):
            self.add_error("amount_unit", "请选金额的单位。")
        return data

    @property
    def helper(self) -> FormHelper:
        """Two groups of fields, without a form tag or a token of its own."""
        return fields_only(
            Field("revision"),
            group("承接评估"),
            Row(Column("competence"), Column("independence"), css_class="f-row"),
            Row(Column("risk"), Column(HTML("")), css_class="f-row"),
            group("合同"),
            Row(Column("contract_number"), Column("signed_on"), css_class="f-row"),
            Row(Column("starts_on"), Column("ends_on"), css_class="f-row"),
            Row(Column("amount"), Column("amount_unit"), css_class="f-row"),
            Row(Column("parties"), Column("payment"), css_class="f-row"),
            "archiving",
        )


def _roles(roles: tuple[ProjectRole, ...]) -> list[tuple[str, str]]:
    return [(role.value, str(role.label)) for role in roles]


class InsiderForm(forms.Form):
    """A person of the firm, and what they are to be."""

    user = forms.IntegerField(widget=forms.HiddenInput)
    role = forms.ChoiceField(label="角色", choices=_roles(OF_THE_FIRM), initial=ProjectRole.EVALUATOR)


class OutsiderForm(forms.Form):
    """A person from outside, by e-mail."""

    name = forms.CharField(
        label="姓名", max_length=60, error_messages={"required": "请填姓名，会印在专家名单上。"}
    )
    email = forms.EmailField(
        label="邮箱",
        max_length=150,
        error_messages={
            "required": "请填邮箱，对方用它登录。",
            "invalid": "这不是邮箱地址，应像name@example.com。",
        },
    )
    role = forms.ChoiceField(label="角色", choices=_roles(OUTSIDE), initial=ProjectRole.EXPERT)
    duties = forms.CharField(label="分工", max_length=300, required=False)


class MemberForm(RevisedForm):
    """Role, division of work, and what qualifies the person."""

    class Meta:
        model = ProjectMember
        fields = list(MEMBER_FIELDS)
        widgets = {
            name: forms.TextInput(attrs={"inputmode": "numeric", "class": "num"})
            for name in ("years", "evaluation_years")
        }
        error_messages = {
            "years": {"invalid": "年限应是整数，例如8。"},
            "evaluation_years": {"invalid": "年限应是整数，例如4。"},
        }
        help_texts = {
            "title": "例如高级会计师",
            "certificate": "例如注册会计师，证书编号",
            "years": "主评人应满5年",
            "evaluation_years": "主评人应满3年",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = self.instance.role in OF_THE_FIRM
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _roles(OF_THE_FIRM if inside else OUTSIDE)


class DeclarationForm(forms.Form):
    """One person's own declaration."""

    has_interest = forms.TypedChoiceField(
        label="我的声明",
        choices=[
            ("0", "与委托方、被评价单位没有利害关系，独立、客观地参加这项评价"),
            ("1", "存在利害关系，说明如下"),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择其中一项。"},
    )
    explanation = forms.CharField(
        label="说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

"""What is typed around findings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from evaluations.findings.exporting import KINDS
from evaluations.questionnaires.models import Survey
from evaluations.surveying.quality import Rules

REASON = 2000


def _figure() -> forms.NumberInput:
    return forms.NumberInput(attrs={"class": "num"})


def _percent(label: str) -> forms.DecimalField:
    wrong = {
        "required": f"请填写“{label}”，0到100。",
        "invalid": "请写成50或66.7这样的数。",
        "min_value": "不能小于0。",
        "max_value": "不能大于100。",
    }
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
        widget=_figure(),
        error_messages=wrong,
    )


class RulesForm(forms.Form):
    """When a sheet does not count, and from which valid rate a survey may bear what."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    complete = forms.BooleanField(label="必答题没有答完的，不计入", required=False)
    seconds = forms.DecimalField(
        label="平均每题至少用时",
        min_value=Decimal(0),
        max_value=Decimal(600),
        decimal_places=1,
        widget=_figure(),
        help_text="少于它的不计入；填0不看用时",
        error_messages={
            "required": "请填写秒数，不看用时填0。",
            "invalid": "请写成1或1.5这样的数。",
            "min_value": "不能小于0。",
            "max_value": "不能大于600秒。",
            "max_decimal_places": "最多一位小数。",
        },
    )
    alike = forms.IntegerField(
        label="全选同一档的，满多少处不计入",
        min_value=0,
        max_value=1000,
        widget=_figure(),
        help_text="量表题和矩阵的各行一起数；填0不看",
        error_messages={
            "required": "请填写处数，不看填0。",
            "invalid": "请写成8这样的整数。",
            "min_value": "不能小于0。",
            "max_value": "不能大于1000。",
        },
    )
    once_per_device = forms.BooleanField(label="同一设备只计第一份", required=False)
    conclusion = _percent("可作评分依据的有效率")
    advice = _percent("可支持建议的有效率")
    reference = _percent("可作参考的有效率")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        bounds = [data.get(name) for name in ("reference", "advice", "conclusion")]
        known = [one for one in bounds if one is not None]
        if known != sorted(known):
            self.add_error("advice", "三个有效率应从上到下不升高，例如70、50、30。")
        return data

    def rules(self) -> Rules:
        """What was entered."""
        names = ("complete", "seconds", "alike", "once_per_device", "reference", "advice", "conclusion")
        return Rules(**{name: self.cleaned_data[name] for name in names})


class UseForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only, not when it runs
    """采用或不采用; who does not use a survey says why and what takes its place."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    used = forms.TypedChoiceField(
        label="这次调查的结果",
        choices=[("1", "采用"), ("0", "不采用")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": "请选采用或不采用。", "invalid_choice": "请选采用或不采用。"},
    )

    class Meta:
        model = Survey
        fields = ("used", "unused_reason", "substitute")
        widgets = {"unused_reason": forms.Textarea(attrs={"rows": 3, "maxlength": REASON})}
        help_texts = {
            "unused_reason": "例如：有效率52%，低于作为评分依据的70%",
            "substitute": "例如：2024年群众满意度专项调查（市统计局）",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = self.instance.revision
        self.initial["used"] = {None: None, True: "1", False: "0"}[self.instance.used]
        self.fields["substitute"].error_messages["max_length"] = "最多300个字，请写短一些。"

    def clean_unused_reason(self) -> str:
        """Not longer than a page can show."""
        text = str(self.cleaned_data["unused_reason"]).strip()
        if len(text) > REASON:
            raise forms.ValidationError(f"最多{REASON}个字，这里有{len(text)}个字，请写短一些。")
        return text

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("used") is False:
            if not data.get("unused_reason") and "unused_reason" not in self.errors:
                self.add_error("unused_reason", "不采用的，请写明原因。")
            if not (data.get("substitute") or "").strip() and "substitute" not in self.errors:
                self.add_error("substitute", "不采用的，请写明用什么来源替代；没有替代的写“无”。")
        return data

    def _post_clean(self) -> None:
        """The instance stays as it is: the action alone changes rows."""


class ThemeForm(forms.Form):
    """A theme's name."""

    name = forms.CharField(
        label="主题",
        max_length=100,
        error_messages={"required": "请写主题名称。", "max_length": "主题名称最多100个字。"},
    )


class ExportForm(forms.Form):
    """Which table, of which sheets, in labels or codes."""

    kind = forms.ChoiceField(label="格式", choices=list(KINDS.items()), initial="xlsx")
    cells = forms.ChoiceField(
        label="单元格里写", choices=[("labels", "选项文字"), ("codes", "选项编号")], initial="labels"
    )
    scope = forms.ChoiceField(
        label="答卷", choices=[("valid", "只要有效的"), ("all", "全部，并列不计入的原因")], initial="valid"
    )

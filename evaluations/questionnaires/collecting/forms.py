"""Forms of collecting: settings with quotas, sample size, codes, the draw, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from evaluations.people.uploads import NO_FILE
from evaluations.questionnaires.collecting.giving import MOST_CODES
from evaluations.questionnaires.judging import LONGEST_REASON
from evaluations.questionnaires.models import Collection
from evaluations.surveying.definition import Group
from evaluations.surveying.samples import Z_VALUES
from evaluations.workbooks import LARGEST

MOST = 2_000_000_000
LARGEST_SEED = 2**62
WHOLE = {"invalid": "请填整数，例如300，不要写单位和文字。", "required": "请填写。"}
TIME = {"invalid": "请写成2026-04-17 18:00的样子。"}


class Moment(forms.DateTimeField):
    """Day and time as the browser's own field gives them, or typed."""

    def __init__(self, label: str) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]
        super().__init__(
            label=label, required=False, widget=widget, input_formats=formats, error_messages=TIME
        )


def whole(
    label: str, *, lowest: int = 1, highest: int = MOST, required: bool = False, help_text: str = ""
) -> forms.IntegerField:
    """A field for a whole number that people type, with errors that say what to do."""
    field = forms.IntegerField(
        label=label,
        required=required,
        min_value=lowest,
        max_value=highest,
        help_text=help_text,
        error_messages=WHOLE | {"min_value": f"不能小于{lowest}。", "max_value": f"不能大于{highest:,}。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    field.widget.attrs["class"] = "num"
    return field


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only, not when it runs
    """Times, open link, target, and a quota for every group of the questionnaire."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    opens_at = Moment("开始时间")
    closes_at = Moment("截止时间")
    target = whole("样本量")

    class Meta:
        model = Collection
        fields = ["is_open_link", "opens_at", "closes_at", "target", "is_limited"]
        labels = {"is_open_link": "开放链接：有链接或二维码的人都能答"}

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        self.fields["revision"].initial = self.instance.revision
        for group in groups:
            self.fields[f"quota-{group.id}"] = whole(f"{group.label}的配额", lowest=0)
            self.initial[f"quota-{group.id}"] = self.instance.quotas.get(group.id)

    def values(self) -> dict[str, Any]:
        """What `actions.edit_settings` takes; quotas of groups that are gone stay as they are."""
        data = {name: self.cleaned_data[name] for name in self.Meta.fields}
        asked = {one.id: self.cleaned_data[f"quota-{one.id}"] for one in self.groups}
        kept = {key: count for key, count in self.instance.quotas.items() if key not in asked}
        return data | {"quotas": kept | {key: count for key, count in asked.items() if count is not None}}

    def quotas(self) -> list[tuple[str, forms.BoundField]]:
        """Group id and its field."""
        return [(one.id, self[f"quota-{one.id}"]) for one in self.groups]


class SampleForm(forms.Form):
    """What a sample size is computed from; with `size-…` the people in each group it is spread over."""

    population = whole("总体人数", help_text="全部受访对象有多少人；不填按人数很多计算。")
    confidence = forms.TypedChoiceField(
        label="置信水平",
        coerce=int,
        choices=[(level, f"{level}%（z={z}）") for level, z in Z_VALUES.items()],
        error_messages={"invalid_choice": "请选90%%、95%%或99%%。"},
    )
    margin = forms.DecimalField(
        label="允许误差",
        min_value=Decimal("0.1"),
        max_value=Decimal(50),
        decimal_places=1,
        max_digits=4,
        help_text="通常取5%，结果与真值相差不超过它。",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num"}),
        error_messages={
            "required": "请填写，例如5。",
            "invalid": "请填数字，例如5，不要写百分号。",
            "min_value": "不能小于0.1。",
            "max_value": "不能大于50。",
            "max_decimal_places": "最多一位小数。",
            "max_digits": "最多一位小数。",
            "max_whole_digits": "不能大于50。",
        },
    )
    share = forms.DecimalField(
        label="预计占比",
        min_value=Decimal(1),
        max_value=Decimal(99),
        decimal_places=1,
        max_digits=3,
        help_text="事先不知道时取50%，需要的份数最多、最稳妥。",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num"}),
        error_messages={
            "required": "请填写，例如50。",
            "invalid": "请填数字，例如50，不要写百分号。",
            "min_value": "不能小于1。",
            "max_value": "不能大于99。",
            "max_decimal_places": "最多一位小数。",
            "max_digits": "最多一位小数。",
            "max_whole_digits": "不能大于99。",
        },
    )

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        for group in groups:
            self.fields[f"size-{group.id}"] = whole(f"{group.label}人数", lowest=0)

    def sizes(self) -> list[forms.BoundField]:
        """The fields of the groups."""
        return [self[f"size-{one.id}"] for one in self.groups]

    def clean(self) -> dict[str, Any]:
        """Either no group has its people or all have; then they are the population where none is given."""
        data: dict[str, Any] = super().clean() or {}
        names = [f"size-{one.id}" for one in self.groups]
        said = [name for name in names if data.get(name) is not None]
        if said and len(said) < len(names) and not self.errors:
            empty = next(name for name in names if name not in said)
            self.add_error(empty, "要按群体分配，每个群体都要填人数；没有人的填0。")
        if said and not self.errors:
            together = sum(data[name] for name in names)
            population = data.get("population")
            if not together:
                self.add_error(names[0], "各群体人数合计是0，无法分配。")
            elif population is None:
                data["population"] = together
            elif population != together:
                self.add_error("population", f"与各群体合计{together}人不等，请改正其中一个。")
        return data


class CodesForm(forms.Form):
    """Codes without names, for paper."""

    count = whole("个数", highest=MOST_CODES, required=True)
    group = forms.ChoiceField(label="群体", required=False)

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "不限"), *((one.id, one.label) for one in groups)]


class DrawForm(forms.Form):
    """How many are drawn, and by which seed."""

    drawn = whole("抽取数", required=True)
    seed = whole("随机种子", lowest=0, highest=LARGEST_SEED, required=True)


class UploadForm(forms.Form):
    """An Excel file."""

    workbook = forms.FileField(
        label="Excel文件",
        error_messages=NO_FILE,
        help_text=f"扩展名为.xlsx，最多{LARGEST // 1024 // 1024} MB。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class ReasonForm(forms.Form):
    """Why a sheet is struck off."""

    reason = forms.CharField(
        label="剔除的原因",
        max_length=LONGEST_REASON,
        error_messages={
            "required": "请写明为什么剔除这份答卷，例如“编号写错，与018号重复”。",
            "max_length": f"最多{LONGEST_REASON}字，请写短一些。",
        },
    )

"""Forms over evidence."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row
from django import forms

from evaluations.dossier.dates import is_date
from evaluations.evidence import queries
from evaluations.evidence.actions import DOCUMENT_FIELDS, REQUEST_FIELDS
from evaluations.evidence.models import Document, DocumentKind, RequestedItem, RequestState
from evaluations.projects.forms import RevisedForm
from evaluations.projects.models import Project


def _bare(*rows: Any) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(Field("revision"), *rows)
    return helper


class DocumentForm(RevisedForm):
    """What is said of a document."""

    class Meta:
        model = Document
        fields = list(DOCUMENT_FIELDS)
        widgets = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "pages": forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
            "obtained": forms.TextInput(attrs={"placeholder": "2026-04-09"}),
        }
        error_messages = {
            "number": {"required": "请填索引号，例如Z-031。"},
            "title": {"required": "请填资料名称，例如坐席服务合同（2025）。"},
            "pages": {"invalid": "页数应是整数，例如12。"},
        }
        help_texts = {"number": "本项目内不重复", "obtained": "年、年-月，或年-月-日"}

    def clean_obtained(self) -> str:
        """A year, a month or a day that exists."""
        text = str(self.cleaned_data["obtained"]).strip()
        if text and not is_date(text):
            raise forms.ValidationError(f"“{text}”不是日期，应写成2026、2026-04或2026-04-09。")
        return text

    @property
    def helper(self) -> FormHelper:
        """Without a form tag of its own."""
        return _bare(
            Row(Column("title", css_class="f-wide"), Column("number", css_class="f-year"), css_class="f-row"),
            Row(Column("kind"), Column("archive_class"), Column("pages"), css_class="f-row"),
            Row(Column("source_unit"), Column("obtained"), css_class="f-row"),
            "note",
        )


class RequestForm(RevisedForm):
    """An item of the request list, of which a new one stands on revision 1."""

    class Meta:
        model = RequestedItem
        fields = list(REQUEST_FIELDS)
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 2}),
            "unavailable_reason": forms.Textarea(attrs={"rows": 2}),
            "due": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
        labels = {"indicator": "用于指标"}
        error_messages = {
            "title": {"required": "请写明需要什么资料，例如2025年呼叫平台月度统计。"},
            "due": {"invalid": "期限应写成年-月-日，例如2026-04-15。"},
        }
        help_texts = {"reason": "被评价单位会看到", "unavailable_reason": "状态为“无法提供”时必填"}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaves = project.system.indicators.filter(paper__isnull=False).order_by("position")
        choice: Any = self.fields["indicator"]
        choice.queryset, choice.label_from_instance = leaves, queries.told

    def clean(self) -> dict[str, Any]:
        """What cannot be had has a reason."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("state") == RequestState.UNAVAILABLE and not cleaned.get("unavailable_reason"):
            self.add_error("unavailable_reason", "请写明为什么无法提供，报告的“评价局限”会用到。")
        return cleaned

    @property
    def helper(self) -> FormHelper:
        """Without a form tag of its own."""
        return _bare(
            "title",
            "reason",
            Row(Column("indicator"), Column("due"), Column("state"), css_class="f-row"),
            "unavailable_reason",
        )


class LinkForm(forms.Form):
    """Which document proves what, and where in it; both ends are of the project at hand."""

    document = forms.ModelChoiceField(
        Document.objects.none(),
        label="资料",
        error_messages={"required": "请先选一份资料。", "invalid_choice": "这份资料不在本项目里，请重新选。"},
    )
    target = forms.CharField(label="关联到", error_messages={"required": "请先选要关联的对象。"})
    page_from = forms.IntegerField(label="起始页", min_value=1, max_value=99999, required=False)
    page_to = forms.IntegerField(label="截止页", min_value=1, max_value=99999, required=False)
    place = forms.CharField(label="位置", max_length=200, required=False)
    note = forms.CharField(label="说明", max_length=300, required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        choice: Any = self.fields["document"]
        choice.queryset = Document.objects.standing().filter(project=project)
        for name in ("page_from", "page_to"):
            self.fields[name].error_messages["invalid"] = "页码应是整数，例如6。"

    def clean_target(self) -> Any:
        """A row of the project."""
        found = queries.target(self.project, self.cleaned_data["target"])
        if found is None:
            raise forms.ValidationError("要关联的对象不在本项目里，可能刚被删除。请重新选。")
        return found

    def clean(self) -> dict[str, Any]:
        """Pages run forward."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("page_from"), cleaned.get("page_to")
        if last is not None and (first is None or last < first):
            self.add_error("page_to", "截止页应不小于起始页。")
        return cleaned


class UploadForm(forms.Form):
    """What stands in the address of an upload."""

    kind = forms.ChoiceField(choices=DocumentKind.choices, required=False)
    version_of = forms.ModelChoiceField(Document.objects.none(), required=False)
    as_new = forms.BooleanField(required=False)
    target = forms.CharField(required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["version_of"]
        choice.queryset = Document.objects.standing().filter(project=project)


class WithdrawForm(forms.Form):
    """Why something is taken back, what takes its place, and whether signatures may fall."""

    reason = forms.CharField(
        max_length=2000,
        error_messages={"required": "请写撤回的原因，例如“传错了文件，应为2025年度的合同”。"},
    )
    document = forms.ModelChoiceField(
        Document.objects.none(),
        required=False,
        error_messages={"invalid_choice": "选作接替的资料不在本项目里，或已撤回。请重新选。"},
    )
    may_void = forms.BooleanField(required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["document"]
        choice.queryset = Document.objects.standing().filter(project=project)

    @property
    def heir(self) -> Document | None:
        """What was chosen, for a page that is shown again."""
        return self.cleaned_data.get("document") if self.is_bound and hasattr(self, "cleaned_data") else None

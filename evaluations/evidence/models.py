"""Evidence (证据资料): documents with their files, what each proves, and what was asked for (资料清单)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from evaluations.fieldwork.models import BaseTableItem, Interview, OutputFact, SiteVisit
from evaluations.money.models import BudgetLine, CostItem, FundCheckItem, FundingSource
from evaluations.projects.models import Project, ProjectRow
from indicators.systems.fields import PlainField
from indicators.systems.models import Indicator


class DocumentKind(models.TextChoices):
    """Kinds of evaluation material, 财预〔2021〕101号."""

    FORMAL = "formal", "正式资料"
    WORKING = "working", "工作资料"
    VOUCHER = "voucher", "原始凭证"
    STATEMENT = "statement", "说明材料"


PREFIXES = {
    DocumentKind.FORMAL: "Z",
    DocumentKind.WORKING: "G",
    DocumentKind.VOUCHER: "Y",
    DocumentKind.STATEMENT: "S",
}
"""The letter with which the suggested index number of each kind begins."""


class ArchiveClass(models.TextChoices):
    """Classes of the evaluation file, 财监〔2021〕4号 第二十条."""

    INITIATION = "initiation", "立项类"
    PROOF = "proof", "证明类"
    CONCLUSION = "conclusion", "结论类"


class Withdrawable(models.Model):
    """What can be taken back (撤回) with a reason: it is kept, and offered and counted nowhere."""

    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.TextField("撤回原因", blank=True)

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back."""
        return self.withdrawn_at is not None


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents of projects."""

    def standing(self) -> DocumentQuerySet:
        """Those that were not taken back."""
        return self.filter(withdrawn_at__isnull=True)


class Document(ProjectRow, Withdrawable):
    """资料: one piece of evidence under its index number (索引号); its files are its versions.

    One that was erased (彻底删除) keeps its number, so that nothing else ever gets it, and nothing more.
    """

    number = models.CharField("索引号", max_length=40)
    title = models.CharField("名称", max_length=300)
    kind = models.CharField("种类", max_length=10, choices=DocumentKind, default=DocumentKind.WORKING)
    archive_class = models.CharField("归档类别", max_length=10, choices=ArchiveClass, blank=True)
    note = models.TextField("说明", blank=True)
    pages = models.PositiveIntegerField("页数", null=True, blank=True)
    source_unit = models.CharField("来源单位", max_length=200, blank=True)
    obtained = models.CharField("取得日期", max_length=40, blank=True)
    erased_at = models.DateTimeField("彻底删除时间", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    objects = DocumentQuerySet.as_manager()

    class Meta(ProjectRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="document_number_once_per_project"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="document_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(withdrawn_at__isnull=False),
                name="document_erased_is_withdrawn",
            ),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="document_kind_known"),
            models.CheckConstraint(
                condition=Q(archive_class__in=["", *ArchiveClass.values]), name="document_class_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class DocumentVersion(Withdrawable):
    """One file of a document, never changed: its bytes are named by their SHA-256.

    `file` is empty for a version that came with a dossier, which carries no bytes. What a picture says of
    itself (`taken_at`, `latitude`, `longitude`) is kept apart and stands in no preview.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    position = models.PositiveIntegerField()
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("字节")
    content_type = models.CharField("内容类型", max_length=100)
    file = models.FileField("文件", max_length=200, blank=True)
    thumbnail = models.FileField("缩略图", max_length=200, blank=True)
    taken_at = models.CharField("拍摄时间", max_length=40, blank=True)
    latitude = models.CharField("纬度", max_length=20, blank=True)
    longitude = models.CharField("经度", max_length=20, blank=True)
    uploaded_at = models.DateTimeField("上传时间", null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    extras = PlainField(default=dict, blank=True)

    class Meta:
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["project", "sha256"],
                condition=Q(withdrawn_at__isnull=True),
                name="file_once_per_project",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}版 {self.name}"

    @property
    def number(self) -> int:
        """From 1."""
        return self.position + 1

    @property
    def extension(self) -> str:
        """As in the name, without dot, lower case."""
        return self.name.rpartition(".")[2].lower() if "." in self.name else ""


TARGETS = (
    "indicator",
    "base_item",
    "budget_line",
    "fund_check_item",
    "interview",
    "site_visit",
    "output",
    "funding_source",
    "cost_item",
)


def _one_target() -> Q:
    """Exactly one of TARGETS is set."""
    condition = Q()
    for chosen in TARGETS:
        others = {f"{name}__isnull": name != chosen for name in TARGETS}
        condition |= Q(**others)
    return condition


class EvidenceLinkQuerySet(models.QuerySet["EvidenceLink"]):
    """Links of documents."""

    def standing(self) -> EvidenceLinkQuerySet:
        """Those whose file was not taken back."""
        return self.filter(STANDING)


STANDING = Q(document__withdrawn_at__isnull=True, version__withdrawn_at__isnull=True)
"""Of a link: its document, and the version it names if it names one, were not taken back."""


class EvidenceLink(models.Model):
    """What a document proves, down to the page; with `version` only that version does.

    已核对: somebody else than who made the link has seen that it is so. A new file makes that void.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="links")
    position = models.PositiveIntegerField()
    version = models.ForeignKey(
        DocumentVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="links"
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    base_item = models.ForeignKey(
        BaseTableItem, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    budget_line = models.ForeignKey(
        BudgetLine, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    fund_check_item = models.ForeignKey(
        FundCheckItem, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    site_visit = models.ForeignKey(
        SiteVisit, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    output = models.ForeignKey(
        OutputFact, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    funding_source = models.ForeignKey(
        FundingSource, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    cost_item = models.ForeignKey(
        CostItem, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    page_from = models.PositiveIntegerField("起始页", null=True, blank=True)
    page_to = models.PositiveIntegerField("截止页", null=True, blank=True)
    place = models.CharField("位置", max_length=200, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)
    extras = PlainField(default=dict, blank=True)

    objects = EvidenceLinkQuerySet.as_manager()

    class Meta:
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="evidence_position_once"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | Q(made_by__isnull=True)
                | ~Q(checked_by=models.F("made_by")),
                name="evidence_checked_by_another",
            ),
            models.CheckConstraint(condition=_one_target(), name="evidence_has_one_target"),
            models.CheckConstraint(
                condition=Q(page_to__isnull=True)
                | Q(page_from__isnull=False, page_to__gte=models.F("page_from")),
                name="evidence_pages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.where}"

    @property
    def where(self) -> str:
        """第6—8页 4.2条."""
        pages = ""
        if self.page_from is not None:
            until = f"—{self.page_to}" if self.page_to not in (None, self.page_from) else ""
            pages = f"第{self.page_from}{until}页"
        return " ".join(filter(None, (pages, self.place)))


class RequestState(models.TextChoices):
    """How far a requested item is."""

    REQUESTED = "requested", "待提供"
    RECEIVED = "received", "已收到"
    VERIFIED = "verified", "已核对"
    UNAVAILABLE = "unavailable", "无法提供"


class RequestedItem(ProjectRow):
    """资料清单: something that the evaluated unit is asked to hand in, by when and for what."""

    title = models.CharField("所需资料", max_length=300)
    reason = models.TextField("用途", blank=True)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.SET_NULL, null=True, blank=True, related_name="requested"
    )
    due = models.DateField("期限", null=True, blank=True)
    state = models.CharField("状态", max_length=11, choices=RequestState, default=RequestState.REQUESTED)
    unavailable_reason = models.TextField("无法提供的原因", blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta(ProjectRow.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="request_state_known"),
            models.CheckConstraint(
                condition=~Q(state=RequestState.UNAVAILABLE) | ~Q(unavailable_reason=""),
                name="request_unavailable_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RequestedAnswer(models.Model):
    """A document that answers a requested item; `name` is what whoever handed it in called the file."""

    item = models.ForeignKey(RequestedItem, on_delete=models.CASCADE, related_name="answers")
    position = models.PositiveIntegerField()
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="answers")
    version = models.ForeignKey(
        DocumentVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="answers"
    )
    name = models.CharField("文件名", max_length=200, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField("提交时间", null=True, blank=True)

    class Meta:
        ordering = ["item", "position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "document", "handed_in_by"], name="answer_once"),
            models.UniqueConstraint(
                fields=["item", "document"], condition=Q(handed_in_by__isnull=True), name="answer_once_unsaid"
            ),
        ]

    def __str__(self) -> str:
        return self.name

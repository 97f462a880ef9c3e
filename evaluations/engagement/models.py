"""Taking an evaluation on (承接): contract, assessment, further units, schedule, policies, declarations."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from evaluations.people.models import Firm, Organisation
from evaluations.projects.models import Project, ProjectRow
from indicators.systems.fields import FigureField, PlainField


class Risk(models.TextChoices):
    """How risky it is for the firm to take the evaluation on."""

    LOW = "low", "低"
    MIDDLE = "middle", "中"
    HIGH = "high", "高"


class Engagement(models.Model):
    """承接: contract (财监〔2021〕4号 第十三条) and what was weighed before it. One per project."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="engagement")
    contract_number = models.CharField("合同编号", max_length=100, blank=True)
    signed_on = models.CharField("签订日期", max_length=40, blank=True)
    amount = FigureField("合同金额", null=True, blank=True)
    amount_unit = models.CharField("金额单位", max_length=20, blank=True)
    starts_on = models.CharField("履约开始", max_length=40, blank=True)
    ends_on = models.CharField("履约截止", max_length=40, blank=True)
    parties = models.TextField("合同各方", blank=True)
    payment = models.TextField("付款方式", blank=True)
    archiving = models.TextField("归档责任", blank=True)
    competence = models.TextField("胜任能力", blank=True)
    independence = models.TextField("独立性", blank=True)
    risk = models.CharField("风险等级", max_length=10, choices=Risk, blank=True)
    extras = PlainField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(risk__in=["", *Risk.values]), name="engagement_risk_known"
            ),
        ]

    def __str__(self) -> str:
        return f"承接 {self.project_id}"


class FurtherUnit(ProjectRow):
    """其他单位: a unit beside the one on the cover, and what it is to the evaluation."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="further_in", verbose_name="单位"
    )
    part = models.CharField("角色", max_length=40, blank=True)
    contact = models.CharField("联系部门", max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    def __str__(self) -> str:
        return str(self.organisation)


class Duty(ProjectRow):
    """组织与管理: which unit answers for what, and by which rules."""

    unit = models.CharField("单位", max_length=200)
    duty = models.TextField("职责")
    rules = models.TextField("管理制度", blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    def __str__(self) -> str:
        return self.unit


class Step(ProjectRow):
    """工作进度: a step of the evaluation work, when it is due, when it was done, and who answers for it."""

    name = models.CharField("工作", max_length=200)
    starts_on = models.CharField("计划开始", max_length=40, blank=True)
    due_on = models.CharField("计划完成", max_length=40, blank=True)
    done_on = models.CharField("实际完成", max_length=40, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField("说明", blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    def __str__(self) -> str:
        return self.name


class PolicyLevel(models.TextChoices):
    """Who is bound by a policy document."""

    NATIONAL = "national", "国家"
    LOCAL = "local", "地方"
    INTERNAL = "internal", "机构制度"


class PolicyDocument(models.Model):
    """政策文件 of the national base (`firm` empty) or of a firm; dates as the sources give them.

    A firm's entry with the number of a national one is its copy: what the firm says of it goes before.
    `revision` grows with each change; what changed stands in the firm's log.
    """

    firm = models.ForeignKey(
        Firm, on_delete=models.CASCADE, null=True, blank=True, related_name="policy_documents"
    )
    number = models.CharField("文号", max_length=100)
    title = models.CharField("名称", max_length=300)
    issuer = models.CharField("发文机关", max_length=200, blank=True)
    date = models.CharField("发文日期", max_length=40, blank=True)
    effective_from = models.CharField("施行日期", max_length=40, blank=True)
    effective_to = models.CharField("废止日期", max_length=40, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name="替代文件",
    )
    level = models.CharField("级别", max_length=10, choices=PolicyLevel, default=PolicyLevel.NATIONAL)
    url = models.URLField("原文链接", max_length=500, blank=True)
    note = models.TextField("批注", blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=PolicyLevel.values), name="policy_level_known"
            ),
            models.UniqueConstraint(
                fields=["firm", "number"],
                condition=models.Q(firm__isnull=False),
                name="policy_once_per_firm",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(firm__isnull=True), name="policy_once_in_the_nation"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Citation(ProjectRow):
    """评价依据: a document that the evaluation rests on; number and title are what the report prints."""

    number = models.CharField("文号", max_length=100, blank=True)
    title = models.CharField("名称", max_length=300)
    issuer = models.CharField("发文机关", max_length=200, blank=True)
    date = models.CharField("发文日期", max_length=40, blank=True)
    use = models.CharField("用于", max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    def __str__(self) -> str:
        return self.number or self.title


class Declaration(models.Model):
    """独立性声明: what one person signed about one project. Never changed; the newest of a person counts."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="declarations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="declarations")
    has_interest = models.BooleanField("存在利害关系")
    explanation = models.TextField("说明", blank=True)
    signed_at = models.DateTimeField("签署", auto_now_add=True)

    class Meta:
        ordering = ["project", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(has_interest=False) | ~models.Q(explanation=""),
                name="declared_interest_is_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {'有' if self.has_interest else '无'}利害关系"

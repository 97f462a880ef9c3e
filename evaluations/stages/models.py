"""Stages of an evaluation (阶段): the firm's table of them, what was signed, and the chain of signatures."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evaluations.evidence.models import Document
from evaluations.people.models import Firm
from evaluations.projects.models import Project


class StageTable(models.Model):
    """阶段表: a version of the firm's order of work. Never changed once made; a change makes another."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="stage_tables")
    number = models.PositiveIntegerField("版次")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["firm", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["firm", "number"], name="stage_table_number_once_per_firm")
        ]

    def __str__(self) -> str:
        return f"阶段表第{self.number}版"


class Stage(models.Model):
    """One stage. `days` after the stage before it is due, this one is; `rests_on` are earlier stages."""

    table = models.ForeignKey(StageTable, on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField("代号")
    name = models.CharField("阶段", max_length=60)
    days = models.PositiveSmallIntegerField("期限（天）", default=7)
    rests_on = models.ManyToManyField("self", symmetrical=False, related_name="carries", blank=True)

    class Meta:
        ordering = ["table", "position"]
        constraints = [
            models.UniqueConstraint(fields=["table", "key"], name="stage_once_per_table"),
            models.CheckConstraint(condition=~models.Q(name=""), name="stage_is_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Holding(models.TextChoices):
    """What a stage does with a part of the project."""

    FREEZE = "freeze", "签后冻结"
    REVISE = "revise", "可以修订"


class StageScope(models.Model):
    """A part of the project that a stage's signature freezes, or that may be revised during the stage."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="scopes")
    scope = models.CharField("范围", max_length=20)
    holding = models.CharField("方式", max_length=10, choices=Holding)

    class Meta:
        ordering = ["stage", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "scope", "holding"], name="stage_scope_once"),
            models.CheckConstraint(
                condition=models.Q(holding__in=Holding.values), name="stage_holding_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_holding_display()}　{self.scope}"


class SignerRole(models.TextChoices):
    """Who signs: a role on the project, or the head of the firm."""

    LEAD = "lead", "主评人"
    MANAGER = "manager", "项目负责人"
    REVIEWER = "reviewer", "复核人"
    FIRM = "firm_admin", "机构负责人"
    EXPERT = "expert", "专家"
    BUREAU_OFFICER = "bureau_officer", "委托方"
    UNIT_CONTACT = "unit_contact", "被评价单位"


class Signer(models.Model):
    """签字位: who signs a stage, one after the other. `everyone`: all who have the role, in any order."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="signers")
    position = models.PositiveSmallIntegerField()
    role = models.CharField("角色", max_length=20, choices=SignerRole)
    label = models.CharField("签字位", max_length=60)
    everyone = models.BooleanField("每人都签", default=False)
    independent = models.BooleanField("不得复核本人的工作", default=False)

    class Meta:
        ordering = ["stage", "position"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "position"], name="signer_once_per_place"),
            models.CheckConstraint(condition=models.Q(role__in=SignerRole.values), name="signer_role_known"),
        ]

    def __str__(self) -> str:
        return self.label


class StageCheck(models.Model):
    """A check that a stage asks for; a blocking one has to pass before anybody signs."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="checks")
    check_key = models.CharField("检查", max_length=40)
    is_blocking = models.BooleanField("不通过不能签", default=True)

    class Meta:
        ordering = ["stage", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "check_key"], name="stage_check_once"),
        ]

    def __str__(self) -> str:
        return self.check_key


class RequiredDocument(models.Model):
    """A document that a stage asks for: 合同, 专家评审意见表."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField("文件", max_length=100)
    is_blocking = models.BooleanField("没有不能签", default=False)

    class Meta:
        ordering = ["stage", "pk"]

    def __str__(self) -> str:
        return self.title


class ProjectStages(models.Model):
    """By which version of the firm's table a project is worked."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="stages")
    table = models.ForeignKey(StageTable, on_delete=models.PROTECT, related_name="projects")

    def __str__(self) -> str:
        return f"{self.project_id} {self.table}"


class StageDue(models.Model):
    """When a stage of a project is due."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="stage_dues")
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="+")
    due = models.DateField("到期")

    class Meta:
        ordering = ["project", "due"]
        constraints = [
            models.UniqueConstraint(fields=["project", "stage"], name="stage_due_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.due}"


class ProvidedDocument(models.Model):
    """Which document of the project's evidence is the one that a stage asks for."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="provided_documents")
    required = models.ForeignKey(RequiredDocument, on_delete=models.CASCADE, related_name="provided")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["project", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "required"], name="provided_once"),
        ]

    def __str__(self) -> str:
        return f"{self.required}：{self.document}"


class SignedContent(models.Model):
    """What was shown and signed: canonical JSON, compressed, under its SHA-256. Never changed."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="signed_contents")
    sha256 = models.CharField("摘要", max_length=64)
    packed = models.BinaryField()

    class Meta:
        ordering = ["project", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "sha256"], name="signed_content_once"),
        ]

    def __str__(self) -> str:
        return self.sha256


class Act(models.TextChoices):
    """What an entry of the chain did."""

    APPROVE = "approve", "同意"
    RETURN = "return", "退回"
    REOPEN = "reopen", "重开"
    REVISE = "revise", "修订"


class Signature(models.Model):
    """One link of a project's chain (签核记录). Never changed, never deleted; undoing is a further link.

    `target` is the stage that a return or a reopening goes back to; `scopes` what a revision opens. `digest`
    is the SHA-256 of everything here and of `previous`, the digest of the link before.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="signatures")
    number = models.PositiveIntegerField("序号")
    act = models.CharField("动作", max_length=10, choices=Act)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    signer = models.ForeignKey(Signer, on_delete=models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, related_name="+")
    scopes = models.CharField("范围", max_length=200, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("姓名", max_length=60)
    role = models.CharField("身份", max_length=60)
    at = models.DateTimeField("时间")
    address = models.CharField("来源地址", max_length=45, blank=True)
    opinion = models.TextField("意见", blank=True)
    content_sha256 = models.CharField("内容摘要", max_length=64, blank=True)
    previous = models.CharField("前一环", max_length=64, blank=True)
    digest = models.CharField("本环", max_length=64)

    class Meta:
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="signature_number_once"),
            models.CheckConstraint(condition=models.Q(act__in=Act.values), name="signature_act_known"),
            models.CheckConstraint(
                condition=models.Q(act=Act.APPROVE) | ~models.Q(opinion=""), name="undoing_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.role} {self.name} {self.get_act_display()}"


class ChainHead(models.Model):
    """How far a project's chain goes: without it, links cut off at the end would not be missed."""

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="chain_head")
    number = models.PositiveIntegerField("环数", default=0)
    digest = models.CharField("末环", max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.project_id} {self.number}"

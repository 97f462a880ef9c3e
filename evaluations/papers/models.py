"""Working papers (工作底稿) and scoring runs (评分计算)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from evaluations.jobs.models import Job
from evaluations.papers.checking.models import Checked
from evaluations.papers.querysets import PaperQuerySet
from evaluations.projects.models import Project
from indicators.systems.fields import FigureField, PlainField
from indicators.systems.models import Indicator


class NotApplicable(models.TextChoices):
    """What an indicator that cannot be assessed (无法考核) counts as."""

    FULL = "full", "按满分计"
    ZERO = "zero", "按零分计"
    EXCLUDE = "exclude", "剔除并折算"


class WorkingPaper(Checked):
    """工作底稿: what was found for one scored indicator.

    Its score is computed, never typed; `override_score` is the evaluator's own beside it, with a reason.
    `revision` grows with each save of its content; a signature leaves it as it is.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="papers")
    indicator = models.OneToOneField(Indicator, on_delete=models.CASCADE, related_name="paper")
    calculation_note = models.TextField("计算说明", blank=True)
    evaluation_result = models.TextField("评价结果", blank=True)
    deduction_reason = models.TextField("扣分原因", blank=True)
    not_applicable = models.CharField("无法考核", max_length=10, choices=NotApplicable, blank=True)
    override_score = FigureField("另行评定得分", null=True, blank=True)
    override_reason = models.TextField("另行评定理由", blank=True)
    extras = PlainField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    history = HistoricalRecords(
        app="evaluations", excluded_fields=[field.name for field in Checked._meta.fields]
    )

    objects = PaperQuerySet.as_manager()

    class Meta(Checked.Meta):
        ordering = ["project", "indicator__position"]

    def __str__(self) -> str:
        return f"底稿 {self.indicator}"


class InputKind(models.TextChoices):
    """Of which type an input is; a list holds marks or degrees of fulfilment."""

    NUMBER = "number", "数值"
    FLAG = "flag", "是否"
    LEVEL = "level", "档次"
    LIST = "list", "数列"


class PaperInput(models.Model):
    """输入: a named raw figure of a working paper; empty means not known."""

    paper = models.ForeignKey(WorkingPaper, on_delete=models.CASCADE, related_name="inputs")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("名称", max_length=100)
    kind = models.CharField(max_length=6, choices=InputKind, default=InputKind.NUMBER)
    number = FigureField("数值", null=True, blank=True)
    flag = models.BooleanField("是否", null=True, blank=True)
    level = models.CharField("档次", max_length=100, blank=True)
    source = models.CharField("引用", max_length=500, blank=True)
    """The key of the fact (evaluations/dossier/factkeys.py) it is read from; the value here is then old."""
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["paper", "position"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=InputKind.LIST) | models.Q(source=""), name="list_input_not_bound"
            ),
            models.UniqueConstraint(fields=["paper", "name"], name="input_once_per_paper"),
            models.CheckConstraint(condition=models.Q(kind__in=InputKind.values), name="input_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class InputItem(models.Model):
    """One number of a list input: an expert's mark, or how far a key point is met (0 to 1)."""

    paper_input = models.ForeignKey(PaperInput, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    number = FigureField("数值", null=True, blank=True)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["paper_input", "position"]

    def __str__(self) -> str:
        return str(self.number)


class Dispute(models.Model):
    """有争议: a paper's score may come to anything from `low` to `high`, and why.

    Withdrawn it is no longer open, but stays with its history, so that its `revision` only grows. Whether the
    bounds lie within the weight is the action's affair: exact figures compare in Python only.
    """

    paper = models.OneToOneField(WorkingPaper, on_delete=models.CASCADE, related_name="dispute")
    low = FigureField("从严得分")
    high = FigureField("从宽得分")
    reason = models.TextField("争议理由")
    is_open = models.BooleanField("有争议", default=True)
    extras = PlainField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["paper"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="dispute_says_why")]

    def __str__(self) -> str:
        return f"争议 {self.paper}"


class ScoringRun(models.Model):
    """评分计算: the scores of record. Written once by a worker; report and signatures rest on it.

    `inputs` is the part of the dossier that scores depend on, exactly as computed, `fingerprint` its SHA-256.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField("序号")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="scoring_run")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    computed_at = models.DateTimeField("算出", null=True, blank=True)
    core_version = models.CharField("内核版本", max_length=20, blank=True)
    fingerprint = models.CharField("输入摘要", max_length=64, blank=True)
    inputs = PlainField(null=True, blank=True)
    total = FigureField("总分", null=True, blank=True)
    grade = models.CharField("等级", max_length=20, blank=True)
    partial_total = FigureField("已有得分之和", null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="run_number_once_per_project")
        ]

    def __str__(self) -> str:
        return f"第{self.number}次计算"


class RunScore(models.Model):
    """One indicator's outcome in a run: value, score, and the derivation that screen and report show."""

    run = models.ForeignKey(ScoringRun, on_delete=models.CASCADE, related_name="scores")
    position = models.PositiveIntegerField()
    code = models.CharField("编号", max_length=40)
    parent = models.CharField("上级", max_length=40, blank=True)
    name = models.CharField("名称", max_length=200)
    weight = FigureField("权重")
    status = models.CharField("状态", max_length=16)
    value = FigureField("业绩值", null=True, blank=True)
    value_text = models.CharField("业绩值文字", max_length=200, blank=True)
    score = FigureField("得分", null=True, blank=True)
    computed = FigureField("计算得分", null=True, blank=True)
    line = models.TextField("算式", blank=True)
    rule_text = models.TextField("评分细则", blank=True)
    reason = models.TextField("缘由", blank=True)
    steps = models.JSONField("推导", default=list)

    class Meta:
        ordering = ["run", "position"]
        constraints = [models.UniqueConstraint(fields=["run", "code"], name="score_once_per_run")]

    def __str__(self) -> str:
        return f"{self.code} {self.score}"

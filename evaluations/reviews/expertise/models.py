"""专家评审意见表: what a firm has experts score, and the form that each expert hands in for a round."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from evaluations.people.models import Firm
from evaluations.projects.models import Project


class Criterion(models.Model):
    """评审内容: one line of the firm's form. A form keeps the lines by which it was filled in."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="review_criteria")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("评审内容", max_length=100)
    full = models.DecimalField("满分", max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["firm", "position"]
        constraints = [
            models.UniqueConstraint(fields=["firm", "position"], name="review_criterion_place"),
            models.CheckConstraint(condition=Q(full__gt=0), name="review_criterion_has_marks"),
        ]

    def __str__(self) -> str:
        return self.name


class Conclusion(models.TextChoices):
    """评审结论."""

    PASS = "pass", "通过"
    AFTER_CHANGES = "after_changes", "修改后通过"
    FAIL = "fail", "不通过"


class ExpertForm(models.Model):
    """An expert's form for a round. A draft until it is submitted, then never changed.

    `overall` is the expert's opinion as a whole; each line of `changes` is an opinion to be answered.
    A further `edition` is written only after the round's stage was reopened.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="expert_forms")
    round = models.SlugField("轮次")
    edition = models.PositiveSmallIntegerField("次", default=1)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("姓名", max_length=60)
    title = models.CharField("职称", max_length=200, blank=True)
    overall = models.TextField("总体意见", blank=True)
    changes = models.TextField("修改意见", blank=True)
    conclusion = models.CharField("评审结论", max_length=20, choices=Conclusion, blank=True)
    submitted_at = models.DateTimeField("提交", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["project", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "round", "user", "edition"], name="expert_form_once_per_round"
            ),
            models.CheckConstraint(
                condition=Q(conclusion="") | Q(conclusion__in=Conclusion.values),
                name="expert_form_conclusion_known",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | ~Q(conclusion=""), name="expert_form_concludes"
            ),
        ]

    def __str__(self) -> str:
        return f"专家评审意见表 {self.name}"

    @property
    def is_draft(self) -> bool:
        """Whether only its expert sees it."""
        return self.submitted_at is None


class FormScore(models.Model):
    """The score for one line, with the line as it was then; `score` empty: not given yet."""

    form = models.ForeignKey(ExpertForm, on_delete=models.CASCADE, related_name="scores")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("评审内容", max_length=100)
    full = models.DecimalField("满分", max_digits=5, decimal_places=2)
    score = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["form", "position"]
        constraints = [
            models.UniqueConstraint(fields=["form", "position"], name="form_score_place"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=F("full")),
                name="form_score_within_marks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.score}"

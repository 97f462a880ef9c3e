"""意见采纳情况表: every opinion from outside, the answer to it, and why scores changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from evaluations.evidence.models import Document
from evaluations.projects.models import Project, ProjectRole
from evaluations.reviews.consulting.models import Recipient
from evaluations.reviews.expertise.models import ExpertForm
from evaluations.reviews.models import Thread
from evaluations.reviews.querysets import OUTSIDE

WHOLE = "整份报告"


class Means(models.TextChoices):
    """途径: how an opinion came that the team has entered for somebody."""

    PAPER = "paper", "书面"
    MAIL = "mail", "邮件"
    PHONE = "phone", "电话"
    MEETING = "meeting", "会议"


class Opinion(models.Model):
    """意见: a line of the table, as it was said. Who said it stands here as on that day.

    `code` is the indicator that it concerns, if it concerns one. What began as a comment has its `thread`
    and follows it for the minutes in which the author may mend it. One that came by other `means` was entered
    by the team (`recorded_by`), which may mend it until it is answered. Everything else never changes.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="opinions")
    number = models.PositiveIntegerField("序号")
    round = models.SlugField("轮次")
    role = models.CharField("身份", max_length=20, choices=ProjectRole)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    means = models.CharField("途径", max_length=10, choices=Means, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField("姓名", max_length=60)
    title = models.CharField("职称或单位", max_length=200, blank=True)
    text = models.TextField("意见", blank=True)
    quoted = models.TextField("引文", blank=True)
    suggestion = models.TextField("建议改为", blank=True)
    place = models.CharField("位置", max_length=300, default=WHOLE)
    code = models.CharField("指标", max_length=60, blank=True)
    is_no_opinion = models.BooleanField("无意见", default=False)
    is_late = models.BooleanField("逾期", default=False)
    attachment = models.ForeignKey(
        Document, on_delete=models.RESTRICT, null=True, blank=True, related_name="+", verbose_name="附件"
    )
    thread = models.OneToOneField(
        Thread, on_delete=models.CASCADE, null=True, blank=True, related_name="opinion"
    )
    form = models.ForeignKey(
        ExpertForm, on_delete=models.CASCADE, null=True, blank=True, related_name="opinions"
    )
    recipient = models.ForeignKey(
        Recipient, on_delete=models.CASCADE, null=True, blank=True, related_name="opinions"
    )
    at = models.DateTimeField("提出")

    class Meta:
        ordering = ["project", "number"]
        indexes = [models.Index(fields=["project", "round"], name="opinion_of_round")]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="opinion_number_once"),
            models.CheckConstraint(condition=Q(role__in=OUTSIDE), name="opinion_from_outside"),
            models.CheckConstraint(
                condition=Q(is_no_opinion=True) | ~Q(text="") | ~Q(suggestion=""),
                name="opinion_says_something",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, recorded_by__isnull=True, means="")
                | Q(user__isnull=True, recorded_by__isnull=False, means__in=Means.values),
                name="opinion_said_or_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"意见{self.number}"


class Decision(models.TextChoices):
    """采纳情况."""

    ADOPT = "adopt", "采纳"
    PARTLY = "partly", "部分采纳"
    DECLINE = "decline", "不采纳"


class Answer(models.Model):
    """答复. `place`, `before` and `after` say what was changed for it, where it was not a score."""

    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, related_name="answer")
    decision = models.CharField("采纳情况", max_length=10, choices=Decision, blank=True)
    reason = models.TextField("说明与理由", blank=True)
    place = models.CharField("修改处", max_length=300, blank=True)
    before = models.TextField("改前", blank=True)
    after = models.TextField("改后", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("答复时间")
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["opinion"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="") | Q(decision__in=Decision.values), name="answer_decision_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opinion} {self.get_decision_display()}"

    @property
    def is_complete(self) -> bool:
        """Whether it answers: what is not adopted as it was said needs its reason."""
        return self.decision == Decision.ADOPT or bool(self.decision and self.reason.strip())


class ScoreChange(models.Model):
    """改分说明: why an indicator's score is not what was signed. Never changed; a newer one stands before."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="score_changes")
    code = models.CharField("指标", max_length=60)
    name = models.CharField("指标名称", max_length=300)
    before = models.CharField("原得分", max_length=40)
    after = models.CharField("现得分", max_length=40)
    reason = models.TextField("理由")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["project", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="score_change_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.before}→{self.after}"

"""整改台账: problem, measure, who answers for it, due day, state, evidence. Its steps are its history."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.projects.models import Project


class State(models.TextChoices):
    """How far an item is. Overdue is no state: it follows from the due day."""

    OPEN = "open", "待整改"
    UNDER_WAY = "under_way", "整改中"
    SUBMITTED = "submitted", "已提交"
    RETURNED = "returned", "退回"
    CLOSED = "closed", "已销号"


class RectificationItem(models.Model):
    """整改事项: a problem that the report found, followed up until it is closed (销号).

    Begun after the release and never frozen by the signatures of stages. `submitted_by` is whoever submitted
    it last, `reason` why it was returned last.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="rectification_items")
    number = models.PositiveIntegerField("序号")
    problem = models.TextField("问题")
    source = models.CharField("依据", max_length=300, blank=True)
    responsible = models.CharField("责任单位", max_length=200)
    due = models.DateField("整改期限")
    measure = models.TextField("整改措施", blank=True)
    progress = models.TextField("整改情况", blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    reason = models.TextField("退回原因", blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="rectification_number_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="rectification_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED, closed_by__isnull=True)
                & (Q(closed_by__isnull=True) | ~Q(closed_by=models.F("submitted_by"))),
                name="rectification_closed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETURNED) | ~Q(reason=""), name="rectification_returned_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"整改{self.number}"

    def late(self, today: date) -> int:
        """Days since it was due; 0 when it is not late, or closed."""
        return 0 if self.state == State.CLOSED else max(0, (today - self.due).days)


class RectificationStep(models.Model):
    """One step of an item: who did what, with which words, and what that changed. Never changed."""

    item = models.ForeignKey(RectificationItem, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField("动作", max_length=20)
    note = models.TextField("说明", blank=True)
    changes = models.JSONField("改动", default=list)
    """List of {"field", "before", "after"}: texts as people read them."""

    class Meta:
        ordering = ["item", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb}{self.item}"


class RectificationFile(models.Model):
    """佐证 of an item. Not a document of the evaluation: those are frozen with the report."""

    item = models.ForeignKey(RectificationItem, on_delete=models.CASCADE, related_name="files")
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("字节")
    content_type = models.CharField("内容类型", max_length=100)
    file = models.FileField("文件", max_length=200)
    at = models.DateTimeField("上传时间", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "sha256"], name="rectification_file_once"),
        ]

    def __str__(self) -> str:
        return self.name

"""送审: what is open to whom to read, and which sections a person has read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from evaluations.projects.models import Project, ProjectRole
from evaluations.reviews.models import Target
from evaluations.reviews.querysets import OUTSIDE


class Opened(models.TextChoices):
    """What is opened; working papers are open with the report that rests on them."""

    PLAN = "plan", "工作方案"
    INDICATORS = "indicators", "指标体系"
    REPORT = "report", "评价报告"


class ReadingGrant(models.Model):
    """送审: one thing open to everybody in a role from outside, or to one person, until it is closed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="reading_grants")
    what = models.CharField("内容", max_length=10, choices=Opened)
    role = models.CharField("送给", max_length=20, choices=ProjectRole, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="人员",
    )
    opens_on = models.DateField("开始")
    until = models.DateField("截止", null=True, blank=True)
    opened_at = models.DateTimeField("打开时间", auto_now_add=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    closed_at = models.DateTimeField("收回时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["project", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(what__in=Opened.values), name="reading_what_known"),
            models.CheckConstraint(
                condition=Q(role__in=OUTSIDE, user__isnull=True) | Q(role="", user__isnull=False),
                name="reading_for_role_or_person",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("opens_on")), name="reading_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} → {self.reader}"

    @property
    def reader(self) -> str:
        """To whom: a role or a name."""
        return str(self.user) if self.user else self.get_role_display()


class ReadMark(models.Model):
    """已读: a person has had this section of what was read on the screen to its end."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="read_marks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    target = models.CharField("内容", max_length=10, choices=Target)
    key = models.CharField("章节", max_length=120)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        ordering = ["project", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user", "target", "key"], name="read_once_per_section")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.key}"

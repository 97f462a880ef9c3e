"""征求意见: a draft that goes to the unit and the bureau with a deadline, and to whom it went."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.projects.models import Project, ProjectRole


class Consultation(models.Model):
    """One 征求意见. The draft is named by number and SHA-256, so it can be told which text was commented."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="consultations")
    number = models.PositiveIntegerField("次")
    round = models.SlugField("轮次")
    note = models.TextField("说明", blank=True)
    due = models.DateField("答复期限")
    edition_number = models.PositiveIntegerField("征求意见稿版次", null=True, blank=True)
    edition_sha256 = models.CharField("征求意见稿摘要", max_length=64, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("发出")

    class Meta:
        ordering = ["project", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="consultation_number_once"),
            models.CheckConstraint(
                condition=Q(edition_number__isnull=True, edition_sha256="")
                | Q(edition_number__isnull=False) & ~Q(edition_sha256=""),
                name="consultation_draft_has_number_and_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}次征求意见"


class Recipient(models.Model):
    """Somebody whom the draft went to; `answered_at`: said 「无意见」, or that this is all."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="recipients")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consulted")
    role = models.CharField("身份", max_length=20, choices=ProjectRole)
    name = models.CharField("姓名", max_length=60)
    title = models.CharField("单位", max_length=200, blank=True)
    answered_at = models.DateTimeField("答复", null=True, blank=True)
    is_late = models.BooleanField("逾期答复", default=False)

    class Meta:
        ordering = ["consultation", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "user"], name="consulted_once"),
            models.CheckConstraint(
                condition=Q(role__in=(ProjectRole.BUREAU_OFFICER, ProjectRole.UNIT_CONTACT)),
                name="consulted_from_outside",
            ),
        ]

    def __str__(self) -> str:
        return self.name

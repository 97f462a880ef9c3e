"""Editions (版本) of a report: what was rendered, from which frozen facts."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evaluations.jobs.models import Job
from evaluations.papers.models import ScoringRun
from evaluations.projects.models import Project


class Edition(models.Model):
    """第N版: a snapshot (dossier, scores, texts), its SHA-256, and the PDF once the job is done.

    The snapshot never changes; the same snapshot gives the same file, byte for byte. One with a `stamp`
    (征求意见稿) bears it as a watermark on every page: it goes out, and no release is issued from it.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField("版次")
    run = models.ForeignKey(ScoringRun, on_delete=models.PROTECT, related_name="editions")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="edition")
    stamp = models.CharField("版本标记", max_length=20, blank=True)
    snapshot = models.JSONField()
    snapshot_sha256 = models.CharField("快照摘要", max_length=64)
    pdf = models.FileField("PDF", upload_to="editions", blank=True)
    pdf_sha256 = models.CharField("文件摘要", max_length=64, blank=True)
    pages = models.PositiveIntegerField("页数", null=True, blank=True)
    size = models.PositiveBigIntegerField("字节", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="edition_number_once_per_project")
        ]

    def __str__(self) -> str:
        return f"第{self.number}版" + (f"（{self.stamp}）" if self.stamp else "")

"""Texts of report sections that people wrote in place of the generated ones."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from evaluations.projects.models import Project


class SectionText(models.Model):
    """章节文字: plain paragraphs, one per line; `revision` grows with each save."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="section_texts")
    section = models.CharField("章节", max_length=80)
    text = models.TextField("正文")
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    history = HistoricalRecords(app="reports")

    class Meta:
        ordering = ["project", "section"]
        constraints = [
            models.UniqueConstraint(fields=["project", "section"], name="section_once_per_project")
        ]

    def __str__(self) -> str:
        return self.section

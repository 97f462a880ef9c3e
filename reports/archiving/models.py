"""归档: the archives that were made of a project, and of which archive a project was made."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evaluations.jobs.models import Job
from evaluations.projects.models import Project


class Archive(models.Model):
    """归档件: one file that holds the whole evaluation as it was when the job gathered it.

    `state_sha256` is the digest of what was gathered: while it is that of the present facts, the archive is
    up to date. `counts` are files per class.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="archives")
    number = models.PositiveIntegerField("第几份")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="archive")
    file = models.FileField("文件", upload_to="archives", blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("字节", null=True, blank=True)
    counts = models.JSONField("各类文件数", default=dict)
    state_sha256 = models.CharField("内容摘要", max_length=64, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="archive_number_once_per_project"),
            models.CheckConstraint(
                condition=models.Q(file="", sha256="", size__isnull=True)
                | ~models.Q(file="") & ~models.Q(sha256="") & models.Q(size__isnull=False),
                name="archive_file_has_digest_and_size",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}份"


class Restoration(models.Model):
    """由归档件恢复: the archive that a project was made of, kept whole as the record of what was done then.

    What was signed and issued stays provable from the file; the project's own rows begin anew.
    """

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="restoration")
    name = models.CharField("文件名", max_length=200)
    file = models.FileField("归档件", upload_to="restored")
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("字节")
    manifest = models.JSONField("目录")
    at = models.DateTimeField("恢复时间", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name

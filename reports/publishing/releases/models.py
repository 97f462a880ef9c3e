"""签发: releases and what became of them. Rows are only added; the database refuses to change one.

The state of a release (现行, 已更正, 已作废) follows from later rows, never from an edit.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.jobs.models import Job
from evaluations.people.models import Firm
from evaluations.projects.models import Project
from reports.publishing.firms.models import FirmCertificate
from reports.publishing.models import Edition


class Succession(models.TextChoices):
    """How a release takes the place of an earlier one."""

    CORRECT = "correct", "更正"
    VOID = "void", "作废"


class Release(models.Model):
    """正式报告: number, verification code and snapshot, fixed when it is issued.

    `snapshot` is that of `edition` with the imprint of this release. It is in force once its file is there.
    """

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="releases")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="releases")
    sequence = models.PositiveIntegerField("第几次签发")
    year = models.PositiveSmallIntegerField("编号年度")
    serial = models.PositiveIntegerField("流水号")
    number = models.CharField("报告编号", max_length=100)
    title = models.CharField("报告名称", max_length=300)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="releases")
    snapshot = models.JSONField()
    snapshot_sha256 = models.CharField("快照摘要", max_length=64)
    code = models.CharField("核验码", max_length=19, unique=True)
    issued_at = models.DateTimeField("签发时间")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    kind = models.CharField("原件处理", max_length=7, choices=Succession, blank=True)
    """What becomes of the one that it replaces; empty for the first release of a project."""
    reason = models.TextField("原因", blank=True)

    class Meta:
        ordering = ["project", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["project", "sequence"], name="release_once_per_sequence"),
            models.UniqueConstraint(fields=["firm", "year", "serial"], name="release_serial_once_per_year"),
            models.UniqueConstraint(fields=["firm", "number"], name="release_number_once_per_firm"),
            models.CheckConstraint(
                condition=Q(sequence__gte=1, serial__gte=1), name="release_counts_from_one"
            ),
            models.CheckConstraint(
                condition=Q(sequence=1, replaces__isnull=True, kind="", reason="")
                | Q(sequence__gt=1, replaces__isnull=False, kind__in=Succession.values) & ~Q(reason=""),
                name="release_names_what_it_replaces",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ReleaseJob(models.Model):
    """An attempt to print and seal a release; the newest one counts. Each gives the same rendered bytes."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="attempts")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="release_attempt")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.release}"

    @property
    def project(self) -> Project:
        """The project of the release."""
        return self.release.project


class ReleaseFile(models.Model):
    """The sealed file of a release. Its first `rendered_size` bytes are what the renderer gave.

    `seal` is what the check of the seal said when it was made: `rendering.sealing.Seal` as plain data.
    """

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="file")
    certificate = models.ForeignKey(FirmCertificate, on_delete=models.PROTECT, related_name="files")
    pdf = models.FileField("PDF", upload_to="releases")
    pdf_sha256 = models.CharField("文件摘要", max_length=64)
    size = models.PositiveBigIntegerField("字节")
    rendered_sha256 = models.CharField("签章前摘要", max_length=64)
    rendered_size = models.PositiveBigIntegerField("签章前字节")
    pages = models.PositiveIntegerField("页数")
    seal = models.JSONField("签章核验")
    sealed_at = models.DateTimeField("签章时间")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=models.F("rendered_size")), name="release_file_is_sealed"
            ),
        ]

    def __str__(self) -> str:
        return self.pdf_sha256


class Withdrawal(models.Model):
    """作废 without another release in its place, which may follow later."""

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField("作废时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("原因")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.release}　作废"

"""A firm's library of indicator systems (指标库), and from which framework a project's system came."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evaluations.people.models import Firm
from evaluations.projects.models import Project
from indicators.systems.models import IndicatorSystem


class Framework(models.Model):
    """机构指标库的一个框架. The national ones are no rows: `indicators.library` holds them."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="frameworks")
    name = models.CharField("名称", max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["firm", "name"]
        constraints = [models.UniqueConstraint(fields=["firm", "name"], name="framework_name_once_per_firm")]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How addresses name it."""
        return f"f{self.pk}"


class FrameworkVersion(models.Model):
    """A version: its system is never changed. Until an admin publishes it, it is a draft (待发布)."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("版本")
    system = models.OneToOneField(IndicatorSystem, on_delete=models.PROTECT, related_name="framework_version")
    note = models.TextField("说明", blank=True)
    project = models.ForeignKey(Project, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    published_at = models.DateTimeField("发布", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["framework", "-number"]
        constraints = [models.UniqueConstraint(fields=["framework", "number"], name="framework_version_once")]

    def __str__(self) -> str:
        return f"{self.framework}第{self.number}版"


class Adoption(models.Model):
    """采用: a version was copied into a project. The newest of a project tells what its system rests on."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="adoptions")
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, null=True, blank=True)
    national = models.CharField("国家框架", max_length=60, blank=True)
    number = models.PositiveIntegerField("版本")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["project", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(version__isnull=True) ^ models.Q(national=""),
                name="adoption_of_one_framework",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version or self.national}"

"""Designing an indicator system: what was removed and can come back, and rounds of weighting (赋权)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evaluations.projects.models import Objective, Project
from indicators.systems.fields import FigureField
from indicators.systems.models import Indicator, IndicatorSystem


class Removal(models.Model):
    """已删除: an indicator taken out with everything under it and on it.

    Its rows lie in a system of their own, so rules, working papers and evidence stay as they are and come
    back with them.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="removals")
    system = models.OneToOneField(IndicatorSystem, on_delete=models.CASCADE, related_name="removal")
    root = models.OneToOneField(Indicator, on_delete=models.CASCADE, related_name="removal")
    parent = models.ForeignKey(Indicator, on_delete=models.SET_NULL, null=True, related_name="+")
    was_top = models.BooleanField()
    """Whether it stood at the top level; else an empty `parent` means that the parent is gone."""
    place = models.PositiveIntegerField()
    """Before how many siblings it stood after, from 0."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"已删除 {self.root}"


class RemovedLink(models.Model):
    """An objective that a removed indicator measured."""

    removal = models.ForeignKey(Removal, on_delete=models.CASCADE, related_name="links")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["removal", "objective"], name="removed_link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.objective} {self.indicator}"


class Method(models.TextChoices):
    """Methods of weighting for which experts are asked."""

    EXPERT_MEAN = "expert_mean", "专家赋权取平均"
    AHP = "ahp", "层次分析法（AHP）"


class WeightingRound(models.Model):
    """赋权: experts weigh what stands under one branch, or the top level where `branch` is empty."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="weightings")
    branch = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, null=True, blank=True, related_name="weightings"
    )
    method = models.CharField("方法", max_length=12, choices=Method)
    created_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField("采用", null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["project", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(method__in=Method.values), name="weighting_method_known"
            ),
            models.UniqueConstraint(
                fields=["project", "branch", "method"],
                condition=models.Q(branch__isnull=False),
                name="weighting_once_per_branch",
            ),
            models.UniqueConstraint(
                fields=["project", "method"],
                condition=models.Q(branch__isnull=True),
                name="weighting_once_at_the_top",
            ),
        ]

    def __str__(self) -> str:
        return self.get_method_display()


class Voice(models.Model):
    """One expert or member of the team in a round; `revision` grows with each save."""

    round = models.ForeignKey(WeightingRound, on_delete=models.CASCADE, related_name="voices")
    name = models.CharField("专家", max_length=60)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["round", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "name"], name="voice_once_per_round")]

    def __str__(self) -> str:
        return self.name


class GivenWeight(models.Model):
    """The weight that an expert gives an indicator."""

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="weights")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+")
    weight = FigureField("权重")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voice", "indicator"], name="given_weight_once")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.weight}"


class ComparedPair(models.Model):
    """How an expert compares two indicators on the scale 1 to 9.

    `scale` 3: `first` counts three times as much; -3: `second` does; 1: both alike.
    """

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="pairs")
    first = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+")
    scale = models.SmallIntegerField("标度")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voice", "first", "second"], name="pair_compared_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="pair_first_is_the_older_row"
            ),
            models.CheckConstraint(
                condition=models.Q(scale__range=(1, 9)) | models.Q(scale__range=(-9, -2)),
                name="pair_scale_1_to_9",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}:{self.second} {self.scale}"

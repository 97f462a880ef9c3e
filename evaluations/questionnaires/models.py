"""Surveys (社会调查) and their counts."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from evaluations.projects.models import ProjectRow
from indicators.systems.fields import PlainField


class Survey(ProjectRow):
    """A survey: how many sheets went out and came back, and whether its results were used."""

    title = models.CharField("名称", max_length=300)
    distributed = models.PositiveIntegerField("发放", null=True, blank=True)
    returned = models.PositiveIntegerField("回收", null=True, blank=True)
    valid = models.PositiveIntegerField("有效", null=True, blank=True)
    used = models.BooleanField("采用", null=True, blank=True)
    unused_reason = models.TextField("不采用的原因", blank=True)
    substitute = models.CharField("替代的数据来源", max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """A question and its type, as the dossier names it: single, multiple, …"""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField()
    text = models.TextField("题目")
    kind = models.CharField("题型", max_length=20, blank=True)
    extras = PlainField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["survey", "position"]

    def __str__(self) -> str:
        return self.text


class Option(models.Model):
    """An answer and how many chose it."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveIntegerField()
    label = models.CharField("选项", max_length=300)
    count = models.PositiveIntegerField("人数", null=True, blank=True)
    extras = PlainField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["question", "position"]

    def __str__(self) -> str:
        return self.label

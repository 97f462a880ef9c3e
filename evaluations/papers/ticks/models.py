"""Items of checklists and key points, ticked one by one (逐项勾选)."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from evaluations.evidence.models import Document
from evaluations.papers.models import WorkingPaper
from indicators.systems.fields import FigureField, PlainField


class Tick(models.Model):
    """What was found for one item of a rule: `met` 1 or 0 on a checklist, empty where nobody has looked.

    How far a key point is met stands in the list input itself and nowhere else; here are note and evidence.
    """

    paper = models.ForeignKey(WorkingPaper, on_delete=models.CASCADE, related_name="ticks")
    position = models.PositiveSmallIntegerField()
    input = models.CharField("输入", max_length=100)
    text = models.TextField("内容")
    met = FigureField("符合", null=True, blank=True)
    note = models.TextField("说明", blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="ticks"
    )
    extras = PlainField(default=dict, blank=True)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["paper", "position"]
        constraints = [models.UniqueConstraint(fields=["paper", "position"], name="tick_position_once")]

    def __str__(self) -> str:
        return self.text

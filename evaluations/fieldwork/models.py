"""Collected facts: base tables, outputs, interviews."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from evaluations.projects.models import ProjectRow
from indicators.systems.fields import FigureField, PlainField


class FactKind(models.TextChoices):
    """Of which type a collected value is."""

    NUMBER = "number", "数值"
    TEXT = "text", "文字"
    FLAG = "flag", "是否"


class BaseTable(ProjectRow):
    """基础表: the data items that one indicator rests on; `code` is usually the indicator's."""

    code = models.CharField("编号", max_length=40)

    def __str__(self) -> str:
        return self.code


class BaseTableItem(models.Model):
    """A data item of a base table (数据项), a number or a text; empty means not known."""

    table = models.ForeignKey(BaseTable, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    name = models.CharField("数据项", max_length=200)
    kind = models.CharField(max_length=6, choices=FactKind, default=FactKind.TEXT)
    number = FigureField("数值", null=True, blank=True)
    text = models.TextField("内容", blank=True)
    flag = models.BooleanField("是否", null=True, blank=True)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["table", "position"]
        constraints = [models.UniqueConstraint(fields=["table", "name"], name="base_item_once_per_table")]

    def __str__(self) -> str:
        return self.name


class OutputFact(ProjectRow):
    """产出数据: a counted or measured result, with the formula it came from where it has one."""

    name = models.CharField("名称", max_length=200)
    value = FigureField("数值", null=True, blank=True)
    unit = models.CharField("单位", max_length=40, blank=True)
    formula = models.CharField("算式", max_length=300, blank=True)
    history = HistoricalRecords(app="evaluations")

    def __str__(self) -> str:
        return self.name


class Interview(ProjectRow):
    """访谈: whom (by position, never by name), when and where; questions; a rating form."""

    date = models.CharField("日期", max_length=40, blank=True)
    place = models.CharField("地点", max_length=200, blank=True)
    subject_role = models.CharField("访谈对象", max_length=300, blank=True)

    def __str__(self) -> str:
        return self.subject_role


class InterviewQuestion(models.Model):
    """A question of an interview and what was answered."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField()
    text = models.TextField("问题")
    answer = models.TextField("回答", blank=True)
    is_record = models.BooleanField(default=False)
    """Whether the dossier gave an object (text, answer) instead of the bare question."""
    extras = PlainField(default=dict, blank=True)

    class Meta:
        ordering = ["interview", "position"]

    def __str__(self) -> str:
        return self.text


class RatingLevel(models.Model):
    """A step of an interview's rating scale: 好, 一般, 差."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="scale")
    position = models.PositiveIntegerField()
    name = models.CharField("档次", max_length=40)

    class Meta:
        ordering = ["interview", "position"]

    def __str__(self) -> str:
        return self.name


class InterviewRating(models.Model):
    """How an interviewee rated one item."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="ratings")
    position = models.PositiveIntegerField()
    item = models.CharField("评价内容", max_length=200)
    rating = models.CharField("评价", max_length=200, blank=True)

    class Meta:
        ordering = ["interview", "position"]
        constraints = [models.UniqueConstraint(fields=["interview", "item"], name="rating_once_per_item")]

    def __str__(self) -> str:
        return self.item

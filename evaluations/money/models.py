"""Money: budget lines and years, where it comes from, how its use was checked, what things cost."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from evaluations.projects.models import Project, ProjectRow
from indicators.systems.fields import FigureField, PlainField


class BudgetLine(ProjectRow):
    """预算科目: a line of the budget tree, in its own unit. `is_total` marks the sum row of the source."""

    code = models.CharField("编号", max_length=40)
    name = models.CharField("科目", max_length=200)
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    initial = FigureField("年初预算", null=True, blank=True)
    budget = FigureField("调整后预算", null=True, blank=True)
    allocated = FigureField("到位资金", null=True, blank=True)
    actual = FigureField("实际支出", null=True, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    is_total = models.BooleanField("合计行", default=False)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta(ProjectRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="budget_code_once_per_project"),
            models.UniqueConstraint(fields=["project", "position"], name="budget_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class BudgetYear(ProjectRow):
    """历年预算: one earlier year's budget and spending."""

    year = models.PositiveSmallIntegerField("年度")
    initial = FigureField("年初预算", null=True, blank=True)
    budget = FigureField("预算", null=True, blank=True)
    allocated = FigureField("到位资金", null=True, blank=True)
    actual = FigureField("支出", null=True, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta(ProjectRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], name="budget_year_once_per_project"),
        ]

    def __str__(self) -> str:
        return str(self.year)


class FundingSource(ProjectRow):
    """资金来源: who was to give how much, what arrived, when (2025, 2025-11-06) and by which document."""

    name = models.CharField("来源", max_length=200)
    kind = models.CharField("类别", max_length=40, blank=True)
    planned = FigureField("预算", null=True, blank=True)
    arrived = FigureField("实际到位", null=True, blank=True)
    date = models.CharField("到账日期", max_length=40, blank=True)
    document = models.CharField("文号", max_length=200, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    def __str__(self) -> str:
        return self.name


class CostItem(ProjectRow):
    """成本核查: what something was to cost and did cost; the unit cost is per `measure` (元/人次)."""

    name = models.CharField("成本项目", max_length=200)
    planned = FigureField("计划成本", null=True, blank=True)
    actual = FigureField("实际成本", null=True, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    unit_cost = FigureField("单位成本", null=True, blank=True)
    measure = models.CharField("单位成本的单位", max_length=40, blank=True)
    basis = models.TextField("核查依据", blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    def __str__(self) -> str:
        return self.name


class FundCheck(models.Model):
    """资金使用情况检查表."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="fund_check")
    budget = FigureField("预算", null=True, blank=True)
    allocated = FigureField("到位", null=True, blank=True)
    spent = FigureField("支出", null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    extras = PlainField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    def __str__(self) -> str:
        return f"资金使用情况检查表 {self.project_id}"


class FundCheckItem(models.Model):
    """One question of the form: its group (项目申报立项审批情况, 资金使用情况…), and what was found."""

    check_form = models.ForeignKey(FundCheck, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    group = models.CharField("类别", max_length=100)
    text = models.CharField("检查内容", max_length=300)
    result = models.TextField("检查结果", blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["check_form", "position"]
        constraints = [
            models.UniqueConstraint(fields=["check_form", "position"], name="fund_check_position_once")
        ]

    def __str__(self) -> str:
        return self.text


class FundFinding(models.Model):
    """发现的问题: what the check found wrong, and the money concerned."""

    check_form = models.ForeignKey(FundCheck, on_delete=models.CASCADE, related_name="findings")
    position = models.PositiveIntegerField()
    text = models.TextField("发现的问题")
    amount = FigureField("涉及金额", null=True, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    extras = PlainField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["check_form", "position"]

    def __str__(self) -> str:
        return self.text

"""Indicator systems (指标体系): a tree of weighted indicators with rules, and the conventions of scoring.

Everything here is what `indicators.scoring` reads, as rows. `extras` keeps what a dossier said beyond these
columns.
"""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from indicators.systems.fields import FigureField, PlainField

DEFAULT_PLACES = 2
"""Decimals of a score where the evaluation says nothing else, as in the scoring core."""


class RoundingMode(models.TextChoices):
    """取舍方式."""

    HALF_UP = "half_up", "四舍五入"
    HALF_EVEN = "half_even", "四舍六入五成双"
    DOWN = "down", "截断"


class RoundedPart(models.TextChoices):
    """What is rounded: the score, or the deduction from the weight."""

    SCORE = "score", "对得分取舍"
    DEDUCTION = "deduction", "对扣分取舍"


class Rounding(models.Model):
    """Rounding conventions; an empty column falls back to the system's, and there to the core's default."""

    value_decimals = models.PositiveSmallIntegerField("业绩值小数位", null=True, blank=True)
    value_mode = models.CharField("业绩值取舍", max_length=10, choices=RoundingMode, blank=True)
    score_decimals = models.PositiveSmallIntegerField("得分小数位", null=True, blank=True)
    score_mode = models.CharField("得分取舍", max_length=10, choices=RoundingMode, blank=True)
    score_applies_to = models.CharField("取舍对象", max_length=10, choices=RoundedPart, blank=True)

    class Meta:
        abstract = True


class IndicatorSystem(Rounding):
    """指标体系: one per project, or one of a library."""

    name = models.CharField("名称", max_length=200)
    weight_method = models.TextField("权重确定方法", blank=True)
    """How the weights were set, as the report's chapter on method says it."""
    extras = PlainField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    """Grows with each change of structure, weights, grades or conventions."""
    history = HistoricalRecords(app="indicators")

    def __str__(self) -> str:
        return self.name

    @property
    def places(self) -> int:
        """With how many decimals its scores are shown: those to which they are rounded."""
        return DEFAULT_PLACES if self.score_decimals is None else self.score_decimals


class GradeBand(models.Model):
    """等级: reached from `minimum` on; the bound belongs to the upper grade."""

    system = models.ForeignKey(IndicatorSystem, on_delete=models.CASCADE, related_name="grades")
    position = models.PositiveSmallIntegerField()
    grade = models.CharField("等级", max_length=20)
    minimum = FigureField("下限")
    extras = PlainField(default=dict, blank=True)

    class Meta:
        ordering = ["system", "position"]
        constraints = [
            models.UniqueConstraint(fields=["system", "grade"], name="grade_once_per_system"),
            models.UniqueConstraint(fields=["system", "position"], name="grade_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.grade}≥{self.minimum}"


class Indicator(Rounding):
    """指标: a branch, or a leaf with a value expression and a rule."""

    system = models.ForeignKey(IndicatorSystem, on_delete=models.CASCADE, related_name="indicators")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    position = models.PositiveIntegerField()
    code = models.CharField("编号", max_length=40)
    name = models.CharField("名称", max_length=200)
    weight = FigureField("权重")
    unit = models.CharField("计量单位", max_length=40, blank=True)
    explanation = models.TextField("指标解释", blank=True)
    weight_basis = models.TextField("权重依据", blank=True)
    benchmark = models.TextField("标杆值", blank=True)
    benchmark_basis = models.TextField("标杆值依据", blank=True)
    data_sources = models.TextField("数据来源", blank=True)
    value_expression = models.TextField("计算式", blank=True)
    rule_note = models.TextField("待设规则", blank=True)
    """What people wrote of its rule, as long as no rule of a known kind has been made of it."""
    extras = PlainField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    """Grows with each change of the definition: texts, inputs, formula or rule."""
    history = HistoricalRecords(app="indicators")

    class Meta:
        ordering = ["system", "position"]
        constraints = [
            models.UniqueConstraint(fields=["system", "code"], name="indicator_code_once_per_system"),
            models.UniqueConstraint(fields=["system", "position"], name="indicator_position_once"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="indicator_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class RuleKind(models.TextChoices):
    """评分规则的种类, as `indicators.scoring` knows them."""

    LINEAR_DEDUCTION = "linear_deduction", "按偏差扣分"
    PROPORTIONAL = "proportional", "按完成比例"
    CHECKLIST = "checklist", "逐项扣分"
    KEY_POINTS = "key_points", "评价要点"
    GRADED = "graded", "分档评定"
    PASS_FAIL = "pass_fail", "达标得分"
    COUNT_BONUS = "count_bonus", "按次得分"
    RANKING = "ranking", "按名次"
    BANDS = "bands", "按区间"
    INTERPOLATION = "interpolation", "插值（功效系数）"
    COMPOSITE = "composite", "分项组合"
    JUDGED = "judged", "专家评分"


class Rule(models.Model):
    """评分细则. Which columns a kind uses: the table of rule kinds in the dossier's description.

    `indicator` is empty for the rule of a composite's part. `zero_below_inclusive` and `experts` are
    three-valued: empty means not said.
    """

    indicator = models.OneToOneField(
        Indicator, on_delete=models.CASCADE, null=True, blank=True, related_name="rule"
    )
    kind = models.CharField("种类", max_length=20, choices=RuleKind)
    text = models.TextField("评分细则", blank=True)
    target = FigureField("目标值", null=True, blank=True)
    target_formula = models.TextField("目标值算式", blank=True)
    direction = models.CharField("方向", max_length=10, blank=True)
    deviation = models.CharField("偏差口径", max_length=10, blank=True)
    per = FigureField("每偏差", null=True, blank=True)
    deduct_points = FigureField("扣分", null=True, blank=True)
    deduct_weight = FigureField("扣权重比例", null=True, blank=True)
    steps = models.CharField("计步", max_length=12, blank=True)
    tolerance = FigureField("不扣分偏差", null=True, blank=True)
    zero_below = FigureField("不得分界限", null=True, blank=True)
    zero_below_inclusive = models.BooleanField("含界限", null=True, blank=True)
    cap = FigureField("上限", null=True, blank=True)
    points = FigureField("每次得分", null=True, blank=True)
    floor = FigureField("及格线", null=True, blank=True)
    scale = models.CharField("评定口径", max_length=12, blank=True)
    condition_op = models.CharField("条件", max_length=2, blank=True)
    condition_target = FigureField("条件值", null=True, blank=True)
    condition_formula = models.TextField("条件值算式", blank=True)
    experts = models.BooleanField("专家评分", null=True, blank=True)
    trim = models.PositiveSmallIntegerField("去掉最高最低各", null=True, blank=True)
    value_when_undefined = FigureField("分母为零时的业绩值", null=True, blank=True)
    extras = PlainField(default=dict, blank=True)
    history = HistoricalRecords(app="indicators")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=RuleKind.values), name="rule_of_a_known_kind"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class RuleRowKind(models.TextChoices):
    """What a row of a rule is."""

    ITEM = "item", "检查项"
    POINT = "point", "评价要点"
    LEVEL = "level", "档次"
    BAND = "band", "区间"


class RuleRow(models.Model):
    """A row of a rule: an item to check, a key point, a level, or a band (by `minimum` or by `max_rank`)."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=RuleRowKind)
    label = models.TextField("内容", blank=True)
    share = FigureField("占权重", null=True, blank=True)
    minimum = FigureField("下限", null=True, blank=True)
    max_rank = FigureField("名次上限", null=True, blank=True)
    extras = PlainField(default=dict, blank=True)

    class Meta:
        ordering = ["rule", "position"]
        constraints = [models.UniqueConstraint(fields=["rule", "position"], name="rule_row_position_once")]

    def __str__(self) -> str:
        return self.label


class RulePart(models.Model):
    """A part of a composite rule with a rule of its own, or a penalty with a deduction."""

    composite = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    is_penalty = models.BooleanField("另扣", default=False)
    name = models.CharField("名称", max_length=200, blank=True)
    points = FigureField("分值", null=True, blank=True)
    share = FigureField("占权重", null=True, blank=True)
    value_expression = models.TextField("计算式", blank=True)
    rule = models.OneToOneField(Rule, on_delete=models.CASCADE, null=True, blank=True, related_name="part_of")
    deduct_points = FigureField("扣分", null=True, blank=True)
    deduct_weight = FigureField("扣权重比例", null=True, blank=True)
    extras = PlainField(default=dict, blank=True)

    class Meta:
        ordering = ["composite", "is_penalty", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["composite", "is_penalty", "position"], name="rule_part_position_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

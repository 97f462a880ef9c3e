"""Collected facts: base tables, outputs, interviews, site visits."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from evaluations.people.models import Firm
from evaluations.projects.models import ProjectRow
from indicators.systems.fields import FigureField, PlainField


class FactKind(models.TextChoices):
    """Of which type a collected value is."""

    NUMBER = "number", "数值"
    TEXT = "text", "文字"
    FLAG = "flag", "是否"


class ItemState(models.TextChoices):
    """How far a data item has come: 待填 → 已填报 → 已核实, or 已退回 with a reason."""

    OPEN = "open", "待填"
    FILLED = "filled", "已填报"
    VERIFIED = "verified", "已核实"
    RETURNED = "returned", "已退回"


class BaseTable(ProjectRow):
    """基础表: the data items that one indicator rests on; `code` is usually the indicator's.

    While it is handed out, the unit's contact sees and fills it; handing in (报送) locks what is filled.
    """

    code = models.CharField("编号", max_length=40)
    title = models.CharField("名称", max_length=200, blank=True)
    is_handed_out = models.BooleanField("已发给单位填报", default=False)
    handed_in_at = models.DateTimeField("报送时间", null=True, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


ItemValue = Decimal | bool | str | None


def item_value(kind: str, number: Decimal | None, text: str, flag: bool | None) -> ItemValue:
    """What the columns of a data item say, by its kind."""
    match kind:
        case FactKind.NUMBER:
            return number
        case FactKind.FLAG:
            return flag
        case _:
            return text or None


class BaseTableItem(models.Model):
    """A data item of a base table (数据项), a number or a text; empty means not known."""

    table = models.ForeignKey(BaseTable, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    name = models.CharField("数据项", max_length=200)
    kind = models.CharField("类型", max_length=6, choices=FactKind, default=FactKind.TEXT)
    number = FigureField("数值", null=True, blank=True)
    text = models.TextField("内容", blank=True)
    flag = models.BooleanField("是否", null=True, blank=True)
    unit = models.CharField("单位", max_length=40, blank=True)
    period = models.CharField("期间", max_length=60, blank=True)
    definition = models.TextField("口径", blank=True)
    source = models.CharField("来源", max_length=300, blank=True)
    fact = models.CharField("引用", max_length=500, blank=True)
    """The key of the fact whose value it holds; empty where the value is typed."""
    note = models.TextField("说明", blank=True)
    state = models.CharField("状态", max_length=8, choices=ItemState, default=ItemState.OPEN)
    is_locked = models.BooleanField("已报送", default=False)
    returned_reason = models.TextField("退回原因", blank=True)
    verified_at = models.DateTimeField("核实时间", null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["table", "position"]
        constraints = [
            models.UniqueConstraint(fields=["table", "name"], name="base_item_once_per_table"),
            models.CheckConstraint(
                condition=models.Q(state__in=ItemState.values), name="base_item_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ItemState.RETURNED) | ~models.Q(returned_reason=""),
                name="base_item_returned_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def value(self) -> ItemValue:
        """What it holds, by its kind; None where that is not known."""
        return item_value(self.kind, self.number, self.text, self.flag)


class OutputFact(ProjectRow):
    """产出数据: a counted or measured result, with the formula it came from where it has one."""

    name = models.CharField("名称", max_length=200)
    value = FigureField("数值", null=True, blank=True)
    unit = models.CharField("单位", max_length=40, blank=True)
    formula = models.CharField("算式", max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    def __str__(self) -> str:
        return self.name


class ItemTemplate(models.Model):
    """数据项模板: the items of a base table without their values, kept by a firm for its next projects.

    A retired one (`is_retired`) is not offered any more; what was made from it stays as it is.
    """

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="item_templates")
    title = models.CharField("名称", max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    is_retired = models.BooleanField("已停用", default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["firm", "title"], name="item_template_once_per_firm")]

    def __str__(self) -> str:
        return self.title


class TemplateItem(models.Model):
    """A data item of a template."""

    template = models.ForeignKey(ItemTemplate, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    name = models.CharField("数据项", max_length=200)
    kind = models.CharField("类型", max_length=6, choices=FactKind, default=FactKind.NUMBER)
    unit = models.CharField("单位", max_length=40, blank=True)
    period = models.CharField("期间", max_length=60, blank=True)
    definition = models.TextField("口径", blank=True)

    class Meta:
        ordering = ["template", "position"]
        constraints = [
            models.UniqueConstraint(fields=["template", "name"], name="template_item_once_per_template")
        ]

    def __str__(self) -> str:
        return self.name


class Interview(ProjectRow):
    """访谈: whom (by position, never by name), when and where; questions; a rating form.

    `planned` is the day that was agreed on, `date` the day on which it took place.
    """

    date = models.CharField("访谈日期", max_length=40, blank=True)
    place = models.CharField("地点", max_length=200, blank=True)
    subject_role = models.CharField("访谈对象（职务）", max_length=300, blank=True)
    group = models.CharField("对象类别", max_length=100, blank=True)
    planned = models.CharField("计划日期", max_length=40, blank=True)
    interviewers = models.CharField("访谈人", max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

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
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

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
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["interview", "position"]
        constraints = [models.UniqueConstraint(fields=["interview", "item"], name="rating_once_per_item")]

    def __str__(self) -> str:
        return self.item


class InterviewParticipant(models.Model):
    """签到: who took part, by name. Private: no history, no log line with the name, never in a dossier."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="participants")
    name = models.CharField("姓名", max_length=60)
    position = models.CharField("单位及职务", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    signed_at = models.DateTimeField("签到时间", auto_now_add=True)

    class Meta:
        ordering = ["interview", "pk"]

    def __str__(self) -> str:
        return self.name


class InterviewOutline(models.Model):
    """访谈提纲 of a firm: what a group of interviewees is asked; one question, item or level per line."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="outlines")
    name = models.CharField("名称", max_length=100)
    group = models.CharField("对象类别", max_length=100, blank=True)
    questions = models.TextField("问题", blank=True)
    items = models.TextField("评价内容", blank=True)
    scale = models.CharField("评价档次", max_length=200, blank=True)
    is_retired = models.BooleanField("已停用", default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["firm", "name"]
        constraints = [models.UniqueConstraint(fields=["firm", "name"], name="outline_name_once_per_firm")]

    def __str__(self) -> str:
        return self.name


class SiteVisit(ProjectRow):
    """现场勘查: where, when, who was there (by position), and what was concluded."""

    place = models.CharField("地点", max_length=200)
    date = models.CharField("日期", max_length=40, blank=True)
    people = models.CharField("参加人员（职务）", max_length=300, blank=True)
    conclusion = models.TextField("勘查结论", blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    def __str__(self) -> str:
        return self.place


class VisitCheck(models.Model):
    """A thing that was looked at: what should be there, what was found, whether they agree, how many."""

    visit = models.ForeignKey(SiteVisit, on_delete=models.CASCADE, related_name="checks")
    position = models.PositiveIntegerField()
    item = models.CharField("核查内容", max_length=300)
    expected = models.CharField("应有情况", max_length=300, blank=True)
    found = models.CharField("实际情况", max_length=1000, blank=True)
    conforms = models.BooleanField("相符", null=True, blank=True)
    quantity = FigureField("数量", null=True, blank=True)
    unit = models.CharField("单位", max_length=40, blank=True)
    extras = PlainField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["visit", "position"]

    def __str__(self) -> str:
        return self.item


class VisitOutline(models.Model):
    """现场勘查提纲 of a firm: what is looked at, one thing per line: 核查内容｜应有情况｜单位."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="visit_outlines")
    name = models.CharField("名称", max_length=100)
    checks = models.TextField("核查内容", blank=True)
    is_retired = models.BooleanField("已停用", default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["firm", "name"]
        constraints = [
            models.UniqueConstraint(fields=["firm", "name"], name="visit_outline_name_once_per_firm")
        ]

    def __str__(self) -> str:
        return self.name

"""Surveys (社会调查): counts, which are facts; questionnaires, links and answers, where counts come from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from evaluations.people.models import Firm
from evaluations.projects.models import ProjectRow
from indicators.systems.fields import FigureField, PlainField


class Survey(ProjectRow):
    """A survey: how many sheets went out and came back, and whether its results were used."""

    title = models.CharField("名称", max_length=300)
    distributed = models.PositiveIntegerField("发放", null=True, blank=True)
    returned = models.PositiveIntegerField("回收", null=True, blank=True)
    valid = models.PositiveIntegerField("有效", null=True, blank=True)
    used = models.BooleanField("采用", null=True, blank=True)
    unused_reason = models.TextField("不采用的原因", blank=True)
    substitute = models.CharField("替代的数据来源", max_length=300, blank=True)
    sealed = PlainField("汇总的答卷", default=dict, blank=True)
    """Which sheets were counted and their digest (`findings.sealing`); empty where counts were typed."""
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
    answered = models.PositiveIntegerField("本题有效填写人次", null=True, blank=True)
    satisfaction = models.BooleanField("计入满意度", default=False)
    mean = FigureField("平均值", null=True, blank=True)
    item = models.CharField("问卷题号", max_length=60, blank=True)
    """The item of the questionnaire, with its line for a matrix (`q3.a`); empty where counts were typed."""
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
    score = FigureField("分值", null=True, blank=True)
    satisfied = models.BooleanField("算满意", default=False)
    aside = models.BooleanField("不计入满意度", default=False)
    choice = models.CharField("选项编号", max_length=60, blank=True)
    """The choice of the questionnaire; empty where the count was typed."""
    extras = PlainField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["question", "position"]

    def __str__(self) -> str:
        return self.label


# Questionnaires -----------------------------------------------------------------------------------


class Form(models.Model):
    """The questionnaire (问卷) of a survey while it is designed: `content` is `surveying` plain data."""

    survey = models.OneToOneField(Survey, on_delete=models.CASCADE, related_name="form")
    content = PlainField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    def __str__(self) -> str:
        return str(self.content.get("title", ""))


class FormVersion(models.Model):
    """A published questionnaire, never changed: answers are kept with the version that was answered."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("版本")
    content = PlainField(default=dict)
    sha256 = models.CharField("摘要", max_length=64)
    published_at = models.DateTimeField("发布时间", default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["survey", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="form_version_once_per_survey"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}版"


class LibraryForm(models.Model):
    """A questionnaire that a firm keeps for its next surveys (机构问卷库)."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="library_forms")
    name = models.CharField("名称", max_length=200)
    content = PlainField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("入库时间", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["firm", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["firm", "name"], name="library_form_once_per_firm"),
        ]

    def __str__(self) -> str:
        return self.name


# Collecting ---------------------------------------------------------------------------------------


class Collection(models.Model):
    """回收: by which links, from when to when, how many of whom, and when counts were last taken over.

    `population`, `confidence` and `margin` (both in percent) are what the sample size was computed from;
    `seed` is that of the random draw. `quotas` are counts by group id. `rules` are those of validity where
    they differ from the firm's. `moved_at` is when it last changed which answers count for what.
    """

    survey = models.OneToOneField(Survey, on_delete=models.CASCADE, related_name="collection")
    token = models.CharField("公开链接", max_length=32, unique=True)
    is_open_link = models.BooleanField("开放链接", default=True)
    opens_at = models.DateTimeField("开始时间", null=True, blank=True)
    closes_at = models.DateTimeField("截止时间", null=True, blank=True)
    stopped_at = models.DateTimeField("停止时间", null=True, blank=True)
    target = models.PositiveIntegerField("样本量", null=True, blank=True)
    is_limited = models.BooleanField("收满即止", default=False)
    quotas = PlainField("配额", default=dict, blank=True)
    population = models.PositiveIntegerField("总体", null=True, blank=True)
    confidence = FigureField("置信水平", null=True, blank=True)
    margin = FigureField("允许误差", null=True, blank=True)
    seed = models.PositiveBigIntegerField("随机种子", null=True, blank=True)
    rules = PlainField("有效性规则", default=dict, blank=True)
    tallied_at = models.DateTimeField("汇总时间", null=True, blank=True)
    tallied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    tallied = models.PositiveIntegerField("汇总份数", null=True, blank=True)
    moved_at = models.DateTimeField("计入变动时间", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    def __str__(self) -> str:
        return str(self.survey)


class SurveyPolicy(models.Model):
    """When a firm holds a sheet for valid, and from which valid rate a survey may bear a conclusion."""

    firm = models.OneToOneField(Firm, on_delete=models.CASCADE, related_name="survey_policy")
    rules = PlainField("有效性规则", default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.firm)


class Channel(models.TextChoices):
    """On which way an answer came."""

    OPEN = "open", "公开链接"
    CODE = "code", "一次性链接"
    INTERVIEWER = "interviewer", "访问员"
    PAPER = "paper", "纸质录入"
    IMPORT = "import", "表格导入"


class AccessCode(models.Model):
    """A link that answers once (一次性链接), also as a short code on paper. No answer knows whose it was."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="access_codes")
    position = models.PositiveIntegerField("序号")
    code = models.CharField("编码", max_length=16, unique=True)
    label = models.CharField("发给", max_length=200, blank=True)
    group = models.CharField("群体", max_length=60, blank=True)
    is_drawn = models.BooleanField("抽中", default=True)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)

    class Meta:
        ordering = ["survey", "position", "pk"]
        indexes = [models.Index(fields=["survey", "position"], name="access_code_in_order")]

    def __str__(self) -> str:
        return self.code


class Sitting(models.Model):
    """作答中: what a respondent has answered so far; an interruption loses nothing. Gone once submitted."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="sittings")
    version = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="sittings")
    key = models.UUIDField("提交编号", unique=True)
    channel = models.CharField("渠道", max_length=12, choices=Channel)
    code = models.ForeignKey(AccessCode, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    group = models.CharField("群体", max_length=60, blank=True)
    answers = PlainField(default=dict, blank=True)
    device = models.CharField("设备", max_length=64, blank=True)
    started_at = models.DateTimeField("开始", default=timezone.now)
    updated_at = models.DateTimeField("最近", default=timezone.now, db_index=True)

    class Meta:
        ordering = ["survey", "pk"]

    def __str__(self) -> str:
        return str(self.key)


class Response(models.Model):
    """答卷: what one respondent answered, never changed; `coded` and `words` are those of `surveying.coding`.

    `key` is the same when a submission is sent again. `flags` are the reasons by rule for which it does not
    count, parted by commas; `excluded_reason` is that of a person. `device` is a digest that holds for this
    survey only.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="responses")
    key = models.UUIDField("提交编号")
    channel = models.CharField("渠道", max_length=12, choices=Channel)
    group = models.CharField("群体", max_length=60, blank=True)
    sheet = models.CharField("纸质编号", max_length=40, blank=True)
    coded = models.TextField("编码后的答案")
    words = PlainField("文字答案", default=dict, blank=True)
    device = models.CharField("设备", max_length=64, blank=True)
    started_at = models.DateTimeField("开始", null=True, blank=True)
    submitted_at = models.DateTimeField("提交", default=timezone.now)
    seconds = models.PositiveIntegerField("用时", null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    flags = models.CharField("不计入的规则", max_length=100, blank=True)
    excluded_reason = models.TextField("人工剔除原因", blank=True)
    is_valid = models.BooleanField("有效", default=True)

    class Meta:
        ordering = ["survey", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "key"], name="response_counts_once"),
            models.UniqueConstraint(
                fields=["survey", "sheet"], condition=~models.Q(sheet=""), name="response_sheet_once"
            ),
            models.CheckConstraint(
                condition=models.Q(is_valid=True, flags="", excluded_reason="")
                | (models.Q(is_valid=False) & ~models.Q(flags="", excluded_reason="")),
                name="response_invalid_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["survey", "is_valid", "version"], name="response_valid"),
            models.Index(fields=["survey", "device"], name="response_device"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Theme(models.Model):
    """归类: a theme under which open answers to one question are gathered."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="themes")
    item = models.CharField("题号", max_length=60)
    name = models.CharField("主题", max_length=100)
    position = models.PositiveIntegerField("序号")

    class Meta:
        ordering = ["survey", "item", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "item", "name"], name="theme_once_per_question"),
        ]

    def __str__(self) -> str:
        return self.name


class ThemedAnswer(models.Model):
    """That an open answer belongs to a theme; an answer may belong to several."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="answers")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="themed")

    class Meta:
        ordering = ["theme", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["theme", "response"], name="answer_once_per_theme"),
        ]

    def __str__(self) -> str:
        return f"{self.theme} {self.response}"

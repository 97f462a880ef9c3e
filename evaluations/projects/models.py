"""Evaluation projects (评价项目): what is evaluated, by whom, milestones, objectives, and the log."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from evaluations.people.models import Firm, Organisation
from evaluations.projects.freeze import Freeze
from evaluations.projects.querysets import ProjectQuerySet
from indicators.systems.fields import PlainField
from indicators.systems.models import Indicator, IndicatorSystem


class ProjectKind(models.TextChoices):
    """What comes out: a third party's report, or a self-evaluation form."""

    EVALUATION = "evaluation", "绩效评价"
    SELF_EVALUATION = "self_evaluation", "绩效自评"


PARTIES = ("evaluated_unit", "competent_department", "commissioning_bureau")
"""The fields of a project that hold an organisation of its firm."""


class Project(models.Model):
    """One evaluation. The parties are organisations of the firm, and the report prints their names."""

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="projects")
    system = models.OneToOneField(IndicatorSystem, on_delete=models.PROTECT, related_name="project")
    kind = models.CharField("种类", max_length=20, choices=ProjectKind, default=ProjectKind.EVALUATION)
    title = models.CharField("项目名称", max_length=300)
    year = models.PositiveSmallIntegerField("评价年度", null=True, blank=True)
    evaluated_unit = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluated_in",
        verbose_name="被评价单位",
    )
    competent_department = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="competent_in",
        verbose_name="主管部门",
    )
    commissioning_bureau = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commissioned",
        verbose_name="委托方",
    )
    firm_name = models.CharField("评价机构", max_length=200, blank=True)
    report_number = models.CharField("报告文号", max_length=100, blank=True)
    report_date = models.CharField("报告日期", max_length=40, blank=True)
    funding_source = models.CharField("资金来源", max_length=200, blank=True)
    is_template = models.BooleanField("机构模板", default=False)
    """Whether the firm's people may begin a new project from this one's structure."""
    template_name = models.CharField("模板名称", max_length=120, blank=True)
    """What the template is called; the project's title where it is empty."""
    extras = PlainField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")
    freeze: Freeze | None = None
    """Why nothing may be changed on the page that this object was fetched for; its door says it."""

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=ProjectKind.values), name="project_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("desk:project", args=[self.pk])


class ProjectRole(models.TextChoices):
    """What a person is on one project; rights come from here."""

    LEAD = "lead", "主评人"
    MANAGER = "manager", "项目负责人"
    EVALUATOR = "evaluator", "评价人员"
    REVIEWER = "reviewer", "复核人"
    EXPERT = "expert", "专家"
    BUREAU_OFFICER = "bureau_officer", "委托方"
    UNIT_CONTACT = "unit_contact", "被评价单位"


class ProjectMember(models.Model):
    """A person's role on a project; one role each."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="project_roles")
    role = models.CharField("角色", max_length=20, choices=ProjectRole)
    duties = models.CharField("分工", max_length=300, blank=True)
    title = models.CharField("职称", max_length=100, blank=True)
    certificate = models.CharField("执业资格", max_length=200, blank=True)
    years = models.PositiveSmallIntegerField("从业年限", null=True, blank=True)
    evaluation_years = models.PositiveSmallIntegerField("绩效评价年限", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["project", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="project_member_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=ProjectRole.values), name="project_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


class ProjectRow(models.Model):
    """A row of a project's facts, in the order in which they were entered."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="%(class)ss")
    position = models.PositiveIntegerField()
    extras = PlainField(default=dict, blank=True)

    class Meta:
        abstract = True
        ordering = ["project", "position"]


class Milestone(ProjectRow):
    """项目内容与完成情况: planned and actual date as the sources give them (2018, 2018-11, 2018-11-30)."""

    item = models.CharField("内容", max_length=300)
    plan = models.CharField("计划", max_length=100, blank=True)
    actual = models.CharField("实际", max_length=100, blank=True)
    progress = models.TextField("完成情况", blank=True)
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    def __str__(self) -> str:
        return self.item


class Objective(ProjectRow):
    """绩效目标, and the indicator that measures it."""

    category = models.CharField("类别", max_length=100, blank=True)
    name = models.CharField("目标", max_length=300)
    target = models.CharField("目标值", max_length=300, blank=True)
    actual = models.CharField("实际完成值", max_length=300, blank=True)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.SET_NULL, null=True, blank=True, related_name="objectives"
    )
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    def __str__(self) -> str:
        return self.name


class Activity(models.Model):
    """One line of a project's log: who did what to what, and what it was before and after.

    Never changed but for this: what one person saves to one `thing` again and again while typing is one line,
    from `began_at` (empty: saved once) to `at`, with the number of `saves`; histories of rows have each.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="activities")
    at = models.DateTimeField(auto_now_add=True)
    began_at = models.DateTimeField("开始", null=True, blank=True)
    saves = models.PositiveIntegerField("保存次数", default=1)
    thing = models.CharField("同一对象", max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField("类别", max_length=20)
    verb = models.CharField("动作", max_length=40)
    subject = models.CharField("对象", max_length=300)
    changes = models.JSONField("改动", default=list)
    """List of {"field", "before", "after"}: texts as people read them."""
    moves_scores = models.BooleanField("牵动得分", default=False)
    """Whether scores moved with a fact that is no part of a paper or an indicator."""

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["project", "-at"], name="activity_project_at")]

    def __str__(self) -> str:
        return f"{self.verb}{self.subject}"


class Presence(models.Model):
    """Who has which page of a project open: `page` is its path, `seen_at` when the browser last said so."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField("页面", max_length=300)
    seen_at = models.DateTimeField("最近", db_index=True)

    class Meta:
        ordering = ["project", "page", "user"]
        constraints = [
            models.UniqueConstraint(fields=["project", "page", "user"], name="presence_once_per_page"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.page}"


class Snapshot(models.Model):
    """What a `thing` said from `at` on, as plain data: for what is held by rows that keep no history."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="snapshots")
    thing = models.CharField("对象", max_length=80)
    revision = models.PositiveIntegerField("版本")
    at = models.DateTimeField("保存时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    values = PlainField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["project", "thing", "-at"], name="snapshot_of_thing")]

    def __str__(self) -> str:
        return f"{self.thing} {self.revision}"


class Removed(models.Model):
    """A row that was deleted, with every row that went with it, whole, so that all of it can come back.

    `rows` are {"model", "values"}, what is referred to before what refers to it. `at` is also the time of the
    last records in their histories.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="removed_rows")
    model = models.CharField("种类", max_length=60)
    number = models.PositiveBigIntegerField("行号")
    name = models.CharField("名称", max_length=300)
    rows = PlainField(default=list)
    at = models.DateTimeField("删除时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    restored_at = models.DateTimeField("恢复时间", null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["project", "model", "number"], name="removed_row")]

    def __str__(self) -> str:
        return self.name

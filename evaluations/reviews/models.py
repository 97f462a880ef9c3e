"""Comments (批注、意见): threads that hang on a quotation, replies in them, who is mentioned where."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.projects.models import Project, ProjectRole
from evaluations.reviews.querysets import OUTSIDE, ThreadQuerySet


class Target(models.TextChoices):
    """What is commented on."""

    REPORT = "report", "评价报告"
    PLAN = "plan", "工作方案"
    INDICATORS = "indicators", "指标体系"
    PAPER = "paper", "工作底稿"


class Kind(models.TextChoices):
    """What a thread is: words about a place, other words for it, or only a mark in one's own copy."""

    COMMENT = "comment", "批注"
    SUGGESTION = "suggestion", "建议改为"
    MARK = "mark", "标记"


class ThreadState(models.TextChoices):
    """How far the answer to a submitted thread is."""

    OPEN = "open", "待处理"
    TO_CHANGE = "to_change", "待修改"
    ADOPTED = "adopted", "已采纳"
    DECLINED = "declined", "未采纳"
    SETTLED = "settled", "已解决"


class Thread(models.Model):
    """An opinion on one place, after the W3C's text quote selector: `exact` between `prefix` and `suffix`.

    `key` says where in the target: a section of the report or plan, an indicator's code. An empty `exact`
    means all of that; `block` names a table's cell in it. `place` is what the reader saw as its title. The
    quotation stays as it was when its text is gone.

    Until it is submitted a thread is a draft, which only its author sees; a mark always is. Afterwards the
    firm's people on the project see it, and each group that it was shown to. `role` is the author's on the
    day of submission (empty for the firm's admin), by which opinions from outside are found.

    `before` and `after` are the passage around a suggestion that was accepted.
    """

    OPEN = (ThreadState.OPEN, ThreadState.TO_CHANGE)
    DONE = (ThreadState.ADOPTED, ThreadState.DECLINED, ThreadState.SETTLED)

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="threads")
    kind = models.CharField("种类", max_length=10, choices=Kind, default=Kind.COMMENT)
    target = models.CharField("对象", max_length=10, choices=Target)
    key = models.CharField("位置", max_length=120)
    place = models.CharField("位置名称", max_length=300)
    block = models.CharField("单元格", max_length=120, blank=True)
    exact = models.TextField("引文", blank=True)
    prefix = models.CharField("引文前", max_length=64, blank=True)
    suffix = models.CharField("引文后", max_length=64, blank=True)
    text = models.TextField("意见", blank=True)
    suggestion = models.TextField("建议文字", blank=True)
    for_experts = models.BooleanField("专家可见", default=False)
    for_bureau = models.BooleanField("委托方可见", default=False)
    for_unit = models.BooleanField("被评价单位可见", default=False)
    state = models.CharField("状态", max_length=10, choices=ThreadState, default=ThreadState.OPEN)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="threads", verbose_name="作者"
    )
    role = models.CharField("提出时的角色", max_length=20, choices=ProjectRole, blank=True)
    created_at = models.DateTimeField("开始", auto_now_add=True)
    submitted_at = models.DateTimeField("提交", null=True, blank=True)
    edited_at = models.DateTimeField("提交后改动", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("处理", null=True, blank=True)
    before = models.TextField("改前", blank=True)
    after = models.TextField("改后", blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["project", "pk"]
        indexes = [
            models.Index(fields=["project", "target", "key"], name="thread_of_place"),
            models.Index(fields=["project", "state"], name="thread_of_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="thread_kind_known"),
            models.CheckConstraint(condition=Q(target__in=Target.values), name="thread_target_known"),
            models.CheckConstraint(condition=Q(state__in=ThreadState.values), name="thread_state_known"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | ~Q(kind=Kind.MARK), name="thread_mark_is_private"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | ~Q(text="") | Q(kind=Kind.SUGGESTION),
                name="thread_submitted_says_something",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=False) | Q(state=ThreadState.OPEN),
                name="thread_draft_is_undecided",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.SUGGESTION) | ~Q(exact=""), name="thread_suggestion_quotes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.place}"

    @property
    def is_draft(self) -> bool:
        """Whether only its author sees it."""
        return self.submitted_at is None

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return self.submitted_at is not None and self.state in self.OPEN

    @property
    def is_suggestion(self) -> bool:
        return self.kind == Kind.SUGGESTION

    @property
    def is_from_outside(self) -> bool:
        """Whether the 意见采纳情况表 has a line for it."""
        return self.submitted_at is not None and self.role in OUTSIDE

    @property
    def author_label(self) -> str:
        """What the author was: 专家; of the firm's admin the firm's part."""
        return self.get_role_display() or "评价机构"

    @property
    def audience(self) -> str:
        """Who sees it: 评价组、专家."""
        groups = (("专家", self.for_experts), ("委托方", self.for_bureau), ("被评价单位", self.for_unit))
        return "、".join(["评价组", *(name for name, is_shown in groups if is_shown)])


class Comment(models.Model):
    """回复: what was said to a thread. Never changed but by its author, minutes after and unanswered."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField("回复")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="作者"
    )
    at = models.DateTimeField("时间", auto_now_add=True)
    edited_at = models.DateTimeField("改动", null=True, blank=True)

    class Meta:
        ordering = ["thread", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Mention(models.Model):
    """提到: who is addressed by @ in a thread's own text (`comment` empty) or in a reply."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="mentions")
    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="mentions"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")

    class Meta:
        ordering = ["thread", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "user"], condition=Q(comment__isnull=True), name="mention_once_per_thread"
            ),
            models.UniqueConstraint(fields=["comment", "user"], name="mention_once_per_comment"),
        ]

    def __str__(self) -> str:
        return f"@{self.user}"

"""Background jobs (后台任务): one row per job is the truth; a broker's message only says "look at it"."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class JobState(models.TextChoices):
    """A job ends as done, failed or cancelled, once."""

    QUEUED = "queued", "排队"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"


ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Job(models.Model):
    """A job's state, progress and lease.

    Whoever runs it holds `attempt` as a token: a worker that was given up, and comes back, finds another
    number there and may neither report nor deliver. `lease_until` passes when a worker was silent too long.
    """

    task = models.CharField("任务", max_length=80)
    arguments = models.JSONField(default=dict)
    title = models.CharField("名称", max_length=200)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.QUEUED)
    stage = models.CharField("步骤", max_length=60, blank=True)
    done = models.PositiveIntegerField("已做", default=0)
    total = models.PositiveIntegerField("共", default=0)
    percent = models.PositiveSmallIntegerField("进度", default=0)
    steps = models.JSONField("各步用时", default=list)
    message = models.TextField("说明", blank=True)
    place = models.CharField("位置", max_length=200, blank=True)
    attempt = models.PositiveIntegerField("第几次", default=0)
    lease_until = models.DateTimeField("租约", null=True, blank=True)
    sent_at = models.DateTimeField("送出", null=True, blank=True)
    cancel_requested = models.BooleanField("要求取消", default=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="jobs"
    )
    requested_at = models.DateTimeField("发起", auto_now_add=True)
    started_at = models.DateTimeField("开始", null=True, blank=True)
    ended_at = models.DateTimeField("结束", null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        indexes = [models.Index(fields=["state", "lease_until"], name="job_state_lease")]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="job_percent_up_to_100"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether something may still happen to it."""
        return self.state not in ENDED

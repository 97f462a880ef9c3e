"""Notices (通知) to a person, and the mails that carry them: an outbox, filled in others' transactions."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Way(models.TextChoices):
    """How a person wants to be told, beside the list on the site."""

    AT_ONCE = "at_once", "随时发邮件"
    DIGEST = "digest", "每天汇总成一封邮件"
    SITE = "site", "只在站内通知，不发邮件"


class MailChoice(models.Model):
    """What one person chose; who chose nothing gets each mail at once. `hour` is that of the digest."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choice"
    )
    way = models.CharField("方式", max_length=10, choices=Way, default=Way.AT_ONCE)
    hour = models.PositiveSmallIntegerField("汇总时间", default=8)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(way__in=Way.values), name="mail_way_known"),
            models.CheckConstraint(condition=models.Q(hour__lt=24), name="mail_hour_of_the_day"),
        ]

    def __str__(self) -> str:
        return self.get_way_display()


class MailState(models.TextChoices):
    """What has become of a mail. Only the first two may still be sent."""

    WAITING = "waiting", "待发"
    FAILED = "failed", "没有发出，稍后再发"
    SENT = "sent", "已发"
    GIVEN_UP = "given_up", "没有送达"
    NOT_WANTED = "not_wanted", "不必发"


UNSENT = (MailState.WAITING, MailState.FAILED)


class Mail(models.Model):
    """One mail: a notice, or a day's digest of them; which ones it carries never changes.

    Whoever sends it holds `attempts` as a token until `lease_until`: one that was given up and comes back
    finds another number there and writes nothing.
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mails")
    key = models.CharField("代号", max_length=200, unique=True)
    is_mandatory = models.BooleanField("必发", default=False)
    """Goes out whatever the person chose: an invitation."""
    state = models.CharField("状态", max_length=10, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveIntegerField("第几次", default=0)
    next_attempt_at = models.DateTimeField("下次发送")
    lease_until = models.DateTimeField("租约", null=True, blank=True)
    last_error = models.CharField("原因", max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField("发出", null=True, blank=True)

    class Meta:
        ordering = ["next_attempt_at", "pk"]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="mail_state_next")]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=MailState.values), name="mail_state_known"),
        ]

    def __str__(self) -> str:
        return self.key


class Notice(models.Model):
    """通知: something that one person is told, once per `key`. Plain text; `url` is a path of the site.

    `mail` carries it; empty where it waits for the digest, or where the person wants no mail.
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField("类别", max_length=20)
    subject = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True)
    url = models.CharField("页面", max_length=300)
    key = models.CharField("代号", max_length=160)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("已读", null=True, blank=True)
    mail = models.ForeignKey(Mail, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices")
    waits_for_digest = models.BooleanField("等汇总", default=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["to", "read_at"], name="notice_unread"),
            models.Index(
                fields=["to"], condition=models.Q(waits_for_digest=True), name="notice_waits_for_digest"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["to", "key"], name="notice_once_per_event"),
        ]

    def __str__(self) -> str:
        return self.subject

"""送达: who got a released file and how, the receipt of the bureau, links that share it. Rows are only added.

What became of a share link follows from its rows; `revoked_at` alone is set later, once.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.publishing.releases.models import Release


class Way(models.TextChoices):
    """How a file went out."""

    PORTAL = "portal", "委托方门户"
    PROJECT = "project", "项目页面"
    LINK = "link", "分享链接"


class ShareLink(models.Model):
    """分享链接 to one release. Secret and password are kept as digests; whoever made it saw them once."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="share_links")
    recipient = models.CharField("分享给", max_length=100)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    password = models.CharField("密码摘要", max_length=128)
    until = models.DateField("有效期至")
    most = models.PositiveSmallIntegerField("最多打开次数")
    made_at = models.DateTimeField("建立时间")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["release", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(most__gte=1), name="share_link_opens_once_at_least"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="share_link_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"分享链接（{self.recipient}）"


class Attempt(models.TextChoices):
    """What came of a password that was typed at a share link."""

    OPENED = "opened", "打开"
    WRONG = "wrong", "密码不对"


class ShareAttempt(models.Model):
    """A password typed at a share link: from where, when, and whether it was right."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField("时间")
    address = models.GenericIPAddressField("地址", null=True, blank=True)
    outcome = models.CharField("结果", max_length=6, choices=Attempt)

    class Meta:
        ordering = ["link", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Attempt.values), name="share_attempt_known"),
        ]

    def __str__(self) -> str:
        return f"{self.link} {self.get_outcome_display()}"


class Download(models.Model):
    """下载: one time that somebody got the file of a release."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="downloads")
    at = models.DateTimeField("时间")
    way = models.CharField("方式", max_length=7, choices=Way)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    link = models.ForeignKey(
        ShareLink, on_delete=models.PROTECT, null=True, blank=True, related_name="downloads"
    )
    address = models.GenericIPAddressField("地址", null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way=Way.LINK, link__isnull=False, by__isnull=True)
                | Q(way__in=(Way.PORTAL, Way.PROJECT), link__isnull=True, by__isnull=False),
                name="download_by_person_or_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by or self.link} {self.release}"


class Receipt(models.Model):
    """签收: the bureau has the release; once, by whichever officer was first."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="receipts")
    bureau = models.CharField("签收单位", max_length=200)
    at = models.DateTimeField("签收时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["release", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["release", "bureau"], name="receipt_once_per_bureau"),
            models.CheckConstraint(condition=~Q(bureau=""), name="receipt_names_its_bureau"),
        ]

    def __str__(self) -> str:
        return f"{self.bureau} {self.by}"

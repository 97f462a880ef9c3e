"""People and organisations: who signs in, and for whom they work."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from simple_history.models import HistoricalRecords


class User(AbstractUser):
    """A person with an account. `username` is what they sign in with: an e-mail address or phone number."""

    display_name = models.CharField("姓名", max_length=60)

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def initial(self) -> str:
        """The one character that an avatar shows."""
        return str(self)[:1]


class EvidencePolicy(models.TextChoices):
    """没有证据不得满分: what happens to a full score without linked evidence."""

    OFF = "off", "不检查"
    WARN = "warn", "提醒"
    BLOCK = "block", "不得复核通过"


class Firm(models.Model):
    """评价机构: the tenant; what belongs to one firm does not exist for another.

    `revision` grows with each change of its policies.
    """

    name = models.CharField("名称", max_length=200, unique=True)
    slug = models.SlugField("代号", unique=True)
    members = models.ManyToManyField(User, through="FirmMembership", related_name="firms")
    evidence_policy = models.CharField(
        "没有证据不得满分", max_length=5, choices=EvidencePolicy, default=EvidencePolicy.WARN
    )
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(evidence_policy__in=EvidencePolicy.values), name="evidence_policy_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """单位: a bureau, department or unit as one firm knows it; what it is to a project, the project says.

    Its name is what reports print. One that was merged into another stays for the history, and is offered
    no more. Never deleted.
    """

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="organisations")
    name = models.CharField("名称", max_length=200)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    members = models.ManyToManyField(User, through="OrganisationMembership", related_name="organisations")
    revision = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(app="evaluations")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "name"],
                condition=models.Q(merged_into__isnull=True),
                name="organisation_once_per_firm",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="organisation_is_named"),
        ]

    def __str__(self) -> str:
        return self.name


class FirmRole(models.TextChoices):
    """What a person is in a firm, apart from any project."""

    ADMIN = "admin", "机构管理员"
    STAFF = "staff", "评价人员"


class FirmMembership(models.Model):
    """A person's place in a firm."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="firm_memberships")
    role = models.CharField("身份", max_length=10, choices=FirmRole, default=FirmRole.STAFF)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "user"], name="firm_member_once"),
            models.CheckConstraint(condition=models.Q(role__in=FirmRole.values), name="firm_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.firm}"


class OrganisationMembership(models.Model):
    """A bureau's officer (委托方经办人) or a unit's contact (被评价单位联系人)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="organisation_memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="organisation_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"


class FirmActivity(models.Model):
    """One line of a firm's log: what was done to what it keeps for all projects. Never changed.

    `row` is the number of what `kind` names; `content` what it held afterwards, so that it can come back.
    """

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="activities")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField("类别", max_length=20)
    row = models.PositiveBigIntegerField("对象编号")
    verb = models.CharField("动作", max_length=40)
    subject = models.CharField("对象", max_length=300)
    changes = models.JSONField("改动", default=list)
    """List of {"field", "before", "after"}: texts as people read them."""
    content = models.JSONField("内容", default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["firm", "kind", "row"], name="firm_activity_of_row")]

    def __str__(self) -> str:
        return f"{self.verb}{self.subject}"

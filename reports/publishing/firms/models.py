"""What a firm issues its reports with: the scheme of its numbers, the certificate of its seal."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evaluations.people.models import Firm


class NumberScheme(models.Model):
    """编号规则: how the firm numbers its reports, e.g. 砚清评字〔{year}〕{n}号.

    Numbers of a year begin at 1, of `first_year` at `first` (a firm that has numbered on paper so far).
    """

    firm = models.OneToOneField(Firm, on_delete=models.CASCADE, related_name="number_scheme")
    pattern = models.CharField("编号格式", max_length=80)
    first_year = models.PositiveSmallIntegerField("起号年度", null=True, blank=True)
    first = models.PositiveIntegerField("从第几号起", default=1)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(first__gte=1), name="numbers_begin_at_one"),
        ]

    def __str__(self) -> str:
        return self.pattern


class FirmCertificate(models.Model):
    """机构证书: key and certificates, encrypted; what may be shown stands beside. The newest one is in use.

    Never changed: a release says with which one it was sealed.
    """

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="certificates")
    vault = models.TextField("密文")
    """A Fernet token of the PKCS#12 file; the key to it is in the settings."""
    subject = models.CharField("持有者", max_length=300)
    issuer = models.CharField("签发者", max_length=300)
    serial = models.CharField("序列号", max_length=64)
    fingerprint = models.CharField("指纹", max_length=64)
    """SHA-256 of the certificate, in hex."""
    valid_from = models.DateTimeField("生效")
    valid_until = models.DateTimeField("失效")
    is_self_made = models.BooleanField("自签")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.subject

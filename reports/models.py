"""The models of this app's slices, gathered for Django."""

from reports.archiving.models import Archive, Restoration
from reports.composing.models import SectionText
from reports.publishing.delivery.models import Download, Receipt, ShareAttempt, ShareLink
from reports.publishing.firms.models import FirmCertificate, NumberScheme
from reports.publishing.models import Edition
from reports.publishing.releases.models import Release, ReleaseFile, ReleaseJob, Withdrawal
from reports.reading.models import ReadingGrant, ReadMark

__all__ = [
    "Archive",
    "Download",
    "Edition",
    "FirmCertificate",
    "NumberScheme",
    "ReadMark",
    "ReadingGrant",
    "Receipt",
    "Release",
    "ReleaseFile",
    "ReleaseJob",
    "Restoration",
    "SectionText",
    "ShareAttempt",
    "ShareLink",
    "Withdrawal",
]

"""The models of this app's slices, gathered for Django."""

from reports.archiving.models import Archive, Restoration
from reports.composing.models import SectionText
from reports.publishing.firms.models import FirmCertificate, NumberScheme
from reports.publishing.models import Edition
from reports.publishing.releases.models import Release, ReleaseFile, ReleaseJob, Withdrawal
from reports.reading.models import ReadingGrant, ReadMark

__all__ = [
    "Archive",
    "Edition",
    "FirmCertificate",
    "NumberScheme",
    "ReadMark",
    "ReadingGrant",
    "Release",
    "ReleaseFile",
    "ReleaseJob",
    "Restoration",
    "SectionText",
    "Withdrawal",
]

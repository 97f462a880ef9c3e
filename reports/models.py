"""The models of this app's slices, gathered for Django."""

from reports.composing.models import SectionText
from reports.publishing.models import Edition

__all__ = ["Edition", "SectionText"]

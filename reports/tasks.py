"""The tasks of this app's slices, gathered for Celery."""

from reports.archiving.tasks import archive
from reports.paperforms.tasks import print_paper
from reports.publishing.releases.tasks import release
from reports.publishing.tasks import produce

__all__ = ["archive", "print_paper", "produce", "release"]

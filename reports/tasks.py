"""The tasks of this app's slices, gathered for Celery."""

from reports.publishing.tasks import produce

__all__ = ["produce"]

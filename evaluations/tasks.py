"""The tasks of this app's slices, gathered for Celery."""

from evaluations.jobs.tasks import sweep
from evaluations.papers.tasks import compute_run

__all__ = ["compute_run", "sweep"]

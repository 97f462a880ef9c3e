"""The tasks of this app's slices, gathered for Celery."""

from evaluations.jobs.tasks import sweep
from evaluations.papers.tasks import compute_run
from evaluations.projects.tasks import forget_silent

__all__ = ["compute_run", "forget_silent", "sweep"]

"""The tasks of this app's slices, gathered for Celery."""

from evaluations.jobs.tasks import sweep
from evaluations.notices.tasks import deliver
from evaluations.papers.tasks import compute_run
from evaluations.projects.tasks import forget_silent
from evaluations.rectification.tasks import remind_of_rectification
from evaluations.stages.tasks import remind

__all__ = ["compute_run", "deliver", "forget_silent", "remind", "remind_of_rectification", "sweep"]

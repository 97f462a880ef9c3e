"""The tasks of this app's slices, gathered for Celery."""

from evaluations.findings.tasks import export, judge
from evaluations.jobs.tasks import sweep
from evaluations.notices.tasks import deliver
from evaluations.papers.tasks import compute_run
from evaluations.people.tasks import sweep_uploads
from evaluations.projects.tasks import forget_silent
from evaluations.questionnaires.answering.tasks import give_up_unfinished
from evaluations.rectification.tasks import remind_of_rectification
from evaluations.stages.tasks import remind

__all__ = [
    "compute_run",
    "deliver",
    "export",
    "forget_silent",
    "give_up_unfinished",
    "judge",
    "remind",
    "remind_of_rectification",
    "sweep",
    "sweep_uploads",
]

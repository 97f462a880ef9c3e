"""意见采纳情况表 as a report prints it: rows in, texts out, without what its readers were not shown."""

from __future__ import annotations

from dataclasses import replace

from evaluations.projects.models import Project, ProjectRole
from evaluations.reviews.adoption.models import Opinion
from evaluations.reviews.adoption.printing import annex
from evaluations.reviews.adoption.queries import lines, opinions_of
from evaluations.stages.queries import standing
from reports.document import Adoption, Beside


def with_adoptions(beside: Beside, project: Project) -> Beside:
    """`beside` with the lines of the table as they stand now."""
    known = list(opinions_of(project))
    shown = [one for one in known if is_for_readers(one)]
    if not known:
        return beside
    rows = annex(project, lines(project, standing(project), shown)).rows if shown else ()
    return replace(
        beside,
        adoptions=tuple(
            Adoption(number=number, by=by, said=said, decision=decision, reason=reason, changed=changed)
            for number, by, said, decision, reason, changed in rows
        ),
        unlisted=len(known) - len(shown),
    )


def is_for_readers(opinion: Opinion) -> bool:
    """Whether the bureau, which the report is written for, may know it: said to it, or not in confidence.

    What a form or an answer to 征求意见 says is meant for the table. A comment is for whom its author chose.
    """
    thread = opinion.thread
    return thread is None or thread.for_bureau or thread.role == ProjectRole.BUREAU_OFFICER

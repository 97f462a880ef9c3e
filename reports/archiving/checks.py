"""What a stage can ask of the archive before it is signed."""

from __future__ import annotations

from evaluations.projects.models import Project
from evaluations.stages.checks import Gap, register
from reports.archiving.queries import is_outdated, last_good


@register("archive", "归档件是按现在的内容生成的")
def _archive(project: Project) -> list[Gap]:
    archive = last_good(project)
    if archive is None:
        return [Gap(text="还没有生成过归档件", url_name="archiving:index")]
    if is_outdated(archive):
        return [Gap(text=f"归档件{archive}生成以后内容又有改动，请重新归档", url_name="archiving:index")]
    return []

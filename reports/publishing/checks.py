"""What a stage can ask of the report before it is signed."""

from __future__ import annotations

from evaluations.projects.models import Project
from evaluations.stages.checks import Gap, register
from reports.composing.queries import unfinished
from reports.publishing.queries import is_outdated, last_good


@register("report", "报告是按现在的事实和正文生成的")
def _report(project: Project) -> list[Gap]:
    edition = last_good(project)
    if edition is None:
        return [Gap(text="还没有生成过报告", url_name="publishing:editions")]
    if is_outdated(edition):
        return [
            Gap(text=f"{edition}生成以后事实、正文或意见又有改动，请重新生成", url_name="publishing:editions")
        ]
    return []


@register("written", "报告各节没有等评价人员补充的占位句")
def _written(project: Project) -> list[Gap]:
    return [
        Gap(
            text=f"“{one.section.title}”还有等评价人员补充的占位句",
            url_name="composing:section",
            arguments=(one.section.id,),
        )
        for one in unfinished(project)
    ]

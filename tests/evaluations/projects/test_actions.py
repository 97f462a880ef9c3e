"""Editing a project's facts: revision, log, history."""

import pytest

from evaluations.projects import actions
from evaluations.projects.models import Project
from tests.factories import make_project, make_user

pytestmark = pytest.mark.django_db


def _info(project: Project, **changes: object) -> dict[str, object]:
    return {name: getattr(project, name) for name in actions.PROJECT_FIELDS} | changes


def test_edit_project_logs_what_changed_and_who() -> None:
    project, person = make_project(), make_user()
    saved = actions.edit_project(
        project, _info(project, report_number="云评〔2026〕7号", year=2019), revision=1, by=person
    )
    assert (saved.report_number, saved.year, saved.revision) == ("云评〔2026〕7号", 2019, 2)
    line = project.activities.get(kind="project", verb="修改")
    assert (line.by, line.subject) == (person, "项目信息")
    assert line.changes == [
        {"field": "评价年度", "before": "2018", "after": "2019"},
        {"field": "报告文号", "before": "—", "after": "云评〔2026〕7号"},
    ]
    assert saved.history.first().history_user == person


def test_nothing_changed_writes_nothing() -> None:
    project = make_project()
    assert actions.edit_project(project, _info(project), revision=1, by=make_user()).revision == 1
    assert not project.activities.filter(verb="修改").exists()


def test_an_old_revision_is_a_conflict_and_writes_nothing() -> None:
    project = make_project()
    actions.edit_project(project, _info(project, funding_source="区级"), revision=1, by=make_user())
    with pytest.raises(actions.Conflict) as conflict:
        actions.edit_project(project, _info(project, funding_source="市级"), revision=1, by=make_user())
    assert conflict.value.theirs["funding_source"] == "区级"
    assert conflict.value.mine["funding_source"] == "市级"
    assert conflict.value.revision == 2
    project.refresh_from_db()
    assert project.funding_source == "区级"

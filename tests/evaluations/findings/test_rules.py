"""Rules of many sheets: a worker judges them, and rules that change meanwhile are not judged by old ones."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from evaluations.findings import actions
from evaluations.findings.actions import JUDGE, set_rules
from evaluations.jobs.models import Job, JobState
from evaluations.people.models import User
from evaluations.questionnaires import judging
from evaluations.questionnaires.models import Collection, Survey
from evaluations.surveying.quality import Rules
from tests.evaluations.findings.making import make_answered
from tests.factories import add_member, make_project

pytestmark = pytest.mark.django_db
STRICT = Rules(alike=2)


@pytest.fixture
def survey() -> Survey:
    """Twelve sheets without a time, none of them struck off."""
    return make_answered(make_project("selfeval_2023_hotline"))


@pytest.fixture
def by(survey: Survey) -> User:
    return add_member(survey.project)


@pytest.fixture(autouse=True)
def _many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 5)


def revision(survey: Survey) -> int:
    return Collection.objects.get(survey=survey).revision


def test_a_worker_judges_many_sheets(
    survey: Survey, by: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    survey.responses.update(seconds=1)
    with django_capture_on_commit_callbacks(execute=True):
        job = set_rules(survey, Rules(seconds=Decimal(3)), revision=revision(survey), by=by)
    assert isinstance(job, Job)
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.DONE, "12份改变")
    assert set(survey.responses.values_list("flags", flat=True)) == {"fast"}


def test_a_second_change_waits_with_the_first_until_it_runs(survey: Survey, by: User) -> None:
    first = set_rules(survey, Rules(seconds=Decimal(3)), revision=revision(survey), by=by)
    assert set_rules(survey, STRICT, revision=revision(survey), by=by) == first
    Job.objects.filter(task=JUDGE).update(state=JobState.RUNNING)
    assert set_rules(survey, Rules(), revision=revision(survey), by=by) != first


def test_rules_that_changed_meanwhile_are_not_overruled(
    survey: Survey,
    by: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    survey.responses.update(seconds=1)
    weigh = judging.weigh

    def slow(asked: Survey, *, rules: Rules | None = None) -> judging.Verdicts:
        found = weigh(asked, rules=rules)
        Collection.objects.filter(survey=asked).update(rules=actions.plainly(Rules(complete=False)))
        return found

    monkeypatch.setattr(judging, "weigh", slow)
    with django_capture_on_commit_callbacks(execute=True):
        job = set_rules(survey, Rules(seconds=Decimal(3)), revision=revision(survey), by=by)
    assert isinstance(job, Job)
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.DONE, "规则又有改动，由下一次判定处理")
    assert not survey.responses.filter(is_valid=False).exists()

"""The seal of a 汇总 holds for the sheets that were counted, and breaks with any of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.findings.sealing import _bounds, _ranges, _within, faults
from evaluations.findings.tallying import tally
from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.questionnaires.judging import exclude, restore
from evaluations.questionnaires.models import Response, Survey
from tests.evaluations.findings.making import FULL, answer, make_answered
from tests.factories import add_member, make_project


@given(st.sets(st.integers(1, 40)))
def test_numbers_are_written_as_ranges_and_read_again(numbers: set[int]) -> None:
    written = _ranges(sorted(numbers))
    wanted = [range(first, last + 1) for first, last in _bounds(written)] if written else []
    is_within = _within(wanted)
    assert {number for number in range(1, 42) if is_within(number)} == numbers


@pytest.fixture
def project() -> Project:
    return make_project("selfeval_2023_hotline")


@pytest.fixture
def person(project: Project) -> User:
    return add_member(project)


@pytest.fixture
def survey(project: Project, person: User) -> Survey:
    """Five sheets with a gap between their numbers, tallied."""
    made = make_answered(project, number=6)
    made.responses.order_by("pk")[2].delete()
    tally(made, by=person)
    return made


@pytest.mark.django_db
def test_what_comes_later_breaks_nothing(survey: Survey, person: User) -> None:
    answer(survey.versions.get(), [FULL])
    assert list(faults(survey.project)) == []
    tally(survey, by=person)
    assert list(faults(survey.project)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [{"coded": "1"}, {"words": {"q9": "别的"}}, {"group": "family"}, {"is_valid": False, "flags": "fast"}],
)
def test_a_changed_sheet_is_found(survey: Survey, change: dict[str, Any]) -> None:
    Response.objects.filter(pk=survey.responses.order_by("pk")[3].pk).update(**change)
    assert list(faults(survey.project)) == [f"社会调查“{survey}”的答卷在汇总后被改动"]


@pytest.mark.django_db
def test_a_sheet_that_is_gone_is_found(survey: Survey) -> None:
    survey.responses.order_by("pk")[0].delete()
    assert list(faults(survey.project)) == [f"社会调查“{survey}”汇总的答卷少了1份"]


@pytest.mark.django_db
def test_the_same_counts_of_other_sheets_are_sealed_anew(survey: Survey, person: User) -> None:
    first, second, *_ = survey.responses.order_by("pk")
    exclude(first, "编号写错", by=person)
    tally(survey, by=person)
    restore(first, by=person)
    exclude(second, "编号写错", by=person)
    assert list(faults(survey.project)) == [f"社会调查“{survey}”的答卷在汇总后被改动"]
    done = tally(survey, by=person)
    assert done.changes == ({"field": "答卷", "before": "上次汇总的", "after": "现在的，份数不变"},)
    assert list(faults(survey.project)) == []

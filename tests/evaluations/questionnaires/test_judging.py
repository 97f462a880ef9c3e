"""Which sheets count: struck off with a reason, taken back, judged again when rules change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from pytest_django import DjangoAssertNumQueries

from evaluations.people.models import User
from evaluations.projects import freezing
from evaluations.projects.freezing import Freeze, Frozen
from evaluations.projects.models import Project
from evaluations.questionnaires.judging import NotPossible, exclude, judge_again, restore
from evaluations.questionnaires.models import Response
from evaluations.surveying.quality import DEVICE, FAST, INCOMPLETE, Rules, write_rules
from tests.evaluations.questionnaires.collecting.making import COMPLETE, hand_in, make_survey, publish
from tests.evaluations.surveying.samples import sheets
from tests.factories import add_member, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project("selfeval_2023_hotline")


@pytest.fixture
def person(project: Project) -> User:
    return add_member(project)


@pytest.fixture
def version(project: Project) -> Any:
    return publish(make_survey(project))


def test_a_sheet_is_struck_off_with_a_reason_and_taken_back(version: Any, person: User) -> None:
    response = hand_in(version, sheet="018")

    exclude(response, " 与017号是同一人 ", by=person)
    response.refresh_from_db()
    assert (response.is_valid, response.excluded_reason) == (False, "与017号是同一人")
    line = version.survey.project.activities.earliest("-at", "-pk")
    assert (line.kind, line.verb, line.subject, line.by) == (
        "survey",
        "剔除答卷",
        "老人满意度调查　编号018的问卷",
        person,
    )
    assert line.changes == [{"field": "计入统计", "before": "计入", "after": "剔除：与017号是同一人"}]

    restore(response, by=person)
    response.refresh_from_db()
    assert (response.is_valid, response.excluded_reason) == (True, "")


def test_what_rules_say_stays_when_a_person_takes_back(version: Any, person: User) -> None:
    response = exclude(hand_in(version, {"q1": "a"}), "涂改", by=person)
    restored = restore(response, by=person)
    assert (restored.flags, restored.is_valid) == (INCOMPLETE, False)


@pytest.mark.parametrize(
    ("reason", "said"), [("  ", "请写明为什么剔除"), ("长" * 501, "原因最多500字，这里有501字")]
)
def test_a_reason_is_asked_for(version: Any, person: User, reason: str, said: str) -> None:
    with pytest.raises(NotPossible, match=said):
        exclude(hand_in(version), reason, by=person)
    assert Response.objects.get().is_valid


def test_twice_is_told(version: Any, person: User) -> None:
    response = hand_in(version)
    with pytest.raises(NotPossible, match="没有被人工剔除"):
        restore(response, by=person)
    exclude(response, "涂改", by=person)
    with pytest.raises(NotPossible, match=f"{response.pk}号答卷已经剔除，原因是“涂改”"):
        exclude(response, "看不清", by=person)


def test_nothing_is_struck_off_once_signed(
    version: Any, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = hand_in(version)
    freeze = Freeze(scope="事实", stage="数据采集", on=timezone.localdate())
    monkeypatch.setattr(freezing, "of_kind", lambda _project, kind: freeze if kind == "survey" else None)
    with pytest.raises(Frozen):
        exclude(response, "涂改", by=person)
    response.refresh_from_db()
    assert response.is_valid


def test_new_rules_judge_every_sheet_again(version: Any, person: User) -> None:
    fast = timezone.now() - timedelta(seconds=8)
    slow = timezone.now() - timedelta(hours=1)
    first = hand_in(version, started_at=slow, device="one")
    again = hand_in(version, started_at=slow, device="one")
    hasty = hand_in(version, started_at=fast, device="two")
    part = exclude(hand_in(version, {"q1": "a"}, started_at=slow), "涂改", by=person)
    assert [one.flags for one in (first, again, hasty, part)] == ["", DEVICE, FAST, INCOMPLETE]

    rules = Rules(complete=False, seconds=Decimal(0), once_per_device=False)
    assert judge_again(version.survey, rules=rules) == 3
    part.refresh_from_db()
    assert (part.flags, part.is_valid) == ("", False)
    assert Response.objects.filter(is_valid=True).count() == 3

    version.survey.collection.rules = write_rules(replace(rules, seconds=Decimal(1), once_per_device=True))
    version.survey.collection.save()
    assert judge_again(version.survey) == 2
    assert dict(Response.objects.values_list("pk", "flags")) == {
        first.pk: "", again.pk: DEVICE, hasty.pk: FAST, part.pk: "",
    }  # fmt: skip
    assert judge_again(version.survey) == 0


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(answers=sheets())
def test_judged_again_by_the_same_rules_nothing_changes(version: Any, answers: dict[str, Any]) -> None:
    hand_in(version, answers, started_at=timezone.now())
    assert judge_again(version.survey) == 0


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(
    version: Any, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        hand_in(version, COMPLETE, started_at=timezone.now())
    with django_assert_num_queries(8):
        assert judge_again(version.survey, rules=Rules(seconds=Decimal(0))) == count

"""送您审阅 is told on the day from which it is open: once, and not after it was closed or is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from evaluations.notices.gates import opened
from evaluations.notices.models import Mail, Notice
from reports.reading.actions import close_reading
from reports.reading.announcing import tell
from reports.reading.models import ReadingGrant
from reports.reading.tasks import tell_of_openings
from tests.evaluations.stages.making import Cast, make_cast
from tests.reports.reading.making import make_grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def promised(cast: Cast, **values: Any) -> ReadingGrant:
    """To all experts, from tomorrow on."""
    opens_on = timezone.localdate() + timedelta(days=1)
    return make_grant(cast.project, by=cast["manager"], opens_on=opens_on, **values)


def told() -> list[str]:
    """Who was told, in the order of telling."""
    return [str(row.to) for row in Notice.objects.filter(kind="reading").order_by("pk")]


def test_it_is_told_on_its_day_to_each_and_once(cast: Cast) -> None:
    grant = promised(cast)
    tell_of_openings()
    assert told() == []
    ReadingGrant.objects.filter(pk=grant.pk).update(opens_on=timezone.localdate())  # a day has passed
    for _ in range(2):
        tell_of_openings()
        assert told() == [str(cast["expert"]), str(cast["expert2"])]
    assert Mail.objects.count() == 2
    row = Notice.objects.get(to=cast["expert"])
    assert row.subject == "送您审阅：评价报告"
    assert opened(cast["expert"], [row.url]) == {row.url}


def test_a_worker_that_was_down_tells_later_but_not_after_the_end(cast: Cast) -> None:
    today = timezone.localdate()
    grant = promised(cast, user=cast["expert"], until=today + timedelta(days=5))
    tell(today + timedelta(days=6))
    assert told() == []
    tell(today + timedelta(days=4))
    assert told() == [str(cast["expert"])]
    assert f"请在{grant.until}前提出意见。" in Notice.objects.get().body


def test_what_was_closed_before_its_day_is_never_told(cast: Cast) -> None:
    close_reading(promised(cast), by=cast["manager"])
    tell(timezone.localdate() + timedelta(days=2))
    assert told() == []


def test_what_is_open_at_once_is_told_at_once_and_not_again(cast: Cast) -> None:
    make_grant(cast.project, by=cast["manager"], user=cast["expert"])
    assert told() == [str(cast["expert"])]
    tell_of_openings()
    assert told() == [str(cast["expert"])]


@pytest.mark.parametrize("count", [1, 3])
def test_what_was_told_costs_nothing_more(
    cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make_grant(cast.project, by=cast["manager"], user=cast["expert"])
    with django_assert_num_queries(1):
        tell_of_openings()


def test_the_beat_asks_for_it() -> None:
    assert settings.CELERY_BEAT_SCHEDULE["tell-of-openings"]["task"] == tell_of_openings.name

"""How numbers and times are shown."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from evaluations.templatetags.figures import figure, points, when


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (None, None, "—"),
        ("", None, "—"),
        (Decimal(4860), None, "4,860"),
        (Decimal("4860.50"), None, "4,860.5"),
        (Decimal("1E+3"), None, "1,000"),
        (Decimal(0), None, "0"),
        (12, 2, "12.00"),
        (Decimal("0.005"), 2, "0.01"),
        (Decimal("-1234.565"), 2, "-1,234.57"),
    ],
)
def test_figure(value, decimals, text):
    assert figure(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (Decimal("87.3"), "87.30"),
        (Decimal("88.640"), "88.64"),
        (Decimal("3.6875"), "3.6875"),
        (Decimal(100), "100.00"),
        (Decimal(0), "0.00"),
    ],
)
def test_points(value, text):
    assert points(value) == text


def test_when_says_as_little_as_needed():
    now = timezone.localtime()
    assert when(None) == "—"
    assert when(now) == f"{now:%H:%M}"
    assert when(datetime(2019, 5, 25, 18, 0, tzinfo=UTC)) == "2019-05-26"
    this_year = now.replace(month=1, day=2) if now.month > 1 else now + timedelta(days=32)
    same = this_year.year == now.year
    assert when(this_year) == (f"{this_year.month}-{this_year:%d %H:%M}" if same else f"{this_year:%Y-%m-%d}")

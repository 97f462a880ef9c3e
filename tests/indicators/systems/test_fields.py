"""Columns that keep figures exact, also inside plain data."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.systems.fields import ExactDecoder, ExactEncoder
from indicators.systems.models import GradeBand, IndicatorSystem

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False, places=6)
    | st.text(st.characters(exclude_categories=("Cs",))),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=("Cs",))), inner)
    ),
    max_leaves=8,
)


@given(PLAIN)
def test_plain_data_comes_back_exactly(value: Any) -> None:
    assert ExactDecoder().decode(ExactEncoder().encode(value)) == value


def test_a_decimal_is_written_as_the_number_it_is() -> None:
    value = {"a": [Decimal("0.10"), Decimal("1E+3"), 2, None, True], "中": ("文",)}
    assert ExactEncoder().encode(value) == '{"a": [0.10, 1000, 2, null, true], "中": ["文"]}'


def test_fractions_are_read_as_decimals_and_whole_numbers_as_int() -> None:
    found = ExactDecoder().decode('{"a": 0.30000000000000000001, "b": 3}')
    assert found == {"a": Decimal("0.30000000000000000001"), "b": 3}
    assert [type(value) for value in found.values()] == [Decimal, int]


@pytest.mark.django_db
@given(
    figure=st.decimals(
        allow_nan=False, allow_infinity=False, places=20, min_value=-(10**20), max_value=10**20
    )
)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_keeps_figures_and_plain_data(figure: Decimal) -> None:
    system = IndicatorSystem.objects.create(name="甲", extras={"数": [figure]})
    band = GradeBand.objects.create(system=system, position=0, grade="优", minimum=figure)
    system.refresh_from_db()
    band.refresh_from_db()
    assert system.extras == {"数": [figure]}
    assert band.minimum == figure

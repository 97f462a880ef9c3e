"""A pass of scoring starts no collection of cycles, needs none, and leaves the collector as it found it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from indicators.scoring import Refused, read_system, score
from tests.indicators.scoring.cases import NAMES, branch, case, dossier, leaf

LEAVES = 200
"""Enough that reading and scoring them would start collections with the threshold of these tests."""


@pytest.fixture(autouse=True)
def _eager() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(50, 2, 2)
    yield
    gc.set_threshold(*before)
    gc.enable()


@pytest.fixture
def collections() -> Iterator[list[str]]:
    """What the collector did, as it tells."""
    seen: list[str] = []

    def note(phase: str, told: dict[str, int]) -> None:
        seen.append(phase)

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


def large() -> dict[str, Any]:
    return dossier(branch("A", LEAVES), *(leaf(f"A{number}", 1, 1, "A") for number in range(LEAVES)))


def during(seen: list[str], work: Callable[[], object]) -> int:
    """How many collections began while `work` ran; what it made is kept until they are counted."""
    gc.collect()
    seen.clear()
    kept = work()
    found = seen.count("start")
    assert kept is not None
    return found


def test_neither_reading_nor_scoring_starts_a_collection(collections: list[str]) -> None:
    data = large()
    system = read_system(data)
    assert during(collections, lambda: [[] for _ in range(10 * LEAVES)]) > 0
    # The allocation that follows the pass may start one; it is no longer the pass's own.
    assert during(collections, lambda: score.__wrapped__(system)) > 0  # type: ignore[attr-defined]
    assert during(collections, lambda: score(system)) <= 1
    assert during(collections, lambda: read_system(data)) <= 1


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_reading_and_scoring_make_hangs_in_cycles(name: str) -> None:
    data = case(f"{name}.json")
    gc.collect()
    gc.disable()
    result = score(read_system(data))
    assert result.derivation.line
    assert all(outcome.derivation.line for outcome in result.outcomes.values())
    del result
    assert gc.collect() == 0


@pytest.mark.parametrize("is_on", [True, False])
def test_the_collector_is_left_as_it_was(is_on: bool) -> None:
    data = large()
    if not is_on:
        gc.disable()
    score(read_system(data))
    assert gc.isenabled() is is_on
    with pytest.raises(Refused):
        read_system({**data, "format": "nothing"})
    assert gc.isenabled() is is_on

"""Which signatures are in force: worked examples, and what holds for every chain."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evaluations.stages.line import APPROVE, REOPEN, RETURN, REVISE, Line, Link, Place, Step, read

STEPS = (
    Step(key="plan", places=(Place(key=1),), freezes=frozenset({"design"})),
    Step(
        key="score",
        places=(Place(key=2), Place(key=3)),
        rests_on=frozenset({"plan"}),
        freezes=frozenset({"papers"}),
    ),
    Step(
        key="internal",
        places=(Place(key=4),),
        rests_on=frozenset({"score"}),
        revises=frozenset({"papers"}),
    ),
    Step(
        key="experts",
        places=(Place(key=5, people=frozenset({7, 8}), everyone=True),),
        rests_on=frozenset({"score"}),
    ),
    Step(key="issue", places=(Place(key=6),), rests_on=frozenset({"internal", "experts"})),
)


def _approve(number: int, step: str, place: int, person: int = 0) -> Link:
    return Link(number=number, act=APPROVE, step=step, place=place, person=person)


def _signed() -> list[Link]:
    return [
        _approve(1, "plan", 1),
        _approve(2, "score", 2, 1),
        _approve(3, "score", 3, 2),
        _approve(4, "internal", 4),
        _approve(5, "experts", 5, 8),
        _approve(6, "experts", 5, 7),
    ]


def _current(line: Line) -> str:
    return line.current.key if line.current else ""


def test_nothing_is_signed_at_the_beginning() -> None:
    line = read(STEPS, [])
    assert _current(line) == "plan"
    assert line.frozen_by("design") is None


def test_a_stage_is_signed_when_each_of_its_places_is() -> None:
    links = _signed()
    assert _current(read(STEPS, links[:2])) == "score"
    place = read(STEPS, links[:2]).next_place("score")
    assert place is not None
    assert place.key == 3
    assert _current(read(STEPS, links[:3])) == "internal"


def test_where_everyone_signs_each_person_has_to() -> None:
    line = read(STEPS, _signed()[:5])
    assert _current(line) == "experts"
    assert line.waiting(STEPS[3].places[0], "experts") == {7}
    assert _current(read(STEPS, _signed())) == "issue"


def test_the_first_signature_of_a_stage_freezes() -> None:
    frozen = read(STEPS, _signed()[:2]).frozen_by("papers")
    assert frozen is not None
    assert frozen.number == 2


def test_reopening_withdraws_what_rests_on_it_and_nothing_else() -> None:
    line = read(STEPS, [*_signed(), Link(number=7, act=REOPEN, step="internal", target="internal")])
    assert set(line.approvals) == {"plan", "score", "experts"}
    assert set(line.withdrawn) == {4}
    line = read(STEPS, [*_signed(), Link(number=7, act=REOPEN, step="score", target="score")])
    assert set(line.approvals) == {"plan"}
    assert line.frozen_by("papers") is None
    assert line.frozen_by("design") is not None


def test_a_return_withdraws_the_stage_that_returns_too() -> None:
    links = [*_signed()[:3], Link(number=4, act=RETURN, step="internal", target="score")]
    assert set(read(STEPS, links).approvals) == {"plan"}


def test_a_revision_opens_until_its_stage_is_signed() -> None:
    links = [*_signed()[:3], Link(number=4, act=REVISE, step="internal", scopes=frozenset({"papers"}))]
    line = read(STEPS, links)
    assert line.frozen_by("papers") is None
    assert line.frozen_by("design") is not None
    closed = read(STEPS, [*links, _approve(5, "internal", 4)])
    frozen, shown = closed.frozen_by("papers"), closed.shown_by("papers")
    assert frozen is not None
    assert frozen.number == 2
    assert shown is not None
    assert shown.number == 5


LINKS = st.lists(
    st.one_of(
        st.tuples(st.just(APPROVE), st.sampled_from(STEPS), st.integers(1, 9)),
        st.tuples(st.just(REOPEN), st.sampled_from(STEPS), st.integers(1, 9)),
        st.tuples(st.just(RETURN), st.sampled_from(STEPS), st.integers(1, 9)),
    ),
    max_size=25,
)


def _chain(drawn: list[tuple[str, Step, int]]) -> list[Link]:
    """Only what could be signed is signed: places in order, of the current stage."""
    links: list[Link] = []
    for act, step, person in drawn:
        line = read(STEPS, links)
        number = len(links) + 1
        if act != APPROVE:
            links.append(Link(number=number, act=act, step=step.key, target=step.key))
        elif line.current is not None:
            place = line.next_place(line.current.key)
            assert place is not None
            links.append(_approve(number, line.current.key, place.key, person))
    return links


@given(LINKS)
def test_a_signature_in_force_never_rests_on_one_that_is_not(drawn: list[tuple[str, Step, int]]) -> None:
    line = read(STEPS, _chain(drawn))
    for step in STEPS:
        if line.approvals.get(step.key):
            assert all(line.is_signed(earlier) for earlier in step.rests_on)


@given(LINKS)
def test_every_approval_is_either_in_force_or_withdrawn(drawn: list[tuple[str, Step, int]]) -> None:
    links = _chain(drawn)
    line = read(STEPS, links)
    in_force = {link.number for found in line.approvals.values() for link in found}
    assert in_force | set(line.withdrawn) == {link.number for link in links if link.act == APPROVE}
    assert not in_force & set(line.withdrawn)

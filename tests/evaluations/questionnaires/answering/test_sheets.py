"""Reading a sheet along its way: what is kept, what is asked, where one goes back to."""

from __future__ import annotations

from hypothesis import given

from evaluations.questionnaires.answering.sheets import before, own, replaced, walked
from evaluations.surveying.routing import on_the_way, pages
from tests.evaluations.surveying.samples import ENDING, EVERY_KIND, sheets


def fields_of(answers):
    """A sheet of EVERY_KIND as its fields are sent."""
    sent = {}
    for key, value in answers.items():
        item = EVERY_KIND.item(key)
        if isinstance(value, dict):
            sent |= {f"{key}.{line}": [choice] for line, choice in value.items()}
        elif isinstance(value, list) and item is not None and item.kind == "ranking":
            sent |= {f"{key}.{choice}": [str(rank)] for rank, choice in enumerate(value, 1)}
        else:
            sent[key] = value if isinstance(value, list) else [value]
    return sent


@given(sheets())
def test_what_can_be_read_is_read_as_it_was_answered(answers):
    found = walked(EVERY_KIND, fields_of(answers))
    read = on_the_way(EVERY_KIND, answers)
    assert {key: value for key, value in found.answers.items() if key not in read} == {}
    if not found.errors:
        assert found.answers == dict(read)
        assert found.page is None


@given(sheets())
def test_the_way_back_is_the_way_there(answers):
    fields, numbers = fields_of(answers), [page.number for page in pages(EVERY_KIND)]
    for page in pages(EVERY_KIND):
        earlier = before(pages(EVERY_KIND), page, fields)
        assert earlier in numbers
        assert earlier < page.number or page.number == 1


def test_only_own_fields_are_kept():
    sent = {"q1": ["a"], "q99": ["x"], "csrfmiddlewaretoken": ["y"], "q2": [""], "q3~o": ["报\0纸"]}
    assert own(EVERY_KIND.items, sent) == {"q1": ["a"], "q3~o": ["报纸"]}


def test_a_value_longer_than_any_answer_is_cut():
    assert len(own(EVERY_KIND.items, {"q9": ["长" * 9_000_000]})["q9"][0]) == 20_000


def test_a_page_that_is_sent_again_replaces_its_fields_only():
    first = pages(EVERY_KIND)[0]
    assert replaced({"q1": ["a"], "q6": ["7"]}, first, {"q6": ["8"]}) == {"q6": ["7"]}


def test_what_is_jumped_over_is_not_asked():
    found = walked(ENDING, {"q1": ["b"]})
    assert (found.answers, found.errors, found.page) == ({"q1": "b"}, {}, None)


def test_behind_an_unread_jump_nothing_is_asked():
    found = walked(EVERY_KIND, {"q6": ["30"]})
    assert (list(found.errors), found.page) == (["q1"], 1)


def test_one_comes_back_over_a_jump():
    target = next(page for page in pages(EVERY_KIND) if page.items[0].id == "q5")
    assert before(pages(EVERY_KIND), target, {"q1": ["c"]}) == 1
    assert before(pages(EVERY_KIND), target, {"q1": ["a"]}) == target.number - 1

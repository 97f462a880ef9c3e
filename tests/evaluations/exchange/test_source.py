"""Finding the line of a JSON path."""

import json

import pytest

from evaluations.exchange.source import Excerpt, excerpt, places, told_line

TEXT = """{
  "format": "evaluation-dossier/1",
  "budget": [
    {"code": "1", "name": "餐费"},
    {
      "code": "2",
      "amounts": [1.5, null, true]
    }
  ],
  "说明": {"甲.乙": "引号\\"和逗号,在里面"}
}"""


@pytest.mark.parametrize(
    ("path", "number", "text"),
    [
        ("format", 2, '"format": "evaluation-dossier/1",'),
        ("budget[0].name", 4, '{"code": "1", "name": "餐费"},'),
        ("budget[1].code", 6, '"code": "2",'),
        ("budget[1].amounts[2]", 7, '"amounts": [1.5, null, true]'),
        ("说明", 10, '"说明": {"甲.乙": "引号\\"和逗号,在里面"}'),
        ("说明.甲.乙", 10, '"说明": {"甲.乙": "引号\\"和逗号,在里面"}'),
    ],
)
def test_the_line_of_a_path(path, number, text):
    assert excerpt(TEXT, places(TEXT), path) == Excerpt(number=number, text=text)


def test_what_is_missing_is_shown_where_it_should_be():
    found = excerpt(TEXT, places(TEXT), "budget[1].name")
    assert found == Excerpt(
        number=5,
        text='{ "code": "2", "amounts": [1.5, null, true] } ], "说明": {"甲.乙": "引号\\"和逗号,在里面"} }…',
    )
    assert excerpt(TEXT, places(TEXT), "project.title") is None


def test_a_very_long_line_is_cut_to_the_place():
    text = json.dumps({"a": "x" * 500, "b": [1, 2], "c": "y" * 500})
    found = excerpt(text, places(text), "b[1]")
    assert found is not None
    assert found.text.startswith('2], "c": "yyy')
    assert len(found.text) == 161


def test_a_text_that_is_not_json_has_no_places():
    assert places('{"a": 1,\n "b": [1, 2\n}') == {}
    assert places("[" * 100_000) == {}
    assert places("") == {}


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("第2行第3列：缺少逗号", Excerpt(number=2, text='"format": "evaluation-dossier/1",')),
        ("第12行第1列：多余", None),
        ("第0行", None),
        ("不是对象", None),
    ],
)
def test_the_line_that_a_message_names(message, found):
    assert told_line(TEXT, message) == found

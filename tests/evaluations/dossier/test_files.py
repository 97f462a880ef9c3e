"""From bytes and to bytes: what is no dossier file, and how numbers are written."""

from decimal import Decimal
from typing import Any

import pytest

from evaluations import dossier
from evaluations.dossier.plain import json_text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "第1行第2列："),
        (b"\xff\xfe", "第1行第1字节：不是UTF-8编码，请另存为UTF-8"),
        ('{"a": NaN}', "第1行第7列："),
        ('{"a": 1,\n"b": 2, "b": 3}', "第2行第9列："),
        ("[" * 100_000, "第1行第41列："),
        ("3", "评价数据包应为一个 JSON 对象。"),
    ],
)
def test_a_file_that_is_none_says_where(text: str | bytes, message: str) -> None:
    reading = dossier.parse(text)
    assert reading.dossier is None
    assert reading.problems[0].path == ""
    assert reading.problems[0].message.startswith(message)


def test_a_byte_order_mark_does_no_harm(smallest: dict[str, Any]) -> None:
    text = "\ufeff" + json_text(smallest)
    assert dossier.parse(text.encode()).dossier == dossier.read(smallest).dossier


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Decimal("3.50"), "3.5"),
        (Decimal("1E+2"), "100"),
        (Decimal("0.000"), "0"),
        (Decimal("-0.0"), "0"),
        (Decimal("0.00000001"), "0.00000001"),
        (Decimal("3141.13"), "3141.13"),
        (120, "120"),
    ],
)
def test_one_number_has_one_text(number: Decimal | int, text: str) -> None:
    assert json_text(number) == text


def test_a_value_without_json_form_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError, match="float has no place in a dossier"):
        json_text({"a": 0.1})


def test_the_file_is_utf8_one_key_a_line(smallest: dict[str, Any]) -> None:
    smallest["surveys"] = [{"title": "问卷", "questions": []}]
    read = dossier.read(smallest).dossier
    assert read is not None
    assert dossier.dump(read).decode() == (
        "{\n"
        ' "format": "evaluation-dossier/1",\n'
        ' "kind": "evaluation",\n'
        ' "project": {\n'
        '  "title": "某项目绩效评价报告"\n'
        " },\n"
        ' "surveys": [\n'
        "  {\n"
        '   "title": "问卷",\n'
        '   "questions": []\n'
        "  }\n"
        " ],\n"
        ' "indicators": []\n'
        "}\n"
    )


def test_the_digest_tells_facts_apart_and_not_their_spelling(smallest: dict[str, Any]) -> None:
    def digest(budget: Any) -> str:
        line = {"code": "1", "name": "甲", "budget": budget}
        read = dossier.read(smallest | {"budget": [line]}).dossier
        assert read is not None
        return dossier.digest(read)

    assert digest(Decimal("3.50")) == digest(Decimal("3.5"))
    assert digest(Decimal("3.51")) != digest(Decimal("3.5"))
    assert len(digest(1)) == 64
    turned = dossier.read(dict(reversed(smallest.items()))).dossier
    plain = dossier.read(smallest).dossier
    assert plain is not None
    assert turned is not None
    assert dossier.digest(turned) == dossier.digest(plain)

"""JSON text: exact decimals, and refusals that say line and column."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.scoring import Refused, load


def refusals(text: str | bytes) -> list[str]:
    with pytest.raises(Refused) as refused:
        load(text)
    assert all(problem.path == "" for problem in refused.value.problems)
    return [problem.message for problem in refused.value.problems]


def test_numbers_are_decimals() -> None:
    assert load('{"a": 0.1, "b": 12345678901234567890.5, "c": 7, "d": 1e3}') == {
        "a": Decimal("0.1"),
        "b": Decimal("12345678901234567890.5"),
        "c": 7,
        "d": Decimal(1000),
    }


def test_bytes_are_utf8_with_or_without_a_mark() -> None:
    assert load('{"名称": "评价"}'.encode()) == {"名称": "评价"}
    assert load("\ufeff[1]".encode()) == [1]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ('{"a": NaN}', ["第1行第7列：NaN不是数值，不知道的数值请写 null"]),
        (
            '{"a": 1,\n "b": [-Infinity, Infinity]}',
            [
                "第2行第8列：-Infinity不是数值，不知道的数值请写 null",
                "第2行第19列：Infinity不是数值，不知道的数值请写 null",
            ],
        ),
        ('{"a": 1, "a": 2}', ['第1行第10列：键 "a" 重复，请只留一个']),
        ('{"a": 1e41}', ["第1行第7列：数值过大或小数过长，小数点前后最多各40位"]),
        ('{"a": 1e-41}', ["第1行第7列：数值过大或小数过长，小数点前后最多各40位"]),
        ('{"a": 1e999999999999999999999}', ["第1行第7列：数值过大或小数过长，小数点前后最多各40位"]),
        ("9" * 100_000, ["第1行第1列：数值过大或小数过长，小数点前后最多各40位"]),
        ("[" * 100_000, ["第1行第41列：嵌套超过40层"]),
        ('{"a":' * 50 + "1" + "}" * 50, ["第1行第201列：嵌套超过40层"]),
        ('["\\ud800"]', ["第1行第2列：文字中有不成对的代理字符，请改正"]),
        ("", ["第1行第1列：此处缺少值，请改正"]),
        ('{"a": 1,}', ["第1行第9列：此处应为双引号中的键名，请改正"]),
        ('{"a" 1}', ["第1行第6列：此处缺少冒号，请改正"]),
        ('{"a": 1 "b": 2}', ["第1行第9列：此处缺少逗号，请改正"]),
        ('{"a": 1} x', ["第1行第10列：文件在此处本应结束，请改正"]),
        ('{"a": "b', ["第1行第7列：从此处开始的文字没有结束的引号，请改正"]),
        ('["a\tb"]', ["第1行第4列：此处不是有效的JSON，请改正"]),
        ("[1, 2]]", ["第1行第7列：文件在此处本应结束，请改正"]),
        ('["\\ud8zz\\ud800"]', ["第1行第4列：此处不是有效的JSON，请改正"]),
        (b'{\n "a": "\xd6\xd0"}', ["第2行第8字节：不是UTF-8编码，请另存为UTF-8"]),
    ],
    ids=range(20),
)
def test_refusals(text: str | bytes, messages: list[str]) -> None:
    assert refusals(text) == messages


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert load('["\\ud83d\\ude00"]') == ["\U0001f600"]


def test_the_same_key_in_two_objects_is_fine() -> None:
    assert load('[{"a": 1, "b": {"a": 2}}, {"a": "a"}]') == [{"a": 1, "b": {"a": 2}}, {"a": "a"}]


def test_what_looks_like_a_fault_inside_a_text_is_fine() -> None:
    assert load('{"a": "NaN [1e999] \\" , \\"a\\": "}') == {"a": 'NaN [1e999] " , "a": '}


def test_only_the_first_twenty_faults_are_named() -> None:
    assert len(refusals("[" + ",".join(["NaN"] * 50) + "]")) == 20


@pytest.mark.parametrize(
    "text", ['"' + '\\"' * 500_000, '"' * 1_000_001, "{" + '"a":' * 250_000, "-" * 1_000_000]
)
def test_a_million_characters_do_not_hang(text: str) -> None:
    assert len(refusals(text)) >= 1

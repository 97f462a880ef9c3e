"""Reading and writing again gives the same dossier: published cases, and made-up ones with unknown keys."""

import dataclasses
import json
from decimal import Decimal
from typing import Any, Union, get_args, get_origin

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations import dossier
from evaluations.dossier.reading import Notes, default, read_object, shape
from indicators.scoring import read_system


def as_decimals(text: bytes) -> Any:
    return json.loads(text, parse_int=Decimal, parse_float=Decimal)


def test_a_published_case_reads_without_a_word_and_is_written_as_it_was(case: bytes) -> None:
    reading = dossier.parse(case)
    assert (reading.problems, reading.warnings) == ((), ())
    assert reading.dossier is not None
    assert dossier.write(reading.dossier) == as_decimals(case)


def test_the_file_of_a_case_reads_as_the_same_dossier(case: bytes) -> None:
    first = dossier.parse(case).dossier
    assert first is not None
    again = dossier.parse(dossier.dump(first)).dossier
    assert again == first
    assert dossier.dump(again) == dossier.dump(first)
    assert dossier.digest(again) == dossier.digest(first)


def test_scores_read_nothing_of_a_dossier_but_its_scored_part(case: bytes) -> None:
    read = dossier.parse(case).dossier
    assert read is not None
    assert read_system(dossier.scored(read)) == read_system(dossier.write(read))


def test_keys_are_written_in_the_order_of_the_format(case: bytes) -> None:
    read = dossier.parse(case).dossier
    assert read is not None
    order = ["format", *(field.name for field in dataclasses.fields(dossier.Dossier))]
    keys = list(dossier.write(read))
    assert keys == sorted(keys, key=order.index)


def test_null_absent_and_empty_are_one_to_the_product_and_three_in_the_file(smallest: dict[str, Any]) -> None:
    project: dict[str, Any] = smallest["project"]
    for explicit in ({}, {"firm": None}, {"year": None, "firm": None}):
        smallest["project"] = project | explicit
        read = dossier.read(smallest).dossier
        assert read is not None
        assert read.project.firm is None
        assert dossier.write(read)["project"] == project | explicit


def test_empty_rows_and_false_are_written_only_where_they_stood(smallest: dict[str, Any]) -> None:
    smallest |= {"surveys": [], "budget": [{"code": "1", "name": "甲", "total": False}]}
    read = dossier.read(smallest).dossier
    assert read is not None
    assert (read.surveys, read.interviews, read.budget[0].total) == ((), (), False)
    assert dossier.write(read) == smallest


def test_an_explicit_null_goes_when_the_field_gets_a_value(smallest: dict[str, Any]) -> None:
    smallest["project"]["firm"] = None
    read = dossier.read(smallest).dossier
    assert read is not None
    changed = dataclasses.replace(read, project=dataclasses.replace(read.project, firm="某机构"))
    assert dossier.write(changed)["project"] == {"title": "某项目绩效评价报告", "firm": "某机构"}


def test_a_question_keeps_its_form(smallest: dict[str, Any]) -> None:
    smallest["interviews"] = [
        {"questions": ["预算如何编制", {"text": "有无困难", "answer": "没有"}, {"text": "其他"}]}
    ]
    read = dossier.read(smallest).dossier
    assert read is not None
    assert [(asked.text, asked.answer) for asked in read.interviews[0].asked] == [
        ("预算如何编制", None),
        ("有无困难", "没有"),
        ("其他", None),
    ]
    assert dossier.write(read) == smallest


# Made-up dossiers ---------------------------------------------------------------------------------

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=6)
FILLED = TEXT.map(lambda text: f"名{text}")
NUMBER = st.decimals(min_value=-(10**9), max_value=10**9, places=3)
PLAIN = st.recursive(
    st.none() | st.booleans() | TEXT | NUMBER,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: FILLED,
    Decimal: NUMBER,
    int: st.integers(min_value=0, max_value=9999).map(Decimal),
    bool: st.booleans(),
    type(None): st.none(),
    Any: PLAIN,
}


def json_of(hint: Any) -> st.SearchStrategy[Any]:
    origin = get_origin(hint)
    if origin is tuple:
        return st.lists(json_of(get_args(hint)[0]), max_size=2)
    if dataclasses.is_dataclass(hint):
        return json_object(hint)
    if hint in SIMPLE:
        return SIMPLE[hint]
    if origin is Union or "UnionType" in type(hint).__name__:
        return st.one_of([json_of(member) for member in get_args(hint)])
    return st.dictionaries(TEXT, json_of(get_args(hint)[1]), max_size=2)


@st.composite
def json_object(draw: st.DrawFn, kind: Any) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field, hint in shape(kind):
        required = repr(default(field)).startswith("<object")
        if not required and draw(st.booleans()):
            continue
        if "choices" in field.metadata:
            data[field.name] = draw(st.sampled_from(field.metadata["choices"]))
        elif "date" in field.metadata:
            data[field.name] = draw(st.sampled_from(["2018", "2019-05", "2018-11-30", None]))
        else:
            data[field.name] = draw(json_of(hint))
    unknown = draw(st.dictionaries(FILLED, PLAIN, max_size=2))
    return data | unknown


@settings(max_examples=60)
@given(data=json_object(dossier.Dossier))
def test_whatever_the_classes_can_hold_is_written_as_it_was_read(data: dict[str, Any]) -> None:
    notes = Notes()
    read = read_object(dossier.Dossier, data, "", notes)
    assert notes.problems == []
    assert dossier.write(read) == {"format": dossier.FORMAT, **data}
    kept = {key: data[key] for key in ("grade_scheme", "rounding", "indicators") if key in data}
    assert dossier.scored(read) == {"format": dossier.FORMAT, **kept}
    again = as_decimals(dossier.dump(read))
    del again["format"]
    assert read_object(dossier.Dossier, again, "", Notes()) == read
    assert {key for key in data if key.startswith("名")} <= {path for path, _ in notes.warnings}


OPEN = {"inputs", "rule", "fields", "groups", "items"}


def with_unknown_keys(value: Any, path: str, added: list[str]) -> Any:
    if isinstance(value, list):
        return [with_unknown_keys(item, f"{path}[{place}]", added) for place, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    inner = {
        key: item if key in OPEN else with_unknown_keys(item, f"{path}.{key}" if path else key, added)
        for key, item in value.items()
    }
    added.append(f"{path}.附注" if path else "附注")
    return inner | {"附注": {"页": [Decimal(1), None, {"行": "三"}]}}


def test_unknown_keys_at_every_level_survive_and_are_reported(case: bytes) -> None:
    added: list[str] = []
    data = with_unknown_keys(as_decimals(case), "", added)
    reading = dossier.read(data)
    assert reading.problems == ()
    assert reading.dossier is not None
    assert dossier.write(reading.dossier) == data
    assert sorted(warning.path for warning in reading.warnings) == sorted(added)
    assert {warning.message for warning in reading.warnings} == {"不认识的键，原样保留，不参与评分。"}


@settings(max_examples=60)
@given(data=PLAIN | st.dictionaries(TEXT, PLAIN))
def test_no_data_makes_the_reader_fall_over(data: Any) -> None:
    reading = dossier.read(data)
    assert reading.dossier is None
    assert reading.problems

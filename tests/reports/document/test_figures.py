"""Every figure of a dossier stands in the report, and every digit in our sentences comes from a fact."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluations.dossier import read, write
from reports.document import OUTLINES, Document, Material, compose, fact_book, plain_text
from reports.document.blocks import Paragraph, Ref, Strong
from reports.document.numbers import written
from tests.reports.document.conftest import NAMES, case_dossier, case_material, material_of

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
DOCUMENT_NUMBER = re.compile(r"〔\d{4}〕\d+号")


def numbers_in(text: str) -> set[Decimal]:
    return {Decimal(found.replace(",", "")) for found in NUMBER.findall(text)}


def figures(value: Any, path: str = "") -> Iterator[tuple[str, Decimal]]:
    """All numbers of a dossier with their places, those inside rules left out."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in ("rule", "format"):
                yield from figures(item, f"{path}.{key}")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from figures(item, f"{path}[{place}]")
    elif isinstance(value, Decimal):
        yield path, value


def rule_numbers(value: Any) -> Iterator[Decimal]:
    """The numbers that evaluators wrote into the wording of their rules and benchmarks."""
    for indicator in value["indicators"]:
        for text in ((indicator.get("rule") or {}).get("text"), indicator.get("benchmark")):
            yield from numbers_in(text or "")


@pytest.mark.parametrize("outline", ["shanghai", "national"])
@pytest.mark.parametrize("name", ["linfang_2018", "hongda_2018"])
def test_every_figure_of_the_dossier_stands_in_the_report(name: str, outline: str) -> None:
    material = case_material(name, outline=outline)
    shown = numbers_in(plain_text(compose(material)))
    data = write(material.dossier)
    assert [(path, number) for path, number in figures(data) if number not in shown] == []
    assert set(rule_numbers(data)) <= shown


def test_every_figure_of_a_self_evaluation_stands_in_its_form() -> None:
    material = case_material("selfeval_2023_hotline")
    shown = numbers_in(plain_text(compose(material)))
    data = {
        key: value
        for key, value in write(material.dossier).items()
        if key not in ("grade_scheme", "rounding")
    }
    assert [(path, number) for path, number in figures(data) if number not in shown] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_text_of_the_dossier_stands_in_the_report(name: str) -> None:
    material = case_material(name)
    text = plain_text(compose(material))
    if material.dossier.kind == "evaluation":
        wanted = [indicator.explanation for indicator in material.dossier.indicators if indicator.explanation]
        wanted += [
            indicator.deduction_reason
            for indicator in material.dossier.indicators
            if indicator.deduction_reason
        ]
        wanted += [objective.name for objective in material.dossier.objectives]
    else:
        wanted = [objective.name for objective in material.dossier.objectives]
    wanted += [line.name for line in material.dossier.budget]
    assert [one for one in wanted if one.rstrip("。") not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_published_score_stands_beside_its_indicator(name: str) -> None:
    material = case_material(name)
    book = fact_book(material.dossier, material.result)
    for code, outcome in material.result.outcomes.items():
        assert book[f"indicator.{code}.score"].value == outcome.score
    assert book["score.total"].value == material.result.total
    assert book["score.grade"].value == material.result.grade


def strings(runs: tuple[Any, ...]) -> Iterator[str]:
    for run in runs:
        if isinstance(run, str):
            yield run
        elif isinstance(run, Strong):
            yield from strings(run.runs)


def our_words(document: Document) -> Iterator[str]:
    for part in document.parts:
        for block in part.blocks:
            if isinstance(block, Paragraph):
                yield from strings(block.runs)


@pytest.mark.parametrize("outline", ["shanghai", "national"])
@pytest.mark.parametrize("name", ["linfang_2018", "hongda_2018"])
def test_no_sentence_of_ours_types_a_digit(name: str, outline: str) -> None:
    document = compose(case_material(name, outline=outline))
    typed = [text for text in our_words(document) if re.search(r"\d", DOCUMENT_NUMBER.sub("", text))]
    assert typed == []


def references(document: Document) -> Iterator[Ref]:
    for part in document.parts:
        for block in part.blocks:
            if isinstance(block, Paragraph):
                yield from (run for run in block.runs if isinstance(run, Ref))


@pytest.mark.parametrize("name", ["linfang_2018", "hongda_2018"])
def test_what_a_sentence_states_is_what_the_fact_book_holds(name: str) -> None:
    material = case_material(name, issued="2019-08-16")
    book = fact_book(material.dossier, material.result, issued="2019-08-16")
    found = [ref for ref in references(compose(material)) if not ref.fact.startswith("see.")]
    assert found
    assert [ref for ref in found if book[ref.fact].written != ref.text] == []


def all_references(value: Any) -> Iterator[Ref]:
    """Every reference of a document, in tables, forms and notes too."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from all_references(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from all_references(getattr(value, field.name))


@pytest.mark.parametrize("name", NAMES)
def test_each_reference_leads_to_a_fact_of_the_same_value(name: str) -> None:
    material = case_material(name)
    book = fact_book(material.dossier, material.result)
    found = [ref for ref in all_references(compose(material)) if not ref.fact.startswith("see.")]
    assert len(found) > 100
    for ref in found:
        fact = book[ref.fact]
        if isinstance(fact.value, Decimal):
            number = ref.text.removesuffix(fact.unit).replace(",", "").replace("−", "-")
            assert Decimal(number) == fact.value
        else:
            assert ref.text in (fact.text, fact.written, "0", "0.0", "0.00")


SLIPS = re.compile(
    r"，，|。。|，。|；。|：。|、、|、。|（）|“”|^[，；。]|—分|—%|None|Decimal|\{|\}|\[[^\]]*\{"
)


def sentences(document: Document) -> Iterator[str]:
    for part in document.parts:
        for block in part.blocks:
            if isinstance(block, Paragraph):
                yield "".join(
                    run.text if isinstance(run, Ref) else run
                    for run in block.runs
                    if isinstance(run, Ref | str)
                )


@pytest.mark.parametrize("name", ["linfang_2018", "hongda_2018"])
def test_sentences_read_well_with_all_facts(name: str) -> None:
    assert [text for text in sentences(compose(case_material(name))) if SLIPS.search(text)] == []


def without(material: Material, *keys: str) -> Material:
    reading = read({key: value for key, value in write(material.dossier).items() if key not in keys})
    assert reading.dossier is not None
    return material_of(reading.dossier)


@pytest.mark.parametrize(
    "gone",
    [
        "budget",
        "rounding",
        "objectives",
        "surveys",
        "interviews",
        "base_table",
        "fund_check",
        "output_facts",
        "milestones",
    ],
)
@pytest.mark.parametrize("name", ["linfang_2018", "hongda_2018"])
def test_sentences_read_well_without(name: str, gone: str) -> None:
    document = compose(without(case_material(name), gone))
    assert [text for text in sentences(document) if SLIPS.search(text)] == []


def thinned(value: Any, draw: Callable[[str], bool], path: str = "") -> Any:
    """The data with some of its values unknown: whatever `draw` picks becomes null."""
    if isinstance(value, dict):
        return {key: thinned(item, draw, f"{path}.{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [thinned(item, draw, path) if isinstance(item, dict) else item for item in value]
    return None if draw(path) else value


NEEDED = (
    "code",
    "name",
    "parent",
    "weight",
    "title",
    "kind",
    "format",
    "grade",
    "min",
    "item",
    "text",
    "label",
)


@settings(max_examples=12)
@given(
    data=st.data(), name=st.sampled_from(["linfang_2018", "hongda_2018"]), outline=st.sampled_from(OUTLINES)
)
def test_a_report_with_gaps_reads_well_too(data: st.DataObject, name: str, outline: str) -> None:
    chance = random.Random(data.draw(st.integers(0, 10**6)))
    share = data.draw(st.sampled_from([0.05, 0.3, 0.8]))

    def goes(path: str) -> bool:
        return ".rule" not in path and path.rsplit(".", 1)[-1] not in NEEDED and chance.random() < share

    reading = read(thinned(write(case_dossier(name)), goes))
    assume(reading.dossier is not None)
    assert reading.dossier is not None
    document = compose(material_of(reading.dossier, outline=outline))
    assert [text for text in sentences(document) if SLIPS.search(text)] == []
    assert "None" not in plain_text(document)


def test_numbers_are_written_as_evaluators_write_them() -> None:
    assert written(Decimal("3141.13")) == "3,141.13"
    assert written(Decimal(110), 2) == "110.00"
    assert written(Decimal("0.125"), 2) == "0.125"
    assert written(Decimal("-12.5"), 2) == "−12.50"
    assert written(250000) == "250,000"

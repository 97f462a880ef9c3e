"""The published evaluations as finished PDFs: every figure of the dossier can be read in the file."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from evaluations.dossier import write
from reports.document import compose
from reports.rendering import render
from tests.reports.document.conftest import case_material
from tests.reports.document.rich import rich
from tests.reports.document.test_figures import figures, numbers_in
from tests.reports.document.test_rich import NOT_PRINTED
from tests.reports.rendering.paper import Paper
from tests.reports.rendering.test_pictures import shade


def words(pdf: bytes) -> str:
    """All words, line by line across each page, so that figures in neighbouring cells stay apart."""
    return " ".join(word.text for page in Paper(pdf).lines for line in page for word in line.words)


def running_text(pdf: bytes) -> str:
    """The characters in the order in which they were set, so that a name goes on within its cell."""
    pages = PdfReader(BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize(("name", "least_pages"), [("linfang_2018", 50), ("hongda_2018", 50)])
def test_every_figure_of_the_dossier_can_be_read_in_the_pdf(name: str, least_pages: int) -> None:
    material = case_material(name, issued="2019-08-16")
    rendered = render(compose(material), identifier=name)
    shown = numbers_in(words(rendered.pdf))
    assert [(path, number) for path, number in figures(write(material.dossier)) if number not in shown] == []
    assert rendered.warnings == ()
    assert rendered.pages >= least_pages
    text = running_text(rendered.pdf)
    assert [one.name for one in material.dossier.indicators if "".join(one.name.split()) not in text] == []
    assert "None" not in text


def test_a_report_with_everything_is_printed_with_every_figure() -> None:
    material = rich(issued="2026-05-29")
    rendered = render(compose(material), identifier="rich", pictures={"a" * 64: shade(90)})
    assert rendered.warnings == ()
    shown = numbers_in(words(rendered.pdf))
    missing = [(path, number) for path, number in figures(write(material.dossier)) if number not in shown]
    assert [one for one in missing if not NOT_PRINTED.search(one[0])] == []
    text = running_text(rendered.pdf)
    for said in (
        *(one.name for one in material.beside.team),
        *(one.title for one in material.dossier.policies),
        *(one.name for one in (*material.dossier.schedule, *material.dossier.funding)),
        *(check.item for visit in material.dossier.site_visits for check in visit.checks),
        "已于2026年1月1日废止",
        "一致性比率为0.003",
        "从严得分3.8分，从宽得分6.2分",
        "图4-1有争议得分对总分的影响",
    ):
        assert "".join(said.split()) in text, said


def test_a_self_evaluation_is_a_form_of_a_few_wide_pages() -> None:
    material = case_material("selfeval_2023_hotline", issued="2024-03-01")
    rendered = render(compose(material), identifier="selfeval")
    text = running_text(rendered.pdf)
    assert rendered.pages <= 4
    assert "99.67" in text
    # The form scores the execution of the budget (P, P1) in its table of funds (财预〔2020〕10号 附1).
    listed = [one for one in material.dossier.indicators if not one.code.startswith("P")]
    assert [one.name for one in listed if "".join(one.name.split()) not in text] == []

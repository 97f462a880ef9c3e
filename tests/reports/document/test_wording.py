"""Our sentences: facts in braces, optional parts in brackets, and nothing else interpreted."""

import re
from pathlib import Path

import pytest

from reports.document import BadWording, Fact, FactBook, UnknownFact, wording
from reports.document.blocks import Paragraph, Ref, plain
from reports.document.wording import first_said, paragraph, say, to_write

DOCUMENT = Path(wording.__file__).parent

BOOK = FactBook(
    (
        Fact(name="budget.total", value=5, text="5.00", unit="万元", source="budget"),
        Fact(name="budget.actual", value=None, source="budget"),
        Fact(name="indicator.A.name", value="甲", text="甲", source="A"),
        Fact(name="indicator.A.score", value=None, unit="分", source="A"),
    )
)


def text(template: str, scope: str = "") -> str | None:
    runs = say(template, BOOK, scope)
    return None if runs is None else plain(runs)


def test_every_sentence_that_asks_for_more_is_found() -> None:
    """Wherever our wording leaves something to the evaluators, `to_write` knows it."""
    sources = [path for ending in ("py", "toml") for path in DOCUMENT.rglob(f"*.{ending}")]
    said = {
        found
        for path in sources
        if path.name != "wording.py"
        for found in re.findall(r'"([^"\n]*由评价人员[^"\n]*补充[^"\n]*)"', path.read_text(encoding="utf-8"))
    }
    assert len(said) == 4
    assert all(to_write(one) == (one,) for one in said)


def test_what_is_said_of_evaluators_is_no_placeholder() -> None:
    assert to_write("由评价人员评议计分。有1项指标的得分由评价人员评定，理由见底稿。\n请补充材料。") == ()
    assert to_write("甲。具体问题由评价人员依据工作底稿补充说明。乙。") == (
        "具体问题由评价人员依据工作底稿补充说明。",
    )


def test_a_fact_stands_with_its_unit_and_its_name() -> None:
    assert say("全年预算{budget.total}。", BOOK) == (
        "全年预算",
        Ref(fact="budget.total", text="5.00万元"),
        "。",
    )


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("预算{budget.total}，支出{budget.actual}。", None),
        ("预算{budget.total}[，支出{budget.actual}]。", "预算5.00万元。"),
        ("[支出{budget.actual}，]预算{budget.total}。", "预算5.00万元。"),
        ("预算{budget.total}[（见{see.table.budget}）]。", "预算5.00万元。"),
        ("[预算{budget.total}[，支出{budget.actual}]；]完。", "预算5.00万元；完。"),
        ("[支出{budget.actual}[，预算{budget.total}]；]完。", "完。"),
        ("没有事实。", "没有事实。"),
    ],
)
def test_what_is_not_known_is_left_out(template: str, said: str | None) -> None:
    assert text(template) == said


def test_a_scope_stands_before_names_that_begin_with_a_dot() -> None:
    assert text("{.name}[得{.score}]，预算{budget.total}", "indicator.A") == "甲，预算5.00万元"


@pytest.mark.parametrize("template", ["{budget.total", "budget}", "[a", "a]", "[[a]", "{}"])
def test_a_template_with_odd_brackets_is_refused(template: str) -> None:
    with pytest.raises(BadWording, match="模板的括号不成对"):
        text(template)


def test_an_unknown_fact_is_named_with_its_template_and_its_neighbour() -> None:
    message = "没有名为“budget.totl”的事实，是否想写“budget.total”（模板：“预算{budget.totl}”）"
    with pytest.raises(BadWording, match=re.escape(message)):
        text("预算{budget.totl}")
    with pytest.raises(UnknownFact, match=r"没有名为“天气”的事实$"):
        BOOK["天气"]


def test_the_first_sentence_that_can_be_said_is_said() -> None:
    assert plain(first_said(("支出{budget.actual}。", "预算{budget.total}。"), BOOK)) == "预算5.00万元。"
    assert first_said(("支出{budget.actual}。",), BOOK) == ()


def test_a_paragraph_holds_the_sentences_that_can_be_said() -> None:
    said = paragraph(["甲。", "支出{budget.actual}。", "乙。"], BOOK)
    assert said == (Paragraph(runs=("甲。乙。",)),)
    assert paragraph(["支出{budget.actual}。"], BOOK) == ()


def test_a_book_is_a_mapping_that_knows_its_gaps() -> None:
    assert (len(BOOK), "budget.total" in BOOK, "x" in BOOK) == (4, True, False)
    assert next(iter(BOOK)) == "budget.total"
    assert (BOOK.knows("budget.total"), BOOK.knows("budget.total", "budget.actual")) == (True, False)
    assert BOOK.ref("budget.actual") == Ref(fact="budget.actual", text="—")
    assert BOOK.cell("budget.total") == Ref(fact="budget.total", text="5.00")


def test_numbers_of_tables_are_facts_of_the_document() -> None:
    assert not BOOK["see.table.budget"].is_known
    book = BOOK.numbered({"table.budget": "表1-1"})
    assert book["see.table.budget"].written == "表1-1"
    assert not book["see.table.other"].is_known

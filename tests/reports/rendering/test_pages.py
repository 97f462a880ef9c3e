"""Page numbers, heads, contents, and how text stands on the page."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.charts import Bar, BarChart
from reports.document.blocks import Document, Figure, Footnote, Heading, Paragraph, Strong
from reports.rendering import Rendered, render
from tests.reports.rendering.building import TEXT, body, document
from tests.reports.rendering.paper import Line, Paper, squeeze
from tests.reports.rendering.sample import SHORT, sample

NUMBER = re.compile(r"第(\d+)页共(\d+)页$")
TOP, STEP, RIGHT_ODD, RIGHT_EVEN = 105.0, 22.0, 595.28 - 78.2, 595.28 - 85.0

CLOSE = "，。；、：）”"


def printed(doc: Document) -> Paper:
    return Paper(render(doc, identifier="x").pdf)


def test_the_cover_has_no_number_and_front_matter_roman_ones(paper: Paper) -> None:
    kinds = [lines[-1].text for lines in paper.lines[:4]]
    assert kinds[0] == "2019年8月"
    assert kinds[1:] == ["i", "ii", "iii"]


def test_numbered_pages_count_from_one_to_the_last(paper: Paper) -> None:
    numbers = [NUMBER.search(lines[-1].text) for lines in paper.lines[4:]]
    total = len(paper.lines) - 4
    assert [match.groups() if match else None for match in numbers] == [
        (str(number), str(total)) for number in range(1, total + 1)
    ]


def test_each_page_but_the_cover_names_the_report_and_its_part(paper: Paper) -> None:
    heads = [lines[0].text for lines in paper.lines[1:]]
    title = squeeze(SHORT)
    assert [head.startswith(title) for head in heads] == [True] * len(heads)
    runs = [head.removeprefix(title) for head in heads]
    assert runs[:6] == ["声明与签章", "目录", "摘要", "前言", "一、项目基本情况", "一、项目基本情况"]
    assert runs[-1] == "附件四资金检查"


def test_the_contents_name_the_pages_on_which_the_headings_stand(paper: Paper, rendered: Rendered) -> None:
    contents = paper.texts[2]
    for entry in rendered.contents:
        assert f"{squeeze(entry.title)}{entry.label}" in contents
        page = paper.texts[entry.page - 1]
        assert squeeze(entry.title) in page
        match = NUMBER.search(page)
        assert entry.label == (match[1] if match else paper.lines[entry.page - 1][-1].text)


def test_the_contents_list_parts_and_headings_in_order(rendered: Rendered) -> None:
    listed = [(entry.title, entry.level, entry.label) for entry in rendered.contents]
    assert listed[:5] == [
        ("声明", 1, "i"),
        ("摘要", 1, "iii"),
        ("前言", 1, "1"),
        ("一、项目基本情况", 1, "2"),
        ("（一）项目概况", 2, "2"),
    ]
    assert listed[-1][0] == "附件四　资金使用情况检查表"


def test_a_finished_report_has_no_warnings_and_knows_its_pages(paper: Paper, rendered: Rendered) -> None:
    assert (rendered.warnings, rendered.pages) == ((), len(paper.reader.pages))


def test_only_the_wide_annexes_lie_across(paper: Paper) -> None:
    wide = [
        number for number, page in enumerate(paper.reader.pages) if page.mediabox.width > page.mediabox.height
    ]
    assert wide == paper.find("附表1") + paper.find("附件四　资金检查")


def test_a_wide_sheet_among_upright_ones_is_turned_with_its_head_and_number(paper: Paper) -> None:
    for page in paper.find("附表1"):
        head, *_, number = paper.lines[page]
        assert NUMBER.search(number.text)
        assert all(word.right < 62 for word in number.words)
        upper = 72 if page % 2 else 88  # of the type area: the wider margin is at the binding
        assert (number.top + number.bottom) / 2 == pytest.approx(upper + 437 / 2, abs=1)
        assert (head.top, head.bottom) == pytest.approx((upper, upper + 437), abs=1)
        assert head.text.startswith(squeeze(SHORT))
        assert all(word.left > 842 - 62 for word in head.words)


def test_sheets_that_all_lie_across_are_read_as_they_lie() -> None:
    (part,) = (doc := document(body())).parts
    paper = printed(replace(doc, parts=(replace(part, layout="landscape"),)))
    head, *_, number = paper.lines[0]
    assert (head.text, number.text) == ("试印报告一、正文", "第1页共1页")
    assert number.top > 88 + 437


def test_working_papers_take_a_page_each_and_fill_it(paper: Paper) -> None:
    pages = [page for page in paper.find("底稿编号") if "复核意见" in paper.texts[page]]
    assert len(pages) == 2
    assert pages[1] == pages[0] + 1
    for page in pages:
        signed = next(line for line in paper.lines[page] if line.text.startswith("编制人"))
        assert 720 < signed.bottom < 743


def full_lines(lines: list[Line]) -> list[Line]:
    """Body lines that fill the type area."""
    body_size = [line for line in lines if 16 < line.bottom - line.top < 19 and TOP < line.top < 742]
    return [line for line in body_size if line.right - line.left > 400 and len(line.text) > 25]


def test_full_lines_end_at_the_edge(paper: Paper) -> None:
    """A closing sign at the end stands with its blank half outside, so its box ends 6 pt further."""
    beyond = []
    for number, lines in enumerate(paper.lines[4:11], 4):
        edge = RIGHT_EVEN if number % 2 else RIGHT_ODD
        beyond += [line.right - edge - 6 * (line.text[-1] in CLOSE) for line in full_lines(lines)]
    assert len(beyond) > 20
    assert [gap for gap in beyond if abs(gap) > 0.5] == []


def test_body_lines_stand_on_the_grid_also_after_tables_and_charts(paper: Paper) -> None:
    offsets = {(line.top - TOP) % STEP for lines in paper.lines[4:11] for line in full_lines(lines)}
    assert max(offsets) - min(offsets) <= 0.1


def test_a_closing_sign_at_the_end_takes_half_a_width_and_none_begins_a_line() -> None:
    paper = printed(document(*(body(TEXT[n:] + TEXT) for n in range(14))))
    beyond = []
    for edge, lines in zip((RIGHT_ODD, RIGHT_EVEN), map(full_lines, paper.lines), strict=False):
        assert {line.text[0] for line in lines} & set(CLOSE) == set()
        beyond += [line.right - edge for line in lines if line.text[-1] in CLOSE]
    ending = [gap for gap in beyond if gap > -10]
    assert len(ending) >= 3
    assert [gap for gap in ending if abs(gap - 6) > 0.5] == []


def test_no_paragraph_ends_in_a_line_of_one_character() -> None:
    paragraphs = [body("财政资金绩效评价报告的正文" * 4 + "一二三四五六七八"[:n] + "。") for n in range(9)]
    texts = [line.text for line in printed(document(*paragraphs)).lines[0] if line.top > TOP + 44]
    assert min(len(text) for text in texts if not text.startswith("第")) > 2


def test_a_short_number_stays_with_its_unit() -> None:
    text = "坐席数量在合同约定的基础上逐年增加并且按照实际在岗人数核定以后确定为450席"
    lines = printed(document(*(body(("热" * n) + text + TEXT) for n in range(8)))).lines[0]
    assert not [line.text for line in lines if re.search(r"(?<!\d)450$", line.text)]


def test_notes_stand_at_the_foot_of_their_page(paper: Paper) -> None:
    page = paper.find("舍入采用四舍五入，只在列示时舍入一次")[0]
    note = next(line for line in paper.lines[page] if "舍入采用四舍五入" in line.text)
    assert page == 4
    assert note.top > 650
    assert note.text.startswith("①")


def test_a_stamp_stands_on_every_page() -> None:
    doc = sample("征求意见稿")
    texts = Paper(render(doc, identifier="x").pdf).reader.pages
    assert [("征求意见稿" in squeeze(page.extract_text())) for page in texts] == [True] * len(texts)


def test_bold_keeps_the_gap_between_chinese_and_digits() -> None:
    plain = printed(document(body("得分87.3分为良")))
    bold = printed(document(Paragraph(runs=("得分", Strong(runs=("87.3分",)), "为良"))))
    lefts = [
        next(word.left for line in page.lines[0] for word in line.words if word.text.startswith("87.3"))
        for page in (plain, bold)
    ]
    assert lefts[1] == pytest.approx(lefts[0], abs=0.1)


def test_a_heading_at_the_head_of_a_page_has_no_blank_above() -> None:
    doc = document(
        *(body() for _ in range(9)), Heading(level=2, text="（二）绩效目标", anchor="h"), body(), body()
    )
    paper = printed(doc)
    page = paper.find("（二）绩效目标")[0]
    heading = next(line for line in paper.lines[page] if line.text == "（二）绩效目标")
    assert page == 1
    assert heading.top < TOP + 8


def test_more_notes_than_ringed_numbers_are_still_numbered() -> None:
    doc = document(*(Paragraph(runs=("甲", Footnote(runs=(f"注{n}",)))) for n in range(52)))
    said = "".join(printed(doc).texts)
    assert ("㊿注49" in said, "51注50" in said) == (True, True)


def test_notes_are_counted_anew_in_each_part() -> None:
    one = document(*(Paragraph(runs=("甲", Footnote(runs=(f"注{n}",)))) for n in range(2)))
    (part,) = one.parts
    two = replace(one, parts=(part, replace(part, name="other")))
    said = "".join(printed(two).texts)
    assert (said.count("①注0"), said.count("②注1"), "③" in said) == (2, 2, False)


@pytest.mark.parametrize(("lines", "page"), [(17, 0), (19, 0), (20, 1)])
def test_a_chart_gets_up_to_a_fifth_smaller_where_it_then_fits(lines: int, page: int) -> None:
    """Seven bars are 171 pt high, 204 with caption and blank; of 27 lines 10, 8 or 7 are left for them."""
    bars = tuple(Bar(label=f"指标{n}", value=Decimal(n), whole=Decimal(9), text=f"{n}／9") for n in range(7))
    chart = BarChart(title="得分", bars=bars, value_name="得分", whole_name="权重", unit="分")
    figure = Figure(name="scores", number="图1-1", caption="得分", chart=chart)
    heading = Heading(level=2, text="（二）其他", anchor="next")
    paper = printed(document(*(body("甲。") for _ in range(lines)), figure, heading, body("乙。")))
    assert paper.find("图1-1") == [page]
    assert paper.find("（二）其他") == [1]
    (caption,) = (line for line in paper.lines[page] if line.text == "图1-1得分")
    assert caption.bottom < TOP + 29 * STEP + 0.1

"""Long tables over pages, tables that stay whole, and the arithmetic of cutting."""

from dataclasses import replace

import pytest

from reports.document.blocks import (
    Block,
    Cell,
    Column,
    Derivation,
    Form,
    FormCell,
    FormRow,
    Heading,
    Row,
    Step,
    Table,
)
from reports.rendering import render
from reports.rendering.cutting import Measured, cut
from reports.rendering.measuring import PlacedRow, PlacedTable, measured
from reports.rendering.tables import Setting, caption_of, estimated_height, row_heights
from reports.rendering.tables import table as write
from tests.reports.rendering.building import body, document, table
from tests.reports.rendering.paper import Paper


def printed(*blocks: Block) -> Paper:
    return Paper(render(document(*blocks), identifier="x").pdf)


# On paper ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_table() -> Paper:
    return printed(body(), table(80, group=9), body())


def test_a_long_table_has_a_caption_and_a_head_on_every_page(long_table: Paper) -> None:
    pages = long_table.find("试表")
    assert len(pages) >= 3
    said = [long_table.texts[page] for page in pages]
    assert ["续表1-1试表" in text for text in said] == [False, *[True] * (len(pages) - 1)]
    assert [text.count("单位：万元") for text in said] == [1] * len(pages)
    assert [text.count("组名称数值") for text in said] == [1] * len(pages)


def test_a_group_that_goes_on_says_so(long_table: Paper) -> None:
    pages = long_table.find("续表1-1")
    goes_on = [long_table.texts[page].count("（续）") for page in pages]
    assert sum(goes_on) >= 1
    assert max(goes_on) == 1


def test_every_row_stands_once_and_in_order(long_table: Paper) -> None:
    said = "".join(long_table.texts)
    places = [said.index(f"指标{number}{(number - 1) * 1.5:,.2f}") for number in range(1, 81)]
    assert places == sorted(places)


def test_the_sample_annex_is_cut_with_labels_of_both_levels(paper: Paper) -> None:
    (first,) = paper.find("附表1绩效评价指标体系及评分结果")
    more = paper.find("附表1（续）")
    assert more == [first + 1, first + 2]
    for page in more:
        assert "附表1（续）绩效评价指标体系及评分结果" in paper.texts[page]
        assert "（续）" in paper.texts[page].replace("附表1（续）", "")


def test_a_table_that_does_not_fit_lets_the_text_run_past_it() -> None:
    paper = printed(*(body() for _ in range(6)), table(14, keep=True), body("甲" * 60), body("乙" * 60))
    assert "甲甲甲" in paper.texts[0]
    assert "乙乙乙" in paper.texts[0]
    assert "表1-1试表" in paper.texts[1]
    assert "续表" not in "".join(paper.texts)


def test_a_long_cell_is_printed_whole() -> None:
    paper = printed(table(3, text="详细说明" * 1000))
    assert sum(text.count("详细说明") for text in paper.texts) > 2900


def test_a_table_marked_whole_that_is_taller_than_a_page_is_cut_all_the_same() -> None:
    assert len(printed(table(70, keep=True)).find("续表1-1试表")) == 2


# As HTML ----------------------------------------------------------------------------------------


def test_captions_of_following_pages() -> None:
    block = table(1)
    annex = Table(name="a", number="附表1", caption="体系", columns=block.columns, head=(), rows=block.rows)
    assert caption_of(block, continued=False) == "表1-1　试表"
    assert caption_of(block, continued=True) == "续表1-1　试表"
    assert caption_of(annex, continued=True) == "附表1（续）　体系"


def test_pieces_are_tables_of_their_own() -> None:
    html = write(table(6, group=4), Setting(width=432, cuts={"table": (3,)}))
    assert (html.count("<table"), html.count("<thead"), html.count('rowspan="3"')) == (2, 2, 1)
    assert html.count("第1组<br/>（续）") == 1


def test_a_label_gets_its_room_from_all_its_rows() -> None:
    columns = (Column(width=5, align="center"), Column(width=75), Column(width=20))
    narrow = Table(name="n", number="表1", caption="", columns=columns, head=(), rows=table(4, group=2).rows)
    assert row_heights(narrow, 216, 0, 4) == pytest.approx([20.45] * 4)
    assert row_heights(narrow, 216, 0, 3) == pytest.approx([20.45, 20.45, 46.5])
    assert row_heights(table(4), 432, 0, 4) == [0.0] * 4
    assert estimated_height(table(4), 432) == pytest.approx(22 + 5 * 21.1, abs=0.1)


def test_a_cell_keeps_its_own_place() -> None:
    row = Row(cells=(Cell(runs=("甲",), align="right", indent=2, strong=True, colspan=2),), kind="sum")
    block = Table(name="t", number="", caption="", columns=table(1).columns, head=(), rows=(row,))
    html = write(block, Setting(width=432, cuts={}))
    assert '<td class="right strong" colspan="2" style="padding-left:26pt">甲</td>' in html
    assert '<tr class="sum" data-row="t:0">' in html


# Cutting ----------------------------------------------------------------------------------------


def cuts(count: int, first_room: float, room: float, *, tail: float = 0, group: int = 0) -> tuple[int, ...]:
    """Cuts of a table with rows of 10 pt."""
    return cut(
        Measured(rows=(10.0,) * count, first_room=first_room, room=room, tail=tail),
        height=lambda first, last: 10.0 * (last - first),
        together=lambda row: bool(group) and row % group != 0,
    )


def test_rows_fill_the_pages() -> None:
    assert cuts(30, 50, 100) == (5, 15, 25)
    assert cuts(5, 50, 100) == ()


def test_a_table_of_which_two_rows_fit_begins_on_the_next_page() -> None:
    assert cuts(20, 25, 100) == (10,)


def test_a_piece_needs_room_for_its_lower_rule() -> None:
    start = PlacedTable(table="t", page=0, top=555.0, bottom=750.4, page_top=100.0, page_bottom=750.4)
    tops = [(0, 600.0 + 50 * index) for index in range(3)] + [(1, 145.0 + 50 * index) for index in range(7)]
    rows = [
        PlacedRow(table="t", index=index, page=page, top=top, height=50.0)
        for index, (page, top) in enumerate(tops)
    ]
    whole = measured("t", rows, [start, replace(start, page=1, top=100.0, bottom=495.0)])
    assert whole.rows == (50.0,) * 10
    assert 149 < whole.first_room < 150  # three rows of 50 pt and the rule below them do not fit
    assert whole.room == whole.first_room + 600 - 100 - 45


def test_the_last_piece_has_three_rows() -> None:
    assert cuts(21, 100, 100) == (10, 18)
    assert cuts(4, 35, 100) == (3,)


def test_what_stands_below_the_table_stays_with_its_last_rows() -> None:
    assert cuts(10, 100, 100, tail=20) == (7,)


def test_a_cut_goes_back_to_the_border_of_a_group() -> None:
    assert cuts(30, 100, 100, group=9) == (9, 18, 27)


def test_a_group_does_not_leave_one_row_behind() -> None:
    assert cuts(30, 70, 100, group=8) == (6, 16, 24)


def test_a_row_higher_than_a_page_stands_alone() -> None:
    measured = Measured(rows=(300.0, 10.0), first_room=100, room=100, tail=0)
    assert cut(measured, height=lambda a, b: sum(measured.rows[a:b]), together=lambda _: False) == (1,)


# Joined to a form -------------------------------------------------------------------------------


def joined_form(rows: int) -> Paper:
    """A form with a table joined to it."""
    head = Form(
        name="form",
        title="",
        anchor="form",
        left="（2023年度）",
        right="金额单位：万元",
        rows=(FormRow(cells=(FormCell(kind="key", runs=("项目名称",), span=12),)),),
    )
    return printed(head, replace(table(rows), number="", unit="", joined=True))


def test_a_joined_table_goes_on_with_the_grid_of_its_form() -> None:
    paper = joined_form(5)
    assert "项目名称组名称数值无指标10.00" in paper.texts[0]
    assert "试表" not in paper.texts[0]


def test_a_joined_table_begins_below_its_form_and_says_on_later_pages_what_it_is() -> None:
    paper = joined_form(60)
    first, *more = paper.texts
    assert "项目名称组名称数值无指标1" in first
    assert len(more) == 2
    assert ["试表（续）组名称数值无指标" in text for text in (first, *more)] == [False, True, True]
    said = "".join(paper.texts)
    assert [said.count(f"指标{number}{(number - 1) * 1.5:,.2f}") for number in range(1, 61)] == [1] * 60


# Derivations ------------------------------------------------------------------------------------


def derived(above: int, steps: int) -> list[list[int]]:
    """On each page, which steps of a derivation stand there below `above` lines of text."""
    rows = tuple(Step(label=f"步骤{number}", runs=("一",)) for number in range(steps))
    lines = (body("甲") for _ in range(above))
    paper = printed(*lines, body("结果如下。"), Derivation(title="", steps=rows))
    return [[number for number in range(steps) if f"步骤{number}" in text] for text in paper.texts]


def test_a_long_derivation_fills_the_page_and_leaves_no_step_alone() -> None:
    every = [derived(above, 5) for above in range(22, 29)]
    assert [page for pages in every for page in pages if len(page) == 1] == []
    assert [[0, 1, 2], [3, 4]] in every
    told = [[step for page in pages for step in page] for pages in every]
    assert told == [list(range(5))] * len(every)


def test_a_short_derivation_stays_whole() -> None:
    assert {len(page) for above in range(22, 29) for page in derived(above, 3)} == {0, 3}


def test_a_table_that_no_text_can_run_past_is_cut_rather_than_leave_the_page_white() -> None:
    above, nine = tuple(body("甲") for _ in range(20)), table(9)
    heading = Heading(level=2, text="（二）其后", anchor="after")
    assert len(printed(*above, nine, heading).find("续表1-1")) == 1
    assert printed(*above, nine, body()).find("续表1-1") == []

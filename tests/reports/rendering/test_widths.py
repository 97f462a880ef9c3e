"""Columns get the widths that make a table lowest, and no word is torn."""

from dataclasses import replace

from reports.document.blocks import Cell, Column, Heading, Label, Part, Row, Table
from reports.rendering import render, to_html
from reports.rendering.parts import balanced
from reports.rendering.widths import columns
from tests.reports.rendering.building import body, document


def table(*rows: tuple[str, ...], widths: tuple[float, ...], labels: tuple[str, ...] = ()) -> Table:
    return Table(
        name="t",
        number="表1-1",
        caption="表",
        columns=tuple(Column(width=width) for width in widths),
        head=(),
        rows=tuple(
            Row(
                cells=tuple(Cell(runs=(text,)) for text in row),
                labels=tuple(Label(key=label, runs=(label,)) for label in labels[place : place + 1]),
            )
            for place, row in enumerate(rows)
        ),
    )


def widths(block: Table) -> list[float]:
    return [round(column.width) for column in columns(block, 432)]


def test_what_fits_is_left_as_it_was_asked_for() -> None:
    block = table(("短", "也短"), widths=(30, 70))
    assert columns(block, 432) == block.columns


def test_a_column_that_wraps_gets_the_room_of_one_that_does_not_need_it() -> None:
    wide, narrow = widths(table(("短", "进" * 24), ("短", "况" * 24), widths=(60, 40)))
    assert (wide + narrow, narrow >= 62) == (100, True)


def test_an_amount_and_a_date_are_not_torn() -> None:
    first, _ = widths(table(("2025年10月22日", "字" * 60), widths=(10, 90)))
    assert first >= 20


def test_a_label_may_take_the_lines_of_its_group() -> None:
    rows = (("甲", "乙"), ("丙", "丁"))
    block = table(*rows, widths=(14, 43, 43), labels=("项目实施情况", "项目实施情况"))
    assert columns(block, 432) == block.columns


def test_a_title_is_cut_after_a_word() -> None:
    title = "2025年度61333民生热线全媒体智能咨询平台项目经费财政支出绩效评价报告"
    assert balanced(title).split("\n") == [
        "2025年度61333民生热线", "全媒体智能咨询平台项目经费", "财政支出绩效评价报告",
    ]  # fmt: skip


def test_the_contents_leave_level_3_out_where_it_would_cost_a_page() -> None:
    def shown(count: int) -> tuple[bool, bool]:
        headings = [Heading(level=2, text=f"节{n}", anchor=f"b{n}") for n in range(count)]
        deeper = [Heading(level=3, text=f"小节{n}", anchor=f"c{n}") for n in range(6)]
        made = document(*headings, *deeper)
        contents = Part(name="contents", kind="contents", title="目录", run="目录", blocks=())
        html = to_html(replace(made, parts=(contents, *made.parts)))
        return 'class="l2"' in html, 'class="l3"' in html

    assert shown(26) == (True, False)
    assert shown(12) == (True, True)


def test_a_part_that_flows_goes_on_below_the_one_before() -> None:
    made = document(body())
    second = replace(made.parts[0], name="second")
    last = Part(name="last", kind="chapter", title="二、说明", run="二、说明", blocks=(body(),))
    pages = [
        render(replace(made, parts=(*made.parts, second, one)), identifier="x").pages
        for one in (last, replace(last, flows=True))
    ]
    assert pages == [3, 2]

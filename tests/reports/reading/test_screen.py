"""Blocks on a screen: no user's text is markup, and server and browser count the same characters."""

from __future__ import annotations

from decimal import Decimal

from indicators.charts import Bar, BarChart
from reports.document.blocks import (
    Cell,
    Column,
    Derivation,
    Document,
    Facts,
    Figure,
    Footnote,
    Form,
    FormCell,
    FormRow,
    Heading,
    Label,
    Paragraph,
    Part,
    Picture,
    Pictures,
    Row,
    Step,
    Strong,
    Table,
)
from reports.reading.pieces import contents, of_document, papers_of
from reports.reading.screen import Screen, blocks_as_html, table, text_of
from reports.reading.tables import listed

SCRIPT = "<script>alert(1)</script>"
LINKS = Screen(picture=lambda name: f"/p/{name}", paper=lambda code: f"/w/{code}")
CELLS = tuple(Cell(runs=(text,)) for text in ("一", "二"))


def test_text_is_what_a_reader_sees() -> None:
    html = blocks_as_html((Paragraph(runs=("完成", Strong(runs=("97%",)), "<&", Footnote(runs=("注",)))),))
    assert html == '<p class="body">完成<b class="before">97%</b>&lt;&amp;<span class="fn">注</span></p>'
    assert text_of(html) == "完成97%<&注"


def test_drawings_are_not_text() -> None:
    bar = Bar(label="决策", value=Decimal(90), whole=Decimal(100), text="90%")
    chart = BarChart(title="得分率", bars=(bar,), value_name="得分", whole_name="权重", unit="分")
    html = blocks_as_html((Figure(name="f", number="图1-1", caption="得分率", chart=chart),))
    assert "<svg" in html
    assert text_of(html) == "图1-1　得分率"


def test_labels_of_a_group_stand_once_and_cells_can_be_pointed_at() -> None:
    rows = tuple(
        Row(cells=(Cell(runs=(name,)),), labels=(Label(key=key, runs=(key,)),))
        for key, name in (("产出", "数量"), ("产出", "质量"), ("效益", "满意度"))
    )
    block = Table(
        name="t",
        number="表1",
        caption="指标",
        columns=(Column(width=50), Column(width=50)),
        head=(),
        rows=rows,
    )
    html = table(block)
    assert html.count("rowgroup") == 2
    assert '<th scope="rowgroup" rowspan="2">产出</th>' in html
    assert '<td class="left" data-block="t:3:2">满意度</td>' in html


def test_no_style_and_no_script_gets_through() -> None:
    cell = FormCell(kind="text", runs=(SCRIPT,))
    blocks = (
        Heading(level=5, text=SCRIPT, anchor="a"),
        Paragraph(runs=(SCRIPT,)),
        listed(SCRIPT, ((SCRIPT, "left"),), ((SCRIPT,), ("",)), caption=SCRIPT),
        Form(
            name=SCRIPT, title=SCRIPT, anchor="a", left=SCRIPT, right=SCRIPT, rows=(FormRow(cells=(cell,)),)
        ),
        Derivation(title=SCRIPT, steps=(Step(label=SCRIPT, runs=(SCRIPT,), result=SCRIPT, note=SCRIPT),)),
        Pictures(items=(Picture(name="x", caption=(SCRIPT,), described=SCRIPT),)),
        Facts(rows=((SCRIPT, (SCRIPT,)),)),
    )
    html = blocks_as_html(blocks, LINKS)
    assert "<script" not in html
    assert "style=" not in html
    assert text_of(html).count(SCRIPT) == 17


def document() -> Document:
    paper = Form(name="paper-A1", title="工作底稿　A1", anchor="p", left="", right="", rows=())
    blocks = (
        Heading(level=1, text="一、基本情况", anchor="s-basis"),
        Paragraph(runs=("开头。",)),
        Heading(level=2, text="（一）概况", anchor="s-project"),
        Heading(level=3, text="1．背景", anchor="s-project.background"),
        Paragraph(runs=("背景。",)),
        Heading(level=3, text="2．A1", anchor="s-analysis.A1"),
        Derivation(title="得分怎么来", steps=()),
    )
    return Document(
        title="报告",
        short_title="报告",
        author="",
        subject="",
        date="",
        parts=(
            Part(name="cover", kind="cover", title="封面", run="", blocks=()),
            Part(name="basis", kind="chapter", title="一、基本情况", run="", blocks=blocks),
            Part(name="annex.papers", kind="annex", title="附件一", run="", blocks=(paper,)),
        ),
    )


def test_a_report_is_cut_at_its_headings() -> None:
    pieces = of_document(document(), (), LINKS)
    assert [(one.key, one.level, one.text) for one in pieces] == [
        ("basis", 1, "开头。"),
        ("project", 2, ""),
        ("project.background", 3, "背景。"),
        ("analysis.A1", 3, "得分怎么来"),
        ("annex.papers", 1, "工作底稿　A1"),
    ]
    assert [one.paper for one in pieces] == ["", "", "", "A1", ""]
    assert pieces[-1].html == '<p class="flat"><a href="/w/A1">工作底稿　A1</a></p>'
    assert [line.keys for line in contents(pieces)] == [
        ("basis",),
        ("project", "project.background", "analysis.A1"),
        ("annex.papers",),
    ]
    assert list(papers_of(document())) == ["A1"]

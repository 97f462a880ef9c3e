"""What a rendering refuses: strange addresses, missing characters, complaints; and how it is stopped."""

import gc

import pytest

from indicators.charts import Share, ShareChart
from reports.document.blocks import (
    Block,
    Cell,
    Derivation,
    Document,
    Facts,
    Figure,
    Footnote,
    Form,
    FormCell,
    FormRow,
    Heading,
    Paragraph,
    Part,
    Row,
    Step,
    Strong,
)
from reports.rendering import (
    Attachment,
    Cancelled,
    MissingGlyphs,
    Progress,
    Rendered,
    RenderingFailed,
    check_glyphs,
    render,
    to_html,
)
from reports.rendering.assets import Assets, Forbidden
from reports.rendering.engine import Press
from reports.rendering.markup import Html
from tests.reports.rendering.building import TEXT, body, document, table
from tests.reports.rendering.paper import Paper

NOWHERE = "\U0002ebf1"
HOSTILE = '<script>alert("x")</script>{{ 1 }}{% now %}&amp;<img src="http://example.org/x.png">'

# Addresses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/x.png",
        "https://example.org/",
        "file:///etc/passwd",
        "data:text/plain,x",
        "asset:../results.py",
        "asset:fonts/../engine.py",
        "/etc/passwd",
        "",
    ],
)
def test_only_assets_are_fetched(address: str) -> None:
    with pytest.raises(Forbidden, match="不在打印资源之列"):
        Assets().fetch(address)


def test_assets_have_content_types() -> None:
    mine = Attachment(name="数据 1.json", mime="application/json", content=b"{}")
    assets = Assets((mine,))
    assert assets.fetch("asset:report.css").content_type == "text/css"
    assert assets.fetch("asset:fonts/kai-regular.ttf").content_type == "font/ttf"
    response = assets.fetch("asset:attachments/%E6%95%B0%E6%8D%AE%201.json")
    assert (response.content_type, response.read()) == ("application/json", b"{}")


@pytest.mark.parametrize(
    "address", ["http://example.org/x.png", "file:///etc/passwd", "data:image/png;base64,eA=="]
)
def test_an_address_in_a_page_is_a_failure(address: str) -> None:
    page = Html(f'<html><body style="background: url({address})">x</body></html>')
    with pytest.raises(RenderingFailed, match="排版没有完成"):
        Press().lay_out(page, stage="分页", total=0)


def test_a_complaint_of_the_typesetter_is_a_failure() -> None:
    page = Html('<html><body><p style="no-such: 1">x</p></body></html>')
    with pytest.raises(RenderingFailed, match="no-such"):
        Press().lay_out(page, stage="分页", total=0)


def test_text_is_never_markup() -> None:
    blocks: tuple[Block, ...] = (
        body(HOSTILE),
        Heading(level=2, text=HOSTILE, anchor='"><script>'),
        table(1, text=HOSTILE),
        Figure(
            name="f",
            number="图1",
            caption=HOSTILE,
            chart=ShareChart(title=HOSTILE, shares=(Share(label=HOSTILE, share=1, text=HOSTILE),)),  # type: ignore[arg-type]
        ),
    )
    doc = document(*blocks, title=HOSTILE)
    html = to_html(doc)
    assert ("<script" in html, "<img" in html) == (False, False)
    said = "".join(Paper(render(doc, identifier="x").pdf).texts)
    assert '<script>alert("x")</script>{{1}}{%now%}&amp;' in said


# Characters -------------------------------------------------------------------------------------


def places(*blocks: Block) -> list[str]:
    return [f"{glyph.part} {glyph.place}" for glyph in check_glyphs(document(*blocks))]


def test_a_missing_character_is_named_with_its_place() -> None:
    rows = (Row(cells=(Cell(runs=("甲",)),)), Row(cells=(Cell(runs=(f"石{NOWHERE}镇",)),)))
    block = table(1)
    broken = type(block)(
        name="t", number="表3-2", caption="", columns=block.columns, head=(), rows=rows, note=(), keep=True
    )
    with pytest.raises(MissingGlyphs) as caught:
        render(document(broken), identifier="x")
    assert str(caught.value) == f"一、正文 表3-2 第2行：字“{NOWHERE}”（U+2EBF1）不在字体内（…石{NOWHERE}镇…）"
    (glyph,) = caught.value.missing
    assert (glyph.character, glyph.part, glyph.place) == (NOWHERE, "一、正文", "表3-2 第2行")


def test_every_kind_of_place_is_looked_at() -> None:
    bad = NOWHERE
    heading = Heading(level=2, text="（一）甲", anchor="a")
    cell = FormCell(kind="text", runs=(bad,))
    chart = ShareChart(title="", shares=(Share(label=bad, share=1, text=""),))  # type: ignore[arg-type]
    assert places(body("好"), heading, body("好"), body(bad)) == ["一、正文 “（一）甲”下第2段"]
    assert places(Paragraph(runs=(Strong(runs=("甲", Footnote(runs=(bad,)))),))) == ["一、正文 第1段"]  # type: ignore[arg-type]
    assert places(Facts(rows=(("地址", (bad,)),))) == ["一、正文 “地址”"]
    assert places(Derivation(title="推导", steps=(Step(label="甲", runs=(bad,)),))) == [
        "一、正文 “推导”第1步"
    ]
    assert places(Figure(name="f", number="图1-1", caption="", chart=chart)) == ["一、正文 图1-1"]
    form = Form(
        name="f", title="底稿", anchor="f", left="", right="", rows=(FormRow(cells=(cell,)),), note=(bad,)
    )
    assert places(form) == ["一、正文 “底稿”第1行", "一、正文 “底稿”说明"]
    assert [glyph.place for glyph in check_glyphs(document(title=bad))] == ["报告名称", "页眉名称"]


def test_invisible_characters_do_no_harm_and_controls_are_refused() -> None:
    assert places(body("甲\u200b乙\ufeff丙\n丁")) == []
    assert places(body("甲\x00乙")) == ["一、正文 第1段"]
    paper = Paper(render(document(body("甲\u200b乙\ufeff丙\n丁")), identifier="x").pdf)
    assert "甲" in paper.texts[0]


def test_many_missing_characters_are_counted() -> None:
    blocks = tuple(body(NOWHERE) for _ in range(25))
    with pytest.raises(MissingGlyphs, match="另有5处"):
        render(document(*blocks), identifier="x")


# Names and dates --------------------------------------------------------------------------------


def test_names_used_twice_are_refused() -> None:
    with pytest.raises(RenderingFailed, match="表的名称重复：table"):
        render(document(table(1), table(1)), identifier="x")
    twice = Heading(level=2, text="甲", anchor="a")
    with pytest.raises(RenderingFailed, match="锚点的名称重复：a"):
        render(document(twice, twice), identifier="x")


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("2019年8月16日", "2019-08-16"),
        ("2019年8月", "2019-08-01"),
        ("2019-08-16", "2019-08-16"),
        ("2019年", "2019-01-01"),
        ("2019.8.16", "2019-08-16"),
    ],
)
def test_dates_are_read(date: str, written: str) -> None:
    assert f'<meta name="dcterms.created" content="{written}T00:00:00Z"/>' in to_html(document(date=date))


@pytest.mark.parametrize("date", ["近日", "2019年13月1日", "2019年2月30日"])
def test_an_unreadable_date_is_a_failure(date: str) -> None:
    with pytest.raises(RenderingFailed, match="读不出年月日"):
        render(document(body(), date=date), identifier="x")


def test_a_report_without_a_date_has_none_in_its_file() -> None:
    mine = Attachment(name="a.txt", mime="text/plain", content=b"a")
    first, again = (
        render(document(body(), date=""), identifier="x", attachments=(mine,)).pdf for _ in range(2)
    )
    assert first == again
    assert "/CreationDate" not in (Paper(first).reader.metadata or {})


# Stopping ---------------------------------------------------------------------------------------


def test_progress_is_told_in_order(printing: tuple[Rendered, list[Progress]]) -> None:
    rendered, told = printing
    stages = list(dict.fromkeys(progress.stage for progress in told))
    assert stages == ["检查字形", "排版", "分页", "写入PDF/A"]
    assert told[-1] == Progress(stage="写入PDF/A", done=rendered.pages, total=rendered.pages)
    assert max(progress.done for progress in told if progress.stage == "分页") == rendered.pages


@pytest.mark.parametrize("stage", ["检查字形", "排版", "分页", "写入PDF/A"])
def test_a_listener_can_stop_it_at_any_stage(stage: str) -> None:
    def stop(progress: Progress) -> None:
        if progress.stage == stage:
            raise Cancelled

    with pytest.raises(Cancelled):
        render(document(body(TEXT), table(60)), identifier="x", progress=stop)
    assert (gc.isenabled(), gc.get_freeze_count()) == (True, 0)


def test_a_disabled_collector_stays_disabled() -> None:
    gc.disable()
    try:
        render(document(body()), identifier="x")
        assert gc.isenabled() is False
    finally:
        gc.enable()


def test_a_document_without_a_contents_or_cover_is_printed() -> None:
    doc = Document(
        title="底稿",
        short_title="底稿",
        author="甲",
        subject="",
        date="2019-08-16",
        parts=(Part(name="a", kind="annex", title="附件", run="附件", blocks=(body(),), layout="landscape"),),
    )
    assert "第1页共1页" in Paper(render(doc, identifier="x").pdf).texts[0]

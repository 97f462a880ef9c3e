"""Authors' texts, the editor's list of sections, the command line, and what the package must not need."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from reports.document import Document, Section, compose, plain_text, sections
from reports.document.__main__ import main
from reports.document.blocks import (
    Break,
    Footnote,
    Fraction,
    Heading,
    Paragraph,
    Part,
    Ref,
    Strong,
    Table,
    plain,
)
from tests.reports.document.conftest import CASES, Make, case_material


def texts(document: Document, name: str) -> list[str]:
    (part,) = (part for part in document.parts if part.name == name)
    return [plain(block.runs) for block in part.blocks if isinstance(block, Paragraph)]


def test_an_authors_text_takes_the_place_of_ours_and_leaves_the_tables() -> None:
    own = {
        "project.budget": ("预算{budget.total}不解释。", "第二段[方括号]"),
        "analysis.B1-1": ("执行率偏低。",),
    }
    document = compose(case_material("linfang_2018", narrative=own))
    basis = texts(document, "basis")
    assert "预算{budget.total}不解释。" in basis
    assert "第二段[方括号]" in basis
    assert not any(text.startswith("全年预算") for text in basis)
    (part,) = (part for part in document.parts if part.name == "basis")
    assert [block.name for block in part.blocks if isinstance(block, Table)] == [
        "budget",
        "milestones",
        "objectives",
    ]
    place = next(index for index, block in enumerate(part.blocks) if isinstance(block, Table))
    assert [
        plain(block.runs) for block in part.blocks[place - 2 : place] if isinstance(block, Paragraph)
    ] == [
        "预算{budget.total}不解释。",
        "第二段[方括号]",
    ]
    assert "执行率偏低。" in texts(document, "analysis")
    assert not any("预算执行情况" in text for text in texts(document, "analysis"))


def test_an_empty_list_of_paragraphs_leaves_ours() -> None:
    plain_one = compose(case_material("hongda_2018"))
    assert compose(case_material("hongda_2018", narrative={"foreword": ()})) == plain_one


def test_an_author_can_fill_a_section_that_would_be_left_out(make: Make) -> None:
    document = compose(
        make(material={"outline": "shanghai", "narrative": {"findings.problems": ("没有问题。",)}})
    )
    assert texts(document, "findings") == ["没有问题。"]
    titles = [block.text for part in document.parts for block in part.blocks if isinstance(block, Heading)]
    assert "（一）存在的问题" in titles


def test_forms_take_no_text() -> None:
    own = {"full.A": ("插话。",), "cover": ("插话。",)}
    assert "插话" not in plain_text(compose(case_material("linfang_2018", narrative=own)))


def test_the_editor_lists_sections_with_text_in_order() -> None:
    own = {"foreword": ("我们的前言。",)}
    found = sections(case_material("hongda_2018", narrative=own))
    ids = [section.id for section in found]
    assert ids[:8] == [
        "declaration", "abstract.project", "abstract.conclusion", "abstract.problems", "abstract.suggestions",
        "foreword", "project.background", "project.content",
    ]  # fmt: skip
    assert len(set(ids)) == len(ids)
    by_id = {section.id: section for section in found}
    assert (by_id["foreword"].title, by_id["foreword"].chapter) == ("前言", "前言")
    assert by_id["foreword"].replaced == ("我们的前言。",)
    assert by_id["foreword"].default[0].startswith("为加强财政支出管理")
    assert (by_id["project.budget"].title, by_id["project.budget"].level) == ("3．预算安排与执行情况", 3)
    assert by_id["analysis.B11"] == Section(
        id="analysis.B11",
        chapter="三、绩效分析及评价结论",
        title="（1）B11　预算执行率",
        level=4,
        default=(
            (
                "该指标权重5分，考察内容为“预算执行进度(Σ子项目按预算权数加权，等价于合计比)”。"
                "经核查计算，业绩值为89.63%，标杆值为100%，按偏差扣1.56分，得3.44分，得分率68.80%。"
                "扣分原因：较目标100%低10.37个百分点。"
            ),
        ),
        replaced=(),
    )
    assert not any(section.id in ("cover", "contents", "annex.papers") for section in found)


def test_version_and_date_stand_on_the_document() -> None:
    document = compose(case_material("linfang_2018", stamp="征求意见稿", issued="2019-08-16"))
    assert (document.stamp, document.date) == ("征求意见稿", "2019年8月16日")
    assert (document.author, document.short_title) == (
        "上海琳方会计师事务所有限公司",
        "2018年度12333热线全媒体智能咨询平台项目经费绩效评价报告",
    )
    assert compose(case_material("hongda_2018", issued="2030-01-01")).date == "2019年5月"
    assert compose(case_material("linfang_2018")).date == ""


def test_a_title_that_names_only_the_kind_of_document_is_kept(make: Make) -> None:
    document = compose(make(project={"title": "绩效评价报告", "report_date": "2019年5月6日"}))
    assert (document.subject, document.author, document.date) == (
        "绩效评价报告绩效评价",
        "项目单位",
        "2019年5月6日",
    )


def test_the_same_material_gives_the_same_document() -> None:
    assert compose(case_material("hongda_2018")) == compose(case_material("hongda_2018"))


# Plain text and the command line ----------------------------------------------------------------------


def test_runs_of_every_kind_are_read_out() -> None:
    runs = (
        "甲",
        Ref(fact="x", text="1"),
        Strong(runs=("乙",)),
        Fraction(above="2", below="3"),
        Break(),
        Footnote(runs=("注",)),
    )
    assert plain(runs) == "甲1乙2÷3\n"
    part = Part(name="a", kind="chapter", title="一", run="一", blocks=(Paragraph(runs=runs, style="note"),))
    document = Document(
        title="题", short_title="题", author="", subject="", date="", parts=(part,), stamp="送审稿"
    )
    assert plain_text(document) == "题\n送审稿\n\n〔一〕\n  甲1乙2÷3\n〔注〕\n"


def test_the_command_prints_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(CASES / "hongda_2018.json")]) == 0
    assert capsys.readouterr().out == plain_text(compose(case_material("hongda_2018")))
    assert main([str(CASES / "hongda_2018.json"), "national"]) == 0
    assert "六、有关建议" in capsys.readouterr().out


def test_the_command_says_what_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([]) == 2
    assert capsys.readouterr().err == "用法：python -m reports.document 评价数据包.json [提纲名称]\n"
    assert main([str(tmp_path / "none.json")]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'none.json'}：没有这个文件或文件夹\n"
    (tmp_path / "odd.json").write_text("3", encoding="utf-8")
    assert main([str(tmp_path / "odd.json")]) == 1
    assert capsys.readouterr().err == "odd.json：评价数据包应为一个 JSON 对象。\n"
    assert main([str(CASES / "hongda_2018.json"), "x"]) == 1
    assert capsys.readouterr().err == "没有名为“x”的报告提纲，可选：shanghai、national、self_evaluation。\n"


def test_the_package_runs_as_a_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["reports.document"])
    with pytest.raises(SystemExit, match=r"^2$"):
        runpy.run_path(main.__code__.co_filename, run_name="__main__")
    assert capsys.readouterr().err.startswith("用法：")


def test_a_report_needs_no_django() -> None:
    code = (
        "import sys; import reports.document.__main__ as m;"
        f"assert m.main([{str(CASES / 'selfeval_2023_hotline.json')!r}]) == 0;"
        "assert not {'django', 'weasyprint', 'celery'} & {name.split('.')[0] for name in sys.modules}"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=CASES.parents[1]
    )
    assert (done.returncode, done.stderr) == (0, "")

"""The hongda survey: designed, answered on phones, typed from paper, read from Excel, counted and scored."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Page, expect

from tests.journeys.byhand.founding import go
from tests.journeys.byhand.grids import paste_rows
from tests.journeys.conftest import NAME
from tests.journeys.test_main_job import MINUTES, sign_in, words
from tests.processes import Installation

ANNEX = "问卷调查汇总分析"
PHONE = {"width": 390, "height": 844}
TITLE = "消费者问卷调查"
ASKED = (
    (
        "单选",
        "平时是否关注消费维权法规宣传、公益广告和消费警示",
        ("是，经常关注", "不经常，偶尔关注", "不关注"),
    ),
    (
        "多选",
        "接受消费维权法规知识的主要渠道(可多选)",
        ("3.15专题活动", "法规书籍", "宣传海报、公益广告、画栏等", "专题讲座、培训", "自媒体等"),
    ),
    ("单选", "对工商部门消费维权工作总体是否满意", ("很满意", "基本满意", "不满意")),
)
SATISFIED = ("很满意", "基本满意")
PUBLISHED = ((42, 61, 17), (42, 24, 82, 5, 68), (32, 68, 20))
"""How often each option was chosen, of 120 sheets."""
BY_PHONE, BY_PAPER = 3, 5
BOUND = (
    ("C23", "often", "是，经常关注·人数"),
    ("C23", "sometimes", "不经常，偶尔关注·人数"),
    ("C23", "respondents", "有效"),
    ("C25", "very", "很满意·人数"),
    ("C25", "basic", "基本满意·人数"),
    ("C25", "respondents", "有效"),
)
Sheet = tuple[int, list[int], int]
"""Places of what was chosen, from 0."""


def sheets() -> list[Sheet]:
    """120 sheets that come to the published counts; each chose at least one channel."""
    first, last = (
        [place for place, count in enumerate(counts) for _ in range(count)]
        for counts in (PUBLISHED[0], PUBLISHED[2])
    )
    several: list[list[int]] = [[] for _ in first]
    for place, count in enumerate(PUBLISHED[1]):
        fewest = sorted(range(len(several)), key=lambda at: (len(several[at]), at))
        for at in fewest[:count]:
            several[at].append(place)
    return list(zip(first, several, reversed(last), strict=True))


@pytest.mark.journey
def test_a_survey_from_its_design_to_the_score(
    page: Page, chromium: Browser, address: str, installation: Installation, cases: Path, tmp_path: Path
) -> None:
    case = without_survey(cases / "hongda_2018.json", tmp_path)
    number = installation.manage("import_dossier", str(case), "--firm", "yanqing", "--by", NAME).strip()
    sign_in(page)
    page.goto(f"/projects/{number}/surveys/")
    paste_rows(page, "社会调查", [{"名称": TITLE, "发放": "120"}])
    page.reload()
    page.get_by_role("link", name=TITLE).first.click()
    survey = urlsplit(page.url).path
    design(page)
    given = sheets()
    answer_on_phones(page, chromium, address, given[:BY_PHONE], survey)
    type_paper(page, given[BY_PHONE : BY_PHONE + BY_PAPER], survey)
    read_excel(page, given[BY_PHONE + BY_PAPER :], survey, tmp_path)
    check_statistics(page, survey)
    bind(page, survey)
    check_scores(page, number)
    check_annex(page, tmp_path)


def without_survey(case: Path, folder: Path) -> Path:
    """The evaluation before anybody was asked: no counts, and inputs that wait for them."""
    data = json.loads(case.read_text(encoding="utf-8"))
    data["surveys"] = []
    for indicator in data["indicators"]:
        if indicator["code"] in {code for code, _, _ in BOUND}:
            indicator["inputs"] = dict.fromkeys(indicator["inputs"])
    file = folder / "before.json"
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return file


def design(page: Page) -> None:
    """Question by question, then published."""
    page.get_by_role("link", name="问卷", exact=True).click()
    page.get_by_role("button", name="新建空白问卷").click()
    for kind, text, options in ASKED:
        page.get_by_role("button", name=kind, exact=True).click()
        page.get_by_role("textbox", name="题目").fill(text)
        page.get_by_role("textbox", name="选项").fill("\n".join(options))
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("rowheader", name=options[0])).to_be_visible()
    page.get_by_label("计入满意度").check()
    for option in SATISFIED:
        page.get_by_role("row", name=option).get_by_role("checkbox").first.check()
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="整份问卷").click()
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_text("已发布", exact=True)).to_be_visible()


def answer_on_phones(page: Page, chromium: Browser, base: str, given: Sequence[Sheet], survey: str) -> None:
    """Each on a phone of its own, by the open link."""
    page.goto(f"{survey}collecting/")
    link = urlsplit(page.get_by_role("textbox", name="开放链接").input_value()).path
    for sheet in given:
        context = chromium.new_context(base_url=base, viewport=PHONE, locale="zh-CN", has_touch=True)
        phone = context.new_page()
        phone.goto(link)
        phone.get_by_text("我已阅读，同意参加").click()
        phone.get_by_role("button", name="开始").click()
        for item, place in chosen(sheet):
            phone.locator(f"fieldset[data-item] >> nth={item}").locator("label").nth(place).click()
        phone.wait_for_timeout(3_500)  # nobody reads three questions in less than the rule allows
        phone.get_by_role("button", name="提交").click()
        expect(phone.get_by_role("heading", name=re.compile("感谢|谢谢"))).to_be_visible()
        context.close()


def chosen(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """(question, place) of everything that is ticked."""
    first, several, last = sheet
    yield 0, first
    yield from ((1, place) for place in several)
    yield 2, last


def type_paper(page: Page, given: Sequence[Sheet], survey: str) -> None:
    """By the keyboard alone."""
    page.goto(f"{survey}paper/")
    for number, (first, several, last) in enumerate(given, 1):
        expect(page.locator("#sheet")).to_have_value(f"{number:03}")
        expect(page.locator("[name=q1]")).to_be_focused()
        page.keyboard.press(str(first + 1))
        page.keyboard.type(",".join(str(place + 1) for place in several))
        page.keyboard.press("Enter")
        page.keyboard.press(str(last + 1))
        page.keyboard.press("Control+Enter")
    expect(page.locator("#sheet")).to_have_value(f"{len(given) + 1:03}")


def read_excel(page: Page, given: Sequence[Sheet], survey: str, folder: Path) -> None:
    """First with a mistake, which is told by its place; then all of them."""
    file = folder / "sheets.xlsx"
    page.goto(f"{survey}import/")
    write(file, given, wrong=True)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="检查这个文件").click()
    expect(page.get_by_text(re.compile(r"第3行“第3题”"))).to_be_visible()
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
    write(file, given)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="检查这个文件").click()
    expect(page.get_by_text(f"将导入{len(given)}份答卷")).to_be_visible()
    page.get_by_role("button", name="确认导入").click()
    page.wait_for_load_state("networkidle")


def write(file: Path, given: Sequence[Sheet], *, wrong: bool = False) -> None:
    """Numbers and words mixed, as people fill tables."""
    with xlsxwriter.Workbook(file) as book:
        table = book.add_worksheet("答卷")
        table.write_row(0, 0, [text for _, text, _ in ASKED])
        for line, (first, several, last) in enumerate(given, 1):
            told = "非常满意" if wrong and line == 2 else ASKED[2][2][last]
            table.write_row(line, 0, [first + 1, ",".join(str(place + 1) for place in several), told])


def check_statistics(page: Page, survey: str) -> None:
    """Exactly what was published."""
    page.goto(f"{survey}statistics/")
    expect(page.get_by_text("有效答卷120份")).to_be_visible()
    expect(page.get_by_role("region", name="满意度", exact=True)).to_contain_text("83.33")
    for place, counts in enumerate(PUBLISHED):
        cells = page.locator(".card-x").nth(place).locator("tbody tr td:nth-child(2)")
        expect(cells).to_have_text([str(count) for count in counts])
    shares = page.locator("#q3").locator("tbody tr td:nth-child(3)")
    expect(shares).to_have_text(["26.67%", "56.67%", "16.66%"])


def bind(page: Page, survey: str) -> None:
    """用于…: each in one step; the first takes the answers over as facts."""
    for code, name, fact in BOUND:
        page.goto(f"{survey}use/")
        page.get_by_role("row", name=re.compile(re.escape(fact))).first.get_by_role("link").click()
        page.get_by_role("button", name=re.compile(f"^用于{code} .*的{name}$")).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(code)


def check_scores(page: Page, number: str) -> None:
    """Values as published, and the scores that follow."""
    for code, value, score in (("C23", "85.83", "4.37"), ("C25", "83.33", "7.60")):
        page.goto(f"/projects/{number}/papers/{code}/")
        expect(page.locator("#preview")).to_contain_text(value)
        expect(page.locator("#preview .score-now b")).to_have_text(score)
    go(page, "评分总览")
    expect(page.locator("#main")).to_contain_text("88.64")


def check_annex(page: Page, folder: Path) -> None:
    """The report holds the annex: how the survey was made, each count, a table and a chart per question."""
    go(page, "成果")
    page.get_by_role("button", name="生成报告").click()
    link = page.get_by_role("link", name="下载PDF")
    expect(link).to_be_visible(timeout=3 * MINUTES)
    with page.expect_download() as download:
        link.click()
    download.value.save_as(folder / "report.pdf")
    pages = words(folder / "report.pdf")
    text = "".join(pages[next(at for at, one in enumerate(pages) if ANNEX in one and "目录" not in one) :])
    assert "本次调查共发放问卷120份，回收120份，回收率100.00%" in text
    for (_, asked, options), counts in zip(ASKED, PUBLISHED, strict=True):
        assert re.sub(r"\s", "", asked) in text
        for option, count in zip(options, counts, strict=True):
            assert re.search(rf"{re.escape(option)}{count}\d?\d\.\d\d", text), (option, count)
    assert "83.33%" in text

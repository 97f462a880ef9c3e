"""试算 and the sensitivity on 评分总览: what they show, and that nothing is stored; the sheet as a file."""

from __future__ import annotations

from decimal import Decimal as D  # noqa: N817 - many of them
from io import BytesIO
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from evaluations.papers import disputes
from evaluations.papers.models import PaperInput, ScoringRun
from evaluations.people.models import User
from evaluations.projects.models import Activity, Project, ProjectRole
from tests.evaluations.papers.making import leaf, make_sized, make_small, signed_in
from tests.factories import add_member, make_project, make_user

pytestmark = pytest.mark.django_db

LEVELS = {"kind": "graded", "levels": [{"level": "好", "share": 1}, {"level": "一般", "share": 0.6}]}
POINTS = {"kind": "key_points", "points": [{"text": "一"}, {"text": "二"}]}


@pytest.fixture
def person() -> User:
    return make_user()


@pytest.fixture
def browser(person: User) -> Client:
    return signed_in(person)


@pytest.fixture
def project(person: User) -> Project:
    made = make_project("hongda_2018")
    add_member(made, person, ProjectRole.EVALUATOR)
    return made


@pytest.fixture
def mixed(person: User) -> Project:
    made = make_small(
        leaf("A1", "A", 40),
        leaf("A2", "A", 30, inputs={"level": "一般"}, value="level", rule=LEVELS),
        leaf("A3", "A", 20, inputs={"met": [1, 0]}, value="met", rule=POINTS),
        leaf("A4", "A", 10, inputs={"pass": False}, value="pass", rule={"kind": "pass_fail"}),
    )
    add_member(made, person, ProjectRole.EVALUATOR)
    return made


def _url(project: Project, name: str = "what-if") -> str:
    return reverse(f"papers:{name}", args=[project.pk])


def _result(browser: Client, project: Project, **sent: str) -> Any:
    return browser.get(_url(project), {name.replace("__", ":"): text for name, text in sent.items()}).context


def test_without_anything_supposed_it_shows_the_present(browser: Client, project: Project) -> None:
    answer = browser.get(_url(project))
    assert answer.status_code == 200
    assert "after" not in answer.context
    assert "试算，不保存" in answer.content.decode()
    assert len(answer.context["rows"]) == len(answer.context["tree"].twigs)


def test_another_score_turns_the_grade_and_nothing_is_stored(browser: Client, project: Project) -> None:
    lines = Activity.objects.count()
    answer = browser.get(_url(project), {"score:B11": "4.8"})
    assert (answer.context["before"].total, answer.context["after"].total) == (D("88.64"), 90)
    assert "等级改变" in answer.content.decode()
    assert [now.code for _, now in answer.context["moved"]] == ["B11"]
    assert 'value="4.8"' in answer.content.decode()
    assert Activity.objects.count() == lines
    assert not ScoringRun.objects.filter(project=project).exists()
    assert browser.get(_url(project, "scores")).context["result"].total == D("88.64")


def test_typing_gives_the_part_and_the_address(browser: Client, project: Project) -> None:
    posted = {"score:B11": "4.8", "score:B21": "", "weight:B": "23"}
    answer = browser.post(_url(project), posted, headers={"HX-Request": "true"})
    assert answer["HX-Replace-Url"] == f"{_url(project)}?{quote('score:B11')}=4.8"
    assert answer.content.decode().lstrip().startswith('<div id="trial"')
    cleared = browser.post(_url(project), {"score:B11": ""}, headers={"HX-Request": "true"})
    assert cleared["HX-Replace-Url"] == _url(project)


def test_without_a_script_the_form_leads_to_the_address(browser: Client, project: Project) -> None:
    answer = browser.post(_url(project), {"score:B11": "4.8"})
    assert answer.status_code == 302
    assert browser.get(answer["Location"]).context["after"].total == 90


def test_inputs_of_every_kind(browser: Client, mixed: Project) -> None:
    assert _result(browser, mixed)["before"].total == 36 + 18 + 10
    for sent, total in (
        ({"input:A1:done": "80"}, 60),
        ({"target:A1": "200"}, 46),
        ({"input:A2:level": "好"}, 76),
        ({"input:A3:met": "1、0.5"}, 69),
        ({"input:A3:met": "1 1"}, 74),
        ({"input:A4:pass": "是"}, 74),
        ({"input:A1:done": "100", "input:A4:pass": "是", "score:A2": "30"}, 90),
    ):
        assert browser.get(_url(mixed), sent).context["after"].total == total


def test_a_weight_makes_room(browser: Client, mixed: Project) -> None:
    context = _result(browser, mixed, weight__A1="70")
    assert [now.indicator.weight for _, now in context["moved"]] == [70, 15, 10]
    assert context["after"].total == 63 + 9 + 5
    assert context["after"].full == 100


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"score:A1": "4O"}, "A1 得分：“4O”不是数字：第2个字符是字母O，应为数字0。"),
        ({"score:A1": "41"}, "A1 得分：应在0到40之间，现为41。"),
        ({"score:A1": "-1"}, "A1 得分：不能小于0，现为-1。"),
        ({"score:A1": "—"}, "A1 得分：“—”不是数字：里面没有数字。"),
        ({"weight:A1": "101"}, "A1的权重合计应为100以内，现在其余同级指标的权重会小于0"),
        ({"input:A4:pass": "也许"}, "A4 pass：“也许”应为是或否。"),
        ({"input:A3:met": "1、x"}, "A3 met：“x”不是数字"),
    ],
)
def test_what_cannot_be_tried_is_said(
    browser: Client, mixed: Project, sent: dict[str, str], said: str
) -> None:
    answer = browser.get(_url(mixed), sent)
    assert said in answer.content.decode()
    assert "after" not in answer.context


def test_an_unknown_level_leaves_no_total(browser: Client, mixed: Project) -> None:
    answer = browser.get(_url(mixed), {"input:A2:level": "极好"})
    assert answer.context["after"].total is None
    assert answer.context["after"].grade is None
    assert "总分还不能算出" in answer.content.decode()


def test_unknown_names_are_nothing(browser: Client, mixed: Project) -> None:
    assert "after" not in _result(browser, mixed, score__Z="1", nonsense="2", score__A="1")


def test_too_much_for_an_address_is_computed_all_the_same(browser: Client, person: User) -> None:
    project = make_sized(200)
    add_member(project, person, ProjectRole.EVALUATOR)
    posted = {f"score:A{place}": "0.1000000" for place in range(1, 201)}
    answer = browser.post(_url(project), posted)
    assert answer.status_code == 200
    assert answer.context["after"].total == 20
    assert "不能靠网址分享" in answer.content.decode()
    part = browser.post(_url(project), posted, headers={"HX-Request": "true"})
    assert "HX-Replace-Url" not in part


def test_a_project_without_a_total_and_an_empty_one(browser: Client, person: User) -> None:
    gap = make_small(leaf("A1", "A", 60, inputs={"done": None, "planned": 100}), leaf("A2", "A", 40))
    add_member(gap, person, ProjectRole.EVALUATOR)
    assert "总分还不能算出" in browser.get(_url(gap, "scores")).content.decode()
    assert browser.get(_url(gap), {"input:A1:done": "90"}).context["after"].total == 90
    assert PaperInput.objects.get(paper__project=gap, paper__indicator__code="A1", name="done").number is None


@pytest.mark.parametrize("name", ["what-if", "scores", "score-sheet"])
def test_the_number_of_queries_does_not_grow(name: str, browser: Client, person: User) -> None:
    counts = []
    for count in (1, 4):
        project = make_sized(count)
        add_member(project, person, ProjectRole.EVALUATOR)
        for paper in project.papers.all():
            disputes.mark_disputed(paper, {"low": D(1), "high": D(9), "reason": "x"}, revision=0, by=person)
        browser.get(_url(project, name))
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert browser.get(_url(project, name)).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_the_overview_says_what_turns_the_grade(browser: Client, project: Project, person: User) -> None:
    firm = browser.get(_url(project, "scores")).context["firmness"]
    assert firm.sentence == "总分88.64，距优差1.36分，再失13.64分以上才降为合格。"
    assert (firm.chart, firm.marked) == ("", {})
    assert next((one.twig.code, one.said) for one in firm.first_leaves) == ("B11", ("得4.80分及以上为优",))
    assert [(one.twig.code, one.said) for one in firm.weights] == [
        ("A", ("升到约26.63为优",)), ("B", ("降到约10.63为优",)), ("C", ("升到约91.83为优",)),
    ]  # fmt: skip
    for code, low, high in (("B11", "3", "4.5"), ("B32", "2", "3.5"), ("C114", "3", "3.2")):
        paper = project.papers.get(indicator__code=code)
        disputes.mark_disputed(paper, {"low": D(low), "high": D(high), "reason": "x"}, revision=0, by=person)
    page = browser.get(_url(project, "scores"))
    assert page.context["firmness"].sentence == (
        "总分88.64，距优差1.36分；在列出的3项有争议得分的全部组合下，总分在87.20至90.40之间，等级可能为良或优。"
    )
    assert "全部争议合计" in page.content.decode()


# The sheet ----------------------------------------------------------------------------------------


def _sheet(browser: Client, project: Project) -> tuple[list[list[Any]], str]:
    answer = browser.get(_url(project, "score-sheet"))
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert "filename*=UTF-8''" in answer["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    with ZipFile(BytesIO(answer.content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    return book.get_sheet_by_index(0).to_python(), xml


def test_the_sheet_holds_figures_and_sums(browser: Client, project: Project) -> None:
    rows, xml = _sheet(browser, project)
    assert rows[1][:7] == ["编号", "指标", "业绩值", "权重", "得分", "扣分", "得分率"]
    total = rows[-1]
    assert (total[1], total[3], total[4], total[8]) == ("总分", 100, 88.64, "良")
    by_code = {row[0]: row for row in rows}
    assert by_code["B11"][3:6] == [5, 3.44, 1.56]
    branches = {row[0] for row in rows[2:-1] if not row[2]}
    assert xml.count("<f>SUM(") == len(branches) + 1


def test_the_sheet_with_gaps_disputes_and_formulas_in_texts(browser: Client, person: User) -> None:
    project = make_small(
        leaf("A1", "A", 60, inputs={"done": None, "planned": 100}),
        leaf("A2", "A", 40, deduction_reason="=HYPERLINK(1)"),
    )
    add_member(project, person, ProjectRole.EVALUATOR)
    said = {"low": D(30), "high": D("36.5"), "reason": "口径"}
    disputes.mark_disputed(project.papers.get(indicator__code="A2"), said, revision=0, by=person)
    rows, xml = _sheet(browser, project)
    assert rows[3][:7] == ["A1", "　指标A1", "—", 60, "—", "—", "—"]
    assert rows[4][4:8] == [36, 4, 0.9, "=HYPERLINK(1)"]
    assert rows[4][9:] == ["30至36.5分", "口径"]
    assert (rows[-1][4], rows[-1][8]) == ("—", "")
    assert "HYPERLINK" not in xml


def test_a_scaled_total_is_a_figure(browser: Client, person: User) -> None:
    project = make_small(leaf("A1", "A", 60), leaf("A2", "A", 40, not_applicable="exclude"))
    add_member(project, person, ProjectRole.EVALUATOR)
    rows, xml = _sheet(browser, project)
    assert rows[-1][4] == 90
    assert rows[-1][7] == "剔除权重40，总分按其余权重折算"
    assert xml.count("<f>SUM(") == 1

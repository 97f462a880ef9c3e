"""One indicator's page: opening, typing, changing rows, saving, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.exchange.queries import export_dossier
from evaluations.papers.models import PaperInput, WorkingPaper
from evaluations.papers.queries import evaluate, rule_data
from evaluations.people.models import User
from evaluations.projects.models import Activity, Project, ProjectRole
from indicators.systems.building import texts_of
from indicators.systems.models import Indicator, Rule, RulePart
from indicators.systems.records import same
from tests.evaluations.criteria.making import fields_of, joined, opened, saved, sentences, url, without_rule
from tests.evaluations.papers.making import leaf, make_small, signed_in
from tests.factories import add_member, make_project, make_user

pytestmark = pytest.mark.django_db

CASES = ("linfang_2018", "hongda_2018", "selfeval_2023_hotline")


def indicator(project: Project, code: str) -> Indicator:
    return Indicator.objects.select_related("rule").get(system=project.system, code=code)


@pytest.mark.parametrize("case", CASES)
def test_every_rule_of_a_case_is_built_from_nothing(case: str, person: User, browser: Client) -> None:
    project = joined(make_project(case), person)
    before = export_dossier(project)
    rules = {
        row.code: rule_data(row)
        for row in Indicator.objects.filter(system=project.system, rule__isnull=False).select_related("rule")
    }
    Rule.objects.filter(indicator__system=project.system).delete()
    for code, rule in rules.items():
        data = without_rule(opened(browser, project, code)) | texts_of(rule)
        response = saved(browser, project, code, data)
        assert response.status_code == 302, response.context["refused"]
        assert same(rule_data(indicator(project, code)), rule)
    assert same(export_dossier(project), before)


@pytest.mark.parametrize("case", CASES)
def test_saving_what_was_opened_changes_nothing(case: str, person: User, browser: Client) -> None:
    project = joined(make_project(case), person)
    before = export_dossier(project)
    for row in Indicator.objects.filter(system=project.system):
        assert saved(browser, project, row.code, opened(browser, project, row.code)).status_code == 302
    assert same(export_dossier(project), before)
    assert not Activity.objects.filter(project=project, kind="indicator").exists()
    assert set(Indicator.objects.values_list("revision", flat=True)) == {1}


def test_a_changed_rule_is_saved_and_logged_with_what_it_does_to_the_scores(
    small: Project, browser: Client, person: User
) -> None:
    data = opened(browser, small, "A1") | {"rule.target": "120", "explanation": "完成情况"}
    assert saved(browser, small, "A1", data).status_code == 302
    row = indicator(small, "A1")
    assert (row.revision, row.explanation) == (2, "完成情况")
    assert rule_data(row) == {"kind": "proportional", "target": Decimal(120), "direction": "higher"}
    line = Activity.objects.filter(project=small, kind="indicator").get()
    assert (line.by, line.subject) == (person, "指标 A1 指标A1")
    assert line.changes == [
        {"field": "指标解释", "before": "—", "after": "完成情况"},
        {
            "field": "评分规则",
            "before": "比例：以100%为满分，按业绩值÷目标值×60分计分",
            "after": "比例：以120%为满分，按业绩值÷目标值×60分计分",
        },
        {"field": "得分", "before": "54.00", "after": "45.00"},
        {"field": "总分", "before": "90.00", "after": "81.00"},
    ]
    assert row.rule.history.first().history_user == person
    assert "81.00" in browser.get(url("indicator", small, "A1")).content.decode()


def test_before_saving_the_effect_is_shown(small: Project, browser: Client) -> None:
    told = sentences(browser, small, "A1", opened(browser, small, "A1") | {"rule.target": "120"})
    assert '<del class="num">54.00</del> → <ins class="num">45.00</ins>' in told
    assert '<del class="num">90.00 优</del> → <ins class="num">81.00 良</ins>' in told
    assert "以120%为满分，按业绩值÷目标值×60分计分" in told
    assert rule_data(indicator(small, "A1"))["target"] == 100


def test_inputs_are_added_renamed_and_taken_away(small: Project, browser: Client) -> None:
    data = opened(browser, small, "A1")
    data |= {"inputs[0].name": "完成数", "inputs[2].name": "备注数", "inputs[2].kind": "list"}
    assert saved(browser, small, "A1", data).status_code == 302
    row = indicator(small, "A1")
    assert row.value_expression == "完成数/planned*100"
    inputs = list(PaperInput.objects.filter(paper__indicator=row).values_list("name", "kind", "number"))
    assert inputs == [
        ("完成数", "number", Decimal(90)),
        ("planned", "number", Decimal(100)),
        ("备注数", "list", None),
    ]
    assert WorkingPaper.objects.get(indicator=row).revision == 2
    data = opened(browser, small, "A1")
    data = {name: text for name, text in data.items() if not name.startswith("inputs[2]")}
    data |= {"inputs[0].name": "planned", "inputs[1].name": "完成数", "inputs[1].kind": "flag"}
    data |= {"inputs[0].said": "planned", "inputs[1].said": "完成数"}
    assert saved(browser, small, "A1", data).status_code == 302
    assert list(PaperInput.objects.filter(paper__indicator=row).values_list("name", "kind", "number")) == [
        ("planned", "number", Decimal(90)),
        ("完成数", "flag", None),
    ]


WRONG = {
    "unknown name": (
        {"value_expression": "done/plan*100"},
        "value_expression",
        "第6字：没有名为“plan”的输入。是否指“planned”？",
    ),
    "sign": (
        {"value_expression": "done÷planned"},
        "value_expression",
        "第5字：不能使用“÷”，除号写作“/”",
    ),
    "target missing": ({"rule.target": ""}, "rule.target", "缺少，请填写数值"),
    "target misspelt": (
        {"rule.target": "1O0"},
        "rule.target",
        "第2字：“O0”在这里多余，或前面缺少运算符",
    ),
    "cap no figure": (
        {"rule.cap": "1,0"},
        "rule.cap",
        "“1,0”不是数字：第2个字符是逗号，只能作千分位，逗号之间须为3位数字。",
    ),
    "cap negative": ({"rule.cap": "-5"}, "rule.cap", "不能小于0"),
    "no deduct": (
        {"rule.kind": "checklist"},
        "rule.deduct.amount",
        "缺少，请填写扣多少：几分，或权重的百分之几",
    ),
    "no levels": ({"rule.kind": "graded"}, "rule.scale", "还没有一行，请添加"),
    "per zero": (
        {"rule.kind": "linear_deduction", "rule.per": "0", "rule.deduct.amount": "1"},
        "rule.per",
        "必须大于0",
    ),
    "trim no whole": (
        {"rule.kind": "judged", "rule.trim": "1.5"},
        "rule.trim",
        "应为0至100的整数",
    ),
    "shares half given": (
        {
            "rule.kind": "key_points",
            "value_expression": "done",
            "rule.points[0].share": "50",
            "rule.points[1].text": "乙",
        },
        "rule.points[1].share",
        "要么每一行都填，要么都不填（均分）",
    ),
    "part without rule": (
        {"rule.kind": "composite", "rule.parts[0].name": "甲"},
        "rule.parts[0].rule.kind",
        "缺少这一部分的评分方法",
    ),
    "input without name": (
        {"inputs[2].name": " "},
        "inputs[2].name",
        "第3个输入没有名称，请填名称或删去这一行。",
    ),
    "input twice": ({"inputs[2].name": "done"}, "inputs[2].name", "与第1个输入同名，请改为不同的名称。"),
    "input too long": (
        {"inputs[2].name": "长" * 101},
        "inputs[2].name",
        "名称共101字，最多100字，请缩短。",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_saved(
    what: str, small: Project, browser: Client
) -> None:
    change, name, message = WRONG[what]
    before = export_dossier(small)
    response = saved(browser, small, "A1", opened(browser, small, "A1") | change)
    assert response.status_code == 422
    assert response.context["shown"].messages.get(name) == message
    assert message in response.content.decode()
    assert same(export_dossier(small), before)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": ""}, "请填指标名称。"),
        ({"name": "长" * 201}, "名称最多200字，请缩短。"),
        ({"unit": "长" * 41}, "单位最多40字，请缩短。"),
        ({"value_decimals": "两位"}, "小数位应是整数，例如2。"),
        ({"score_decimals": "13"}, "小数位最多12位。"),
    ],
)
def test_texts_that_do_not_fit_are_refused(
    change: dict[str, str], message: str, small: Project, browser: Client
) -> None:
    response = saved(browser, small, "A1", opened(browser, small, "A1") | change)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert indicator(small, "A1").revision == 1


def test_a_rule_of_no_known_kind_is_no_rule(small: Project, browser: Client) -> None:
    assert saved(browser, small, "A1", opened(browser, small, "A1") | {"rule.kind": ""}).status_code == 302
    assert not Rule.objects.filter(indicator=indicator(small, "A1")).exists()
    assert evaluate(small).outcome("A1").score is None


def test_two_people_at_once_lose_nothing(small: Project, browser: Client) -> None:
    first, second = opened(browser, small, "A1"), opened(browser, small, "A1")
    assert saved(browser, small, "A1", first | {"rule.target": "120"}).status_code == 302
    response = saved(browser, small, "A1", second | {"explanation": "我的解释"})
    assert response.status_code == 409
    fields = {one.key: one for one in response.context["conflict"]["fields"]}
    assert (fields["explanation"].mine, fields["explanation"].newest) == ("我的解释", "mine")
    assert fields["rule"].newest == "theirs"
    assert "120" in fields["rule"].theirs
    again = fields_of(response.content) | {f"choose-{key}": one.newest for key, one in fields.items()}
    assert saved(browser, small, "A1", again).status_code == 302
    row = indicator(small, "A1")
    assert (row.explanation, rule_data(row)["target"], row.revision) == ("我的解释", Decimal(120), 3)


def test_a_reader_sees_but_does_not_save(small: Project) -> None:
    reader = add_member(small, make_user(), ProjectRole.REVIEWER)
    browser = signed_in(reader)
    page = browser.get(url("indicator", small, "A1")).content.decode()
    assert '<fieldset class="bare" disabled>' in page
    assert "data-primary" not in page
    assert saved(browser, small, "A1", {}).status_code == 403
    assert browser.get(url("indicator", small, "A9")).status_code == 404


def test_a_branch_has_a_definition_but_no_rule(small: Project, browser: Client) -> None:
    page = browser.get(url("indicator", small, "A"))
    assert "评分规则写在下级指标上" in page.content.decode()
    data = fields_of(page.content) | {"explanation": "产出情况"}
    assert saved(browser, small, "A", data).status_code == 302
    assert indicator(small, "A").explanation == "产出情况"
    data = opened(browser, small, "A") | texts_of({"kind": "judged"})
    response = saved(browser, small, "A", data)
    assert response.status_code == 422
    assert "有下级指标的指标没有自己的评分规则和输入" in response.content.decode()


def test_the_rules_of_parts_go_with_their_composite(small: Project, browser: Client) -> None:
    parts = [{"name": name, "value": "done", "rule": {"kind": "pass_fail"}} for name in ("甲", "乙")]
    data = without_rule(opened(browser, small, "A1")) | texts_of({"kind": "composite", "parts": parts})
    assert saved(browser, small, "A1", data | {"value_expression": ""}).status_code == 302
    assert (Rule.objects.count(), RulePart.objects.count()) == (4, 2)
    data = opened(browser, small, "A1")
    data = {name: text for name, text in data.items() if not name.startswith("rule.parts[1]")}
    assert saved(browser, small, "A1", data).status_code == 302
    assert (Rule.objects.count(), RulePart.objects.count()) == (3, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(count: int, person: User, browser: Client) -> None:
    project = joined(make_small(*(leaf(f"A{number}", "A", 10) for number in range(1, count + 1))), person)
    data = opened(browser, project, "A1")
    with CaptureQueriesContext(
        connection,
    ) as page:
        browser.get(url("indicator", project, "A1"))
    with CaptureQueriesContext(connection) as live:
        browser.post(url("draft", project, "A1"), data)
    assert (len(page), len(live)) == (QUERIES_OF_PAGE, QUERIES_OF_LIVE)


QUERIES_OF_PAGE, QUERIES_OF_LIVE = 29, 21

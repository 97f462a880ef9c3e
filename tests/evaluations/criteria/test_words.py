"""评分细则 in words before there is a rule, another indicator's rule taken over, and going on to the next."""

from __future__ import annotations

import pytest
from django.test import Client

from evaluations.exchange.queries import export_dossier
from evaluations.papers.models import PaperInput
from evaluations.papers.queries import rule_data
from evaluations.people.models import User
from evaluations.projects.models import Activity, Project, ProjectRole
from indicators.systems.models import Indicator, Rule
from tests.evaluations.criteria.making import fields_of, opened, saved, url
from tests.evaluations.papers.making import leaf, make_small, signed_in
from tests.factories import add_member, make_user

pytestmark = pytest.mark.django_db

WORDS = "按完成比例计分，满分60分"


@pytest.fixture
def person() -> User:
    return make_user(display_name="许青禾")


@pytest.fixture
def browser(person: User) -> Client:
    return signed_in(person)


@pytest.fixture
def small(person: User) -> Project:
    """A1 has words and no rule, inputs or formula; A2 and A3 have rules."""
    project = make_small(leaf("A1", "A", 60), leaf("A2", "A", 30), leaf("A3", "A", 10))
    add_member(project, person, ProjectRole.EVALUATOR)
    Rule.objects.filter(indicator__code="A1").delete()
    PaperInput.objects.filter(paper__indicator__code="A1").delete()
    Indicator.objects.filter(code="A1").update(rule_note=WORDS, value_expression="")
    return project


def first(project: Project) -> Indicator:
    return Indicator.objects.get(system=project.system, code="A1")


def told(project: Project) -> dict[str, object]:
    return next(one for one in export_dossier(project)["indicators"] if one["code"] == "A1")


def test_words_that_wait_for_a_rule_are_shown_and_changed(small: Project, browser: Client) -> None:
    data = opened(browser, small, "A1")
    assert data["rule.text"] == WORDS
    assert saved(browser, small, "A1", data).status_code == 302
    assert not Activity.objects.filter(project=small, kind="indicator").exists()
    assert saved(browser, small, "A1", data | {"rule.text": "另议"}).status_code == 302
    assert told(small)["rule_note"] == "另议"
    assert Activity.objects.get(project=small, kind="indicator").changes == [
        {"field": "评分细则（待设规则）", "before": WORDS, "after": "另议"}
    ]
    assert "待设规则：另议" in browser.get(f"/projects/{small.pk}/papers/A1/").content.decode()
    assert "待设：另议" in browser.get(f"/projects/{small.pk}/indicators/").content.decode()


def test_a_rule_takes_the_words_over(small: Project, browser: Client) -> None:
    data = opened(browser, small, "A1")
    data = fields_of(
        browser.post(url("draft", small, "A1"), data | {"do": "kind:rule", "rule.kind": "judged"}).content
    ) | {name: text for name, text in data.items() if not name.startswith(("rule.", "inputs"))}
    assert data["rule.text"] == WORDS
    assert saved(browser, small, "A1", data | {"value_expression": "评定得分"}).status_code == 302
    assert rule_data(first(small)) == {"kind": "judged", "text": WORDS}
    assert "rule_note" not in told(small)


def test_a_rule_beside_words_leaves_them(small: Project, browser: Client) -> None:
    Indicator.objects.filter(code="A2").update(rule_note="旧表里的话")
    data = opened(browser, small, "A2") | {"rule.target": "120"}
    assert saved(browser, small, "A2", data).status_code == 302
    assert Indicator.objects.get(code="A2").rule_note == "旧表里的话"


def test_the_rule_of_another_indicator_is_taken_with_formula_and_inputs(
    small: Project, browser: Client
) -> None:
    data = opened(browser, small, "A1")
    page = browser.get(url("indicator", small, "A1")).content.decode()
    assert page.index('<option value="A2">') < page.index('<option value="A3">')
    answer = browser.post(url("draft", small, "A1"), data | {"do": "take", "take": "A2"}).content
    assert "已沿用A2的规则，请核对。" in answer.decode()
    taken = {**data, **fields_of(answer)}
    assert (taken["rule.kind"], taken["rule.text"]) == ("proportional", WORDS)
    assert (taken["value_expression"], taken["inputs[0].name"], taken["inputs[0].pk"]) == (
        "done/planned*100",
        "done",
        "",
    )
    assert saved(browser, small, "A1", taken).status_code == 302
    one, other = rule_data(first(small)), rule_data(Indicator.objects.get(code="A2"))
    assert {**one, "text": None} == {**other, "text": None}
    assert list(PaperInput.objects.filter(paper__indicator__code="A1").values_list("name", "number")) == [
        ("done", None),
        ("planned", None),
    ]


def test_what_stands_already_stays_and_taking_is_undone(small: Project, browser: Client) -> None:
    data = opened(browser, small, "A1") | {"inputs[0].name": "件数", "inputs[0].said": "件数"}
    answer = browser.post(url("draft", small, "A1"), data | {"do": "take", "take": "A2"}).content
    assert "公式和输入保留原来的" in answer.decode()
    taken = {**data, **fields_of(answer)}
    assert taken["inputs[0].name"] == "件数"
    back = fields_of(browser.post(url("draft", small, "A1"), taken | {"do": "undo"}).content)
    assert back.get("rule.kind", "") == ""
    assert back["inputs[0].name"] == "件数"


@pytest.mark.parametrize("code", ["", "X9", "A1"])
def test_there_must_be_a_rule_to_take(code: str, small: Project, browser: Client) -> None:
    data = opened(browser, small, "A1") | {"do": "take", "take": code}
    answer = fields_of(browser.post(url("draft", small, "A1"), data).content)
    assert answer.get("rule.kind", "") == ""


def test_a_percentage_is_a_number(small: Project, browser: Client) -> None:
    data = opened(browser, small, "A1") | {"do": "kind:rule", "rule.kind": "graded"}
    graded = fields_of(browser.post(url("draft", small, "A1"), data).content)
    assert graded["inputs[0].kind"] == "level"
    data = {**data, **graded, "do": "rename:", "rule.scale": "percent"}
    assert fields_of(browser.post(url("draft", small, "A1"), data).content)["inputs[0].kind"] == "number"


def test_saving_goes_on_to_the_next_indicator(small: Project, browser: Client) -> None:
    for code, target in (("A1", "A2"), ("A3", "A3")):
        response = saved(browser, small, code, opened(browser, small, code) | {"go": "next"})
        assert response["Location"] == url("indicator", small, target)

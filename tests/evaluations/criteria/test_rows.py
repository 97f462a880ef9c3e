"""Rows and kinds of rule that change while one types: nothing is saved, all of it can be undone."""

from __future__ import annotations

import pytest
from django.test import Client

from evaluations.people.models import User
from evaluations.projects.models import Project
from tests.evaluations.criteria.making import fields_of, joined, opened, url
from tests.evaluations.papers.making import make_small

pytestmark = pytest.mark.django_db


def done(browser: Client, project: Project, data: dict[str, str], operation: str) -> dict[str, str]:
    response = browser.post(url("draft", project, "A1"), data | {"do": operation})
    assert response.status_code == 200
    return fields_of(response.content)


def test_rows_are_added_moved_and_taken_out_and_that_is_undone(small: Project, browser: Client) -> None:
    data = opened(browser, small, "A1") | {"rule.kind": "bands"}
    data |= done(browser, small, data, "kind:rule")
    assert [name for name in data if name.endswith(".min")] == ["rule.bands[0].min", "rule.bands[1].min"]
    data |= {"rule.bands[0].min": "0", "rule.bands[0].share": "0", "rule.bands[1].min": "60"}
    made = done(browser, small, data, "add:rule.bands")
    assert "rule.bands[2].min" in made
    made = done(browser, small, made, "up:rule.bands[1]")
    assert (made["rule.bands[0].min"], made["rule.bands[1].min"]) == ("60", "0")
    assert done(browser, small, made, "down:rule.bands[2]")["rule.bands[0].min"] == "60"
    less = done(browser, small, made, "remove:rule.bands[0]")
    assert (less["rule.bands[0].min"], "rule.bands[2].min" in less) == ("0", False)
    assert done(browser, small, less, "undo")["rule.bands[0].min"] == "60"
    assert done(browser, small, less, "nonsense") == less | {"undo": less["undo"]}


def test_another_kind_keeps_what_fits_and_can_be_undone(small: Project, browser: Client) -> None:
    data = opened(browser, small, "A1") | {"rule.kind": "linear_deduction"}
    linear = done(browser, small, data, "kind:rule")
    assert (linear["rule.target"], linear["rule.direction"]) == ("100", "higher")
    assert "rule.cap" not in linear
    back = done(browser, small, linear, "undo")
    assert (back["rule.kind"], back["rule.target"]) == ("proportional", "100")


@pytest.mark.parametrize(
    ("kind", "name", "sort", "formula"),
    [
        ("key_points", "met", "list", ""),
        ("graded", "档次", "level", "档次"),
        ("pass_fail", "达成", "flag", "达成"),
        ("judged", "评定得分", "number", "评定得分"),
    ],
)
def test_a_kind_brings_the_input_that_it_needs(
    kind: str, name: str, sort: str, formula: str, person: User, browser: Client
) -> None:
    bare = {"code": "A1", "name": "新", "parent": "A", "weight": 100}
    project = joined(make_small(bare), person)
    data = opened(browser, project, "A1") | {"rule.kind": kind}
    made = done(browser, project, data, "kind:rule")
    assert (made["inputs[0].name"], made["inputs[0].kind"]) == (name, sort)
    assert made["value_expression"] == formula


def test_a_renamed_input_is_renamed_in_the_formulas(small: Project, browser: Client) -> None:
    data = opened(browser, small, "A1") | {"inputs[1].name": "计划数", "rule.target": "planned"}
    made = done(browser, small, data, "rename:")
    assert (made["value_expression"], made["rule.target"]) == ("done/计划数*100", "计划数")
    less = done(browser, small, data, "remove:inputs[0]")
    assert (less["inputs[0].name"], "inputs[1].name" in less) == ("计划数", False)

"""The history of a definition with its rule, and the way back, exactly."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from evaluations.criteria import queries
from evaluations.criteria.actions import define
from evaluations.criteria.contents import InputRow
from evaluations.criteria.versions import definition_versions
from evaluations.papers.checking.actions import prepare
from evaluations.papers.models import PaperInput
from evaluations.people.models import User
from evaluations.projects.models import Project, Snapshot
from indicators.systems.models import Indicator
from tests.evaluations.criteria.making import joined, url
from tests.evaluations.papers.making import leaf, make_small

pytestmark = pytest.mark.django_db

CHECKLIST = {
    "kind": "key_points",
    "points": [{"text": "方案经过论证", "share": 0.5}, {"text": "方案按时报批", "share": 0.5}],
}
COMPOSITE = {
    "kind": "composite",
    "parts": [
        {"name": "数量", "share": 0.4, "rule": {"kind": "proportional", "target": 100}, "value": "done"},
        {
            "name": "时效",
            "share": 0.6,
            "rule": {"kind": "bands", "bands": [{"min": 90, "share": 1}, {"min": 0, "share": 0.25}]},
            "value": "planned",
        },
    ],
}
BANDS = {
    "kind": "bands",
    "bands": [{"min": 95, "share": 1}, {"min": 80, "share": 0.5}, {"min": 0, "share": 0}],
}


def values(project: Project, code: str) -> dict[str, Any]:
    found = queries.definition(project, code)
    assert found is not None
    return dict(found.values)


def exactly(data: dict[str, Any]) -> dict[str, Any]:
    """The same with exact numbers in its rule."""
    rule = {"rule": json.loads(json.dumps(data["rule"]), parse_float=Decimal)} if "rule" in data else {}
    return data | rule


def change(project: Project, code: str, by: User, **data: Any) -> None:
    row = Indicator.objects.get(system=project.system_id, code=code)
    define(project, row, exactly(data), revision=row.revision, by=by)


def listed(project: Project, code: str) -> Any:
    found = queries.definition(project, code)
    assert found is not None
    return definition_versions(project, found)


def restore(browser: Client, project: Project, code: str, version: Any, revision: int) -> str:
    sent = {"version": version.pk, "revision": revision}
    return browser.post(url("restore", project, code), sent, follow=True).content.decode()


def test_each_version_has_its_texts_inputs_and_rule(small: Project, person: User) -> None:
    held = [values(small, "A1")]
    for data in ({"rule": BANDS}, {"name": "另名", "benchmark": "95%"}, {"rule": COMPOSITE}, {"rule": BANDS}):
        change(small, "A1", person, **data)
        held.append(values(small, "A1"))
    found = listed(small, "A1")
    said = [{**one.values, "rule": one.values["rule"].data} for one in reversed(found)]
    assert said == held
    assert [one.revision for one in found] == [5, 4, 3, 2, 1]
    assert [one.by for one in found[:-1]] == [person] * 4


def test_a_composite_rule_comes_back_with_all_its_rows(browser: Client, person: User) -> None:
    composite = leaf("A1", "A", 60, rule=COMPOSITE)
    composite.pop("value")
    project = joined(make_small(composite, leaf("A2", "A", 40)), person)
    before = values(project, "A1")
    change(project, "A1", person, rule=BANDS, name="另名", value_expression="done")
    first = listed(project, "A1")[-1]
    assert "又有人保存了新版本" in restore(browser, project, "A1", first, 1)
    assert "A1 已恢复到第1版的定义　影响：" in restore(browser, project, "A1", first, 2)
    assert values(project, "A1") == before
    newest = queries.changes_of(project, Indicator.objects.get(system=project.system_id, code="A1")).first()
    assert newest is not None
    assert (newest.by, newest.verb) == (person, "恢复到第1版")


def test_the_way_back_voids_signatures_and_may_be_gone_again(browser: Client, person: User) -> None:
    small = joined(make_small(leaf("A1", "A", 100, deduction_reason="有投诉")), person)
    change(small, "A1", person, rule=BANDS)
    after = values(small, "A1")
    paper = small.papers.get(indicator__code="A1")
    prepare(paper, revision=paper.revision, by=person)
    newest, first = listed(small, "A1")
    restore(browser, small, "A1", first, 2)
    paper.refresh_from_db()
    assert (paper.prepared_by, paper.lost_prepared_by) == (None, person)
    restore(browser, small, "A1", newest, 3)
    assert values(small, "A1") == after
    assert len(listed(small, "A1")) == 4


def test_a_removed_input_comes_back_by_its_name(browser: Client, small: Project, person: User) -> None:
    rows = values(small, "A1")["inputs"]
    change(small, "A1", person, inputs=[rows[0]], value_expression="done")
    assert not PaperInput.objects.filter(pk=rows[1].pk).exists()
    restore(browser, small, "A1", listed(small, "A1")[-1], 2)
    now = values(small, "A1")
    assert [(row.name, row.kind) for row in now["inputs"]] == [(row.name, row.kind) for row in rows]
    assert now["inputs"][0].pk == rows[0].pk
    assert PaperInput.objects.get(pk=now["inputs"][1].pk).number is None
    change(small, "A1", person, inputs=[*now["inputs"], InputRow(None, "extra", "number")])
    restore(browser, small, "A1", listed(small, "A1")[-1], 4)
    assert values(small, "A1")["inputs"] == now["inputs"]


def test_a_definition_that_cannot_be_scored_by_any_more_stays_where_it_is(
    browser: Client, small: Project, person: User
) -> None:
    change(small, "A1", person, rule=BANDS)
    first = listed(small, "A1")[-1]
    parent = Indicator.objects.get(system=small.system_id, code="A1")
    Indicator.objects.create(
        system=small.system, parent=parent, code="A1-1", name="下级", weight=60, position=9
    )
    page = restore(browser, small, "A1", first, 2)
    assert "没有恢复：那一版的定义现在不能保存。评分规则：有下级指标的指标没有自己的评分规则" in page
    assert values(small, "A1")["rule"] == exactly({"rule": BANDS})["rule"]


def test_what_a_rule_was_before_snapshots_began_is_not_guessed(
    browser: Client, small: Project, person: User
) -> None:
    change(small, "A1", person, rule=BANDS)
    change(small, "A1", person, name="另名")
    Snapshot.objects.all().delete()
    found = listed(small, "A1")
    assert ["rule" in one.values for one in found] == [True, True, False]
    restore(browser, small, "A1", found[-1], 3)
    now = values(small, "A1")
    assert (now["name"], now["rule"]) == ("指标A1", exactly({"rule": BANDS})["rule"])


def test_the_page_tells_rules_in_words(
    browser: Client, small: Project, person: User, django_assert_max_num_queries: Any
) -> None:
    change(small, "A1", person, rule=BANDS)
    met = InputRow(None, "met", "list")
    change(small, "A1", person, rule=CHECKLIST, inputs=[met], value_expression="met")
    with django_assert_max_num_queries(22):
        page = browser.get(url("versions", small, "A1")).content.decode()
    assert "评分规则" in page
    assert "方案经过论证；方案按时报批" in page
    assert page.count("恢复到此版本") >= 2
    assert browser.get(url("versions", small, "nowhere")).status_code == 404
    assert url("versions", small, "A1") in browser.get(url("indicator", small, "A1")).content.decode()

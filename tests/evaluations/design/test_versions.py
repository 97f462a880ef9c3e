"""The history of weights and of grades with rounding, and the way back, exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.design.actions import add_indicator, edit_indicator, remove_indicator
from evaluations.design.balancing import set_weights
from evaluations.design.conventions import Conventions, conventions_of, set_conventions
from evaluations.design.snapshots import CONVENTIONS, WEIGHTS, states
from evaluations.people.models import User
from evaluations.projects.models import Project, Snapshot
from tests.evaluations.design.making import make_tree, revision, row
from tests.evaluations.papers.making import signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db

D = Decimal


@pytest.fixture
def person() -> User:
    return make_user(display_name="许青禾")


@pytest.fixture
def project(person: User) -> Project:
    return make_tree(by=person)


@pytest.fixture
def browser(person: User) -> Client:
    return signed_in(person)


def weights(project: Project) -> dict[str, tuple[Decimal, str]]:
    return {one.code: (one.weight, one.weight_basis) for one in project.system.indicators.all()}


def weigh(project: Project, by: User, basis: str = "", **codes: int) -> None:
    wanted = {row(project, code).pk: D(weight) for code, weight in codes.items()}
    set_weights(project, wanted, revision=revision(project), by=by, basis=basis, method=basis or None)


def restore(browser: Client, project: Project, what: str, version: Any, at: int) -> str:
    url = reverse(f"design:{what}-restore", args=[project.pk])
    return browser.post(url, {"version": version.pk, "revision": at}, follow=True).content.decode()


def test_weights_of_the_whole_tree_go_back(browser: Client, project: Project, person: User) -> None:
    before, method = weights(project), project.system.weight_method
    weigh(project, person, "三位专家打分取平均", A1=20, A2=40)
    weigh(project, person, A1=25, A2=35)
    found = states(project, WEIGHTS)
    assert [(one.revision, one.by) for one in found[:2]] == [(3, person), (2, person)]
    assert "又有人保存了新版本" in restore(browser, project, "weights", found[-1], 2)
    page = restore(browser, project, "weights", found[-1], 3)
    assert "权重已恢复到第1版" in page
    assert weights(project) == before
    project.system.refresh_from_db()
    assert project.system.weight_method == method
    line = project.activities.filter(kind="indicator").first()
    assert line is not None
    assert (line.by, line.verb) == (person, "恢复到第1版")
    restore(browser, project, "weights", found[1], 4)
    assert weights(project)["A2"] == (D(40), "三位专家打分取平均")


def test_what_a_version_does_not_know_keeps_its_weight(
    browser: Client, project: Project, person: User
) -> None:
    weigh(project, person, A1=20, A2=40)
    added = add_indicator(
        project, parent=row(project, "B").pk, place=1, revision=revision(project), by=person, name="满意度"
    ).indicator
    weigh(project, person, **{added.code: 7})
    remove_indicator(project, row(project, "A2").pk, revision=revision(project), by=person)
    page = restore(browser, project, "weights", states(project, WEIGHTS)[-1], revision(project))
    assert "当时还没有的1项保留现在的权重，请核对合计；那一版里的1项指标现在没有了" in page
    now = weights(project)
    assert (now["A1"][0], now[added.code][0]) == (D(30), D(7))


def test_another_name_is_no_version_of_the_weights(project: Project, person: User) -> None:
    weigh(project, person, A1=20, A2=40)
    count = Snapshot.objects.count()
    edit_indicator(project, row(project, "A1").pk, name="另名", revision=revision(project), by=person)
    assert Snapshot.objects.count() == count


def test_weights_that_changed_by_another_way_are_not_lost(project: Project, person: User) -> None:
    weigh(project, person, A1=20, A2=40)
    other = row(project, "A1")
    other.weight = D("21")
    other.save()
    assert states(project, WEIGHTS)[0].pk is None
    weigh(project, person, A1=22, A2=38)
    found = [
        {one["key"]: one["weight"] for one in state.values["rows"]} for state in states(project, WEIGHTS)
    ]
    assert [said[other.pk] for said in found] == [22, 21, 20, 30]


def test_grades_and_rounding_go_back(browser: Client, project: Project, person: User) -> None:
    before = conventions_of(project.system)
    other = Conventions(
        bands=(("甲", D("80.5")), ("乙", D(0))), rounding={**before.rounding, "score_decimals": 1}
    )
    set_conventions(project, other, revision=1, by=person)
    found = states(project, CONVENTIONS)
    assert [one.revision for one in found] == [2, 1]
    page = browser.get(reverse("design:grades-versions", args=[project.pk])).content.decode()
    assert "甲≥80.5　乙≥0" in page
    assert "又有人保存了新版本" in restore(browser, project, "grades", found[-1], 1)
    assert "等级与取舍已恢复到第1版" in restore(browser, project, "grades", found[-1], 2)
    project.system.refresh_from_db()
    assert conventions_of(project.system) == before
    restore(browser, project, "grades", found[0], 3)
    project.system.refresh_from_db()
    assert conventions_of(project.system) == other


def test_the_page_of_weights(
    browser: Client, project: Project, person: User, django_assert_max_num_queries: Any
) -> None:
    weigh(project, person, "合议", A1=20, A2=40)
    url = reverse("design:weights-versions", args=[project.pk])
    with django_assert_max_num_queries(20):
        page = browser.get(url).content.decode()
    assert "A1 指标A1 依据" in page
    assert "<del>30</del> <ins>20</ins>" in page
    assert page.count("恢复到此版本") == 1
    sent = {"version": "0", "revision": "2"}
    assert browser.post(reverse("design:weights-restore", args=[project.pk]), sent).status_code == 400
    for name in ("design:weighting", "design:grades"):
        linked = browser.get(reverse(name, args=[project.pk])).content.decode()
        assert "-versions" not in linked
        assert f"{'weights' if name.endswith('ing') else 'grades'}/versions/" in linked

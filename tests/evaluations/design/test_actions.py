"""The structure of a system: every action's outcomes, refusals and rollbacks."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from evaluations.design import actions
from evaluations.design.models import Removal
from evaluations.exchange.actions import import_dossier
from evaluations.exchange.queries import export_dossier
from evaluations.fieldwork.models import BaseTable
from evaluations.papers.models import WorkingPaper
from evaluations.papers.queries import evaluate, papers_of
from evaluations.people.models import User
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from indicators.systems.codes import Style
from tests.evaluations.design.making import exported, logged, make_tree, revision, row, shape
from tests.factories import make_firm, make_user

pytestmark = pytest.mark.django_db
TREE = ["A", "A1<A", "A2<A", "B", "B1<B"]


@pytest.fixture
def person() -> User:
    return make_user()


@pytest.fixture
def project(person: User) -> Project:
    return make_tree(by=person)


def add(project: Project, parent: str | None, place: int, by: User, **more: Any) -> actions.Done:
    pk = row(project, parent).pk if parent else None
    return actions.add_indicator(project, parent=pk, place=place, revision=revision(project), by=by, **more)


def move(project: Project, code: str, parent: str | None, place: int, by: User) -> actions.Done:
    pk = row(project, parent).pk if parent else None
    return actions.move_indicator(
        project, row(project, code).pk, parent=pk, place=place, revision=revision(project), by=by
    )


def remove(project: Project, code: str, by: User) -> tuple[Removal, tuple[str, ...]]:
    return actions.remove_indicator(project, row(project, code).pk, revision=revision(project), by=by)


def test_a_new_indicator_has_a_code_a_paper_and_a_line_in_the_log(project: Project, person: User) -> None:
    done = add(project, "A", 1, person, name="质量")
    assert shape(project) == ["A", "A1<A", "A3<A", "A2<A", "B", "B1<B"]
    assert (done.indicator.name, done.indicator.weight, done.notes) == ("质量", Decimal(0), ())
    assert [paper.indicator.code for paper in papers_of(project)] == ["A1", "A3", "A2", "B1"]
    assert logged(project) == f"{person} 新增指标 A3 质量"
    assert revision(project) == 2
    assert done.indicator.history.latest().history_user == person


def test_from_nothing_to_three_levels(person: User) -> None:
    project = import_dossier(
        {"format": "evaluation-dossier/1", "kind": "evaluation", "project": {"title": "空"}},
        firm=make_firm(),
        by=person,
    )
    add(project, None, 0, person)
    add(project, "A", 0, person)
    add(project, "A1", 0, person)
    assert shape(project) == ["A", "A1<A", "A11<A1"]
    assert [paper.indicator.code for paper in papers_of(project)] == ["A11"]


def test_a_leaf_with_children_is_a_branch_and_its_rule_and_paper_sleep(
    project: Project, person: User
) -> None:
    done = add(project, "A1", 0, person)
    assert done.notes == ("“A1 指标A1”有了下级，得分改为下级之和；它自己的评分规则和底稿留着，但不再计分。",)
    assert WorkingPaper.objects.filter(indicator__code="A1").count() == 1
    assert [paper.indicator.code for paper in papers_of(project)] == ["A11", "A2", "B1"]
    assert "rule" not in next(one for one in exported(project)["indicators"] if one["code"] == "A1")
    assert evaluate(project).outcome("A11").status.value != "ok"
    _, notes = remove(project, "A11", person)
    assert notes == ("“A1 指标A1”没有下级了，按它自己的规则和底稿计分。",)
    assert evaluate(project).outcome("A1").score == Decimal(27)


def test_a_project_with_a_sleeping_rule_comes_back_the_same(project: Project, person: User) -> None:
    add(project, "B1", 0, person)
    first = exported(project)
    again = import_dossier(first, firm=make_firm(), by=person)
    assert export_dossier(Project.objects.select_related("system").get(pk=again.pk)) == first


@pytest.mark.parametrize(
    ("code", "parent", "place", "expected"),
    [
        ("A2", "A", 0, ["A", "A2<A", "A1<A", "B", "B1<B"]),
        ("A2", "B", 0, ["A", "A1<A", "B", "B2<B", "B1<B"]),
        ("B", "A", 2, ["A", "A1<A", "A2<A", "A3<A", "A31<A3"]),
        ("A1", None, 1, ["A", "A2<A", "C", "B", "B1<B"]),
        ("B", None, 0, ["B", "B1<B", "A", "A1<A", "A2<A"]),
        ("A1", "A", 0, TREE),
    ],
)
def test_moves(
    project: Project, person: User, code: str, parent: str | None, place: int, expected: list[str]
) -> None:
    move(project, code, parent, place, person)
    assert shape(project) == expected
    positions = project.system.indicators.values_list("position", flat=True).order_by("position")
    assert list(positions) == list(range(len(expected)))


def test_base_tables_follow_the_code(project: Project, person: User) -> None:
    move(project, "A1", "B", 1, person)
    assert BaseTable.objects.get(project=project).code == "B2"
    assert project.activities.first().changes == [
        {"field": "位置", "before": "A 产出　第1位", "after": "B 效益　第2位"},
        {"field": "指标A1　编号", "before": "A1", "after": "B2"},
    ]


def test_a_code_of_ones_own_stays_when_it_moves(project: Project, person: User) -> None:
    pk = row(project, "A2").pk
    actions.edit_indicator(project, pk, code="甲/乙 二", revision=revision(project), by=person)
    move(project, "甲/乙 二", "B", 0, person)
    assert shape(project) == ["A", "A1<A", "B", "甲/乙 二<B", "B1<B"]


def test_no_cycle_and_no_fifth_level(project: Project, person: User) -> None:
    with pytest.raises(ValidationError, match="“A 产出”不能移到它自己或它的下级“A1 指标A1”之下。"):
        move(project, "A", "A1", 0, person)
    add(project, "A1", 0, person)
    add(project, "A11", 0, person)
    with pytest.raises(ValidationError, match="指标体系最多4级；新指标放在“A111 新指标”之下会到第5级。"):
        add(project, "A111", 0, person)
    with pytest.raises(ValidationError, match="“B 效益”连同下级放在“A11 新指标”之下会到第5级"):
        move(project, "B", "A11", 0, person)
    assert revision(project) == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "  "}, "指标名称是空的，请写上名称；不要这项指标就按Delete删除。"),
        ({"name": "长" * 201}, "指标名称共201个字，最多200个。"),
        ({"code": "A2"}, "编号“A2”已用于“指标A1”，“指标A2”须另取一个。"),
        ({"code": " "}, "“指标A1”的编号是空的，请填一个，例如A3。"),
        ({"code": "9" * 41}, f"编号“{'9' * 20}…”共41个字，最多40个。"),
    ],
)
def test_names_and_codes_that_do_not_fit(
    project: Project, person: User, change: dict[str, str], said: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.edit_indicator(project, row(project, "A1").pk, revision=1, by=person, **change)
    assert refused.value.messages == [said]
    assert (shape(project), revision(project), project.activities.count()) == (TREE, 1, 1)


def test_a_new_code_takes_those_under_it_along(project: Project, person: User) -> None:
    actions.edit_indicator(project, row(project, "A").pk, code="C", revision=1, by=person)
    assert shape(project) == ["C", "C1<C", "C2<C", "B", "B1<B"]


def test_an_old_revision_is_a_conflict_with_both_versions(project: Project, person: User) -> None:
    pk = row(project, "A1").pk
    actions.edit_indicator(project, pk, name="先到", revision=1, by=person)
    with pytest.raises(Conflict) as conflict:
        actions.edit_indicator(project, pk, name="后到", revision=1, by=person)
    told = conflict.value
    assert (told.mine, told.theirs, told.revision) == ({"name": "后到"}, {"name": "先到"}, 2)
    for late in (
        lambda: actions.move_indicator(project, pk, parent=None, place=0, revision=1, by=person),
        lambda: actions.remove_indicator(project, pk, revision=1, by=person),
        lambda: actions.add_indicator(project, parent=None, place=0, revision=1, by=person),
        lambda: actions.renumber(project, Style.DOTTED, revision=1, by=person),
    ):
        with pytest.raises(Conflict):
            late()
    assert (shape(project), revision(project)) == (TREE, 2)


def test_what_is_removed_comes_back_with_everything(project: Project, person: User) -> None:
    before = exported(project)
    removal, _ = remove(project, "A", person)
    assert shape(project) == ["B", "B1<B"]
    assert [one["code"] for one in exported(project)["indicators"]] == ["B", "B1"]
    assert exported(project)["objectives"] == [{"name": "完成"}]
    assert [paper.indicator.code for paper in papers_of(project)] == ["B1"]
    assert logged(project) == f"{person} 删除指标 A 产出及其下2项"
    actions.restore_indicator(project, removal.pk, by=person)
    assert exported(project) == before
    assert (Removal.objects.count(), logged(project)) == (0, f"{person} 恢复指标 A 产出及其下2项")
    with pytest.raises(ValidationError, match="这项删除已经撤销过了。"):
        actions.restore_indicator(project, removal.pk, by=person)


def test_a_code_given_away_meanwhile_stands_in_the_way(project: Project, person: User) -> None:
    removal, _ = remove(project, "A2", person)
    add(project, "A", 1, person)
    with pytest.raises(ValidationError, match="不能恢复“A2 指标A2”：编号“A2”已用于“新指标”"):
        actions.restore_indicator(project, removal.pk, by=person)
    assert (Removal.objects.count(), WorkingPaper.objects.filter(indicator__name="指标A2").count()) == (1, 1)


def test_without_its_parent_it_comes_to_the_top(project: Project, person: User) -> None:
    removal, _ = remove(project, "A2", person)
    other, _ = remove(project, "A", person)
    done = actions.restore_indicator(project, removal.pk, by=person)
    assert done.notes == ("“A2 指标A2”原来的上级已经不在，现放在一级。",)
    assert shape(project) == ["B", "B1<B", "A2"]
    actions.restore_indicator(project, other.pk, by=person)
    assert shape(project) == ["A", "A1<A", "B", "B1<B", "A2"]


def test_what_another_removed_is_told(project: Project, person: User) -> None:
    pk = row(project, "A1").pk
    remove(project, "A1", person)
    with pytest.raises(ValidationError, match="这项指标已被别人删除"):
        actions.edit_indicator(project, pk, name="x", revision=revision(project), by=person)


def test_renumbering_exchanges_codes(project: Project, person: User) -> None:
    move(project, "A2", "A", 0, person)
    assert actions.renumber(project, Style.COMPACT, revision=2, by=person) == 2
    assert shape(project) == TREE
    assert row(project, "A1").name == "指标A2"
    assert BaseTable.objects.get(project=project).code == "A2"
    assert actions.renumber(project, Style.DOTTED, revision=3, by=person) == 5
    assert shape(project) == ["1", "1.1<1", "1.2<1", "2", "2.1<2"]
    assert actions.renumber(project, Style.DOTTED, revision=4, by=person) == 0
    assert revision(project) == 4


def test_a_move_whose_codes_collide_leaves_everything(project: Project, person: User) -> None:
    add(project, "A2", 0, person)
    actions.edit_indicator(project, row(project, "B1").pk, code="B21", revision=revision(project), by=person)
    actions.edit_indicator(project, row(project, "A1").pk, code="B1", revision=revision(project), by=person)
    before = (shape(project), revision(project), project.activities.count())
    with pytest.raises(ValidationError, match="编号“B21”已用于"):
        move(project, "A2", "B", 1, person)
    assert (shape(project), revision(project), project.activities.count()) == before

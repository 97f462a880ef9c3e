"""Weights by hand and by experts, grades and rounding: outcomes, refusals, rollbacks."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from evaluations.design import balancing, conventions, queries
from evaluations.design.models import ComparedPair, Voice, WeightingRound
from evaluations.exchange.actions import import_dossier
from evaluations.papers.queries import evaluate, scoring_data
from evaluations.people.models import User
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from indicators.scoring import fingerprint
from tests.evaluations.design.making import exported, logged, make_tree, revision, row
from tests.factories import make_firm, make_user

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def person() -> User:
    return make_user()


@pytest.fixture
def project(person: User) -> Project:
    return make_tree(by=person)


def keys(project: Project, *codes: str) -> list[int]:
    return [row(project, code).pk for code in codes]


def test_weights_by_hand(project: Project, person: User) -> None:
    one, two = keys(project, "A1", "A2")
    changes = balancing.set_weights(project, {one: D("20.5"), two: D(30)}, revision=1, by=person)
    assert changes == [{"field": "A1 指标A1　权重", "before": "30", "after": "20.5"}]
    assert (row(project, "A1").weight, revision(project)) == (D("20.5"), 2)
    assert logged(project) == f"{person} 修改权重　2项指标"
    assert [node.indicator.code for node in queries.tree(project).wrong] == ["A"]
    assert balancing.set_weights(project, {one: D("20.50")}, revision=2, by=person) == []
    assert revision(project) == 2


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        ("-1", "“A2 指标A2”的权重-1是负数，权重不能小于0。"),
        ("0.0000001", "“A2 指标A2”的权重有7位小数，最多6位。"),
        ("1001", "“A2 指标A2”的权重1001太大；全部权重合计应为100。"),
    ],
)
def test_weights_that_do_not_fit_save_nothing(project: Project, person: User, weight: str, said: str) -> None:
    one, two = keys(project, "A1", "A2")
    with pytest.raises(ValidationError) as refused:
        balancing.set_weights(project, {one: D(10), two: D(weight)}, revision=1, by=person)
    assert refused.value.messages == [said]
    assert (row(project, "A1").weight, revision(project)) == (D(30), 1)


def test_an_old_revision_shows_both_weights(project: Project, person: User) -> None:
    (one,) = keys(project, "A1")
    balancing.set_weights(project, {one: D(10)}, revision=1, by=person)
    with pytest.raises(Conflict) as told:
        balancing.set_weights(project, {one: D(20)}, revision=1, by=person)
    assert (told.value.mine, told.value.theirs) == ({str(one): "20"}, {str(one): "10"})


def test_equal_and_normalised(project: Project, person: User) -> None:
    found = queries.weighing(project, row(project, "A"), "equal", 1)
    assert (found.proposed, found.basis) == ((D("30.0"), D("30.0")), "同级指标同等重要，权重平均分配。")
    balancing.set_weights(
        project, dict(zip(keys(project, "A", "B"), (D(50), D(25)), strict=True)), revision=1, by=person
    )
    found = queries.weighing(project, None, "normalise", 2)
    assert (found.proposed, found.total) == ((D("66.67"), D("33.33")), D(100))
    assert queries.weighing(project, row(project, "A1"), "equal", 1).problem == "这里还没有下级指标。"


def test_experts_mean(project: Project, person: User) -> None:
    branch = row(project, "A")
    one, two = keys(project, "A1", "A2")
    assert queries.weighing(project, branch, "expert_mean", 1).problem == "还没有专家录入。"
    balancing.save_voice(
        project, branch, "expert_mean", "甲", weights={one: D(60), two: D(40)}, revision=0, by=person
    )
    balancing.save_voice(project, branch, "expert_mean", "乙", weights={one: D(50)}, revision=0, by=person)
    assert queries.weighing(project, branch, "expert_mean", 1).problem == "乙还没有录全，录全后才能合成。"
    balancing.save_voice(
        project, branch, "expert_mean", "乙", weights={one: D(50), two: D(50)}, revision=1, by=person
    )
    found = queries.weighing(project, branch, "expert_mean", 1)
    assert (found.proposed, found.basis) == (
        (D("33.0"), D("27.0")),
        "权重由2名专家分别赋权，取平均值后归一化确定。",
    )
    assert logged(project) == f"{person} 录入专家赋权取平均　A 产出　乙"


def test_experts_compare_pairs(project: Project, person: User) -> None:
    one, two = keys(project, "A", "B")
    balancing.save_voice(project, None, "ahp", "甲", pairs={(one, two): 3}, revision=0, by=person)
    balancing.save_voice(project, None, "ahp", "乙", pairs={(one, two): -3}, revision=0, by=person)
    found = queries.weighing(project, None, "ahp", 1)
    assert (found.proposed, found.comparison.ratio) == ((D("50.0"), D("50.0")), 0)
    assert [heard.comparison.weights[0] for heard in found.heard] == [D("0.75"), D("0.25")]
    voice = Voice.objects.get(name="乙")
    balancing.remove_voice(project, voice.pk, by=person)
    assert queries.weighing(project, None, "ahp", 1).proposed == (D("75.0"), D("25.0"))
    with pytest.raises(ValidationError, match="这位专家的录入已经删除了"):
        balancing.remove_voice(project, voice.pk, by=person)


def test_an_experts_second_version_is_a_conflict(project: Project, person: User) -> None:
    one, two = keys(project, "A", "B")
    balancing.save_voice(project, None, "ahp", "甲", pairs={(one, two): 3}, revision=0, by=person)
    with pytest.raises(Conflict) as told:
        balancing.save_voice(project, None, "ahp", "甲", pairs={(one, two): 5}, revision=0, by=person)
    assert (told.value.theirs, told.value.mine) == ({f"pair-{one}-{two}": "3"}, {f"pair-{one}-{two}": "5"})
    assert ComparedPair.objects.get().scale == 3
    with pytest.raises(ValidationError, match="这种方法不需要专家录入"):
        balancing.save_voice(project, None, "equal", "甲", revision=0, by=person)
    for name in ("", "长" * 61):
        with pytest.raises(ValidationError, match="专家"):
            balancing.save_voice(project, None, "ahp", name, revision=0, by=person)


def test_constraints(project: Project, person: User) -> None:
    one, two = keys(project, "A", "B")
    voice = balancing.save_voice(project, None, "ahp", "甲", pairs={}, revision=0, by=person)
    wrong: list[dict[str, Any]] = [
        {"first_id": one, "second_id": two, "scale": 0},
        {"first_id": one, "second_id": two, "scale": -1},
        {"first_id": one, "second_id": two, "scale": 10},
        {"first_id": two, "second_id": one, "scale": 3},
    ]
    for columns in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            ComparedPair.objects.create(voice=voice, **columns)
    with pytest.raises(IntegrityError), transaction.atomic():
        WeightingRound.objects.create(project=project, method="ahp")
    with pytest.raises(IntegrityError), transaction.atomic():
        WeightingRound.objects.create(project=project, method="dice")


def test_the_method_travels_with_the_dossier_and_changes_no_score(project: Project, person: User) -> None:
    before = fingerprint(scoring_data(project))
    (one,) = keys(project, "A1")
    balancing.set_weights(project, {one: D(30)}, revision=1, by=person, basis="专家定。", method="两段\n文字")
    first = exported(project)
    assert (first["weight_method"], fingerprint(first)) == ("两段\n文字", before)
    assert first["indicators"][1]["weight_basis"] == "专家定。"
    again = import_dossier(first, firm=make_firm(), by=person)
    assert exported(again) == first


# Grades and rounding --------------------------------------------------------------------------------

PLAIN = {
    "value_decimals": None,
    "value_mode": "",
    "score_decimals": None,
    "score_mode": "",
    "score_applies_to": "",
}


def wanted(*bands: tuple[str, str], **rounding: Any) -> conventions.Conventions:
    return conventions.Conventions(
        bands=tuple((grade, D(minimum)) for grade, minimum in bands), rounding=PLAIN | rounding
    )


def test_grades_and_rounding_change_the_grade(project: Project, person: User) -> None:
    assert evaluate(project).result.grade == "优"
    new = wanted(("好", "95"), ("一般", "0"), score_decimals=0, score_mode="down")
    data = scoring_data(project)
    assert conventions.effect(data, new).result.grade == "一般"
    assert conventions.set_conventions(project, new, revision=1, by=person)
    project.system.refresh_from_db()
    assert (evaluate(project).result.grade, project.system.places, revision(project)) == ("一般", 0, 2)
    assert project.activities.first().changes[0] == {
        "field": "等级",
        "before": "优≥90　良≥75　差≥0",
        "after": "好≥95　一般≥0",
    }
    assert not conventions.set_conventions(project, new, revision=2, by=person)
    with pytest.raises(Conflict):
        conventions.set_conventions(project, wanted(("好", "0")), revision=1, by=person)
    again = import_dossier(exported(project), firm=make_firm(), by=person)
    assert exported(again) == exported(project)


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([("优", "90"), ("优", "0")], "第2行：等级“优”写了两次，请只保留一个。"),
        ([("优", "90"), ("良", "90")], "第2行：“良”与“优”的下限都是90。"),
        ([("优", "101"), ("差", "0")], "第1行：“优”的下限101不在0到100之间。"),
        ([("优", "90"), ("良", "60")], "最低一档的下限应为0，否则低分没有等级。"),
    ],
)
def test_grades_that_do_not_fit(
    project: Project, person: User, bands: list[tuple[str, str]], said: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        conventions.set_conventions(project, wanted(*bands), revision=1, by=person)
    assert refused.value.messages == [said]
    assert (project.system.grades.count(), revision(project)) == (3, 1)


def test_the_sentence_computes_its_example() -> None:
    assert conventions.sentence(PLAIN) == (
        "业绩值保留2位小数，四舍五入：86.12568% → 86.13%。"
        "得分保留2位小数，四舍五入，对得分取舍：权重5分算得3.99585分 → 4分。"
    )
    told = conventions.sentence(
        PLAIN | {"score_decimals": 1, "score_mode": "down", "score_applies_to": "deduction"}
    )
    assert told.endswith("得分保留1位小数，截断，对扣分取舍，再从权重里减：权重5分算得3.99585分 → 4分。")

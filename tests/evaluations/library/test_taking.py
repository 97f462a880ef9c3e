"""Taking a system over: copies, the effect on scores, what is refused; and the firm's library."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from evaluations.library import actions, queries
from evaluations.library.actions import Moved, NameTaken
from evaluations.library.models import Adoption, Framework, FrameworkVersion
from evaluations.library.taking import plan
from evaluations.papers.checking.actions import check, prepare
from evaluations.papers.checking.models import PaperState
from evaluations.papers.models import PaperInput, WorkingPaper
from evaluations.papers.queries import evaluate
from evaluations.people.models import User
from evaluations.projects.models import Activity, Project, ProjectRole
from indicators.library import compare, framework
from indicators.scoring import Refused
from indicators.systems.assembling import build
from indicators.systems.models import Indicator, IndicatorSystem, Rule, RulePart, RuleRow
from indicators.systems.queries import system_as_data
from tests.evaluations.library.making import entry, make_empty, present, scored
from tests.factories import CASES, add_member, make_project, make_user

D = Decimal
pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project("linfang_2018")


@pytest.fixture
def person(project: Project) -> User:
    return project.members.get().user


def take(project: Project, system: Any, by: User, chosen: Any = None) -> Any:
    return actions.take_over(
        project, system, source="试", chosen=chosen, revision=project.system.revision, by=by
    )


def fresh(project: Project) -> Project:
    return Project.objects.get(pk=project.pk)


def test_an_empty_system_takes_a_framework_as_a_whole() -> None:
    project = make_empty()
    by = project.members.get().user
    edition = queries.find_for_project("national-2020-10", None, project)
    assert edition is not None
    actions.take_over(
        project, edition.data(), source="附2", edition=edition, revision=project.system.revision, by=by
    )
    assert compare(present(project), edition.data()) == ()
    papers = list(WorkingPaper.objects.filter(project=project))
    assert len(papers) == 17
    inputs = PaperInput.objects.filter(paper__project=project)
    assert set(inputs.values_list("paper__indicator__code", "name", "kind")) >= {
        ("A1-1", "met", "list"),
        ("B1-2", "实际支出资金", "number"),
        ("B1-2", "实际到位资金", "number"),
        ("D1-1", "评定档次", "level"),
    }
    standing = evaluate(fresh(project))
    assert standing.result.total is None
    assert {standing.outcome(paper.indicator.code).status for paper in papers} == {"missing"}
    origin = queries.origin(project)
    assert origin is not None
    assert (origin.edition.key, origin.edition.number, origin.newer) == ("national-2020-10", 1, None)
    line = Activity.objects.filter(project=project, kind="indicator").get()
    assert (line.verb, line.subject, line.by) == ("采用", "附2", by)


def test_the_effect_is_told_before_and_comes_true(project: Project, person: User) -> None:
    """A heavier deduction for one indicator: total and grade before and after, from the present inputs."""
    system = scored(project)
    entry(system, "C1-4")["rule"]["zero_below"] = {"value": 99, "inclusive": True}
    looked = plan(project, system)
    assert looked.before is not None
    assert looked.after is not None
    assert (looked.before.total, looked.before.grade) == (D("87.3"), "良")
    assert (looked.after.total, looked.after.grade) == (D("81.9"), "良")
    assert [(one.code, one.before, one.after) for one in looked.shifts] == [("C1-4", D("5.4"), D("0"))]
    assert [one.key for one in looked.changes] == ["C1-4"]
    assert evaluate(fresh(project)).result.total == D("87.3")
    take(project, system, person)
    assert evaluate(fresh(project)).result.total == D("81.9")
    line = Activity.objects.filter(project=project, kind="indicator").get()
    assert {"field": "总分", "before": "87.3", "after": "81.9"} in line.changes
    row = Indicator.objects.get(system=project.system, code="C1-4")
    assert row.revision == 2
    assert row.history.first().history_user == person
    others = Indicator.objects.filter(system=project.system).exclude(code="C1-4")
    assert set(others.values_list("revision", flat=True)) == {1}


def test_inputs_stay_and_new_ones_are_opened(project: Project, person: User) -> None:
    system = scored(project)
    one = entry(system, "C1-4")
    names = set(one["inputs"])
    one["value"] = "接通数 / 呼入数 * 100"
    del one["inputs"]
    made = take(project, system, person)
    assert made.after is not None
    assert made.after.total is None
    paper = WorkingPaper.objects.get(project=project, indicator__code="C1-4")
    assert set(paper.inputs.values_list("name", flat=True)) == names | {"接通数", "呼入数"}
    assert entry(scored(project), "C1-4")["inputs"]["接通数"] is None


def test_empty_inputs_of_no_use_go() -> None:
    """An input without a value that no rule asks for would keep the score away for ever."""
    project = make_empty()
    by = project.members.get().user
    row = {"code": "A", "name": "甲", "weight": 100, "value": "甲数 / 乙数", "rule": {"kind": "judged"}}
    take(project, {"indicators": [row]}, by)
    PaperInput.objects.filter(name="甲数").update(number=D(7))
    take(fresh(project), {"indicators": [{**row, "value": "丙数"}]}, by)
    assert set(PaperInput.objects.values_list("name", "number")) == {("甲数", D(7)), ("丙数", None)}
    PaperInput.objects.filter(name="丙数").update(number=D(88))
    assert evaluate(fresh(project)).result.total == D("88")


def test_some_changes_only(project: Project, person: User) -> None:
    system = scored(project)
    entry(system, "C1-4")["explanation"] = "新的解释"
    entry(system, "A")["name"] = "项目的决策"
    take(project, system, person, chosen=["A"])
    now = present(project)
    assert entry(now, "A")["name"] == "项目的决策"
    assert entry(now, "C1-4").get("explanation") != "新的解释"


def test_nothing_is_taken_over_after_sign_off(project: Project, person: User) -> None:
    """A checked paper holds its definition, and the grades and rounding of all; the rest may be taken."""
    paper = project.papers.get(indicator__code="C1-4")
    prepare(paper, revision=paper.revision, by=person)
    check(paper, revision=paper.revision, by=add_member(project, role=ProjectRole.REVIEWER))
    system = scored(project)
    entry(system, "C1-4")["explanation"] = "新的解释"
    entry(system, "C1-3")["explanation"] = "新的解释"
    system["grade_scheme"] = [{"grade": "优", "min": 90}, {"grade": "差", "min": 0}]
    looked = plan(project, system)
    assert (looked.signed, looked.chosen, looked.problems) == ({"C1-4"}, {"C1-3"}, ())
    with pytest.raises(Refused) as refusal:
        take(project, system, person, chosen=["C1-3", "C1-4", "*grades"])
    assert [problem.message for problem in refusal.value.problems] == [
        "有1份底稿已复核，等级不能再随指标库改动。请不要勾选这一项。",
        "底稿已复核，不能再采用指标库的改动。请不要勾选这一项，或先退回底稿。",
    ]
    take(project, system, person)
    assert entry(present(project), "C1-3")["explanation"] == "新的解释"
    assert entry(present(project), "C1-4").get("explanation") != "新的解释"
    paper.refresh_from_db()
    assert paper.state == PaperState.CHECKED


def test_what_was_written_is_never_lost(project: Project, person: User) -> None:
    """Removing an indicator whose paper has content is not chosen by itself, and refused when asked for."""
    system = scored(project)
    system["indicators"] = [one for one in system["indicators"] if one["code"] != "C1-4"]
    looked = plan(project, system)
    assert looked.chosen == frozenset()
    assert looked.kept is not None
    assert "输入" in looked.kept["C1-4"]
    before = scored(project)
    with pytest.raises(Refused) as refusal:
        take(project, system, person, chosen=["C1-4"])
    assert refusal.value.problems[0].path == "C1-4"
    assert "不能随指标删除" in refusal.value.problems[0].message
    assert scored(project) == before
    assert not Activity.objects.filter(project=project, kind="indicator").exists()


def test_a_paper_with_content_never_becomes_a_branch(project: Project, person: User) -> None:
    system = scored(project)
    system["indicators"].append({"code": "C1-4-1", "name": "下级", "weight": 1, "parent": "C1-4"})
    for key in ("rule", "inputs", "value"):
        entry(system, "C1-4").pop(key)
    with pytest.raises(Refused, match="不能成为有下级的指标"):
        take(project, system, person)


def test_a_child_without_its_parent_is_refused(project: Project, person: User) -> None:
    system = scored(project)
    system["indicators"] += [
        {"code": "X", "name": "新的一级", "weight": 0},
        {"code": "X1", "name": "新的二级", "weight": 0, "parent": "X"},
    ]
    looked = plan(project, system, chosen=["X1"])
    assert [(one.path, one.message) for one in looked.problems] == [
        ("X1", "它的上级“X”没有采用，或不在它前面。请一并勾选上级，或不勾选这一项。")
    ]


def test_removing_empty_indicators_leaves_no_orphans() -> None:
    project = make_empty()
    by = project.members.get().user
    rule = {
        "kind": "composite",
        "parts": [{"name": "一", "rule": {"kind": "pass_fail"}, "value": "有", "points": 3}],
        "penalties": [{"name": "二", "deduct": {"points": 1}, "value": "次数"}],
    }
    rows = [
        {"code": "A", "name": "一级", "weight": 10},
        {"code": "A1", "name": "二级", "weight": 10, "parent": "A", "rule": rule},
    ]
    take(project, {"indicators": rows}, by)
    assert Rule.objects.count() == 2
    project = fresh(project)
    simple = {**rows[1], "rule": {"kind": "judged"}, "value": "分"}
    take(project, {"indicators": [rows[0], simple]}, by)
    assert (Rule.objects.count(), RulePart.objects.count()) == (1, 0)
    project = fresh(project)
    take(project, {"indicators": []}, by)
    assert [model.objects.count() for model in (Indicator, Rule, RuleRow, RulePart, WorkingPaper)] == [0] * 5


def test_order_and_parents_move(project: Project, person: User) -> None:
    system = scored(project)
    system["indicators"] = [
        *(one for one in system["indicators"] if one["code"].startswith("B")),
        *(one for one in system["indicators"] if not one["code"].startswith("B")),
    ]
    take(project, system, person)
    assert [one["code"] for one in present(project)["indicators"]] == [
        one["code"] for one in system["indicators"]
    ]
    assert evaluate(fresh(project)).result.total == D("87.3")


def test_an_old_look_is_refused(project: Project, person: User) -> None:
    system = scored(project)
    entry(system, "A")["name"] = "别的"
    with pytest.raises(Moved):
        actions.take_over(project, system, source="试", revision=project.system.revision - 1, by=person)
    assert entry(present(project), "A")["name"] != "别的"


def test_a_failure_leaves_nothing(project: Project, person: User) -> None:
    """A name too long for its column is refused with everything else."""
    system = scored(project)
    entry(system, "A")["name"] = "长" * 201
    before = scored(project)
    with pytest.raises(Refused, match="最多 200 个"):
        take(project, system, person)
    assert scored(project) == before


def test_doubled_grades_are_refused() -> None:
    grades = [{"grade": "优", "min": 90}, {"grade": "优", "min": 80}]
    with pytest.raises(Refused, match="“优”写了两次"):
        build({"grade_scheme": grades}, name="试", by=None)


# The firm's library ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case", sorted(path.stem for path in CASES.glob("*_20*.json") if "exp" not in path.stem)
)
def test_saved_without_values_and_taken_over_elsewhere(case: str) -> None:
    """Structure, rules and texts, nothing of the papers; another project starts from the same system."""
    project = make_project(case)
    by = project.members.get().user
    version = actions.save_as_framework(project, name="模板", note="第一版", by=by)
    data = system_as_data(version.system)
    for one in data["indicators"]:
        assert set(one.get("inputs", {}).values()) <= {None}
        assert not {"override", "not_applicable", "deduction_reason"} & set(one)
    assert compare(present(project), data) == ()
    other = make_empty(project.firm, by)
    assert queries.find_for_project(f"f{version.framework_id}", 1, other) is None
    actions.publish(version, by=by)
    edition = queries.find_for_project(f"f{version.framework_id}", 1, other)
    assert edition is not None
    actions.take_over(other, edition.data(), source="模板", edition=edition, revision=1, by=by)
    assert compare(present(other), present(project)) == ()
    before, after = scored(project), scored(other)
    for one in before["indicators"]:
        assert set(entry(after, one["code"]).get("inputs", {})) >= set(one.get("inputs") or {})


def test_a_newer_version_is_offered(project: Project, person: User) -> None:
    first = actions.publish(actions.save_as_framework(project, name="模板", by=person), by=person)
    other = make_empty(project.firm, person)
    edition = queries.find_for_project("f" + str(first.framework_id), 1, other)
    assert edition is not None
    actions.take_over(other, edition.data(), source="模板", edition=edition, revision=1, by=person)
    Indicator.objects.filter(system=project.system, code="A").update(name="决策类")
    second = actions.save_as_framework(fresh(project), name="", framework=first.framework, by=person)
    assert (second.number, str(second)) == (2, "模板第2版")
    origin = queries.origin(other)
    assert origin is not None
    assert origin.newer is None
    actions.publish(second, by=person)
    origin = queries.origin(other)
    assert origin is not None
    assert origin.newer is not None
    assert origin.newer.number == 2
    looked = plan(fresh(other), origin.newer.data())
    assert [(one.key, one.fields[0].before, one.fields[0].after) for one in looked.changes] == [
        ("A", "项目决策", "决策类")
    ]
    assert entry(system_as_data(first.system), "A")["name"] == "项目决策"


def test_a_name_is_given_once(project: Project, person: User) -> None:
    actions.save_as_framework(project, name="模板", by=person)
    with pytest.raises(NameTaken):
        actions.save_as_framework(project, name="模板", by=person)
    assert Framework.objects.count() == 1


def test_a_draft_can_be_thrown_away_and_a_published_one_not(project: Project, person: User) -> None:
    systems = IndicatorSystem.objects.count()
    draft = actions.save_as_framework(project, name="模板", by=person)
    actions.discard(draft)
    assert (Framework.objects.count(), IndicatorSystem.objects.count()) == (0, systems)
    kept = actions.publish(actions.save_as_framework(project, name="模板", by=person), by=person)
    at = kept.published_at
    actions.discard(kept)
    assert actions.publish(kept, by=make_user()).published_at == at
    assert FrameworkVersion.objects.get().published_by == person


def test_an_adoption_is_of_one_framework(project: Project) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption.objects.create(project=project, number=1)


def test_national_data_is_not_changed_by_use() -> None:
    project = make_empty()
    by = project.members.get().user
    one = framework("shanghai-2014-22")
    assert one is not None
    before = str(one.system)
    take(project, one.system, by)
    assert str(one.system) == before

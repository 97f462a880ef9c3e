"""Two runs side by side: what differs, and why, in words."""

from decimal import Decimal

import pytest

from evaluations.papers import actions, queries
from evaluations.papers.comparison import Comparison, compare_general, compare_indicators
from evaluations.papers.models import ScoringRun
from evaluations.projects.models import Project
from indicators.systems.models import Rule
from tests.evaluations.papers.making import leaf, make_small
from tests.factories import make_project, make_user

pytestmark = pytest.mark.django_db


def _run(project: Project) -> ScoringRun:
    run = actions.start_run(project, by=make_user())
    actions.compute_run(job_id=run.job_id)
    run.refresh_from_db()
    return run


def _told(comparison: Comparison) -> dict[str, tuple[list[str], list[str]]]:
    return {
        one.code: ([str(shift) for shift in one.shifts], list(one.reasons)) for one in comparison.differences
    }


def test_an_input() -> None:
    project = make_project("linfang_2018")
    earlier = _run(project)
    paper = project.papers.get(indicator__code="C1-4")
    actions.save_paper(paper, {"input:answered_12333": Decimal(300)}, revision=1, by=make_user())
    comparison = queries.compare(_run(project), earlier)
    assert [str(shift) for shift in comparison.totals] == [
        "总分 87.3 → 90.4",
        "等级 良 → 优",
        "已有得分之和 87.3 → 90.4",
    ]
    assert _told(comparison) == {
        "C": (["得分 59.4 → 62.5"], ["下级指标的得分变化"]),
        "C1": (["得分 25.4 → 28.5"], ["下级指标的得分变化"]),
        "C1-4": (["业绩值 49.6 → 69.7", "得分 5.4 → 8.5"], ["输入“answered_12333” 191.54 → 300"]),
    }


def test_nothing() -> None:
    project = make_project("linfang_2018")
    earlier = _run(project)
    assert queries.compare(_run(project), earlier).is_same


def test_decisions_rules_weights_and_conventions() -> None:
    project, person = make_small(leaf("A1", "A", 60), leaf("A2", "A", 40)), make_user()
    earlier = _run(project)
    override = {"override_score": Decimal(50), "override_reason": "现场核实"}
    actions.save_paper(project.papers.get(indicator__code="A1"), override, revision=1, by=person)
    actions.save_paper(
        project.papers.get(indicator__code="A2"), {"not_applicable": "zero"}, revision=1, by=person
    )
    Rule.objects.filter(indicator__code="A1").update(target=Decimal(95))
    project.system.indicators.filter(code="A2").update(weight=Decimal(30), value_expression="done")
    project.system.grades.filter(grade="良").update(minimum=Decimal(70))
    comparison = queries.compare(_run(Project.objects.get(pk=project.pk)), earlier)
    assert comparison.general == ("等级第2项·下限 75 → 70",)
    assert _told(comparison) == {
        "A": (["得分 90 → 50"], ["下级指标的得分变化"]),
        "A1": (
            ["状态 已评分 → 另行评定", "得分 54 → 50"],
            ["另行评定 — → 50", "另行评定理由 — → 现场核实", "评分规则·目标值 100 → 95"],
        ),
        "A2": (
            ["权重 40 → 30", "业绩值 90 → —", "状态 已评分 → 无法考核", "得分 36 → 0"],
            ["无法考核 — → 按零分计", "计算式 done/planned*100 → done"],
        ),
    }


def test_indicators_that_came_and_went() -> None:
    project = make_small(leaf("A1", "A", 60), leaf("A2", "A", 40))
    earlier = _run(project)
    project.system.indicators.filter(code="A2").delete()
    later = _run(Project.objects.get(pk=project.pk))
    assert _told(queries.compare(later, earlier))["A2"] == (["删除指标 36 → —"], [])
    assert _told(queries.compare(earlier, later))["A2"] == (["新增指标 — → 36"], [])


def test_lists_of_other_lengths_and_whole_objects_are_told_as_texts() -> None:
    then = {"grade_scheme": [{"grade": "优", "min": Decimal(90)}], "rounding": {"score": {"decimals": 2}}}
    now = {"grade_scheme": [], "rounding": {"score": {"decimals": 1}, "value": {"mode": "down"}}}
    assert compare_general(now, then) == (
        "取舍·得分·小数位 2 → 1",
        "取舍·业绩值 — → 方式 截断",
        "等级 等级 优，下限 90 → —",
    )
    assert compare_indicators([], [], {}, {}) == ()

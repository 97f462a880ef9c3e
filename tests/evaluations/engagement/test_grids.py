"""绩效目标 and the other lists: what is pasted stands, what is wrong is told, and what follows from it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.desk.agenda import agenda
from evaluations.engagement.actions import cite
from evaluations.engagement.grids import CITATIONS, DUTIES, MILESTONES, OBJECTIVES, STEPS, UNITS
from evaluations.engagement.models import Citation, PolicyDocument, Step
from evaluations.engagement.policies import find_policy, known_policies, uncited, warning
from evaluations.engagement.schedule import due_steps, last_day
from evaluations.exchange.queries import export_dossier
from evaluations.grids.actions import Outcome, change
from evaluations.grids.grid import Grid
from evaluations.grids.operations import Add, Remove, Restore
from evaluations.grids.queries import state
from evaluations.people.models import User
from evaluations.projects.models import Activity, Objective, Project
from tests.factories import make_firm, make_project, make_user

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 5, 20)


def begun(case: str = "linfang_2018") -> tuple[Project, User]:
    firm = make_firm()
    manager = make_user(firm=firm, display_name="陆婉宁")
    return make_project(case, firm=firm, by=manager), manager


def add(grid: Grid, project: Project, by: User, *rows: dict[str, str]) -> Outcome:
    operations = [
        Add(key=f"new{number}", after=None, parent=None, cells=cells) for number, cells in enumerate(rows)
    ]
    return change(grid, project, operations, by=by)


def shown(grid: Grid, project: Project) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = state(grid, project)["rows"]
    return rows


def test_a_cases_objectives_pasted_are_the_cases(cases: Path) -> None:
    """All 19, each bound to its indicator by code."""
    project, manager = begun("hongda_2018")
    Objective.objects.filter(project=project).delete()
    wanted = json.loads((cases / "hongda_2018.json").read_text())["objectives"]
    done = add(
        OBJECTIVES, project, manager, *({key: str(text) for key, text in row.items()} for row in wanted)
    )
    assert [told.state for told in done.told] == ["saved"] * 19
    assert export_dossier(Project.objects.get(pk=project.pk))["objectives"] == wanted


def test_an_indicator_by_code_by_name_or_by_both() -> None:
    project, manager = begun()
    one = project.system.indicators.get(code="B1-1")
    rows = [
        {"name": "目标", "indicator": words} for words in ("B1-1", f"B1-1 {one.name}", str(one), one.name)
    ]
    add(OBJECTIVES, project, manager, *rows)
    added = Objective.objects.filter(project=project).order_by("-position")[:4]
    assert {row.indicator for row in added} == {one}
    assert str(one) in next(
        column["choices"] for column in state(OBJECTIVES, project)["columns"] if column["key"] == "indicator"
    )


def test_an_unknown_indicator_is_told_and_the_rest_is_saved() -> None:
    project, manager = begun()
    done = add(OBJECTIVES, project, manager, {"name": "满意度", "target": "≥90%", "indicator": "X9"})
    assert [(told.state, told.column, told.message) for told in done.told] == [
        ("saved", "", ""),
        (
            "problem",
            "indicator",
            "新增的目标 指标：没有编号为“X9”的一项，请改正编号，或先把它加上。",
        ),
    ]
    row = Objective.objects.filter(project=project).order_by("position").last()
    assert row is not None
    assert (row.name, row.target, row.indicator) == ("满意度", "≥90%", None)


def test_a_removed_objective_comes_back_with_its_indicator() -> None:
    project, manager = begun()
    row = Objective.objects.filter(project=project, indicator__isnull=False)[0]
    change(OBJECTIVES, project, [Remove(row=row.pk)], by=manager)
    change(OBJECTIVES, project, [Restore(row=row.pk)], by=manager)
    assert Objective.objects.get(pk=row.pk).indicator == row.indicator
    assert Activity.objects.filter(project=project)[0].verb == "恢复"


@pytest.mark.parametrize(
    ("grid", "row"),
    [
        (MILESTONES, {"item": "验收", "plan": "第四季度", "actual": "2018-12", "progress": "已验收"}),
        (DUTIES, {"unit": "民政局", "duty": "审核", "rules": "管理办法"}),
        (UNITS, {"organisation": "敬老中心", "part": "实施单位", "contact": "财务科"}),
        (STEPS, {"name": "工作方案", "due_on": "2026-05-29", "responsible": "陆婉宁"}),
        (CITATIONS, {"number": "云财〔2026〕8号", "title": "补助办法", "date": "2026-01-05"}),
    ],
)
def test_each_list_takes_a_row(grid: Grid, row: dict[str, str]) -> None:
    project, manager = begun()
    before = len(shown(grid, project))
    assert [told.state for told in add(grid, project, manager, row).told] == ["saved"]
    cells = shown(grid, project)[before]["cells"]
    assert {key: cells[key] for key in row} == row
    assert Activity.objects.filter(project=project)[0].verb == "新增"


@pytest.mark.parametrize(
    ("grid", "row", "message"),
    [
        (DUTIES, {"unit": "民政局"}, "先填好“职责”，这一行才能保存。"),
        (MILESTONES, {"plan": "2018"}, "先填好“内容”，这一行才能保存。"),
    ],
)
def test_a_row_wants_its_name(grid: Grid, row: dict[str, str], message: str) -> None:
    project, manager = begun()
    assert [told.message for told in add(grid, project, manager, row).told] == [message]


# Schedule -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026", datetime.date(2026, 12, 31)),
        ("2026-02", datetime.date(2026, 2, 28)),
        ("2026-05-29", datetime.date(2026, 5, 29)),
        ("2026年5月", datetime.date(2026, 5, 31)),
        ("", None),
    ],
)
def test_last_day(text: str, day: datetime.date | None) -> None:
    assert last_day(text) == day


def test_what_is_due_soon_waits_for_its_person() -> None:
    project, manager = begun()
    for position, (due, done) in enumerate(
        [("2026-05-18", ""), ("2026-05-19", "2026-05-19"), ("2026-05-27", ""), ("2026-05-28", ""), ("", "")]
    ):
        Step.objects.create(
            project=project, position=position, name=due, due_on=due, done_on=done, responsible=manager
        )
    assert [(step.due_on, left) for step, left in due_steps(manager, TODAY)] == [
        ("2026-05-18", -2),
        ("2026-05-27", 7),
    ]
    project.members.all().delete()
    assert due_steps(manager, TODAY) == []


def test_what_is_late_is_marked_and_stands_on_the_desk() -> None:
    project, manager = begun()
    day = timezone.localdate() - datetime.timedelta(days=2)
    add(STEPS, project, manager, {"name": "报告初稿", "due_on": day.isoformat(), "responsible": "陆婉宁"})
    row = shown(STEPS, project)[0]
    assert (row["computed"]["state"], row["marks"]["due_on"]["kind"]) == ("逾期", "warn")
    item = agenda(manager)[0]
    assert (item.label, item.title, item.detail) == (
        "逾期",
        "工作进度：报告初稿",
        f"计划{day.isoformat()}完成，已过2天",
    )
    assert item.url == reverse("engagement:schedule", args=[project.pk])


# Policies -----------------------------------------------------------------------------------------


def repealed(**values: Any) -> PolicyDocument:
    new = PolicyDocument.objects.create(number="云财〔2025〕3号", title="新办法", effective_from="2025-07-01")
    return PolicyDocument.objects.create(
        number="云财〔2019〕1号", title="旧办法", effective_to="2025-07-01", replaced_by=new, **values
    )


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2025-06-30", ""),
        ("2025-07-01", "云财〔2019〕1号已于2025-07-01废止，请改引《新办法》（云财〔2025〕3号）。"),
        ("2025-07", "云财〔2019〕1号已于2025-07-01废止，请改引《新办法》（云财〔2025〕3号）。"),
        ("2024", ""),
    ],
)
def test_a_repealed_document(at: str, said: str) -> None:
    assert warning(repealed(), at) == said


def test_a_document_not_yet_in_force() -> None:
    new = repealed().replaced_by
    assert new is not None
    assert warning(new, "2025-06") == "云财〔2025〕3号自2025-07-01起施行，评价日期2025-06时还没有生效。"
    assert warning(new, "2025-07-01") == ""
    assert warning(PolicyDocument(number="甲", title="乙"), "2026") == ""


def test_citing_by_number_brings_the_rest_and_warns() -> None:
    project, manager = begun()
    repealed(issuer="云澜市财政局")
    Project.objects.filter(pk=project.pk).update(report_date="2026-05-29")
    add(CITATIONS, project, manager, {"number": "云财[2019] 1号"})
    row = shown(CITATIONS, project)[0]
    assert (row["cells"]["title"], row["cells"]["issuer"]) == ("旧办法", "云澜市财政局")
    assert (row["computed"]["standing"], row["marks"]["number"]["text"]) == (
        "已废止",
        "云财〔2019〕1号已于2025-07-01废止，请改引《新办法》（云财〔2025〕3号）。",
    )
    add(CITATIONS, project, manager, {"number": "没有的号", "title": "别的"})
    assert shown(CITATIONS, project)[1]["computed"]["standing"] == "库中没有"


def test_the_base_is_national_and_the_firms_own() -> None:
    project, _ = begun()
    own = PolicyDocument.objects.create(firm=project.firm, number="衍庆制〔2026〕1号", title="质量控制制度")
    PolicyDocument.objects.create(firm=make_firm(), number="别家〔2026〕1号", title="别家的")
    base = known_policies(project.firm_id)
    assert {one.number for one in base} == {
        "衍庆制〔2026〕1号",
        "财预〔2020〕10号",
        "财监〔2021〕4号",
        "财预〔2021〕6号",
        "财预〔2021〕101号",
        "财金〔2020〕13号",
        "财预〔2013〕53号",
    }
    assert base[0] == own
    found = find_policy(base, "财预（2020）10号")
    assert found is not None
    assert (found.title, found.effective_from) == ("项目支出绩效评价管理办法", "2020-02-25")
    assert own not in uncited(base, ["衍庆制[2026]1号"])
    assert find_policy(base, "") is None


def test_a_document_is_cited_once() -> None:
    project, manager = begun()
    document = PolicyDocument.objects.get(number="财预〔2020〕10号")
    client = Client()
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("engagement:cite", args=[project.pk])
    for _ in range(2):
        assert client.post(url, {"document": document.pk})["Location"] == (
            reverse("engagement:policies", args=[project.pk])
        )
    assert cite(project, document, by=manager) == Citation.objects.get(project=project)
    assert Activity.objects.filter(project=project, verb="引用").count() == 1
    page = client.post(url, {"document": "x"}, follow=True)
    said = [str(one) for one in page.context["messages"]]
    assert said[-1] == "没有引用：文件库里没有这份文件，请从列表中另选。"


# Pages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [1, 3])
@pytest.mark.parametrize(
    ("name", "grid", "row"),
    [
        ("objectives", OBJECTIVES, {"name": "目标", "indicator": "B1-1"}),
        ("milestones", MILESTONES, {"item": "内容"}),
        ("organisation", DUTIES, {"unit": "单位", "duty": "职责"}),
        ("schedule", STEPS, {"name": "方案", "responsible": "陆婉宁"}),
        ("policies", CITATIONS, {"title": "文件"}),
        ("engagement", UNITS, {"organisation": "单位"}),
    ],
)
def test_pages_ask_as_often_for_many(
    name: str, grid: Grid, row: dict[str, str], more: int, django_assert_max_num_queries: Any
) -> None:
    project, manager = begun()
    add(grid, project, manager, *[row] * more)
    client = Client()
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    with django_assert_max_num_queries(15):
        assert client.get(reverse(f"engagement:{name}", args=[project.pk])).status_code == 200

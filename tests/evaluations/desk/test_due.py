"""Everything that waits for a person, by its due day; and what 承接, 组织管理 and 工作进度 still miss."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.desk.agenda import agenda
from evaluations.desk.completeness import Module
from evaluations.desk.items import Item
from evaluations.desk.overview import overview
from evaluations.engagement.actions import cite, sign_declaration
from evaluations.engagement.models import Duty, Engagement, Step
from evaluations.evidence.models import RequestedItem
from evaluations.fieldwork.models import BaseTableItem
from evaluations.papers.disputes import mark_disputed
from evaluations.people.models import Firm, User
from evaluations.projects.models import Project, ProjectRole
from tests.evaluations.engagement.making import make_policy
from tests.evaluations.evidence.making import make_request
from tests.factories import add_member, make_firm, make_project, make_user

pytestmark = pytest.mark.django_db


def day(left: int) -> str:
    return (timezone.localdate() + datetime.timedelta(days=left)).isoformat()


def begun(case: str = "linfang_2018") -> tuple[Firm, User, Project]:
    firm = make_firm()
    manager = make_user(firm=firm)
    return firm, manager, make_project(case, firm=firm, by=manager)


def step(project: Project, name: str, left: int, **values: Any) -> Step:
    place = Step.objects.filter(project=project).count()
    return Step.objects.create(project=project, position=place, name=name, due_on=day(left), **values)


def labelled(user: User, label: str) -> Item:
    return next(item for item in agenda(user) if item.label == label)


def test_what_is_due_first_stands_first_and_what_has_no_day_last() -> None:
    _, manager, project = begun()
    step(project, "评分与底稿", 3)
    step(project, "数据采集", 9, responsible=manager)
    step(project, "工作方案", -2, responsible=manager)
    items = agenda(manager)
    left = [item.left for item in items]
    dated = [one for one in left if one is not None]
    assert left == [*sorted(dated), *[None] * (len(left) - len(dated))]
    assert (items[0].title, items[0].when, items[0].is_late) == ("工作进度：工作方案", "逾期2天", True)
    todo = labelled(manager, "待编制")
    assert todo.due is not None
    assert (todo.when, todo.due.by) == ("还有3天", "工作进度“评分与底稿”")


def test_without_a_step_the_contract_says_by_when() -> None:
    _, manager, project = begun()
    Engagement.objects.create(project=project, starts_on=day(0), ends_on=day(30))
    declaration, papers = labelled(manager, "待签"), labelled(manager, "待编制")
    assert declaration.due is not None
    assert papers.due is not None
    assert (declaration.when, declaration.due.by) == ("今天到期", "合同履约开始")
    assert (papers.when, papers.due.by) == ("还有30天", "合同履约截止")


def test_data_handed_in_waits_for_the_team_and_returned_data_for_the_unit() -> None:
    _, manager, project = begun()
    contact = add_member(project, make_user(), ProjectRole.UNIT_CONTACT)
    table = project.basetables.earliest("position")
    project.basetables.exclude(pk=table.pk).update(is_handed_out=False)
    table.is_handed_out = True
    table.save()
    first, second = table.items.all()[:2]
    BaseTableItem.objects.filter(pk=first.pk).update(state="filled", is_locked=True)
    BaseTableItem.objects.filter(pk=second.pk).update(state="returned", returned_reason="与账面不符")
    waiting = labelled(manager, "待核实")
    assert waiting.url == reverse("fieldwork:verification", args=[project.pk, table.pk]) + f"#item-{first.pk}"
    back = labelled(contact, "退回")
    assert (back.url, "与账面不符" in back.detail) == (
        reverse("fieldwork:fill-table", args=[project.pk, table.pk]),
        True,
    )
    assert "待核实" not in [item.label for item in agenda(contact)]


def test_requested_papers_have_their_day_for_the_unit_and_once_late_for_the_team() -> None:
    _, manager, project = begun()
    contact = add_member(project, make_user(), ProjectRole.UNIT_CONTACT)
    item = make_request(project, by=manager)
    RequestedItem.objects.filter(pk=item.pk).update(due=day(-1))
    for person, action in ((manager, "去催要"), (contact, "去提交")):
        line = labelled(person, "逾期")
        assert (line.when, line.action) == ("逾期1天", action)
        assert line.url.endswith(f"#request-{item.pk}")
    RequestedItem.objects.filter(pk=item.pk).update(state="received", due=day(5))
    assert labelled(manager, "待核对").when == "还有5天"
    assert agenda(contact) == []


def test_disputes_and_repealed_documents_wait_for_the_team() -> None:
    firm, manager, project = begun()
    paper = project.papers.select_related("indicator").earliest("indicator__position")
    data = {"low": 0 * paper.indicator.weight, "high": paper.indicator.weight, "reason": "口径不同"}
    mark_disputed(paper, data, revision=0, by=manager)
    cite(project, make_policy(firm, by=manager, effective_to="2018"), by=manager)
    assert labelled(manager, "有争议").detail == "口径不同"
    line = labelled(manager, "待改引")
    assert (line.url, line.detail[:18]) == (
        reverse("engagement:policies", args=[project.pk]),
        "云财〔2024〕8号已于2018废止",
    )
    problems = overview(project, is_scored=True, is_stale=False).problems
    assert "评价依据" in [problem.place for problem in problems]


def test_nothing_of_another_project_waits_for_somebody_else() -> None:
    _, manager, project = begun()
    make_request(project, by=manager)
    step(project, "评分", 1)
    assert agenda(make_user()) == []


@pytest.mark.parametrize("person", ["manager", "contact"])
def test_the_desk_asks_no_more_with_more_rows(client: Client, person: str) -> None:
    firm = make_firm()
    people = {"manager": make_user(firm=firm), "contact": make_user()}
    client.force_login(people[person])

    def count(projects: int) -> int:
        for _ in range(projects):
            _fill(make_project(firm=firm, by=people["manager"]), firm, people)
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    one = count(1)
    assert count(2) == one


def _fill(project: Project, firm: Firm, people: dict[str, User]) -> None:
    manager = people["manager"]
    add_member(project, people["contact"], ProjectRole.UNIT_CONTACT)
    step(project, "评分与底稿", 3, responsible=manager)
    step(project, "数据采集", -3, responsible=manager)
    Engagement.objects.create(project=project, ends_on=day(9))
    project.basetables.update(is_handed_out=True)
    items = BaseTableItem.objects.filter(table__project=project)
    items.update(state="returned", returned_reason="不符")
    items.filter(pk__in=list(items.values_list("pk", flat=True)[:3])).update(state="filled", is_locked=True)
    RequestedItem.objects.filter(pk=make_request(project, by=manager).pk).update(due=day(-1))
    number = f"云财〔2018〕{project.pk}号"
    cite(project, make_policy(firm, by=manager, number=number, effective_to="2018"), by=manager)


def test_the_page_marks_what_is_late_by_word_and_colour(client: Client) -> None:
    _, manager, project = begun()
    step(project, "工作方案", -2, responsible=manager)
    client.force_login(manager)
    page = client.get("/").content.decode()
    assert '<span class="late-x">逾期2天</span>' in page


# Completeness ---------------------------------------------------------------------------------------


def module(project: Project, label: str) -> Module:
    found = overview(project, is_scored=True, is_stale=False).modules
    return next(one for one in found if one.label == label)


def test_the_engagement_counts_what_the_contract_wants_and_who_has_signed() -> None:
    _, manager, project = begun()
    before = module(project, "承接与团队")
    assert (before.total, before.percent) == (12, 0)
    Engagement.objects.create(project=project, contract_number="2018-7", amount=0)
    sign_declaration(project, has_interest=False, explanation="", by=manager)
    after = module(project, "承接与团队")
    assert after.done == 3
    assert after.gaps[0].url == reverse("engagement:edit", args=[project.pk]) + "#id_signed_on"


def test_a_schedule_and_an_organisation_that_nobody_has_written_are_missing() -> None:
    _, _, project = begun()
    Duty.objects.filter(project=project).delete()
    assert [gap.label for gap in module(project, "工作进度").gaps] == ["工作进度"]
    assert [gap.label for gap in module(project, "组织管理").gaps] == ["组织管理"]
    step(project, "评分", 1)
    Duty.objects.create(project=project, position=0, unit="财务科", duty="拨付", rules="办法")
    assert [gap.label for gap in module(project, "工作进度").gaps] == ["评分的负责人"]
    assert module(project, "组织管理").percent == 100


def test_a_self_evaluation_is_not_asked_for_a_contract() -> None:
    _, _, project = begun("selfeval_2023_hotline")
    labels = {one.label for one in overview(project, is_scored=True, is_stale=False).modules}
    assert labels & {"承接与团队", "工作进度", "组织管理"} == set()

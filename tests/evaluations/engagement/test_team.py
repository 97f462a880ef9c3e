"""The team: who may be what, that somebody stays in charge, what is missing, and who declared what."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from evaluations.desk.agenda import agenda
from evaluations.engagement.actions import (
    NotPossible,
    add_member,
    add_outsider,
    change_member,
    edit_engagement,
    remove_member,
    sign_declaration,
)
from evaluations.engagement.models import Declaration, Engagement
from evaluations.engagement.queries import (
    candidates,
    declared_interests,
    engagement_of,
    shortcomings,
    team,
    undeclared,
)
from evaluations.people.models import User
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Activity, Project, ProjectMember
from tests.factories import add_member as give_role
from tests.factories import make_firm, make_project, make_user

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def begun() -> tuple[Project, User]:
    firm = make_firm()
    manager = make_user(firm=firm, display_name="陆婉宁")
    return make_project(firm=firm, by=manager), manager


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def values(**changed: Any) -> dict[str, Any]:
    plain = {"role": "lead", "duties": "", "title": "", "certificate": "", "years": None}
    return {**plain, "evaluation_years": None, **changed}


def last(project: Project) -> tuple[str, str]:
    return Activity.objects.filter(project=project).values_list("verb", "subject").first() or ("", "")


def test_a_person_of_the_firm_joins() -> None:
    project, manager = begun()
    person = make_user(firm=project.firm, display_name="周屿")
    assert person in candidates(project, "周")
    member = add_member(project, person, role="evaluator", duties="外勤", by=manager)
    assert (member.role, member.duties, member.history.get().history_user) == ("evaluator", "外勤", manager)
    assert last(project) == ("加入", "成员　周屿　评价人员")
    assert person not in candidates(project, "")
    with pytest.raises(NotPossible, match="周屿已在小组里"):
        add_member(project, person, role="lead", by=manager)


def test_inside_roles_are_for_the_firm_alone() -> None:
    project, manager = begun()
    stranger = make_user("staff")
    assert stranger not in candidates(project, "")
    with pytest.raises(NotPossible, match="不能担任主评人；可以作为专家加入"):
        add_member(project, stranger, role="lead", by=manager)
    with pytest.raises(NotPossible, match="角色只能是专家"):
        add_outsider(project, email="a@example.com", name="某", role="manager", duties="", by=manager)
    assert not User.objects.filter(username="a@example.com").exists()
    assert project.members.count() == 1


def test_an_expert_by_mail_gets_an_account_without_password_once() -> None:
    project, manager = begun()
    member = add_outsider(
        project, email="Liang@Example.com", name="梁思齐", role="expert", duties="行业", by=manager
    )
    assert (member.user.username, str(member.user), member.user.has_usable_password()) == (
        "liang@example.com",
        "梁思齐",
        False,
    )
    other, boss = begun()
    again = add_outsider(
        other, email="liang@example.com", name="另一个名字", role="expert", duties="", by=boss
    )
    assert again.user == member.user
    assert str(again.user) == "梁思齐"


def test_somebody_stays_in_charge() -> None:
    project, manager = begun()
    own = project.members.get()
    with pytest.raises(NotPossible, match="唯一的主评人或项目负责人"):
        remove_member(project, own.pk, by=manager)
    with pytest.raises(NotPossible, match="唯一的主评人或项目负责人"):
        change_member(project, own.pk, values(role="evaluator"), revision=1, by=manager)
    assert ProjectMember.objects.get(pk=own.pk).role == "manager"
    give_role(project, make_user(firm=project.firm), "lead")
    remove_member(project, own.pk, by=manager)
    remove_member(project, own.pk, by=manager)
    assert list(project.members.values_list("role", flat=True)) == ["lead"]
    assert last(project) == ("移出", "成员　陆婉宁　项目负责人")


def test_a_change_says_what_and_an_old_one_is_refused() -> None:
    project, manager = begun()
    own = project.members.get()
    change_member(project, own.pk, values(title="高级会计师", years=8), revision=1, by=manager)
    assert Activity.objects.filter(project=project)[0].changes == [
        {"field": "角色", "before": "项目负责人", "after": "主评人"},
        {"field": "职称", "before": "—", "after": "高级会计师"},
        {"field": "从业年限", "before": "—", "after": "8"},
    ]
    with pytest.raises(Conflict) as conflict:
        change_member(project, own.pk, values(title="会计师"), revision=1, by=manager)
    assert (conflict.value.theirs["title"], conflict.value.mine["title"]) == ("高级会计师", "会计师")


def test_what_the_team_lacks() -> None:
    project, manager = begun()
    assert shortcomings(team(project)) == [
        "小组里还没有主评人，至少要有1名（财监〔2021〕4号 第十四条）。",
        "陆婉宁还没有签独立性声明。",
    ]
    lead = make_user(firm=project.firm, display_name="沈知行")
    give_role(project, lead, "lead")
    ProjectMember.objects.filter(user=lead).update(years=4)
    give_role(project, make_user(), "unit_contact")
    sign_declaration(project, has_interest=False, explanation="", by=manager)
    sign_declaration(project, has_interest=True, explanation="配偶在被评价单位任职", by=lead)
    assert shortcomings(team(project)) == [
        (
            "主评人沈知行：职称或执业资格没有填，从业年限4年，不足5年，"
            "绩效评价年限没有填（财监〔2021〕4号 第七条）。"
        ),
        "沈知行声明存在利害关系：配偶在被评价单位任职。请考虑回避。",
    ]


def test_everybody_signs_for_themselves_and_the_last_counts() -> None:
    project, manager = begun()
    assert list(undeclared(manager)) == [project]
    assert [item.title for item in agenda(manager)][:1] == ["独立性声明：尚未签署"]
    with pytest.raises(NotPossible, match="请说明"):
        sign_declaration(project, has_interest=True, explanation=" ", by=manager)
    with pytest.raises(NotPossible, match="只有小组成员"):
        sign_declaration(project, has_interest=False, explanation="", by=make_user(firm=project.firm))
    sign_declaration(project, has_interest=True, explanation="曾任顾问", by=manager)
    assert [one.explanation for one in declared_interests(project, manager)] == ["曾任顾问"]
    sign_declaration(project, has_interest=False, explanation="", by=manager)
    assert declared_interests(project, manager) == []
    assert Declaration.objects.filter(project=project).count() == 2
    assert list(undeclared(manager)) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Declaration.objects.create(project=project, user=manager, has_interest=True)


def test_an_interest_in_the_same_unit_is_told_when_one_is_added() -> None:
    project, manager = begun()
    other = make_project(firm=project.firm, by=manager)
    person = make_user(firm=project.firm, display_name="周屿")
    give_role(other, person)
    sign_declaration(other, has_interest=True, explanation="持有股份", by=person)
    page = browser(manager).post(
        reverse("engagement:add", args=[project.pk]), {"user": person.pk, "role": "evaluator"}, follow=True
    )
    assert [str(one) for one in page.context["messages"]] == [
        "已加入周屿（评价人员）",
        f"周屿在“{other.title}”声明过存在利害关系：持有股份。请考虑回避。",
    ]


@pytest.mark.parametrize(
    ("posted", "field", "message"),
    [
        ({"name": "", "email": "a@example.com", "role": "expert"}, "name", "请填姓名，会印在专家名单上。"),
        (
            {"name": "梁思齐", "email": "a@", "role": "expert"},
            "email",
            "这不是邮箱地址，应像name@example.com。",
        ),
        ({"name": "梁思齐", "email": "", "role": "expert"}, "email", "请填邮箱，对方用它登录。"),
    ],
)
def test_wrong_entries_are_named_at_their_field(posted: dict[str, str], field: str, message: str) -> None:
    project, manager = begun()
    page = browser(manager).post(reverse("engagement:invite", args=[project.pk]), posted)
    assert (page.status_code, page.context["form"].errors[field]) == (422, [message])


def test_a_role_that_does_not_exist_is_refused() -> None:
    project, manager = begun()
    person = make_user(firm=project.firm)
    page = browser(manager).post(
        reverse("engagement:add", args=[project.pk]), {"user": person.pk, "role": "expert"}, follow=True
    )
    assert [str(one) for one in page.context["messages"]] == [
        "没有加入：请在查找结果里选一个人，并选好角色。"
    ]


def test_who_takes_themselves_off_comes_to_their_projects() -> None:
    project, manager = begun()
    give_role(project, make_user(firm=project.firm), "lead")
    own = project.members.get(user=manager)
    page = browser(manager).post(reverse("engagement:remove", args=[project.pk, own.pk]))
    assert page["Location"] == reverse("desk:projects")


@pytest.mark.parametrize("more", [1, 3])
def test_the_team_page_asks_as_often_for_many(more: int, django_assert_num_queries: Any) -> None:
    project, manager = begun()
    for _ in range(more):
        sign_declaration(project, has_interest=False, explanation="", by=give_role(project))
    client = browser(manager)
    with django_assert_num_queries(14):
        assert client.get(reverse("engagement:team", args=[project.pk])).status_code == 200


# Contract -------------------------------------------------------------------------------------------


def posted(**changed: str) -> dict[str, str]:
    empty = dict.fromkeys(
        ("contract_number", "signed_on", "amount", "amount_unit", "starts_on", "ends_on", "parties"), ""
    )
    texts = dict.fromkeys(("payment", "archiving", "competence", "independence", "risk"), "")
    return {**empty, **texts, "revision": "1", **changed}


def test_the_contract_is_saved_once_and_logged() -> None:
    project, manager = begun()
    url = reverse("engagement:edit", args=[project.pk])
    sent = posted(contract_number="HT-8", amount="98,000.00", amount_unit="元", risk="low")
    assert browser(manager).post(url, sent)["Location"] == reverse("engagement:engagement", args=[project.pk])
    row = Engagement.objects.get(project=project)
    assert (row.contract_number, str(row.amount), row.risk, row.revision) == ("HT-8", "98000.00", "low", 2)
    assert last(project) == ("修改", "承接与合同")
    conflict = browser(manager).post(url, posted(contract_number="HT-9"))
    assert (conflict.status_code, engagement_of(project).contract_number) == (409, "HT-8")


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"signed_on": "2026-02-30"}, "signed_on", "“2026-02-30”不是日期，应写成2026、2026-05或2026-05-29。"),
        ({"amount": "98000"}, "amount_unit", "请选金额的单位。"),
        ({"amount": "9.8O", "amount_unit": "元"}, "amount", "“9.8O”不是数字：第4个字符是字母O，应为数字0。"),
    ],
)
def test_what_is_wrong_with_the_contract(changed: dict[str, str], field: str, message: str) -> None:
    project, manager = begun()
    page = browser(manager).post(reverse("engagement:edit", args=[project.pk]), posted(**changed))
    assert (page.status_code, page.context["form"].errors[field]) == (422, [message])
    assert not Engagement.objects.filter(project=project).exists()


def test_an_old_revision_of_the_contract_raises_both() -> None:
    project, manager = begun()
    data = {name: "" for name in posted() if name != "revision"} | {"amount": None}
    edit_engagement(project, {**data, "payment": "一次付清"}, revision=1, by=manager)
    with pytest.raises(Conflict) as conflict:
        edit_engagement(project, {**data, "payment": "分两次"}, revision=1, by=manager)
    assert (conflict.value.theirs["payment"], conflict.value.mine["payment"]) == ("一次付清", "分两次")

"""政策文件库: kept by a firm's admin, read by its people, cited by its projects, warned of when repealed."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evaluations.engagement.actions import NotPossible, cite
from evaluations.engagement.models import PolicyDocument
from evaluations.engagement.policies import find_policy, known_policies, uncited
from evaluations.engagement.policybase.actions import KIND, add_policy, edit_policy, remove_policy, repeal
from evaluations.engagement.policybase.excel import export, take_over, try_out
from evaluations.engagement.policybase.queries import entries
from evaluations.grids.workbook import Book, read_book
from evaluations.people.models import Firm, FirmActivity, FirmRole, User
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Activity, Project
from evaluations.workbooks import NotAWorkbook
from tests.evaluations.engagement.making import make_policy, policy_data
from tests.factories import make_firm, make_project, make_user

pytestmark = pytest.mark.django_db
NATIONAL = "财预〔2020〕10号"


def begun() -> tuple[Firm, User, Project]:
    firm = make_firm()
    admin = make_user(role=FirmRole.ADMIN, firm=firm)
    return firm, admin, make_project(firm=firm, by=admin)


def book(*rows: tuple[Any, ...]) -> Book:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as made:
        sheet = made.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return read_book(target.getvalue())


def test_an_entry_is_known_to_the_firms_projects_and_to_no_other_firm() -> None:
    firm, admin, project = begun()
    made = make_policy(firm, by=admin)
    assert find_policy(known_policies(firm.pk), "云财[2024] 8号") == made
    assert find_policy(known_policies(make_firm().pk), made.number) is None
    cited = cite(project, made, by=admin)
    assert (cited.number, cited.title, cited.issuer) == (made.number, made.title, made.issuer)


def test_a_number_stands_once_however_its_brackets_are_typed() -> None:
    firm, admin, _ = begun()
    make_policy(firm, by=admin)
    with pytest.raises(NotPossible, match="文件库里已有云财〔2024〕8号"):
        make_policy(firm, by=admin, number="云财[2024]8号")


def test_a_repealed_document_warns_the_projects_that_cite_it_once() -> None:
    firm, admin, project = begun()
    old = make_policy(firm, by=admin)
    new = make_policy(firm, by=admin, number="云财〔2025〕3号", title="云州市绩效办法（修订）")
    cite(project, old, by=admin)
    saved = repeal(old, effective_to="2025-06-01", replaced_by=new, revision=1, by=admin)
    edit_policy(
        saved,
        {**policy_data(), "effective_to": "2025-06-01", "replaced_by": new, "note": "新旧衔接"},
        revision=2,
        by=admin,
    )
    told = Activity.objects.filter(project=project, verb="提醒")
    assert [one.subject for one in told] == [
        "评价依据　云财〔2024〕8号已于2025-06-01废止，请改引《云州市绩效办法（修订）》（云财〔2025〕3号）。"
    ]
    verbs = FirmActivity.objects.filter(firm=firm, kind=KIND, row=old.pk).values_list("verb", flat=True)
    assert list(verbs) == ["修改", "标记废止", "新增"]


def test_of_two_edits_the_second_is_told_and_nothing_is_lost() -> None:
    firm, admin, _ = begun()
    made = make_policy(firm, by=admin)
    edit_policy(made, policy_data(note="一"), revision=1, by=admin)
    with pytest.raises(Conflict) as refusal:
        edit_policy(made, policy_data(note="二"), revision=1, by=admin)
    assert (refusal.value.theirs["note"], refusal.value.mine["note"]) == ("一", "二")


def test_a_document_cannot_be_replaced_by_itself_in_a_circle() -> None:
    firm, admin, _ = begun()
    one = make_policy(firm, by=admin)
    two = make_policy(firm, by=admin, number="云财〔2025〕3号", replaced_by=one)
    with pytest.raises(NotPossible, match="不能由自己替代"):
        repeal(one, effective_to="2025", replaced_by=two, revision=1, by=admin)


def test_what_is_cited_or_replaces_another_is_not_removed() -> None:
    firm, admin, project = begun()
    made = make_policy(firm, by=admin)
    other = make_policy(firm, by=admin, number="云财〔2020〕1号", replaced_by=made)
    with pytest.raises(NotPossible, match="写明由云财〔2024〕8号替代"):
        remove_policy(made, by=admin)
    remove_policy(other, by=admin)
    cite(project, made, by=admin)
    with pytest.raises(NotPossible, match="有1个项目引用"):
        remove_policy(made, by=admin)


def test_a_copy_of_a_shipped_document_goes_before_it_and_may_be_annotated() -> None:
    firm, admin, project = begun()
    shipped = PolicyDocument.objects.get(firm=None, number=NATIONAL)
    data = {name: getattr(shipped, name) for name in policy_data()}
    copy = add_policy(firm, {**data, "note": "本机构按此口径"}, by=admin)
    rows = [one for one in entries(firm, admin) if one.document.number == NATIONAL]
    assert [(one.document, one.national) for one in rows] == [(copy, shipped)]
    assert [one for one in uncited(known_policies(firm.pk), []) if one.number == NATIONAL] == [copy]
    cite(project, copy, by=admin)
    remove_policy(copy, by=admin)
    assert find_policy(known_policies(firm.pk), NATIONAL) == shipped


# Pages ----------------------------------------------------------------------------------------------


def test_the_list_is_searched_and_filtered(client: Client) -> None:
    firm, admin, project = begun()
    client.force_login(admin)
    made = make_policy(firm, by=admin, effective_to="2025-01-01")
    cite(project, made, by=admin)
    page = client.get(reverse("policies:index"), {"show": "repealed"}).content.decode()
    assert "云财〔2024〕8号" in page
    assert NATIONAL not in page
    assert "1个项目" in page
    local = client.get(reverse("policies:index"), {"show": "local", "q": "云财[2024]"}).content.decode()
    assert "云州市市级预算绩效评价办法" in local
    assert "没有符合条件的文件" in client.get(reverse("policies:index"), {"q": "没有这样的"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_no_more_with_more_rows(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    firm, admin, project = begun()
    for number in range(count):
        cite(project, make_policy(firm, by=admin, number=f"云财〔2024〕{number}号"), by=admin)
    client.force_login(admin)
    with django_assert_num_queries(7):
        client.get(reverse("policies:index"))


def test_an_admin_records_edits_and_repeals_in_the_browser(client: Client) -> None:
    firm, admin, project = begun()
    client.force_login(admin)
    data = {name: value or "" for name, value in policy_data().items()}
    answer = client.post(reverse("policies:add"), {**data, "revision": 1, "effective_to": "昨天"})
    assert answer.status_code == 422
    assert "“昨天”不是日期" in answer.content.decode()
    client.post(reverse("policies:add"), {**data, "revision": 1})
    made = firm.policy_documents.get()
    cite(project, made, by=admin)
    where = reverse("policies:repeal", args=[made.pk])
    page = client.post(where, {"revision": 1, "effective_to": "2025-01-01"}, follow=True).content.decode()
    assert "1个引用它的项目已收到提醒" in page
    assert project.title in page
    late = client.post(where, {"revision": 1, "effective_to": "2025-02-01"})
    assert late.status_code == 409
    assert 'value="2025-02-01"' in late.content.decode()


def test_a_conflict_in_the_browser_is_merged_field_by_field(client: Client) -> None:
    firm, admin, _ = begun()
    client.force_login(admin)
    made = make_policy(firm, by=admin)
    sent = {name: value or "" for name, value in policy_data(title="我的名称").items()}
    sent |= {f"initial-{name}": value or "" for name, value in policy_data().items()}
    edit_policy(made, policy_data(note="别人的批注"), revision=1, by=admin)
    where = reverse("policies:edit", args=[made.pk])
    page = client.post(where, {**sent, "revision": 1})
    assert page.status_code == 409
    text = page.content.decode()
    assert "我的名称" in text
    assert "别人的批注" in text
    client.post(where, {**sent, "revision": 2, "choose-title": "mine", "choose-note": "theirs"})
    made.refresh_from_db()
    assert (made.title, made.note, made.revision) == ("我的名称", "别人的批注", 3)


def test_a_shipped_document_is_read_only(client: Client) -> None:
    _, admin, _ = begun()
    client.force_login(admin)
    shipped = PolicyDocument.objects.get(firm=None, number=NATIONAL)
    page = client.get(reverse("policies:policy", args=[shipped.pk])).content.decode()
    assert "复制到本机构并批注" in page
    assert client.post(reverse("policies:edit", args=[shipped.pk]), {}).status_code == 403
    form = client.get(reverse("policies:add"), {"from": shipped.pk}).content.decode()
    assert shipped.title in form


def test_a_member_of_the_firm_reads_and_sees_only_own_projects(client: Client) -> None:
    firm, admin, project = begun()
    made = make_policy(firm, by=admin)
    cite(project, made, by=admin)
    client.force_login(make_user(firm=firm))
    page = client.get(reverse("policies:policy", args=[made.pk])).content.decode()
    assert made.title in page
    assert project.title not in page
    assert "标记废止" not in page


# Excel ----------------------------------------------------------------------------------------------


def test_what_was_exported_comes_back_unchanged_and_a_changed_cell_is_taken() -> None:
    firm, admin, _ = begun()
    new = make_policy(firm, by=admin, number="云财〔2025〕3号")
    make_policy(firm, by=admin, replaced_by=new, url="https://example.com/a.pdf")
    same = try_out(firm, read_book(export(firm)), by=admin)
    assert (same.changes, same.faults) == ([], [])
    heads = ("文号", "名称", "级别", "废止日期", "替代文件文号", "没见过")
    rows = (
        ("云财[2024]8号", "云州市市级预算绩效评价办法", "地方", "2025-06-01", "云财〔2026〕1号"),
        ("云财〔2026〕1号", "新办法", "地方", "", ""),
    )
    trial = take_over(firm, book(heads, *rows), by=admin)
    assert (trial.added, trial.ignored) == (1, ["没见过"])
    old = firm.policy_documents.get(title="云州市市级预算绩效评价办法", effective_to="2025-06-01")
    assert old.replaced_by is not None
    assert (old.replaced_by.number, old.issuer) == ("云财〔2026〕1号", "云州市财政局")


def test_what_is_wrong_in_the_file_is_told_by_its_cell_and_nothing_is_saved() -> None:
    firm, admin, _ = begun()
    heads = ("文号", "名称", "级别", "施行日期", "替代文件文号", "原文链接")
    rows = (
        ("甲〔2024〕1号", "甲", "市里", "昨天", "", ""),
        ("乙〔2024〕1号", "乙", "地方", "", "没有〔1999〕1号", "ftp//x"),
        ("丙〔2024〕1号", "丙", "", "", "没有〔1999〕1号", ""),
        ("丙[2024]1号", "丙", "", "", "", ""),
        ("丁〔2024〕1号", "", "", "", "", ""),
    )
    trial = try_out(firm, book(heads, *rows), by=admin)
    assert {one.place for one in trial.faults} == {"C2", "D2", "F3", "E4", "A5", "B6"}
    assert not firm.policy_documents.exists()
    with pytest.raises(NotAWorkbook, match="没有“文号”和“名称”"):
        try_out(firm, book(("名称",), ("甲",)), by=admin)


def test_a_file_goes_through_the_page(client: Client) -> None:
    firm, admin, _ = begun()
    client.force_login(admin)
    make_policy(firm, by=admin)
    content = export(firm)
    firm.policy_documents.all().delete()
    page = client.post(reverse("policies:import"), {"file": SimpleUploadedFile("a.xlsx", content)})
    token = page.context["token"]
    assert "新增1份" in page.content.decode()
    assert client.post(reverse("policies:confirm"), {"token": token}).status_code == 302
    assert firm.policy_documents.get().number == "云财〔2024〕8号"
    assert client.post(reverse("policies:confirm"), {"token": token}).status_code == 422
    bad = client.post(reverse("policies:import"), {"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.7")})
    assert bad.status_code == 422
    assert "不是Excel文件" in bad.content.decode()

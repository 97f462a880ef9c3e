"""模板与提纲: what a firm keeps is edited, copied, retired and restored; projects keep theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.fieldwork.actions import add_table, keep_template
from evaluations.fieldwork.models import InterviewOutline, ItemTemplate, VisitOutline
from evaluations.fieldwork.patterns import BadLine, content_of, tidy_checks, tidy_items, tidy_lines
from evaluations.fieldwork.queries import templates_of
from evaluations.founding.actions import mark_template
from evaluations.inquiries.actions import add_check, keep_outline, keep_visit_outline, plan_visit
from evaluations.patterns.actions import NameTaken, add_pattern, copy_pattern, edit_pattern, restore, retire
from evaluations.patterns.kinds import INTERVIEWS, KINDS, TABLES, VISITS
from evaluations.patterns.queries import blocks, rows, story
from evaluations.people.models import Firm, FirmActivity, FirmRole, User
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from tests.factories import make_firm, make_project, make_user

pytestmark = pytest.mark.django_db
ITEMS = {"name": "热线数据", "rows": "来电量｜数值｜件｜2025年｜含短信\n是否外包｜是否"}
ASKED = {"name": "受益对象", "group": "市民", "questions": "打得通吗", "items": "态度", "scale": "好、差"}
LOOKED = {"name": "机房", "checks": "服务器｜12台｜台\n门禁"}
CONTENT = {"tables": ITEMS, "interviews": ASKED, "visits": LOOKED}


def begun() -> tuple[Firm, User, Project]:
    firm = make_firm()
    admin = make_user(role=FirmRole.ADMIN, firm=firm)
    return firm, admin, make_project(firm=firm, by=admin)


@pytest.mark.parametrize("key", list(KINDS))
def test_what_is_typed_is_what_is_held(key: str) -> None:
    firm, admin, _ = begun()
    made = add_pattern(KINDS[key], firm, CONTENT[key], by=admin)
    assert content_of(made) == CONTENT[key]
    assert [one.verb for one in story(made)] == ["新增"]
    with pytest.raises(NameTaken):
        add_pattern(KINDS[key], firm, CONTENT[key], by=admin)


def test_a_template_gives_its_items_to_a_new_base_table_and_stays_apart_from_it() -> None:
    firm, admin, project = begun()
    made = add_pattern(TABLES, firm, ITEMS, by=admin)
    assert isinstance(made, ItemTemplate)
    table = add_table(project, code="Z1", title="", by=admin, template=made)
    edit_pattern(TABLES, made, {**ITEMS, "rows": "接通率｜数值｜%"}, revision=1, by=admin)
    assert [(row.name, row.kind, row.unit) for row in table.items.all()] == [
        ("来电量", "number", "件"),
        ("是否外包", "flag", ""),
    ]


def test_a_retired_pattern_is_not_offered_and_comes_back() -> None:
    firm, admin, project = begun()
    made = add_pattern(TABLES, firm, ITEMS, by=admin)
    retire(TABLES, made, is_retired=True, by=admin)
    retire(TABLES, made, is_retired=True, by=admin)
    assert list(templates_of(project)) == []
    retire(TABLES, made, is_retired=False, by=admin)
    assert list(templates_of(project)) == [made]
    assert [one.verb for one in story(made)] == ["恢复使用", "停用", "新增"]


def test_saving_anew_from_a_project_replaces_and_the_old_content_can_come_back() -> None:
    firm, admin, project = begun()
    made = add_pattern(TABLES, firm, ITEMS, by=admin)
    table = project.basetables.earliest("position")
    kept = keep_template(table, "热线数据", by=admin)
    assert kept.pk == made.pk
    newest, first = story(kept)
    assert newest.verb == "从项目存入，替换原内容"
    restore(TABLES, kept, first, by=admin)
    assert content_of(kept) == ITEMS


def test_of_two_edits_the_second_is_told() -> None:
    firm, admin, _ = begun()
    made = add_pattern(INTERVIEWS, firm, ASKED, by=admin)
    edit_pattern(INTERVIEWS, made, {**ASKED, "group": "商户"}, revision=1, by=admin)
    with pytest.raises(Conflict) as refusal:
        edit_pattern(INTERVIEWS, made, {**ASKED, "scale": "好"}, revision=1, by=admin)
    assert (refusal.value.theirs["group"], refusal.value.mine["scale"]) == ("商户", "好")


def test_a_copy_gets_a_free_name() -> None:
    firm, admin, _ = begun()
    made = add_pattern(VISITS, firm, LOOKED, by=admin)
    assert [str(copy_pattern(VISITS, made, by=admin)) for _ in range(2)] == ["机房（副本）", "机房（副本2）"]


def test_outlines_of_visits_and_interviews_are_kept_from_projects_and_used() -> None:
    firm, admin, project = begun()
    visit = plan_visit(project, {"place": "机房"}, by=admin)
    add_check(visit, "门禁|摄像头", by=admin)
    outline = keep_visit_outline(visit, firm, "机房", by=admin)
    again = plan_visit(project, {"place": "二号机房"}, by=admin, outline=outline)
    assert [row.item for row in again.checks.all()] == ["门禁/摄像头"]
    interview = project.interviews.get()
    kept = keep_outline(interview, firm, "访谈", by=admin)
    assert [one.verb for one in story(kept)] == ["从项目存入"]
    assert keep_outline(interview, firm, "访谈", by=admin).revision == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [("｜数值", "第1行没有名称"), ("甲｜数", "第1行的类型“数”应为"), ("甲\n\n甲", "第3行的“甲”前面已有")],
)
def test_a_wrong_line_is_told_by_its_number(text: str, said: str) -> None:
    with pytest.raises(BadLine, match=said):
        tidy_items(text)


def test_lines_pasted_from_excel_are_read() -> None:
    assert tidy_items("来电量\t\t件\t2025年") == "来电量｜数值｜件｜2025年"
    assert tidy_checks(" 门禁 \t完好") == "门禁｜完好"
    assert tidy_lines("一\n\n 一 \n二") == "一\n二"
    with pytest.raises(BadLine, match="单位有41个字"):
        tidy_checks(f"甲｜｜{'长' * 41}")
    with pytest.raises(BadLine, match="最多1000个"):
        tidy_lines("长" * 1001)


# Pages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", list(KINDS))
def test_an_admin_makes_edits_copies_and_retires_in_the_browser(client: Client, key: str) -> None:
    firm, admin, _ = begun()
    client.force_login(admin)
    kind, content = KINDS[key], CONTENT[key]
    client.post(reverse("patterns:add", args=[key]), {**content, "revision": 0})
    made: Any = kind.model.objects.get(firm=firm)  # type: ignore[attr-defined]
    shown = client.get(reverse("patterns:pattern", args=[key, made.pk])).content.decode()
    assert content["name"] in shown
    page = reverse("patterns:edit", args=[key, made.pk])
    assert client.post(page, {**content, "name": "", "revision": 1}).status_code == 422
    client.post(page, {**content, "name": "新名", "revision": 1})
    late = client.post(page, {**content, "name": "又一名", "revision": 1, "initial-name": content["name"]})
    assert late.status_code == 409
    assert "又一名" in late.content.decode()
    merged = {**content, "name": "又一名", "revision": 2, "choose-name": "mine"}
    assert client.post(page, merged).status_code == 302
    made.refresh_from_db()
    assert str(made) == "又一名"
    client.post(reverse("patterns:copy", args=[key, made.pk]))
    client.post(reverse("patterns:retire", args=[key, made.pk]), {"is_retired": "1"})
    first = FirmActivity.objects.filter(kind=kind.model.__name__.lower(), row=made.pk).earliest("pk")
    client.post(reverse("patterns:restore", args=[key, made.pk]), {"version": first.pk})
    made.refresh_from_db()
    assert (str(made), made.is_retired) == (content["name"], True)
    assert "已停用" in client.get(reverse("patterns:index"), {"kind": key}).content.decode()


def test_what_was_typed_is_not_lost_when_a_line_is_wrong(client: Client) -> None:
    firm, admin, _ = begun()
    client.force_login(admin)
    answer = client.post(
        reverse("patterns:add", args=["tables"]), {"name": "甲", "rows": "来电量｜几", "revision": 0}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "第1行的类型“几”应为数值、文字、是否之一" in page
    assert "来电量｜几" in page
    assert not ItemTemplate.objects.filter(firm=firm).exists()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("key", list(KINDS))
def test_a_list_asks_no_more_with_more_rows(django_assert_num_queries: Any, count: int, key: str) -> None:
    firm, admin, _ = begun()
    for number in range(count):
        add_pattern(KINDS[key], firm, {**CONTENT[key], "name": f"第{number}份"}, by=admin)
    with django_assert_num_queries(2):
        assert len(rows(KINDS[key], firm)) == count


def test_the_content_stands_in_columns() -> None:
    firm, admin, _ = begun()
    made = add_pattern(TABLES, firm, ITEMS, by=admin)
    (block,) = blocks(TABLES, made)
    assert list(block.lines) == [
        ["来电量", "数值", "件", "2025年", "含短信"],
        ["是否外包", "是否", "", "", ""],
    ]


def test_a_project_template_is_shown_renamed_and_retired_but_never_deleted(client: Client) -> None:
    _, admin, project = begun()
    mark_template(project, is_template=True, by=admin)
    client.force_login(admin)
    page = reverse("patterns:template", args=[project.pk])
    client.post(reverse("patterns:rename", args=[project.pk]), {"name": "热线类项目"})
    assert "热线类项目" in client.get(page).content.decode()
    assert "热线类项目" in client.get(reverse("founding:new"), {"way": "template"}).content.decode()
    assert "热线类项目" in client.get(reverse("patterns:index"), {"kind": "projects"}).content.decode()
    client.post(reverse("patterns:retire-template", args=[project.pk]))
    assert client.get(page).status_code == 404
    project.refresh_from_db()
    assert (project.is_template, project.template_name) == (False, "热线类项目")


def test_another_firms_patterns_are_not_there(client: Client) -> None:
    firm, admin, _ = begun()
    made = add_pattern(VISITS, firm, LOOKED, by=admin)
    client.force_login(make_user(role=FirmRole.ADMIN))
    assert client.get(reverse("patterns:pattern", args=["visits", made.pk])).status_code == 404
    assert VisitOutline.objects.count() == 1
    assert InterviewOutline.objects.count() == 0

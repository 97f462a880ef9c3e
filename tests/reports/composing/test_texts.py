"""Texts of sections: written over, saved against a revision, restored."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.papers.actions import save_paper
from evaluations.papers.contents import PREFIX
from evaluations.papers.models import PaperInput
from evaluations.people.models import User
from evaluations.projects.actions import PROJECT_FIELDS, Conflict, edit_project
from evaluations.projects.models import Project
from reports.composing import actions, queries
from reports.composing.models import SectionText
from reports.composing.snapshot import current_material, current_sections, document_of, freeze
from reports.document import compose, plain_text, sections
from reports.publishing.actions import current_run
from tests.factories import add_member, make_project, make_user

SECTION, TITLE = "abstract.problems", "（三）主要问题"


@pytest.fixture
def writer(db: None) -> User:
    return make_user(role="staff", display_name="陆婉宁")


@pytest.fixture
def project(writer: User) -> Project:
    return make_project(by=writer)


@pytest.fixture
def browser(client: Client, writer: User) -> Client:
    client.force_login(writer)
    return client


def url(name: str, project: Project, *more: str) -> str:
    return reverse(f"composing:{name}", args=[project.pk, *more])


def save(project: Project, text: str, revision: int, by: User) -> SectionText:
    return actions.save_text(project, SECTION, text, title=TITLE, revision=revision, by=by)


def test_saving_puts_ones_own_text_into_the_report(project: Project, writer: User) -> None:
    generated = queries.written_section(project, SECTION)
    assert generated is not None
    assert generated.text.startswith("一是综合接通率")
    row = save(project, "第一段。\n第二段{budget.total}。", 0, writer)
    assert (row.revision, row.updated_by) == (1, writer)
    written = queries.written_section(Project.objects.get(pk=project.pk), SECTION)
    assert written is not None
    assert (written.revision, written.text) == (1, "第一段。\n第二段{budget.total}。")
    assert written.generated == generated.text
    printed = plain_text(compose(current_material(Project.objects.get(pk=project.pk))))
    assert "  第一段。\n" in printed
    assert "第二段{budget.total}。" in printed
    line = project.activities.first()
    assert line is not None
    assert (line.kind, line.verb, line.subject, line.by) == (
        "text",
        "修改",
        "报告文字 （三）主要问题",
        writer,
    )
    assert line.changes == [
        {"field": "正文", "before": "（生成文字）", "after": "第一段。\n第二段{budget.total}。"}
    ]


def test_the_same_text_again_changes_nothing(project: Project, writer: User) -> None:
    save(project, "一段。", 0, writer)
    lines = project.activities.count()
    assert save(project, "一段。", 1, writer).revision == 1
    assert project.activities.count() == lines


def test_a_save_on_an_old_revision_writes_nothing(project: Project, writer: User) -> None:
    save(project, "周屿写的。", 0, add_member(project))
    with pytest.raises(Conflict) as caught:
        save(project, "陆婉宁写的。", 0, writer)
    assert caught.value.theirs == {"text": "周屿写的。"}
    assert caught.value.mine == {"text": "陆婉宁写的。"}
    assert caught.value.revision == 1
    assert SectionText.objects.get().text == "周屿写的。"


def test_restoring_gives_the_generated_text_back(project: Project, writer: User) -> None:
    save(project, "一段。", 0, writer)
    with pytest.raises(Conflict):
        actions.restore_text(project, SECTION, title=TITLE, revision=0, by=writer)
    actions.restore_text(project, SECTION, title=TITLE, revision=1, by=writer)
    assert not SectionText.objects.exists()
    line = project.activities.first()
    assert line is not None
    assert (line.verb, line.changes) == (
        "恢复生成",
        [{"field": "正文", "before": "一段。", "after": "（生成文字）"}],
    )
    assert SectionText.history.values_list("history_type", "history_user", "text")[0] == (
        "-",
        writer.pk,
        "一段。",
    )
    actions.restore_text(project, SECTION, title=TITLE, revision=0, by=writer)
    assert project.activities.first() == line


def test_a_snapshot_keeps_what_was_written(project: Project, writer: User) -> None:
    save(project, "冻结前写的。", 0, writer)
    run = current_run(project, by=writer)
    frozen = freeze(Project.objects.get(pk=project.pk), run, edition=1, issued=date(2026, 5, 29))
    save(project, "冻结后写的。", 1, writer)
    printed = plain_text(document_of(frozen))
    assert "冻结前写的。" in printed
    assert "冻结后写的。" not in printed
    assert (frozen["texts"], frozen["edition"], frozen["issued"]) == (
        {SECTION: "冻结前写的。"},
        1,
        "2026-05-29",
    )
    assert [entry["code"] for entry in frozen["scores"]["indicators"]][:3] == ["A", "A1", "A1-1"]
    assert frozen["scores"]["total"] == "87.3"


# Pages ------------------------------------------------------------------------------------------


def test_the_list_names_every_section(browser: Client, project: Project, writer: User) -> None:
    page = browser.get(url("sections", project)).content.decode()
    sections = queries.written_sections(project)
    assert f"{len(sections)}节有文字，都随数据生成" in page
    assert all(one.section.title in page for one in sections)
    save(project, "一段。", 0, writer)
    page = browser.get(url("sections", project)).content.decode()
    assert "其中1节由人改写" in page
    assert page.count("已改写</span>") == 1


def test_of_a_large_project_the_page_comes_first_and_its_sections_follow(
    browser: Client, project: Project, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    whole = browser.get(url("sections", project)).content.decode()
    monkeypatch.setattr(queries, "LARGE", 10)
    with django_assert_max_num_queries(40):
        first = browser.get(url("sections", project), {"show": "open"}).content.decode()
    assert 'data-later="?show=open&amp;as=part"' in first
    assert "待补充</span>" not in first
    part = browser.get(url("sections", project), {"show": "", "as": "part"}).content.decode()
    assert "<html" not in part
    assert part.count("<tr>") == whole.count("<tr>") > 10
    page = browser.get(url("sections", project), {"show": "", "as": "page"}).content.decode()
    assert page.count("<tr>") == whole.count("<tr>")


def test_sections_with_a_placeholder_are_marked_and_filtered(
    browser: Client, project: Project, writer: User
) -> None:
    listed = queries.written_sections(project)
    waiting = [one.section.id for one in listed if one.to_write]
    assert [one.section.id for one in queries.unfinished(project)] == waiting
    assert "findings.experience" in waiting
    page = browser.get(url("sections", project)).content.decode()
    assert f"{len(waiting)}节还有“由评价人员…补充”的占位句" in page
    assert page.count("待补充</span>") == len(waiting)
    shown = browser.get(url("sections", project), {"show": "open"}).context["sections"]
    assert [one.section.id for one in shown] == waiting
    assert browser.get(url("sections", project), {"show": "own"}).context["sections"] == ()
    assert len(browser.get(url("sections", project), {"show": "x"}).context["sections"]) == len(listed)
    actions.save_text(project, waiting[0], "写好了。", title="甲", revision=0, by=writer)
    assert [one.section.id for one in queries.unfinished(project)] == waiting[1:]
    kept = "上述成效的具体做法，由评价人员结合访谈和现场核查情况归纳补充。"
    actions.save_text(project, waiting[0], f"写了一半。{kept}", title="甲", revision=1, by=writer)
    assert queries.unfinished(project)[0].to_write == (kept,)


def test_editing_in_the_browser(browser: Client, project: Project) -> None:
    address = url("section", project, SECTION)
    page = browser.get(address).content.decode()
    assert "一是综合接通率" in page
    assert "恢复生成文字" not in page
    answer = browser.post(address, {"text": " 第一段。 \r\n\r\n第二段。\r\n", "revision": "0"})
    assert (answer.status_code, answer["Location"]) == (302, url("sections", project))
    assert SectionText.objects.get().text == "第一段。\n第二段。"
    assert "恢复生成文字" in browser.get(address).content.decode()
    browser.post(url("restore", project, SECTION), {"revision": "1"})
    assert not SectionText.objects.exists()


def test_user_text_is_never_a_template_or_markup(browser: Client, project: Project, writer: User) -> None:
    save(project, "<b>{{ project }}</b>", 0, writer)
    page = browser.get(url("section", project, SECTION)).content.decode()
    assert "&lt;b&gt;{{ project }}&lt;/b&gt;" in page


@pytest.mark.parametrize("text", ["", " \n　\n"])
def test_an_empty_text_is_refused(browser: Client, project: Project, text: str) -> None:
    answer = browser.post(url("section", project, SECTION), {"text": text, "revision": "0"})
    assert answer.status_code == 422
    assert "正文不能为空。要用回生成的文字，请按“恢复生成文字”。" in answer.content.decode()
    assert not SectionText.objects.exists()


def test_a_conflict_shows_both_and_takes_the_chosen(browser: Client, project: Project, writer: User) -> None:
    save(project, "周屿写的。", 0, add_member(project))
    address = url("section", project, SECTION)
    answer = browser.post(address, {"text": "陆婉宁写的。", "revision": "0"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "周屿写的。" in page
    assert "陆婉宁写的。" in page
    assert '<input type="hidden" name="revision" value="1">' in page
    browser.post(address, {"text": "陆婉宁写的。", "revision": "1", "choose-text": "theirs"})
    assert SectionText.objects.get().text == "周屿写的。"
    browser.post(address, {"text": "陆婉宁写的。", "revision": "1", "choose-text": "mine"})
    assert (SectionText.objects.get().text, SectionText.objects.get().revision) == ("陆婉宁写的。", 2)


def test_what_i_changed_is_chosen_as_mine_else_theirs(
    browser: Client, project: Project, writer: User
) -> None:
    address = url("section", project, SECTION)
    form = browser.get(address).context["form"]
    began = form["text"].value()
    assert form.fields["text"].show_hidden_initial
    assert 'name="initial-text"' in browser.get(address).content.decode()
    save(project, "周屿写的。", 0, add_member(project))
    for text, newest in (("陆婉宁写的。", "mine"), (began, "theirs")):
        sent = {"text": text, "initial-text": began}
        typed = {name: value.replace("\n", "\r\n") for name, value in sent.items()}
        answer = browser.post(address, typed | {"revision": "0"})
        assert [(one.theirs, one.newest) for one in answer.context["fields"]] == [("周屿写的。", newest)]


def test_a_late_restore_says_so(browser: Client, project: Project, writer: User) -> None:
    save(project, "一段。", 0, writer)
    for revision in ("0", "x", ""):
        page = browser.post(
            url("restore", project, SECTION), {"revision": revision}, follow=True
        ).content.decode()
        assert "没有恢复：这一节刚刚又有人保存了。" in page
    assert SectionText.objects.exists()


def test_a_section_that_the_report_has_not(browser: Client, project: Project) -> None:
    assert browser.get(url("section", project, "no.such")).status_code == 404
    assert browser.post(url("restore", project, "no.such"), {"revision": "0"}).status_code == 404


def test_rights(client: Client, project: Project) -> None:
    edit = url("section", project, SECTION)
    client.force_login(add_member(project, role="reviewer"))
    page = client.get(url("sections", project)).content.decode()
    assert ">改写</a>" not in page
    assert client.get(edit).status_code == 403
    assert client.post(url("restore", project, SECTION)).status_code == 403
    for role in ("unit_contact", "expert"):
        client.force_login(add_member(project, role=role))
        assert client.get(url("sections", project)).status_code == 404
        assert client.get(edit).status_code == 404
    client.force_login(make_user(role="admin"))
    assert client.get(url("sections", project)).status_code == 404


def test_facts_that_cannot_be_read_are_told(browser: Client, project: Project) -> None:
    indicator = project.system.indicators.filter(value_expression__gt="").first()
    assert indicator is not None
    type(indicator).objects.filter(pk=indicator.pk).update(value_expression="1 +")
    page = browser.get(url("sections", project)).content.decode()
    assert "不能出报告：" in page
    assert browser.get(url("section", project, SECTION)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_texts(
    browser: Client, project: Project, writer: User, count: int, django_assert_max_num_queries: Any
) -> None:
    for section in ("foreword", "remarks", SECTION)[:count]:
        actions.save_text(project, section, "一段。", title=section, revision=0, by=writer)
    with django_assert_max_num_queries(70) as found:
        browser.get(url("sections", project))
    texts = [query for query in found.captured_queries if "reports_sectiontext" in query["sql"]]
    assert len(texts) == 2


def test_sections_are_what_is_composed_now_after_every_change(project: Project, writer: User) -> None:
    def fresh() -> Project:
        return Project.objects.get(pk=project.pk)

    def said() -> tuple[Any, ...]:
        first, again = current_sections(fresh()), current_sections(fresh())
        assert first == again == sections(current_material(fresh()))
        return first

    seen = [said()]
    save(project, "自己的一段。", 0, writer)
    seen.append(said())
    named = {name: getattr(project, name) for name in PROJECT_FIELDS} | {"title": "另一个项目绩效评价报告"}
    edit_project(project, named, revision=project.revision, by=writer)
    seen.append(said())
    figure = PaperInput.objects.filter(paper__project=project, number__isnull=False).earliest("pk")
    paper, key = figure.paper, PREFIX + figure.name
    save_paper(paper, {key: None}, revision=paper.revision, by=writer)
    seen.append(said())
    assert len({str(one) for one in seen}) == len(seen)
    save_paper(paper, {key: figure.number}, revision=paper.revision + 1, by=writer)
    assert said() == seen[-2]

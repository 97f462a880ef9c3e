"""Histories of single objects: who changed what, and the way back, exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.papers.actions import save_paper
from evaluations.papers.contents import contents
from evaluations.papers.models import InputKind, PaperInput, WorkingPaper
from evaluations.papers.versions import paper_versions
from evaluations.people.models import User
from evaluations.projects.actions import PROJECT_FIELDS, edit_project
from evaluations.projects.models import Project
from reports.composing.actions import restore_text, save_text
from reports.composing.models import SectionText
from reports.composing.queries import written_sections
from tests.evaluations.papers.making import leaf, make_small
from tests.factories import make_firm, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhou() -> User:
    return make_user(firm=make_firm(), display_name="周屿")


@pytest.fixture
def project(zhou: User) -> Project:
    return make_project("hongda_2018", firm=zhou.firms.get(), by=zhou)


@pytest.fixture
def marked(zhou: User) -> Project:
    """A project whose one indicator experts give marks for."""
    judged = leaf(
        "A1", "A", 10, inputs={"marks": [80, 90]}, rule={"kind": "judged", "scale": "percent"}, unit="分"
    )
    judged.pop("value")
    return make_small(judged, by=zhou)


@pytest.fixture
def browser(zhou: User) -> Client:
    client = Client()
    client.force_login(zhou)
    return client


@pytest.fixture
def listed(marked: Project) -> PaperInput:
    """An input that is a list of marks."""
    found = PaperInput.objects.get(paper__project=marked, kind=InputKind.LIST)
    assert [item.number for item in found.items.all()] == [Decimal(80), Decimal(90)]
    return found


def values(paper: WorkingPaper) -> dict[str, Any]:
    fresh = WorkingPaper.objects.get(pk=paper.pk)
    return contents(fresh, fresh.inputs.all())


def test_a_paper_has_each_version_with_its_lists(listed: PaperInput, zhou: User) -> None:
    paper, key = listed.paper, f"input:{listed.name}"
    held = [values(paper)]
    for marks in ([Decimal(1), None, Decimal("0.5")], [], [Decimal("0.25")]):
        save_paper(paper, {key: marks, "deduction_reason": f"{marks}"}, revision=len(held), by=zhou)
        held.append(values(paper))
    found = paper_versions(paper)
    assert [one.revision for one in found] == [4, 3, 2, 1]
    assert [one.values for one in reversed(found)] == held
    assert [one.by for one in found] == [zhou] * 4


def test_a_paper_goes_back_to_a_version(
    browser: Client, marked: Project, listed: PaperInput, zhou: User
) -> None:
    project = marked
    paper, key = listed.paper, f"input:{listed.name}"
    before = values(paper)
    save_paper(paper, {key: [Decimal(0)], "deduction_reason": "改"}, revision=1, by=zhou)
    code = paper.indicator.code
    first = paper_versions(paper)[-1]
    url = reverse("papers:restore", args=[project.pk, code])
    stale = browser.post(url, {"version": first.pk, "revision": 1}, follow=True)
    assert "又有人保存了新版本" in stale.content.decode()
    assert values(paper) != before
    done = browser.post(url, {"version": first.pk, "revision": 2}, follow=True)
    assert f"{code} 已恢复到第1版的内容" in done.content.decode()
    assert values(paper) == before
    assert WorkingPaper.objects.get(pk=paper.pk).revision == 3
    newest = project.activities.filter(kind="paper").first()
    assert newest is not None
    assert (newest.by, newest.verb) == (zhou, "恢复到第1版")


def test_the_page_of_a_paper_says_who_changed_what(
    browser: Client, project: Project, zhou: User, django_assert_max_num_queries: Any
) -> None:
    paper = project.papers.first()
    assert paper is not None
    for number in range(1, 4):
        save_paper(paper, {"deduction_reason": f"原因{number}"}, revision=number, by=zhou)
    url = reverse("papers:versions", args=[project.pk, paper.indicator.code])
    with django_assert_max_num_queries(16):
        text = browser.get(url).content.decode()
    assert "<del>原因2</del> <ins>原因3</ins>" in text
    assert "扣分原因" in text
    assert text.count("恢复到此版本") == 3


def test_project_information_goes_back(browser: Client, project: Project, zhou: User) -> None:
    before = {name: getattr(project, name) for name in PROJECT_FIELDS}
    edit_project(project, before | {"title": "另名", "year": 2031}, revision=1, by=zhou)
    page = browser.get(reverse("projects:info-versions", args=[project.pk])).content.decode()
    assert "<ins>另名</ins>" in page
    first = project.history.last()
    url = reverse("projects:restore-info", args=[project.pk])
    browser.post(url, {"version": first.history_id, "revision": 2})
    row = Project.objects.get(pk=project.pk)
    assert {name: getattr(row, name) for name in PROJECT_FIELDS} == before
    assert row.revision == 3


def test_a_text_goes_back_and_forth(browser: Client, project: Project, zhou: User) -> None:
    one = written_sections(project)[0].section
    save_text(project, one.id, "第一稿", title=one.title, revision=0, by=zhou)
    save_text(project, one.id, "第二稿", title=one.title, revision=1, by=zhou)
    restore_text(project, one.id, title=one.title, revision=2, by=zhou)
    page = browser.get(reverse("composing:versions", args=[project.pk, one.id])).content.decode()
    assert "<del>第二稿</del> <ins>（生成文字）</ins>" in page
    records = SectionText.history.filter(project=project, section=one.id).order_by(
        "history_date", "history_id"
    )
    first, gone = records[0], records[2]
    url = reverse("composing:restore-version", args=[project.pk, one.id])
    browser.post(url, {"version": first.history_id, "revision": 0})
    assert SectionText.objects.get().text == "第一稿"
    browser.post(url, {"version": gone.history_id, "revision": 1})
    assert not SectionText.objects.exists()


def test_no_such_version(browser: Client, project: Project) -> None:
    url = reverse("projects:restore-info", args=[project.pk])
    assert browser.post(url, {"version": "999999999", "revision": 1}).status_code == 400

"""Typing leaves one line in the log and every save in the history; the page of versions groups them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.engagement.grids import MILESTONES
from evaluations.grids.actions import change
from evaluations.grids.operations import Set
from evaluations.papers.actions import save_paper
from evaluations.papers.checking.actions import prepare
from evaluations.papers.models import WorkingPaper
from evaluations.people.models import User
from evaluations.projects.actions import MOST_JOINT, WHILE_TYPING, Change, joint
from evaluations.projects.models import Activity, Project
from tests.evaluations.papers.making import leaf, make_small
from tests.factories import add_member, make_firm, make_project, make_user

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def zhou() -> User:
    return make_user(firm=make_firm(), display_name="周屿")


@pytest.fixture
def project(zhou: User) -> Project:
    return make_small(leaf("A1", "A", 60), leaf("A2", "A", 40), by=zhou)


def paper_of(project: Project, code: str = "A1") -> WorkingPaper:
    return project.papers.get(indicator__code=code)


def typed(project: Project, text: str, by: User, code: str = "A1") -> None:
    paper = paper_of(project, code)
    save_paper(paper, {"deduction_reason": text}, revision=paper.revision, by=by)


def lines(project: Project) -> list[Activity]:
    return list(project.activities.filter(kind="paper"))


def told(field: str, before: str, after: str) -> Change:
    return {"field": field, "before": before, "after": after}


def test_typing_is_one_line_and_every_save_a_version(project: Project, zhou: User) -> None:
    for text in ("夜", "夜间", "夜间接通率低"):
        typed(project, text, zhou)
    [line] = lines(project)
    assert (line.saves, line.changes) == (3, [told("扣分原因", "—", "夜间接通率低")])
    assert line.began_at is not None
    assert line.began_at <= line.at
    assert paper_of(project).history.count() == 4


def test_scores_are_told_from_the_first_to_the_last(project: Project, zhou: User) -> None:
    for number in (80, 70):
        paper = paper_of(project)
        save_paper(paper, {"input:done": D(number)}, revision=paper.revision, by=zhou)
    [line] = lines(project)
    assert line.changes == [
        told("输入“done”", "90", "70"),
        told("得分", "54.00", "42.00"),
        told("总分", "90.00", "78.00"),
    ]


def test_another_person_paper_or_time_begins_a_new_line(project: Project, zhou: User) -> None:
    qin = add_member(project)
    typed(project, "一", zhou)
    typed(project, "二", qin)
    typed(project, "三", zhou)
    typed(project, "另", zhou, "A2")
    assert [line.saves for line in lines(project)] == [1, 1, 1, 1]
    late = timezone.now() - WHILE_TYPING - timedelta(seconds=1)
    Activity.objects.filter(pk=lines(project)[0].pk).update(at=late)
    typed(project, "又", zhou, "A2")
    assert [line.saves for line in lines(project)] == [1] * 5


def test_a_line_is_open_for_ten_minutes_from_its_first_save(project: Project, zhou: User) -> None:
    typed(project, "一", zhou)
    began = timezone.now() - WHILE_TYPING - timedelta(seconds=1)
    Activity.objects.filter(pk=lines(project)[0].pk).update(began_at=began)
    typed(project, "二", zhou)
    assert [line.saves for line in lines(project)] == [1, 1]


def test_what_was_told_in_between_stays_in_its_order(project: Project, zhou: User) -> None:
    typed(project, "一", zhou)
    paper = paper_of(project)
    prepare(paper, revision=paper.revision, by=zhou)
    typed(project, "二", zhou)
    assert [line.verb for line in project.activities.all()[:4]] == ["签字失效", "修改", "编制完成", "修改"]


def test_two_lists_of_changes_as_one() -> None:
    first = [told("甲", "1", "2"), told("乙", "1", "2")]
    assert joint(first, [told("乙", "2", "1"), told("丙", "—", "5")]) == [
        told("甲", "1", "2"),
        told("丙", "—", "5"),
    ]
    assert joint([*first, told("甲", "7", "8")], []) is None
    assert joint([told(str(at), "1", "2") for at in range(MOST_JOINT + 1)], []) is None


def test_cells_of_a_grid_are_one_line_that_counts_rows(zhou: User) -> None:
    project = make_project("linfang_2018", firm=zhou.firms.get(), by=zhou)
    rows = list(project.milestones.order_by("position")[:2])
    before = project.activities.count()
    for row, text in zip([*rows, rows[0]], ("甲", "乙", "丙"), strict=True):
        row.refresh_from_db()
        change(
            MILESTONES,
            project,
            [Set(row=row.pk, column="progress", text=text, revision=row.revision)],
            by=zhou,
        )
    assert project.activities.count() == before + 1
    line = project.activities.latest("pk")
    assert (line.verb, line.subject, line.saves) == ("修改", "项目内容与完成情况　2项", 3)
    assert [one["after"] for one in line.changes] == ["丙", "乙"]


def test_the_page_of_versions_groups_what_was_typed(project: Project, zhou: User, client: Client) -> None:
    for text in ("夜", "夜间", "夜间接通率低"):
        typed(project, text, zhou)
    client.force_login(zhou)
    page = client.get(reverse("papers:versions", args=[project.pk, "A1"])).content.decode()
    assert "其间共3次保存" in page
    assert "<dd><del>—</del> <ins>夜间接通率低</ins></dd>" in page
    assert "<dd><del>夜</del> <ins>夜间</ins></dd>" in page
    assert page.count("恢复到此版本") == 3
    log = client.get(reverse("desk:history", args=[project.pk])).content.decode()
    assert "起3次" in log


def test_what_was_typed_and_undone_is_told_as_that(project: Project, zhou: User, client: Client) -> None:
    for text in ("夜", ""):
        typed(project, text, zhou)
    client.force_login(zhou)
    page = client.get(reverse("papers:versions", args=[project.pk, "A1"])).content.decode()
    assert "改过，又改了回来" in page

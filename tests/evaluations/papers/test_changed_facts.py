"""A changed fact: which scores it moves, which signatures it takes away, and who is told."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evaluations.desk.agenda import agenda
from evaluations.exchange.actions import import_dossier
from evaluations.fieldwork.grids import items_grid
from evaluations.fieldwork.models import BaseTable
from evaluations.grids.actions import Outcome, change
from evaluations.grids.excel import export, request_of, try_out
from evaluations.grids.operations import Set
from evaluations.grids.workbook import read_book
from evaluations.papers.actions import save_paper
from evaluations.papers.binding import bind
from evaluations.papers.checking.actions import check, prepare
from evaluations.papers.models import WorkingPaper
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from tests.evaluations.papers.making import signed_in
from tests.evaluations.papers.test_binding import dossier, paper_of
from tests.factories import add_member, make_firm, make_user

pytestmark = pytest.mark.django_db
D = Decimal
MOVED = "影响：A1 指标A1 8.45 → 8.00，总分 8.45 → 8.00"


@pytest.fixture
def zhou() -> User:
    return make_user(firm=make_firm(), display_name="周屿")


@pytest.fixture
def project(zhou: User) -> Project:
    """Its one paper reads 服务人次 of the base table."""
    made = import_dossier(json.dumps(dossier()), firm=zhou.firms.get(), by=zhou)
    bind(paper_of(made), "done", "base:A1.服务人次", revision=1, by=zhou)
    return made


@pytest.fixture
def qin(project: Project) -> User:
    return add_member(project, make_user(display_name="秦若谷"), ProjectRole.REVIEWER)


def table_of(project: Project) -> BaseTable:
    return BaseTable.objects.get(project=project, code="A1")


def typed(project: Project, text: str, by: User, name: str = "服务人次") -> Outcome:
    """Somebody types another number into the base table."""
    table = table_of(project)
    row = table.items.get(name=name)
    operation = Set(row=row.pk, column="number", text=text, revision=row.revision)
    return change(items_grid(table.pk), project, [operation], by=by)


def signed(project: Project, zhou: User, qin: User) -> WorkingPaper:
    paper = paper_of(project)
    return check(prepare(paper, revision=paper.revision, by=zhou), revision=paper.revision, by=qin)


def test_the_effect_is_told_and_stands_in_the_log(project: Project, zhou: User) -> None:
    assert typed(project, "80", zhou).effects == (MOVED,)
    line = project.activities.filter(kind="base").latest("pk")
    assert line.changes[1:] == [
        {"field": "影响　A1 指标A1", "before": "8.45", "after": "8.00"},
        {"field": "影响　总分", "before": "8.45", "after": "8.00"},
    ]


def test_what_moves_no_score_has_no_effect(project: Project, zhou: User) -> None:
    assert typed(project, "12", zhou, "计划").effects == ()
    assert len(project.activities.filter(kind="base").latest("pk").changes) == 1


def test_a_changed_fact_takes_the_signatures_and_says_why(project: Project, zhou: User, qin: User) -> None:
    assert signed(project, zhou, qin).state == "checked"
    outcome = typed(project, "80", zhou)
    assert outcome.effects == (MOVED, "签字失效：A1 指标A1，须重新编制完成并复核。")
    paper = paper_of(project)
    assert (paper.state, paper.prepared_at, paper.checked_at, paper.signed) == ("drafting", None, None, None)
    assert paper.note == "“已复核”之后有改动：输入“done”（基础表 A1·服务人次） 84.5 → 80"
    line = project.activities.filter(kind="check").latest("pk")
    assert (line.verb, line.by, [one["after"] for one in line.changes]) == (
        "签字失效",
        zhou,
        ["编制中", "输入“done”（基础表 A1·服务人次） 84.5 → 80"],
    )


def test_a_fact_that_no_signed_paper_rests_on_leaves_signatures(
    project: Project, zhou: User, qin: User
) -> None:
    signed(project, zhou, qin)
    assert typed(project, "12", zhou, "计划").effects == ()
    assert paper_of(project).state == "checked"


def test_both_signers_are_told_until_the_paper_is_prepared_again(
    project: Project, zhou: User, qin: User
) -> None:
    signed(project, zhou, qin)
    editor = add_member(project, make_user())
    typed(project, "80", editor)

    def told(person: User) -> list[tuple[str, str]]:
        return [(one.detail, one.action) for one in agenda(person) if one.label == "签字失效"]

    why = "“已复核”之后有改动：输入“done”（基础表 A1·服务人次） 84.5 → 80"
    assert (told(zhou), told(qin), told(editor)) == ([(why, "重新编制")], [(why, "查看")], [])
    page = signed_in(zhou).get(reverse("papers:paper", args=[project.pk, "A1"])).content.decode()
    assert f"{why}。需重新编制完成并复核。" in page
    paper = paper_of(project)
    prepare(paper, revision=paper.revision, by=zhou)
    assert (told(zhou), told(qin)) == ([], [])
    assert (paper_of(project).lost_prepared_by, paper_of(project).lost_checked_by) == (None, None)


def test_ones_own_change_is_told_to_the_checker_too(project: Project, zhou: User, qin: User) -> None:
    paper = signed(project, zhou, qin)
    save_paper(paper, {"input:planned": D(90)}, revision=paper.revision, by=zhou)
    assert [one.title for one in agenda(qin) if one.label == "签字失效"] == ["底稿 A1 指标A1"]


def test_an_excel_file_says_before_and_after_which_scores_move(
    project: Project, zhou: User, qin: User, client: Client
) -> None:
    grid = items_grid(table_of(project).pk)
    signed(project, zhou, qin)
    row = table_of(project).items.get(name="服务人次")
    content = export(grid, project)
    type(row).objects.filter(pk=row.pk).update(number=D(80))
    changed = export(grid, project)
    type(row).objects.filter(pk=row.pk).update(number=D("84.5"))
    assert content != changed
    unit, wanted = request_of(grid, project, read_book(changed))
    trial = try_out(grid, project, wanted, unit=unit, by=zhou)
    assert trial.effects == (MOVED, "签字失效：A1 指标A1，须重新编制完成并复核。")
    assert paper_of(project).state == "checked"
    client.force_login(zhou)
    answer = client.post(reverse("grids:import", args=[project.pk, grid.name]), {"file": _uploaded(changed)})
    assert MOVED in answer.content.decode()
    token = answer.context["token"]
    done = client.post(reverse("grids:confirm", args=[project.pk, grid.name]), {"token": token}, follow=True)
    assert MOVED in done.content.decode()
    assert "签字失效：A1" in done.content.decode()
    assert paper_of(project).state == "drafting"


def test_who_fills_in_facts_is_not_told_scores(project: Project, zhou: User, client: Client) -> None:
    unit = add_member(project, make_user(), ProjectRole.UNIT_CONTACT)
    table = table_of(project)
    table.is_handed_out = True
    table.save(update_fields=["is_handed_out"])
    row = table.items.get(name="服务人次")
    cell = {"op": "set", "row": row.pk, "column": "number", "text": "80", "revision": row.revision}
    client.force_login(unit)
    answer = client.post(
        reverse("grids:changes", args=[project.pk, f"fill-items-{table.pk}"]),
        json.dumps({"unit": "", "operations": [cell]}),
        content_type="application/json",
    )
    assert answer.json()["effects"] == []
    assert [one["field"] for one in project.activities.latest("pk").changes[1:]] == [
        "影响　A1 指标A1",
        "影响　总分",
    ]


def _uploaded(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("facts.xlsx", content)

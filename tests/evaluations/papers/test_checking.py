"""编制, 复核, 退回: who may, when, and what becomes of signatures when content changes."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from evaluations.criteria.actions import define
from evaluations.desk.agenda import agenda
from evaluations.exchange.actions import import_dossier
from evaluations.exchange.queries import export_file as export
from evaluations.papers.actions import save_paper
from evaluations.papers.checking import actions
from evaluations.papers.checking.models import PaperState
from evaluations.papers.checking.moves import MOVES, MoveRefused
from evaluations.papers.checking.queries import awaiting, returned_to
from evaluations.papers.models import WorkingPaper
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from tests.evaluations.papers.making import form_of, leaf, make_small, signed_in
from tests.factories import add_member, make_firm, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhou() -> User:
    return make_user(display_name="周屿", firm=make_firm())


@pytest.fixture
def project(zhou: User) -> Project:
    return make_small(leaf("A1", "A", 60), leaf("A2", "A", 40), by=zhou)


@pytest.fixture
def qin(project: Project) -> User:
    return add_member(project, make_user(display_name="秦若谷"), ProjectRole.REVIEWER)


def paper_of(project: Project, code: str = "A1") -> WorkingPaper:
    return project.papers.select_related("indicator").get(indicator__code=code)


def prepared(project: Project, by: User, code: str = "A1") -> WorkingPaper:
    return actions.prepare(paper_of(project, code), revision=paper_of(project, code).revision, by=by)


def test_prepared_and_checked_by_two_people(project: Project, zhou: User, qin: User) -> None:
    before = timezone.now()
    paper = prepared(project, zhou)
    assert (paper.state, paper.prepared_by, paper.prepared_name) == ("prepared", zhou, "周屿")
    actions.check(paper, revision=1, by=qin)
    paper = paper_of(project)
    assert (paper.state, paper.checked_by, paper.checked_name, paper.revision) == (
        "checked",
        qin,
        "秦若谷",
        1,
    )
    assert before <= paper.prepared_at <= paper.checked_at
    lines = [(line.verb, line.subject, line.changes) for line in project.activities.filter(kind="check")]
    assert lines == [
        ("复核通过", "底稿 A1 指标A1", [{"field": "状态", "before": "待复核", "after": "已复核"}]),
        ("编制完成", "底稿 A1 指标A1", [{"field": "状态", "before": "编制中", "after": "待复核"}]),
    ]


def test_nobody_checks_or_returns_what_they_prepared(project: Project, zhou: User) -> None:
    paper = prepared(project, zhou)
    with pytest.raises(MoveRefused, match="您编制了这份底稿，须由另一人复核通过。"):
        actions.check(paper, revision=1, by=zhou)
    with pytest.raises(MoveRefused, match="您编制了这份底稿，须由另一人退回。"):
        actions.send_back(paper, "错", revision=1, by=zhou)
    assert paper_of(project).state == "prepared"


def test_nobody_checks_what_they_changed_last(project: Project, zhou: User, qin: User) -> None:
    save_paper(paper_of(project), {"input:done": Decimal(80)}, revision=1, by=qin)
    paper = prepared(project, zhou)
    with pytest.raises(MoveRefused, match="您最后修改了这份底稿，须由另一人复核通过。"):
        actions.check(paper, revision=2, by=qin)


def test_the_database_holds_four_eyes(project: Project, zhou: User, qin: User) -> None:
    actions.check(prepared(project, zhou), revision=1, by=qin)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkingPaper.objects.filter(pk=paper_of(project).pk).update(checked_by=zhou)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "done"},
        {"state": "prepared"},
        {"state": "checked", "prepared_at": timezone.now()},
        {"prepared_at": timezone.now()},
        {"state": "returned", "prepared_at": timezone.now(), "checked_at": timezone.now()},
    ],
)
def test_the_database_holds_states_and_signatures_together(project: Project, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkingPaper.objects.filter(pk=paper_of(project).pk).update(**values)


@pytest.mark.parametrize(("move", "state"), list(product(MOVES, PaperState)))
def test_every_move_from_every_state(project: Project, zhou: User, qin: User, move: Any, state: str) -> None:
    if state != "drafting":
        paper = prepared(project, zhou)
    if state == "checked":
        actions.check(paper, revision=1, by=qin)
    if state == "returned":
        actions.send_back(paper, "缺证据", revision=1, by=qin)
    does = {
        "prepare": lambda: actions.prepare(paper_of(project), revision=1, by=zhou),
        "check": lambda: actions.check(paper_of(project), revision=1, by=qin),
        "send_back": lambda: actions.send_back(paper_of(project), "再看", revision=1, by=qin),
    }[move.name]
    if state in move.sources:
        does()
        assert paper_of(project).state == move.target
    else:
        with pytest.raises(MoveRefused, match=f"现在是“{PaperState(state).label}”，不能{move.label}"):
            does()
        assert paper_of(project).state == state


def test_a_return_needs_a_reason_and_keeps_it(project: Project, zhou: User, qin: User) -> None:
    paper = prepared(project, zhou)
    with pytest.raises(MoveRefused, match="退回须写理由"):
        actions.send_back(paper, " \n", revision=1, by=qin)
    actions.send_back(paper, " 总次数未含夜班转接 ", revision=1, by=qin)
    paper = paper_of(project)
    assert (paper.state, paper.note, paper.checked_by) == ("returned", "总次数未含夜班转接", qin)
    line = project.activities.filter(kind="check").first()
    assert line.changes[1] == {"field": "理由", "before": "—", "after": "总次数未含夜班转接"}
    assert list(returned_to(zhou, Project.objects.all())) == [paper]
    actions.prepare(paper, revision=1, by=zhou)
    paper = paper_of(project)
    assert (paper.state, paper.note, paper.checked_by, paper.checked_at) == ("prepared", "", None, None)


def test_without_a_score_nothing_is_prepared(project: Project, zhou: User) -> None:
    save_paper(paper_of(project), {"input:done": None}, revision=1, by=zhou)
    with pytest.raises(MoveRefused, match=r"还没有得分：.*done"):
        actions.prepare(paper_of(project), revision=2, by=zhou)
    assert paper_of(project).state == "drafting"


def test_who_checks_an_old_revision_is_refused(project: Project, zhou: User, qin: User) -> None:
    save_paper(paper_of(project), {"input:done": Decimal(80)}, revision=1, by=zhou)
    prepared(project, zhou)
    with pytest.raises(MoveRefused, match="现为第2版"):
        actions.check(paper_of(project), revision=1, by=qin)


def test_a_change_takes_the_signatures_off_and_says_what_changed(
    project: Project, zhou: User, qin: User
) -> None:
    actions.check(prepared(project, zhou), revision=1, by=qin)
    row = save_paper(paper_of(project), {"input:done": Decimal(80)}, revision=1, by=zhou)
    assert row.state == "drafting"
    paper = paper_of(project)
    assert (paper.state, paper.prepared_by, paper.checked_by, paper.signed) == ("drafting", None, None, None)
    assert paper.note == "“已复核”之后有改动：输入“done” 90 → 80"
    line = project.activities.filter(kind="check").first()
    assert (line.verb, line.changes) == (
        "签字失效",
        [
            {"field": "状态", "before": "已复核", "after": "编制中"},
            {"field": "改动", "before": "—", "after": "输入“done” 90 → 80"},
        ],
    )


def test_a_change_of_another_paper_leaves_the_signatures(project: Project, zhou: User, qin: User) -> None:
    actions.check(prepared(project, zhou), revision=1, by=qin)
    save_paper(paper_of(project, "A2"), {"input:done": Decimal(80)}, revision=1, by=zhou)
    assert paper_of(project).state == "checked"


def test_a_change_of_the_definition_takes_the_signatures_off(project: Project, zhou: User, qin: User) -> None:
    prepared(project, zhou)
    indicator = paper_of(project).indicator
    define(project, indicator, {"explanation": "另一种解释"}, revision=1, by=zhou)
    paper = paper_of(project)
    assert (paper.state, paper.note) == ("drafting", "“待复核”之后有改动：指标解释")


def test_content_changed_past_every_action_is_not_checked(project: Project, zhou: User, qin: User) -> None:
    paper = prepared(project, zhou)
    paper.inputs.filter(name="done").update(number=80)
    with pytest.raises(MoveRefused, match="编制完成之后内容有改动：输入“done” 90 → 80。"):
        actions.check(paper, revision=1, by=qin)


def test_several_at_once_each_on_its_own(project: Project, zhou: User, qin: User) -> None:
    prepared(project, zhou, "A1")
    papers = [paper_of(project, "A1"), paper_of(project, "A2")]
    passed, refused = actions.check_many(papers, by=qin)
    assert [one.indicator.code for one in passed] == ["A1"]
    assert refused == ["A2：这份底稿现在是“编制中”，不能复核通过。请看过现状再处理。"]
    assert [paper_of(project, code).state for code in ("A1", "A2")] == ["checked", "drafting"]


def waiting_for(person: User) -> list[tuple[str, str, str]]:
    """What the desk lists, without the declaration that everybody has to sign."""
    return [(one.label, one.title, one.detail) for one in agenda(person) if one.label != "待签"]


def test_what_waits_for_whom(project: Project, zhou: User, qin: User) -> None:
    paper = prepared(project, zhou)
    everything = Project.objects.all()
    assert list(awaiting(qin, everything)) == [paper]
    assert list(awaiting(zhou, everything)) == []
    assert waiting_for(qin) == [("待复核", "1份底稿等您复核", "A1")]
    actions.send_back(paper, "缺证据", revision=1, by=qin)
    assert ("退回", "底稿 A1 指标A1", "缺证据") in waiting_for(zhou)
    assert waiting_for(qin) == []


def test_signatures_go_through_a_dossier_and_back(project: Project, zhou: User, qin: User) -> None:
    actions.check(prepared(project, zhou), revision=1, by=qin)
    actions.send_back(prepared(project, zhou, "A2"), "缺证据", revision=1, by=qin)
    paper = paper_of(project)
    written = export(project)
    entry = json.loads(written)["indicators"][1]
    assert entry["checking"] == {
        "state": "checked",
        "prepared_by": "周屿",
        "prepared_at": paper.prepared_at.isoformat(),
        "checked_by": "秦若谷",
        "checked_at": paper.checked_at.isoformat(),
    }
    copy = import_dossier(written, firm=make_firm(), by=zhou)
    assert export(copy) == written
    again = paper_of(copy)
    assert (again.state, again.checked_name, again.checked_by) == ("checked", "秦若谷", None)
    save_paper(again, {"input:done": Decimal(80)}, revision=1, by=zhou)
    assert paper_of(copy).note == "“已复核”之后有改动：输入“done” 90 → 80"


@pytest.mark.parametrize(
    "checking",
    [
        {"state": "checked", "prepared_by": "周屿"},
        {"state": "prepared", "prepared_at": "2026-04-15"},
        {
            "state": "checked",
            "prepared_by": "周屿",
            "prepared_at": "2026-04-15T01:00:00+00:00",
            "checked_by": "周屿",
            "checked_at": "2026-04-15T02:00:00+00:00",
        },
    ],
)
def test_signatures_that_do_not_fit_together_do_not_count_and_stay(zhou: User, checking: Any) -> None:
    made = make_small(leaf("A1", "A", 100, checking=checking), by=zhou)
    assert paper_of(made).state == "drafting"
    assert json.loads(export(made))["indicators"][1]["checking"] == checking


# Pages --------------------------------------------------------------------------------------------


def test_prepare_by_the_button_and_go_on(project: Project, zhou: User, qin: User) -> None:
    browser = signed_in(zhou)
    data = form_of(browser, project, "A1") | {"go": "prepare", "next_code": "A2", "input:done": "95"}
    answer = browser.post(reverse("papers:save", args=[project.pk, "A1"]), data)
    assert answer.url == reverse("papers:paper", args=[project.pk, "A2"])
    paper = paper_of(project)
    assert (paper.state, paper.revision) == ("prepared", 2)
    page = signed_in(qin).get(reverse("papers:paper", args=[project.pk, "A1"])).content.decode()
    assert "复核通过，下一份" in page
    assert 'name="go"' not in page


def test_a_refused_signature_keeps_what_was_typed(project: Project, zhou: User) -> None:
    browser = signed_in(zhou)
    data = form_of(browser, project, "A1") | {"go": "prepare", "next_code": "A2", "input:done": ""}
    url = reverse("papers:save", args=[project.pk, "A1"])
    answer = browser.post(url, data, headers={"X-Autosave": "1"}).json()
    here = reverse("papers:paper", args=[project.pk, "A1"])
    assert (answer["revision"], answer["next"], answer["again"]) == (2, here, True)
    assert "已保存，但编制没有完成：还没有得分" in browser.get(here).content.decode()


def test_check_and_go_on_to_the_next_that_waits(project: Project, zhou: User, qin: User) -> None:
    prepared(project, zhou, "A1")
    prepared(project, zhou, "A2")
    browser = signed_in(qin)
    answer = browser.post(reverse("papers:check", args=[project.pk, "A2"]), {"revision": "1"})
    assert answer.url == reverse("papers:paper", args=[project.pk, "A1"])
    answer = browser.post(
        reverse("papers:send-back", args=[project.pk, "A1"]), {"revision": 1, "reason": "错"}
    )
    assert answer.url == reverse("papers:list", args=[project.pk])
    assert [paper_of(project, code).state for code in ("A1", "A2")] == ["returned", "checked"]
    page = signed_in(zhou).get(reverse("papers:paper", args=[project.pk, "A1"])).content.decode()
    assert "退回理由：错" in page


@pytest.mark.parametrize("revision", ["", "x", "²", "9" * 30, "2"])
def test_a_check_of_another_revision_says_so(project: Project, zhou: User, qin: User, revision: str) -> None:
    prepared(project, zhou)
    browser = signed_in(qin)
    url = reverse("papers:check", args=[project.pk, "A1"])
    page = browser.post(url, {"revision": revision}, follow=True).content.decode()
    assert "没有复核通过：您打开之后内容有改动，现为第1版。" in page
    assert paper_of(project).state == "prepared"


def test_the_list_filters_and_checks_the_chosen(project: Project, zhou: User, qin: User) -> None:
    prepared(project, zhou, "A1")
    browser, url = signed_in(qin), reverse("papers:list", args=[project.pk])
    listing = browser.get(url, {"show": "prepared"}).context["listing"]
    assert [(row.twig.code, row.may_check) for row in listing.rows] == [("A1", True)]
    assert {tab["key"]: tab["count"] for tab in listing.tabs} == {
        "": 2,
        "drafting": 1,
        "prepared": 1,
        "checked": 0,
        "returned": 0,
    }
    assert signed_in(zhou).get(url).context["listing"].may_check is False
    answer = browser.post(
        reverse("papers:check-many", args=[project.pk]), {"paper": ["A1:1", "A2:1"]}, follow=True
    )
    told = [str(one) for one in answer.context["messages"]]
    assert told == [
        "已复核1份底稿",
        "没有复核通过 A2：这份底稿现在是“编制中”，不能复核通过。请看过现状再处理。",
    ]
    answer = browser.post(reverse("papers:check-many", args=[project.pk]), follow=True)
    assert [str(one) for one in answer.context["messages"]] == ["没有复核：请先勾选待复核的底稿。"]

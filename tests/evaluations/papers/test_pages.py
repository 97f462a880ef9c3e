"""The pages of the evaluation: what they show, who may see and do what, and what typing does."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.jobs.models import Job
from evaluations.papers import actions
from evaluations.papers.models import PaperInput, RunScore, ScoringRun, WorkingPaper
from evaluations.people.models import User
from evaluations.projects.models import Activity, Project, ProjectRole
from tests.evaluations.papers.making import form_of, leaf, make_sized, make_small, signed_in
from tests.factories import add_member, make_firm, make_project, make_user

pytestmark = pytest.mark.django_db

LISTS = ["papers:list", "papers:scores", "papers:runs"]


@pytest.fixture
def person() -> User:
    return make_user()


@pytest.fixture
def project(person: User) -> Project:
    made = make_project("linfang_2018")
    add_member(made, person, ProjectRole.EVALUATOR)
    return made


@pytest.fixture
def browser(person: User) -> Client:
    return signed_in(person)


def _url(name: str, project: Project, *more: Any) -> str:
    return reverse(name, args=[project.pk, *more])


def _computed(project: Project, by: User) -> ScoringRun:
    run = actions.start_run(project, by=by)
    actions.compute_run(job_id=run.job_id)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("case", ["linfang_2018", "hongda_2018", "selfeval_2023_hotline"])
def test_every_page_opens_for_every_case(case: str, person: User, browser: Client) -> None:
    project = make_project(case)
    add_member(project, person, ProjectRole.LEAD)
    _computed(project, person)
    run = _computed(project, person)
    urls = [_url(name, project) for name in LISTS]
    urls += [_url("papers:run-detail", project, run.number), _url("papers:run-status", project, run.number)]
    urls += [_url("papers:paper", project, paper.indicator.code) for paper in project.papers.all()]
    assert [browser.get(url).status_code for url in urls] == [200] * len(urls)


@pytest.mark.parametrize(
    ("name", "told"), [("papers:list", "还没有底稿"), ("papers:scores", "还没有可评的指标")]
)
def test_without_indicators_a_page_says_what_will_be_here(
    project: Project, browser: Client, name: str, told: str
) -> None:
    tree = reverse("design:tree", args=[project.pk])
    button = f'<a class="btn btn-plain" href="{tree}">到指标体系</a>'
    assert button not in browser.get(_url(name, project)).content.decode()
    project.system.indicators.all().delete()
    page = browser.get(_url(name, project)).content.decode()
    assert told in page
    assert button in page


@pytest.mark.parametrize("name", LISTS)
def test_another_firms_project_does_not_exist(name: str, browser: Client) -> None:
    assert browser.get(_url(name, make_project())).status_code == 404


def test_another_firms_papers_and_runs_do_not_exist(browser: Client) -> None:
    other = make_project()
    run = _computed(other, make_user())
    assert browser.get(_url("papers:paper", other, "C1-4")).status_code == 404
    assert browser.post(_url("papers:save", other, "C1-4")).status_code == 404
    assert browser.post(_url("papers:preview", other, "C1-4")).status_code == 404
    assert browser.post(_url("papers:run", other)).status_code == 404
    assert browser.get(_url("papers:run-detail", other, run.number)).status_code == 404
    assert browser.get(_url("papers:run-status", other, run.number)).status_code == 404


def test_a_reviewer_reads_but_does_not_save_or_compute(project: Project) -> None:
    browser = signed_in(add_member(project, role=ProjectRole.REVIEWER))
    page = browser.get(_url("papers:paper", project, "C1-4"))
    assert page.status_code == 200
    assert "保存" not in page.content.decode()
    assert browser.post(_url("papers:save", project, "C1-4")).status_code == 403
    assert browser.post(_url("papers:run", project)).status_code == 403


@pytest.mark.parametrize("role", [ProjectRole.UNIT_CONTACT, ProjectRole.EXPERT])
def test_who_is_outside_sees_no_scores(project: Project, role: ProjectRole) -> None:
    browser = signed_in(add_member(project, role=role))
    assert browser.get(_url("papers:scores", project)).status_code == 404
    assert browser.post(_url("papers:save", project, "C1-4")).status_code == 404


def test_an_unknown_code_does_not_exist(browser: Client, project: Project) -> None:
    assert browser.get(_url("papers:paper", project, "Z9")).status_code == 404
    assert browser.get(_url("papers:paper", project, "C1")).status_code == 404


def test_a_code_may_hold_a_slash(browser: Client, person: User) -> None:
    project = make_small(leaf("A/1", "A", 100))
    add_member(project, person, ProjectRole.EVALUATOR)
    data = form_of(browser, project, "A/1") | {"input:done": "80"}
    assert browser.post(_url("papers:save", project, "A/1"), data).status_code == 302
    assert PaperInput.objects.get(name="done").number == Decimal(80)


def test_sending_back_what_was_handed_out_changes_nothing(browser: Client, person: User) -> None:
    points = {"kind": "key_points", "points": [{"text": "一"}, {"text": "二"}]}
    judged, passed = {"kind": "judged", "experts": True}, {"kind": "pass_fail"}
    project = make_small(
        leaf("A1", "A", 40, deduction_reason="第一行\n第二行 "),
        leaf("A2", "A", 30, inputs={"met": [1, None]}, value="met", rule=points),
        leaf("A3", "A", 20, inputs={"marks": [3, 4]}, value="marks", rule=judged),
        leaf("A4", "A", 10, inputs={"pass": False}, value="pass", rule=passed),
    )
    add_member(project, person, ProjectRole.EVALUATOR)
    for code in ("A1", "A2", "A3", "A4"):
        data = form_of(browser, project, code)
        data["deduction_reason"] = data["deduction_reason"].replace("\n", "\r\n")
        assert browser.post(_url("papers:save", project, code), data).status_code == 302
    assert set(project.papers.values_list("revision", flat=True)) == {1}


def test_saving_goes_on_to_the_next_paper(browser: Client, project: Project) -> None:
    data = form_of(browser, project, "C1-4") | {"input:answered_12333": "３００"}
    stay = browser.post(_url("papers:save", project, "C1-4"), data | {"go": "stay"})
    assert stay["Location"] == _url("papers:paper", project, "C1-4")
    data["revision"] = 2
    onward = browser.post(_url("papers:save", project, "C1-4"), data | {"go": "next", "next_code": "C2-1"})
    assert onward["Location"] == _url("papers:paper", project, "C2-1")
    nowhere = browser.post(_url("papers:save", project, "C1-4"), data | {"go": "next", "next_code": "//x"})
    assert nowhere["Location"] == _url("papers:paper", project, "C1-4")
    reloaded = browser.get(_url("papers:save", project, "C1-4"))
    assert reloaded["Location"] == _url("papers:paper", project, "C1-4")


def test_a_bad_number_is_named_and_nothing_is_lost(browser: Client, project: Project) -> None:
    data = form_of(browser, project, "C1-4")
    data |= {"input:answered_12333": "12a", "deduction_reason": "写了一半的原因"}
    answer = browser.post(_url("papers:save", project, "C1-4"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“12a”不是数字：第3个字符是字母a。" in page
    assert 'value="12a"' in page
    assert "写了一半的原因" in page
    assert WorkingPaper.objects.get(project=project, indicator__code="C1-4").revision == 1


def test_two_people_at_one_paper_lose_nothing(browser: Client, project: Project) -> None:
    colleague = signed_in(add_member(project))
    mine, theirs = form_of(browser, project, "C1-4"), form_of(colleague, project, "C1-4")
    theirs |= {"input:answered_12333": "310", "deduction_reason": "同事写的"}
    colleague.post(_url("papers:save", project, "C1-4"), theirs)
    mine |= {"input:answered_962218": "80", "deduction_reason": "我写的"}
    answer = browser.post(_url("papers:save", project, "C1-4"), mine)
    assert answer.status_code == 409
    fields = {one.label: (one.mine, one.theirs, one.newest) for one in answer.context["conflict"]["fields"]}
    assert fields == {
        "输入“answered_12333”": ("191.54", "310", "theirs"),
        "输入“answered_962218”": ("80", "76", "mine"),
        "扣分原因": ("我写的", "同事写的", "mine"),
    }
    hidden = dict(answer.context["form"].posted_texts())
    choices = {"choose-input:answered_12333": "theirs", "choose-input:answered_962218": "mine"}
    again = hidden | choices | {"choose-deduction_reason": "theirs", "revision": "2"}
    assert browser.post(_url("papers:save", project, "C1-4"), again).status_code == 302
    paper = project.papers.get(indicator__code="C1-4")
    figures = dict(paper.inputs.values_list("name", "number"))
    assert (figures["answered_12333"], figures["answered_962218"]) == (Decimal(310), Decimal(80))
    assert (paper.deduction_reason, paper.revision) == ("同事写的", 3)


def test_the_preview_computes_and_stores_nothing(browser: Client, project: Project) -> None:
    data = form_of(browser, project, "C1-4") | {"input:answered_12333": "1,300"}
    tables = (WorkingPaper, PaperInput, Activity, ScoringRun, RunScore, Job, WorkingPaper.history.model)
    before = [table.objects.count() for table in tables]
    answer = browser.post(_url("papers:preview", project, "C1-4"), data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.context["twig"].outcome.score == Decimal(10)
    assert "试算，未保存" in page
    assert "<del>87.3 良</del> <ins>91.9 优</ins>" in page
    assert [table.objects.count() for table in tables] == before
    kept = PaperInput.objects.get(paper__indicator__code="C1-4", name="answered_12333")
    assert kept.number == Decimal("191.54")


def test_the_preview_names_what_cannot_be_read(browser: Client, project: Project) -> None:
    data = form_of(browser, project, "C1-4") | {"input:answered_12333": "19l"}
    page = browser.post(_url("papers:preview", project, "C1-4"), data).content.decode()
    assert "“19l”不是数字：第3个字符是字母l，应为数字1。" in page
    assert "有误，未计算" in page


def test_the_preview_of_decisions(browser: Client, project: Project) -> None:
    data = form_of(browser, project, "C1-4")
    data |= {"override_score": "9", "override_reason": "停电两小时属不可抗力"}
    answer = browser.post(_url("papers:preview", project, "C1-4"), data)
    outcome = answer.context["twig"].outcome
    assert (outcome.status, outcome.score, outcome.computed) == ("overridden", Decimal(9), Decimal("5.4"))
    assert answer.context["after"].total == Decimal("90.9")


def test_the_preview_of_what_cannot_be_assessed(browser: Client, project: Project) -> None:
    data = form_of(browser, project, "C1-4") | {"not_applicable": "exclude"}
    answer = browser.post(_url("papers:preview", project, "C1-4"), data)
    assert answer.context["twig"].outcome.status == "not_applicable"
    assert answer.context["after"].excluded == Decimal(10)
    assert answer.context["after"].total == Decimal(91)


def test_the_overview_filters_by_deduction(browser: Client, project: Project) -> None:
    paper = project.papers.get(indicator__code="A1-1")
    actions.save_paper(paper, {"input:failed": None}, revision=1, by=make_user())
    sheets = {
        show: browser.get(_url("papers:scores", project), {"show": show}).context["sheet"]
        for show in ("all", "short", "full", "open", "nonsense")
    }
    assert sheets["all"].counts == {"all": 23, "short": 8, "full": 14, "disputed": 0, "open": 1}
    assert [len(sheet.rows) for sheet in sheets.values()] == [23, 8, 14, 1, 23]
    assert [twig.code for twig in sheets["all"].rows[:3]] == ["C1-4", "A1-1", "B3-2-2"]


def test_the_overview_tells_when_facts_changed_after_the_run(
    browser: Client, project: Project, person: User
) -> None:
    assert "还没有做过评分计算" in browser.get(_url("papers:scores", project)).content.decode()
    _computed(project, person)
    assert "与事实一致" in browser.get(_url("papers:scores", project)).content.decode()
    paper = project.papers.get(indicator__code="C1-4")
    actions.save_paper(paper, {"input:answered_12333": Decimal(300)}, revision=1, by=person)
    page = browser.get(_url("papers:scores", project)).content.decode()
    assert "<b>事实已变。</b>" in page
    assert "那时总分87.3 良，现在算得90.4 优。" in page


def test_pressing_the_button_starts_a_run_and_shows_its_progress(browser: Client, project: Project) -> None:
    started = browser.post(_url("papers:run", project))
    assert started["Location"] == _url("papers:run-detail", project, 1)
    assert "排队，等待处理" in browser.get(started["Location"]).content.decode()
    assert "第1次评分计算排队" in browser.get(_url("papers:scores", project)).content.decode()
    status = browser.get(_url("papers:run-status", project, 1))
    assert "every 1s" in status.content.decode()
    assert "HX-Refresh" not in status
    actions.compute_run(job_id=ScoringRun.objects.get().job_id)
    assert browser.get(_url("papers:run-status", project, 1))["HX-Refresh"] == "true"
    page = browser.get(started["Location"]).content.decode()
    assert "这是第一次计算。" in page
    assert "10 − 4.6 = 5.4" in page


def test_rules_that_cannot_be_read_are_told_instead_of_an_error(browser: Client, project: Project) -> None:
    project.system.indicators.filter(code="C1-4").update(value_expression="answered_12333/")
    page = browser.get(_url("papers:scores", project))
    assert page.status_code == 422
    assert "指标体系有误，无法计算" in page.content.decode()


def test_pages_ask_as_often_for_one_indicator_as_for_two_hundred(browser: Client, person: User) -> None:
    asked = [_asked(browser, person, count) for count in (1, 3, 200)]
    assert asked[0] == asked[1] == asked[2]


def _asked(browser: Client, person: User, count: int) -> dict[str, int]:
    """How many queries each page makes for a project with so many indicators and two runs."""
    project = make_sized(count)
    add_member(project, person, ProjectRole.EVALUATOR)
    for _ in range(2):
        _computed(project, person)
    urls = {name: _url(name, project) for name in LISTS}
    urls["home"] = _url("desk:project", project)
    urls["paper"] = _url("papers:paper", project, "A1")
    urls["run"] = _url("papers:run-detail", project, 2)
    asked = {}
    for name, url in urls.items():
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        asked[name] = len(queries)
    return asked


def test_runs_are_paged(browser: Client, project: Project, person: User) -> None:
    for _ in range(21):
        actions.run_now(project, by=person)
    page = browser.get(_url("papers:runs", project), {"page": 2}).context["page"]
    assert (page.paginator.num_pages, [run.number for run in page]) == (2, [1])


def test_while_a_run_is_open_no_second_is_offered(browser: Client, project: Project, person: User) -> None:
    offered = '<button class="btn btn-primary" type="submit" data-primary>计算评分</button>'
    assert offered in browser.get(_url("papers:runs", project)).content.decode()
    run = actions.start_run(project, by=person)
    for name in ("papers:runs", "papers:scores"):
        page = browser.get(_url(name, project)).content.decode()
        assert offered not in page
        assert 'disabled title="第1次计算还没有结束"' in page
    answer = browser.post(_url("papers:run", project), follow=True)
    assert answer.redirect_chain == [(_url("papers:run-detail", project, 1), 302)]
    assert "第1次计算还没有结束。请等它算完，或先在它的页面取消。" in answer.content.decode()
    assert project.runs.get() == run


def test_a_run_is_cancelled_from_its_page(browser: Client, project: Project, person: User) -> None:
    actions.start_run(project, by=person)
    cancel = _url("papers:run-cancel", project, 1)
    assert f'action="{cancel}"' in browser.get(_url("papers:run-detail", project, 1)).content.decode()
    page = browser.post(cancel, follow=True).content.decode()
    assert f"由{person}取消，没有写入任何得分。" in page
    assert cancel not in page


def test_a_run_that_is_being_computed_says_that_it_is_stopping(
    browser: Client, project: Project, person: User
) -> None:
    run = actions.start_run(project, by=person)
    Job.objects.filter(pk=run.job_id).update(state="running", attempt=1)
    page = browser.post(_url("papers:run-cancel", project, 1), follow=True).content.decode()
    assert "正在取消第1次计算。" in page
    assert f"由{person}取消，等它停下" in page


def test_who_only_reads_cannot_cancel(project: Project, person: User) -> None:
    actions.start_run(project, by=person)
    reviewer = signed_in(add_member(project, role=ProjectRole.REVIEWER))
    cancel = _url("papers:run-cancel", project, 1)
    assert cancel not in reviewer.get(_url("papers:run-detail", project, 1)).content.decode()
    assert reviewer.post(cancel).status_code == 403


def test_many_projects_are_scored_at_once(browser: Client, project: Project, person: User) -> None:
    second, watched, foreign = make_project("hongda_2018"), make_project(), make_project()
    add_member(second, person, "evaluator")
    add_member(watched, person, "expert")
    make_firm().memberships.create(user=person)
    listed = browser.get(reverse("desk:projects")).content.decode()
    offered = {one.pk for one in (project, second, watched, foreign) if f'value="{one.pk}" form=' in listed}
    assert offered == {project.pk, second.pk}
    chosen = [one.pk for one in (project, second, watched, foreign)]
    answer = browser.post(reverse("papers:run-many"), {"project": [*chosen, "x", "9" * 30]}, follow=True)
    assert "已为2个项目发起评分计算" in answer.content.decode()
    assert [one.runs.count() for one in (project, second, watched, foreign)] == [1, 1, 0, 0]
    answer = browser.post(reverse("papers:run-many"), follow=True)
    assert "没有发起：请先在列表里勾选要计算的项目。" in answer.content.decode()

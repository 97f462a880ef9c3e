"""工作台 and 项目列表: what they show to whom, and how much they ask of the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.desk import queries
from evaluations.engagement.actions import sign_declaration
from evaluations.jobs.models import JobState
from evaluations.projects.access import may
from evaluations.projects.models import Project, ProjectRole
from tests.evaluations.desk.making import change_paper, make_job, make_run
from tests.factories import add_member, make_project, make_user


def text_of(page):
    assert page.status_code == 200
    return page.content.decode()


def queries_of(client, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def fill(firm, person, count):
    """Projects with everything that the lists can show."""
    for _ in range(count):
        project = make_project("selfeval_2023_hotline", firm=firm, by=person)
        make_run(project, code="1.1", name="数量", status="missing", reason="缺“呼叫总次数”")
        change_paper(project, person)
        make_job(project, person, title=f"计算{project.pk}")
        make_job(project, person, JobState.FAILED, title=f"失败{project.pk}", message="不行")


@pytest.mark.parametrize("url", ["/", "/projects/", "/jobs/"])
def test_queries_do_not_grow_with_the_rows(browser, firm, person, url):
    fill(firm, person, 1)
    one = queries_of(browser, url)
    fill(firm, person, 2)
    assert queries_of(browser, url) == one


def test_history_queries_do_not_grow_with_the_rows(browser, project, person):
    url = f"/projects/{project.pk}/history/"
    change_paper(project, person)
    one = queries_of(browser, url)
    change_paper(project, person)
    change_paper(project, make_user())
    assert queries_of(browser, url) == one


def test_a_person_without_projects_is_told_how_to_begin(browser):
    text = text_of(browser.get("/"))
    assert "还没有项目" in text
    assert 'href="/projects/import/"' in text


def test_who_works_for_no_firm_is_not_offered_an_import(client, db):
    client.force_login(make_user())
    for url in ("/", "/projects/"):
        assert "/projects/import/" not in text_of(client.get(url))


def test_the_desk_says_what_waits(browser, project, person):
    make_run(project, code="A1", name="响应率", status="missing", reason="缺“呼叫总次数”")
    change_paper(project, person)
    make_job(project, person, JobState.FAILED, title="生成报告", message="图片打不开", place="附件4")
    text = text_of(browser.get("/"))
    assert "评分：事实已变" in text
    assert "底稿A1 响应率" in text
    assert "缺“呼叫总次数”" in text
    assert "附件4：图片打不开" in text
    assert "87.3 良" in text


def test_an_unscored_project_waits_for_its_calculation(browser, project):
    assert "评分：尚未计算" in text_of(browser.get("/"))


def test_a_failure_that_was_tried_again_waits_no_more(browser, project, person):
    make_job(project, person, JobState.FAILED, title="生成报告")
    make_job(project, person, JobState.DONE, title="生成报告")
    assert list(queries.failed_jobs(person)) == []


def test_many_papers_without_score_are_summed_up(browser, project):
    run = make_run(project)
    for number in range(7):
        run.scores.create(position=number, code=f"X{number}", name="名", weight=1, status="missing")
    text = text_of(browser.get("/"))
    assert "底稿X4 名" in text
    assert "底稿X5 名" not in text
    assert "另有2份底稿没有得分" in text
    assert "X5、X6" in text


def test_running_jobs_are_asked_for_again_until_they_end(browser, project, person):
    job = make_job(project, person, percent=62, done=54, total=86)
    text = text_of(browser.get("/jobs/"))
    assert 'hx-trigger="every 2s"' in text
    assert "62%" in text
    assert "54/86" in text
    job.state = JobState.DONE
    job.save()
    assert "hx-trigger" not in text_of(browser.get("/jobs/"))


def test_a_reviewer_is_not_asked_to_compute(client, project):
    reviewer = add_member(project, role=ProjectRole.REVIEWER)
    sign_declaration(project, has_interest=False, explanation="", by=reviewer)
    client.force_login(reviewer)
    text = text_of(client.get("/"))
    assert project.title in text
    assert "没有等您处理的事项" in text


def test_another_firms_projects_do_not_exist(client, project):
    client.force_login(make_user(role="admin"))
    for url in ("/", "/projects/"):
        assert project.title not in text_of(client.get(url))
    for url in (f"/projects/{project.pk}/", f"/projects/{project.pk}/history/"):
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("role", ProjectRole.values)
def test_lists_and_rights_agree(project, role):
    someone = add_member(project, role=role)
    for roles, permission in (
        (queries.INSIDE, "projects.view_scores"),
        (queries.INSIDE, "projects.view_history"),
        (queries.TEAM, "projects.edit"),
        (queries.CHECKERS, "papers.check"),
    ):
        listed = queries.where_role(someone, roles).filter(pk=project.pk).exists()
        assert listed == may(someone, permission, project), permission


def test_a_firms_admin_is_in_all_lists(firm, project):
    admin = make_user(role="admin", firm=firm)
    for roles in (queries.INSIDE, queries.TEAM, queries.CHECKERS):
        assert list(queries.where_role(admin, roles)) == [project]


def test_who_may_not_see_scores_sees_none_in_lists(client, project):
    make_run(project)
    client.force_login(add_member(project, role=ProjectRole.UNIT_CONTACT))
    for url in ("/", "/projects/", f"/projects/{project.pk}/"):
        text = text_of(client.get(url))
        assert project.title in text
        assert "87.3" not in text


def test_who_may_not_see_scores_is_not_told_whether_there_is_one(client, project):
    make_run(project)
    client.force_login(add_member(project, role=ProjectRole.UNIT_CONTACT))
    assert client.get("/projects/").context["tabs"] == []
    for standing in queries.STANDINGS:
        page = client.get(f"/projects/?standing={standing}")
        assert page.context["rows"] == []
        assert "得分最新" not in text_of(page)


class TestFilters:
    @pytest.fixture
    def three(self, firm, person):
        current = make_project("linfang_2018", firm=firm, by=person)
        stale = make_project("hongda_2018", firm=firm, by=person)
        unscored = make_project("selfeval_2023_hotline", firm=firm, by=person)
        make_run(current)
        make_run(stale)
        change_paper(stale, person)
        return current, stale, unscored

    def found(self, browser, query):
        page = browser.get(f"/projects/?{query}")
        return [row["project"].pk for row in page.context["rows"]]

    def test_by_standing(self, browser, three):
        current, stale, unscored = (project.pk for project in three)
        assert self.found(browser, "standing=current") == [current]
        assert self.found(browser, "standing=stale") == [stale]
        assert self.found(browser, "standing=unscored") == [unscored]
        assert set(self.found(browser, "standing=nonsense")) == {current, stale, unscored}

    def test_by_year(self, browser, three):
        assert self.found(browser, "year=2023") == [three[2].pk]
        assert len(self.found(browser, "year=x")) == 3

    def test_by_words_all_of_which_must_occur(self, browser, three):
        assert self.found(browser, "q=12333 绩效评价") == [three[0].pk]
        assert self.found(browser, "q=12333 没有这样的词") == []
        text = text_of(browser.get("/projects/?q=没有这样的项目"))
        assert "没有符合条件的项目" in text

    def test_the_tabs_count(self, browser, three):
        tabs = browser.get("/projects/").context["tabs"]
        assert [(tab["label"], tab["count"]) for tab in tabs] == [
            ("全部", 3),
            ("尚未计算", 1),
            ("事实已变", 1),
            ("得分最新", 1),
        ]

    def test_the_tabs_keep_the_other_filters(self, browser, three):
        tabs = browser.get("/projects/?year=2018&standing=stale&page=2").context["tabs"]
        assert [tab["url"] for tab in tabs[:2]] == ["?year=2018", "?year=2018&standing=unscored"]
        assert [tab["current"] for tab in tabs] == [False, False, True, False]


def test_long_lists_are_paged(browser, project, person):
    row = Project.objects.values("firm_id", "system_id", "kind", "title").get(pk=project.pk)
    assert row["title"]
    for _ in range(55):
        change_paper(project, person)
    page = browser.get(f"/projects/{project.pk}/history/?page=2&kind=paper")
    assert len(page.context["page"].object_list) == 5
    text = text_of(page)
    assert "共55项" in text
    assert 'href="?kind=paper&amp;page=1"' in text

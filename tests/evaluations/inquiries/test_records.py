"""Interviews and site visits: what is recorded, refused, in conflict, and never written out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as File
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.evidence.actions import link
from evaluations.evidence.models import EvidenceLink
from evaluations.exchange.queries import export_file
from evaluations.fieldwork.models import Interview, InterviewOutline, InterviewParticipant, SiteVisit
from evaluations.inquiries import actions, queries
from evaluations.people.models import User
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Activity, Project
from evaluations.projects.removal import removed
from tests.evaluations.evidence.making import add, photo, picture
from tests.evaluations.inquiries.making import browser_of, make_interview, make_visit
from tests.factories import add_member, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project("hongda_2018")


@pytest.fixture
def person(project: Project) -> User:
    return add_member(project)


def last(project: Project) -> tuple[str, str, list[tuple[str, str, str]]]:
    line = Activity.objects.filter(project=project).order_by("-pk")[0]
    return (
        line.verb,
        line.subject,
        [(one["field"], one["before"], one["after"]) for one in line.changes],
    )


# Interviews ---------------------------------------------------------------------------------------


def test_a_record_is_saved_with_one_line_of_the_log(project: Project, person: User) -> None:
    row = make_interview(project, person, "资金如何使用", items=("制度执行",))
    question, rating = row.questions.get(), row.ratings.get()
    data = {f"answer-{question.pk}": "按预算", f"rating-{rating.pk}": "好", "date": "2019-03-05"}
    saved = actions.record_interview(row, data, revision=1, by=person)
    question.refresh_from_db()
    rating.refresh_from_db()
    assert (saved.revision, saved.date, question.answer, rating.rating) == (2, "2019-03-05", "按预算", "好")
    assert (question.revision, question.history.count()) == (2, 2)
    assert last(project) == (
        "记录",
        "访谈 消保处负责人",
        [("访谈日期", "—", "2019-03-05"), ("资金如何使用", "—", "按预算"), ("制度执行", "—", "好")],
    )


def test_the_same_again_changes_nothing(project: Project, person: User) -> None:
    row = make_interview(project, person)
    lines = Activity.objects.count()
    assert actions.record_interview(row, {"date": ""}, revision=1, by=person).revision == 1
    assert Activity.objects.count() == lines


def test_an_old_revision_is_refused_with_both_versions(project: Project, person: User) -> None:
    row = make_interview(project, person, "问")
    key = f"answer-{row.questions.get().pk}"
    actions.record_interview(row, {key: "甲"}, revision=1, by=person)
    with pytest.raises(Conflict) as both:
        actions.record_interview(row, {key: "乙"}, revision=1, by=person)
    assert (both.value.theirs[key], both.value.mine[key], both.value.revision) == ("甲", "乙", 2)
    assert row.questions.get().answer == "甲"


def test_the_scale_is_free(project: Project, person: User) -> None:
    row = make_interview(project, person)
    actions.record_interview(row, {"scale": "很好、好，差 差"}, revision=1, by=person)
    assert [level.name for level in row.scale.all()] == ["很好", "好", "差"]


def test_an_interview_without_marks_has_no_scale(project: Project, person: User) -> None:
    row = make_interview(project, person, "问", items=("制度",))
    actions.record_interview(row, {f"answer-{row.questions.get().pk}": "答"}, revision=1, by=person)
    assert not row.scale.exists()
    page = browser_of(project).get(reverse("inquiries:interview", args=[project.pk, row.pk])).content.decode()
    assert 'value="好、一般、差"' in page
    actions.record_interview(row, {f"rating-{row.ratings.get().pk}": "好"}, revision=2, by=person)
    assert [level.name for level in row.scale.all()] == ["好", "一般", "差"]


def test_a_removed_interview_comes_back_with_all_that_hung_on_it(project: Project, person: User) -> None:
    row = make_interview(project, person, "问一", "问二", items=("制度执行",))
    question, rating = row.questions.first(), row.ratings.get()
    assert question is not None
    data = {f"answer-{question.pk}": "按预算", f"rating-{rating.pk}": "好", "scale": "好、中、差"}
    actions.record_interview(row, data, revision=1, by=person)
    document = add(project, "记录.png", picture(), by=person).version.document
    link(document, row, by=person)
    browser, listed = browser_of(project), reverse("inquiries:interviews", args=[project.pk])
    page = browser.post(reverse("inquiries:remove-interview", args=[project.pk, row.pk]), follow=True)
    assert "已删除访谈“消保处负责人”，在本页下方可以恢复" in page.content.decode()
    assert not Interview.objects.filter(pk=row.pk).exists()
    assert last(project)[:2] == ("删除", "访谈 消保处负责人")
    [kept] = removed(project, Interview)
    back = browser.post(reverse("inquiries:restore", args=[project.pk, kept.pk]), follow=True)
    assert back.redirect_chain[-1][0] == reverse("inquiries:interview", args=[project.pk, row.pk])
    row = Interview.objects.get(pk=row.pk)
    assert [(one.text, one.answer) for one in row.questions.all()] == [("问一", "按预算"), ("问二", "")]
    assert (row.ratings.get().rating, [one.name for one in row.scale.all()]) == ("好", ["好", "中", "差"])
    assert [one.document for one in row.evidence.all()] == [document]
    assert (row.revision, row.history.first().history_user) == (3, Activity.objects.latest("pk").by)
    assert last(project)[:2] == ("恢复", "访谈 消保处负责人")
    assert "已删除" not in browser.get(listed).content.decode()
    again = browser.post(reverse("inquiries:restore", args=[project.pk, kept.pk]))
    assert again.status_code == 404


def test_what_hung_on_a_document_that_is_gone_stays_away(project: Project, person: User) -> None:
    row = make_interview(project, person)
    document = add(project, "记录.png", picture(), by=person).version.document
    link(document, row, by=person)
    actions.remove_interview(row, by=person)
    document.delete()
    [kept] = removed(project, Interview)
    assert actions.restore(kept, by=person) == 1
    assert not Interview.objects.get(pk=row.pk).evidence.exists()


def test_a_link_comes_back_to_another_place_where_its_own_is_taken(project: Project, person: User) -> None:
    row, other = make_interview(project, person), make_interview(project, person)
    document = add(project, "记录.png", picture(), by=person).version.document
    link(document, row, by=person)
    actions.remove_interview(row, by=person)
    link(document, other, by=person)
    [kept] = removed(project, Interview)
    actions.restore(kept, by=person)
    assert sorted(one.position for one in document.links.all()) == [0, 1]


def test_an_outline_is_kept_for_the_firm_without_answers(project: Project, person: User) -> None:
    row = make_interview(project, person, "问一", "问二", items=("制度",))
    row.questions.update(answer="不该留下")
    outline = actions.keep_outline(row, project.firm, "受益对象", by=person)
    assert (outline.questions, outline.items, outline.scale) == ("问一\n问二", "制度", "好、一般、差")
    made = actions.plan_interview(project, {"subject_role": "居民代表"}, outline=outline, by=person)
    assert [(one.text, one.answer) for one in made.questions.all()] == [("问一", ""), ("问二", "")]
    assert [one.item for one in made.ratings.all()] == ["制度"]
    actions.keep_outline(row, project.firm, "受益对象", by=person)
    assert InterviewOutline.objects.count() == 1


def test_the_form_says_what_is_wrong_and_saves_nothing(project: Project, person: User) -> None:
    row = make_interview(project, person)
    url = reverse("inquiries:record", args=[project.pk, row.pk])
    data = {"revision": 1, "subject_role": "", "date": "2019-13", "scale": "长" * 41}
    answer = browser_of(project).post(url, data, headers={"X-Autosave": "1"})
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        {
            "subject_role": ["请写访谈对象的职务，例如消保处负责人。"],
            "date": ["“2019-13”不是日期，应写成2026、2026-04或2026-04-09。"],
            "scale": [f"档次“{'长' * 20}…”太长，最多40个字。"],
        },
    )
    row.refresh_from_db()
    assert (row.revision, row.subject_role) == (1, "消保处负责人")


def test_a_conflict_shows_both_and_merges(project: Project, person: User) -> None:
    row = make_interview(project, person, "问")
    key = f"answer-{row.questions.get().pk}"
    actions.record_interview(row, {key: "甲", "place": "会议室"}, revision=1, by=person)
    browser, url = browser_of(project), reverse("inquiries:record", args=[project.pk, row.pk])
    data = {
        "revision": 1,
        "subject_role": "消保处负责人",
        "scale": "好、一般、差",
        key: "乙",
        f"initial-{key}": "",
    }
    answer = browser.post(url, data, headers={"X-Autosave": "1"})
    assert (answer.status_code, answer.json()["revision"]) == (409, 2)
    assert f'name="choose-{key}"' in answer.json()["html"]
    page = browser.post(url, data)
    assert page.status_code == 409
    merged = browser.post(url, {**data, "revision": 2, "choose-place": "theirs", f"choose-{key}": "mine"})
    assert merged.status_code == 302
    row.refresh_from_db()
    assert (row.place, row.questions.get().answer) == ("会议室", "乙")


def test_summary_counts_per_level_and_puts_answers_side_by_side(project: Project, person: User) -> None:
    Interview.objects.all().delete()
    for answer, mark in (("甲", "好"), ("", "差"), ("丙", "好")):
        row = make_interview(project, person, "问", items=("制度",))
        row.questions.update(answer=answer)
        row.ratings.update(rating=mark)
    make_interview(project, person, "另问")
    found = queries.summary(project)
    assert found.levels == ("好", "一般", "差")
    assert [(one.question, one.answers) for one in found.questions] == [
        ("问", ("甲", "", "丙", None)),
        ("另问", (None, None, None, "")),
    ]
    assert [(one.item, one.counts, one.total, one.marks) for one in found.items] == [
        ("制度", (2, 0, 1), 3, ("好", "差", "好", None))
    ]


# Who took part ------------------------------------------------------------------------------------


def test_participants_are_for_the_team_alone(project: Project, person: User) -> None:
    row = make_interview(project, person)
    page = reverse("inquiries:interview", args=[project.pk, row.pk])
    url = reverse("inquiries:sign-in", args=[project.pk, row.pk])
    data = {"name": "钱一鸣", "position": "主任", "phone": "13900001111"}
    assert browser_of(project).post(url, data).status_code == 302
    assert "钱一鸣" in browser_of(project).get(page).content.decode()
    assert "钱一鸣" not in browser_of(project, "reviewer").get(page).content.decode()
    assert browser_of(project, "reviewer").post(url, data).status_code == 403
    told = "".join(f"{one.verb}{one.subject}{one.changes}" for one in Activity.objects.all())
    text = export_file(Project.objects.get(pk=project.pk)).decode()
    for private in ("钱一鸣", "13900001111"):
        assert private not in text
        assert private not in told


def test_a_name_is_needed_and_can_be_struck(project: Project, person: User) -> None:
    row = make_interview(project, person)
    url = reverse("inquiries:sign-in", args=[project.pk, row.pk])
    browser = browser_of(project)
    assert "请填姓名。" in browser.post(url, {"name": " "}).content.decode()
    signed = actions.sign_in(row, {"name": "钱一鸣"}, by=person)
    with pytest.raises(actions.Kept, match="名单是个人信息，不留副本"):
        actions.remove_interview(row, by=person)
    strike = reverse("inquiries:strike", args=[project.pk, row.pk, signed.pk])
    assert browser.post(strike).status_code == 302
    assert not InterviewParticipant.objects.exists()


# Site visits --------------------------------------------------------------------------------------


def test_findings_are_recorded(project: Project, person: User) -> None:
    row = make_visit(project, person, "电梯")
    check = row.checks.get()
    url = reverse("inquiries:record-visit", args=[project.pk, row.pk])
    data = {
        "revision": 1,
        "place": "青溪街道助餐点",
        "date": "2026-04-09",
        f"conforms-{check.pk}": "False",
        f"found-{check.pk}": "停用",
        f"quantity-{check.pk}": "1,2",
    }
    browser = browser_of(project)
    wrong = browser.post(url, data, headers={"X-Autosave": "1"})
    assert list(wrong.json()["errors"]) == [f"quantity-{check.pk}"]
    right = browser.post(url, {**data, f"quantity-{check.pk}": "2"}, headers={"X-Autosave": "1"})
    assert (right.status_code, right.json()["revision"]) == (200, 2)
    check.refresh_from_db()
    assert (check.conforms, check.found, check.quantity) == (False, "停用", Decimal(2))
    assert last(project)[2][1:] == [
        ("电梯　实际情况", "—", "停用"),
        ("电梯　相符", "—", "否"),
        ("电梯　数量", "—", "2"),
    ]
    browser.post(reverse("inquiries:remove-visit", args=[project.pk, row.pk]))
    assert not project.sitevisits.exists()
    [kept] = removed(project, SiteVisit)
    browser.post(reverse("inquiries:restore", args=[project.pk, kept.pk]))
    check = project.sitevisits.get(pk=row.pk).checks.get()
    assert (check.item, check.conforms, check.found, check.quantity) == ("电梯", False, "停用", Decimal(2))


def test_an_empty_visit_goes(project: Project, person: User) -> None:
    row = make_visit(project, person, "电梯")
    browser = browser_of(project)
    assert (
        browser.post(reverse("inquiries:add-check", args=[project.pk, row.pk]), {"item": ""}).status_code
        == 302
    )
    assert (
        browser.post(reverse("inquiries:add-check", args=[project.pk, row.pk]), {"item": "门"}).status_code
        == 302
    )
    assert [one.item for one in row.checks.all()] == ["电梯", "门"]
    assert browser.post(reverse("inquiries:remove-visit", args=[project.pk, row.pk])).status_code == 302
    assert not project.sitevisits.exists()


def test_photos_are_evidence_with_time_place_and_caption(project: Project, person: User) -> None:
    row = make_visit(project, person)
    made = link(add(project, "IMG_1.jpg", photo(), by=person).version.document, row, by=person)
    found = queries.evidence_of(site_visit=row)[0]
    facts = (found.file_taken_at, found.file_latitude, found.file_longitude)  # type: ignore[attr-defined]
    assert facts == ("2026-04-09 14:20:31", "31.230000", "-121.470000")
    browser, url = browser_of(project), reverse("inquiries:caption", args=[project.pk, row.pk, made.pk])
    assert browser.post(url, {"note": "南门", "before": ""}).status_code == 302
    browser.post(url, {"note": "北门", "before": "没见过"})
    browser.post(url, {"note": "长" * 301, "before": "南门"})
    made.refresh_from_db()
    assert made.note == "南门"
    page = browser.get(reverse("inquiries:visit", args=[project.pk, row.pk])).content.decode()
    assert "别人已把说明改成“南门”，您写的“北门”没有保存" in page
    assert "说明最多300个字" in page


def test_photos_are_judged_by_their_content(project: Project, person: User) -> None:
    row = make_visit(project, person)
    browser, url = browser_of(project), reverse("inquiries:photos", args=[project.pk, row.pk])
    files = [File("一.png", picture()), File("二.png", b"no picture"), File("三.png", picture())]
    page = browser.post(url, {"photos": files}, follow=True).content.decode()
    assert EvidenceLink.objects.filter(site_visit=row).count() == 1
    assert "二.png：" in page
    assert "没有选照片" in browser.post(url, {}, follow=True).content.decode()


# Pages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["interviews", "summary", "visits"])
def test_lists_ask_as_often_for_one_row_as_for_three(project: Project, person: User, name: str) -> None:
    browser, url, asked = browser_of(project), reverse(f"inquiries:{name}", args=[project.pk]), []
    Interview.objects.all().delete()
    for more in (1, 2):
        for _ in range(more):
            make_interview(project, person, "问", items=("制度",))
            make_visit(project, person, "电梯")
        browser.get(url)
        with CaptureQueriesContext(connection) as made:
            assert browser.get(url).status_code == 200
        asked.append(len(made))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("case", ["linfang_2018", "hongda_2018", "selfeval_2023_hotline"])
@pytest.mark.parametrize("role", ["evaluator", "reviewer"])
def test_every_page_opens_for_every_case(case: str, role: str) -> None:
    project = make_project(case)
    visit = make_visit(project, add_member(project), "电梯")
    browser = browser_of(project, role)
    pages = [reverse(f"inquiries:{name}", args=[project.pk]) for name in ("interviews", "summary", "visits")]
    for row in project.interviews.all():
        pages += [
            reverse(f"inquiries:{name}", args=[project.pk, row.pk]) for name in ("interview", "outline")
        ]
    pages += [reverse(f"inquiries:{name}", args=[project.pk, visit.pk]) for name in ("visit", "checks")]
    assert [browser.get(page).status_code for page in pages] == [200] * len(pages)
    assert browser.get(f"{pages[1]}?group=没有").status_code == 200


def test_plans_are_refused_without_whom_or_where(project: Project) -> None:
    browser = browser_of(project)
    page = browser.post(reverse("inquiries:plan", args=[project.pk]), {"subject_role": "", "outline": "99"})
    assert (page.status_code, "请写访谈对象的职务" in page.content.decode()) == (422, True)
    page = browser.post(reverse("inquiries:plan-visit", args=[project.pk]), {"place": ""})
    assert (page.status_code, "请写勘查地点" in page.content.decode()) == (422, True)

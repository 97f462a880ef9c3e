"""Quality, statistics, cross tables and open answers as people see and change them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from evaluations.findings import actions, queries, sheets
from evaluations.people.models import FirmRole, User
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Channel, Response, Survey, SurveyPolicy, Theme
from evaluations.surveying.definition import SINGLE, Choice, Item, Questionnaire
from evaluations.surveying.quality import FAST, Rules
from tests.evaluations.findings.making import FULL, answer
from tests.evaluations.questionnaires.collecting.making import hand_in, make_survey, publish
from tests.factories import add_member, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project("selfeval_2023_hotline")


@pytest.fixture
def person(project: Project) -> User:
    return add_member(project)


@pytest.fixture
def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def survey(project: Project) -> Survey:
    return make_survey(project)


def get(browser: Client, survey: Survey, name: str, /, *more: Any, **asked: Any) -> str:
    response = browser.get(reverse(f"findings:{name}", args=[survey.project_id, survey.pk, *more]), asked)
    assert response.status_code == 200
    return response.content.decode()


def post(browser: Client, survey: Survey, name: str, /, *more: Any, **sent: Any) -> Any:
    return browser.post(reverse(f"findings:{name}", args=[survey.project_id, survey.pk, *more]), sent)


PAGES = ["quality", "rules", "adopt", "statistics", "cross", "answers", "export"]


@pytest.mark.parametrize("name", PAGES)
def test_before_anything_is_published_a_page_says_what_will_be_there(
    browser: Client, survey: Survey, name: str
) -> None:
    assert survey.title in get(browser, survey, name)


@pytest.mark.parametrize("name", ["quality", "statistics", "cross", "answers"])
@pytest.mark.parametrize("number", [1, 3])
def test_a_page_asks_as_often_for_one_sheet_as_for_three(
    browser: Client,
    survey: Survey,
    name: str,
    number: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    version = publish(survey)
    answer(version, [FULL] * number, group="old")
    for place in range(number):
        theme = Theme.objects.create(survey=survey, item="q9", name=f"主题{place}", position=place)
        theme.answers.create(response=Response.objects.filter(survey=survey)[0])
    asked = {"item": "q9", "first": "group", "second": "q1"}
    get(browser, survey, name, **asked)
    with django_assert_max_num_queries(QUERIES[name]):
        get(browser, survey, name, **asked)


QUERIES = {"quality": 22, "statistics": 17, "cross": 17, "answers": 21}
"""Those of the frame of every project's page are about a dozen."""


# Quality ------------------------------------------------------------------------------------------


def test_who_is_out_and_why_and_what_the_survey_may_be_used_for(survey: Survey, browser: Client) -> None:
    version = publish(survey)
    answer(version, [FULL] * 6)
    answer(version, [FULL] * 3, flags="fast,device", is_valid=False)
    answer(version, [FULL], excluded_reason="重复", is_valid=False)
    standing = sheets.standing_of(survey, Rules())
    assert (standing.distributed, standing.returned, standing.valid) == (10, 10, 6)
    assert (standing.returned_rate, standing.valid_rate) == (Decimal("100.00"), Decimal("60.00"))
    assert standing.reasons == (
        ("fast", "答题过快", 3), ("device", "同一设备重复作答", 3), ("hand", "人工剔除", 1),
    )  # fmt: skip
    page = get(browser, survey, "quality", state="invalid", reason="fast")
    assert "有效率60.00%，低于70%" in page
    assert page.count("data-row>") == 3
    assert get(browser, survey, "quality", q="不存在").count("data-row>") == 0


def test_a_sheet_is_read_struck_off_and_taken_back(survey: Survey, browser: Client) -> None:
    (one,) = answer(publish(survey), [FULL], sheet="018", channel=Channel.PAPER)
    page = get(browser, survey, "sheet", one.pk)
    assert "其他（亲戚）" in page
    assert "助餐：满意" in page
    assert post(browser, survey, "exclude", one.pk, reason=" ").status_code == 302
    one.refresh_from_db()
    assert one.is_valid
    post(browser, survey, "exclude", one.pk, reason="与017号重复")
    one.refresh_from_db()
    assert (one.is_valid, one.excluded_reason) == (False, "与017号重复")
    assert "与017号重复" in get(browser, survey, "sheet", one.pk)
    post(browser, survey, "restore", one.pk)
    one.refresh_from_db()
    assert one.is_valid


def test_a_sheet_of_another_survey_is_not_there(survey: Survey, browser: Client, project: Project) -> None:
    (one,) = answer(publish(make_survey(project, "别的")), [FULL])
    url = reverse("findings:sheet", args=[project.pk, survey.pk, one.pk])
    assert browser.get(url).status_code == 404


RULES = {
    "seconds": "2",
    "alike": "8",
    "conclusion": "70",
    "advice": "50",
    "reference": "30",
    "complete": "on",
}


def test_new_rules_judge_every_sheet_and_are_logged(survey: Survey, browser: Client) -> None:
    answer(publish(survey), [FULL] * 3, seconds=10)
    answered = post(browser, survey, "rules", **RULES, revision=1)
    assert answered.status_code == 302
    assert Response.objects.filter(survey=survey, flags=FAST, is_valid=False).count() == 3
    lines = survey.project.activities.order_by("-at", "-pk").values_list("verb", "subject")
    assert list(lines[:2]) == [
        ("重新判定", "老人满意度调查　有效性"), ("修改", "老人满意度调查　有效性规则"),
    ]  # fmt: skip
    post(browser, survey, "rules", reset="1")
    assert sheets.rules_in_force(survey) == (Rules(), False)
    assert Response.objects.filter(survey=survey, is_valid=True).count() == 3


@pytest.mark.parametrize(
    ("name", "wrong", "told"),
    [("seconds", "很快", "请写成1或1.5"), ("alike", "-1", "不能小于0"), ("advice", "90", "应从上到下不升高")],
)
def test_wrong_rules_are_told_at_the_field(
    survey: Survey, browser: Client, name: str, wrong: str, told: str
) -> None:
    answered = post(browser, survey, "rules", **RULES | {name: wrong}, revision=1)
    assert answered.status_code == 422
    assert told in answered.content.decode()


def test_rules_that_somebody_changed_meanwhile_are_not_overwritten(survey: Survey, browser: Client) -> None:
    publish(survey)
    post(browser, survey, "rules", **RULES, revision=1)
    answered = post(browser, survey, "rules", **RULES | {"seconds": "9"}, revision=1)
    assert answered.status_code == 409
    assert sheets.rules_in_force(survey)[0].seconds == 2


def test_the_firms_rules_are_those_of_surveys_without_their_own(survey: Survey) -> None:
    admin, client = make_user(role=FirmRole.ADMIN, firm=survey.project.firm), Client()
    client.force_login(admin)
    answered = client.post(reverse("findings:policy"), RULES | {"revision": 0})
    assert answered.status_code == 302
    assert SurveyPolicy.objects.get(firm=survey.project.firm).revision == 1
    assert sheets.rules_in_force(survey)[0].seconds == 2
    assert client.post(reverse("findings:policy"), RULES | {"revision": 0}).status_code == 409


def test_not_used_needs_reason_and_substitute(survey: Survey, browser: Client) -> None:
    answered = post(browser, survey, "adopt", used="0", revision=1)
    assert answered.status_code == 422
    assert "不采用的，请写明原因" in answered.content.decode()
    sent = {"used": "0", "unused_reason": "有效率52%", "substitute": "市统计局调查"}
    assert post(browser, survey, "adopt", **sent, revision=1).status_code == 302
    survey.refresh_from_db()
    assert (survey.used, survey.unused_reason, survey.substitute) == (False, "有效率52%", "市统计局调查")
    assert post(browser, survey, "adopt", **sent | {"used": "1"}, revision=1).status_code == 409


# Statistics ---------------------------------------------------------------------------------------


def of_one(key: str, *labels: str) -> Item:
    made = tuple(
        Choice(id=chr(97 + at), label=label, satisfied=at < 2, score=Decimal(100 - 50 * at))
        for at, label in enumerate(labels)
    )
    return Item(id=key, kind=SINGLE, text=f"问{key}", choices=made, satisfaction=True)


HONGDA = Questionnaire(
    title="消费者",
    items=(of_one("q1", "经常", "偶尔", "不关注"), of_one("q2", "很满意", "基本满意", "不满意")),
)


def test_the_page_says_the_published_figures(survey: Survey, browser: Client) -> None:
    first = ["a"] * 42 + ["b"] * 61 + ["c"] * 17
    second = ["a"] * 32 + ["b"] * 68 + ["c"] * 20
    rows = [{"q1": one, "q2": other} for one, other in zip(first, second, strict=True)]
    version = publish(survey, HONGDA)
    answer(version, rows)
    answer(version, [{"q1": "c", "q2": "c"}], excluded_reason="重复", is_valid=False)
    page = get(browser, survey, "statistics")
    for text in ("84.58", "85.83%", "83.33%", "16.66%", "26.67%", "120人次", "75.65～88.94"):
        assert text in page


def test_a_group_of_few_people_is_not_shown(survey: Survey, browser: Client) -> None:
    version = publish(survey)
    answer(version, [FULL] * 30, group="old")
    answer(version, [FULL | {"q2": "0"}] * 3, group="family")
    found = queries.statistics(survey)
    assert found is not None
    assert [(one.label, one.sheets) for one in found.groups] == [("老人", None), ("家属", None)]
    assert "不足5份，不显示" in get(browser, survey, "statistics", group="family")
    assert "本题有效填写" not in get(browser, survey, "statistics", group="family")
    assert "本题有效填写" in get(browser, survey, "statistics")


def test_a_part_leaves_out_what_few_people_chose(survey: Survey, browser: Client) -> None:
    version = publish(survey)
    answer(version, [FULL] * 20 + [FULL | {"q1": "b"}] * 2 + [FULL | {"q1": "c"}] * 9, group="old")
    answer(version, [FULL] * 40 + [FULL | {"q1": "b"}] * 20 + [FULL | {"q1": "c"}] * 9, group="family")
    page = get(browser, survey, "statistics", group="old")
    assert "&lt;5" in page
    assert "有效答卷31份：老人" in page


def test_a_cross_table(survey: Survey, browser: Client) -> None:
    answer(publish(survey), [FULL] * 20 + [FULL | {"q1": "b", "q3": ["b"]}] * 10)
    page = get(browser, survey, "cross", first="q1", second="q3", shares="all")
    assert '20<span class="meta"> 66.67%' in page
    assert "多选题一份可计入几格" in page
    assert "行和列是同一道题" in get(browser, survey, "cross", first="q1", second="q1")
    assert "选行和列" in get(browser, survey, "cross", first="nowhere", second="q1")


def test_answers_to_two_versions_are_counted_together(survey: Survey) -> None:
    answer(publish(survey, HONGDA), [{"q1": "a"}] * 2)
    changed = Questionnaire(title="二", items=(of_one("q9", "甲", "乙"), *HONGDA.items[:1]))
    answer(publish(survey, changed), [{"q1": "b", "q9": "a"}])
    found = queries.statistics(survey)
    assert found is not None
    assert [(one.key, one.base) for one in found.findings] == [("q9", 1), ("q1", 3), ("q2", 0)]


def test_batches_are_counted_as_one(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    version = publish(survey)
    answer(version, [FULL] * 7, group="old")
    answer(version, [FULL] * 4, group="family", channel=Channel.PAPER)
    whole = queries.tally(survey, [version])
    monkeypatch.setattr(queries, "BATCH", 3)
    parts = queries.tally(survey, [version])
    assert whole is not None
    assert parts is not None
    assert (parts.counts, parts.sizes) == (whole.counts, whole.sizes)


# Open answers -------------------------------------------------------------------------------------


def test_answers_are_put_under_themes_many_at_once(survey: Survey, browser: Client) -> None:
    version = publish(survey)
    rows = answer(version, [FULL | {"q9": text} for text in ("人少", "等太久", "=1+1", "都好")])
    answer(version, [FULL], excluded_reason="重复", is_valid=False)
    ticked = [one.pk for one in rows[:2]]
    answered = post(browser, survey, "assign", item="q9", name="人手不足", response=ticked)
    assert answered.status_code == 302
    theme = Theme.objects.get(survey=survey)
    page = get(browser, survey, "answers", item="q9", theme=str(theme.pk))
    assert ("人少" in page, "都好" in page, "50.00%" in page) == (True, False, True)
    page = get(browser, survey, "answers", item="q9", theme="none", q="好")
    assert ("都好" in page, "人少" in page, "4人写了" in page) == (True, False, True)
    post(browser, survey, "assign", item="q9", theme=theme.pk, response=ticked[:1], out="1")
    assert list(theme.answers.values_list("response_id", flat=True)) == ticked[1:]
    post(browser, survey, "assign", item="q9", theme=theme.pk, response=[ticked[1], 999999999])
    assert theme.answers.count() == 1


def test_a_theme_is_renamed_joined_to_another_and_removed(survey: Survey, person: User) -> None:
    rows = answer(publish(survey), [FULL] * 3)
    first = actions.add_theme(survey, "q9", "人手", by=person)
    second = actions.add_theme(survey, "q9", "人员", by=person)
    with pytest.raises(actions.NotPossible, match="已有主题"):
        actions.add_theme(survey, "q9", "人员", by=person)
    actions.assign(first, [one.pk for one in rows[:2]], by=person)
    actions.assign(second, [rows[2].pk, rows[0].pk], by=person)
    assert actions.rename_theme(first, "人员", by=person) == second
    assert second.answers.count() == 3
    actions.remove_theme(second, by=person)
    assert not Theme.objects.filter(survey=survey).exists()
    assert survey.project.activities.latest("at", "pk").verb == "删除主题"


def test_only_known_questions_and_words_are_themed(survey: Survey, browser: Client) -> None:
    publish(survey)
    assert post(browser, survey, "assign", item="q1", name="x").status_code == 302
    assert "所选的题不在问卷里" in get(browser, survey, "answers")
    assert post(browser, survey, "assign", item="q9", name="字" * 101).status_code == 302
    assert not Theme.objects.exists()
    assert "亲戚" not in get(browser, survey, "answers", item="q3~o")


def test_a_new_sheet_counts_at_once(survey: Survey) -> None:
    hand_in(publish(survey))
    found = queries.statistics(survey)
    assert found is not None
    assert found.sheets == 1

"""Paper sheets without scripts: stored once, the next number, mistakes at the question, struck off."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from evaluations.questionnaires.collecting.queries import next_number
from evaluations.questionnaires.models import Channel, FormVersion, Response
from evaluations.surveying.coding import decode
from evaluations.surveying.quality import INCOMPLETE
from tests.evaluations.questionnaires.collecting.making import hand_in, publish
from tests.evaluations.surveying.samples import ENDING, EVERY_KIND

pytestmark = pytest.mark.django_db

TYPED = {
    "version": "1", "sheet": "001", "group": "1", "q1": "1", "q2": "2", "q3": "1 4", "q3~o": "广播",
    "q4.a": "1", "q4.b": "5", "q5": "312", "q6": "71", "q7": "2024/3/8", "q8": "幸福村", "q9": " 很好 ",
}  # fmt: skip


def address(version: FormVersion, tail: str = "") -> str:
    return f"/projects/{version.survey.project_id}/surveys/{version.survey_id}/paper/{tail}"


def typed(**values: str) -> dict[str, str]:
    return {"key": str(uuid4()), **TYPED, **values}


def answers(response: Response) -> dict[str, Any]:
    return decode(EVERY_KIND, response.coded, response.words)


def test_a_sheet_is_stored_as_it_was_typed(browser: Client, version: FormVersion, person: Any) -> None:
    answer = browser.post(address(version), typed())
    assert answer["Location"] == f"{address(version)}?after=001&group=1"
    stored = Response.objects.get()
    assert (stored.channel, stored.group, stored.sheet, stored.entered_by, stored.is_valid) == (
        Channel.PAPER, "old", "001", person, True,
    )  # fmt: skip
    assert answers(stored) == {
        "q1": "a", "q2": "3", "q3": ["a", "o"], "q3~o": "广播", "q4": {"a": "4", "b": "0"},
        "q5": ["c", "a", "b"], "q6": "71", "q7": "2024-03-08", "q8": "幸福村", "q9": "很好",
    }  # fmt: skip
    page = browser.get(answer["Location"]).content.decode()
    assert 'id="sheet" name="sheet" value="002"' in page
    assert 'id="group" name="group" value="1"' in page
    assert "001已保存" in page


def test_the_same_sheet_sent_twice_counts_once(browser: Client, version: FormVersion) -> None:
    once = typed()
    assert browser.post(address(version), once).status_code == 302
    assert browser.post(address(version), once).status_code == 302
    assert Response.objects.count() == 1


def test_a_number_that_is_known_is_told(browser: Client, version: FormVersion) -> None:
    browser.post(address(version), typed())
    answer = browser.post(address(version), typed(q9="另一份"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "编号001已经录入过。请核对纸上的编号；确是另一份的，请换个编号，例如001-2。" in page
    assert "另一份" in page
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"q2": "9"}, "没有“9”，请填选项的编号：1 很满意、2 满意、3 一般、4 不满意等。"),
        ({"q3": "1 2 3"}, "最多选2项，现在选了3项。"),
        ({"q6": "七十"}, "请填数字，例如12"),
        ({"group": "3"}, "请填群体的编号：1 老人、2 家属。"),
        ({"sheet": " "}, "请填问卷编号"),
        ({"sheet": "9" * 41}, "编号最多40个字，这里有41个。"),
        ({"version": "7"}, "问卷已发布第1版，题目可能变了。"),
    ],
)
def test_mistakes_are_told_and_nothing_is_lost(
    browser: Client, version: FormVersion, values: dict[str, str], said: str
) -> None:
    answer = browser.post(address(version), typed(**values))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "幸福村" in page
    assert not Response.objects.exists()


def test_what_is_jumped_over_is_left_out(browser: Client, version: FormVersion) -> None:
    answer = browser.post(address(version), typed(q1="3", q2="77"))
    assert answer.status_code == 302
    assert {"q2", "q3", "q4"}.isdisjoint(answers(Response.objects.get()))


def test_an_incomplete_sheet_is_kept_and_told(browser: Client, version: FormVersion) -> None:
    page = browser.post(address(version), typed(q6=""), follow=True).content.decode()
    assert Response.objects.get().flags == INCOMPLETE
    assert "001已保存，但不计入有效：必答题没有答完" in page


def test_questions_that_are_not_there_are_never_stored(browser: Client, version: FormVersion) -> None:
    browser.post(address(version), typed(q77="1", **{"q2.zz": "1", "q1~x": "x"}))
    stored = Response.objects.get()
    assert "77" not in stored.coded
    assert set(stored.words) == {"q8", "q9", "q3~o"}


@pytest.mark.parametrize(
    ("there", "after", "following"),
    [
        ([], "", "001"),
        (["009"], "", "010"),
        (["A-1", "A-2", "A-3"], "A-1", "A-4"),
        (["村东"], "村东", "村东1"),
        (["007", "999"], "007", "008"),
        (["999"], "", "1000"),
    ],
)
def test_the_next_number_is_proposed(
    version: FormVersion, there: list[str], after: str, following: str
) -> None:
    for sheet in there:
        hand_in(version, channel=Channel.PAPER, sheet=sheet)
    assert next_number(version.survey, after) == following


def test_before_publishing_there_is_nothing_to_type(browser: Client, survey: Any) -> None:
    path = f"/projects/{survey.project_id}/surveys/{survey.pk}/paper/"
    assert "问卷还没有发布" in browser.get(path).content.decode()
    assert browser.post(path, typed()).status_code == 200
    assert not Response.objects.exists()


def test_one_sheet_is_shown_struck_off_and_taken_back(browser: Client, version: FormVersion) -> None:
    browser.post(address(version), typed())
    stored = Response.objects.get()
    path = address(version, f"{stored.pk}/")
    page = browser.get(path).content.decode()
    for said in (
        "编号001的问卷",
        "社区、其他：广播",
        "1. 助医<br>2. 助餐",
        "助浴　很不满意",
        "71岁",
        "计入有效",
    ):
        assert said in page
    refused = browser.post(f"{path}exclude/", {"reason": " "})
    assert refused.status_code == 422
    assert "请写明为什么剔除这份答卷" in refused.content.decode()
    page = browser.post(f"{path}exclude/", {"reason": "重复"}, follow=True).content.decode()
    assert "已人工剔除：重复" in page
    browser.post(f"{path}restore/")
    stored.refresh_from_db()
    assert stored.is_valid


def test_sheets_of_others_are_not_there(browser: Client, version: FormVersion) -> None:
    other = version.survey.project.surveys.create(position=10, title="另一次")
    foreign = hand_in(publish(other, ENDING), {"q1": "b"}, channel=Channel.PAPER, sheet="1")
    by_link = hand_in(version)
    for stored in (foreign, by_link):
        assert browser.get(address(version, f"{stored.pk}/")).status_code == 404


def test_the_log_has_one_line_for_many_sheets(browser: Client, version: FormVersion) -> None:
    for number in ("001", "002", "003"):
        browser.post(address(version), typed(sheet=number))
    lines = version.survey.project.activities.filter(verb="录入")
    assert [(line.subject, line.saves) for line in lines] == [("老人满意度调查　纸质问卷", 3)]


def test_jumps_are_said_by_the_number_that_is_typed(browser: Client, version: FormVersion) -> None:
    page = browser.get(address(version)).content.decode()
    jumps = re.search(r'data-item="q1" data-jumps="([^"]+)"', page)
    assert jumps is not None
    assert jumps[1] == "{&quot;3&quot;: &quot;q5&quot;}"


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(
    browser: Client, version: FormVersion, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        browser.post(address(version), typed(sheet=f"{number}"))
    browser.get(address(version))
    with django_assert_num_queries(16):
        browser.get(address(version))

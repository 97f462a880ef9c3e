"""One-time links: codes that cannot be misread, lists from Excel, the draw, withdrawing, export, print."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from evaluations.people.models import User
from evaluations.questionnaires.collecting import giving
from evaluations.questionnaires.collecting.codes import ALPHABET, new_codes
from evaluations.questionnaires.collecting.giving import Entry
from evaluations.questionnaires.judging import NotPossible
from evaluations.questionnaires.models import AccessCode, Channel, Collection, FormVersion, Response
from tests.evaluations.questionnaires.collecting.making import hand_in
from tests.evaluations.questionnaires.collecting.making_books import book, cells

pytestmark = pytest.mark.django_db


def address(version: FormVersion, tail: str = "") -> str:
    return f"/projects/{version.survey.project_id}/surveys/{version.survey_id}/codes/{tail}"


def test_codes_cannot_be_misread() -> None:
    assert not set(ALPHABET) & set("0O1IL")
    found = new_codes(500)
    assert len(set(found)) == 500
    assert all(re.fullmatch(f"[{ALPHABET}]{{8}}", code) for code in found)


def test_codes_follow_those_that_are_there(version: FormVersion, person: User) -> None:
    giving.add_codes(version.survey, [Entry()] * 2, by=person)
    assert giving.add_codes(version.survey, [Entry(label="幸福村", group="old")], by=person) == 1
    assert list(AccessCode.objects.values_list("position", "label", "group", "is_drawn")) == [
        (1, "", "", True),
        (2, "", "", True),
        (3, "幸福村", "old", True),
    ]
    line = version.survey.project.activities.earliest("-at", "-pk")
    assert (line.verb, line.subject) == ("生成编码", "老人满意度调查　发放与回收　1个编码")


def test_too_many_are_refused(version: FormVersion, person: User) -> None:
    giving.add_codes(version.survey, [Entry()], by=person)
    with pytest.raises(NotPossible, match="现在已有1个"):
        giving.add_codes(version.survey, [Entry()] * giving.MOST_CODES, by=person)


def test_the_day_is_all_that_is_kept_of_an_answer(version: FormVersion, person: User) -> None:
    giving.add_codes(version.survey, [Entry()], by=person)
    code = AccessCode.objects.get()
    hand_in(version, channel=Channel.CODE, code=code)
    code.refresh_from_db()
    assert code.used_at is not None
    assert timezone.localtime(code.used_at).strftime("%H:%M:%S.%f") == "00:00:00.000000"
    assert Response.objects.get().submitted_at != code.used_at


def test_a_draw_is_kept_and_repeated(version: FormVersion, person: User) -> None:
    survey = version.survey
    giving.add_codes(survey, [Entry(label=f"{at}村") for at in range(10)], by=person)
    collection = giving.draw_sample(survey, 4, 20250417, by=person)
    assert collection.seed == 20250417
    drawn = set(AccessCode.objects.filter(is_drawn=True).values_list("label", flat=True))
    assert drawn == {"9村", "6村", "8村", "1村"}
    giving.draw_sample(survey, 6, 20250417, by=person)
    assert drawn < set(AccessCode.objects.filter(is_drawn=True).values_list("label", flat=True))
    giving.add_codes(survey, [Entry(label="后来的村")], by=person)
    assert not AccessCode.objects.get(label="后来的村").is_drawn
    giving.undo_draw(survey, by=person)
    assert AccessCode.objects.filter(is_drawn=True).count() == 11
    assert Collection.objects.get().seed is None


def test_nobody_who_answered_drops_out_of_a_draw(version: FormVersion, person: User) -> None:
    survey = version.survey
    with pytest.raises(NotPossible, match="名单还是空的"):
        giving.draw_sample(survey, 1, 1, by=person)
    giving.add_codes(survey, [Entry(label=f"{at}村") for at in range(10)], by=person)
    AccessCode.objects.filter(label="0村").update(used_at=timezone.now())
    with pytest.raises(NotPossible, match="有1个已经作答的编码不在这次抽中之列"):
        giving.draw_sample(survey, 4, 20250417, by=person)
    with pytest.raises(NotPossible, match="抽取数应在1到10之间"):
        giving.draw_sample(survey, 11, 1, by=person)
    assert Collection.objects.get().seed is None


def test_a_list_is_tried_out_then_stored(browser: Client, version: FormVersion) -> None:
    file = book(
        ["姓名/单位", "群体", "电话"],
        ["王一", "老人", 139],
        ["", "", ""],
        ["王一", "", ""],
        ["=2+3", "家属", ""],
    )
    page = browser.post(address(version, "list/"), {"workbook": file}).content.decode()
    assert "将生成3个一次性链接，还没有保存" in page
    assert "不认识的列，不导入：电话" in page
    assert "各生成一个：王一" in page
    assert not AccessCode.objects.exists()
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token is not None

    assert browser.post(address(version, "list/confirm/"), {"token": token[1]}).status_code == 302
    assert list(AccessCode.objects.values_list("label", "group")) == [
        ("王一", "old"),
        ("王一", ""),
        ("=2+3", "family"),
    ]
    again = browser.post(address(version, "list/confirm/"), {"token": token[1]})
    assert again.status_code == 422
    assert "已经导入过" in again.content.decode()
    assert AccessCode.objects.count() == 3


def test_what_is_wrong_in_a_list_is_told_by_cell(browser: Client, version: FormVersion) -> None:
    file = book(["单位", "群体"], ["长" * 201, "老人"], ["", "家属"], ["幸福村", "干部"])
    answer = browser.post(address(version, "list/"), {"workbook": file})
    page = answer.content.decode()
    assert "有3处要先改正，什么都没有保存" in page
    for place, said in (
        ("A2", "最多200字，这里有201字。"),
        ("A3", "没有写姓名或单位。"),
        ("B4", "没有群体“干部”，应是老人、家属之一。"),
    ):
        assert f'<th scope="row" class="code">{place}</th><td>{said}</td>' in page
    assert "确认生成" not in page


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["电话"], ["1"]], "第一行里没有“姓名”或“单位”这一列"),
        ([["姓名"]], "表头下面没有内容"),
    ],
)
def test_a_file_that_is_no_list(
    browser: Client, version: FormVersion, rows: list[list[str]], said: str
) -> None:
    answer = browser.post(address(version, "list/"), {"workbook": book(*rows)})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_no_file_is_told(browser: Client, version: FormVersion) -> None:
    answer = browser.post(address(version, "list/"))
    assert answer.status_code == 422
    assert "请选择一个文件。" in answer.content.decode()


def test_the_list_filters_and_withdraws(browser: Client, version: FormVersion, person: User) -> None:
    giving.add_codes(version.survey, [Entry(label=name) for name in ("东村", "西村", "南村")], by=person)
    used, free = AccessCode.objects.get(label="东村"), AccessCode.objects.get(label="西村")
    AccessCode.objects.filter(pk=used.pk).update(used_at=timezone.now())
    post = {"code": [used.pk, free.pk], "do": "withdraw"}
    page = browser.post(address(version, "change/"), post, follow=True).content.decode()
    assert "已作废1个编码" in page
    page = browser.get(address(version), {"show": "withdrawn"}).content.decode()
    assert "西村" in page
    assert "东村" not in page
    assert "南村" in browser.get(address(version), {"q": "南"}).content.decode()
    browser.post(address(version, "change/"), {"code": [free.pk], "do": "restore"})
    assert AccessCode.objects.filter(withdrawn_at=None).count() == 3
    assert "没有选编码" in browser.post(address(version, "change/"), follow=True).content.decode()


def test_another_surveys_codes_are_not_touched(browser: Client, version: FormVersion) -> None:
    other = version.survey.project.surveys.create(position=10, title="另一次")
    code = AccessCode.objects.create(survey=other, position=1, code="ABCDEFGH")
    browser.post(address(version, "change/"), {"code": [code.pk], "do": "withdraw"})
    code.refresh_from_db()
    assert code.withdrawn_at is None


def test_by_form_and_out_as_excel(browser: Client, version: FormVersion) -> None:
    browser.post(address(version, "make/"), {"count": "2", "group": "old"})
    AccessCode.objects.filter(position=1).update(label="=HYPERLINK(1)")
    rows = cells(browser.get(address(version, "export/")).content)
    code = AccessCode.objects.get(position=1).code
    token = version.survey.collection.token
    assert rows[0] == ["序号", "编码", "链接", "姓名/单位", "群体", "状态"]
    assert rows[1] == [
        1.0, f"{code[:4]} {code[4:]}", f"https://yanqing.example/s/{token}/c/{code}/",
        "=HYPERLINK(1)", "老人", "未用",
    ]  # fmt: skip
    assert len(rows) == 3


def test_how_many_is_asked(browser: Client, version: FormVersion) -> None:
    answer = browser.post(address(version, "make/"), {"count": "20001"})
    assert answer.status_code == 422
    assert "不能大于20,000。" in answer.content.decode()


def test_slips_to_cut_apart(browser: Client, version: FormVersion, person: User) -> None:
    giving.add_codes(version.survey, [Entry()] * 3, by=person)
    AccessCode.objects.filter(position=2).update(withdrawn_at=timezone.now())
    page = browser.get(address(version, "print/")).content.decode()
    assert page.count("<article>") == page.count('class="segno"') == 2
    assert "yanqing.example/s/" in page


def test_the_template_of_a_list(browser: Client, version: FormVersion) -> None:
    assert cells(browser.get(address(version, "list/template/")).content) == [["姓名/单位", "群体"]]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(
    browser: Client,
    version: FormVersion,
    person: User,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    giving.add_codes(version.survey, [Entry()] * count, by=person)
    with django_assert_num_queries(17):
        browser.get(address(version))

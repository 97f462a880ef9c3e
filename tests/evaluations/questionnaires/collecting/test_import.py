"""Answers from Excel: the template, the dry run that tells every cell, all or nothing, once."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evaluations.questionnaires.collecting.tables import heads
from evaluations.questionnaires.models import Channel, FormVersion, Response
from evaluations.surveying.coding import decode
from tests.evaluations.questionnaires.collecting.making import hand_in
from tests.evaluations.questionnaires.collecting.making_books import book, cells
from tests.evaluations.surveying.samples import EVERY_KIND

pytestmark = pytest.mark.django_db

HEADS = ["问卷编号", "群体", "提交时间", *heads(EVERY_KIND).values()]
ROW = [
    "A1",
    "老人",
    "2026-04-17 09:30",
    1,
    "满意",
    "1,4",
    "广播",
    1,
    "很不满意",
    "3,1,2",
    71,
    "2024-03-08",
    "幸福村",
    "=好",
]


def address(version: FormVersion, tail: str = "") -> str:
    return f"/projects/{version.survey.project_id}/surveys/{version.survey_id}/import/{tail}"


def changed(**values: Any) -> list[Any]:
    """A row with other cells, by column letter."""
    row = list(ROW)
    for letter, value in values.items():
        row[ord(letter) - ord("A")] = value
    return row


def tried(browser: Client, version: FormVersion, *rows: list[Any]) -> str:
    return browser.post(address(version), {"workbook": book(*rows)}).content.decode()


def token_of(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_the_template_says_what_to_fill_in(browser: Client, version: FormVersion) -> None:
    content = browser.get(address(version, "template/")).content
    assert cells(content) == [HEADS]
    explained = {row[0]: row[1:] for row in cells(content, 1)}
    assert explained["第3题 您从哪里知道的？"] == [
        "多选",
        "填编号或文字，几项之间用逗号，例如1,3。　1 社区；2 电视；3 邻居；4 其他",
    ]


def test_a_table_is_tried_out_then_stored(browser: Client, version: FormVersion, person: Any) -> None:
    page = tried(
        browser, version, HEADS, ROW, changed(A="A2", B="家属", D="不了解"), changed(A="", B="", L="")
    )
    assert "将导入3份答卷，还没有保存" in page
    assert "家属1　没有写群体1　老人1" in page
    assert not Response.objects.exists()
    token = token_of(page)

    assert browser.post(address(version, "confirm/"), {"token": token}).status_code == 302
    first, second, third = Response.objects.order_by("pk")
    assert (first.channel, first.group, first.sheet, first.entered_by) == (
        Channel.IMPORT,
        "old",
        "A1",
        person,
    )
    assert first.submitted_at == datetime.fromisoformat("2026-04-17T09:30+08:00")
    assert decode(EVERY_KIND, first.coded, first.words) == {
        "q1": "a", "q2": "3", "q3": ["a", "o"], "q3~o": "广播", "q4": {"a": "4", "b": "0"},
        "q5": ["c", "a", "b"], "q6": "71", "q7": "2024-03-08", "q8": "幸福村", "q9": "=好",
    }  # fmt: skip
    assert "q2" not in decode(EVERY_KIND, second.coded, second.words)
    assert (third.sheet, third.group, third.is_valid) == ("", "", True)
    line = version.survey.project.activities.earliest("-at", "-pk")
    assert (line.verb, line.subject) == ("导入", "老人满意度调查　Excel答卷3份")

    again = browser.post(address(version, "confirm/"), {"token": token})
    assert again.status_code == 422
    assert Response.objects.count() == 3


def test_the_same_file_is_not_stored_twice(browser: Client, version: FormVersion) -> None:
    content = book(HEADS, changed(A="")).read()
    for status in (302, 422):
        file = SimpleUploadedFile("答卷.xlsx", content)
        page = browser.post(address(version), {"workbook": file}).content.decode()
        answer = browser.post(address(version, "confirm/"), {"token": token_of(page)})
        assert answer.status_code == status
    assert "这些答卷里有已经导入或录入过的，什么都没有保存。" in answer.content.decode()
    assert Response.objects.count() == 1


def test_every_wrong_cell_is_told_by_row_and_question(browser: Client, version: FormVersion) -> None:
    hand_in(version, channel=Channel.PAPER, sheet="007")
    page = tried(
        browser,
        version,
        HEADS,
        changed(A="007"),
        changed(A="8", B="干部", E="好极了"),
        changed(A="8", C="昨天", F="1,2,3"),
        changed(A="9", C="2999-01-01", J="1,1", K="老"),
        changed(A="10", I=9),
    )
    assert "有10处要先改正，什么都没有保存" in page
    for said in (
        "第2行“问卷编号”：编号007已经录入过，请核对；确是另一份的，请换个编号，例如007-2。",
        "第3行“群体”：没有群体“干部”，应是老人、家属之一。",
        "第3行“第2题”：没有“好极了”，请填选项的编号或文字：1 很满意、2 满意、3 一般、4 不满意等。",
        "第4行“问卷编号”：编号8与第3行相同，请改掉其中一个。",
        "第4行“提交时间”：“昨天”不是时间，应写成2026-04-17 18:00。",
        "第4行“第3题”：最多选2项，现在选了3项。",
        "第5行“提交时间”：“2999-01-01”还没有到，请改成实际的提交时间。",
        "第5行“第5题”：同一个选项写了两次，请每个只写一次。",
        "第5行“第6题”：请填数字，例如12，不要写单位和文字；这里是“老”。",
        "第6行“第4题”：“助浴”：没有“9”",
    ):
        assert said in page
    assert "确认导入" not in page
    assert Response.objects.count() == 1


def test_a_table_of_another_platform_is_known_by_its_questions(browser: Client, version: FormVersion) -> None:
    page = tried(browser, version, ["序号", "1、您了解这项政策吗？", "您的年龄"], [1, "听说过", 70])
    assert "将导入1份答卷" in page
    assert "不认识的列，不导入：序号" in page
    assert "文件里没有这些题，导入后是没有回答：第2题 您对送餐服务满意吗？" in page


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["姓名"], ["王一"]], "第一行里没有一列是这份问卷的题目"),
        ([HEADS], "表头下面没有答卷"),
        ([[]], "文件的第一张表是空的。"),
    ],
)
def test_a_file_without_answers(
    browser: Client, version: FormVersion, rows: list[list[Any]], said: str
) -> None:
    assert said in tried(browser, version, *rows)


def test_before_publishing_there_is_no_template(browser: Client, survey: Any) -> None:
    path = f"/projects/{survey.project_id}/surveys/{survey.pk}/import/"
    assert "问卷还没有发布" in browser.get(path).content.decode()
    assert browser.get(f"{path}template/").status_code == 404

"""Exports: complete, in words or codes, without what would tell who answered or what would be run."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from evaluations.findings import exporting
from evaluations.findings.exporting import Order, export_in_background, start_export
from evaluations.jobs import actions as jobs
from evaluations.jobs.models import Job, JobState
from evaluations.people.models import User
from evaluations.questionnaires.models import Survey
from evaluations.surveying.tables import guarded, name_of
from evaluations.workbooks import open_workbook
from tests.evaluations.findings.making import FULL, answer, exported, make_answered
from tests.evaluations.questionnaires.collecting.making import make_survey, publish
from tests.factories import add_member, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Survey:
    return make_survey(make_project("selfeval_2023_hotline"))


@pytest.fixture
def person(survey: Survey) -> User:
    return add_member(survey.project)


@pytest.fixture
def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def lines_of(text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))


def test_words_in_a_csv(survey: Survey) -> None:
    answer(publish(survey), [FULL | {"q9": "=cmd|' /C calc'!A0", "q8": "\t+1"}], group="old", device="d" * 64)
    head, line = lines_of(exported(survey, Order(kind="csv")))
    cells = dict(zip(head, line, strict=True))
    assert cells["群体"] == "老人"
    assert cells["3. 您从哪里知道的？"] == "社区；其他"
    assert cells["3. 您从哪里知道的？　其他（文字）"] == "亲戚"
    assert cells["4. 请评价各项服务　助餐"] == "满意"
    assert cells["5. 您最需要哪些服务？"] == "助浴 > 助餐"
    assert cells["6. 您的年龄（岁）"] == "71"
    assert cells["9. 您还有什么建议？"] == "'=cmd|' /C calc'!A0"
    assert cells["8. 所在社区"] == "'\t+1"
    assert "d" * 64 not in line


def test_codes_and_reasons(survey: Survey) -> None:
    version = publish(survey)
    answer(version, [FULL])
    answer(version, [{"q1": "c"}], flags="incomplete", excluded_reason="重复", is_valid=False)
    order = Order(kind="csv", is_coded=True, is_all=True)
    head, first, second = lines_of(exported(survey, order))
    cells, other = dict(zip(head, first, strict=True)), dict(zip(head, second, strict=True))
    assert [cells[f"3. 您从哪里知道的？　{label}"] for label in ("社区", "电视", "其他")] == ["1", "0", "1"]
    assert [cells[f"5. 您最需要哪些服务？　{label}"] for label in ("助餐", "助浴", "助医")] == ["2", "1", ""]
    assert (other["有效"], other["不计入的原因"]) == ("0", "必答题没有答完；重复")
    assert other["1. 您了解这项政策吗？"] == "3"


def test_a_workbook_goes_on_in_further_sheets_and_holds_no_formula(survey: Survey) -> None:
    answer(publish(survey), [FULL | {"q9": f"=1+{number}"} for number in range(7)])
    content = exported(survey, Order(kind="xlsx"), most_rows=3)
    found = open_workbook(content)
    assert [len(sheet.rows) for sheet in found] == [4, 4, 2]
    assert not any(sheet.formulas for sheet in found)
    assert [sheet.rows[1][0] for sheet in found] == [1, 4, 7]
    assert found[2].rows[1][-1] == "=1+6"


def test_all_are_there_however_many_batches(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(publish(survey), [FULL] * 23)
    monkeypatch.setattr(exporting, "BATCH", 5)
    assert [line[0] for line in lines_of(exported(survey, Order(kind="csv")))[1:]] == [
        str(number) for number in range(1, 24)
    ]


def test_spss_reads_numbers_with_their_labels(survey: Survey) -> None:
    answer(publish(survey), [FULL | {"q9": "两行\n'引号'"}])
    with zipfile.ZipFile(io.BytesIO(exported(survey, Order(kind="spss")))) as bundle:
        head, line = lines_of(bundle.read("answers.csv"))
        said = bundle.read("answers.sps").decode("utf-8-sig")
    cells = dict(zip(head, line, strict=True))
    assert (cells["q1"], cells["q3_a"], cells["q3_b"], cells["q4_a"]) == ("1", "1", "0", "2")
    assert cells["q9"] == "两行 '引号'"
    assert "  /q1 '1. 您了解这项政策吗？'" in said
    assert "q1 1 '了解' 2 '听说过' 3 '不了解'" in said
    assert "VARIABLES=q3_a q3_b q3_c q3_o VALUE=1." in said
    assert len(set(head)) == len(head)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx"])
def test_no_cell_begins_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert name_of("1 题") == "v_1__"


# Pages --------------------------------------------------------------------------------------------


def ask(browser: Client, survey: Survey, **sent: Any) -> Any:
    url = reverse("findings:export", args=[survey.project_id, survey.pk])
    return browser.post(url, {"kind": "csv", "cells": "labels", "scope": "valid", **sent})


def test_a_small_one_comes_at_once_and_is_logged(survey: Survey, browser: Client) -> None:
    answer(publish(survey), [FULL])
    for kind in exporting.KINDS:
        answered = ask(browser, survey, kind=kind)
        assert answered.status_code == 200
        assert b"".join(answered.streaming_content)
    assert survey.project.activities.filter(verb="导出答卷").count() == 3


def test_nothing_to_export_is_said(survey: Survey, browser: Client) -> None:
    assert ask(browser, survey).status_code == 422
    assert ask(browser, survey, kind="exe").status_code == 422


def test_a_large_one_is_written_by_a_worker(
    survey: Survey, browser: Client, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(publish(survey), [FULL] * 3)
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    assert ask(browser, survey, kind="xlsx").status_code == 302
    first = Job.objects.get(task=exporting.EXPORT)
    jobs.run(first.pk, export_in_background)
    first.refresh_from_db()
    assert first.state == JobState.DONE
    url = reverse("findings:export-file", args=[survey.project_id, survey.pk, first.pk])
    content = b"".join(browser.get(url).streaming_content)  # type: ignore[attr-defined]
    assert len(open_workbook(content)[0].rows) == 4
    second = start_export(survey, Order(kind="spss"), by=person)
    assert browser.get(url.replace(str(first.pk), str(second.pk))).status_code == 404
    jobs.run(second.pk, export_in_background)
    assert not default_storage.exists(exporting.stored_name(first))
    assert browser.get(url).status_code == 404


def test_the_file_of_another_survey_is_not_there(survey: Survey, browser: Client, person: User) -> None:
    other = make_answered(survey.project)
    job = start_export(other, Order(kind="csv"), by=person)
    jobs.run(job.pk, export_in_background)
    url = reverse("findings:export-file", args=[survey.project_id, survey.pk, job.pk])
    assert browser.get(url).status_code == 404

"""纸质问卷: what stands on the pages, the same bytes for the same questionnaire, the job and its file."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from evaluations.jobs import actions as jobs
from evaluations.jobs.models import JobState
from evaluations.questionnaires.designing import actions as designing
from evaluations.questionnaires.models import Survey
from evaluations.surveying.definition import Item, Questionnaire
from evaluations.surveying.numbering import numbers
from reports.paperforms import actions
from reports.paperforms.printing import print_form
from reports.paperforms.sheet import page
from reports.rendering import MissingGlyphs
from tests.evaluations.surveying.samples import ENDING, EVERY_KIND
from tests.factories import make_project, make_user

TEN = tuple(replace(one, id=f"c{number}", label=str(number)) for number, one in enumerate(
    EVERY_KIND.items[0].choices[:1] * 10, 1
))  # fmt: skip


def texts(pdf: bytes) -> list[str]:
    return ["".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(pdf)).pages]


def test_every_question_stands_on_the_pages_with_its_number_boxes_and_jumps() -> None:
    printed = print_form(EVERY_KIND, named="居家养老问卷　第1版")
    found = "".join(texts(printed.pdf))
    for wanted in (
        "问卷编号：",
        "居家养老问卷第1版",
        "1．您了解这项政策吗？",
        "□3不了解（选此项请跳到第5题）",
        "3．您从哪里知道的？（多选，选1至2项）",
        "4．请评价各项服务（每行选一项，选填）",
        "5．您最需要哪些服务？（在横线上写名次，1为第一，选填）",
        "下面想了解您的情况。",
        "6．您的年龄（0至130）",
        "年月日",
        f"第1页共{printed.pages}页",
    ):
        assert "".join(wanted.split()) in found
    assert found.count("9．您还有什么建议？") == 1


def test_a_jump_to_the_end_and_a_scale_of_ten() -> None:
    scale = Item(id="q9", kind="scale", text="打分", choices=TEN)
    whole = page(replace(ENDING, items=(*ENDING.items, scale)), named="")
    assert "（选此项请结束作答）" in whole
    assert whole.count("<tr>") == 2 + 2 + 1
    assert '<span class="digit">10</span>' not in whole


def test_the_numbers_are_those_that_are_typed_in() -> None:
    """On a scale of figures they are the figures, in whatever order these stand."""
    scale = Item(
        id="q1",
        kind="scale",
        text="打分",
        choices=(*reversed(TEN), replace(TEN[0], id="x", label="说不清", aside=True)),
    )
    whole = page(Questionnaire(title="问卷", items=(scale,)), named="")
    typed = {choice.label: number for number, choice in numbers(scale).items()}
    assert typed["10"] == "10"
    assert f'<span class="digit">{typed["说不清"]}</span>说不清' in whole
    assert whole.count('class="digit"') == 1


def test_texts_are_never_markup() -> None:
    item = Item(id="q1", kind="short", text="<b>a</b> & {{ x }}")
    whole = page(Questionnaire(title="<script>", items=(item,)), named='"><i>')
    assert "&lt;b&gt;a&lt;/b&gt; &amp; {{ x }}" in whole
    assert "<script>" not in whole
    assert "<i>" not in whole


def test_the_same_questionnaire_gives_the_same_bytes_and_a_strange_character_is_named() -> None:
    assert print_form(ENDING, named="甲").pdf == print_form(ENDING, named="甲").pdf
    with pytest.raises(MissingGlyphs, match="第1题"):
        print_form(replace(ENDING, items=(replace(ENDING.items[0], text="\U0001f600"),)), named="甲")


@pytest.mark.django_db
def test_a_job_prints_what_was_frozen_and_its_file_is_downloaded() -> None:
    manager = make_user()
    project = make_project("hongda_2018", by=manager)
    survey = Survey.objects.filter(project=project)[0]
    designing.take(survey, ENDING, revision=None, by=manager)
    designing.publish(survey, revision=1, by=manager)
    job = actions.start(survey, 1, by=manager, hand_over=jobs.record)
    with pytest.raises(actions.CannotPrint, match="上一份正在生成"):
        actions.start(survey, 0, by=manager, hand_over=jobs.record)
    designing.remove_item(survey, "q1", by=manager)
    jobs.run(job.pk, actions.produce)
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.DONE, "")
    browser = Client()
    browser.force_login(manager)
    where: list[Any] = [project.pk, survey.pk]
    shown = browser.get(reverse("paperforms:page", args=where)).content.decode()
    assert f"{ENDING.title}　第1版" in shown
    answer = browser.get(reverse("paperforms:download", args=[*where, job.pk]))
    assert "用过吗？" in "".join(texts(b"".join(answer)))  # type: ignore[arg-type]
    draft = actions.start(survey, 0, by=manager, hand_over=jobs.record)
    jobs.run(draft.pk, actions.produce)
    draft.refresh_from_db()
    assert draft.state == JobState.DONE
    with pytest.raises(actions.CannotPrint, match="不存在"):
        actions.start(survey, 7, by=manager)


@pytest.mark.django_db
def test_a_failed_print_says_where() -> None:
    manager = make_user()
    survey = Survey.objects.filter(project=make_project("hongda_2018", by=manager))[0]
    strange = replace(ENDING, items=(replace(ENDING.items[0], text="笑\U0001f600"),))
    designing.take(survey, strange, revision=None, by=manager)
    job = actions.start(survey, 0, by=manager, hand_over=jobs.record)
    jobs.run(job.pk, actions.produce)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "第1题" in job.message

"""Opinions that came on paper: entered by the team, then lines like every other; mended until answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.reviews.adoption import printing
from evaluations.reviews.adoption.actions import EMPTY, answer
from evaluations.reviews.adoption.models import Opinion
from evaluations.stages.queries import gaps
from tests.evaluations.evidence.making import picture
from tests.evaluations.papers.making import signed_in
from tests.evaluations.reviews.making import make_thread
from tests.evaluations.stages.making import Cast, make_cast, sign_until, stage_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def browser(cast: Cast) -> Client:
    return signed_in(cast["evaluator"])


def address(cast: Cast, name: str = "enter", *more: int) -> str:
    return reverse(f"adoption:{name}", args=[cast.project.pk, *more])


def typed(**values: Any) -> dict[str, Any]:
    standard = {
        "role": "unit_contact",
        "name": "宋知夏",
        "title": "云澜市热线中心",
        "means": "paper",
        "said_on": str(timezone.localdate() - timedelta(days=3)),
        "round": "consult",
        "code": "A1",
        "place": "三（二）第2段",
        "text": "执行率的口径请再核对。",
    }
    return {**standard, **values}


def test_it_becomes_a_line_with_its_scan_and_is_answered_like_others(cast: Cast, browser: Client) -> None:
    scan = SimpleUploadedFile("回函.png", picture())
    told = browser.post(address(cast), typed(attachment=scan), follow=True)
    assert "意见1已录入，归入“征求意见”" in told.content.decode()
    row = Opinion.objects.get(project=cast.project)
    assert (row.user, row.recorded_by, row.means, row.role) == (
        None,
        cast["evaluator"],
        "paper",
        "unit_contact",
    )
    assert (row.name, row.code, row.place) == ("宋知夏", "A1", "A1　指标A1　三（二）第2段")
    assert timezone.localdate(row.at) == timezone.localdate() - timedelta(days=3)
    assert row.attachment is not None
    assert row.attachment.versions.get().sha256
    line = cast.project.activities.filter(kind="review").latest("pk")
    assert (line.verb, line.by) == ("录入", cast["evaluator"])
    page = told.content.decode()
    assert f"书面，{cast['evaluator']}录入" in page
    assert "data-autosave" in page
    answer(row, EMPTY | {"decision": "adopt"}, revision=0, by=cast["evaluator"])
    (printed,) = printing.annex_of(cast.project).rows
    assert printed[1].splitlines() == ["宋知夏", "云澜市热线中心", f"{row.at.astimezone():%Y-%m-%d}　书面"]
    assert printed[3] == "采纳"


def test_an_unanswered_one_keeps_its_stage_from_being_signed(cast: Cast, browser: Client) -> None:
    sign_until(cast, "experts")
    browser.post(address(cast), typed())
    texts = [gap.text for gap in gaps(cast.project, stage_of(cast.project, "consult")) if gap.is_blocking]
    assert any("1条意见未答复" in text for text in texts)


def test_one_for_a_signed_round_belongs_to_the_next(cast: Cast, browser: Client) -> None:
    sign_until(cast, "plan-review")
    browser.post(address(cast), typed(role="expert", round="plan-review"))
    assert Opinion.objects.get(recorded_by=cast["evaluator"]).round == "experts"


def test_no_opinion_is_only_recorded(cast: Cast, browser: Client) -> None:
    browser.post(address(cast), typed(text="", code="", place="", is_no_opinion="on", means="phone"))
    row = Opinion.objects.get()
    assert (row.is_no_opinion, row.place, row.get_means_display()) == (True, "整份报告", "电话")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "意见还没有写。对方回复没有意见的，请勾选“无意见”，意见一栏留空。"),
        ({"is_no_opinion": "on"}, "请勾选“无意见”，意见一栏留空。"),
        ({"name": ""}, "请写提出意见的人；单位来函，写单位名称。"),
        ({"said_on": "2999-01-01"}, "提出日期在今天以后，请核对。"),
        ({"said_on": "五月"}, "请写成2026-05-22这样的日期。"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    cast: Cast, browser: Client, wrong: dict[str, str], said: str
) -> None:
    told = browser.post(address(cast), typed(**wrong))
    assert told.status_code == 422
    page = told.content.decode()
    assert said in page
    assert "三（二）第2段" in page
    assert not Opinion.objects.exists()


def test_it_is_mended_until_somebody_answers_and_the_log_keeps_both(cast: Cast, browser: Client) -> None:
    browser.post(address(cast), typed())
    assert f'value="{timezone.localdate()}"' in browser.get(address(cast)).content.decode()
    page = browser.get(address(cast, "mend", 1)).content.decode()
    assert f'value="{timezone.localdate() - timedelta(days=3)}"' in page
    assert 'value="三（二）第2段"' in page
    browser.post(address(cast, "mend", 1), typed(text="资金执行率的口径请再核对。", name="宋知秋"))
    row = Opinion.objects.get()
    assert (row.number, row.text, row.name) == (1, "资金执行率的口径请再核对。", "宋知秋")
    line = cast.project.activities.filter(verb="改录").get()
    assert [one["field"] for one in line.changes] == ["提出人", "意见"]
    answer(row, EMPTY | {"decision": "adopt"}, revision=0, by=cast["manager"])
    told = browser.get(address(cast, "mend", 1), follow=True).content.decode()
    assert "意见1已经有答复，原话不再改动。" in told
    assert browser.post(address(cast, "mend", 1), typed(text="别的话")).status_code == 422
    assert Opinion.objects.get().text == "资金执行率的口径请再核对。"


def test_what_somebody_said_here_is_not_the_teams_to_change(cast: Cast, browser: Client) -> None:
    make_thread(cast.project, cast["expert"])
    assert "本人在线提出" in browser.get(address(cast, "mend", 1), follow=True).content.decode()
    assert browser.post(address(cast, "mend", 1), typed()).status_code == 422
    assert Opinion.objects.get().user == cast["expert"]


def test_the_database_wants_who_said_or_who_recorded_it(cast: Cast, browser: Client) -> None:
    browser.post(address(cast), typed())
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.update(recorded_by=None)

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

from evaluations.reviews.actions import Refused
from evaluations.reviews.adoption import printing
from evaluations.reviews.adoption.actions import EMPTY, answer
from evaluations.reviews.adoption.entering import enter
from evaluations.reviews.adoption.forms import EntryForm
from evaluations.reviews.adoption.models import Opinion
from evaluations.reviews.adoption.recording import Said
from evaluations.reviews.consulting.actions import finish, say
from evaluations.reviews.consulting.models import Recipient
from evaluations.stages.queries import gaps
from tests.evaluations.evidence.making import picture
from tests.evaluations.papers.making import signed_in
from tests.evaluations.reviews.making import consult, make_thread
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


def asked(cast: Cast, *, days: int) -> Recipient:
    """The unit's contact, asked ten days ago, due in so many days."""
    sent = consult(cast.project, cast["unit_contact"], by=cast["manager"], days=days)
    sent.sent_at = timezone.now() - timedelta(days=10)
    sent.save()
    return sent.recipients.get()


def row_of(place: Recipient) -> tuple[int | None, bool]:
    """How many days ago the row was answered, and whether that was late."""
    place.refresh_from_db()
    if place.answered_at is None:
        return None, place.is_late
    return (timezone.localdate() - timezone.localdate(place.answered_at)).days, place.is_late


def test_an_answer_on_paper_closes_the_row_of_its_consultation(cast: Cast, browser: Client) -> None:
    place = asked(cast, days=-1)
    page = browser.get(reverse("consulting:list", args=[cast.project.pk])).content.decode()
    assert "逾期未答复" in page
    assert f"{address(cast)}?recipient={place.pk}" in page
    form = browser.get(address(cast), {"recipient": place.pk}).context["form"]
    assert form["recipient"].value() == str(place.pk)
    assert (form["role"].value(), form["name"].value()) == ("unit_contact", place.name)
    # neither role, name nor round need be typed: they stand in the consultation
    browser.post(address(cast), typed(recipient=place.pk, role="", name="", title="", round=""))
    row = Opinion.objects.get()
    assert (row.recipient, row.role, row.name, row.title, row.round, row.is_late) == (
        place,
        "unit_contact",
        place.name,
        place.title,
        "consult",
        False,
    )
    assert row_of(place) == (3, False)
    browser.post(address(cast), typed(recipient=place.pk, said_on=str(timezone.localdate())))
    assert row_of(place) == (0, True)  # a second letter: answered with the last, after the deadline
    assert Opinion.objects.latest("number").is_late
    page = browser.get(reverse("consulting:list", args=[cast.project.pk])).content.decode()
    assert "逾期未答复" not in page


def test_no_opinion_on_paper_closes_it_too_and_stands_alone(cast: Cast, browser: Client) -> None:
    place = asked(cast, days=3)
    none = typed(recipient=place.pk, text="", code="", place="", is_no_opinion="on")
    browser.post(address(cast), none)
    assert (row_of(place), place.opinions.get().is_no_opinion) == ((3, False), True)
    told = browser.post(address(cast), typed(recipient=place.pk))
    assert (told.status_code, "“无意见”不能与意见并存" in told.content.decode()) == (422, True)
    assert Opinion.objects.count() == 1


def test_mending_moves_the_row_with_it(cast: Cast, browser: Client) -> None:
    place = asked(cast, days=-1)
    browser.post(address(cast), typed(recipient=place.pk))
    page = browser.get(address(cast, "mend", 1))
    assert page.context["form"]["recipient"].value() == place.pk
    browser.post(address(cast, "mend", 1), typed(recipient=place.pk, said_on=str(timezone.localdate())))
    assert row_of(place) == (0, True)
    browser.post(address(cast, "mend", 1), typed(recipient=""))
    assert row_of(place) == (None, False)
    assert Opinion.objects.get().recipient is None
    line = cast.project.activities.filter(verb="改录").latest("pk")
    assert line.changes[1] == {"field": "所答的征求意见", "before": "第1次征求意见", "after": "—"}


def test_paper_from_before_the_letter_is_refused(cast: Cast, browser: Client) -> None:
    place = asked(cast, days=3)
    early = str(timezone.localdate() - timedelta(days=11))
    told = browser.post(address(cast), typed(recipient=place.pk, said_on=early))
    assert (told.status_code, "提出日期早于第1次征求意见发出的日期" in told.content.decode()) == (422, True)
    assert row_of(place) == (None, False)
    assert not Opinion.objects.exists()


def test_whoever_answered_here_is_not_answered_for(cast: Cast, browser: Client) -> None:
    place = asked(cast, days=3)
    form = EntryForm(typed(recipient=place.pk), project=cast.project)
    assert form.is_valid()
    say(place, Said(text="请更正。"), by=cast["unit_contact"])
    finish(place, by=cast["unit_contact"])
    with pytest.raises(Refused, match="已经在线答复完毕"):
        enter(cast.project, form.entry(cast["evaluator"]), by=cast["evaluator"])
    offered = browser.get(address(cast)).context["form"].fields["recipient"].choices
    assert [key for key, _ in offered] == [""]
    assert browser.post(address(cast), typed(recipient=place.pk)).status_code == 422


def test_after_paper_nothing_more_is_said_here(cast: Cast, browser: Client) -> None:
    place = asked(cast, days=3)
    browser.post(address(cast), typed(recipient=place.pk))
    with pytest.raises(Refused, match="已经答复完毕"):
        say(place, Said(text="还有一条。"), by=cast["unit_contact"])


def test_nobody_of_another_project_is_answered_for(cast: Cast, browser: Client) -> None:
    other = asked(make_cast(), days=3)
    assert browser.post(address(cast), typed(recipient=other.pk)).status_code == 422
    assert row_of(other) == (None, False)

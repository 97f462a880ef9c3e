"""发放与回收: the state in words, what came in, settings with conflict, stop and reopen, a new link."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from evaluations.people.models import User
from evaluations.projects import freezing
from evaluations.projects.actions import Conflict
from evaluations.projects.freezing import Freeze, Frozen
from evaluations.questionnaires.collecting import actions
from evaluations.questionnaires.collecting.queries import progress
from evaluations.questionnaires.collecting.states import state_of
from evaluations.questionnaires.judging import NotPossible
from evaluations.questionnaires.models import Channel, Collection, FormVersion, Sitting, Survey
from tests.evaluations.questionnaires.collecting.making import hand_in
from tests.evaluations.surveying.samples import EVERY_KIND

pytestmark = pytest.mark.django_db

NOON = datetime.fromisoformat("2026-04-17T12:00+08:00")
HOUR = timedelta(hours=1)
EMPTY: dict[str, Any] = {
    "is_open_link": True,
    "opens_at": None,
    "closes_at": None,
    "target": None,
    "is_limited": False,
    "quotas": {},
}


def address(survey: Survey, tail: str = "collecting/") -> str:
    return f"/projects/{survey.project_id}/surveys/{survey.pk}/{tail}"


@pytest.mark.parametrize(
    ("values", "valid", "kind"),
    [
        ({}, 0, "open"),
        ({"opens_at": NOON + HOUR}, 0, "waiting"),
        ({"opens_at": NOON, "closes_at": NOON + HOUR}, 0, "open"),
        ({"closes_at": NOON}, 0, "closed"),
        ({"closes_at": NOON, "stopped_at": NOON - HOUR}, 0, "stopped"),
        ({"target": 3, "is_limited": True}, 3, "full"),
        ({"target": 3, "is_limited": True}, 2, "open"),
        ({"target": 3}, 9, "open"),
    ],
)
def test_the_state_follows_times_and_numbers(values: dict[str, Any], valid: int, kind: str) -> None:
    collection = Collection(**values)
    assert state_of(collection, is_published=True, valid=valid, at=NOON).kind == kind
    assert state_of(collection, is_published=False, valid=valid, at=NOON).kind == "draft"


def test_what_came_in_is_counted_by_group_and_channel(version: FormVersion) -> None:
    hand_in(version, group="old", channel=Channel.OPEN)
    hand_in(version, {"q1": "a"}, group="old", channel=Channel.PAPER, sheet="1")
    hand_in(version, group="", channel=Channel.PAPER, sheet="2")
    Sitting.objects.create(
        survey=version.survey, version=version, key="6f1a1c3e-0000-4000-8000-000000000001", channel="open"
    )
    collection = version.survey.collection
    collection.quotas = {"old": 4}

    found = progress(version.survey, collection, EVERY_KIND.groups)
    assert (found.returned, found.valid, found.unfinished) == (3, 2, 1)
    assert [(one.key, one.returned, one.valid) for one in found.channels] == [("open", 1, 1), ("paper", 2, 1)]
    assert [(one.label, one.returned, one.quota, one.bar) for one in found.groups] == [
        ("老人", 2, 4, 25),
        ("家属", 0, None, 0),
        ("没有写群体", 1, None, 0),
    ]
    assert "3份，有效2份" in found.chart


def test_settings_are_saved_and_told_in_words(version: FormVersion, person: User) -> None:
    survey = version.survey
    data = EMPTY | {"opens_at": NOON, "target": 120, "is_limited": True, "quotas": {"old": 60}}
    saved = actions.edit_settings(survey, data, revision=1, by=person)
    assert (saved.revision, saved.target, saved.quotas) == (2, 120, {"old": 60})
    line = survey.project.activities.earliest("-at", "-pk")
    assert (line.kind, line.verb, line.subject) == ("survey", "修改", "老人满意度调查　发放与回收")
    assert line.changes == [
        {"field": "开始时间", "before": "—", "after": "2026-04-17 12:00"},
        {"field": "样本量", "before": "—", "after": "120"},
        {"field": "收满即止", "before": "否", "after": "是"},
        {"field": "配额", "before": "—", "after": "老人60份"},
    ]
    with pytest.raises(Conflict):
        actions.edit_settings(survey, EMPTY, revision=1, by=person)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"opens_at": NOON, "closes_at": NOON}, "截止时间要晚于开始时间"),
        ({"is_limited": True}, "请先填样本量"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    version: FormVersion, person: User, values: dict[str, Any], said: str
) -> None:
    with pytest.raises(NotPossible, match=said):
        actions.edit_settings(version.survey, EMPTY | values, revision=1, by=person)


def test_nothing_changes_once_signed(
    version: FormVersion, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze = Freeze(scope="调查", stage="数据采集", on=timezone.localdate())
    monkeypatch.setattr(freezing, "of_kind", lambda _project, kind: freeze if kind == "survey" else None)
    for act in (actions.stop, actions.renew_link):
        with pytest.raises(Frozen):
            act(version.survey, by=person)
    assert Collection.objects.get().revision == 1


def test_the_page_says_what_to_do_before_publishing(browser: Client, survey: Survey) -> None:
    page = browser.get(address(survey)).content.decode()
    assert "未发布" in page
    assert "问卷还没有发布，发布后才能回收。" in page
    assert "发布问卷后，这里有链接和二维码。" in page


def test_the_page_shows_link_and_progress(browser: Client, version: FormVersion) -> None:
    hand_in(version, group="old")
    page = browser.get(address(version.survey)).content.decode()
    assert f"https://yanqing.example/s/{version.survey.collection.token}/" in page
    assert 'class="segno"' in page
    assert 'hx-trigger="every 20s"' in page
    assert "style=" not in page


def test_a_closed_survey_does_not_ask_again_and_again(browser: Client, version: FormVersion) -> None:
    Collection.objects.update(stopped_at=timezone.now())
    page = browser.get(address(version.survey)).content.decode()
    assert "every 20s" not in page
    assert "重新开放" in page


def test_settings_by_form(browser: Client, version: FormVersion) -> None:
    data = {
        "revision": "1",
        "opens_at": "2026-04-17T08:00",
        "closes_at": "2026-04-20 18:00",
        "target": "120",
        "is_open_link": "on",
        "quota-old": "60",
        "quota-family": "",
    }
    assert browser.post(address(version.survey, "collecting/settings/"), data).status_code == 302
    saved = Collection.objects.get()
    assert (saved.target, saved.quotas, saved.is_open_link, saved.is_limited) == (
        120,
        {"old": 60},
        True,
        False,
    )
    assert saved.closes_at == datetime.fromisoformat("2026-04-20T18:00+08:00")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"target": "很多"}, "请填整数，例如300，不要写单位和文字。"),
        ({"target": "0"}, "不能小于1。"),
        ({"opens_at": "明天"}, "请写成2026-04-17 18:00的样子。"),
        ({"quota-old": "-3"}, "不能小于0。"),
        ({"opens_at": "2026-04-17", "closes_at": "2026-04-16"}, "截止时间要晚于开始时间，请改正其中一个。"),
    ],
)
def test_what_is_wrong_is_told_and_kept(
    browser: Client, version: FormVersion, values: dict[str, str], said: str
) -> None:
    answer = browser.post(address(version.survey, "collecting/settings/"), {"revision": "1", **values})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert all(f'value="{value}"' in page for value in values.values())
    assert Collection.objects.get().revision == 1


def test_two_people_at_once(browser: Client, version: FormVersion, person: User) -> None:
    actions.edit_settings(version.survey, EMPTY | {"target": 99}, revision=1, by=person)
    post = {"revision": "1", "target": "120", "is_open_link": "on"}
    answer = browser.post(address(version.survey, "collecting/settings/"), post)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "您打开之后有人改过设置，您的没有保存。已保存的是：样本量：99" in page
    assert 'value="120"' in page
    again = post | {"revision": "2"}
    assert 'name="revision" value="2"' in page
    assert browser.post(address(version.survey, "collecting/settings/"), again).status_code == 302
    assert Collection.objects.get().target == 120


def test_stop_and_reopen(browser: Client, version: FormVersion) -> None:
    survey = version.survey
    browser.post(address(survey, "collecting/stop/"))
    assert Collection.objects.get().stopped_at is not None
    page = browser.post(address(survey, "collecting/stop/"), follow=True).content.decode()
    assert "这次调查已经停止回收。" in page
    browser.post(address(survey, "collecting/reopen/"))
    assert Collection.objects.get().stopped_at is None
    Collection.objects.update(stopped_at=timezone.now(), closes_at=timezone.now() - HOUR)
    page = browser.post(address(survey, "collecting/reopen/"), follow=True).content.decode()
    assert "请先改晚截止时间，再重新开放。" in page


def test_a_new_link_has_to_be_meant(browser: Client, version: FormVersion) -> None:
    before = version.survey.collection.token
    page = browser.post(address(version.survey, "collecting/renew/"), follow=True).content.decode()
    assert "没有更换。" in page
    assert Collection.objects.get().token == before
    browser.post(address(version.survey, "collecting/renew/"), {"sure": "1"})
    assert re.fullmatch(r"[\w-]{16}", Collection.objects.get().token)
    assert Collection.objects.get().token != before


def test_the_qr_code_as_files(browser: Client, version: FormVersion) -> None:
    png = browser.get(address(version.survey, "collecting/qr.png"))
    assert png.content.startswith(b"\x89PNG")
    assert browser.get(address(version.survey, "collecting/qr.svg")).content.startswith(b"<?xml")
    assert browser.get(address(version.survey, "collecting/qr.gif")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(
    browser: Client, version: FormVersion, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        hand_in(version, group="old")
    with django_assert_num_queries(20):
        browser.get(address(version.survey))

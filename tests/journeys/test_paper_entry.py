"""Paper sheets by keyboard alone, in a real browser: numbers lead on, jumps are passed, mistakes are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from evaluations.questionnaires.models import FormVersion, Response
from evaluations.surveying.coding import decode
from tests.evaluations.questionnaires.collecting.making import make_survey, publish
from tests.evaluations.surveying.samples import EVERY_KIND
from tests.factories import add_member, make_project

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture
def version() -> FormVersion:
    return publish(make_survey(make_project("selfeval_2023_hotline")))


@pytest.fixture
def page(chromium: Browser, live_server: Any, version: FormVersion) -> Iterator[Page]:
    """The page of paper entry, opened by somebody of the team; nothing may go wrong unnoticed."""
    client = Client()
    client.force_login(
        add_member(version.survey.project), backend="django.contrib.auth.backends.ModelBackend"
    )
    cookie = client.cookies["sessionid"].value
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1366, "height": 768}, locale="zh-CN"
    )
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    window = context.new_page()
    wrong: list[str] = []
    window.on("pageerror", lambda error: wrong.append(str(error)))
    window.goto(reverse("collecting:paper", args=[version.survey.project_id, version.survey_id]))
    yield window
    context.close()
    assert wrong == []


def at(page: Page, name: str) -> None:
    """Where the keyboard is."""
    expect(page.locator(f"[name='{name}']")).to_be_focused()


def stored(sheet: str) -> dict[str, Any]:
    row = Response.objects.get(sheet=sheet)
    return decode(EVERY_KIND, row.coded, row.words)


def test_two_sheets_without_a_mouse(page: Page) -> None:
    keys = page.keyboard
    expect(page.locator("#sheet")).to_have_value("001")
    at(page, "group")
    keys.press("1")  # 老人
    at(page, "q1")
    keys.press("7")
    expect(page.locator("[data-item=q1] [data-said]")).to_have_text("没有“7”，请填1、2、3之一。")
    at(page, "q1")
    keys.press("2")  # 听说过; what was wrong is written over
    at(page, "q2")
    keys.press("ArrowUp")
    at(page, "q1")
    keys.press("Enter")
    at(page, "q2")
    keys.press("1")
    at(page, "q3")
    keys.type("1 4")
    keys.press("Enter")
    at(page, "q3~o")  # 其他 was chosen, so its words are asked for
    keys.type("村里喇叭")
    keys.press("Shift+Enter")
    at(page, "q3")
    keys.press("Enter")
    keys.press("Enter")
    at(page, "q4.a")
    keys.press("1")
    keys.press("2")  # a digit for each line
    at(page, "q5")
    keys.type("312")
    keys.press("Enter")
    keys.type("171")  # no such age
    keys.press("Control+Enter")
    expect(page.locator("[data-item=q6] [data-said]")).to_have_text("不能大于130，这里是171。")
    at(page, "q6")
    expect(page.locator("[name=q5]")).to_have_value("312")
    keys.type("71")
    keys.press("Control+Enter")
    expect(page.locator("#sheet")).to_have_value("002")
    assert stored("001") == {
        "q1": "b", "q2": "4", "q3": ["a", "o"], "q3~o": "村里喇叭", "q4": {"a": "4", "b": "3"},
        "q5": ["c", "a", "b"], "q6": "71",
    }  # fmt: skip

    at(page, "q1")  # the group stays as it was
    keys.press("3")  # 不了解: on to question 5
    at(page, "q5")
    expect(page.locator("[data-item=q2]")).to_have_class("ask-x skipped")
    keys.press("Enter")
    keys.type("64")
    for _ in range(4):
        keys.press("Enter")
    expect(page.locator("[data-save]")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#sheet")).to_have_value("003")
    assert stored("002") == {"q1": "c", "q6": "64"}
    expect(page.get_by_role("complementary")).to_contain_text("002")

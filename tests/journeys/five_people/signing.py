"""Signing a stage in the browser, and what is refused."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.five_people.people import Place

KEYS = {
    "承接立项": "accept",
    "工作方案": "plan",
    "方案评审": "plan-review",
    "数据采集与社会调查": "collect",
    "评分与底稿": "score",
    "报告初稿": "draft",
    "内部复核": "internal",
    "专家评审": "experts",
    "征求意见": "consult",
    "定稿签发": "issue",
    "归档": "archive",
}


def sign(place: Place, window: Page, stage: str, password: str) -> None:
    """Password, opinion, 签署; what has been shown is what is signed."""
    _put_hand(place, window, stage, password)
    expect(window.get_by_text(f"已签署“{stage}").first).to_be_visible()


def fails_to_sign(place: Place, window: Page, stage: str, password: str, why: str) -> None:
    """The signature is refused, with the reason."""
    _put_hand(place, window, stage, password)
    expect(window.get_by_text(why).first).to_be_visible()
    expect(window.get_by_text("已签署")).to_have_count(0)


def cannot_approve(place: Place, window: Page, stage: str, why: str) -> None:
    """同意 cannot be chosen while something is missing, which is named."""
    window.goto(place.url(f"stages/{KEYS[stage]}/sign/"))
    expect(window.get_by_text(why).first).to_be_visible()
    expect(window.get_by_role("radio", name=re.compile("^同意"))).to_be_disabled()


def _put_hand(place: Place, window: Page, stage: str, password: str) -> None:
    window.goto(place.url(f"stages/{KEYS[stage]}/sign/"))
    window.get_by_role("textbox", name=re.compile("^意见")).fill("同意。")
    window.get_by_label("登录密码").fill(password)
    window.get_by_role("button", name="签署").click()


def cannot_sign(place: Place, window: Page, stage: str, why: str) -> None:
    """The page says why, and offers no button."""
    window.goto(place.url(f"stages/{KEYS[stage]}/sign/"))
    expect(window.get_by_text(why).first).to_be_visible()
    expect(window.get_by_role("button", name="签署")).to_have_count(0)

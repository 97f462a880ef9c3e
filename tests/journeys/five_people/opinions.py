"""What people from outside say, and how each opinion is answered."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils.timezone import localdate
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.five_people.people import NAMES, Place
from tests.journeys.test_reading import choose


def open_for_reading(place: Place, evaluator: Page, what: str, role: str) -> None:
    """送审 to everybody of a role."""
    evaluator.goto(place.url("reading/"))
    evaluator.get_by_label("送审内容").select_option(what)
    evaluator.get_by_label("送给").select_option(role)
    evaluator.get_by_role("button", name="送审", exact=True).click()
    expect(evaluator.get_by_text("已送").first).to_be_visible()


def comment(expert: Page, words: str, text: str) -> None:
    """批注 on words of the page that is being read."""
    choose(expert, words)
    expert.keyboard.press("c")
    field = expert.get_by_label("意见", exact=True).and_(expert.locator("textarea"))
    expect(field).to_be_focused()
    expert.keyboard.type(text)
    expect(expert.locator("#save-state")).to_contain_text("已保存")
    expert.keyboard.press("Control+Enter")
    expect(expert.get_by_role("article").filter(has_text=text).get_by_text("待处理")).to_be_visible()


def hand_in_form(place: Place, expert: Page, stage: str, changes: str = "") -> None:
    """专家评审意见表: full marks, an opinion a line, a conclusion; handed in for good."""
    expert.goto(place.url(f"expert-forms/{stage}/"))
    for row in expert.get_by_role("region", name="评分").get_by_role("row").all()[1:]:
        row.get_by_role("textbox").fill(row.get_by_role("cell").first.inner_text())
    expert.get_by_label("总体意见").fill("依据充分，结论可信。")
    expert.get_by_label("修改意见").fill(changes)
    expert.get_by_label("通过", exact=True).check()
    expect(expert.locator("#save-state")).to_contain_text("已保存")
    expert.get_by_role("button", name=re.compile("^提交")).click()
    expect(expert.get_by_text("已提交", exact=True)).to_be_visible()


def answer_all(place: Place, evaluator: Page, reason: str) -> None:
    """Every open opinion is taken up in part, with the reason, by the keyboard."""
    evaluator.goto(place.url("adoption/"))
    why = evaluator.locator("#adoption-why")
    expect(why).to_be_visible()
    while found := re.search(r"还有(\d+)条未答复", why.inner_text()):
        left = int(found[1]) - 1
        evaluator.keyboard.press("n")
        evaluator.keyboard.press("2")
        evaluator.keyboard.type(reason)
        evaluator.keyboard.press("Escape")
        expect(why).to_contain_text(f"还有{left}条未答复" if left else "意见已全部答复")


def consult(place: Place, evaluator: Page, contact: Page, officer: Page) -> None:
    """征求意见: the unit says one thing, the bureau has no opinion."""
    evaluator.goto(place.url("consultations/"))
    for name in ("宋知夏", "何明远"):
        assert name in NAMES.values()
        evaluator.get_by_label(re.compile(name)).check()
    evaluator.get_by_label("答复期限").fill((localdate() + timedelta(days=7)).isoformat())
    evaluator.get_by_role("button", name="发出", exact=True).click()
    expect(evaluator.get_by_text("等答复")).to_have_count(2)
    contact.goto(place.url("consultation/"))
    with contact.expect_download() as taken:
        contact.get_by_role("link", name=re.compile("征求意见稿")).click()
    taken.value.save_as(place.folder / "draft.pdf")
    text = "".join(page.extract_text() for page in PdfReader(place.folder / "draft.pdf").pages[:2])
    assert "征求意见稿" in text
    contact.get_by_label("意见", exact=True).fill("12333热线下半年接听量应以市级平台月报为准。")
    contact.get_by_role("button", name="提交这一条").click()
    contact.get_by_role("button", name="意见提完了").click()
    expect(contact.get_by_text("已答复", exact=True)).to_be_visible()
    officer.goto(place.url("consultation/"))
    officer.get_by_role("button", name="无意见").click()
    expect(officer.get_by_text("已答复", exact=True)).to_be_visible()

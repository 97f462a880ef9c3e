"""An expert reads, comments and suggests; the manager accepts in one click; a phone does it by touch."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import NAME, PASSWORD
from tests.journeys.test_main_job import sign_in
from tests.processes import Installation

EXPERT, COLLEAGUE = "liang.siqi@example.com", "qiu.yunshen@example.com"
EXPERTS = f"""
from evaluations.engagement.actions import sign_declaration
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectMember
from reports.composing.actions import save_text
for name, shown in (({EXPERT!r}, "梁思齐"), ({COLLEAGUE!r}, "邱云深")):
    person = User.objects.create_user(name, password={PASSWORD!r}, display_name=shown)
    ProjectMember.objects.create(project=Project.objects.get(), user=person, role="expert")
    sign_declaration(Project.objects.get(), has_interest=False, explanation="", by=person)
manager = User.objects.get(username={NAME!r})
text = "全年接通率偏低。7至8月夜班坐席由6人减至4人，应当恢复。"
project = Project.objects.get()
save_text(project, "abstract.suggestions", text, title="主要建议", revision=0, by=manager)
"""
SELECT = """(words) => {
  for (const body of document.querySelectorAll("[data-body]")) {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.data.indexOf(words);
      if (at < 0) continue;
      walker.currentNode.parentElement.scrollIntoView({ block: "center" });
      const range = document.createRange();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + words.length);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return true;
    }
  }
  return false;
}"""


@pytest.mark.journey
def test_read_comment_suggest_accept(
    page: Page, chromium: Browser, address: str, installation: Installation, cases: Path, tmp_path: Path
) -> None:
    case = cases / "linfang_2018.json"
    number = installation.manage("import_dossier", str(case), "--firm", "yanqing", "--by", NAME).strip()
    installation.python(EXPERTS)
    sign_in(page)
    send_out(page, number)
    expert, colleague = (open_window(chromium, address, name) for name in (EXPERT, COLLEAGUE))
    comment(expert, number)
    draft(expert)
    expert.screenshot(path=str(tmp_path / "reading.png"))
    expect_no_draft(colleague, number)
    by_keys(expert)
    accept(page, number)
    quotation_is_kept(expert, number)
    by_touch(chromium, address, number, tmp_path)
    for window in (expert, colleague):
        window.context.close()


def open_window(chromium: Browser, address: str, name: str, **options: object) -> Page:
    """Somebody's own window, signed in."""
    size = {"viewport": {"width": 1440, "height": 900}, **options}
    window = chromium.new_context(base_url=address, locale="zh-CN", **size).new_page()
    window.context.set_default_timeout(30_000)
    window.goto("/")
    window.get_by_label("账号").fill(name)
    window.get_by_label("密码", exact=True).fill(PASSWORD)
    window.get_by_role("button", name="登录").click()
    window.wait_for_url("**/")
    return window


def choose(window: Page, words: str) -> None:
    """Selects the words in the text; the tools come."""
    expect(window.locator("[data-mine]")).to_contain_text("我的意见")  # the page's script has begun
    assert window.evaluate(SELECT, words)
    expect(window.get_by_role("toolbar", name="对选中的文字")).to_be_visible()


def send_out(page: Page, number: str) -> None:
    """送审 to all experts, by the manager."""
    page.goto(f"/projects/{number}/")
    page.get_by_role("link", name="送审与意见").click()
    page.get_by_label("送审内容").select_option("report")
    page.get_by_label("送给").select_option("expert")
    page.get_by_role("button", name="送审", exact=True).click()
    expect(page.get_by_text("评价报告已送专家审阅")).to_be_visible()


def comment(expert: Page, number: str) -> None:
    """Words are selected, C begins, typing is saved, Ctrl ↵ submits."""
    expert.goto(f"/projects/{number}/")
    expert.get_by_role("link", name="评价报告", exact=True).click()
    choose(expert, "全年接通率偏低")
    expert.keyboard.press("c")
    field = expert.get_by_label("意见", exact=True).and_(expert.locator("textarea"))
    expect(field).to_be_focused()
    expert.keyboard.type("请写明接通率。@陆")
    expert.get_by_role("option", name="陆婉宁").wait_for()
    expert.keyboard.press("Enter")
    expect(field).to_have_value("请写明接通率。@陆婉宁 ")
    expect(expert.locator("#save-state")).to_contain_text("已保存")
    expert.keyboard.press("Control+Enter")
    card = expert.get_by_role("article").filter(has_text="请写明接通率")
    expect(card.get_by_text("待处理")).to_be_visible()
    expect(expert.locator("mark.hl")).to_have_text(["全年接通率偏低"])


def draft(expert: Page) -> None:
    """建议改为, kept as a draft; the draft survives a reload."""
    choose(expert, "夜班坐席由6人减至4人")
    expert.get_by_role("button", name="建议改为").click()
    field = expert.get_by_label("建议文字")
    expect(field).to_be_focused()
    expert.keyboard.type("，少于合同约定")
    field.blur()
    expect(expert.locator("#save-state")).to_contain_text("已保存")
    expert.reload()
    expect(expert.get_by_label("建议文字")).to_have_value("夜班坐席由6人减至4人，少于合同约定")
    expect(expert.locator("[data-mine]")).to_contain_text("草稿1")


def expect_no_draft(colleague: Page, number: str) -> None:
    """Neither the draft nor what was shown to the team only."""
    colleague.goto(f"/projects/{number}/read/report/")
    expect(colleague.get_by_text("还没有意见")).to_be_visible()
    expect(colleague.get_by_role("article")).to_have_count(0)


def by_keys(expert: Page) -> None:
    """A cell is reached and commented on by the keyboard alone; the suggestion is submitted."""
    expert.locator("table [data-block][tabindex='0']").first.focus()
    expert.keyboard.press("ArrowDown")
    text = expert.evaluate("document.activeElement.textContent")
    expert.keyboard.press("c")
    begun = expert.locator(".r-card.on")
    expect(begun.locator(".quote")).to_have_text(text)
    begun.get_by_role("button", name="删除").click()
    expect(expert.locator("[data-draft]")).to_have_count(1)
    expert.get_by_role("button", name="提交").click()
    expect(expert.locator("[data-draft]")).to_have_count(0)
    expert.keyboard.press("n")
    expect(expert.locator(".r-card.on")).to_have_count(1)


def accept(page: Page, number: str) -> None:
    """One click, and the report says it."""
    page.goto(f"/projects/{number}/read/report/")
    card = page.get_by_role("article").filter(has_text="建议改为")
    card.get_by_role("button", name="采纳并写入报告").click()
    expect(page.get_by_role("article").filter(has_text="建议改为").get_by_text("已采纳")).to_be_visible()
    expect(page.locator("main")).to_contain_text("夜班坐席由6人减至4人，少于合同约定，应当恢复。")
    page.goto(f"/projects/{number}/report/text/abstract.suggestions/")
    expect(page.get_by_label("正文")).to_have_value(
        "全年接通率偏低。7至8月夜班坐席由6人减至4人，少于合同约定，应当恢复。"
    )
    page.get_by_label("正文").fill("全部重写。")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/report/text/")


def quotation_is_kept(expert: Page, number: str) -> None:
    """The words of the report are others now; those of the comments are not."""
    expert.goto(f"/projects/{number}/read/report/")
    gone = expert.get_by_role("article").filter(has_text="原文已改写，引文仍保留")
    expect(gone).to_have_count(2)
    expect(gone.locator(".quote")).to_have_text(["全年接通率偏低", "夜班坐席由6人减至4人"])


def by_touch(chromium: Browser, address: str, number: str, tmp_path: Path) -> None:
    """On a phone the comments come from below, and nothing is wider than the screen."""
    phone = open_window(
        chromium, address, COLLEAGUE, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    phone.goto(f"/projects/{number}/read/report/")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    side = phone.get_by_role("complementary", name="意见")
    expect(side).not_to_be_visible()
    choose(phone, "全部重写")
    phone.get_by_role("toolbar").get_by_role("button", name="批注").tap()
    expect(side).to_be_visible()
    phone.get_by_label("意见", exact=True).and_(phone.locator("textarea")).fill("为什么重写？")
    phone.get_by_role("button", name="提交").tap()
    expect(phone.get_by_role("article").get_by_text("待处理")).to_be_visible()
    phone.screenshot(path=str(tmp_path / "phone.png"))
    phone.get_by_role("button", name="收起意见").tap()
    expect(side).not_to_be_visible()
    phone.context.close()

"""意见采纳情况表 in a real browser: every opinion answered by keyboard, saved by itself, as Word."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_main_job import sign_in
from tests.processes import Installation

OPINIONS = """
from pathlib import Path
from evaluations.exchange.actions import import_dossier
from evaluations.people.models import Firm, User
from evaluations.projects.models import ProjectMember
from evaluations.reviews.actions import Anchor, Draft, begin, save_draft, submit
from evaluations.stages.tables import ensure_table

firm, manager = Firm.objects.get(), User.objects.get()
ensure_table(firm)
project = import_dossier(Path({case!r}).read_bytes(), firm=firm, by=manager)
expert = User.objects.create_user("liang.siqi@example.com", display_name="梁思齐")
ProjectMember.objects.create(project=project, user=expert, role="expert", title="研究员")
for text in ("请写明抽样依据。", "请核对执行率。", "请补充对照。"):
    anchor = Anchor(target="report", key="conclusion", place="综合评价结论", exact="总体较好")
    thread = begin(project, anchor, kind="comment", by=expert)
    submit(save_draft(thread, Draft(text=text), revision=1), by=expert)
"""


@pytest.mark.journey
def test_opinions_are_answered_by_keyboard(page: Page, installation: Installation, cases: Path) -> None:
    installation.python(OPINIONS.format(case=str(cases / "selfeval_2023_hotline.json")))
    sign_in(page)
    page.goto("/projects/1/")
    page.get_by_role("navigation", name="项目导航").get_by_role("link", name="意见采纳").click()
    expect(page.locator("#adoption-why")).to_contain_text("还有3条未答复")
    page.keyboard.press("n")
    page.keyboard.press("1")
    expect(page.locator("#state-1")).to_contain_text("已答复")
    expect(page.locator("#adoption-why")).to_contain_text("还有2条未答复")
    page.keyboard.press("n")
    page.keyboard.press("3")
    expect(page.locator("#state-2")).to_contain_text("还缺理由")
    page.keyboard.type("执行率按财预〔2020〕10号附2计算。")
    expect(page.locator("#state-2")).to_contain_text("已答复")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.press("2")
    page.keyboard.type("补充了上年数据。")
    row = page.locator("#o3")
    row.get_by_text("修改处").click()
    row.get_by_label("改前").fill("较上年提高")
    row.get_by_label("改后").fill("较上年提高3.2个百分点")
    expect(page.locator("#changed-3 ins")).to_have_text("3.2个百分点")
    expect(page.locator("#adoption-why")).to_contain_text("意见已全部答复")
    page.reload()
    expect(page.locator("#o2").get_by_label("说明与理由")).to_have_value("执行率按财预〔2020〕10号附2计算。")
    expect(page.locator("#o2").get_by_label("不采纳")).to_be_checked()
    expect(page.get_by_role("navigation", name="筛选")).to_contain_text("未答复 0")
    with page.expect_download() as download:
        page.get_by_role("link", name="Word").click()
    assert download.value.suggested_filename.startswith("意见采纳情况表")
    page.get_by_role("link", name="打印附件").click()
    expect(page.get_by_text("共3条；采纳1条，不采纳1条，部分采纳1条。")).to_be_visible()

"""Five people take an evaluation through every stage, to a PDF that is downloaded, verified and recomputed.

Evaluator and reviewer of the firm, an expert, the evaluated unit's contact and the bureau's officer, each in
a browser of their own. On the way each forbidden move is tried and refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import NAME, PASSWORD
from tests.journeys.five_people import forbidden, opinions, people, release, work
from tests.journeys.five_people.people import CONTACT, EXPERT, MINE, OFFICER, REVIEWER, Place
from tests.journeys.five_people.signing import cannot_approve, cannot_sign, fails_to_sign, sign
from tests.processes import Installation

TOTAL = "87.3"


@pytest.fixture
def place(
    chromium: Browser, address: str, installation: Installation, cases: Path, tmp_path: Path
) -> Iterator[Place]:
    """The linfang evaluation, imported; a firm of two whose table of stages is made for two."""
    case = cases / "linfang_2018.json"
    number = installation.manage("import_dossier", str(case), "--firm", "yanqing", "--by", NAME).strip()
    installation.python(people.SMALL_FIRM)
    yield Place(chromium=chromium, address=address, installation=installation, folder=tmp_path, number=number)
    for context in chromium.contexts:
        context.close()


@pytest.mark.journey
def test_five_people(place: Place) -> None:
    evaluator = people.sign_in(place.window(), NAME)
    reviewer = people.sign_in(place.window(), REVIEWER)
    people.form_team(place, evaluator)
    people.qualify(place, reviewer)
    people.review_once(reviewer)
    expert, contact, officer = (people.accept(place, name) for name in (EXPERT, CONTACT, OFFICER))
    forbidden.undeclared(place, expert)
    for window in (evaluator, reviewer, expert):
        people.declare(place, window)

    accept_and_plan(place, evaluator, reviewer, expert, officer)
    score(place, evaluator, reviewer, contact)
    review(place, evaluator, reviewer, expert, contact, officer)
    issue(place, evaluator, reviewer, officer)


def accept_and_plan(place: Place, evaluator: Page, reviewer: Page, expert: Page, officer: Page) -> None:
    """承接立项, 工作方案, 方案评审."""
    cannot_sign(place, evaluator, "承接立项", "现在轮到机构负责人签字")
    sign(place, reviewer, "承接立项", PASSWORD)
    cannot_sign(place, evaluator, "方案评审", "各阶段按顺序签")
    forbidden.out_of_turn(place, officer)
    sign(place, evaluator, "工作方案", PASSWORD)
    opinions.open_for_reading(place, evaluator, "plan", "expert")
    opinions.hand_in_form(place, expert, "plan-review")
    sign(place, expert, "方案评审", MINE)
    sign(place, officer, "方案评审", MINE)


def score(place: Place, evaluator: Page, reviewer: Page, contact: Page) -> None:
    """数据采集与社会调查, 评分与底稿, 报告初稿."""
    work.collect(place, evaluator, contact)
    sign(place, evaluator, "数据采集与社会调查", PASSWORD)
    forbidden.signed_facts(place, evaluator, contact)
    codes = work.prepare_all(place, evaluator)
    forbidden.self_review(place, evaluator, codes)
    work.check_all(place, reviewer)
    work.compute(place, evaluator, TOTAL)
    sign(place, evaluator, "评分与底稿", PASSWORD)
    forbidden.signed_papers(place, evaluator, codes)
    work.write_report(place, evaluator)
    work.make_edition(place, evaluator, 1)
    sign(place, evaluator, "报告初稿", PASSWORD)


def review(place: Place, evaluator: Page, reviewer: Page, expert: Page, contact: Page, officer: Page) -> None:
    """内部复核, 专家评审, 征求意见."""
    cannot_sign(place, evaluator, "内部复核", "现在轮到复核人签字")
    sign(place, reviewer, "内部复核", PASSWORD)
    opinions.open_for_reading(place, evaluator, "report", "expert")
    expert.goto(place.url("read/report/"))
    opinions.comment(expert, "综合接通率", "请写明统计口径。")
    forbidden.foreign_comments(place, expert, contact, officer)
    opinions.hand_in_form(place, expert, "experts", "请核对话务量的同比。")
    fails_to_sign(place, expert, "专家评审", "not-the-password", "密码不正确")
    cannot_approve(place, expert, "专家评审", "还有2条意见未答复")
    opinions.answer_all(place, evaluator, "已补充说明。")
    sign(place, expert, "专家评审", MINE)
    work.make_edition(place, evaluator, 2, "生成征求意见稿")
    opinions.consult(place, evaluator, contact, officer)
    opinions.answer_all(place, evaluator, "以平台月报为准，数值未变。")
    sign(place, evaluator, "征求意见", PASSWORD)


def issue(place: Place, evaluator: Page, reviewer: Page, officer: Page) -> None:
    """定稿签发, the file in the officer's hands, 归档."""
    release.refuse_early(place, reviewer)
    work.make_edition(place, evaluator, 3)
    sign(place, evaluator, "定稿签发", PASSWORD)
    sign(place, reviewer, "定稿签发", PASSWORD)
    release.issue(place, reviewer)
    file = release.receive(place, officer)
    release.is_told(place, reviewer)
    release.verify(place, reviewer, file)
    assert "全部一致。" in place.installation.manage("recompute", str(file))
    fails_to_sign(place, evaluator, "归档", PASSWORD, "还没有生成过归档件")
    release.archive(place, evaluator)
    sign(place, evaluator, "归档", PASSWORD)
    forbidden.behind_the_back(place)

"""What nobody may do: tried by those who would, past the pages that do not offer it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.sync_api import Page, expect

from tests.journeys.five_people.people import Place, send


def undeclared(place: Place, expert: Page) -> None:
    """Before the declaration an expert sees the declaration, and nothing else."""
    for path in ("read/report/", "expert-forms/plan-review/", "papers/", "stages/plan-review/sign/"):
        answer = expert.context.request.get(place.url(path))
        assert answer.status == 404 or answer.url.endswith("/declaration/"), path


def out_of_turn(place: Place, officer: Page) -> None:
    """Who signs a later stage does not see its page before it is their turn."""
    assert officer.context.request.get(place.url("stages/plan-review/sign/")).status == 404


def self_review(place: Place, evaluator: Page, codes: Sequence[str]) -> None:
    """Who prepared a paper is not offered to check it, and is refused."""
    url = place.url(f"papers/{codes[0]}/")
    evaluator.goto(url)
    expect(evaluator.get_by_role("button", name="复核通过")).to_have_count(0)
    status, said = send(evaluator, f"{url}check/", revision=revision(evaluator))
    assert status == 403 or "须由另一人复核" in said
    evaluator.reload()
    expect(evaluator.locator("#paper-state")).not_to_contain_text("已复核")


def signed_facts(place: Place, evaluator: Page, contact: Page) -> None:
    """Neither the team nor the unit changes a fact that is signed."""
    evaluator.goto(place.url("base-tables/"))
    table = evaluator.get_by_role("link", name="C1-4", exact=True).get_attribute("href") or ""
    status, said = send(evaluator, place.address + table + "remove/")
    assert status == 423
    assert "数据采集与社会调查" in said
    number = re.findall(r"\d+", table)[-1]
    status, _ = send(contact, place.url(f"fill/{number}/hand-in/"))
    assert status in (404, 423)


def signed_papers(place: Place, evaluator: Page, codes: Sequence[str]) -> None:
    """A signed paper is shown as locked, and does not change."""
    url = place.url(f"papers/{codes[0]}/")
    evaluator.goto(url)
    expect(evaluator.get_by_text(re.compile("随“评分与底稿”.*签核冻结")).first).to_be_visible()
    expect(evaluator.get_by_role("button", name="保存", exact=True)).to_have_count(0)
    status, said = send(evaluator, f"{url}save/", revision="1", calculation_note="改掉")
    assert status == 423
    assert "评分与底稿" in said


def foreign_comments(place: Place, expert: Page, contact: Page, officer: Page) -> None:
    """What an expert said is nobody else's to mend, to see unasked, or to decide on."""
    for window in (contact, officer):
        assert window.context.request.get(place.url("read/report/")).status == 404
        for path in ("mend/", "draft/", "discard/"):
            status, _ = send(window, place.url(f"threads/1/{path}"), text="改掉", revision="1")
            assert status == 404, path
    status, _ = send(expert, place.url("threads/1/decide/"), state="accepted")
    assert status in (403, 404)


def behind_the_back(place: Place) -> None:
    """A row that somebody changes in the database is found, and named."""
    assert "完整" in place.installation.manage("verify_signatures")
    place.installation.python(
        "from evaluations.fieldwork.models import BaseTableItem\n"
        "item = BaseTableItem.objects.filter(number__isnull=False).first()\n"
        "BaseTableItem.objects.filter(pk=item.pk).update(number=item.number + 1)"
    )
    told = place.installation.manage("verify_signatures", code=1)
    assert "基础表" in told


def revision(window: Page) -> str:
    """The revision that the page holds."""
    return window.locator("[name=revision]").first.get_attribute("value") or ""

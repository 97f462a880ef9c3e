"""What is typed while nothing gets through: leaving warns, coming back finds it, and it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect

from evaluations.money.models import BudgetLine
from evaluations.papers.models import WorkingPaper
from evaluations.papers.queries import lists_of
from evaluations.papers.ticks.models import Tick
from evaluations.projects.models import Project
from evaluations.reviews.adoption.models import Opinion
from tests.evaluations.reviews.making import make_thread
from tests.factories import PASSWORD, add_member, make_firm, make_project, make_user
from tests.journeys.test_saving import SAVED

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture
def project() -> Project:
    firm = make_firm()
    return make_project(firm=firm, by=make_user(firm=firm, username="zhou@example.com", display_name="周屿"))


@pytest.fixture
def zhou(chromium: Browser, live_server: Any, project: Project) -> Iterator[Page]:
    """A person's browser, signed in."""
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1366, "height": 768}, locale="zh-CN"
    )
    page = context.new_page()
    page.goto("/login/")
    page.fill("[name=username]", "zhou@example.com")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/")
    yield page
    context.close()


def cut_off(route: Route) -> None:
    """Pages still come; what is sent does not arrive."""
    if route.request.method == "POST":
        route.abort("internetdisconnected")
    else:
        route.continue_()


def leave_and_come_back(page: Page, address: str) -> None:
    """The browser asks before it leaves; then the server is there again."""
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/projects/")
    assert asked == ["beforeunload"]
    page.unroute("**/*")
    page.goto(address)


def ticked(project: Project) -> WorkingPaper:
    """A paper with something to tick."""
    return next(one for one in project.papers.select_related("indicator") if lists_of(one))


def test_ticks_survive(zhou: Page, project: Project) -> None:
    paper = ticked(project)
    address = reverse("papers:ticks", args=[project.pk, paper.indicator.code])
    zhou.goto(address)
    zhou.route("**/*", cut_off)
    zhou.locator("[name*='note-0']").first.fill("原件在档案室")
    expect(zhou.locator("#save-state")).to_contain_text("没有保存")
    leave_and_come_back(zhou, address)
    expect(zhou.locator("[name*='note-0']").first).to_have_value("原件在档案室")
    expect(zhou.locator("#save-state")).to_have_text(SAVED)
    assert Tick.objects.filter(paper=paper, note="原件在档案室").count() == 1


def test_a_grid_survives(zhou: Page, project: Project) -> None:
    address = reverse("money:budget", args=[project.pk])
    zhou.goto(address)
    cell = zhou.locator("#budget-2-6")
    expect(cell).to_be_visible()
    zhou.route("**/*", cut_off)
    cell.click()
    zhou.keyboard.type("26.5")
    zhou.keyboard.press("Enter")
    expect(cell).to_contain_text("26.5")
    zhou.wait_for_function("Object.keys(localStorage).some((key) => key.startsWith('grid:'))")
    leave_and_come_back(zhou, address)
    expect(zhou.locator("#save-state")).to_have_text(SAVED)
    expect(cell).to_have_text("26.50")
    zhou.reload()
    expect(cell).to_have_text("26.50")
    assert Decimal("26.5") in BudgetLine.objects.filter(project=project).values_list("actual", flat=True)


def test_a_choice_survives(zhou: Page, project: Project) -> None:
    """Radio buttons too: what was chosen comes back chosen, and is sent with the reason typed beside it."""
    expert = add_member(project, role="expert")
    make_thread(project, expert)
    make_thread(project, expert)
    address = reverse("adoption:table", args=[project.pk])
    zhou.goto(address)
    zhou.route("**/*", cut_off)
    row = zhou.locator("#o1")
    row.get_by_label("不采纳").check(force=True)
    row.get_by_label("说明与理由").fill("依据充分。")
    expect(zhou.locator("#save-state")).to_contain_text("没有保存")
    leave_and_come_back(zhou, address)
    expect(row.get_by_label("不采纳")).to_be_checked()
    expect(row.get_by_label("说明与理由")).to_have_value("依据充分。")
    expect(zhou.locator("#o2").get_by_label("不采纳")).not_to_be_checked()
    expect(zhou.locator("#save-state")).to_have_text(SAVED)
    answer = Opinion.objects.get(number=1).answer
    assert (answer.decision, answer.reason) == ("decline", "依据充分。")

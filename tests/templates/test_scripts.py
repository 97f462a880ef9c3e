"""The small scripts of the frame, in a real browser under the strict policy."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import PASSWORD, make_firm, make_project, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(chromium, live_server):
    """A page whose every console error and script error is kept in `page.errors`."""
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda told: page.errors.append(told.text) if told.type == "error" else None)
    yield page
    context.close()


@pytest.fixture
def project():
    firm = make_firm()
    return make_project(firm=firm, by=make_user(firm=firm, username="lin@example.com", display_name="林知微"))


@pytest.fixture
def inside(page, project):
    page.goto("/login/")
    page.fill("[name=username]", "lin@example.com")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/")
    return page


def focused(page, what):
    return page.evaluate(f"document.activeElement.{what}")


def test_a_password_can_be_looked_at(page, db):
    page.goto("/login/")
    page.fill("[name=password]", "geheim")
    field = page.locator("[name=password]")
    page.click("[data-show-password]")
    expect(field).to_have_attribute("type", "text")
    page.click("[data-show-password]")
    expect(field).to_have_attribute("type", "password")
    assert page.errors == []


def test_keys_lead_through_the_project(inside, project):
    inside.goto(project.get_absolute_url())
    inside.keyboard.press("g")
    inside.keyboard.press("l")
    inside.wait_for_url(f"**{reverse('desk:history', args=[project.pk])}")
    inside.keyboard.press("Control+k")
    assert focused(inside, "name") == "q"
    inside.keyboard.type("gd?")
    assert inside.input_value("[data-finder]") == "gd?"
    assert inside.errors == []


def test_all_keys_are_told_and_single_ones_can_be_switched_off(inside, project):
    inside.goto(project.get_absolute_url())
    inside.keyboard.press("?")
    dialog = inside.locator("#keys")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-go-list]")).to_contain_text("预算与资金")
    inside.uncheck("[data-single-keys]")
    inside.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    inside.keyboard.press("?")
    expect(dialog).to_be_hidden()
    inside.click("[data-open-dialog=keys]")
    expect(dialog).to_be_visible()
    assert inside.errors == []


def test_rows_are_walked_and_opened_by_keys(inside, project):
    inside.goto("/projects/")
    inside.keyboard.press("j")
    assert focused(inside, "textContent") == project.title
    inside.keyboard.press("/")
    assert focused(inside, "name") == "q"
    inside.keyboard.press("Control+Enter")
    inside.wait_for_url("**/projects/new/")
    assert inside.errors == []


def test_the_first_stop_skips_to_the_text(inside, project):
    inside.goto(project.get_absolute_url())
    inside.keyboard.press("Tab")
    assert focused(inside, "textContent") == "跳到正文"
    inside.keyboard.press("Enter")
    assert focused(inside, "id") == "main"


def test_menu_and_message_close_by_escape(inside, project):
    inside.click("details.menu summary")
    expect(inside.locator("text=退出登录")).to_be_visible()
    inside.keyboard.press("Escape")
    expect(inside.locator("text=退出登录")).to_be_hidden()
    inside.click("details.menu summary")
    inside.click("text=退出登录")
    inside.wait_for_url("**/login/")
    assert inside.errors == []


def test_a_chosen_file_is_named(inside, cases):
    inside.goto("/projects/import/")
    inside.set_input_files("input[type=file]", cases / "linfang_2018.json")
    expect(inside.locator("[data-drop-name]")).to_contain_text("linfang_2018.json")
    inside.keyboard.press("Control+Enter")
    expect(inside.locator("h1")).to_have_text("导入数据包")
    expect(inside.locator("text=确认导入")).to_be_visible()
    assert inside.errors == []


def test_leaving_with_unsaved_work_asks_first(inside, project):
    inside.goto(reverse("projects:edit", args=[project.pk]))
    inside.route("**/info/edit/", lambda route: None)  # the server takes its time
    inside.locator("form[data-autosave] [name=funding_source]").fill("市级财政")
    expect(inside.locator("#save-state")).to_have_text("有改动还没有保存")
    asked = []
    inside.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    inside.goto("/projects/")
    assert asked == ["beforeunload"]
    assert inside.errors == []

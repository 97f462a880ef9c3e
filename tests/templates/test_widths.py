"""Every page of a project fits a small notebook and a tablet: nothing beside the window, nothing squeezed."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from evaluations.projects.models import ProjectRole
from evaluations.templatetags.project_bar import NAVIGATION
from tests.factories import PASSWORD, add_member, make_firm, make_project, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

SIZES = ({"width": 1366, "height": 768}, {"width": 1024, "height": 768})
# A word is squeezed when it stands in a column of single characters.
MISFITS = """() => {
  const found = [];
  const root = document.documentElement;
  const wide = Math.max(root.scrollWidth, document.body.scrollWidth);
  if (wide > root.clientWidth) found.push(`${wide} pixels wide`);
  for (const one of document.querySelectorAll("h1, h2, th, th a, td, label, legend, button, .btn")) {
    const texts = [...one.childNodes].filter((node) => node.nodeType === 3);
    const text = texts.map((node) => node.data.trim()).join("");
    if (text.length < 3 || !one.getClientRects().length) continue;
    const boxes = texts.flatMap((node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      return [...range.getClientRects()];
    });
    const lines = new Set(boxes.map((box) => Math.round(box.top / 8)));
    if (lines.size > 2 && text.length / lines.size < 2) found.push(`${one.tagName} ${text}`);
  }
  return found;
}"""


@pytest.fixture
def page(chromium, live_server):
    """A page whose every script error is kept in `page.errors`."""
    context = chromium.new_context(base_url=live_server.url, viewport=SIZES[0])
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    context.close()


def sign_in(page: Page, name: str) -> None:
    page.goto("/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/")


def test_nothing_is_wider_than_the_window_or_squeezed(page):
    firm = make_firm()
    project = make_project(firm=firm, by=make_user(firm=firm, username="lin@example.com"))
    table = project.basetables.earliest("position")
    names = [item.url_name for _, items in NAVIGATION for item in items]
    names += ["money:years", "money:funding", "money:fund-check", "money:costs", "projects:edit"]
    names += ["engagement:edit", "engagement:schedule", "engagement:policies"]
    names += ["design:weighting", "design:grades", "papers:what-if"]
    addresses = [reverse(name, args=[project.pk]) for name in names]
    addresses += [reverse(name, args=[project.pk, "B1-1"]) for name in ("papers:paper", "criteria:indicator")]
    addresses += [reverse("fieldwork:base-table", args=[project.pk, table.pk])]
    addresses += ["/", "/projects/", "/projects/restore/", "/library/"]
    sign_in(page, "lin@example.com")
    found = {}
    for address in addresses:
        page.goto(address)
        for size in SIZES:
            page.set_viewport_size(size)
            if misfits := page.evaluate(MISFITS):
                found[address, size["width"]] = misfits
    assert found == {}
    assert page.errors == []


def test_who_only_reads_an_empty_table_meets_no_error(page):
    project = make_project("selfeval_2023_hotline")
    add_member(project, make_user(username="qin@example.com"), role=ProjectRole.REVIEWER)
    sign_in(page, "qin@example.com")
    page.goto(reverse("money:costs", args=[project.pk]))
    page.locator(".grid-wrap").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+c")
    assert page.errors == []

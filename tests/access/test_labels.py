"""What a screen reader says: on every page each control has a name, and no two elements share an id."""

from __future__ import annotations

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from tests.access.test_matrix import ADDRESSES, BACKEND, MATRIX
from tests.access.world import PEOPLE, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CONTROLS = """
    //input[not(@type='hidden') and not(@hidden)] | //select | //textarea | //button | //a[@href] | //summary
"""
FRAMES = "//img[not(@alt)] | //iframe[not(@title)] | //dialog[not(@aria-label or @aria-labelledby)]"
WHO = ("manager", "admin", "reviewer", "unit_contact", "bureau_officer", "nobody")
"""Between them they are let in everywhere."""


@pytest.fixture
def world() -> World:
    return make_world()


def shown(element: html.HtmlElement) -> str:
    """The text of an element without what is hidden from screen readers, with the texts of its pictures."""
    texts = element.xpath(".//text()[not(ancestor::*[@aria-hidden='true'])] | .//img/@alt | .//*/@aria-label")
    return "".join(texts).strip()


def has_name(control: html.HtmlElement, page: html.HtmlElement) -> bool:
    """By a label of its own, around it or for it, by its text, or as a button's value."""
    if any(control.get(name, "").strip() for name in ("aria-label", "title")):
        return True
    named_by = control.get("aria-labelledby", "").split()
    if any(shown(label) for one in named_by for label in page.xpath("//*[@id=$one]", one=one)):
        return True
    if control.tag in {"a", "button", "summary"}:
        return bool(shown(control))
    if control.get("type") in {"submit", "button"}:
        return bool(control.get("value"))
    labels = page.xpath("//label[@for=$one]", one=control.get("id", "")) + control.xpath("ancestor::label")
    return any(shown(label) for label in labels)


def faults(page: html.HtmlElement) -> list[str]:
    """The tags of controls without a name, of frames and pictures without one, and ids given twice."""
    nameless = [one for one in page.xpath(CONTROLS) if not has_name(one, page)]
    nameless += page.xpath(FRAMES)
    doubled = [f"#{one}" for one, times in Counter(page.xpath("//@id")).items() if times > 1]
    return [html.tostring(one, encoding="unicode", with_tail=False)[:120] for one in nameless] + doubled


def test_a_page_that_is_wrong_is_told() -> None:
    page = html.fromstring(
        "<body><label>名称<input id=a></label><label for=b>年度</label><input id=b>"
        "<button aria-label=关闭></button><select></select><input id=c><div id=c></div>"
        "<a href=/><svg aria-hidden=true><text>x</text></svg></a><img src=x></body>"
    )
    assert [fault[:7] for fault in faults(page)] == ["<select", "<input ", "<a href", "<img sr", "#c"]


def test_every_control_of_every_page_has_a_name(world: World) -> None:
    found: dict[str, list[str]] = {}
    pages = 0
    for who in WHO:
        client, person = Client(), world.people[who]
        if person is not None:
            client.force_login(person, backend=BACKEND)
        for name, row in MATRIX.items():
            if row.split()[PEOPLE.index(who)] != "in" or name == "people:logout":
                continue
            names = tuple(ADDRESSES[name].pattern.converters)
            response = client.get(reverse(name, kwargs=world.arguments(names, person)))
            if response.streaming or not response["Content-Type"].startswith("text/html"):
                list(response)
            elif response.status_code == 200 and response.content.strip():
                pages += 1
                if wrong := faults(html.fromstring(response.content.decode())):
                    found[f"{name} ({who})"] = wrong
    assert found == {}
    assert pages > len(MATRIX) // 3

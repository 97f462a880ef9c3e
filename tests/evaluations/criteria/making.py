"""Who works on a project, and what their browser sends from the page of one indicator."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from tests.factories import add_member


class _Fields(HTMLParser):
    """The successful controls of the form `criteria`, as a browser counts them."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, str] = {}
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name:
            if given.get("type") not in {"radio", "checkbox"} or "checked" in given:
                self.data[name] = given.get("value", "")
        elif tag == "select":
            self.select = name
            self.data[name] = ""
        elif tag == "option" and self.select and "selected" in given:
            self.data[self.select] = given.get("value", "")
        elif tag == "textarea":
            self.area = name
            self.data[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.data[self.area] += data


def fields_of(content: bytes) -> dict[str, str]:
    """Every field of a page or of a part of one."""
    parser = _Fields()
    parser.feed(re.sub(r"(<textarea[^>]*>)\n", r"\1", content.decode()))
    return parser.data


def url(name: str, project: Project, code: str) -> str:
    return reverse(f"criteria:{name}", args=[project.pk, code])


def opened(browser: Client, project: Project, code: str) -> dict[str, str]:
    """What the form sends if nobody changed anything."""
    return fields_of(browser.get(url("indicator", project, code)).content)


def without_rule(data: dict[str, str]) -> dict[str, str]:
    """The same with nothing said of a rule."""
    return {name: text for name, text in data.items() if not name.startswith(("rule.", "was-kind:"))}


def saved(browser: Client, project: Project, code: str, data: dict[str, Any]) -> Any:
    return browser.post(url("save", project, code), data)


def joined(project: Project, person: User, role: str = ProjectRole.EVALUATOR) -> Project:
    add_member(project, person, role)
    return project


def sentences(browser: Client, project: Project, code: str, data: dict[str, Any]) -> str:
    return browser.post(url("draft", project, code), data).content.decode()

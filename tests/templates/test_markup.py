"""No template carries script, style or handlers of its own, and none hides a gap in its translation."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = settings.ROOT / "templates"
FILES = sorted(TEMPLATES.rglob("*.html"))
FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)"),
    "an event handler": re.compile(r"\son[a-z]+\s*="),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "htmx code": re.compile(r"hx-on|hx-vals=['\"]js:|hx-headers=['\"]js:"),
    "a link that leads nowhere": re.compile(r'href="#"'),
    "a file of another host": re.compile(r"(src|href)=\"(https?:)?//"),
}
INCLUDED = re.compile(r'{% include "([^"]+)"([^%]*)%}')
COMMENT = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)


def name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_strict_policy(path):
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert {what: found for what, pattern in FORBIDDEN.items() if (found := pattern.findall(text))} == {}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_form_in_another_template_gets_its_token(path):
    """`only` hands nothing over that is not named; a form without its token is refused."""
    forms = {name(one) for one in FILES if "csrf_token" in one.read_text(encoding="utf-8")}
    found = INCLUDED.findall(path.read_text(encoding="utf-8"))
    alone = [(file, words.split()) for file, words in found if file in forms]
    assert [f for f, words in alone if "only" in words and "csrf_token=csrf_token" not in words] == []


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.name == "components"], ids=name)
def test_a_component_says_what_it_wants(path):
    assert "{#" in path.read_text(encoding="utf-8")


def test_the_sprite_holds_exactly_the_icons_that_are_drawn():
    sprite = (TEMPLATES / "_icons.html").read_text(encoding="utf-8")
    pages = "".join(path.read_text(encoding="utf-8") for path in FILES if path.name != "_icons.html")
    places = re.findall(r'<use href="#i-(.*?)"/>', pages, re.DOTALL)
    drawn = {icon for place in places for icon in COMMENT.sub(" ", place).split()}
    named = set(re.findall(r'icon="([a-z]+)"', pages))
    assert set(re.findall(r'<symbol id="i-([a-z]+)"', sprite)) == drawn | named

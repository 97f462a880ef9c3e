"""Dossiers of any size, and what a browser sends back."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from evaluations.exchange.actions import import_dossier
from evaluations.people.models import User
from evaluations.projects.models import Project
from tests.factories import make_firm, make_user

GRADES = [{"grade": "优", "min": 90}, {"grade": "良", "min": 75}, {"grade": "差", "min": 0}]


def leaf(code: str, parent: str, weight: float, **more: Any) -> dict[str, Any]:
    """A scored indicator: a rate against 100 with proportional points."""
    rule = {"kind": "proportional", "target": 100, "direction": "higher"}
    given: dict[str, Any] = {
        "code": code,
        "name": f"指标{code}",
        "parent": parent,
        "weight": weight,
        "unit": "%",
        "inputs": {"done": 90, "planned": 100},
        "value": "done/planned*100",
        "rule": rule,
    }
    return given | more


def make_small(*leaves: dict[str, Any], by: User | None = None) -> Project:
    """A project of one branch and these leaves."""
    weight = sum(one["weight"] for one in leaves)
    branch = {"code": "A", "name": "产出", "parent": None, "weight": weight}
    dossier = {
        "format": "evaluation-dossier/1",
        "kind": "evaluation",
        "project": {"title": "小项目", "year": 2025},
        "grade_scheme": GRADES,
        "indicators": [branch, *leaves],
    }
    firm = make_firm()
    text = json.dumps(dossier, ensure_ascii=False).encode()
    return import_dossier(text, firm=firm, by=by or make_user(firm=firm))


def make_sized(count: int, *, by: User | None = None) -> Project:
    """A project with `count` leaves that add up to 100."""
    share = 100 / count if 100 % count == 0 else 0.5
    return make_small(*(leaf(f"A{place}", "A", share) for place in range(1, count + 1)), by=by)


def signed_in(person: User) -> Client:
    """A browser of this person."""
    browser = Client()
    browser.force_login(person)
    return browser


def form_of(browser: Client, project: Project, code: str) -> dict[str, Any]:
    """What a browser would send if nobody changed anything on the paper of `code`."""
    form = browser.get(reverse("papers:paper", args=[project.pk, code])).context["form"]
    data = {field.html_name: field.value() for field in form}
    data |= {field.html_initial_name: field.initial for field in form if field.field.show_hidden_initial}
    return {name: "" if value is None else value for name, value in data.items()}

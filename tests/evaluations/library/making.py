"""Projects and systems for the tests of the library."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from evaluations.exchange.actions import import_dossier
from evaluations.papers.queries import scoring_data
from evaluations.people.models import Firm, User
from evaluations.projects.models import Project
from indicators.systems.queries import system_as_data
from tests.factories import make_firm, make_user


def make_empty(firm: Firm | None = None, by: User | None = None) -> Project:
    """A project without indicators."""
    firm = firm or make_firm()
    data = {
        "format": "evaluation-dossier/1",
        "kind": "evaluation",
        "project": {"title": "2025年云澜市社区助餐项目", "year": 2025},
    }
    return import_dossier(data, firm=firm, by=by or make_user(firm=firm))


def present(project: Project) -> dict[str, Any]:
    """The project's system now, read from the database."""
    return system_as_data(Project.objects.get(pk=project.pk).system)


def scored(project: Project) -> dict[str, Any]:
    """Its system with inputs, as a copy that a test may change."""
    return deepcopy(scoring_data(Project.objects.get(pk=project.pk)))


def entry(system: dict[str, Any], code: str) -> dict[str, Any]:
    """One indicator of a system."""
    return next(one for one in system["indicators"] if one["code"] == code)

"""The table of parts: every model, kind of change and page of a project stands in it, or says why not."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import rules
from django.conf import settings

from evaluations import models as m
from evaluations.projects.rules import HARMLESS
from evaluations.stages.scopes import NEVER_FROZEN_KINDS, SCOPES, of_page, with_needs
from indicators import models as i
from reports.composing.models import SectionText
from tests.access.test_matrix import ADDRESSES
from tests.evaluations.founding.test_structure import (
    OF_A_LIBRARY,
    OF_LATER,
    OF_REPORTS,
    OF_STAGES,
    hanging_on_a_project,
)

TELLS_OF_IT = {
    m.Activity: "the log",
    m.Snapshot: "a history",
    m.Removed: "what was removed",
    m.Removal: "what was removed",
    m.RemovedLink: "what was removed",
    m.Presence: "who has a page open",
    m.Invitation: "how a member came by an account",
    m.ScoringRun: "computed from what is frozen",
    m.RunScore: "computed from what is frozen",
    m.Form: "a draft: what was published is signed",
    m.Collection: "how answers come in: what they say is signed as counts",
    m.AccessCode: "a link that answers once",
    m.Sitting: "not handed in yet",
    m.Response: "what is signed are the counts; none comes in, and none is struck off, once they are",
    m.Theme: "a heading over answers: counted in what is signed",
    m.ThemedAnswer: "goes with its theme",
}
"""Models of a project that say nothing that is signed."""

OF_NO_PART = {
    "adoption",
    "archiving",
    "consulting",
    "delivery",
    "desk",
    "exchange",
    "expertise",
    "founding",
    "invitations",
    "portal",
    "publishing",
    "reading",
    "rectification",
    "releases",
    "stages",
    "patterns",
    "grids",
    "paperforms",
    "parties",
    "policies",
    "people",
}
"""Namespaces whose pages change no part by themselves; a grid's addresses ask by the grid's own kind."""


def test_every_model_of_a_project_is_frozen_with_a_part() -> None:
    listed = {rows.model for scope in SCOPES.values() for rows in scope.rows}
    wanted = (hanging_on_a_project() | {m.Project, i.IndicatorSystem}) - OF_A_LIBRARY - OF_STAGES - OF_LATER
    assert listed - {m.Organisation} == wanted - set(TELLS_OF_IT) - OF_REPORTS | {SectionText}


def test_no_kind_of_change_belongs_to_two_parts() -> None:
    counts = Counter(kind for scope in SCOPES.values() for kind in scope.kinds)
    assert max(counts.values()) == 1
    assert not set(counts) & set(NEVER_FROZEN_KINDS)


def test_every_kind_that_is_logged_is_known() -> None:
    known = {kind for scope in SCOPES.values() for kind in scope.kinds} | set(NEVER_FROZEN_KINDS)
    assert _logged() == known


def test_every_page_that_changes_something_belongs_to_a_part() -> None:
    loose = {
        name
        for name, address in ADDRESSES.items()
        if "pk" in address.pattern.converters
        and name.partition(":")[0] not in OF_NO_PART
        and address.callback.right not in HARMLESS
        and of_page(name) is None
    }
    assert loose == set()


def test_rights_that_stay_on_frozen_pages_exist() -> None:
    assert {right for right in HARMLESS if not rules.perm_exists(right)} == set()


def test_what_is_computed_freezes_with_what_it_is_computed_from() -> None:
    assert with_needs(["papers"]) == ["goals", "money", "base", "evidence", "inquiries", "design", "papers"]
    assert set(with_needs(["texts"])) == set(SCOPES) - {"team"}


def _logged() -> set[str]:
    """Every kind that the code says where it logs or declares a grid, itself or by a constant."""
    found: set[str] = set()
    for app in ("evaluations", "reports"):
        for path in Path(settings.ROOT, app).rglob("*.py"):
            if "migrations" not in path.parts:
                found |= _in_file(ast.parse(path.read_text()))
    return found - OTHER


OTHER = {"stages", "policies"}
"""Kinds of the firm's log, of which nothing belongs to one project."""


def _in_file(tree: ast.Module) -> set[str]:
    constants = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        said = {one.arg: one.value for one in node.keywords}
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if "kind" in said and (name == "log" or name.endswith("Grid") or name == "Grid"):
            kind = said["kind"]
            value = kind.value if isinstance(kind, ast.Constant) else constants.get(getattr(kind, "id", ""))
            found |= {value} if isinstance(value, str) else set()
    return found

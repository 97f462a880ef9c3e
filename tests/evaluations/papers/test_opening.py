"""Working papers are opened for every leaf, once."""

from __future__ import annotations

import pytest

from evaluations.papers.models import WorkingPaper
from evaluations.papers.opening import open_papers
from indicators.systems.models import Indicator
from tests.factories import make_project

pytestmark = pytest.mark.django_db


def test_nothing_to_open_after_an_import() -> None:
    assert open_papers(make_project()) == []


def test_a_new_leaf_gets_a_paper_and_its_parent_keeps_its_own() -> None:
    project = make_project("hongda_2018")
    parent = project.system.indicators.get(code="A11")
    leaf = Indicator.objects.create(
        system=project.system, parent=parent, position=999, code="A11-1", name="新指标", weight=1
    )

    opened = open_papers(project)

    assert [paper.indicator for paper in opened] == [leaf]
    assert open_papers(project) == []
    assert WorkingPaper.objects.filter(indicator=parent).exists()

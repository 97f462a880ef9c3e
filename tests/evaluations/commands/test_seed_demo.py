"""The demonstration: complete, scored as it should be, and there once however often it is asked for."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import RequestFactory

from evaluations import exchange
from evaluations.dossier import Dossier, parse
from evaluations.people.models import FirmMembership, User
from evaluations.projects.models import Project, ProjectMember
from evaluations.reviews.adoption.models import Opinion
from evaluations.stages.chain import faults
from evaluations.stages.queries import standing
from reports.management.commands.seed_demo import Command
from reports.publishing import actions

DEMO = Path(exchange.__file__).parent / "demo"


def seed() -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def var(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A private folder of the test's own; the report itself is printed by other tests."""
    settings.VAR = tmp_path
    monkeypatch.setattr(actions, "produce", lambda lease: None)
    monkeypatch.setattr(Command, "_issue", lambda *args, **options: None)
    return tmp_path


@pytest.fixture
def evaluation() -> Dossier:
    dossier = parse((DEMO / "hotline_2025.json").read_bytes()).dossier
    assert dossier is not None
    return dossier


@pytest.mark.django_db
def test_it_is_complete_and_there_once(var: Path) -> None:
    """Made once for all that is looked at: it takes long."""
    told = seed()
    stands_where_it_should()
    the_year_before_is_signed_and_answered()
    all_sign_in(told.splitlines(), (var / "demo-password").read_text())
    assert (var / "demo-password").stat().st_mode & 0o777 == 0o600
    counts = [model.objects.count() for model in (User, Project, ProjectMember, FirmMembership)]
    assert counts == [10, 3, 24, 7]
    Project.objects.filter(title__contains="2025年度61333").update(title="改了名")
    assert seed() == told
    assert [model.objects.count() for model in (User, Project, ProjectMember, FirmMembership)] == counts


def stands_where_it_should() -> None:
    """The evaluation that is worked on: two runs, a figure corrected between them."""
    project = Project.objects.get(title__contains="2025年度61333")
    assert list(project.runs.values_list("number", "grade")) == [(2, "良"), (1, "良")]
    assert [run.total for run in project.runs.all()] == [Decimal("87.3"), Decimal("85.3")]
    assert (str(project.commissioning_bureau), str(project.evaluated_unit)) == (
        "云澜市政务服务管理局",
        "云澜市民生服务热线中心",
    )


def the_year_before_is_signed_and_answered() -> None:
    """Ready to be issued, with a chain that holds."""
    project = Project.objects.get(title__contains="2024年度61333")
    assert [run.total for run in project.runs.all()] == [Decimal("86.8")]
    state = standing(project)
    assert state is not None
    assert state.current is not None
    assert state.current.key == "archive"
    assert faults(project) == []
    assert not Opinion.objects.filter(project=project, answer=None).exists()
    assert "2025" not in project.title + "".join(project.system.indicators.values_list("name", flat=True))


def all_sign_in(told: list[str], password: str) -> None:
    """Everybody it names, with the password of this installation."""
    assert told[0] == f"演示账号（密码都是 {password}）"
    request = RequestFactory().get("/")
    for line in told[1:]:
        username, name = line.split()[0], line.split()[1].split("　")[0]
        user = authenticate(request, username=username, password=password)
        assert str(user) == name


def test_its_figures_agree_with_each_other(evaluation: Dossier) -> None:
    """A convincing report has no contradictions: sums of the budget and of the surveys."""
    lines = evaluation.budget
    for line in lines:
        parts = [one for one in lines if one.parent == line.code]
        if line.total:
            parts = [one for one in lines if one.parent is None and not one.total]
        for name in ("initial", "budget", "actual") if parts else ():
            assert sum(getattr(one, name) for one in parts) == getattr(line, name), (line.code, name)
    for survey in evaluation.surveys:
        for question in survey.questions:
            if question.type == "single":
                assert sum(option.count or 0 for option in question.options) == survey.valid, question.text


def test_every_indicator_of_it_is_explained(evaluation: Dossier) -> None:
    branches = {one.parent for one in evaluation.indicators}
    leaves = [one for one in evaluation.indicators if one.code not in branches]
    assert len(leaves) == 23
    for leaf in leaves:
        texts = (leaf.explanation, leaf.weight_basis, leaf.benchmark, leaf.benchmark_basis, leaf.data_sources)
        assert all(texts), leaf.code

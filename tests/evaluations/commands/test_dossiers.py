"""The commands that bring dossiers in and out, and score them."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from evaluations.dossier import digest, parse
from evaluations.papers.models import PaperInput, ScoringRun
from evaluations.projects.models import Project, ProjectMember
from tests.factories import CASES, make_firm, make_project, make_user

pytestmark = pytest.mark.django_db

LINFANG = CASES / "linfang_2018.json"


def run(*arguments: Any, **options: Any) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out, **options)
    return out.getvalue()


def refusal(*arguments: Any) -> tuple[str, list[str]]:
    """The last word, and the lines before it."""
    errors = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command(*map(str, arguments), stderr=errors, stdout=StringIO())
    assert refused.value.returncode == 2
    return str(refused.value), errors.getvalue().splitlines()


def test_import_prints_the_number_of_the_project_and_nothing_else() -> None:
    make_firm(slug="yanqing")
    out = run("import_dossier", LINFANG, "--firm", "yanqing")
    assert out == f"{Project.objects.get().pk}\n"
    assert not ProjectMember.objects.exists()


def test_import_by_a_person() -> None:
    person = make_user(firm=make_firm(slug="yanqing"))
    run("import_dossier", LINFANG, "--firm", "yanqing", "--by", person.username)
    assert ProjectMember.objects.get().user == person


def test_import_for_an_unknown_firm_names_the_known_ones() -> None:
    make_firm(slug="tinglan", name="乙")
    make_firm(slug="yanqing", name="丙")
    told, _ = refusal("import_dossier", LINFANG, "--firm", "nobody")
    assert told == "--firm：没有代号为“nobody”的机构。现有：tinglan、yanqing。"


def test_import_by_an_unknown_person() -> None:
    make_firm(slug="yanqing")
    told, _ = refusal("import_dossier", LINFANG, "--firm", "yanqing", "--by", "x@example.com")
    assert told == "--by：没有账号“x@example.com”。"


def test_import_lists_every_problem_with_its_place(tmp_path: Path) -> None:
    make_firm(slug="yanqing")
    path = tmp_path / "bad.json"
    path.write_text(
        '{"format": "evaluation-dossier/1", "kind": "evaluation", "project": {},'
        ' "indicators": [{"code": "A", "name": "甲", "weight": 1}, {"code": "A", "name": "乙", "weight": 1}]}'
    )
    told, problems = refusal("import_dossier", path, "--firm", "yanqing")
    assert told == "没有导入：2处问题，请改正后再导入。"
    assert [line.split("：")[0] for line in problems] == ["project.title", "indicators[1].code"]
    assert not Project.objects.exists()


def test_import_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    make_firm(slug="yanqing")
    told, _ = refusal("import_dossier", tmp_path / "no.json", "--firm", "yanqing")
    assert told == f"读不了“{tmp_path / 'no.json'}”：没有这个文件或文件夹。"


def test_export_to_a_file_and_to_the_screen(tmp_path: Path) -> None:
    project = make_project()
    path = tmp_path / "out.json"
    assert run("export_dossier", project.pk, "--out", path) == ""
    assert run("export_dossier", project.pk) == path.read_text()
    before, after = parse(LINFANG.read_bytes()).dossier, parse(path.read_bytes()).dossier
    assert before is not None
    assert after is not None
    assert digest(after) == digest(before)


def test_export_of_an_unknown_project() -> None:
    assert refusal("export_dossier", 99)[0] == "ID：没有编号为99的项目。"


def test_export_to_a_folder_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "no" / "out.json"
    told, _ = refusal("export_dossier", make_project().pk, "--out", path)
    assert told == f"--out：写不进“{path}”：没有这个文件或文件夹。"


def test_score_prints_total_grade_and_a_line_per_indicator() -> None:
    project = make_project()
    lines = run("score_project", project.pk).splitlines()
    assert lines[:4] == [
        "总分 87.3 良",
        "A 项目决策　10.5 / 12",
        "  A1 项目立项　6 / 6",
        "    A1-1 项目与战略目标的适应性　3 / 3",
    ]
    assert len(lines) == 36
    assert ScoringRun.objects.get().total == project.runs.get().total


def test_score_with_a_gap_says_where() -> None:
    project = make_project()
    PaperInput.objects.filter(paper__indicator__code="C1-4", name="answered_12333").update(number=None)
    lines = run("score_project", project.pk).splitlines()
    assert lines[:2] == ["总分 —", "已有得分之和 81.9"]
    line = next(line.strip() for line in lines if line.strip().startswith("C1-4"))
    assert line.startswith("C1-4 综合接通率　— / 10（缺数据：")


def test_score_of_an_unknown_project() -> None:
    assert refusal("score_project", 99)[0] == "ID：没有编号为99的项目。"

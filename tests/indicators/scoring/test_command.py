"""`python -m indicators.scoring`: what it prints and writes, how it ends; and that no Django is loaded."""

from __future__ import annotations

import errno
import json
import os
import runpy
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from indicators.scoring import Result, System, score
from indicators.scoring.__main__ import main
from indicators.scoring.files import why
from tests.indicators.scoring.cases import FOLDER, NAMES, case, dossier, dumped, leaf, text

UNMARKED = "format：不是能读的评价数据包：格式未注明，能读的格式有 evaluation-dossier/1"
ROOT = Path(__file__).parents[3]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "indicators.scoring", *map(str, arguments)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


def put(path: Path, data: object) -> Path:
    path.write_text(dumped(data), encoding="utf-8")
    return path


def test_one_file() -> None:
    done = run(FOLDER / "hongda_2018.json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    expected = case("hongda_2018.expected.json")
    assert {code: row["score"] for code, row in found["indicators"].items()} == {
        code: text(score) for code, score in expected["scores"].items()
    }
    assert found["indicators"]["C23"] == {"status": "ok", "value": "85.83", "score": "4.37"}
    assert found["indicators"]["C"] == {"status": "ok", "value": None, "score": "60.6"}
    assert list(found) == ["indicators", "total", "grade", "partial_total"]
    assert (found["total"], found["grade"], found["partial_total"]) == ("88.64", "良", "88.64")


def test_several_files_of_which_two_are_broken(tmp_path: Path) -> None:
    good = FOLDER / "linfang_2018.json"
    bad = put(tmp_path / "坏.json", dossier(leaf("A", True, 1), leaf("B", -1, 1)))
    done = run(good, bad, tmp_path / "none.json", FOLDER / "selfeval_2023_hotline.json")
    assert done.returncode == 2
    assert [json.loads(line)["total"] for line in done.stdout.splitlines()] == ["87.3", "99.67"]
    assert done.stderr.splitlines() == [
        f"{bad}：indicators[0].weight：应为数值，现为是/否，请改正，另有1处",
        f"{tmp_path / 'none.json'}：没有这个文件或文件夹",
    ]


def test_a_batch(tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "deep" / "out"
    source.mkdir()
    for name in NAMES:
        (source / f"{name}.json").write_bytes((FOLDER / f"{name}.json").read_bytes())
    (source / "hongda_2018.expected.json").write_bytes((FOLDER / "hongda_2018.expected.json").read_bytes())
    (source / "folder.json").mkdir()
    done = run("--batch", source, target)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        f"{source / 'folder.json'}：是文件夹，不是文件；整个文件夹请用 --batch",
        f"{source / 'hongda_2018.expected.json'}：{UNMARKED}",
    ]
    totals = {path.name: json.loads(path.read_bytes())["total"] for path in target.iterdir()}
    assert totals == {
        "hongda_2018.json": "88.64",
        "linfang_2018.json": "87.3",
        "selfeval_2023_hotline.json": "99.67",
    }


def test_values_are_plain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    level = {"kind": "graded", "levels": [{"level": "好", "share": 1}]}
    path = put(
        tmp_path / "a.json",
        dossier(
            leaf("A", 200, 100),
            leaf("B", 5, None, rule=level, inputs={"level": "好"}, value="level"),
            leaf("C", 5, None, rule={"kind": "pass_fail"}, inputs={"ok": False}, value="ok"),
            leaf("D", 5, None),
        ),
    )
    assert main([str(path)]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "indicators": {
            "A": {"status": "ok", "value": "100", "score": "100"},
            "B": {"status": "ok", "value": "好", "score": "5"},
            "C": {"status": "ok", "value": False, "score": "0"},
            "D": {"status": "missing", "value": None, "score": None},
        },
        "total": None,
        "grade": None,
        "partial_total": "105",
    }


@pytest.mark.parametrize("arguments", [[], ["a.json", "--batch", "in", "out"], ["--batch", "in"]])
def test_how_it_is_called(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage: python -m indicators.scoring" in capsys.readouterr().err


def test_folders_that_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = put(tmp_path / "a.json", dossier())
    none = tmp_path / "none"
    assert main(["--batch", str(tmp_path), str(tmp_path)]) == 2
    assert main(["--batch", str(none), str(tmp_path / "out")]) == 2
    assert main(["--batch", str(file), str(tmp_path / "out")]) == 2
    assert main(["--batch", str(tmp_path), str(file)]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"{tmp_path}：输出文件夹不能就是输入文件夹，否则会覆盖数据包",
        f"{none}：没有这个文件或文件夹",
        f"{file}：不是文件夹",
        f"{file}：已有同名的文件，不能作为输出文件夹",
    ]
    assert file.read_text(encoding="utf-8") == dumped(dossier())


def test_a_batch_in_this_process(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    put(source / "a.json", dossier(leaf("A", 5, 3)))
    (source / "b.json").write_text("{", encoding="utf-8")
    assert main(["--batch", str(source), str(target)]) == 2
    assert [path.name for path in target.iterdir()] == ["a.json"]
    assert capsys.readouterr().err == f"{source / 'b.json'}：第1行第2列：此处应为双引号中的键名，请改正\n"


def test_a_mistake_of_ours_costs_one_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No dossier is known that breaks the core; this one breaks it all the same."""
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for name in ("a", "b", "c"):
        put(source / f"{name}.json", dossier(leaf(name, 5, 3)))

    def mistaken(system: System) -> Result:
        if system.indicators[0].code == "b":
            raise RecursionError("too\ndeep")
        return score(system)

    monkeypatch.setattr("indicators.scoring.__main__.score", mistaken)
    assert main(["--batch", str(source), str(target)]) == 2
    assert sorted(path.name for path in target.iterdir()) == ["a.json", "c.json"]
    assert capsys.readouterr().err == (
        f"{source / 'b.json'}：程序有错，没有算出（RecursionError：too deep），请报告并附上这个文件\n"
    )


def test_an_empty_batch_is_done(tmp_path: Path) -> None:
    assert main(["--batch", str(tmp_path), str(tmp_path / "out")]) == 0


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘满了"),
        (OSError(errno.EPIPE, "Broken pipe"), "系统报错32（Broken pipe）"),
    ],
)
def test_what_the_system_says_is_told_in_chinese(fault: OSError, said: str) -> None:
    assert why(fault) == said


def test_a_broken_line_stays_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = put(tmp_path / "a.json", dossier(*[leaf("A\nB", 5, 1)] * 3))
    assert main([str(path)]) == 2
    assert capsys.readouterr().err == (
        f"{path}：indicators[1].code：编号“A B”重复，请改为不同的编号，另有1处\n"
    )


def test_a_line_about_a_name_of_any_length_is_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = put(tmp_path / "a.json", dossier(leaf("A", 5, 1, inputs={"名" * 1_000_000: {}})))
    assert main([str(path)]) == 2
    shown = "indicators[0].inputs." + "名" * 379
    assert capsys.readouterr().err == f"{path}：{shown}…\n"


def test_it_writes_to_any_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, StringIO())
    assert main([str(FOLDER / "hongda_2018.json")]) == 0


def test_run_as_a_module(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["indicators.scoring", str(FOLDER / "hongda_2018.json")])
    monkeypatch.delitem(sys.modules, "indicators.scoring.__main__")
    with pytest.raises(SystemExit) as stop:
        runpy.run_module("indicators.scoring", run_name="__main__")
    assert stop.value.code == 0
    assert json.loads(capsys.readouterr().out)["total"] == "88.64"


def test_no_django_is_loaded() -> None:
    code = "import sys, indicators.scoring, indicators.scoring.__main__; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    foreign = loaded - sys.stdlib_module_names
    assert "indicators" in foreign
    assert {name for name in foreign if not name.startswith("_")} == {"indicators"}

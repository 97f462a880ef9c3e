"""`scripts/bench` names what it can measure; the measured systems have the leaves they say."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

from indicators.scoring import read_system, score
from tests.indicators.scoring.cases import case

SCRIPTS = Path(__file__).parents[3] / "scripts"


def test_an_unknown_benchmark() -> None:
    done = subprocess.run(
        [sys.executable, SCRIPTS / "bench", "nothing"],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("no benchmark nothing; there are: ")
    assert "scoring" in done.stderr


def test_the_widened_case_scores_its_leaves() -> None:
    widened = runpy.run_path(str(SCRIPTS / "benchmarks" / "scoring.py"))["widened"]
    system = read_system(widened(case("linfang_2018.json"), 46))
    assert sum(indicator.is_leaf for indicator in system.indicators) == 46
    assert f"{score(system).total:f}" == "174.6"

"""How fast the scoring core is, how much memory it takes, and that its time grows only with the leaves."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from indicators.scoring import Result, System, load, read_system, score

CASE = Path(__file__).resolve().parents[2] / "tests" / "cases" / "linfang_2018.json"
REPEATS = 20
TURNS = 3


def best(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Processor seconds of the fastest of some runs; the others were disturbed."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def told(system: System) -> Result:
    """Scores with every derivation written out."""
    result = score(system)
    for outcome in result.outcomes.values():
        _ = outcome.derivation
    return result


def widened(dossier: dict[str, Any], leaves: int) -> dict[str, Any]:
    """The case's own leaves, again and again under numbered branches, until there are so many."""
    parents = {row["parent"] for row in dossier["indicators"]}
    models = [row for row in dossier["indicators"] if row["code"] not in parents]
    rows: list[dict[str, Any]] = []
    for number in range(leaves):
        if number % len(models) == 0:
            parent = f"B{number}"
            rows.append({"code": parent, "name": parent, "parent": None, "weight": 100})
        rows.append({**models[number % len(models)], "code": f"L{number}", "parent": parent})
    return {**dossier, "indicators": rows}


def compare(dossier: dict[str, Any], few: int, many: int) -> None:
    """Both sizes in turn, so that what else the machine does meets both alike."""
    systems = {count: read_system(widened(dossier, count)) for count in (few, many)}
    plain, spoken = dict.fromkeys(systems, float("inf")), dict.fromkeys(systems, float("inf"))
    for _ in range(TURNS):
        for count, system in systems.items():
            plain[count] = min(plain[count], best(partial(score, system), 1))
            spoken[count] = min(spoken[count], best(partial(told, system), 1))
    for count in systems:
        print(
            f"{count:,} leaves: {plain[count] * 1000:.0f} ms, {plain[count] / count * 1e6:.1f} µs per leaf; "
            f"with derivations {spoken[count] * 1000:.0f} ms, {spoken[count] / count * 1e6:.1f} µs per leaf"
        )
    print(f"time({many:,}) / time({few:,}) = {plain[many] / plain[few]:.2f} (leaves: {many / few:.0f})")


def main() -> None:
    text = CASE.read_bytes()
    dossier = load(text)
    system = read_system(dossier)
    leaves = sum(indicator.is_leaf for indicator in system.indicators)
    rows = (
        ("load JSON", lambda: load(text)),
        ("read", lambda: read_system(dossier)),
        ("score", lambda: score(system)),
        ("score with derivations", lambda: told(system)),
    )
    print(f"{CASE.name}: {leaves} leaves")
    for name, work in rows:
        seconds = best(work)
        print(f"  {name:<24}{seconds * 1000:8.2f} ms {leaves / seconds:12,.0f} indicators/s")
    compare(dossier, 1_000, 10_000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory of the whole run: {peak / 1024:.0f} MiB")

"""`python -m indicators.scoring DOSSIER…` or `--batch IN OUT`: JSON scores; exit code 2 if one is broken."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from indicators.scoring import Outcome, Refused, Result, load, plain, read_system, score
from indicators.scoring.files import why

BROKEN = 2
MAX_SAID = 400
"""Characters of a fault that are shown; a path holds names of the file, which may be of any length."""

_FAULTS = (
    (IsADirectoryError, "是文件夹，不是文件；整个文件夹请用 --batch"),
    (FileExistsError, "已有同名的文件，不能作为输出文件夹"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = argparse.ArgumentParser(prog="python -m indicators.scoring", description="按评价数据包计分")
    parser.add_argument("dossiers", metavar="DOSSIER", nargs="*", type=Path, help="评价数据包，每个输出一行")
    parser.add_argument(
        "--batch", metavar=("IN", "OUT"), nargs=2, type=Path, help="对文件夹 IN 中的数据包计分，写入 OUT"
    )
    options = parser.parse_args(arguments)
    if bool(options.batch) == bool(options.dossiers):
        parser.error("请给出数据包，或 --batch IN OUT")
    return _batch(*options.batch) if options.batch else _each(options.dossiers)


def _each(dossiers: list[Path]) -> int:
    return max(_try(path, print) for path in dossiers)


def _batch(source: Path, target: Path) -> int:
    """Every *.json of `source` into `target` under the same name."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        same = source.samefile(target)
    except OSError as fault:
        return _complain(Path(fault.filename), fault)
    if same or not source.is_dir():
        return _say(source, "输出文件夹不能就是输入文件夹，否则会覆盖数据包" if same else "不是文件夹")
    return max(
        (_try(path, partial(_put, target / path.name)) for path in sorted(source.glob("*.json"))), default=0
    )


def _put(path: Path, line: str) -> None:
    path.write_text(line + "\n", encoding="utf-8")


def _try(path: Path, give: Callable[[str], None]) -> int:
    """Scores one file; whatever is wrong with it, or with us, is a line about it and stops nothing else."""
    try:
        give(_scored(path))
    except Exception as fault:  # noqa: BLE001 - the other files of a batch do not suffer from our mistake
        return _complain(path, fault)
    return 0


def _scored(path: Path) -> str:
    result = score(read_system(load(path.read_bytes())))
    return json.dumps(_as_json(result), ensure_ascii=False)


def _as_json(result: Result) -> dict[str, Any]:
    return {
        "indicators": {code: _outcome(outcome) for code, outcome in result.outcomes.items()},
        "total": _text(result.total),
        "grade": result.grade,
        "partial_total": _text(result.partial_total),
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {"status": outcome.status, "value": _text(outcome.value), "score": _text(outcome.score)}


def _text(value: Decimal | bool | str | None) -> bool | str | None:
    return plain(value) if isinstance(value, Decimal) else value


def _complain(path: Path, fault: Exception) -> int:
    """One line about one file, and the exit code."""
    match fault:
        case Refused():
            return _say(path, "，".join(_problems(fault)))
        case OSError():
            return _say(path, next((said for kind, said in _FAULTS if isinstance(fault, kind)), why(fault)))
        case _:
            return _say(
                path,
                f"程序有错，没有算出（{_cut(f'{type(fault).__name__}：{fault}')}），请报告并附上这个文件",
            )


def _say(path: Path, said: str) -> int:
    print(" ".join(f"{path}：{said}".split()), file=sys.stderr)
    return BROKEN


def _problems(refusal: Refused) -> Iterator[str]:
    yield _cut(str(refusal.problems[0]))
    if len(refusal.problems) > 1:
        yield f"另有{len(refusal.problems) - 1}处"


def _cut(text: str) -> str:
    return text if len(text) <= MAX_SAID else f"{text[:MAX_SAID]}…"


if __name__ == "__main__":
    sys.exit(main())

"""`python -m indicators.scoring DOSSIER…` or `--batch IN OUT`: JSON scores; exit code 2 if one is broken."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from indicators.scoring import Outcome, Refused, Result, load, plain, read_system, score

BROKEN = 2
MAX_SAID = 400
"""Characters of a fault that are shown; a path holds names of the file, which may be of any length."""

_FAULTS = (
    (FileNotFoundError, "没有这个文件或文件夹"),
    (IsADirectoryError, "是文件夹，不是文件；整个文件夹请用 --batch"),
    (FileExistsError, "已有同名的文件，不能作为输出文件夹"),
    (PermissionError, "没有读写的权限"),
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
    code = 0
    for path in dossiers:
        try:
            print(_scored(path))
        except (OSError, Refused) as fault:
            code = _complain(path, fault)
    return code


def _batch(source: Path, target: Path) -> int:
    """Every *.json of `source` into `target` under the same name."""
    code = 0
    try:
        target.mkdir(parents=True, exist_ok=True)
        same = source.samefile(target)
    except OSError as fault:
        return _complain(Path(fault.filename), fault)
    if same or not source.is_dir():
        said = "输出文件夹不能就是输入文件夹，否则会覆盖数据包" if same else "不是文件夹"
        return _complain(source, OSError(said))
    for path in sorted(source.glob("*.json")):
        try:
            (target / path.name).write_text(_scored(path) + "\n", encoding="utf-8")
        except (OSError, Refused) as fault:
            code = _complain(path, fault)
    return code


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


def _complain(path: Path, fault: OSError | Refused) -> int:
    """One line about one file."""
    line = f"{path}：{'，'.join(_said(fault))}"
    print(" ".join(line.split()), file=sys.stderr)
    return BROKEN


def _said(fault: OSError | Refused) -> Iterator[str]:
    if isinstance(fault, Refused):
        first = str(fault.problems[0])
        yield first if len(first) <= MAX_SAID else f"{first[:MAX_SAID]}…"
        if len(fault.problems) > 1:
            yield f"另有{len(fault.problems) - 1}处"
    else:
        yield next((said for kind, said in _FAULTS if isinstance(fault, kind)), fault.strerror or str(fault))


if __name__ == "__main__":
    sys.exit(main())

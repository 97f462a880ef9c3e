"""`python -m reports.document DOSSIER.json [提纲]`: the report on a dossier as plain text."""

from __future__ import annotations

import sys
from pathlib import Path

from evaluations.dossier import parse, scored
from indicators.scoring import read_system, score
from indicators.scoring.files import why
from reports.document.compose import compose
from reports.document.material import Material
from reports.document.outline import UnknownOutline
from reports.document.text import plain_text

USAGE = "用法：python -m reports.document 评价数据包.json [提纲名称]"


def main(arguments: list[str]) -> int:
    """Prints the document; problems go to the error output and give 1, wrong usage 2."""
    if len(arguments) not in (1, 2):
        print(USAGE, file=sys.stderr)
        return 2
    path, outline = Path(arguments[0]), arguments[1] if len(arguments) > 1 else None
    try:
        reading = parse(path.read_bytes())
    except OSError as error:
        print(f"{path}：{why(error)}", file=sys.stderr)
        return 1
    for problem in reading.problems:
        print(f"{problem.path or path.name}：{problem.message}", file=sys.stderr)
    if reading.dossier is None:
        return 1
    result = score(read_system(scored(reading.dossier)))
    try:
        document = compose(Material(dossier=reading.dossier, result=result, outline=outline))
    except UnknownOutline as error:
        print(error, file=sys.stderr)
        return 1
    print(plain_text(document), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

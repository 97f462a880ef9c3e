"""Which sheets a 汇总 counted, and their digest: with it a sheet that was changed afterwards is found.

The seal stands in the row of the survey, so it is signed with the counts that were made from these sheets.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from evaluations.projects.models import Project
from evaluations.questionnaires.models import Response, Survey

Seal = dict[str, str]
"""{"sheets": "1-119,121", "sha256": …}: the numbers of the sheets, and the digest over all that they say."""

COLUMNS = (
    *("pk", "key", "version__sha256", "channel", "group", "sheet", "coded", "words"),
    *("flags", "excluded_reason", "is_valid"),
)
BATCH = 5_000


def seal(survey: Survey) -> Seal:
    """The seal over the sheets that are there; empty without any."""
    numbers, digest = _digested(survey, lambda _: True)
    return {"sheets": _ranges(numbers), "sha256": digest} if numbers else {}


def faults(project: Project) -> Iterator[str]:
    """A sentence for each survey whose sheets are not as they were counted."""
    for survey in Survey.objects.filter(project=project).order_by("pk"):
        if not survey.sealed:
            continue
        wanted = [range(first, last + 1) for first, last in _bounds(survey.sealed["sheets"])]
        numbers, digest = _digested(survey, _within(wanted))
        gone = sum(map(len, wanted)) - len(numbers)
        if gone:
            yield f"社会调查“{survey}”汇总的答卷少了{gone}份"
        elif digest != survey.sealed["sha256"]:
            yield f"社会调查“{survey}”的答卷在汇总后被改动"


def _digested(survey: Survey, is_wanted: Callable[[int], bool]) -> tuple[list[int], str]:
    """The numbers of the wanted sheets in order, and the SHA-256 over a line of JSON for each."""
    rows = Response.objects.filter(survey=survey).order_by("pk").values_list(*COLUMNS)
    digest, numbers = sha256(), []
    for row in rows.iterator(chunk_size=BATCH):
        if is_wanted(row[0]):
            numbers.append(row[0])
            digest.update(_line(row))
    return numbers, digest.hexdigest()


def _line(row: Sequence[Any]) -> bytes:
    text = json.dumps(row, default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode()


def _within(wanted: Iterable[range]) -> Callable[[int], bool]:
    """Whether numbers that are asked for in order lie in one of the ranges, which are in order too."""
    waiting = iter(wanted)
    current = next(waiting, range(0))

    def is_within(number: int) -> bool:
        nonlocal current
        while current and number >= current.stop:
            current = next(waiting, range(0))
        return number in current

    return is_within


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers in order as ranges: [1, 2, 3, 5] → `1-3,5`."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def _bounds(ranges: str) -> Iterator[tuple[int, int]]:
    for one in ranges.split(","):
        first, _, last = one.partition("-")
        yield int(first), int(last or first)

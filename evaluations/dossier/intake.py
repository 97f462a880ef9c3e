"""The door of the dossier: text or data in, a typed dossier or all problems with their places out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.dossier import checks
from evaluations.dossier.model import FORMATS, Dossier
from evaluations.dossier.reading import BAD, Notes, read_object
from indicators.scoring import Problem, Refused, load, read_system


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The dossier, unless there are problems; warnings never stand in the way."""

    dossier: Dossier | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def parse(text: str | bytes) -> Reading:
    """Reads a dossier file."""
    try:
        data = load(text)
    except Refused as refused:
        return Reading(dossier=None, problems=refused.problems, warnings=())
    return read(data)


def read(data: Mapping[str, Any]) -> Reading:
    """Reads a dossier from data whose numbers are `Decimal` or `int`."""
    notes = Notes()
    dossier = None
    if not isinstance(data, Mapping):
        notes.refuse("", "评价数据包应为一个 JSON 对象。")
    elif _understood(data.get("format"), notes):
        content = {key: value for key, value in data.items() if key != "format"}
        read_in = read_object(Dossier, content, "", notes)
        dossier = None if read_in is BAD else read_in
        if dossier is not None:
            notes.problems.extend(checks.problems(dossier))
            notes.warnings.extend(checks.warnings(dossier))
        _score_reading(data, notes)
    problems = tuple(Problem(path=path, message=message) for path, message in notes.problems)
    warnings = tuple(Problem(path=path, message=message) for path, message in notes.warnings)
    return Reading(dossier=None if problems else dossier, problems=problems, warnings=warnings)


def _score_reading(data: Mapping[str, Any], notes: Notes) -> None:
    """What the scoring core cannot read, where nothing has been said of that place yet."""
    try:
        read_system(data)
    except Refused as refused:
        said = {path for path, _ in notes.problems}
        notes.problems.extend((one.path, one.message) for one in refused.problems if one.path not in said)


def _understood(name: Any, notes: Notes) -> bool:
    if name in FORMATS:
        return True
    known = "、".join(FORMATS)
    if name is None:
        notes.refuse("format", f"缺少格式版本，请写明。能够读取的版本：{known}。")
    else:
        notes.refuse("format", f"不认识的格式版本“{name}”。能够读取的版本：{known}。")
    return False

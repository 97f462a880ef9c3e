"""What one working paper says, value by value: by the names of its form's fields, and as scoring reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from evaluations.papers.models import InputKind, NotApplicable, PaperInput, WorkingPaper
from evaluations.papers.shapes import input_value
from evaluations.projects.figures import shown, typed_out

PREFIX = "input:"
"""Before an input's name, so that no input can be mistaken for a field of the paper itself."""

OWN = {
    "not_applicable": "无法考核",
    "override_score": "另行评定得分",
    "override_reason": "另行评定理由",
    "deduction_reason": "扣分原因",
    "calculation_note": "计算说明",
    "evaluation_result": "评价结果",
}
"""The paper's own fields and what they are called."""

_ACCEPTED = {
    InputKind.NUMBER: (Decimal, "数值"),
    InputKind.FLAG: (bool, "是或否"),
    InputKind.LEVEL: (str, "档次"),
    InputKind.LIST: (list, "一列数值"),
}


def contents(paper: WorkingPaper, inputs: Iterable[PaperInput]) -> dict[str, Any]:
    """Every value by its key: `input:NAME` for the inputs, then the fields of OWN; a gap is None or ""."""
    values = {PREFIX + row.name: input_value(row) for row in inputs}
    return values | {name: getattr(paper, name) for name in OWN}


def label(key: str) -> str:
    """What people call a value: 输入“actual”, 扣分原因."""
    return f"输入“{key.removeprefix(PREFIX)}”" if key.startswith(PREFIX) else OWN[key]


def worded(values: Mapping[str, Any]) -> dict[str, str]:
    """The same values as texts."""
    return {key: text(key, value) for key, value in values.items()}


def text(key: str, value: Any) -> str:
    if key == "not_applicable" and value:
        return str(NotApplicable(value).label)
    return shown(value)


def faults(values: Mapping[str, Any], kinds: Mapping[str, str], weight: Decimal) -> dict[str, str]:
    """What cannot be saved, by key: a value of the wrong type, a score out of range or without its reason."""
    found = {
        key: f"应填{_ACCEPTED[InputKind(kinds[key])][1]}。"
        for key, value in values.items()
        if key in kinds and value is not None and not _fits(value, InputKind(kinds[key]))
    }
    score, reason = values["override_score"], values["override_reason"]
    if score is not None and not 0 <= score <= weight:
        found["override_score"] = f"得分应在0到{typed_out(weight)}之间，现为{typed_out(score)}。"
    if score is not None and not reason.strip():
        found["override_reason"] = "另行评定须写理由，报告里与计算得分并列。"
    if score is None and reason.strip():
        found["override_score"] = "写了理由但没有得分，请填得分或清空理由。"
    return found


def _fits(value: Any, kind: InputKind) -> bool:
    if not isinstance(value, _ACCEPTED[kind][0]):
        return False
    numbers = value if isinstance(value, list) else [value]
    return all(not isinstance(one, Decimal) or one.is_finite() for one in numbers)


def entry_with(entry: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """An indicator of the dossier with these values in place of what it says."""
    written = {key: value for key, value in entry.items() if key not in ("override", "not_applicable")}
    written["inputs"] = {
        key.removeprefix(PREFIX): value for key, value in values.items() if key.startswith(PREFIX)
    }
    if values["not_applicable"]:
        written["not_applicable"] = str(values["not_applicable"])
    if values["override_score"] is not None:
        written["override"] = {"score": values["override_score"], "reason": values["override_reason"]}
    return written

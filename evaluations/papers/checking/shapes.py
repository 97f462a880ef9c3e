"""How the signatures of a working paper stand in a dossier: names and moments, without accounts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from evaluations.papers.checking.models import PaperState
from indicators.systems.records import ABSENT, Columns

NAMES = ("state", "prepared_name", "prepared_at", "checked_name", "checked_at", "note")
NOTHING = (PaperState.DRAFTING.value, "", None, "", None, "")
LONGEST = 60


def _load(value: Any) -> tuple[Any, ...]:
    """The columns; those of an unsigned paper where the signatures do not fit together."""
    if not isinstance(value, Mapping):
        return NOTHING
    state, note = value.get("state", PaperState.DRAFTING.value), value.get("note", "")
    prepared, checked = value.get("prepared_by", ""), value.get("checked_by", "")
    texts = all(isinstance(one, str) for one in (state, note, prepared, checked))
    if not texts or max(len(prepared), len(checked)) > LONGEST:
        return NOTHING
    signed_at, judged_at = _moment(value.get("prepared_at")), _moment(value.get("checked_at"))
    is_whole = (state, signed_at is not None, judged_at is not None) in {
        ("drafting", False, False),
        ("prepared", True, False),
        ("checked", True, True),
        ("returned", True, True),
    }
    if not is_whole or (state == "returned" and not note) or (checked and checked == prepared):
        return NOTHING
    return state, prepared, signed_at, checked, judged_at, note


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _dump(state: str, prepared: str, prepared_at: Any, checked: str, checked_at: Any, note: str) -> Any:
    said = {
        "state": "" if state == PaperState.DRAFTING else str(state),
        "prepared_by": prepared,
        "prepared_at": _written(prepared_at),
        "checked_by": checked,
        "checked_at": _written(checked_at),
        "note": note,
    }
    return {key: value for key, value in said.items() if value} or ABSENT


def _written(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""


CHECKING = Columns("checking", NAMES, _load, _dump)

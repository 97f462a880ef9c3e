"""The short names of inputs in Chinese: planned_days → 计划天数."""

from __future__ import annotations

import re
from collections.abc import Collection

from reports.document.outline import table as data

WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def item_name(name: str) -> str:
    """The meaning of a usual short name: planned_days → 计划天数; any other as it is."""
    words = data("phrases/inputs.toml")
    if name in words["names"]:
        return str(words["names"][name])
    first, *others = name.split("_")
    known = words["words"]
    if first not in known or any(part not in known and not part.isdigit() for part in others):
        return name
    return str(known[first]) + "".join(f"（{part}）" if part.isdigit() else known[part] for part in others)


def with_names(said: str, inputs: Collection[str]) -> str:
    """A sentence with the meanings of the inputs that it names."""
    return WORD.sub(lambda match: item_name(match[0]) if match[0] in inputs else match[0], said)

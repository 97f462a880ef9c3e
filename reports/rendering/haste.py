"""What a style answers in the same way for each of its boxes, computed once; installed by `typeset`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SIDES = ("top", "right", "bottom", "left")
BORDERS = tuple(f"border_{side}_width" for side in SIDES)
LENGTHS = (
    *(f"{space}_{side}" for space in ("margin", "padding") for side in SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)


def make_strut(original: Callable[..., Any]) -> Callable[..., Any]:
    """`strut` that keeps a style's answer with the style."""

    def strut(style: Any) -> Any:
        found = style.__dict__.get("jiheng_strut")
        if found is None:
            found = style.__dict__["jiheng_strut"] = original(style)
        return found

    return strut


def make_resolver(original: Callable[..., Any]) -> Callable[..., Any]:
    """`resolve_percentages` that computes a style without percentages once, not for each of its boxes."""

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        known = box.style.__dict__.get("jiheng_lengths", 0)
        if known == 0:
            known = box.style.__dict__["jiheng_lengths"] = _lengths(box.style)
        if known is None:
            original(box, containing_block)
            return
        own = box.__dict__
        own.update(known)
        collapses = box.style["border_collapse"] == "collapse"
        for name in BORDERS:
            if not (collapses and name in own):
                own[name] = box.style[name]

    return resolve_percentages


def _lengths(style: Any) -> dict[str, Any] | None:
    """The used lengths of a style; None if they depend on the block around it."""
    if style["box_sizing"] != "content-box":
        return None
    lengths: dict[str, Any] = {}
    for name in LENGTHS:
        value = style[name]
        if value == "auto":
            lengths[name] = 0 if name.startswith("min_") else value
        elif getattr(value, "unit", None) == "px":
            lengths[name] = value.value
        else:
            return None
    return lengths

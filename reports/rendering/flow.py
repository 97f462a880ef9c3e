"""Blocks inside WeasyPrint: back to the grid, filling a page, text running past. Installed by `typeset`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure import boxes
from weasyprint.layout import table

PX = 4 / 3
STEP = 22 * PX
ORIGIN = 105 * PX  # the upper edge of the type area, in which the grid begins
BODY, FIGURE = "body", "figure"
LEAST, TINY = 0.8, 0.002  # of a chart's size: its type (9 pt) stays above 7 pt; against rounding


def make_block_layout(original: Callable[..., Any]) -> Callable[..., Any]:
    """`block_level_layout` that brings marked blocks back to the grid and lets sheets fill their page."""

    def block_level_layout(context: Any, box: Any, bottom_space: float, *args: Any, **kwargs: Any) -> Any:
        result = original(context, box, bottom_space, *args, **kwargs)
        new, resume = result[0], result[1]
        if new is None or resume is not None or not _is_element(box):
            return result
        is_first = args[2] if len(args) > 2 else kwargs.get("page_is_empty", True)
        if is_first and box.element.get("data-step") and new.margin_top > 0:
            _drop_margin(new)
        room = context.page_bottom - bottom_space - new.position_y - new.margin_height()
        if box.element.get("data-fill"):
            _fill(new, room)
        if box.element.get("data-step"):
            _step(new, room)
        return result

    return block_level_layout


def _is_element(box: Any) -> bool:
    return isinstance(box, boxes.BlockBox) and box.element is not None and "::" not in box.element_tag


def _drop_margin(box: Any) -> None:
    """A block at the head of a page begins at the head."""
    for child in box.children:
        child.translate(dy=-box.margin_top)
    box.margin_top = 0


def _step(box: Any, room: float) -> None:
    """Let the box end on a line of the grid, as far as the page has room."""
    rest = -(box.position_y + box.margin_height() - ORIGIN) % STEP
    if 0.01 < rest < STEP - 0.01:
        if rest > STEP / 2 and box.padding_bottom >= STEP - rest - 0.01:
            box.padding_bottom = max(0.0, box.padding_bottom - STEP + rest)
        else:
            box.height += max(0.0, min(rest, room))


def _fill(box: Any, room: float) -> None:
    """Give `room` to the row marked `grow` inside `box`, and move what stands below it."""
    path = _path_to_row(box)
    if not path or room < 1:
        return
    row = path[-1]
    for cell in row.children:
        if cell.vertical_align == "middle":
            table.add_top_padding(cell, room / 2)
            cell.padding_bottom += room / 2
        else:
            cell.padding_bottom += room
    for parent, child in pairwise(path):
        parent.height += room
        following = parent.children[list(parent.children).index(child) + 1 :]
        for sibling in following:
            sibling.translate(dy=room)
    row.height += room


def _path_to_row(box: Any) -> list[Any]:
    """The boxes from `box` down to the row marked `grow`; empty if there is none."""
    element = box.element
    if isinstance(box, boxes.TableRowBox):
        return [box] if element is not None and element.get("class") == "grow" else []
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.BlockLevelBox | boxes.TableRowGroupBox | boxes.TableRowBox):
            path = _path_to_row(child)
            if path:
                return [box, *path]
    return []


# Floats -----------------------------------------------------------------------------------------


def children_from(box: Any, skip: int | None) -> Iterator[Any]:
    """The children of `box` from `skip` on, as they stand when they are asked for."""
    index = skip or 0
    while index < len(box.children):
        yield box.children[index]
        index += 1


def make_flow_layout(original: Callable[..., Any]) -> Callable[..., Any]:
    """`_in_flow_layout` that makes a chart a little smaller if it then fits on the page, and else lets a
    paragraph overtake a block that does not fit."""

    def in_flow_layout(context: Any, box: Any, index: int, child: Any, new_children: Any, *args: Any) -> Any:
        again = (*args[:3], list(args[3]), *args[4:])  # the margins are changed by each attempt
        result = original(context, box, index, child, new_children, *args)
        stopped, resume = result[1], result[2]
        if not (stopped and resume == {index: None}):
            return result
        bottom_space, position_y = args[4:6]
        room = context.page_bottom - bottom_space - position_y
        if not _shrink(child, room):
            place = _overtaking(box.children, index)
            if place is None:
                return result
            reordered = list(box.children)
            reordered.insert(index, reordered.pop(place))
            box.children = reordered
        first = box.children[index]
        first.position_x, first.position_y = child.position_x, child.position_y
        return original(context, box, index, first, new_children, *again)

    return in_flow_layout


def _shrink(box: Any, room: float) -> bool:
    """Make a figure's drawing as small as `room` asks, if that is not too small; says whether it was done."""
    if not (_is_element(box) and box.element.get("class") == FIGURE):
        return False
    drawing, *captions = box.children
    style, rest = drawing.style, box.style["margin_top"].value + STEP * len(captions)
    share = (room - rest) / style["height"].value - TINY
    if not LEAST < share < 1:
        return False
    drawing.style = style.copy()
    for name in ("width", "height"):
        drawing.style[name] = Dimension(style[name].value * share, "px")
    return True


def _overtaking(children: Any, index: int) -> int | None:
    """Where the paragraph stands that may overtake the block waiting at `index` (and those after it)."""
    place = index
    while (
        place < len(children) and _is_element(children[place]) and children[place].element.get("data-float")
    ):
        place += 1
    if place == index or place >= len(children) or not _is_element(children[place]):
        return None
    paragraph = children[place]
    if paragraph.element_tag != "p" or paragraph.element.get("class") != BODY:
        return None
    after = children[place + 1].element if place + 1 < len(children) else None
    return None if after is not None and after.get("class") == "derivation" else place

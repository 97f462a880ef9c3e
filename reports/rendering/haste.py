"""What WeasyPrint computes again and again, computed once; installed by `typeset`."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

import pydyf
from pydyf import _to_bytes as to_bytes
from weasyprint.draw.color import get_color
from weasyprint.text.ffi import ffi, harfbuzz

from reports.rendering.assets import shipped_path

SIDES = ("top", "right", "bottom", "left")
BORDERS = tuple(f"border_{side}_width" for side in SIDES)
LENGTHS = (
    *(f"{space}_{side}" for space in ("margin", "padding") for side in SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
RADII = tuple(f"border_{y}_{x}_radius" for y in ("top", "bottom") for x in ("left", "right"))
BARE = (*((radius, (0, 0)) for radius in RADII), ("background", None))
TOUCHING = 0.01  # px between strokes that are one


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


def is_in_normal_flow(box: Any) -> bool:
    """Is the box neither floated nor positioned nor a note? Its style tells, once."""
    known: bool | None = box.style.__dict__.get("jiheng_flows")
    if known is None:
        known = box.style.__dict__["jiheng_flows"] = not (
            box.is_floated()
            or box.is_absolutely_positioned()
            or box.is_running()
            or box.is_footnote()
            or box.is_note()
        )
    return known


# Places and backgrounds -------------------------------------------------------------------------


def make_avoider(original: Callable[..., Any]) -> Callable[..., Any]:
    """`avoid_collisions` that looks for floats only where there are any."""

    def avoid_collisions(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
        if context.excluded_shapes or containing_block.style["direction"] == "rtl" or box.is_floated():
            return original(context, box, containing_block, outer)
        left, width = containing_block.content_box_x(), containing_block.width
        if outer:
            return left, box.position_y, width
        top = box.border_box_y() - box.margin_top
        return left, top, width - box.margin_left - box.margin_right

    return avoid_collisions


def make_background(original: Callable[..., Any]) -> Callable[..., Any]:
    """`layout_box_backgrounds` that passes over boxes whose style paints nothing behind them."""

    def layout_box_backgrounds(
        page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
    ) -> None:
        if box is page or style is not None or not _is_bare(box.style):
            original(page, box, get_image, layout_children, style)
            return
        for name, value in BARE:
            setattr(box, name, value)
        if layout_children:
            for child in box.all_children():
                layout_box_backgrounds(page, child, get_image)

    return layout_box_backgrounds


def _is_bare(style: Any) -> bool:
    """Does a style paint nothing behind its box?"""
    known: bool | None = style.__dict__.get("jiheng_bare")
    if known is None:
        known = style.__dict__["jiheng_bare"] = (
            all((0, "px") in style[corner] for corner in RADII)
            and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and all(kind == "none" for kind, _ in style["background_image"])
            and not style["box_shadow"]
            and get_color(style, "background_color").alpha == 0
        )
    return known


# Pages ------------------------------------------------------------------------------------------


def make_page_styler(original: Callable[..., Any]) -> Callable[..., Any]:
    """`set_page_type_computed_styles` that gives pages under the same rules the same styles."""

    def set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:
        cascaded, computed = style_for.get_cascaded_styles(), style_for.get_computed_styles()
        known = style_for.__dict__.setdefault("jiheng_pages", {})
        cascaded.clear()  # those of the page before; its styles hold what they need
        style_for.add_page_declarations(page_type)
        rules = tuple(
            (pseudo, name, id(values))
            for (_, pseudo), style in cascaded.items()
            for name, (values, _) in style.items()
        )
        if rules not in known:
            cascaded.clear()
            original(page_type, html, style_for)
            known[rules] = [(pseudo, computed[page_type, pseudo]) for _, pseudo in cascaded]
        for pseudo, style in known[rules]:
            computed[page_type, pseudo] = style

    return set_page_type_computed_styles


# Borders ----------------------------------------------------------------------------------------


def is_borderless(style: Any) -> bool:
    """Has a box of this style no border that could win over another?"""
    known: bool | None = style.__dict__.get("jiheng_borderless")
    if known is None:
        known = style.__dict__["jiheng_borderless"] = all(
            style[f"border_{side}_style"] == "none" for side in SIDES
        )
    return known


def border(style: Any, side: str, scores: dict[str, int], instead: dict[str, str]) -> tuple[Any, Any]:
    """A side's weight in conflicts, and what is drawn; computed once a style."""
    known: dict[str, tuple[Any, Any]] = style.__dict__.setdefault("jiheng_borders", {})
    if side not in known:
        kind, width = style[f"border_{side}_style"], style[f"border_{side}_width"]
        color = get_color(style, f"border_{side}_color")
        known[side] = (int(kind == "hidden"), width, scores[kind]), (instead.get(kind, kind), width, color)
    return known[side]


def joined(segments: list[Any]) -> list[Any]:
    """Borders of a table in strokes as long as they go, not one stroke a cell; the strong ones on top."""
    strokes: dict[Any, list[tuple[float, float]]] = {}
    for score, style, width, color, side, (x, y, wide, high) in segments:
        place, start, length = (x, y, high) if side == "left" else (y, x, wide)
        strokes.setdefault((score, style, width, color, side, place), []).append((start, start + length))
    result: list[Any] = []
    for (score, style, width, color, side, place), pieces in strokes.items():
        for start, end in _merged(pieces):
            box = (place, start, 0, end - start) if side == "left" else (start, place, end - start, 0)
            result.append((score, style, width, color, side, box))
    result.sort(key=itemgetter(0))
    return result


def _merged(pieces: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    (start, end), *rest = sorted(pieces)
    for first, last in rest:
        if first > end + TOUCHING:
            yield start, end
            start, end = first, last
        end = max(end, last)
    yield start, end


# Fonts ------------------------------------------------------------------------------------------


class FontFile:
    """A font's file as HarfBuzz holds it: enough to tell its kind; a subset made from it is embedded."""

    __slots__ = ("_blob", "_data")

    def __init__(self, face: Any) -> None:
        self._blob = ffi.gc(harfbuzz.hb_face_reference_blob(face), harfbuzz.hb_blob_destroy)
        length = ffi.new("unsigned int *")
        self._data = ffi.buffer(harfbuzz.hb_blob_get_data(self._blob, length), length[0])

    def __getitem__(self, part: slice) -> bytes:
        return bytes(self._data[part])


def keep_font(path: Path, url: str, content: bytes) -> None:
    """Put a font where Fontconfig will read it: a shipped one (10 MB) is linked to, not read or copied."""
    shipped = shipped_path(url)
    if shipped is None:
        path.write_bytes(content)
    else:
        path.symlink_to(shipped)


# Charts -----------------------------------------------------------------------------------------


def chunks(node: Any) -> Any:
    """A chart's text in the pieces that are set one by one: whole, unless letters have their own places."""
    places = (node.get(name, "") for name in ("x", "y", "dx", "dy"))
    alone = any(" " in place.strip() for place in places) or node.get("rotate") or node.get("textLength")
    return node.text if alone or node.get("letter-spacing") or not node.text else (node.text,)


# Writing ----------------------------------------------------------------------------------------


def stream_data(stream: Any) -> bytes:
    """`pydyf.Stream.data`, packed once (it is asked for to be written, and again for the identifier) and
    at the usual level: a third of the time of the best for 1 % more bytes."""
    known = stream.__dict__.get("jiheng_packed")
    if known is None or known[0] != len(stream.stream):
        content = b"\n".join([item if type(item) is bytes else to_bytes(item) for item in stream.stream])
        packed = zlib.compress(content) if stream.compress else content
        known = stream.__dict__["jiheng_packed"] = len(stream.stream), packed
    extra = pydyf.Dictionary(stream.extra.copy())
    if stream.compress:
        extra["Filter"] = "/FlateDecode"
    extra["Length"] = len(known[1])
    return b"\n".join((extra.data, b"stream", known[1], b"endstream"))

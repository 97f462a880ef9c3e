"""Chinese line setting inside WeasyPrint 70.0; `install()` once per process. All patching is here.

1. Lines are broken by `reports.rendering.lines` on text that is shaped once per paragraph, not once per line,
   and justified by widening the gaps between characters on the shaped glyphs when they are drawn.
   They are written to the file by `shaping`.
2. A block marked `data-step` returns to the 22 pt grid; a sheet marked `data-fill` lets its `grow` row fill
   the page.
3. A block marked `data-float` that does not fit lets the paragraphs after it fill its page (both: `flow`).
4. A font's file is read where it lies, not copied (10 MB a face).
5. What WeasyPrint computes again and again is computed once (`haste`, `styles`).
6. Borders of tables are drawn in long strokes, not one a cell; a chart's texts whole, not letter by letter.
7. Glyph positions are written to a tenth of a unit, not cut to whole ones (a drift of 0.4 pt a line).

All of it rests on functions of one version: `install` refuses another version, and changed sources.
"""

from __future__ import annotations

import hashlib
import inspect
import math
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pydyf
import weasyprint
from weasyprint import css, draw, svg
from weasyprint.draw import text as drawing
from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import background, block, inline, page, percent, preferred, table
from weasyprint.layout import float as floating
from weasyprint.pdf import fonts as embedding
from weasyprint.pdf import stream
from weasyprint.text import fonts, line_break

from reports.rendering import lines
from reports.rendering.flow import children_from, make_block_layout, make_flow_layout
from reports.rendering.haste import (
    FontFile,
    border,
    chunks,
    is_borderless,
    is_in_normal_flow,
    joined,
    keep_font,
    make_avoider,
    make_background,
    make_page_styler,
    make_resolver,
    make_strut,
    stream_data,
)
from reports.rendering.shaping import SetLine, make_writer, type_of
from reports.rendering.styles import Styles, no_stylesheets

charts = import_module("weasyprint.svg.text")  # its name is hidden by its function
VERSION = "70.0"


class TypesetterChanged(RuntimeError):
    """WeasyPrint is not the one this module was written for."""


# Lines ------------------------------------------------------------------------------------------


def make_splitter(original: Callable[..., Any]) -> Callable[..., Any]:
    """`split_first_line` that sets lines by `lines.fit`, and leaves to `original` what it cannot."""

    def split_first_line(
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> tuple[Any, ...]:
        kind = type_of(style) if text and "\n" not in text and "\u00ad" not in text else None
        fitted = None
        if kind is not None:
            shaped, start = kind.shape(text)
            if max_width is None or math.isinf(max_width):
                fitted = lines.whole(shaped, start)
            elif minimum:
                fitted = None if style["overflow_wrap"] == "anywhere" else lines.first_word(shaped, start)
            else:
                justified = style["text_align_all"] == "justify"
                fitted = lines.fit(shaped, start, max_width, at_line_start=is_line_start, justified=justified)
        if kind is None or fitted is None:
            result: tuple[Any, ...] = original(
                text, style, context, max_width, justification_spacing, is_line_start, minimum
            )
            return result
        full = shaped.text[start : fitted.end]
        if fitted.end == len(shaped.text):
            own = SetLine(kind, full, fitted)
            return own, len(full.encode()), None, fitted.width, kind.height, kind.baseline
        line = full.rstrip(" ")
        resume = len(full.encode())
        own = SetLine(kind, line, fitted)
        return own, len(line.encode()), resume, fitted.width, kind.height, kind.baseline

    return split_first_line


# Justification ----------------------------------------------------------------------------------


def justify_line(context: Any, line: Any, extra_width: float) -> None:
    """Spread `extra_width` over the gaps of a line; a line that would be torn apart stays loose."""
    parts = list(_leaves(line))
    counts: dict[int, int] = {}
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        if isinstance(part, boxes.TextBox) and isinstance(part.pango_layout, SetLine):
            after = following.text[:1] if isinstance(following, boxes.TextBox) else "水" if following else ""
            part.pango_layout.following = after
            counts[id(part)] = lines.gaps(part.text + after)
    total = sum(counts.values())
    forced = line.style["text_align_last"] == "justify"
    if total and (forced or extra_width / total < lines.STRETCH * line.style["font_size"]):
        _spread(line, extra_width / total, 0.0, counts)


def _leaves(box: Any) -> Iterator[Any]:
    for child in box.children:
        if child.is_in_normal_flow():
            if isinstance(child, boxes.InlineBox):
                yield from _leaves(child)
            else:
                yield child


def _spread(box: Any, step: float, shift: float, counts: dict[int, int]) -> float:
    """Move `box` by `shift` and widen the text in it; returns by how much its end has moved."""
    if isinstance(box, boxes.TextBox):
        box.position_x += shift
        if number := counts.get(id(box)):
            box.pango_layout.spread = step
            box.width += step * number
            shift += step * number
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        before = shift
        box.position_x += shift
        for child in box.children:
            if child.is_in_normal_flow():
                shift = _spread(child, step, shift, counts)
        box.width += shift - before
    else:
        box.translate(shift, 0)
    return shift


# Installation -----------------------------------------------------------------------------------


def fingerprint(function: Callable[..., Any]) -> str:
    """A short hash of a function's source."""
    return hashlib.sha256(source_of(function).encode()).hexdigest()[:16]


def source_of(thing: Any) -> str:
    """The source of a function or class of a module: as `inspect` finds it, at a tenth of the time."""
    found = re.search(
        rf"^(?:def|class) {re.escape(thing.__name__)}\b.*\n(?:(?:[ \t].*)?\n)*",
        _text(thing.__module__),
        re.MULTILINE,
    )
    return f"{found[0].rstrip()}\n" if found else inspect.getsource(thing)


@cache
def _text(module: str) -> str:
    """A module's file, a newline at its end."""
    return f"{Path(str(sys.modules[module].__file__)).read_text(encoding='utf-8')}\n"


def _rewrite(function: Callable[..., Any], *changes: tuple[str, str], **names: Any) -> None:
    """Replace `function` in its module by itself with each `old` written as `new`."""
    module, source = sys.modules[function.__module__], source_of(function)
    for old, new in changes:
        if source.count(old) != 1:
            message = f"WeasyPrint 的 {function.__name__} 已经改变，中文排版模块需要重新核对。"
            raise TypesetterChanged(message)
        source = source.replace(old, new)
    module.__dict__.update(names)
    code = compile(source, module.__file__ or "", "exec")
    exec(code, module.__dict__)  # noqa: S102 - the source is the pinned library's own


def check_version() -> None:
    """Raise `TypesetterChanged` unless WeasyPrint is the version this module knows, unchanged."""
    if weasyprint.__version__ != VERSION:
        message = (
            f"中文排版模块只认得 WeasyPrint {VERSION}，装的是 {weasyprint.__version__}；"
            "请装回该版本，或按 docs/decisions/0005 核对 reports/rendering/typeset.py。"
        )
        raise TypesetterChanged(message)
    changed = [function.__name__ for function, known in KNOWN if fingerprint(function) != known]
    if changed:
        message = f"WeasyPrint 的 {'、'.join(changed)} 与核对过的不同，中文排版模块不能在其上工作。"
        raise TypesetterChanged(message)


KNOWN: tuple[tuple[Callable[..., Any], str], ...] = (
    (line_break.split_first_line, "39ad1016863ca34d"),
    (line_break.strut, "b57885b70dd08efe"),
    (percent.resolve_percentages, "71673078096fcf87"),
    (line_break.Layout, "681b737d1ba5e004"),
    (inline.split_text_box, "8c564329599ef23f"),
    (inline.text_align, "e953d41b87ccfc30"),
    (inline.justify_line, "f83b21ff8793ba6b"),
    (block.block_level_layout, "c1301dde9284e245"),
    (block.block_container_layout, "65842ca53a8391eb"),
    (block._in_flow_layout, "c2537262836dd981"),  # noqa: SLF001
    (fonts.FontConfiguration, "c9caaf607dac068c"),
    (embedding.Font, "1888854798bf8726"),
    (drawing.draw_text, "ebaf96239c6ca363"),
    (drawing.draw_first_line, "1bb8eae6d88e71b1"),
    (floating.avoid_collisions, "5fc7793c573af328"),
    (background.layout_box_backgrounds, "617a870678c82755"),
    (page.set_page_type_computed_styles, "4e68b396b35c4a06"),
    (draw.draw_collapsed_borders, "120b162d2a4f9066"),
    (css.StyleFor, "dac5a13261681453"),
    (css.find_style_attributes, "c5b4eb4d3c008b07"),
    (css.find_stylesheets, "ac92dbb80c3fd936"),
    (table.collapse_table_borders, "db721de3fd90b0a4"),
    (charts.text, "67a30c3e181b4a80"),
    (boxes.Box, "ff6d62300bafef85"),
    (preferred.inline_line_widths, "6c24f789e3ce5bb7"),
    (pydyf.Stream, "f17b6bdcfedf2f50"),
)


CACHED_BORDERS = (
    (
        """        style = box_style[f'border_{side}_style']
        width = box_style[f'border_{side}_width']
        color = get_color(box_style, f'border_{side}_color')
""",
        "        score, drawn = jiheng_border(box_style, side, style_scores, style_map)\n",
    ),
    ("        score = ((1 if style == 'hidden' else 0), width, style_scores[style])\n", ""),
    ("        style = style_map.get(style, style)\n", ""),
    ("(score, (style, width, color))", "(score, drawn)"),
    (
        "        style = box.style\n",
        "        style = box.style\n        if jiheng_is_borderless(style):\n            return\n",
    ),
)


def install() -> None:
    """Patch WeasyPrint, once."""
    if getattr(weasyprint, "jiheng_typeset", False):
        return
    check_version()
    _patch_lines()
    _patch_tables()
    _patch_blocks()
    _patch_charts()
    _patch_fonts()
    css.StyleFor, css.find_stylesheets = Styles, no_stylesheets
    pydyf.Stream.data = property(stream_data)
    weasyprint.jiheng_typeset = True


def _patch_lines() -> None:
    splitter = make_splitter(line_break.split_first_line)
    for module in (inline, preferred, line_break):
        module.split_first_line = splitter
    inline.justify_line = justify_line
    inline.strut = make_strut(line_break.strut)
    _rewrite(drawing.draw_first_line, ("{int(kerning)}", "{round(kerning, 1)}"))
    drawing.draw_first_line = make_writer(drawing.draw_first_line)


def _patch_tables() -> None:
    for module in (block, inline, table):
        module.resolve_percentages = make_resolver(percent.resolve_percentages)
    _rewrite(
        draw.draw_collapsed_borders,
        ("for segment in segments:", "for segment in jiheng_joined(segments):"),
        jiheng_joined=joined,
    )
    _rewrite(
        table.collapse_table_borders,
        *CACHED_BORDERS,
        jiheng_is_borderless=is_borderless,
        jiheng_border=border,
    )
    build.collapse_table_borders = table.collapse_table_borders


def _patch_blocks() -> None:
    for module in (block, inline):
        module.avoid_collisions = make_avoider(floating.avoid_collisions)
    background.layout_box_backgrounds = make_background(background.layout_box_backgrounds)
    page.set_page_type_computed_styles = make_page_styler(page.set_page_type_computed_styles)
    boxes.Box.is_in_normal_flow = is_in_normal_flow
    _rewrite(
        block.block_container_layout,
        (
            "enumerate(box.children[skip:], start=(skip or 0))",
            "enumerate(jiheng_children(box, skip), start=(skip or 0))",
        ),
        jiheng_children=children_from,
    )
    block.block_level_layout = make_block_layout(block.block_level_layout)
    block._in_flow_layout = make_flow_layout(block._in_flow_layout)  # noqa: SLF001


def _patch_charts() -> None:
    _rewrite(
        charts.text, ("for char in node.text]", "for char in jiheng_chunks(node)]"), jiheng_chunks=chunks
    )
    svg.TAGS.update({tag: charts.text for tag, drawn in svg.TAGS.items() if drawn is svg.text})
    svg.text = charts.text


def _patch_fonts() -> None:
    _rewrite(
        embedding.Font,
        ("get_hb_object_data(self.hb_face)", "jiheng_font_file(self.hb_face)"),
        jiheng_font_file=FontFile,
    )
    stream.Font = embedding.Font
    _rewrite(
        fonts.FontConfiguration,
        ("font_path.write_bytes(font)", "jiheng_keep_font(font_path, url, font)"),
        jiheng_keep_font=keep_font,
    )

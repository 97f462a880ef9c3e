"""Text shaped once per paragraph, and lines drawn with their glyphs moved to where they stand on paper.

Reads and changes Pango's glyph strings in place, through WeasyPrint's own binding.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango

from reports.rendering import lines

GLYPH = ffi.sizeof("PangoGlyphInfo") // 4  # in 32-bit words: glyph, width, x, y, attributes
WIDTH, OFFSET, RISE = 1, 2, 3
SEEN = 1e-6  # px; smaller type is not drawn
KEPT = 16  # characters; shorter texts (cells, codes) are kept, because they come again


@dataclass(slots=True, eq=False)
class Type:
    """A face in a size: the Pango objects to shape with, made once and used again for each text."""

    layout: Any
    keeper: Any  # owns the Pango objects
    em: float
    height: float
    baseline: float
    shaped: lines.Shaped | None = None
    seen: dict[str, lines.Shaped] = field(default_factory=dict)

    def set(self, text: str) -> Any:
        """The first Pango line of `text`."""
        data = text.encode()
        pango.pango_layout_set_text(self.layout, ffi.from_buffer(data), len(data))
        return pango.pango_layout_get_line_readonly(self.layout, 0)

    def shape(self, text: str) -> tuple[lines.Shaped, int]:
        """`text` shaped, and where it begins there: a paragraph's rest is found in what was shaped last."""
        last = self.shaped
        if last is not None and last.text.endswith(text):
            return last, len(last.text) - len(text)
        known = self.seen.get(text)
        if known is None:
            known = self._shape(text)
            if len(text) <= KEPT:
                self.seen[text] = known
        self.shaped = known
        return known, 0

    def _shape(self, text: str) -> lines.Shaped:
        line = self.set(text)
        sizes = [len(character.encode()) for character in text]
        index = {offset: number for number, offset in enumerate(accumulate(sizes, initial=0))}
        widths = [0.0] * len(text)
        for item, words, clusters in glyph_runs(line):
            offset = item.offset
            for cluster, width in zip(clusters, words[WIDTH::GLYPH], strict=True):
                widths[index[offset + cluster]] += width * FROM_UNITS
        count = ffi.new("gint *")
        attributes = pango.pango_layout_get_log_attrs_readonly(self.layout, count)
        words = array("I", bytes(ffi.buffer(attributes, 4 * count[0])))
        allowed = [bool(word & 1) for word in words]
        edges = list(accumulate(widths, initial=0.0))
        return lines.Shaped(text, edges, lines.breaks_of(text, allowed), self.em)


def glyph_runs(line: Any) -> Iterator[tuple[Any, Any, Any]]:
    """The runs of a Pango line: item, its glyphs as writable 32-bit words, its clusters."""
    run = line.runs
    while run != ffi.NULL:
        glyphs, item = run.data.glyphs, run.data.item
        count = glyphs.num_glyphs
        words = memoryview(ffi.buffer(glyphs.glyphs, 4 * GLYPH * count)).cast("i")
        clusters = memoryview(ffi.buffer(glyphs.log_clusters, 4 * count)).cast("i")
        yield item, words, clusters
        run = run.next


def type_of(style: Any) -> Type | None:
    """The face and size of a style; None for styles this module leaves to WeasyPrint."""
    found = style.__dict__.get("jiheng_type", 0)
    if found == 0:
        found = style.__dict__["jiheng_type"] = _type_of(style)
    return found


def _type_of(style: Any) -> Type | None:
    if (
        style["white_space"] != "normal"
        or style["letter_spacing"] != "normal"
        or style["word_spacing"]
        or style["text_decoration_line"] != "none"
        or not style["font_size"]
    ):
        return None
    key = (
        tuple(style["font_family"]),
        style["font_size"],
        style["font_weight"],
        str(style["font_variant_numeric"]),
        str(style["font_feature_settings"]),
        style["lang"],
    )
    types: dict[Any, Type] = style.font_config.__dict__.setdefault("jiheng_types", {})
    if key not in types:
        types[key] = _make_type(style)
    return types[key]


def forget(fonts: Any) -> None:
    """Forget the texts shaped with a font configuration, so that they do not pile up over documents."""
    fonts.__dict__.pop("jiheng_types", None)


def _make_type(style: Any) -> Type:
    keeper = line_break.Layout(style)
    pango.pango_layout_set_single_paragraph_mode(keeper.layout, True)
    keeper.set_text("水")
    line, _ = keeper.get_first_line()
    _, height = line_break.line_size(line, style)
    baseline = pango.pango_layout_get_baseline(keeper.layout) * FROM_UNITS
    return Type(layout=keeper.layout, keeper=keeper, em=style["font_size"], height=height, baseline=baseline)


# Lines ------------------------------------------------------------------------------------------


class SetLine:
    """A line of text that was set here; stands where WeasyPrint expects its own Layout."""

    __slots__ = ("fit", "following", "spread", "target", "text", "type", "width")

    first_line_direction = 0
    max_width = None
    justification_spacing = 0

    def __init__(self, kind: Type, text: str, fit: lines.Fit) -> None:
        self.type, self.text, self.fit = kind, text, fit
        self.spread, self.following = 0.0, ""
        self.width = 0

    @property
    def layout(self) -> Any:
        return self.type.layout

    def reactivate(self, style: Any) -> None:
        """Shape the line again, to be drawn."""

    def deactivate(self) -> None:
        """Nothing to give back: the Pango objects are shared."""

    def get_first_line(self) -> tuple[Any, None]:
        """The line, its glyphs moved to where they stand on paper."""
        line = self.type.set(self.text)
        moves = self._moves()
        if moves or self.fit.lead:
            self._move(line, moves)
        return line, None

    def _moves(self) -> dict[int, float]:
        """By how many pixels the advance of which characters changes."""
        moves: dict[int, float] = {}
        if self.fit.squeeze:
            signs = lines.squeezable(self.text)
            for index in signs:
                moves[index] = -self.fit.squeeze / len(signs)
        if self.spread:
            following = (*self.text[1:], self.following)
            for index, (left, right) in enumerate(zip(self.text, following, strict=True)):
                if right and lines.is_gap(left, right):
                    moves[index] = moves.get(index, 0.0) + self.spread
        return moves

    def _move(self, line: Any, moves: dict[int, float]) -> None:
        sizes = [len(character.encode()) for character in self.text]
        changes = {
            offset: moves[number]
            for number, offset in enumerate(accumulate(sizes[:-1], initial=0))
            if number in moves
        }
        lead, done, wanted = self.fit.lead, 0, 0.0
        for item, words, clusters in glyph_runs(line):
            if lead:
                words[WIDTH] -= round(lead * TO_UNITS)
                words[OFFSET] -= round(lead * 1000)  # written as thousandths of an em, not as Pango units
                lead = 0.0
            last = len(clusters) - 1
            for number, cluster in enumerate(clusters):
                if (change := changes.get(item.offset + cluster)) and (
                    number == last or clusters[number + 1] != cluster
                ):
                    wanted += change * TO_UNITS
                    step = round(wanted) - done
                    words[GLYPH * number + WIDTH] += step
                    done += step


# Writing ----------------------------------------------------------------------------------------


def make_writer(original: Callable[..., Any]) -> Callable[..., Any]:
    """`draw_first_line` that writes the glyphs of a line set here from their numbers in one go, and leaves to
    `original` what is not plain: glyphs that are missing, raised or pictures."""

    def draw_first_line(
        stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
    ) -> list[Any]:
        line, used = textbox.pango_layout, None
        if isinstance(line, SetLine) and text_overflow != "ellipsis" and block_ellipsis == "none":
            if not line.text.strip() or textbox.style["font_size"] < SEEN:
                return []
            used = _used(stream, line)
        if used is None:
            result: list[Any] = original(stream, textbox, text_overflow, block_ellipsis, matrix)
            return result
        stream.set_text_matrix(*matrix.values)
        data, written, current = line.text.encode(), [], None
        for font, size, item, words, clusters in used:
            if current is not None and font is not current:
                stream.show_text("".join(written))
                written = []
            current = font
            stream.set_font_size(font.hash, size)
            _learn(font, item, words, clusters, data)
            written.append(_written(stream, font, size, item, words))
        stream.show_text("".join(written))
        return []

    return draw_first_line


def _used(stream: Any, line: SetLine) -> list[Any] | None:
    """The runs of a line, each with its font and size; None if not all glyphs can be written as they are."""
    runs: list[Any] = []
    for item, words, clusters in glyph_runs(line.get_first_line()[0]):
        font, size = stream.add_font(item.analysis.font)
        pictures = font.bitmap or font.png or font.svg or font.colr
        if pictures or max(words[::GLYPH]) >= pango.PANGO_GLYPH_EMPTY or any(words[RISE::GLYPH]):
            return None
        runs.append((font, size, item, words, clusters))
    return runs


def _learn(font: Any, item: Any, words: Any, clusters: Any, data: bytes) -> None:
    """Tell the font which characters its glyphs stand for."""
    known, start = font.to_unicode, item.offset
    for number, glyph in enumerate(words[::GLYPH]):
        if glyph not in known:
            ends = item.length if number == len(clusters) - 1 else clusters[number + 1]
            known[glyph] = data[start + clusters[number] : start + ends].decode()


def _written(stream: Any, font: Any, size: float, item: Any, words: Any) -> str:
    """The glyphs of a run as hexadecimal numbers, parted where they are moved from their natural places."""
    widths, parts = font.widths, ["<"]
    numbers = iter(words.tolist())
    for glyph, width, shift, _, _ in zip(*[numbers] * GLYPH, strict=True):
        offset = shift / size
        if glyph not in widths:
            pango.pango_font_get_glyph_extents(
                item.analysis.font, glyph, stream.ink_rect, stream.logical_rect
            )
            widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
        kerning = widths[glyph] + offset - width * 1000 * FROM_UNITS / size
        before = f">{-offset}<" if offset else ""
        after = f">{round(kerning, 1)}<" if kerning else ""
        parts.append(f"{before}{glyph:04x}{after}")
    parts.append(">")
    return "".join(parts).removesuffix("<>")

"""HTML as a type: only `text` and `tag` make it, so nothing reaches a page unescaped. Well-formed XML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NewType

Html = NewType("Html", str)
VOID = frozenset({"br", "col", "img", "meta", "link"})
EMPTY = Html("")
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")  # come along when text is pasted
UNSEEN = {ord(character): None for character in INVISIBLE} | {ord("\t"): " ", ord("\r"): None}


def text(value: str) -> Html:
    """`value` as characters: line breaks are kept as such, characters without width or look are left out."""
    return Html("<br/>".join(escape(line) for line in value.translate(UNSEEN).split("\n")))


def tag(name: str, /, *content: Html, **attributes: str | int | None) -> Html:
    """An element. `class_` becomes class, `data_row` data-row; those that are None or "" are left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    if name in VOID:
        return Html(f"<{name}{written}/>")
    return Html(f"<{name}{written}>{''.join(content)}</{name}>")


def ident(anchor: str) -> str:
    """`anchor` as an id that needs no quoting anywhere: letters, digits, hyphens, the rest as code points."""
    plain = (c if c.isascii() and (c.isalnum() or c == "-") else f"_{ord(c):x}_" for c in anchor)
    return "".join(plain)


def join(parts: Iterable[Html]) -> Html:
    """Parts one after another."""
    return Html("".join(parts))

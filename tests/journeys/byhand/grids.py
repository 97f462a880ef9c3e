"""Filling the product's grids: blocks are pasted as Excel puts them on the clipboard, with a head."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from playwright.sync_api import Locator, Page, expect

SAVED = re.compile(r"^已保存 \d\d:\d\d:\d\d$")


def grid(page: Page, name: str) -> Locator:
    """The grid of that title."""
    return page.get_by_role("region", name=name, exact=True)


def paste(page: Page, text: str) -> None:
    """Ctrl V of a text that was copied elsewhere."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def saved(page: Page) -> None:
    """What was typed is stored."""
    expect(page.locator("#save-state")).to_have_text(SAVED)


def paste_rows(page: Page, name: str, rows: Sequence[Mapping[str, str]]) -> None:
    """Pastes rows, by the labels of their columns, into the empty grid `name`; waits until they are saved."""
    heads = list(rows[0])
    shown = [heads] if len(heads) > 1 else []
    there = grid(page, name)
    there.locator(".grid [role=gridcell]").first.click()
    lines = [*map("\t".join, shown), *("\t".join(quoted(row[head]) for head in heads) for row in rows)]
    paste(page, "\n".join(lines))
    filled = sum(1 for row in rows for head in heads if row[head] != "")
    expect(there.locator("[data-grid-say]")).to_have_text(f"粘贴：{filled}格已填入")
    saved(page)


def quoted(text: str) -> str:
    """A cell as Excel copies it."""
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if any(sign in text for sign in '\t\n"') else text

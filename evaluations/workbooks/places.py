"""How Excel calls columns and cells."""

from __future__ import annotations


def column_number(letters: str) -> int:
    """A is 1, AA is 27; no letters are 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def cell_name(row: int, column: int) -> str:
    """How Excel calls a cell; both count from 0: (6, 3) is D7."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"

"""The syntax by which SPSS reads the table of answers with its labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluations.surveying.tables import Field

LONGEST_LABEL, LONGEST_VALUE = 250, 115
"""In bytes: what SPSS keeps of the label of a variable and of a value."""
NEEDED = "先在SPSS里把当前目录设为解压后的文件夹（CD 'D:/…'.），再运行本文件。"


def syntax(title: str, file: str, fields: Sequence[Field]) -> str:
    """The .sps for a CSV in UTF-8 whose first line are the names of `fields`."""
    return "\n".join(
        (*_read(title, file, fields), *_labels(fields), *_values(fields), *_sets(fields), "EXECUTE.", "")
    )


def _read(title: str, file: str, fields: Sequence[Field]) -> Iterator[str]:
    yield "SET UNICODE=ON."
    yield f"* {_line(title)}."
    yield f"* {NEEDED}"
    yield f"GET DATA /TYPE=TXT /FILE={_quoted(file, 200)} /ENCODING='UTF8' /DELCASE=LINE"
    yield ' /DELIMITERS="," /QUALIFIER=\'"\' /ARRANGEMENT=DELIMITED /FIRSTCASE=2 /VARIABLES='
    yield from (f"  {one.name} {f'A{min(one.width, 32767)}' if one.width else 'F12.4'}" for one in fields)
    yield "."


def _labels(fields: Sequence[Field]) -> Iterator[str]:
    yield "VARIABLE LABELS"
    yield "\n".join(
        f"  {'/' if at else ''}{one.name} {_quoted(one.label, LONGEST_LABEL)}"
        for at, one in enumerate(fields)
    )
    yield "."


def _values(fields: Sequence[Field]) -> Iterator[str]:
    coded = [one for one in fields if one.values]
    if not coded:
        return
    yield "VALUE LABELS"
    for at, one in enumerate(coded):
        listed = " ".join(f"{code} {_quoted(label, LONGEST_VALUE)}" for code, label in one.values)
        yield f"  {'/' if at else ''}{one.name} {listed}"
    yield "."


def _sets(fields: Sequence[Field]) -> Iterator[str]:
    """Multiple choices as sets of their 0/1 columns."""
    for key in dict.fromkeys(one.several for one in fields if one.several):
        own = [one for one in fields if one.several == key]
        label = _quoted(own[0].label.rpartition("　")[0], LONGEST_LABEL)
        names = " ".join(one.name for one in own)
        yield f"MRSETS /MDGROUP NAME=$set_{own[0].name} LABEL={label} VARIABLES={names} VALUE=1."


def _quoted(text: str, longest: int) -> str:
    """In single quotes, which are doubled inside; as much as fits."""
    kept = _line(text).encode()[:longest].decode(errors="ignore")
    return "'" + kept.replace("'", "''") + "'"


def _line(text: str) -> str:
    return " ".join(text.split())

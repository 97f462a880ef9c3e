"""What a firm keeps for its next projects, as texts: templates of base tables, outlines of what is asked.

A line of a list is written with its parts apart: 名称｜类型｜单位; a Tab, as Excel pastes it, parts too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from evaluations.fieldwork.models import (
    FactKind,
    InterviewOutline,
    ItemTemplate,
    TemplateItem,
    VisitCheck,
    VisitOutline,
)
from evaluations.people.actions import log_for_firm
from evaluations.people.models import User
from evaluations.projects.actions import Change
from evaluations.projects.figures import shown

APART = "｜"
_HARMLESS = str.maketrans({"｜": "／", "|": "/"})
_PARTING = re.compile(r"[｜|\t]")
ITEM_PARTS = (("名称", 200), ("类型", 6), ("单位", 40), ("期间", 60), ("口径", 2000))
CHECK_PARTS = (("核查内容", 300), ("应有情况", 300), ("单位", 40))
Pattern = ItemTemplate | InterviewOutline | VisitOutline
LABELS = {
    "name": "名称",
    "group": "对象类别",
    "questions": "问题",
    "items": "评价内容",
    "scale": "评价档次",
    "rows": "数据项",
    "checks": "核查内容",
}
_KINDS = {str(label): str(value) for value, label in FactKind.choices}
_KIND_WORDS = dict(FactKind.choices)


class BadLine(ValueError):
    """Says which line is wrong and what to do."""


def kind_of(row: Pattern) -> str:
    """How the firm's log calls what it is."""
    return type(row).__name__.lower()


def content_of(row: Pattern) -> dict[str, str]:
    """What it holds, as texts by name; lists one entry per line."""
    match row:
        case ItemTemplate():
            return {"name": row.title, "rows": "\n".join(map(_item_text, row.items.all()))}
        case InterviewOutline():
            return {key: getattr(row, key) for key in ("name", "group", "questions", "items", "scale")}
        case _:
            return {"name": row.name, "checks": row.checks}


def _item_text(item: TemplateItem) -> str:
    kind = str(_KIND_WORDS[item.kind])
    return _line((item.name, kind, item.unit, item.period, item.definition))


def _line(parts: Sequence[str]) -> str:
    """Parts as one line; a sign that would part them again is written otherwise."""
    return APART.join(" ".join(part.translate(_HARMLESS).split()) for part in parts).rstrip(APART)


def parts_of(line: str, count: int) -> list[str]:
    """The parts of a line, as many as asked for, the missing ones empty."""
    found = [part.strip() for part in _PARTING.split(line, maxsplit=count - 1)]
    return [*found, *[""] * (count - len(found))]


def tidy_lines(text: str) -> str:
    """Each line once, without blanks around it; raises BadLine for one too long."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    for at, line in enumerate(lines, 1):
        if len(line) > 1000:
            raise BadLine(f"第{at}行有{len(line)}个字，最多1000个，请缩短。")
    return "\n".join(dict.fromkeys(lines))


def tidy_items(text: str) -> str:
    """The data items of a template, one per line, as they will be kept. Raises BadLine."""
    lines, seen = [], set()
    for at, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = parts_of(line, len(ITEM_PARTS))
        _check_parts(at, parts, ITEM_PARTS)
        kind = parts[1] or _KIND_WORDS[FactKind.NUMBER]
        if kind not in _KINDS:
            raise BadLine(f"第{at}行的类型“{kind}”应为{'、'.join(_KINDS)}之一。")
        if parts[0] in seen:
            raise BadLine(f"第{at}行的“{parts[0]}”前面已有，请改名或删去。")
        seen.add(parts[0])
        lines.append(APART.join([parts[0], str(kind), *parts[2:]]).rstrip(APART))
    return "\n".join(lines)


def tidy_checks(text: str) -> str:
    """What is looked at on a visit, one thing per line. Raises BadLine."""
    lines = []
    for at, line in enumerate(text.splitlines(), 1):
        if line.strip():
            parts = parts_of(line, len(CHECK_PARTS))
            _check_parts(at, parts, CHECK_PARTS)
            lines.append(APART.join(parts).rstrip(APART))
    return "\n".join(lines)


def _check_parts(at: int, parts: list[str], wanted: tuple[tuple[str, int], ...]) -> None:
    if not parts[0]:
        raise BadLine(f"第{at}行没有{wanted[0][0]}，请填在行首。")
    for part, (label, longest) in zip(parts, wanted, strict=True):
        if len(part) > longest:
            raise BadLine(f"第{at}行的{label}有{len(part)}个字，最多{longest}个，请缩短。")


def write_content(row: Pattern, content: Mapping[str, str]) -> None:
    """Saves what `content_of` gives, as the next revision of the row."""
    row.revision = row.revision + 1 if row.pk else 1
    if isinstance(row, ItemTemplate):
        row.title = content["name"]
        row.save()
        _write_items(row, content["rows"])
        return
    for key, text in content.items():
        setattr(row, key, text)
    row.save()


def _write_items(row: ItemTemplate, text: str) -> None:
    row.items.all().delete()
    found = [parts_of(line, len(ITEM_PARTS)) for line in text.splitlines()]
    TemplateItem.objects.bulk_create(
        TemplateItem(
            template=row,
            position=place,
            name=name,
            kind=_KINDS[kind],
            unit=unit,
            period=period,
            definition=definition,
        )
        for place, (name, kind, unit, period, definition) in enumerate(found)
    )


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """What was changed, in words."""
    return [
        Change(field=LABELS[key], before=shown(before.get(key, "")), after=shown(text))
        for key, text in after.items()
        if before.get(key, "") != text
    ]


def record(row: Pattern, verb: str, before: Mapping[str, str], *, by: User) -> None:
    """A line of the firm's log, with what the row holds now."""
    content = content_of(row)
    log_for_firm(
        row.firm,
        by=by,
        kind=kind_of(row),
        row=row.pk,
        verb=verb,
        subject=str(row),
        changes=differences(before, content),
        content=content,
    )


def new_checks(outline: VisitOutline | None) -> list[dict[str, Any]]:
    """The things to look at of an outline, as columns of `VisitCheck`."""
    names = ("item", "expected", "unit")
    lines = outline.checks.splitlines() if outline else []
    return [dict(zip(names, parts_of(line, len(names)), strict=True)) for line in lines]


def checks_text(checks: Any) -> str:
    """Things to look at as lines of an outline."""
    rows: list[VisitCheck] = list(checks)
    return "\n".join(_line((row.item, row.expected, row.unit)) for row in rows)

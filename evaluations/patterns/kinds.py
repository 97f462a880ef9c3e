"""The kinds of what a firm keeps, and what is typed of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evaluations.fieldwork.models import InterviewOutline, ItemTemplate, VisitOutline
from evaluations.fieldwork.patterns import (
    CHECK_PARTS,
    ITEM_PARTS,
    Pattern,
    tidy_checks,
    tidy_items,
    tidy_lines,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A text of a pattern. A list has one entry per line, which `tidy` checks; `heads` name its columns."""

    key: str
    label: str
    hint: str = ""
    longest: int = 20_000
    tidy: Callable[[str], str] | None = None
    heads: tuple[str, ...] = ()
    lines: int = 1
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of pattern: `key` stands in addresses, `named_by` is the column with its name."""

    key: str
    label: str
    hint: str
    model: type[Pattern]
    named_by: str
    parts: tuple[Part, ...]


def _name(longest: int) -> Part:
    return Part(key="name", label="名称", longest=longest, is_required=True)


TABLES = Kind(
    key="tables",
    label="基础表模板",
    hint="在项目的基础表里“新增基础表”时选用",
    model=ItemTemplate,
    named_by="title",
    parts=(
        _name(200),
        Part(
            key="rows",
            label="数据项",
            hint="一行一项：名称｜类型（数值、文字、是否）｜单位｜期间｜口径；可以从Excel整块粘贴",
            tidy=tidy_items,
            heads=tuple(label for label, _ in ITEM_PARTS),
            lines=14,
            is_required=True,
        ),
    ),
)
INTERVIEWS = Kind(
    key="interviews",
    label="访谈提纲",
    hint="在项目里新增访谈时选用",
    model=InterviewOutline,
    named_by="name",
    parts=(
        _name(100),
        Part(key="group", label="对象类别", longest=100),
        Part(key="questions", label="问题", hint="一行一个问题", tidy=tidy_lines, heads=("问题",), lines=10),
        Part(
            key="items",
            label="评价内容",
            hint="一行一项，由访谈对象打档",
            tidy=tidy_lines,
            heads=("评价内容",),
            lines=6,
        ),
        Part(key="scale", label="评价档次", hint="例如：好、一般、差", longest=200),
    ),
)
VISITS = Kind(
    key="visits",
    label="现场勘查提纲",
    hint="在项目里新增勘查时选用",
    model=VisitOutline,
    named_by="name",
    parts=(
        _name(100),
        Part(
            key="checks",
            label="核查内容",
            hint="一行一项：核查内容｜应有情况｜单位；可以从Excel整块粘贴",
            tidy=tidy_checks,
            heads=tuple(label for label, _ in CHECK_PARTS),
            lines=14,
            is_required=True,
        ),
    ),
)
KINDS = {kind.key: kind for kind in (TABLES, INTERVIEWS, VISITS)}
PROJECTS = "projects"
PROJECTS_LABEL = "立项模板"
FORMS_LABEL = "问卷"

"""Which projects are the same programme in different years. Pure: names in, a key out.

Firms are tenants, so the same bureau has a row at each of them: what holds over firms and years is how
things are called. A title is compared without its year.
"""

from __future__ import annotations

import re
import unicodedata

from evaluations.people.directory import plain
from evaluations.projects.models import Project

_YEAR = re.compile(r"(?:19|20)\d\d\s*(?:[-—–~至到]\s*(?:19|20)?\d\d\s*)?(?:年度|年)?")
_ENDS = re.compile(r"(?:财政支出)?(?:绩效|自)?评价(?:报告)?$")

Key = tuple[str, str, str]


def name_of(title: str) -> str:
    """2025年云澜市社区居家养老服务补助项目绩效评价 → 云澜市社区居家养老服务补助项目"""
    without = _YEAR.sub("", unicodedata.normalize("NFKC", title)).strip(" 　·-—（）()")
    return _ENDS.sub("", without).strip() or title


def key_of(project: Project) -> Key:
    """Equal for the years of one programme: bureau, evaluated unit, title without its year."""
    bureau, unit = project.commissioning_bureau, project.evaluated_unit
    return (
        plain(bureau.name if bureau is not None else ""),
        plain(unit.name if unit is not None else ""),
        plain(name_of(project.title)),
    )

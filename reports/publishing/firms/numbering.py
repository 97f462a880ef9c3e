"""编号: a firm's pattern, a year and a count in, the report's number out: 砚清评字〔2026〕17号. Pure."""

from __future__ import annotations

import re

YEAR, COUNT = "{year}", "{n}"
LONGEST = 80
BRACES = re.compile(r"\{[^{}]*\}|[{}]")


class BadPattern(Exception):
    """The pattern gives no proper numbers; the message says why."""


def usual(firm: str) -> str:
    """The pattern of a firm that has set none: its first two characters, as 发文字号 are built."""
    return f"{firm[:2]}评字〔{YEAR}〕{COUNT}号"


def written(pattern: str, *, year: int, count: int) -> str:
    """The number. Counts are written without leading zeros (GB/T 9704—2012: 不编虚位)."""
    return pattern.replace(YEAR, str(year)).replace(COUNT, str(count))


def check(pattern: str) -> None:
    """Raises BadPattern unless year and count stand in it, each once, and nothing else in braces."""
    if len(pattern) > LONGEST:
        raise BadPattern(f"编号格式最多{LONGEST}个字，现在有{len(pattern)}个字。")
    for name, what in ((YEAR, "年度"), (COUNT, "流水号")):
        if (times := pattern.count(name)) != 1:
            told = "没有写" if times == 0 else f"写了{times}次"
            raise BadPattern(f"编号格式里{told}{what}{name}，应写一次，例如“砚清评字〔{YEAR}〕{COUNT}号”。")
    if strange := [found for found in BRACES.findall(pattern) if found not in (YEAR, COUNT)]:
        raise BadPattern(f"编号格式里的“{strange[0]}”没有意义，花括号只能是{YEAR}和{COUNT}。")
    if re.search(r"[\x00-\x1f\\/]", pattern):
        raise BadPattern("编号格式不能有斜线和换行，下载的文件要用编号命名。")
    if re.search(r"\d\{n\}|\{n\}\d|\{year\}\{n\}|\{n\}\{year\}", pattern):
        raise BadPattern("流水号的前后不能紧接数字或年度，否则两个编号会分不清。")

"""Archives of earlier versions: each is brought up by one step per version, whatever the present one is.

A step gets and returns the manifest as plain data. It may rename, add and drop entries; bytes of members stay
as they are, because their SHA-256 is what they are trusted by. Whoever changes the layout adds a step here;
the archive of each version in tests/reports/archiving/versions has to be read for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from reports.archiving.container.format import FORMAT, MANIFEST, VERSION, Problem, Unreadable

Step = Callable[[dict[str, Any]], dict[str, Any]]

UPGRADES: Mapping[int, Step] = {}
"""Version → the step to the next one. Version 1 is the first."""


def upgraded(
    data: Mapping[str, Any], *, steps: Mapping[int, Step] = UPGRADES, newest: int = VERSION
) -> dict[str, Any]:
    """The manifest as the present version writes it. Raises Unreadable for what is no archive or too new."""
    if data.get("format") != FORMAT:
        raise _refused("不是绩衡的归档件：format应是“jiheng-archive”。请选择从“归档”页下载的文件。")
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _refused("version应是从1起的整数，文件可能被改动过。请重新下载归档件。")
    if version > newest:
        raise _refused(
            f"归档件是第{version}版格式，本系统只认得到第{newest}版。请先升级系统，或在较新的系统里导入。"
        )
    current = dict(data)
    for number in range(version, newest):
        current = {**steps[number](current), "version": number + 1}
    return current


def _refused(message: str) -> Unreadable:
    return Unreadable([Problem(member=MANIFEST, message=message)])

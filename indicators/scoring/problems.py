"""What is wrong with a file, collected instead of thrown one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault: `path` says where (`indicators[12].rule.target`; empty: the whole file), `message` what."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}：{self.message}" if self.path else self.message


class Refused(Exception):
    """The data cannot be scored; `problems` names every fault that was found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("；".join(str(problem) for problem in self.problems))

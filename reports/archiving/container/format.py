"""What an archive's manifest says: format and version, the evaluation, every member with its SHA-256."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reports.archiving.container.times import moment

FORMAT = "jiheng-archive"
VERSION = 1
"""Of the layout described in docs/archive.md; `upgrades.UPGRADES` brings earlier ones up to it."""

MANIFEST, INDEX = "manifest.json", "index.html"
DOSSIER, SCORES, BESIDE, TEXTS = "dossier.json", "scores.json", "beside.json", "texts.json"
SIGNATURES, HISTORY = "signatures.json", "history.json"
OPINIONS, EVIDENCE, RESULTS = "opinions.json", "evidence.json", "results.json"
NEEDED = (INDEX, DOSSIER, SCORES, BESIDE, TEXTS, SIGNATURES, HISTORY, OPINIONS, EVIDENCE, RESULTS)
"""What every archive holds beside its manifest."""
SIGNED, SNAPSHOTS = "signed", "snapshots"
"""Folders: what was signed, each under its SHA-256; what editions and releases were printed from."""


class Class(StrEnum):
    """归档类别, 财监〔2021〕4号 第二十条: 立项性、证明性、结论性材料; `DATA` is of the product itself.

    立项性: the contract. 证明性: plan, base tables, their verification, working papers with their annexes,
    questionnaires. 结论性: the report, opinions on it, what the evaluators said to them.
    """

    INITIATION = "initiation"
    PROOF = "proof"
    CONCLUSION = "conclusion"
    DATA = "data"

    @property
    def label(self) -> str:
        """立项性材料."""
        return LABELS[self]

    @property
    def folder(self) -> str:
        """The folder in the archive: 立项."""
        return FOLDERS[self]


LABELS = {
    Class.INITIATION: "立项性材料",
    Class.PROOF: "证明性材料",
    Class.CONCLUSION: "结论性材料",
    Class.DATA: "数据与签核",
}
FOLDERS = {Class.INITIATION: "立项", Class.PROOF: "证明", Class.CONCLUSION: "结论", Class.DATA: "数据"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong: in which member ("" for the file as a whole), what, and what to do."""

    member: str
    message: str

    def __str__(self) -> str:
        return f"{self.member}：{self.message}" if self.member else self.message


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file in the archive. `group` is what stands together in the index, `title` what people call it."""

    path: str
    cls: Class
    group: str
    title: str
    media_type: str
    size: int
    sha256: str

    def as_plain(self) -> dict[str, Any]:
        """As the manifest holds it."""
        return {
            "path": self.path,
            "class": self.cls.value,
            "group": self.group,
            "title": self.title,
            "media_type": self.media_type,
            "size": self.size,
            "sha256": self.sha256,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the archive is, and all its members but the manifest itself, in the order of their paths."""

    product: str
    created: str
    number: int
    project: Mapping[str, Any]
    members: tuple[Member, ...]
    version: int = VERSION

    def as_plain(self) -> dict[str, Any]:
        """The content of manifest.json."""
        return {
            "format": FORMAT,
            "version": self.version,
            "product": self.product,
            "created": self.created,
            "number": self.number,
            "project": dict(self.project),
            "members": [one.as_plain() for one in self.members],
        }

    @property
    def made(self) -> str:
        """When: 2026-03-02 16:40."""
        return moment(self.created)

    def find(self, path: str) -> Member | None:
        """The member of this path."""
        return next((one for one in self.members if one.path == path), None)


class Unreadable(ValueError):
    """The manifest is not one; `problems` say where."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(map(str, problems)))


def read_manifest(data: Mapping[str, Any]) -> Manifest:
    """A manifest of the present version. Raises Unreadable with every problem."""
    problems = list(_faults(data))
    if problems:
        raise Unreadable(problems)
    return Manifest(
        product=str(data["product"]),
        created=str(data["created"]),
        number=data["number"],
        project=data["project"],
        members=tuple(_member(one) for one in data["members"]),
        version=data["version"],
    )


def _member(data: Mapping[str, Any]) -> Member:
    return Member(
        path=data["path"],
        cls=Class(data["class"]),
        group=data["group"],
        title=data["title"],
        media_type=data["media_type"],
        size=data["size"],
        sha256=data["sha256"],
    )


KINDS: dict[str, type] = {"product": str, "created": str, "number": int, "project": dict, "members": list}
MEMBER_KINDS: dict[str, type] = {
    **dict.fromkeys(("path", "class", "group", "title", "media_type", "sha256"), str),
    "size": int,
}
WORDS = {str: "文字", int: "整数", dict: "一组键和值", list: "一列"}
_DIGITS = frozenset("0123456789abcdef")


def _faults(data: Mapping[str, Any]) -> Iterator[Problem]:
    whole = list(_wrong_kinds(data, KINDS, ""))
    yield from whole
    title = data["project"].get("title") if isinstance(data.get("project"), dict) else ""
    if not isinstance(title, str):
        yield Problem(member=MANIFEST, message="project.title应是文字。")
    members = data.get("members")
    for place, one in enumerate(members if isinstance(members, list) else ()):
        at = f"members[{place}]"
        if not isinstance(one, dict):
            yield Problem(member=MANIFEST, message=f"{at}应是一组键和值。")
            continue
        wrong = list(_wrong_kinds(one, MEMBER_KINDS, f"{at}."))
        yield from wrong
        if not wrong:
            yield from _odd(one, at)


def _wrong_kinds(data: Mapping[str, Any], kinds: Mapping[str, type], at: str) -> Iterator[Problem]:
    for key, kind in kinds.items():
        value = data.get(key)
        if not isinstance(value, kind) or isinstance(value, bool):
            yield Problem(member=MANIFEST, message=f"{at}{key}应是{WORDS[kind]}。")


def _odd(one: Mapping[str, Any], at: str) -> Iterator[Problem]:
    if one["class"] not in set(Class):
        yield Problem(member=MANIFEST, message=f"{at}.class“{one['class'][:20]}”不是归档类别。")
    if len(one["sha256"]) != 64 or not set(one["sha256"]) <= _DIGITS:
        yield Problem(member=MANIFEST, message=f"{at}.sha256应是64位十六进制数。")
    if one["size"] < 0:
        yield Problem(member=MANIFEST, message=f"{at}.size不能是负数。")

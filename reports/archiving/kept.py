"""The archive behind a restored project, read from its file: chain proven anew, results, history, files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.archiving.container import Chain, Class, Manifest, Member, NotAnArchive, opened, read_chain
from reports.archiving.container import format as f
from reports.archiving.container.times import moment
from reports.archiving.models import Restoration

MOST_LINES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Members that stand together; each with its place in the manifest."""

    title: str
    members: tuple[tuple[int, Member], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the file says. `problem` is there, and nothing else, where it cannot be read any more."""

    manifest: Manifest | None = None
    problem: str = ""
    chain: Chain | None = None
    releases: tuple[dict[str, Any], ...] = ()
    history: tuple[tuple[str, str, str], ...] = ()
    """When, who, what."""
    lines: int = 0
    shelves: tuple[tuple[Class, tuple[Group, ...]], ...] = ()


ASK = "请联系管理员从备份找回归档件。"


def kept_record(made: Restoration) -> Record:
    """Reads signatures with everything that was signed, and compares each with its SHA-256 once more."""
    path = Path(made.file.path)
    if not path.exists():
        return Record(problem=f"文件在存储里找不到了。{ASK}")
    try:
        with opened(path) as archive:
            signed = [one for one in archive.manifest.members if one.path.startswith(f"{f.SIGNED}/")]
            for one in signed:
                archive.content(one.path)
            history = archive.data(f.HISTORY)["lines"]
            return Record(
                manifest=archive.manifest,
                chain=read_chain(archive.data(f.SIGNATURES), {one.sha256 for one in signed}),
                releases=tuple(archive.data(f.RESULTS)["releases"]),
                history=tuple(_line(one) for one in history[:MOST_LINES]),
                lines=len(history),
                shelves=tuple(_shelves(archive.manifest)),
            )
    except NotAnArchive as fault:
        return Record(problem=f"{fault}{ASK}")
    except (LookupError, TypeError):
        return Record(problem="归档件里的记录残缺，读不出来。")


def _line(line: dict[str, Any]) -> tuple[str, str, str]:
    return moment(str(line["at"])), str(line["by"]), f"{line['verb']}　{line['subject']}"


def _shelves(manifest: Manifest) -> Iterator[tuple[Class, tuple[Group, ...]]]:
    for cls in Class:
        groups: dict[str, list[tuple[int, Member]]] = {}
        for place, one in enumerate(manifest.members):
            if one.cls == cls:
                groups.setdefault(one.group, []).append((place, one))
        if groups:
            yield (
                cls,
                tuple(Group(title=title, members=tuple(found)) for title, found in groups.items()),
            )


def member_pieces(made: Restoration, place: int) -> tuple[Member, Iterator[bytes]] | None:
    """A member by its place in the manifest, with its bytes piece by piece; None where there is none."""
    try:
        with opened(Path(made.file.path)) as archive:
            members = archive.manifest.members
    except (NotAnArchive, FileNotFoundError):
        return None
    return (members[place], _pieces(made, members[place])) if place < len(members) else None


def _pieces(made: Restoration, member: Member) -> Iterator[bytes]:
    with opened(Path(made.file.path)) as archive:
        yield from archive.pieces(member)

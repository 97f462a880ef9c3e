"""The chain of signatures, proven from what an archive says of it: links and digests in, faults out.

It is the same proof as `verify_signatures` makes of rows: each link is what was sealed, follows the one
before, and what was signed is there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.stages.canonical import sha256
from reports.archiving.container.times import moment

ACTS = {"approve": "同意", "return": "退回", "reopen": "重开", "revise": "修订"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A link for people: what was signed by whom, when, with which opinion."""

    number: int
    act: str
    stage: str
    name: str
    role: str
    at: str
    opinion: str
    content: str
    digest: str

    @property
    def when(self) -> str:
        """2026-03-02 16:40."""
        return moment(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The links in their order, and everything that is not as it was signed, in sentences."""

    links: tuple[Signed, ...] = ()
    faults: tuple[str, ...] = ()


def read_chain(data: Mapping[str, Any], kept: Collection[str]) -> Chain:
    """The content of signatures.json; `kept` are the SHA-256 of the signed contents at hand."""
    try:
        links = [(link["said"], str(link["digest"])) for link in data["links"]]
        signed = tuple(_signed(said, digest) for said, digest in links)
        head = data["head"]["number"], data["head"]["digest"]
    except (LookupError, TypeError, AttributeError):
        return Chain(faults=("签核记录残缺，不能核验，被改动过",))
    return Chain(links=signed, faults=tuple(_faults(links, signed, head, kept)))


def _signed(said: Mapping[str, Any], digest: str) -> Signed:
    return Signed(
        number=int(said["number"]) if isinstance(said["number"], int) else 0,
        act=ACTS.get(str(said["act"]), str(said["act"])),
        stage=str(said["stage"][2]),
        name=str(said["person"][1]),
        role=str(said["person"][2]),
        at=str(said["at"]),
        opinion=str(said["opinion"]),
        content=str(said["content"]),
        digest=digest,
    )


def _faults(
    links: list[tuple[Any, str]], signed: tuple[Signed, ...], head: tuple[Any, Any], kept: Collection[str]
) -> Iterator[str]:
    previous = ""
    for place, ((said, digest), link) in enumerate(zip(links, signed, strict=True), 1):
        told = f"第{place}环“{link.stage} {link.role} {link.name} {link.act}”"
        if said["number"] != place:
            yield f"第{place}环不见了，接着的是第{said['number']}环"
            return
        if said.get("previous") != previous:
            yield f"{told}接不上前一环"
        if sha256(said) != digest:
            yield f"{told}签后被改动"
        if link.content and link.content not in kept:
            yield f"{told}签署的内容不见了"
        previous = digest
    if head != (len(links), previous):
        yield f"链条末尾不符：记录到第{head[0]}环，现有{len(links)}环"

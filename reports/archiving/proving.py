"""Whether an archive proves itself: files, chain, scores worked out again, reports. No database is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reports.archiving.container import Check, NotAnArchive, Opened, check, opened
from reports.archiving.container import format as f
from reports.composing import snapshot as snapshots
from reports.publishing.releases.recomputing import BAD_SNAPSHOT, Finding
from reports.rendering import sealing

FILES, CHAIN, SCORES, REPORTS, SEALS = "文件与目录", "签名链", "评分", "报告与快照", "电子签章"


def prove(path: Path) -> Iterator[Finding]:
    """Everything that can be compared, one finding after another; a file that is no archive gives one."""
    found = check(path)
    yield _files(found)
    if found.manifest is None:
        return
    yield _chain(found)
    with opened(path) as archive:
        yield scores(archive)
        yield _reports(archive)
        yield from _seals(archive)


def _files(found: Check) -> Finding:
    said = tuple(str(one) for one in found.problems if one.member != f.SIGNATURES or found.chain is None)
    if said or found.manifest is None:
        return Finding(subject=FILES, agrees=False, said=said)
    members = found.manifest.members
    told = f"{len(members)}个文件，{sum(one.size for one in members)}字节，摘要与目录全部相符。"
    return Finding(subject=FILES, agrees=True, said=(told,))


def _chain(found: Check) -> Finding:
    if found.chain is None:
        return Finding(subject=CHAIN, agrees=False, said=("签核记录读不出来，不能核验。",))
    if found.chain.faults:
        return Finding(subject=CHAIN, agrees=False, said=tuple(f"{one}。" for one in found.chain.faults))
    links = found.chain.links
    said = f"{len(links)}环，逐环相接，末环 {links[-1].digest}。" if links else "没有签核记录。"
    return Finding(subject=CHAIN, agrees=True, said=(said,))


def scores(archive: Opened) -> Finding:
    """The frozen scores are what the dossier of the archive gives."""
    try:
        dossier = archive.content(f.DOSSIER).decode()
        frozen: dict[str, Any] = archive.data(f.SCORES)["scores"]
        found = snapshots.differences({"dossier": dossier, "scores": frozen})
        total = f"总分{frozen['total'] or '—'} {frozen['grade'] or ''}".rstrip()
        count = len(frozen["indicators"])
    except (NotAnArchive, snapshots.Unusable) as error:
        return Finding(subject=SCORES, agrees=False, said=tuple(str(error).splitlines()))
    except BAD_SNAPSHOT:
        return Finding(subject=SCORES, agrees=False, said=(f"{f.SCORES}里没有可以重算的评分。",))
    if found:
        return Finding(subject=SCORES, agrees=False, said=tuple(found))
    said = f"按{f.DOSSIER}重新计算{count}项指标，与记录全部一致。{total}"
    return Finding(subject=SCORES, agrees=True, said=(said,))


def _reports(archive: Opened) -> Finding:
    """Each edition and release is there with the file and the snapshot that the record names."""
    members = {one.path: one.sha256 for one in archive.manifest.members}
    files = set(members.values())
    try:
        results = archive.data(f.RESULTS)
        told = [(f"第{one['number']}版", one) for one in results["editions"]]
        told += [(str(one["number"]), one) for one in results["releases"]]
        faults = [
            fault
            for name, one in told
            for fault in (
                "" if one["pdf_sha256"] in files else f"{name}：归档件里没有它的PDF。",
                "" if members.get(one["snapshot"]) == one["snapshot_sha256"] else f"{name}：快照与记录不符。",
            )
            if fault
        ]
    except (NotAnArchive, *BAD_SNAPSHOT):
        return Finding(subject=REPORTS, agrees=False, said=(f"{f.RESULTS}读不出来，或残缺。",))
    if faults:
        return Finding(subject=REPORTS, agrees=False, said=tuple(faults))
    said = f"{len(told)}份报告的PDF和快照都在，摘要与记录相符。" if told else "没有报告。"
    return Finding(subject=REPORTS, agrees=True, said=(said,))


def _seals(archive: Opened) -> Iterator[Finding]:
    """The seal of each release, checked on its file."""
    by_digest = {one.sha256: one for one in archive.manifest.members}
    try:
        issued = [
            (str(one["number"]), by_digest[one["pdf_sha256"]]) for one in archive.data(f.RESULTS)["releases"]
        ]
    except (NotAnArchive, *BAD_SNAPSHOT):
        return  # the record is told of above
    for number, member in issued:
        pdf = b"".join(archive.pieces(member))
        seal = sealing.check(pdf)
        if hashlib.sha256(pdf).hexdigest() != member.sha256 or seal.problem:
            said = seal.problem or "文件与目录所记的SHA-256不符。"
            yield Finding(subject=SEALS, agrees=False, said=(f"{number}：{said}",))
        else:
            told = f"{number}：{seal.signer}　{seal.sealed_at}，盖章以后没有改动。"
            yield Finding(subject=SEALS, agrees=True, said=(told,))

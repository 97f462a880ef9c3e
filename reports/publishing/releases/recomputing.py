"""重算: a released PDF in, what agrees and what differs out; rests on the file, and its record if it has one.

The seal says whether the file is what was sealed; the rest says whether what it states follows from what it
carries: scores from the dossier, pages from the snapshot, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from reports.composing import snapshot as snapshots
from reports.document import Imprint
from reports.publishing.releases import printing, queries
from reports.publishing.releases.models import Release
from reports.rendering import Opened, RenderingFailed, Unreadable, open_pdf, sealing

MOST = 20
BAD_SNAPSHOT = (ValueError, LookupError, TypeError, AttributeError)
"""What a snapshot that somebody has bent may raise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One comparison: what was compared, whether it agrees, and in sentences what differs."""

    subject: str
    agrees: bool
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Carried:
    """What the file carries, read: the snapshot and what it says of the release."""

    opened: Opened
    snapshot: snapshots.Snapshot
    imprint: Imprint


def recompute(pdf: bytes) -> Iterator[Finding]:
    """Everything that can be compared, one finding after another, whatever the ones before have found."""
    yield _seal(pdf)
    try:
        opened = open_pdf(pdf)
    except Unreadable as error:
        yield Finding(subject="读取文件", agrees=False, said=(str(error),))
        return
    carried = _read(opened)
    if isinstance(carried, Finding):
        yield carried
        return
    yield _identity(carried)
    yield _dossier(carried)
    yield from _derived(carried)
    yield _printed(pdf, carried)
    yield _recorded(pdf, carried)


def _seal(pdf: bytes) -> Finding:
    seal = sealing.check(pdf)
    if seal.problem:
        return Finding(subject="电子签章", agrees=False, said=(seal.problem,))
    vouched = "自签证书，没有第三方证明" if seal.is_self_made else f"由{seal.issuer}证明"
    return Finding(
        subject="电子签章",
        agrees=True,
        said=(f"{seal.signer}　{seal.sealed_at}　{vouched}", "盖章以后没有改动，也没有追加内容。"),
    )


def _read(opened: Opened) -> _Carried | Finding:
    """The snapshot that the file carries, or why it cannot be used."""
    missing = [name for name in (printing.DOSSIER, printing.SNAPSHOT) if name not in opened.attachments]
    if missing:
        said = (f"文件里没有附件{'、'.join(missing)}。这不是本系统签发的报告，或附件被去掉了。",)
        return Finding(subject="附件", agrees=False, said=said)
    try:
        snapshot = json.loads(opened.attachments[printing.SNAPSHOT])
        return _Carried(opened=opened, snapshot=snapshot, imprint=printing.imprint_of(snapshot))
    except (*BAD_SNAPSHOT, printing.NoImprint):
        said = ("附件snapshot.json读不出来，或不是正式报告的快照。",)
        return Finding(subject="附件", agrees=False, said=said)


def _identity(carried: _Carried) -> Finding:
    """The snapshot is the one that the file's identifier names."""
    digest = snapshots.digest(carried.snapshot)
    if digest == carried.opened.identifier:
        return Finding(subject="快照", agrees=True, said=(f"SHA-256 {digest}，与文件标识一致。",))
    said = (f"附件snapshot.json的摘要是{digest}，", f"文件标识记的是{carried.opened.identifier}。")
    return Finding(subject="快照", agrees=False, said=said)


def _dossier(carried: _Carried) -> Finding:
    """The dossier beside the snapshot is the one in it."""
    attached = carried.opened.attachments[printing.DOSSIER].decode("utf-8", "replace")
    frozen = str(carried.snapshot.get("dossier", ""))
    if attached == frozen:
        return Finding(subject="评价数据包", agrees=True, said=("dossier.json与快照中的数据逐字相同。",))
    at = next(
        (
            place
            for place, (one, other) in enumerate(
                zip(attached.splitlines(), frozen.splitlines(), strict=False), 1
            )
            if one != other
        ),
        min(len(attached.splitlines()), len(frozen.splitlines())) + 1,
    )
    return Finding(
        subject="评价数据包", agrees=False, said=(f"dossier.json从第{at}行起与快照中的数据不同。",)
    )


def _derived(carried: _Carried) -> Iterator[Finding]:
    """Scores, score sheet and signatures, worked out again from what the file carries."""
    attached = carried.opened.attachments
    try:
        yield _scores(carried.snapshot, attached[printing.DOSSIER].decode("utf-8", "replace"))
        yield _same(attached, printing.SCORES, printing.scores_of(carried.snapshot), "评分表")
    except snapshots.Unusable as error:
        yield Finding(subject="评分", agrees=False, said=tuple(str(error).splitlines()))
    except BAD_SNAPSHOT:
        yield Finding(subject="评分", agrees=False, said=("快照里没有可以重算的评分。",))
    yield _same(attached, printing.SIGNATURES, printing.signatures_of(carried.imprint), "签核记录")


def _scores(snapshot: snapshots.Snapshot, dossier: str) -> Finding:
    """The frozen scores are what the attached dossier gives."""
    found = snapshots.differences({**snapshot, "dossier": dossier})
    if found:
        return Finding(subject="评分", agrees=False, said=tuple(found))
    scores: dict[str, Any] = snapshot["scores"]
    total = f"总分{scores['total'] or '—'} {scores['grade'] or ''}".rstrip()
    said = (f"按dossier.json重新计算{len(scores['indicators'])}项指标，与报告全部一致。{total}",)
    return Finding(subject="评分", agrees=True, said=said)


def _same(attached: dict[str, bytes], name: str, derived: bytes, subject: str) -> Finding:
    if name not in attached:
        return Finding(subject=subject, agrees=False, said=(f"文件里没有附件{name}。",))
    if attached[name] == derived:
        return Finding(subject=subject, agrees=True, said=(f"{name}与重新生成的逐字节相同。",))
    return Finding(subject=subject, agrees=False, said=(f"{name}与按快照重新生成的不同。",))


def _printed(pdf: bytes, carried: _Carried) -> Finding:
    """The pages, printed again from the snapshot, are the beginning of the file."""
    wanted: dict[str, str] = dict(carried.snapshot.get("pictures", {}))
    found = carried.opened.pictures
    pictures = {name: found[digest] for name, digest in wanted.items() if digest in found}
    if gone := len(wanted) - len(pictures):
        return Finding(subject="版面", agrees=False, said=(f"有{gone}张照片不是快照所记的，没有重新排印。",))
    try:
        rendered = printing.printed(carried.snapshot, pictures=pictures).pdf
    except (RenderingFailed, snapshots.Unusable) as error:
        return Finding(subject="版面", agrees=False, said=tuple(str(error).splitlines()))
    except BAD_SNAPSHOT:
        return Finding(subject="版面", agrees=False, said=("快照残缺，不能重新排印。",))
    if pdf.startswith(rendered):
        digest = hashlib.sha256(rendered).hexdigest()
        said = (f"按快照重新排印，签章前的{len(rendered)}个字节逐一相同（SHA-256 {digest}）。",)
        return Finding(subject="版面", agrees=True, said=said)
    at = next((place for place, (a, b) in enumerate(zip(pdf, rendered, strict=False)) if a != b), len(pdf))
    differs = (
        f"按快照重新排印，从第{at + 1}个字节起与文件不同。",
        "排印程序或字体的版本不同，也会使字节不同；版本见“核验说明”。",
    )
    return Finding(subject="版面", agrees=False, said=differs)


def _recorded(pdf: bytes, carried: _Carried) -> Finding:
    """What this installation has on record of the release; another one may have issued it."""
    code, digest = carried.imprint.code, hashlib.sha256(pdf).hexdigest()
    known = queries.releases().filter(Q(code=code) | Q(file__pdf_sha256=digest)).first()
    file = queries.file_of(known) if known else None
    if known is None or file is None:
        said = (
            "本系统没有它的签发记录，以上只核对了文件本身。",
            f"是否现行，请在{carried.imprint.address}核验。",
        )
        return Finding(subject="签发记录", agrees=True, said=said)
    if file.pdf_sha256 != digest:
        differs = (f"本文件SHA-256 {digest}", f"签发件SHA-256 {file.pdf_sha256}")
        return Finding(subject="签发记录", agrees=False, said=(f"与签发的{known}不一致。", *differs))
    return Finding(
        subject="签发记录", agrees=True, said=(_standing(known), f"SHA-256 {digest}，与签发记录一致。")
    )


def _standing(release: Release) -> str:
    state = queries.state_of(release)
    after = queries.successor_of(release)
    return f"{release}　{state}" + (f"，由{after}替代" if after else "")

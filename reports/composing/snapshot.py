"""What a report is printed from, frozen: dossier, scores and texts in, the document they give out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import timezone

from evaluations.dossier import Dossier, parse, scored
from evaluations.exchange.queries import export_file
from evaluations.papers.models import RunScore, ScoringRun
from evaluations.projects.models import Project
from evaluations.projects.queries import Mark, mark_of
from indicators.scoring import Outcome, Refused, Result, plain, read_system, score
from reports.composing.adoption import with_adoptions
from reports.composing.beside import PictureGone, beside_of, keep_pictures, pictures_of
from reports.composing.models import SectionText
from reports.document import (
    Beside,
    Document,
    Imprint,
    Material,
    Section,
    as_plain,
    compose,
    from_plain,
    sections,
)
from reports.document import imprint as imprints

FORMAT = "report-snapshot/2"
"""Version 1 had no facts beside the dossier; it is read as one that has none. A release's has
`release`, too; a draft that goes out (征求意见稿) has `stamp`."""

Snapshot = dict[str, Any]


class Unusable(Exception):
    """The facts cannot be made into a report; the message says where and what to do."""


def freeze(project: Project, run: ScoringRun, *, edition: int, issued: date, stamp: str = "") -> Snapshot:
    """Everything that the edition will say. The dossier is text, and so are figures: JSON knows no decimals.

    One edition's snapshot never changes; the same snapshot gives the same file. Pictures are put aside, and
    named here by their content. `stamp` is what stands on every page of a draft that goes out.
    """
    beside = _beside(project, stamp)
    marked = {"stamp": f"{stamp}\n第{edition}版　{issued.isoformat()}"} if stamp else {}
    return {
        **marked,
        "format": FORMAT,
        "edition": edition,
        "issued": issued.isoformat(),
        "dossier": dossier_text(project),
        "beside": as_plain(beside),
        "pictures": keep_pictures(project, beside),
        "scores": _scores(run),
        "texts": texts_of(project),
    }


def digest(snapshot: Snapshot) -> str:
    """SHA-256 of the snapshot's canonical JSON: keys sorted, no blanks, UTF-8."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def dossier_text(project: Project) -> str:
    """The project's dossier as its file says it."""
    return export_file(project).decode()


def texts_of(project: Project) -> dict[str, str]:
    """Section id → the text that people wrote for it."""
    return dict(SectionText.objects.filter(project=project).values_list("section", "text"))


def is_current(project: Project, snapshot: Snapshot) -> bool:
    """Whether facts and texts are still as they were frozen."""
    return bool(
        snapshot["dossier"] == dossier_text(project)
        and snapshot["texts"] == texts_of(project)
        and from_plain(snapshot.get("beside", {})) == _beside(project, snapshot.get("stamp", ""))
    )


def _beside(project: Project, stamp: str) -> Beside:
    """What is printed beside the dossier. A draft that goes out has no 意见采纳情况表: it asks for opinions,
    and does not tell one reader what another has said."""
    beside = beside_of(project)
    return beside if stamp else with_adoptions(beside, project)


def material_of(snapshot: Snapshot) -> Material:
    """What the document is composed from; nothing but the snapshot is read. Raises Unusable."""
    dossier = _dossier(snapshot["dossier"])
    beside, kept = from_plain(snapshot.get("beside", {})), snapshot.get("pictures", {})
    return Material(
        dossier=dossier,
        result=_result(dossier),
        narrative=_paragraphs(snapshot["texts"]),
        stamp=snapshot.get("stamp", ""),
        issued=snapshot["issued"],
        beside=replace(beside, photos=tuple(one for one in beside.photos if one.sha256 in kept)),
        imprint=imprint_of(snapshot),
    )


def imprint_of(snapshot: Snapshot) -> Imprint | None:
    """What a release says of itself; None in the snapshot of an edition."""
    return imprints.from_plain(snapshot["release"]) if "release" in snapshot else None


def released(snapshot: Snapshot, imprint: Imprint) -> Snapshot:
    """The snapshot of an edition as that of a release, dated by the day of issue."""
    return {**snapshot, "issued": imprint.issued_on, "release": imprints.as_plain(imprint)}


def current_material(project: Project) -> Material:
    """What the document would be composed from now. Raises Unusable."""
    return _material(_now(project))


def current_sections(project: Project) -> tuple[Section, ...]:
    """The sections that the document would have now, for the editor. Raises Unusable."""
    return _sections(_now(project))


def current_document(project: Project) -> tuple[Document, tuple[Section, ...]]:
    """The document as it would be printed now, with its sections, for reading. Raises Unusable."""
    now = _now(project)
    return _document(now), _sections(now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Now:
    """What the document depends on as it stands now: equal ones give the same document.

    What is said beside the dossier may change without a line of the project's log, and is here itself.
    """

    mark: Mark
    said: str
    day: str


def _now(project: Project) -> _Now:
    said = {"texts": texts_of(project), "beside": as_plain(beside_of(project))}
    return _Now(
        mark=mark_of(project),
        said=json.dumps(said, sort_keys=True),
        day=timezone.localdate().isoformat(),
    )


def _material(now: _Now) -> Material:
    dossier, beside = _dossier(dossier_text(now.mark.project)), json.loads(now.said)
    return Material(
        dossier=dossier,
        result=_result(dossier),
        narrative=_paragraphs(beside["texts"]),
        issued=now.day,
        beside=from_plain(beside["beside"]),
    )


@lru_cache(maxsize=8)
def _sections(now: _Now) -> tuple[Section, ...]:
    """Kept while nobody changes the project; a change while they are composed writes a newer line."""
    return sections(_material(now))


@lru_cache(maxsize=8)
def _document(now: _Now) -> Document:
    return compose(_material(now))


def document_of(snapshot: Snapshot) -> Document:
    """The document of a snapshot. Raises Unusable."""
    return compose(material_of(snapshot))


def pictures(snapshot: Snapshot) -> dict[str, bytes]:
    """The pictures of the snapshot's document, by the names it calls them by. Raises Unusable."""
    try:
        return pictures_of(snapshot.get("pictures", {}))
    except PictureGone as gone:
        raise Unusable(str(gone)) from gone


def differences(snapshot: Snapshot) -> list[str]:
    """Where the frozen scores are not what the frozen dossier gives, in sentences; empty when they agree."""
    dossier = _dossier(snapshot["dossier"])
    result = _result(dossier)
    frozen = {entry["code"]: _Score(**entry) for entry in snapshot["scores"]["indicators"]}
    found = []
    for indicator in dossier.indicators:
        was, now = frozen.pop(indicator.code, None), _score_of(result.outcomes[indicator.code])
        if was != now:
            found.append(f"{indicator.code} {indicator.name}：记录为{was or '—'}，重新计算为{now}。")
    found += [f"{code}：记录为{was}，数据中没有这项指标。" for code, was in frozen.items()]
    total = snapshot["scores"]["total"]
    if total != _figure(result.total):
        found.append(f"总分：记录为{total or '—'}，重新计算为{_figure(result.total) or '—'}。")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Score:
    """A score as it is frozen: figures are texts, None is a gap."""

    code: str
    status: str
    score: str | None
    computed: str | None

    def __str__(self) -> str:
        return self.score or f"—（{self.status}）"


def _score_of(scored: Outcome | RunScore) -> _Score:
    return _Score(
        code=scored.code,
        status=str(scored.status),
        score=_figure(scored.score),
        computed=_figure(scored.computed),
    )


def _scores(run: ScoringRun) -> dict[str, Any]:
    """The scores of record, figures as texts."""
    return {
        "run": run.number,
        "core_version": run.core_version,
        "fingerprint": run.fingerprint,
        "total": _figure(run.total),
        "grade": run.grade,
        "indicators": [asdict(_score_of(row)) for row in run.scores.order_by("position")],
    }


def _figure(number: Decimal | None) -> str | None:
    """The number's digits, the same however it was entered: 0.80 → 0.8."""
    return None if number is None else plain(number)


def _paragraphs(texts: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Texts cut into their paragraphs, one per line."""
    return {section: tuple(text.splitlines()) for section, text in texts.items()}


def _dossier(text: str) -> Dossier:
    reading = parse(text)
    if reading.dossier is None:
        listed = "\n".join(f"{problem.path}：{problem.message}" for problem in reading.problems[:20])
        raise Unusable(f"数据有误，不能出报告：\n{listed}")
    return reading.dossier


def _result(dossier: Dossier) -> Result:
    try:
        return score(read_system(scored(dossier)))
    except Refused as error:
        raise Unusable(f"评分规则有误，不能出报告：\n{error}") from error

"""编制完成, 复核通过, 退回; and what becomes of signatures when what was signed changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluations.papers import queries
from evaluations.papers.checking.models import SIGNED, PaperState
from evaluations.papers.checking.moves import CHECK, PREPARE, SEND_BACK, Move, MoveRefused
from evaluations.papers.checking.queries import content_of, strayed, unproven
from evaluations.papers.models import WorkingPaper
from evaluations.papers.queries import Standing
from evaluations.people.models import EvidencePolicy, User
from evaluations.projects.actions import Change, log
from evaluations.projects.models import Project

KIND = "check"
"""The kind of these lines in the log; they change no score."""
WITHOUT_SCORE = ("missing", "invalid", "undefined")
UNSIGNED: Mapping[str, Any] = {
    "state": PaperState.DRAFTING,
    "prepared_by": None,
    "prepared_name": "",
    "prepared_at": None,
    "checked_by": None,
    "checked_name": "",
    "checked_at": None,
    "signed": None,
    "lost_prepared_by": None,
    "lost_checked_by": None,
}


@transaction.atomic
def prepare(paper: WorkingPaper, *, revision: int, by: User) -> WorkingPaper:
    """编制完成: `by` signs revision `revision` as its preparer. MoveRefused while there is no score."""
    row = _locked(paper, PREPARE, revision, by)
    standing = queries.evaluate(row.project)
    outcome = standing.outcome(row.indicator.code)
    if outcome.status.value in WITHOUT_SCORE:
        raise MoveRefused(f"还没有得分：{outcome.derivation.reason}。补齐后再点“编制完成”。")
    content = content_of(standing.entries[row.indicator.code])
    prepared = {"prepared_by": by, "prepared_name": _name(by), "prepared_at": timezone.now()}
    return _moved(row, PREPARE, {**UNSIGNED, **prepared, "note": "", "signed": content}, by)


@transaction.atomic
def check(paper: WorkingPaper, *, revision: int, by: User) -> WorkingPaper:
    """复核通过 by somebody else. MoveRefused for own work, changed content, the firm's policy."""
    row = _locked(paper, CHECK, revision, by)
    standing = queries.evaluate(row.project)
    _refuse_strayed(row, standing)
    _refuse_unproven(row, standing)
    return _moved(row, CHECK, _judged(by), by)


@transaction.atomic
def send_back(paper: WorkingPaper, reason: str, *, revision: int, by: User) -> WorkingPaper:
    """退回 to the preparer, with a reason."""
    row = _locked(paper, SEND_BACK, revision, by)
    if not reason.strip():
        raise MoveRefused("退回须写理由：哪一处、什么问题、怎么改。")
    return _moved(row, SEND_BACK, {**_judged(by), "note": reason.strip()}, by)


def check_many(papers: Iterable[WorkingPaper], *, by: User) -> tuple[list[WorkingPaper], list[str]]:
    """Checks each of the papers as it was read; returns those that passed, and why others did not."""
    passed, refused = [], []
    for paper in papers:
        try:
            passed.append(check(paper, revision=paper.revision, by=by))
        except MoveRefused as refusal:
            refused.append(f"{paper.indicator.code}：{refusal}")
    return passed, refused


@transaction.atomic
def void_signatures(project: Project, *, by: User, codes: Iterable[str] | None = None) -> list[WorkingPaper]:
    """Takes the signatures off papers that say something else than was signed; returns these papers.

    What is signed rests on figures, so that a changed figure needs a new signature: for every action that
    changes inputs, definitions, or facts that inputs are bound to, at its end, in its transaction. `codes`
    names the indicators that it touched (all when not given). Each paper's note says which figure was changed
    from what to what; the desks of those who had signed say so until the paper is prepared again.
    """
    papers = queries.papers_of(project).filter(state__in=SIGNED, signed__isnull=False)
    rows = list(papers if codes is None else papers.filter(indicator__code__in=codes))
    if not rows:
        return []
    entries = {entry["code"]: entry for entry in queries.scoring_data(project).get("indicators", ())}
    return [
        _fallen(row, changes, by)
        for row in rows
        if (changes := strayed(row, entries.get(row.indicator.code)))
    ]


@transaction.atomic
def void_supported(project: Project, codes: Iterable[str], because: str, *, by: User) -> list[WorkingPaper]:
    """Takes the signatures off papers that lost what they rest on, though they say what was signed."""
    papers = queries.papers_of(project).filter(state__in=SIGNED, indicator__code__in=list(codes))
    return [_fallen(row, (because,), by) for row in papers]


def adopt(project: Project) -> None:
    """What papers say that came with signatures counts as what was signed; for imports."""
    rows = list(project.papers.filter(state__in=SIGNED).select_related("indicator"))
    if not rows:
        return
    entries = {entry["code"]: entry for entry in queries.scoring_data(project).get("indicators", ())}
    for row in rows:
        row.signed = content_of(entries[row.indicator.code])
    WorkingPaper.objects.bulk_update(rows, ["signed"], batch_size=200)


def _locked(paper: WorkingPaper, move: Move, revision: int, by: User) -> WorkingPaper:
    """The row, locked, if `by` may make this move from where it stands."""
    rows = WorkingPaper.objects.select_for_update(of=("self",)).select_related("indicator")
    row: WorkingPaper = rows.select_related("project__system", "project__firm").get(pk=paper.pk)
    if row.state not in move.sources:
        raise MoveRefused(f"这份底稿现在是“{row.get_state_display()}”，不能{move.label}。请看过现状再处理。")
    if row.revision != revision:
        raise MoveRefused(f"您打开之后内容有改动，现为第{row.revision}版。请看过这一版再{move.label}。")
    if move.other_eyes and by.pk in (row.prepared_by_id, row.updated_by_id):
        did = "编制" if by.pk == row.prepared_by_id else "最后修改"
        raise MoveRefused(f"您{did}了这份底稿，须由另一人{move.label}。")
    return row


def _refuse_strayed(row: WorkingPaper, standing: Standing) -> None:
    if changes := strayed(row, standing.entries[row.indicator.code]):
        raise MoveRefused(f"编制完成之后内容有改动：{'；'.join(changes)}。请退回，由编制人看过再确认。")


def _refuse_unproven(row: WorkingPaper, standing: Standing) -> None:
    is_blocking = row.project.firm.evidence_policy == EvidencePolicy.BLOCK
    if is_blocking and row.indicator.code in unproven(row.project, standing):
        raise MoveRefused("满分但没有关联佐证，本机构规定不得复核通过。请关联佐证资料，或退回重评。")


def _judged(by: User) -> dict[str, Any]:
    return {"checked_by": by, "checked_name": _name(by), "checked_at": timezone.now()}


def _name(by: User) -> str:
    return str(by)[:60]


def _moved(row: WorkingPaper, move: Move, values: Mapping[str, Any], by: User) -> WorkingPaper:
    before = row.get_state_display()
    _write(row, {**values, "state": move.target})
    changes: list[Change] = [{"field": "状态", "before": before, "after": row.get_state_display()}]
    if move.needs_reason:
        changes.append({"field": "理由", "before": "—", "after": row.note})
    log(row.project, by=by, kind=KIND, verb=move.label, subject=_subject(row), changes=changes)
    return row


def _fallen(row: WorkingPaper, changes: Iterable[str], by: User) -> WorkingPaper:
    before, why = row.get_state_display(), "；".join(changes)
    lost = {"lost_prepared_by": row.prepared_by, "lost_checked_by": row.checked_by}
    _write(row, {**UNSIGNED, **lost, "note": f"“{before}”之后有改动：{why}"})
    told: list[Change] = [
        {"field": "状态", "before": before, "after": row.get_state_display()},
        {"field": "改动", "before": "—", "after": why},
    ]
    log(row.project, by=by, kind=KIND, verb="签字失效", subject=_subject(row), changes=told)
    return row


def _write(row: WorkingPaper, values: Mapping[str, Any]) -> None:
    """Without a new version in the paper's history: its content is the same; the log tells of the move."""
    for name, value in values.items():
        setattr(row, name, value)
    WorkingPaper.objects.filter(pk=row.pk).update(**values)


def _subject(row: WorkingPaper) -> str:
    return f"底稿 {row.indicator.code} {row.indicator.name}"

"""Working papers rest on evidence: what becomes of them when a document goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from evaluations.evidence.resting import Leaving, Rest, hold
from evaluations.papers import queries
from evaluations.papers.checking.actions import void_supported
from evaluations.papers.checking.models import SIGNED
from evaluations.papers.models import WorkingPaper
from evaluations.papers.ticks.models import Tick
from evaluations.people.models import User
from evaluations.projects.actions import Change, log, save_as


class Papers:
    """What `evidence.resting` asks of working papers."""

    def rests(self, leaving: Leaving) -> Sequence[Rest]:
        """Papers with a link or a tick that names the document, signed or not."""
        project = leaving.document.project
        ticked = {tick.paper_id for tick in _ticks(leaving)}
        found = []
        for paper in queries.papers_of(project).select_related("indicator").order_by("indicator__position"):
            ways = [("佐证", paper.indicator.code in leaving.codes), ("逐项勾选", paper.pk in ticked)]
            how = "、".join(way for way, is_so in ways if is_so)
            if how:
                found.append(_rest(paper, how))
        return found

    def let_go(self, leaving: Leaving, *, by: User) -> None:
        """Ticks name the heir or nobody; signatures fall."""
        project = leaving.document.project
        codes = set(leaving.codes)
        ticks = list(_ticks(leaving))
        codes |= {tick.paper.indicator.code for tick in ticks}
        if leaving.version is None:
            _release(ticks, leaving, by)
        void_supported(project, codes, leaving.because, by=by)


def _ticks(leaving: Leaving) -> Iterable[Tick]:
    if not leaving.is_newest:
        return ()
    ticks = Tick.objects.filter(
        document=leaving.document, paper__in=queries.papers_of(leaving.document.project)
    )
    return ticks.select_related("paper__indicator", "paper__project").order_by("paper", "position")


def _rest(paper: WorkingPaper, how: str) -> Rest:
    code = paper.indicator.code
    return Rest(
        name=f"{code} {paper.indicator.name}（{paper.get_state_display()}）",
        how=how,
        url=reverse("papers:paper", args=[paper.project_id, code]),
        is_signed=paper.state in SIGNED,
    )


def _release(ticks: Sequence[Tick], leaving: Leaving, by: User) -> None:
    """The ticks are part of the paper: a new revision of it, and a line of the log."""
    papers = {tick.paper_id: tick.paper for tick in ticks}
    heir = leaving.heir.number if leaving.heir is not None else "—"
    for tick in ticks:
        tick.document = leaving.heir
        tick.save(update_fields=["document"])
    for paper in papers.values():
        paper.revision += 1
        paper.updated_by = by
        save_as(paper, by=by)
        changes: list[Change] = [
            {"field": f"{tick.text}　佐证", "before": leaving.document.number, "after": heir}
            for tick in ticks
            if tick.paper_id == paper.pk
        ]
        subject = f"底稿 {paper.indicator.code} {paper.indicator.name}"
        log(paper.project, by=by, kind="paper", verb="改佐证", subject=subject, changes=changes)


hold(Papers())

"""Bindings follow their facts: a renamed or moved row keeps its inputs, and a bound row stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from evaluations.dossier.factkeys import LONGEST
from evaluations.fieldwork.models import BaseTableItem, OutputFact
from evaluations.grids.effects import Effect, keep, watch
from evaluations.money.models import BudgetLine, FundCheck
from evaluations.papers.factbook import Book
from evaluations.papers.facts import book
from evaluations.papers.models import PaperInput, WorkingPaper
from evaluations.people.models import User
from evaluations.projects.actions import save_as
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Option, Question, Survey

NAMED = 6
CALLED: dict[type, str] = {
    BudgetLine: "line",
    FundCheck: "check",
    BaseTableItem: "item",
    OutputFact: "output",
    Survey: "survey",
    Question: "question",
    Option: "option",
}
"""What anchors of facts call the rows."""


@watch
def bindings_followed(project: Project, by: User) -> Callable[[], Effect]:
    """Knows every bound input's row before the change, and gives the input that row's key after it.

    Two books are read only where something is bound, and only of the sources that are bound.
    """
    inputs = _bound(project)
    if not inputs:
        return Effect
    before = {key: fact.anchor for key, fact in _book(project, inputs).items()}

    def follow() -> Effect:
        after = {fact.anchor: key for key, fact in _book(project, inputs).items()}
        moved = []
        for one in inputs:
            anchor = before.get(one.source)
            key = after.get(anchor, one.source) if anchor is not None else one.source
            if key != one.source and len(key) <= LONGEST:
                moved.append((one, one.source))
                one.source = key
                save_as(one, by=by)
        _follow_signed(moved)
        return Effect(said=_told(moved))

    return follow


def _bound(project: Project) -> list[PaperInput]:
    rows = PaperInput.objects.filter(paper__project=project).exclude(source="")
    return list(rows.select_related("paper__indicator").order_by("paper__indicator__position", "position"))


def _book(project: Project, inputs: Iterable[PaperInput]) -> Book:
    return book(project, [one.source for one in inputs])


def _follow_signed(moved: Iterable[tuple[PaperInput, str]]) -> None:
    """What was signed names the same rows by their new keys: a name is no change of content."""
    papers: dict[int, WorkingPaper] = {}
    for one, old in moved:
        paper = papers.setdefault(one.paper_id, one.paper)
        bindings = (paper.signed or {}).get("bindings") or {}
        if bindings.get(one.name) == old:
            paper.signed["bindings"][one.name] = one.source
    for paper in papers.values():
        WorkingPaper.objects.filter(pk=paper.pk).update(signed=paper.signed)


def _told(moved: Iterable[tuple[PaperInput, str]]) -> tuple[str, ...]:
    names = list(dict.fromkeys(f"{one.paper.indicator.code}“{one.name}”" for one, _ in moved))
    if not names:
        return ()
    more = f"等{len(names)}处" if len(names) > NAMED else ""
    return (f"引用随之更新：{'、'.join(names[:NAMED])}{more}",)


@keep
def bound_rows(project: Project) -> Callable[[Any], str]:
    """Why a row that inputs are read from cannot go: the indicators concerned, and what to do first."""
    inputs = _bound(project)
    facts = _book(project, inputs) if inputs else {}
    held: dict[tuple[Any, ...], list[PaperInput]] = defaultdict(list)
    for one in inputs:
        if one.source in facts:
            held[facts[one.source].anchor[:2]].append(one)
    surveyed = options_of_questions(project) if held else {}

    def why(row: Any) -> str:
        found = held.get((CALLED.get(type(row), ""), row.pk), [])
        if isinstance(row, Question):
            found = [
                *found,
                *(one for pk in surveyed.get(row.pk, ()) for one in held.get(("option", pk), [])),
            ]
        codes = list(dict.fromkeys(one.paper.indicator.code for one in found))
        if not codes:
            return ""
        return f"“{row}”正被底稿{'、'.join(codes)}引用，没有删除。请先在底稿里另选来源或取消引用。"

    return why


def options_of_questions(project: Project) -> dict[int, list[int]]:
    """The numbers of the options by question."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Option.objects.filter(question__survey__project=project).values_list("question_id", "pk")
    for question, option in rows:
        found[question].append(option)
    return found

"""Binding an input to a fact, so that its number is read from there instead of being typed again."""

from __future__ import annotations

from django.db import transaction

from evaluations.papers import queries
from evaluations.papers.checking.actions import void_signatures
from evaluations.papers.effects import effect_on
from evaluations.papers.factbook import Book
from evaluations.papers.facts import book, put, settle, source_name
from evaluations.papers.models import InputKind, PaperInput, WorkingPaper
from evaluations.papers.shapes import input_value
from evaluations.people.models import User
from evaluations.projects.actions import Change, Conflict, log, save_as
from evaluations.projects.figures import shown


class NotBindable(Exception):
    """The input cannot be read from there; says why and what to do."""


@transaction.atomic
def bind(paper: WorkingPaper, name: str, key: str, *, revision: int, by: User) -> PaperInput:
    """From now on the input `name` is read from the fact `key`; what was typed stays in its history.

    Raises NotBindable for a list, an unknown fact or one of another type, Conflict for an old revision.
    """
    row, one = _locked(paper, name, revision)
    if one.kind == InputKind.LIST:
        raise NotBindable(f"输入“{name}”是一列数值，不能引用单个事实，请逐个录入。")
    facts = book(row.project, {key, one.source} - {""})
    fact = facts.get(key)
    if fact is None:
        raise NotBindable("没有找到所选的来源，它可能刚被改名或删除。请重新选择。")
    if not fact.fits(one.kind):
        kind = InputKind(one.kind).label
        raise NotBindable(f"“{fact.name}”是“{fact.text}”，输入“{name}”要的是{kind}，请另选来源。")
    before = _said(one, facts)
    if one.source == key:
        return one
    one.source = key
    put(one, fact)
    _keep(row, one, "引用", before, _said(one, facts), by)
    return one


@transaction.atomic
def unbind(paper: WorkingPaper, name: str, *, revision: int, by: User) -> PaperInput:
    """The input is typed again; it keeps the value that its fact has now, or the last one it had."""
    row, one = _locked(paper, name, revision)
    if not one.source:
        return one
    last = PaperInput.objects.get(pk=one.pk)
    facts = settle(row.project, [one])
    before = _said(one, facts)
    if input_value(one) is None:
        one.number, one.flag, one.level = last.number, last.flag, last.level
    one.source = ""
    _keep(row, one, "取消引用", before, _said(one, facts), by)
    return one


def _locked(paper: WorkingPaper, name: str, revision: int) -> tuple[WorkingPaper, PaperInput]:
    papers = WorkingPaper.objects.select_for_update(of=("self",))
    row = papers.select_related("indicator", "project__system").get(pk=paper.pk)
    one = row.inputs.filter(name=name).first()
    if one is None:
        raise NotBindable(f"这份底稿已经没有名为“{name}”的输入，请刷新页面。")
    if row.revision != revision:
        raise Conflict(theirs={}, mine={}, revision=row.revision)
    return row, one


def _keep(row: WorkingPaper, one: PaperInput, verb: str, before: str, after: str, by: User) -> None:
    """Writes input and paper, and logs what that did to the scores."""
    stood = queries.evaluate(row.project)
    save_as(one, by=by)
    row.revision += 1
    row.updated_by = by
    save_as(row, by=by)
    changes: list[Change] = [{"field": f"输入“{one.name}”", "before": before, "after": after}]
    changes += effect_on(row.indicator.code, stood, queries.evaluate(row.project))
    subject = f"底稿 {row.indicator.code} {row.indicator.name}"
    log(row.project, by=by, kind="paper", verb=verb, subject=subject, changes=changes)
    void_signatures(row.project, by=by, codes=[row.indicator.code])


def _said(one: PaperInput, facts: Book) -> str:
    value = shown(input_value(one))
    return f"{value}（引自{source_name(one.source, facts)}）" if one.source else value

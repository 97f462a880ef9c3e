"""What the bindings of a file say against its own inputs: rows that are not saved yet in, warnings out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from evaluations.exchange.rows import Sheaf
from evaluations.fieldwork.models import BaseTable, BaseTableItem, OutputFact
from evaluations.money.models import BudgetLine, FundCheck
from evaluations.papers.factbook import Book, Material, book_of
from evaluations.papers.facts import source_name
from evaluations.papers.models import InputKind, PaperInput
from evaluations.projects.figures import shown
from evaluations.questionnaires.models import Option, Question, Survey
from indicators.scoring import Problem


def contradictions(sheaf: Sheaf, paths: dict[str, str]) -> Iterator[Problem]:
    """Bound inputs whose number in the file is not their fact's; `paths` of indicators by code."""
    bound = [row for row in sheaf.rows[PaperInput] if row.source]
    if not bound:
        return
    facts = book_of(_material(sheaf))
    for row in bound:
        message = _message(row, facts)
        if message:
            code = row.paper.indicator.code
            yield Problem(path=f"{paths[code]}.bindings.{row.name}", message=message)


def _message(row: PaperInput, facts: Book) -> str:
    fact = facts.get(row.source)
    name = source_name(row.source, facts)
    if fact is None:
        return f"没有“{name}”这项事实，输入“{row.name}”将缺数据，导入后请另选来源。"
    mine = _held(row)
    if mine is None or mine == fact.value:
        return ""
    return (
        f"输入“{row.name}”写的是{shown(mine)}，它引用的“{name}”是{fact.text}，"
        f"两处矛盾；导入后以引用为准，请核对。"
    )


def _held(row: PaperInput) -> Any:
    match row.kind:
        case InputKind.FLAG:
            return row.flag
        case InputKind.LEVEL:
            return row.level or None
        case _:
            return row.number


def _material(sheaf: Sheaf) -> Material:
    rows = sheaf.rows
    items, questions, options = (
        _grouped(rows[model], link)
        for model, link in ((BaseTableItem, "table"), (Question, "survey"), (Option, "question"))
    )
    return Material(
        lines=_lines(rows[BudgetLine]),
        tables=[(table.code, items[id(table)]) for table in rows[BaseTable]],
        check=next(iter(rows[FundCheck]), None),
        outputs=rows[OutputFact],
        surveys=[
            (survey, [(question, options[id(question)]) for question in questions[id(survey)]])
            for survey in rows[Survey]
        ],
    )


def _grouped(rows: list[Any], link: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[id(getattr(row, link))].append(row)
    return found


def _lines(lines: list[BudgetLine]) -> list[BudgetLine]:
    """Copies with numbers, by which the tree is read; the rows themselves get theirs from the database."""
    numbers = {id(line): number for number, line in enumerate(lines, 1)}
    columns = ("code", "name", "initial", "budget", "allocated", "actual", "unit", "is_total", "position")
    return [
        BudgetLine(
            pk=numbers[id(line)],
            parent_id=numbers.get(id(line.parent)) if line.parent else None,
            **{name: getattr(line, name) for name in columns},
        )
        for line in lines
    ]

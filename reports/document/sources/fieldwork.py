"""Facts from the field: output figures, base tables, interviews, the fund check."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evaluations.dossier import BaseTable, Dossier, Scalar
from reports.document.dates import written_date
from reports.document.facts import Fact
from reports.document.numbers import shown
from reports.document.sources.making import count, number, scalar, some, text

ISO_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
"""Only dates written so can be put in order as text."""


def output_facts(dossier: Dossier) -> Iterator[Fact]:
    yield some("count.output_facts", len(dossier.output_facts), "output_facts", "项")
    for place, fact in enumerate(dossier.output_facts):
        scope, source = f"output.{place + 1}", f"output_facts[{place}]"
        yield text(f"{scope}.name", fact.name, f"{source}.name")
        yield scalar(f"{scope}.value", fact.value, f"{source}.value", unit=fact.unit)
        formula = fact.formula.replace("*", "×").replace("/", "÷") if fact.formula else None
        yield text(f"{scope}.formula", formula, f"{source}.formula")


def base_scope(place: int) -> str:
    return f"base.{place + 1}"


def base_facts(dossier: Dossier) -> Iterator[Fact]:
    yield some("count.base_tables", len(dossier.base_table), "base_table", "张")
    yield some("count.base_items", sum(len(table.fields) for table in dossier.base_table), "base_table", "项")
    for place, table in enumerate(dossier.base_table):
        yield from _base_items(base_scope(place), f"base_table[{place}]", table)


def _base_items(scope: str, source: str, table: BaseTable) -> Iterator[Fact]:
    for key, value in table.fields.items():
        said = table.items.get(key)
        yield scalar(f"{scope}.{key}", value, f"{source}.fields.{key}", unit=said.unit if said else None)
        told = (said.period, said.definition, said.source, said.note) if said else ()
        joined = "；".join(one.strip().rstrip("。") for one in told if one and one.strip())
        yield text(f"{scope}.{key}/told", joined, f"{source}.items.{key}")


def interview_facts(dossier: Dossier) -> Iterator[Fact]:
    interviews = dossier.interviews
    yield some("count.interviews", len(interviews), "interviews", "次")
    yield some(
        "count.interview_questions", sum(len(item.questions) for item in interviews), "interviews", "个"
    )
    roles = [item.subject_role for item in interviews if item.subject_role]
    yield text("interviews.roles", "、".join(dict.fromkeys(roles)), "interviews")
    given = [item.date for item in interviews if item.date]
    dates = sorted(given) if all(ISO_DATE.fullmatch(date) for date in given) else []
    yield text("interviews.first", written_date(dates[0]) if dates else None, "interviews")
    last = written_date(dates[-1]) if dates and dates[-1] != dates[0] else None
    yield text("interviews.last", last, "interviews")
    for place, item in enumerate(interviews):
        scope, source = f"interview.{place + 1}", f"interviews[{place}]"
        yield text(f"{scope}.date", written_date(item.date), f"{source}.date")
        yield text(f"{scope}.role", item.subject_role, f"{source}.subject_role")
        for key in ("place", "group", "interviewers"):
            yield text(f"{scope}.{key}", getattr(item, key), f"{source}.{key}")
        for number_, asked in enumerate(item.asked):
            yield text(f"{scope}.q{number_ + 1}", asked.text, f"{source}.questions[{number_}]")
            yield text(f"{scope}.a{number_ + 1}", asked.answer, f"{source}.questions[{number_}].answer")


NOTHING_FOUND = frozenset({"-", "－", "—", "–", "无", "否", "×", "", "未发现", "未见", "未见异常"})


def fund_facts(dossier: Dossier) -> Iterator[Fact]:
    check = dossier.fund_check
    unit = next((line.unit for line in dossier.budget if line.unit), None)
    for key in ("budget", "allocated", "spent"):
        amount = getattr(check, key) if check else None
        yield number(f"fund.{key}", amount, f"fund_check.{key}", unit=unit, decimals=2)
    points = sum(len(group) for group in check.groups.values()) if check else 0
    groups = sum(1 for group in check.groups.values() if group) if check else 0
    yield some("count.fund_groups", groups, "fund_check.groups", "个方面")
    yield some("count.fund_points", points, "fund_check.groups", "项")
    known = [result for result in check.results if result is not None] if check else []
    found = sum(1 for result in known if result not in NOTHING_FOUND and result is not False)
    yield some("count.fund_found", found, "fund_check.results", "项")
    clean = points if points and len(known) == points and not found else None
    yield count("count.fund_clean", clean, "fund_check.results", "项")
    given = check.results if check else ()
    for place, result in enumerate([*given, *[None] * points][:points]):
        yield text(f"fund.result.{place + 1}", found_mark(result), f"fund_check.results[{place}]")


def found_mark(result: Scalar | None) -> str | None:
    """What stands in the form for a point: nothing found is a dash, as nothing known is."""
    if result is None or result is False or result == "-":
        return None
    return "√" if result is True else shown(result)

"""Annex: survey statistics, each question a table with its chart."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from evaluations.dossier import Question, Survey
from indicators.charts import Share, ShareChart
from reports.document.blocks import Block, Row, Runs, Table
from reports.document.cells import Shape, fact, table, words
from reports.document.material import Context, Filled, Node
from reports.document.numbers import DASH
from reports.document.wording import paragraph, say

HUNDRED = Decimal(100)
SHAPE: Shape = ((50, "left"), (25, "right"), (25, "right"))
SEVERAL = "本题为多选题，占比以有效填写份数为分母，各项之和可以超过百分之百。"


def has_results(survey: Survey) -> bool:
    return any(option.count is not None for question in survey.questions for option in question.options)


def surveys(context: Context) -> Filled:
    """The surveys that have results."""
    nodes = [
        Node(id=f"survey.{place}", title=survey.title, blocks=tuple(_survey(context, place, survey)))
        for place, survey in enumerate(context.dossier.surveys, start=1)
        if has_results(survey)
    ]
    return Filled(children=tuple(nodes))


def _survey(context: Context, place: int, survey: Survey) -> Iterator[Block]:
    yield from paragraph(
        [
            "本次调查共发放问卷{.distributed}[，回收{.returned}][，回收率{.return_rate}]。",
            "有效问卷为{.valid}[，有效率{.valid_rate}]。",
            "问卷共设{.questions}问题，各题统计结果如下。",
        ],
        context.book,
        f"survey.{place}",
    )
    if survey.used is False:
        yield from paragraph(
            [
                "本次调查的结果未用于指标计分，仅供参考。",
                "未采用的原因：{.unused_reason}。",
                "计分改用{.substitute}。",
            ],
            context.book,
            f"survey.{place}",
        )
    for number, question in enumerate(survey.questions, start=1):
        yield _table(context, f"survey.{place}.q{number}", f"question-{place}-{number}", question)


def _table(context: Context, scope: str, name: str, question: Question) -> Table:
    """The answers to one question, counted, with their chart."""
    multiple = question.type == "multiple"
    rows = [
        Row(cells=tuple(fact(context.book, f"{scope}.o{place}.{key}") for key in ("label", "count", "share")))
        for place in range(1, len(question.options) + 1)
    ]
    title, whole = ("有效填写份数", "base") if multiple else ("合计", "answers")
    if context.book.knows(f"{scope}.{whole}"):
        cell = fact(context.book, f"{scope}.{whole}")
        rows.append(Row(cells=(words(title, align="center"), cell, words(DASH)), kind="sum"))
    titles = ("选项", "选择人次", "占比（%）")
    chart = _chart(context, scope, question)
    return table(
        name,
        question.text,
        SHAPE,
        titles,
        rows,
        note=_note(context, scope, multiple=multiple),
        chart=chart if chart.shares else None,
    )


def _note(context: Context, scope: str, *, multiple: bool) -> Runs:
    most = say("选择“{.most}”的最多，占{.most_share}。", context.book, scope) or ()
    return (*most, *((SEVERAL,) if multiple else ()))


def _chart(context: Context, scope: str, question: Question) -> ShareChart:
    shares = []
    for place, option in enumerate(question.options, start=1):
        share = context.book[f"{scope}.o{place}.share"]
        if isinstance(share.value, Decimal):
            shares.append(Share(label=option.label, share=share.value / HUNDRED, text=share.written))
    return ShareChart(title=question.text, shares=tuple(shares), multiple=question.type == "multiple")

"""Annex 问卷调查汇总分析: how each survey was made, whom it reached, 满意度, each question with its chart."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from evaluations.dossier import Question, Survey
from evaluations.surveying.definition import LINE_SIGN, MATRIX
from evaluations.surveying.shares import SEVERAL, adds_up
from indicators.charts import Share, ShareChart
from reports.document.beside import Polled, SurveyShare
from reports.document.blocks import Block, Cell, Row, Runs, Table
from reports.document.cells import Shape, fact, table, words
from reports.document.material import Context, Filled, Node
from reports.document.numbers import DASH
from reports.document.sources.surveys import base_of, counts_of
from reports.document.wording import paragraph, say

HUNDRED = Decimal(100)
ALL = "100.00"
SHAPE: Shape = ((50, "left"), (25, "right"), (25, "right"))
CHOSEN = "本题为多选题，占比以有效填写份数为分母，各项之和可以超过百分之百。"
THEMED = "开放题的回答按主题归类，一份答卷可以归入几个主题。"
WHOLE = "各项占比按最大余数法取两位小数，合计为100.00%。"
THEMES = "text"
WIDEST = 8
"""Columns of a matrix that find room beside each other."""

MADE = (
    "本次调查采用问卷方式，使用{.versions}[，通过{.channels}回收][，回收时间为{.period}]。",
    "调查对象为{.groups}。",
)
SAMPLE = (
    "调查对象总体为{.population}[，按{.confidence}的置信水平和{.margin}的允许误差确定样本量]。",
    "计划样本量为{.target}。",
    "抽样采用随机抽取，随机种子为{.seed}。",
)
SHEETS = (
    "本次调查共发放问卷{.distributed}[，回收{.returned}][，回收率{.return_rate}]。",
    "有效问卷为{.valid}[，有效率{.valid_rate}]。",
    "问卷共设{.questions}问题，各题统计结果如下。",
)
STRUCK = ("未计入统计的{.struck}中，{.struck/told}。",)
UNUSED = (
    "本次调查的结果未用于指标计分，仅供参考。",
    "未采用的原因：{.unused_reason}。",
    "计分改用{.substitute}。",
)
JUDGED = (
    "综合满意占比为{.satisfied}[（{.level}置信区间{.satisfied/interval}）]，为计入满意度的{.satisfactions}问题的平均值。",
    "{.satisfied/how}。",
    "加权得分为{.score}，由各选项分值按人次加权平均。",
)


def has_results(survey: Survey) -> bool:
    """Whether there is something to print: a count, a mean, or why the survey was not used."""
    counted = any(
        question.mean is not None or any(option.count is not None for option in question.options)
        for question in survey.questions
    )
    return counted or (survey.used is False and bool(survey.unused_reason))


def surveys(context: Context) -> Filled:
    """The surveys that have results."""
    nodes = [
        Node(id=f"survey.{place}", title=survey.title, blocks=tuple(_survey(context, place, survey)))
        for place, survey in enumerate(context.dossier.surveys, start=1)
        if has_results(survey)
    ]
    return Filled(children=tuple(nodes))


def _survey(context: Context, place: int, survey: Survey) -> Iterator[Block]:
    book, scope = context.book, f"survey.{place}"
    made = next((one for one in context.material.beside.surveys if one.survey == place), None)
    for sentences in (MADE, SAMPLE, SHEETS):
        yield from paragraph(sentences, book, scope)
    if made is not None:
        yield from _reached(context, scope, survey, made)
    if survey.used is False:
        yield from paragraph(UNUSED, book, scope)
    yield from paragraph(JUDGED, book, scope)
    numbered = list(enumerate(survey.questions, start=1))
    for head, group in groupby(numbered, key=lambda pair: _head(pair[1]) or pair[0]):
        lines = list(group)
        if isinstance(head, str):
            yield _matrix(context, place, head, lines)
        else:
            yield from _question(context, place, survey, *lines[0])


# Whom it reached ----------------------------------------------------------------------------------


def _reached(context: Context, scope: str, survey: Survey, made: Polled) -> Iterator[Block]:
    """What does not count, and of which groups and channels the rest is; only where it adds up."""
    if None not in (survey.returned, survey.valid):
        struck = sum(number for _, number in made.struck)
        if struck == (survey.returned or 0) - (survey.valid or 0):
            yield from paragraph(STRUCK, context.book, scope)
    place = made.survey
    for name, title, parts in (
        ("group", "样本的群体构成", made.groups),
        ("channel", "答卷的回收渠道", made.channels),
    ):
        if parts and sum(one.valid for one in parts) == survey.valid and survey.valid:
            yield _parts(context, f"{scope}.{name}", f"{name}s-{place}", title, parts)


def _parts(context: Context, scope: str, name: str, title: str, parts: tuple[SurveyShare, ...]) -> Table:
    has_quota = any(one.quota is not None for one in parts)
    keys = ("name", *(("quota",) if has_quota else ()), "returned", "valid", "share")
    titles = {
        "name": "群体" if name.startswith("group") else "渠道",
        "quota": "配额（份）",
        "returned": "回收（份）",
        "valid": "有效（份）",
        "share": "占有效（%）",
    }
    rows = [
        Row(cells=tuple(fact(context.book, f"{scope}.{place}.{key}") for key in keys))
        for place in range(1, len(parts) + 1)
    ]
    shape: Shape = ((40, "left"), *((60 / (len(keys) - 1), "right") for _ in keys[1:]))
    return table(name, title, shape, [titles[key] for key in keys], rows, note=(WHOLE,))


# Questions ----------------------------------------------------------------------------------------


def _question(
    context: Context, place: int, survey: Survey, number: int, question: Question
) -> Iterator[Block]:
    scope = f"survey.{place}.q{number}"
    if question.mean is not None:
        yield from paragraph(("“{.text}”[有效填写{.answered}，]平均为{.mean}。",), context.book, scope)
    if question.options or question.mean is None:
        yield _table(context, scope, f"question-{place}-{number}", survey, question)


def _table(context: Context, scope: str, name: str, survey: Survey, question: Question) -> Table:
    """The answers to one question, counted, with their chart."""
    several = (question.type or "") in SEVERAL
    rows = [
        Row(cells=tuple(fact(context.book, f"{scope}.o{place}.{key}") for key in ("label", "count", "share")))
        for place in range(1, len(question.options) + 1)
    ]
    title, whole = ("有效填写份数", "base") if several else ("合计", "answers")
    is_whole = adds_up(question.type or "", counts_of(question), base_of(survey, question))
    together = ALL if is_whole else DASH
    if context.book.knows(f"{scope}.{whole}"):
        cell = fact(context.book, f"{scope}.{whole}")
        rows.append(Row(cells=(words(title, align="center"), cell, words(together)), kind="sum"))
    titles = ("主题" if question.type == THEMES else "选项", "选择人次", "占比（%）")
    chart = _chart(context, scope, question)
    return table(
        name,
        question.text,
        SHAPE,
        titles,
        rows,
        note=_note(context, scope, survey, question),
        chart=chart if chart.shares else None,
    )


def _note(context: Context, scope: str, survey: Survey, question: Question) -> Runs:
    runs = [*(say("选择“{.most}”的最多，占{.most_share}。", context.book, scope) or ())]
    told = "满意占比＝{.satisfied/told}＝{.satisfied}[，置信区间{.satisfied/interval}]。"
    runs += say(told, context.book, scope) or ()
    kind = question.type or ""
    if kind in SEVERAL:
        runs.append(THEMED if kind == THEMES else CHOSEN)
    elif adds_up(kind, counts_of(question), base_of(survey, question)):
        runs.append(WHOLE)
    return tuple(runs)


def _chart(context: Context, scope: str, question: Question) -> ShareChart:
    shares = []
    for place, option in enumerate(question.options, start=1):
        share = context.book[f"{scope}.o{place}.share"]
        if isinstance(share.value, Decimal):
            shares.append(Share(label=option.label, share=share.value / HUNDRED, text=share.written))
    return ShareChart(title=question.text, shares=tuple(shares), multiple=(question.type or "") in SEVERAL)


# Matrices -----------------------------------------------------------------------------------------


def _head(question: Question) -> str:
    """What the lines of one matrix have in common; empty of another question, or of one that is too wide."""
    is_line = question.type == MATRIX and LINE_SIGN in question.text and len(question.options) <= WIDEST
    labels = "／".join(option.label for option in question.options)
    return f"{question.text.rpartition(LINE_SIGN)[0]}\n{labels}" if is_line else ""


def _matrix(context: Context, place: int, head: str, lines: list[tuple[int, Question]]) -> Table:
    """One table for all lines: how often each choice was taken, with its share; a chart of the satisfied."""
    title = head.partition("\n")[0]
    choices = [option.label for option in lines[0][1].options]
    is_judged = all(context.book.knows(f"survey.{place}.q{number}.satisfied") for number, _ in lines)
    rows = [_line(context, f"survey.{place}.q{number}", question, is_judged) for number, question in lines]
    wide = 76 / (len(choices) + is_judged)
    shape: Shape = ((24, "left"), *((wide, "right") for _ in range(len(choices) + is_judged)))
    titles = ("项目", *choices, *(("满意占比（%）",) if is_judged else ()))
    shares = [
        Share(label=_line_of(question), share=one.value / HUNDRED, text=one.written)
        for number, question in lines
        if isinstance((one := context.book[f"survey.{place}.q{number}.satisfied"]).value, Decimal)
    ]
    chart = ShareChart(title=f"{title}　满意占比", shares=tuple(shares), multiple=True)
    return table(
        f"question-{place}-{lines[0][0]}",
        title,
        shape,
        titles,
        rows,
        note=("每格为选择人次和占该行有效填写的比例（%）。",),
        small=True,
        chart=chart if is_judged and shares else None,
    )


def _line(context: Context, scope: str, question: Question, is_judged: bool) -> Row:
    book = context.book
    cells = [
        Cell(runs=(book.cell(f"{scope}.o{place}.count"), "（", book.cell(f"{scope}.o{place}.share"), "）"))
        for place in range(1, len(question.options) + 1)
    ]
    told = [fact(book, f"{scope}.satisfied")] if is_judged else []
    return Row(cells=(words(_line_of(question)), *cells, *told))


def _line_of(question: Question) -> str:
    return question.text.rpartition(LINE_SIGN)[2]

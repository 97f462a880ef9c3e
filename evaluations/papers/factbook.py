"""The fact book of the inputs: every collected figure by its key, with value, unit and the page it stands on.

Rows come in (of the database, or of a file that is not imported yet), facts go out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from evaluations.dossier.factkeys import fact_key, read_key
from evaluations.fieldwork.models import BaseTableItem, ItemValue, OutputFact, item_value
from evaluations.money.models import BudgetLine, FundCheck
from evaluations.money.queries import BudgetRow, budget_of
from evaluations.papers.conversions import in_plain_unit, plain_unit
from evaluations.papers.models import InputKind
from evaluations.projects.figures import shown
from evaluations.projects.queries import percent
from evaluations.questionnaires.models import Survey
from evaluations.questionnaires.queries import base_of, shares_of
from evaluations.surveying import satisfaction

TOTAL = "合计"
TOTALS = ("合计", "总计", "合 计", "总 计")
"""Names of a sum row that say nothing of their own."""
COLUMNS = {
    "initial": "年初预算",
    "budget": "调整后预算",
    "allocated": "实际到位",
    "actual": "实际支出",
    "rate": "执行率",
    "balance": "结余",
}
CHECKED = {"budget": "预算", "allocated": "到位", "spent": "支出"}
SHEETS = {"distributed": "发放", "returned": "回收", "valid": "有效"}
SHEET_RATES = {"return_rate": "回收率", "valid_rate": "有效率"}
COUNTED = {"count": "人数", "share": "占比"}
JUDGED = {"satisfied": "满意占比", "score": "加权得分"}
ASKED = {"answered": "有效填写人次", "mean": "平均值"} | JUDGED
WORDS = tuple(
    pair for words in (COLUMNS, CHECKED, SHEETS, SHEET_RATES, COUNTED, ASKED) for pair in words.items()
)
"""What the last words of keys are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A collected value: `group` is where it stands (预算, 基础表 B1), `label` what it is called there."""

    key: str
    group: str
    label: str
    value: Decimal | bool | str | None
    unit: str = ""
    page: str = ""
    is_converted: bool = False
    """Whether it is another fact in its plain unit (万件 → 件)."""
    anchor: tuple[Any, ...] = ()
    """The row it is read from, and which figure of it: what stays when names and places change."""
    formula: str = ""
    """How a statistic is worked out, with its counts: （很满意32 + 基本满意68）÷ 120."""

    @property
    def name(self) -> str:
        return f"{self.group} {self.label}"

    @property
    def text(self) -> str:
        """The value with its unit; a gap is 「—」."""
        is_figure = isinstance(self.value, Decimal)
        return f"{shown(self.value)}{self.unit}" if is_figure else shown(self.value)

    def fits(self, kind: str) -> bool:
        """Whether an input of this kind can take it; an unknown value fits what its source can hold."""
        wanted: dict[str, type] = {InputKind.NUMBER: Decimal, InputKind.FLAG: bool, InputKind.LEVEL: str}
        return kind in wanted and (self.value is None or isinstance(self.value, wanted[kind]))


class Item(NamedTuple):
    """Of a data item what its fact says: there may be thousands, and whole rows take long to read."""

    pk: int
    name: str
    kind: str
    number: Decimal | None
    text: str
    flag: bool | None
    unit: str

    @property
    def value(self) -> ItemValue:
        return item_value(self.kind, self.number, self.text, self.flag)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The rows from which facts are made; options hang on questions, items on tables."""

    lines: Sequence[BudgetLine] = ()
    tables: Sequence[tuple[str, Sequence[Item | BaseTableItem]]] = ()
    check: FundCheck | None = None
    outputs: Sequence[OutputFact] = ()
    surveys: Sequence[tuple[Survey, Sequence[tuple[Any, Sequence[Any]]]]] = ()


Book = Mapping[str, Fact]


def book_of(material: Material, pages: Mapping[str, str] | None = None) -> Book:
    """All facts by key; where two rows have the same name, the later ones are numbered (产出.2)."""
    found: dict[str, Fact] = {}
    at = pages or {}
    for facts in (
        _budget(material.lines, at.get("budget", "")),
        _check(material.check, at.get("check", "")),
        _base(material.tables, at.get("base", "")),
        _outputs(material.outputs, at.get("output", "")),
        _surveys(material.surveys, at.get("survey", "")),
    ):
        for fact in facts:
            for one in (fact, *_converted(fact)):
                found.setdefault(one.key, one)
    return found


def _converted(fact: Fact) -> Iterator[Fact]:
    """The same fact in its plain unit, where its own is a multiple: its key ends with that unit."""
    plain = plain_unit(fact.unit)
    if plain is None or not isinstance(fact.value, Decimal | None):
        return
    key = read_key(fact.key)
    if key is None:
        return
    power, unit = plain
    yield replace(
        fact,
        key=fact_key(key.source, *key.parts, unit),
        label=f"{fact.label}（折成{unit}）",
        value=None if fact.value is None else in_plain_unit(fact.value, power),
        unit=unit,
        is_converted=True,
        anchor=(*fact.anchor, "plain"),
    )


# Facts --------------------------------------------------------------------------------------------


def _budget(lines: Sequence[BudgetLine], page: str) -> Iterator[Fact]:
    tree = budget_of(lines)
    if tree.total is not None:
        own = tree.total.line.name
        yield from _budget_row(TOTAL, TOTAL if own in TOTALS else f"{TOTAL} {own}", tree.total, page)
    for row in tree.rows:
        yield from _budget_row(row.line.code, f"{row.line.code} {row.line.name}", row, page)


def _budget_row(code: str, name: str, row: BudgetRow, page: str) -> Iterator[Fact]:
    figures = dict(zip(("initial", "budget", "allocated", "actual"), row.cells, strict=True))
    values = {key: cell.value for key, cell in figures.items()}
    values |= {"rate": row.rate, "balance": row.balance}
    for column, label in COLUMNS.items():
        yield Fact(
            key=fact_key("budget", code, column),
            group="预算",
            label=f"{name}·{label}",
            value=values[column],
            unit="%" if column == "rate" else row.line.unit,
            page=page,
            anchor=("total", column) if code == TOTAL else ("line", row.line.pk, column),
        )


def _check(check: FundCheck | None, page: str) -> Iterator[Fact]:
    if check is None:
        return
    values = {key: getattr(check, key) for key in CHECKED}
    values["rate"] = percent(check.spent, check.allocated or check.budget)
    for key, label in (*CHECKED.items(), ("rate", "执行率")):
        unit = "%" if key == "rate" else ""
        yield Fact(
            key=fact_key("check", key),
            group="资金使用检查表",
            label=label,
            value=values[key],
            unit=unit,
            page=page,
            anchor=("check", check.pk, key),
        )


def _base(tables: Sequence[tuple[str, Sequence[Item | BaseTableItem]]], page: str) -> Iterator[Fact]:
    for code, items in tables:
        for item in items:
            yield Fact(
                key=fact_key("base", code, item.name),
                group=f"基础表{code}",
                label=item.name,
                value=item.value,
                unit=item.unit,
                page=page,
                anchor=("item", item.pk),
            )


def _outputs(outputs: Sequence[OutputFact], page: str) -> Iterator[Fact]:
    seen: dict[str, int] = {}
    for output in outputs:
        seen[output.name] = seen.get(output.name, 0) + 1
        again = () if seen[output.name] == 1 else (str(seen[output.name]),)
        yield Fact(
            key=fact_key("output", output.name, *again),
            group="产出数据",
            label="".join([output.name, *(f"（第{number}个）" for number in again)]),
            value=output.value,
            unit=output.unit,
            page=page,
            anchor=("output", output.pk),
        )


def _surveys(
    surveys: Sequence[tuple[Survey, Sequence[tuple[Any, Sequence[Any]]]]], page: str
) -> Iterator[Fact]:
    for number, (survey, questions) in enumerate(surveys, 1):
        of = _Of(way=(str(number),), group=f"社会调查“{survey.title}”", page=page)
        yield from _sheets(of, survey, [options for question, options in questions if question.satisfaction])
        for place, (question, options) in enumerate(questions, 1):
            one = replace(of, way=(*of.way, str(place)), before=f"第{place}题 {question.text[:40]}·")
            yield from _question(one, question, options)
            yield from _answers(one, survey, question, options)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Of:
    """Where facts of a survey belong: the names that lead to them, and what stands before their labels."""

    way: tuple[str, ...]
    group: str
    page: str
    before: str = ""

    def fact(self, *names: str, label: str, anchor: tuple[Any, ...], **more: Any) -> Fact:
        return Fact(
            key=fact_key("survey", *self.way, *names),
            group=self.group,
            label=f"{self.before}{label}",
            page=self.page,
            anchor=(*anchor, names[-1]),
            **more,
        )


def _sheets(of: _Of, survey: Survey, flagged: Sequence[Sequence[Any]]) -> Iterator[Fact]:
    """Sheets and rates; 满意度 as the mean over the questions that count for it, where there are any."""
    anchor = ("survey", survey.pk)
    rates = {
        "return_rate": percent(_whole(survey.returned), _whole(survey.distributed)),
        "valid_rate": percent(_whole(survey.valid), _whole(survey.returned)),
    }
    for key, label in SHEETS.items():
        yield of.fact(key, label=label, anchor=anchor, value=_whole(getattr(survey, key)), unit="份")
    for key, label in SHEET_RATES.items():
        yield of.fact(key, label=label, anchor=anchor, value=rates[key], unit="%")
    if flagged:
        for key, unit, exact, told in (
            ("satisfied", "%", satisfaction.top_share, satisfaction.told_top),
            ("score", "分", satisfaction.weighted, satisfaction.told_weighted),
        ):
            value = satisfaction.figure(satisfaction.mean(map(exact, flagged)))
            many = f"{len(flagged)}道计入满意度的题目的平均值"
            formula = told(flagged[0]) if len(flagged) == 1 else many
            yield of.fact(key, label=JUDGED[key], anchor=anchor, value=value, unit=unit, formula=formula)


def _question(of: _Of, question: Any, options: Sequence[Any]) -> Iterator[Fact]:
    """Of a question what can be said of it: answers, mean, 满意度."""
    anchor = ("question", question.pk)
    if question.answered is not None:
        value = _whole(question.answered)
        yield of.fact("answered", label=ASKED["answered"], anchor=anchor, value=value, unit="人次")
    if question.mean is not None:
        yield of.fact("mean", label=ASKED["mean"], anchor=anchor, value=question.mean)
    if any(option.satisfied for option in options):
        value = satisfaction.figure(satisfaction.top_share(options))
        told = satisfaction.told_top(options)
        yield of.fact(
            "satisfied", label=ASKED["satisfied"], anchor=anchor, value=value, unit="%", formula=told
        )
    if any(option.score is not None for option in options):
        value = satisfaction.figure(satisfaction.weighted(options))
        told = satisfaction.told_weighted(options)
        yield of.fact("score", label=ASKED["score"], anchor=anchor, value=value, unit="分", formula=told)


def _answers(of: _Of, survey: Survey, question: Any, options: Sequence[Any]) -> Iterator[Fact]:
    seen: dict[str, int] = {}
    base = base_of(survey, question, options)
    for option, share in zip(options, shares_of(survey, question, options), strict=True):
        seen[option.label] = seen.get(option.label, 0) + 1
        again = () if seen[option.label] == 1 else (str(seen[option.label]),)
        told = "".join([option.label, *(f"（第{number}个）" for number in again)])
        anchor, way = ("option", option.pk), (option.label, *again)
        yield of.fact(
            *way, "count", label=f"{told}·人数", anchor=anchor, value=_whole(option.count), unit="人"
        )
        formula = "" if share is None else f"{option.label}{option.count} ÷ {base}"
        label = f"{told}·占比"
        yield of.fact(*way, "share", label=label, anchor=anchor, value=share, unit="%", formula=formula)


def _whole(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)

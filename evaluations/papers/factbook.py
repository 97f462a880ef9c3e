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
WORDS = (*COLUMNS.items(), *CHECKED.items(), *SHEETS.items(), *SHEET_RATES.items(), *COUNTED.items())
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
        group = f"社会调查“{survey.title}”"
        sheets = survey.returned if survey.valid is None else survey.valid
        rates = {
            "return_rate": _share(survey.returned, survey.distributed),
            "valid_rate": _share(survey.valid, survey.returned),
        }
        for key, label in SHEETS.items():
            value = _whole(getattr(survey, key))
            yield Fact(
                key=fact_key("survey", str(number), key),
                group=group,
                label=label,
                value=value,
                unit="份",
                page=page,
                anchor=("survey", survey.pk, key),
            )
        for key, label in SHEET_RATES.items():
            yield Fact(
                key=fact_key("survey", str(number), key),
                group=group,
                label=label,
                value=rates[key],
                unit="%",
                page=page,
                anchor=("survey", survey.pk, key),
            )
        for place, (question, options) in enumerate(questions, 1):
            yield from _answers((str(number), str(place)), group, question, options, sheets, page)


def _answers(
    way: tuple[str, str], group: str, question: Any, options: Sequence[Any], sheets: int | None, page: str
) -> Iterator[Fact]:
    seen: dict[str, int] = {}
    for option in options:
        seen[option.label] = seen.get(option.label, 0) + 1
        again = () if seen[option.label] == 1 else (str(seen[option.label]),)
        told = "".join([option.label, *(f"（第{number}个）" for number in again)])
        label = f"第{way[1]}题 {question.text[:40]}·{told}"
        values = {"count": _whole(option.count), "share": _share(option.count, sheets)}
        for key, word in COUNTED.items():
            yield Fact(
                key=fact_key("survey", *way, option.label, *again, key),
                group=group,
                label=f"{label}·{word}",
                value=values[key],
                unit="人" if key == "count" else "%",
                page=page,
                anchor=("option", option.pk, key),
            )


def _whole(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _share(part: int | None, whole: int | None) -> Decimal | None:
    """In percent, two decimals, as the page of the surveys shows it."""
    return None if part is None or whole is None else percent(Decimal(part), Decimal(whole))

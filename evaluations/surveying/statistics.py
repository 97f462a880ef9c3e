"""Counts → what is said of each question: base, shares, means, ranks, 满意度 with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from evaluations.surveying import intervals, satisfaction
from evaluations.surveying.coding import Column, columns
from evaluations.surveying.counting import Count, Counts, column_id
from evaluations.surveying.definition import (
    DATE,
    MULTIPLE,
    NUMBER,
    RANKING,
    TOP,
    Choice,
    Item,
    Line,
    Questionnaire,
)
from evaluations.surveying.intervals import HUNDRED, LEVEL, Interval
from evaluations.surveying.shares import shares_of

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A statistic, of how many answers it is, and its interval; None where those are too few (样本过小)."""

    exact: Fraction
    base: int
    interval: Interval | None = None

    @property
    def value(self) -> Decimal:
        """Rounded once, half up, to two decimals."""
        return _figure(self.exact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A choice: how many took it, their share of the base in percent; of a RANKING its mean rank."""

    choice: Choice
    count: int
    share: Decimal | None
    rank: Decimal | None = None

    @property
    def label(self) -> str:
        """What the choice says."""
        return self.choice.label

    @property
    def score(self) -> Decimal | None:
        """Its points for 满意度."""
        return self.choice.score

    @property
    def satisfied(self) -> bool:
        """Whether it counts as satisfied."""
        return self.choice.satisfied

    @property
    def aside(self) -> bool:
        """Whether 满意度 leaves it out."""
        return self.choice.aside


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is said of one question, or of one line of a matrix.

    `base` is 本题有效填写人次. `satisfied` (满意占比) and `score` (加权得分) leave out the choices that stand
    aside; `mean` is of numbers, and of scales whose labels are numbers. `least` and `most` are also dates.
    """

    key: str
    number: int
    item: Item
    line: Line | None
    base: int
    parts: tuple[Part, ...] = ()
    satisfied: Figure | None = None
    score: Figure | None = None
    mean: Figure | None = None
    median: Decimal | None = None
    least: str = ""
    most: str = ""

    @property
    def is_multiple(self) -> bool:
        """Whether a sheet counts in several parts: 多选题，占比之和可超过100%."""
        return self.item.kind == MULTIPLE

    @property
    def title(self) -> str:
        """The question, with the line of a matrix."""
        return self.item.text if self.line is None else f"{self.item.text}　{self.line.label}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    """满意度 of the whole survey: the mean over `findings`, by the formula of the questionnaire."""

    figure: Figure
    formula: str
    findings: tuple[Finding, ...]


def describe(
    questionnaire: Questionnaire, counts: Counts, *, level: int = LEVEL, population: int | None = None
) -> tuple[Finding, ...]:
    """A finding for every column, in the order of the questions."""
    numbers = questionnaire.numbers()
    sample = _Sample(level=level, population=population)
    return tuple(
        _finding(column, numbers[column.item.id], counts.get(column_id(column), Count()), sample)
        for column in columns(questionnaire)
    )


def overall(questionnaire: Questionnaire, findings: Iterable[Finding]) -> Overall | None:
    """满意度 of the survey; None where no question that counts for it was answered."""
    is_top = questionnaire.formula == TOP
    flagged = [one for one in findings if one.item.satisfaction]
    known = [(one, figure) for one in flagged if (figure := one.satisfied if is_top else one.score)]
    if not known:
        return None
    figures = [figure for _, figure in known]
    figure = Figure(
        exact=satisfaction.mean(figure.exact for figure in figures) or Fraction(0),
        base=max(one.base for one in figures),
        interval=intervals.joint([one.interval for one in figures]),
    )
    return Overall(figure=figure, formula=questionnaire.formula, findings=tuple(one for one, _ in known))


def union(versions: Sequence[Questionnaire]) -> Questionnaire:
    """One questionnaire for answers to several versions: the first (newest), and what only others have.

    Choices, lines and groups that a later version dropped stand at the end, because people answered them.
    """
    newest, *older = versions
    items = {item.id: item for item in newest.items}
    groups = {group.id: group for group in newest.groups}
    for version in older:
        groups = {group.id: group for group in version.groups} | groups
        for item in version.items:
            known = items.get(item.id)
            items[item.id] = item if known is None else _joined(known, item)
    ordered = [group for version in versions for group in version.groups]
    return Questionnaire(
        title=newest.title,
        intro=newest.intro,
        groups=tuple(groups[key] for key in dict.fromkeys(group.id for group in ordered)),
        items=tuple(items.values()),
        formula=newest.formula,
    )


def _joined(known: Item, older: Item) -> Item:
    """An item with the choices and lines that only an older version of it had."""
    choices = {one.id: one for one in (*older.choices, *known.choices)}
    lines = {one.id: one for one in (*older.lines, *known.lines)}
    own, rows = [one.id for one in known.choices], [one.id for one in known.lines]
    return replace(
        known,
        choices=tuple(choices[key] for key in dict.fromkeys([*own, *choices])),
        lines=tuple(lines[key] for key in dict.fromkeys([*rows, *lines])),
    )


def _figure(exact: Fraction) -> Decimal:
    found = satisfaction.figure(exact)
    assert found is not None
    return found


# One question -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """How sure one wants to be, and of how many people the sample is."""

    level: int
    population: int | None

    def of_mean(self, counts: Sequence[tuple[Decimal, int]]) -> Figure | None:
        base = sum(number for _, number in counts)
        if not base:
            return None
        total = sum((Fraction(value) * number for value, number in counts), Fraction(0))
        interval = intervals.of_mean(counts, level=self.level, population=self.population)
        return Figure(exact=total / base, base=base, interval=interval)


def _finding(column: Column, number: int, count: Count, sample: _Sample) -> Finding:
    item = column.item
    plain = Finding(key=column_id(column), number=number, item=item, line=column.line, base=count.answered)
    if item.kind == NUMBER:
        return _of_numbers(plain, count, sample)
    if item.kind == DATE:
        days = sorted(count.values)
        return replace(plain, least=days[0] if days else "", most=days[-1] if days else "")
    parts = _parts(item, count)
    if not parts or item.kind in (MULTIPLE, RANKING):
        return replace(plain, parts=parts)
    return replace(
        plain,
        parts=parts,
        satisfied=_satisfied(parts, sample),
        score=_score(parts, sample),
        mean=_of_labels(parts, sample),
    )


def _parts(item: Item, count: Count) -> tuple[Part, ...]:
    chosen = [count.chosen[choice.id] for choice in item.choices]
    found = shares_of(item.kind, chosen, count.answered)
    return tuple(
        Part(choice=choice, count=number, share=share, rank=_rank(choice, count))
        for choice, number, share in zip(item.choices, chosen, found, strict=True)
    )


def _rank(choice: Choice, count: Count) -> Decimal | None:
    """The mean rank among those who ranked it."""
    ranks = [(rank, number) for (key, rank), number in count.ranks.items() if key == choice.id]
    base = sum(number for _, number in ranks)
    return _figure(Fraction(sum(rank * number for rank, number in ranks), base)) if base else None


def _satisfied(parts: Sequence[Part], sample: _Sample) -> Figure | None:
    exact, base = satisfaction.top_share(parts), satisfaction.base(parts)
    if exact is None or base is None:
        return None
    satisfied = sum(part.count for part in parts if part.satisfied and not part.aside)
    interval = intervals.of_share(satisfied, base, level=sample.level, population=sample.population)
    return Figure(exact=exact, base=base, interval=interval)


def _score(parts: Sequence[Part], sample: _Sample) -> Figure | None:
    exact, base = satisfaction.weighted(parts), satisfaction.base(parts)
    if exact is None or base is None:
        return None
    scored = [(part.score or ZERO, part.count) for part in parts if not part.aside]
    level, population = sample.level, sample.population
    interval = intervals.of_mean(scored, level=level, population=population, highest=HUNDRED)
    return Figure(exact=exact, base=base, interval=interval)


def _of_labels(parts: Sequence[Part], sample: _Sample) -> Figure | None:
    counted = [part for part in parts if not part.aside]
    marks = [(mark, part.count) for part in counted if (mark := _number(part.label)) is not None]
    return sample.of_mean(marks) if marks and len(marks) == len(counted) else None


def _of_numbers(plain: Finding, count: Count, sample: _Sample) -> Finding:
    found = [(mark, number) for text, number in count.values.items() if (mark := _number(text)) is not None]
    found.sort()
    if not found:
        return plain
    return replace(
        plain,
        mean=sample.of_mean(found),
        median=_median(found),
        least=f"{found[0][0]:f}",
        most=f"{found[-1][0]:f}",
    )


def _median(counts: Sequence[tuple[Decimal, int]]) -> Decimal:
    """The middle value, of an even number of answers the mean of the two in the middle."""
    total = sum(number for _, number in counts)
    middle = [_at(counts, (total - 1) // 2), _at(counts, total // 2)]
    return middle[0] if middle[0] == middle[1] else (middle[0] + middle[1]) / 2


def _at(counts: Sequence[tuple[Decimal, int]], place: int) -> Decimal:
    for value, number in counts:
        if place < number:
            return value
        place -= number
    raise IndexError(place)


def _number(text: str) -> Decimal | None:
    """The number that a text is; None for words, and for what counts without bounds (NaN, Infinity)."""
    try:
        found = Decimal(text.strip().removesuffix("分"))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None

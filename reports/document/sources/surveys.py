"""Facts of surveys: sheets and rates, of each question its base, shares and 满意度 with the derivation."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from evaluations.dossier import Dossier, Question, Survey
from evaluations.surveying import intervals, satisfaction, shares
from indicators.scoring.figures import Places
from reports.document.beside import Beside, Polled
from reports.document.dates import written_date
from reports.document.facts import Fact
from reports.document.numbers import places, ratio, value_rounding
from reports.document.sources.making import count, listed, number, percent, some, text

TWO = 2
"""Decimals of shares and of 满意度, whatever rates a dossier rounds to: both are also bound to inputs."""


def counts_of(question: Question) -> tuple[int | None, ...]:
    return tuple(option.count for option in question.options)


def base_of(survey: Survey, question: Question) -> int | None:
    """Of how many sheets the shares of a question are; see `surveying.shares`."""
    return shares.base_of(
        question.type or "",
        counts_of(question),
        answered=question.answered,
        valid=survey.valid,
        returned=survey.returned,
    )


def survey_facts(dossier: Dossier, beside: Beside) -> Iterator[Fact]:
    held = {one.survey: one for one in beside.surveys}
    rounding = places(value_rounding(dossier))
    used = [survey for survey in dossier.surveys if survey.used is not False]
    yield some("count.surveys", len(dossier.surveys), "surveys", "项")
    yield some("count.surveys_used", len(used), "surveys", "项")
    yield some("count.surveys_unused", len(dossier.surveys) - len(used), "surveys", "项")
    unused = [survey.title for survey in dossier.surveys if survey.used is False]
    yield text("surveys.unused", "".join(f"“{title}”" for title in unused), "surveys")
    yield text("surveys.used", "".join(f"“{survey.title}”" for survey in used), "surveys")
    for key in ("distributed", "returned", "valid"):
        sums = [getattr(survey, key) for survey in used]
        known = sum(sums) if sums and None not in sums else None
        yield count(f"surveys.{key}", known, "surveys", "份")
    for place, survey in enumerate(dossier.surveys):
        made = held.get(place + 1, Polled(survey=place + 1))
        yield from _survey(f"survey.{place + 1}", f"surveys[{place}]", survey, rounding)
        yield from _made(f"survey.{place + 1}", made)
        yield from _intervals(f"survey.{place + 1}", f"surveys[{place}]", survey, made)


def _survey(scope: str, source: str, survey: Survey, rounding: Places) -> Iterator[Fact]:
    for key in ("title", "unused_reason", "substitute"):
        value = getattr(survey, key)
        yield text(f"{scope}.{key}", value.strip().rstrip("。") if value else None, f"{source}.{key}")
    for key in ("distributed", "returned", "valid"):
        yield count(f"{scope}.{key}", getattr(survey, key), f"{source}.{key}", "份")
    returned = ratio(survey.returned, survey.distributed, rounding)
    yield percent(f"{scope}.return_rate", returned, source, rounding.decimals)
    valid = ratio(survey.valid, survey.returned, rounding)
    yield percent(f"{scope}.valid_rate", valid, source, rounding.decimals)
    yield some(f"{scope}.questions", len(survey.questions), f"{source}.questions", "个")
    flagged = [question for question in survey.questions if question.satisfaction]
    whole = (
        satisfaction.mean(formula(one.options) for one in flagged)
        for formula in (satisfaction.top_share, satisfaction.weighted)
    )
    yield from _satisfied(scope, source, *whole)
    yield some(f"{scope}.satisfactions", len(flagged), f"{source}.questions", "个")
    for place, question in enumerate(survey.questions):
        yield from _question(f"{scope}.q{place + 1}", f"{source}.questions[{place}]", survey, question)


def _satisfied(scope: str, source: str, top: Fraction | None, score: Fraction | None) -> Iterator[Fact]:
    yield percent(f"{scope}.satisfied", satisfaction.figure(top), source, TWO)
    yield number(f"{scope}.score", satisfaction.figure(score), source, unit="分", decimals=TWO)


def _question(scope: str, source: str, survey: Survey, question: Question) -> Iterator[Fact]:
    counts, base = counts_of(question), base_of(survey, question)
    parts = shares.shares_of(question.type or "", counts, base)
    yield text(f"{scope}.text", question.text, f"{source}.text")
    yield count(f"{scope}.base", base, source, "份")
    yield count(f"{scope}.answers", shares.total_of(counts), source, "人次")
    yield count(f"{scope}.answered", question.answered, f"{source}.answered", "人次")
    yield number(f"{scope}.mean", question.mean, f"{source}.mean")
    yield from _judged(scope, source, question)
    counted = [place for place, one in enumerate(counts) if one is not None]
    most = max(counted, key=lambda place: counts[place] or 0) if counted else None
    yield text(f"{scope}.most", None if most is None else question.options[most].label, source)
    yield percent(f"{scope}.most_share", None if most is None else parts[most], source, TWO)
    for place, (option, part) in enumerate(zip(question.options, parts, strict=True)):
        one, where = f"{scope}.o{place + 1}", f"{source}.options[{place}]"
        yield text(f"{one}.label", option.label, f"{where}.label")
        yield count(f"{one}.count", option.count, f"{where}.count", "人次")
        yield percent(f"{one}.share", part, where, TWO)


def _judged(scope: str, source: str, question: Question) -> Iterator[Fact]:
    """满意度 of one question by both formulas, and how each is worked out."""
    options = question.options
    yield from _satisfied(scope, source, satisfaction.top_share(options), satisfaction.weighted(options))
    yield count(f"{scope}.judged", satisfaction.base(options), source, "人次")
    yield text(f"{scope}.satisfied/told", satisfaction.told_top(options), source)
    yield text(f"{scope}.score/told", satisfaction.told_weighted(options), source)


# With a questionnaire -----------------------------------------------------------------------------


def _made(scope: str, made: Polled) -> Iterator[Fact]:
    """Method, sample and what does not count, as the firm's records say them."""
    source = "beside.surveys"
    yield text(f"{scope}.versions", "、".join(made.versions), source)
    yield text(f"{scope}.channels", listed(one.name for one in made.channels), source)
    yield text(f"{scope}.groups", listed(one.name for one in made.groups), source)
    days = dict.fromkeys(written_date(day) or "" for day in (made.first, made.last) if day)
    yield text(f"{scope}.period", "至".join(days), source)
    for key in ("population", "target"):
        yield count(f"{scope}.{key}", getattr(made, key), source, "人" if key == "population" else "份")
    yield number(f"{scope}.confidence", made.confidence, source, unit="%")
    yield number(f"{scope}.margin", made.margin, source, unit="%")
    yield text(f"{scope}.seed", None if made.seed is None else str(made.seed), source)
    yield some(f"{scope}.struck", sum(number for _, number in made.struck), source, "份")
    told = "、".join(f"{reason}{number}份" for reason, number in made.struck)
    yield text(f"{scope}.struck/told", told, source)
    for name, parts in (("group", made.groups), ("channel", made.channels)):
        counts = [one.valid for one in parts]
        for place, (one, share) in enumerate(zip(parts, shares.shares(counts, sum(counts)), strict=True), 1):
            where = f"{scope}.{name}.{place}"
            yield text(f"{where}.name", one.name, source)
            yield count(f"{where}.quota", one.quota, source, "份")
            yield count(f"{where}.returned", one.returned, source, "份")
            yield count(f"{where}.valid", one.valid, source, "份")
            yield percent(f"{where}.share", share, source, TWO)


def _intervals(scope: str, source: str, survey: Survey, made: Polled) -> Iterator[Fact]:
    """The confidence interval of 满意占比, of each question and of the survey."""
    level = next((one for one in intervals.LEVELS if one == made.confidence), intervals.LEVEL)
    yield number(f"{scope}.level", Decimal(level), source, unit="%")
    found = []
    for place, question in enumerate(survey.questions, 1):
        one = _interval(question, level, made.population)
        yield text(f"{scope}.q{place}.satisfied/interval", str(one) if one else None, source, unit="%")
        if question.satisfaction and satisfaction.top_share(question.options) is not None:
            found.append(one)
    how = "满意占比＝选择满意类选项的人次÷表明满意程度的人次×100%，不了解、未使用等回答不计入"
    yield text(f"{scope}.satisfied/how", how if found else None, source)
    whole = intervals.joint(found)
    yield text(f"{scope}.satisfied/interval", str(whole) if whole else None, source, unit="%")


def _interval(question: Question, level: int, population: int | None) -> intervals.Interval | None:
    whole = satisfaction.base(question.options)
    if whole is None or satisfaction.top_share(question.options) is None:
        return None
    part = sum(one.count or 0 for one in satisfaction.judging(question.options) if one.satisfied)
    return intervals.of_share(part, whole, level=level, population=population)

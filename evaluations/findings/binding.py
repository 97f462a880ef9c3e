"""用于…: a statistic of a survey becomes what an indicator or a base table reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from evaluations.dossier.factkeys import fact_key, read_key
from evaluations.fieldwork.models import BaseTableItem, FactKind
from evaluations.findings.sketching import Drawn, Sketch, draw
from evaluations.findings.tallying import tally
from evaluations.papers import binding, items
from evaluations.papers.binding import NotBindable
from evaluations.papers.factbook import Book, Fact, Material, book_of
from evaluations.papers.facts import book, put, source_name
from evaluations.papers.models import InputKind, PaperInput
from evaluations.papers.shapes import input_value
from evaluations.people.models import User
from evaluations.projects.actions import Conflict
from evaluations.projects.figures import shown
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Survey
from evaluations.questionnaires.queries import tally_state

OF_SURVEY = ("distributed", "returned", "valid", "return_rate", "valid_rate", "satisfied", "score")
OF_QUESTION = ("answered", "mean", "satisfied", "score")
OF_OPTION = ("count", "share")
CALLED = {
    "count": "人数",
    "share": "占比",
    "answered": "本题有效填写人次",
    "mean": "平均值",
    "satisfied": "满意占比",
    "score": "加权得分",
}
INPUT, ITEM = "input", "item"


class Asked(Exception):
    """There is something in the place already; says what would be replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A place that may read the statistic: `key` names it with its revision, `holds` is what stands there."""

    key: str
    where: str
    name: str
    holds: str
    source: str
    is_this: bool


# The statistic ------------------------------------------------------------------------------------


def facts_of(survey: Survey) -> tuple[Sketch, Book]:
    """The statistics as they are once the answers are taken over, by their keys of then."""
    sketch = draw(survey)
    others = Survey.objects.filter(project=survey.project_id).order_by("position")
    surveys = [sketch.material() if one.pk == survey.pk else (one, []) for one in others]
    found = book_of(Material(surveys=surveys))
    start = f"survey:{_number(survey)}."
    return sketch, {key: fact for key, fact in found.items() if key.startswith(start)}


def fact_of(survey: Survey, wanted: str) -> tuple[Fact | None, Book]:
    """The statistic that an address asks for: by its key, or by ids (`q2.a.share`, `satisfied`)."""
    sketch, facts = facts_of(survey)
    key = wanted if wanted in facts else key_of(sketch, _number(survey), wanted)
    return facts.get(key), facts


def key_of(sketch: Sketch, number: int, wanted: str) -> str:
    """The key of a statistic that is named by item, choice and word; empty where there is none."""
    rest, _, word = wanted.rpartition(".")
    if not rest:
        return fact_key("survey", str(number), word) if word in OF_SURVEY else ""
    for place, drawn in enumerate(sketch.questions, 1):
        item = drawn.question.row.item
        if item and item == rest and word in OF_QUESTION:
            return fact_key("survey", str(number), str(place), word)
        if item and rest.startswith(f"{item}.") and word in OF_OPTION:
            names = _names(drawn, rest[len(item) + 1 :])
            if names:
                return fact_key("survey", str(number), str(place), *names, word)
    return ""


def _names(drawn: Drawn, choice: str) -> tuple[str, ...]:
    """The label of a choice, with its number where several are called the same."""
    labels = []
    for one in drawn.options:
        labels.append(one.row.label)
        if one.row.choice == choice:
            again = labels.count(one.row.label)
            return (one.row.label, str(again)) if again > 1 else (one.row.label,)
    return ()


def beside(fact: Fact, facts: Book) -> list[tuple[str, Fact]]:
    """What else is known of the same choice or question, and `fact` itself: by what it is called.

    Nothing is beside what is said of the whole survey.
    """
    key = read_key(fact.key)
    if key is None or len(key.parts) < len(("survey", "question", "word")):
        return []
    own, question = key.parts[:-1], key.parts[:2]
    names = [(*own, word) for word in (*OF_OPTION, *OF_QUESTION)]
    names += [(*question, "answered")] if len(key.parts) > len(question) + 1 else []
    found = [(parts[-1], facts.get(fact_key(key.source, *parts))) for parts in names]
    return [(CALLED[word], one) for word, one in found if one is not None and one.value is not None]


def _number(survey: Survey) -> int:
    """The place of the survey in its project, from 1, as keys of facts say it."""
    order = list(Survey.objects.filter(project=survey.project_id).order_by("position").values_list("pk"))
    return order.index((survey.pk,)) + 1


# Places -------------------------------------------------------------------------------------------


def targets(project: Project, fact: Fact, q: str = "") -> list[Target]:
    """Inputs of the papers in use and data items that take a number; three queries beside the fact book's."""
    inputs, held = _inputs(project), _items(project)
    sources = [row.source for row in inputs if row.source] + [row.fact for row in held if row.fact]
    facts = book(project, sources) if sources else {}
    found = [*(_of_input(row, fact, facts) for row in inputs), *(_of_item(row, fact) for row in held)]
    words = q.split()
    return [one for one in found if all(word in f"{one.where} {one.name} {one.source}" for word in words)]


def _inputs(project: Project) -> list[PaperInput]:
    rows = PaperInput.objects.filter(
        paper__project=project,
        paper__indicator__system=project.system,
        paper__indicator__children__isnull=True,
        kind=InputKind.NUMBER,
    )
    ordered = rows.select_related("paper__indicator").order_by("paper__indicator__position", "position")
    return list(ordered)


def _items(project: Project) -> Sequence[BaseTableItem]:
    rows = BaseTableItem.objects.filter(table__project=project, kind=FactKind.NUMBER)
    return list(rows.select_related("table").order_by("table__position", "position"))


def _of_input(row: PaperInput, fact: Fact, facts: Book) -> Target:
    if row.source:
        put(row, facts.get(row.source))
    return Target(
        key=f"{INPUT}:{row.pk}:{row.paper.revision}",
        where=f"{row.paper.indicator.code} {row.paper.indicator.name}",
        name=row.name,
        holds=shown(input_value(row)),
        source=source_name(row.source, facts) if row.source else "",
        is_this=row.source == fact.key,
    )


def _of_item(row: BaseTableItem, fact: Fact) -> Target:
    return Target(
        key=f"{ITEM}:{row.pk}:{row.revision}",
        where=f"基础表{row.table}",
        name=row.name,
        holds=shown(row.value),
        source=row.source if row.fact else "",
        is_this=row.fact == fact.key,
    )


# Binding ------------------------------------------------------------------------------------------


@transaction.atomic
def use(
    survey: Survey, wanted: str, target: str, *, by: User, may_replace: bool = False
) -> PaperInput | BaseTableItem:
    """Binds the place to the statistic, after taking over the answers where that is due.

    Raises Asked where the place reads something else (a data item: holds a value) and that may not be
    replaced, NotBindable, NotTallied, and Conflict where somebody changed the place meanwhile.
    """
    kind, pk, revision = _target(target)
    project = survey.project
    place = _place(project, kind, pk)
    if place is None:
        raise NotBindable("要引用的地方已经不在了，请刷新页面后重选。")
    fact, _ = fact_of(survey, wanted)
    if fact is None:
        raise NotBindable("没有找到这项统计，题目或选项可能刚改过。请回到统计页重选。")
    if isinstance(place, PaperInput):
        return _use_in_paper(survey, fact, place, revision, by=by, may_replace=may_replace)
    return _use_in_table(survey, fact, place, revision, by=by, may_replace=may_replace)


def _use_in_paper(
    survey: Survey, fact: Fact, place: PaperInput, revision: int, *, by: User, may_replace: bool
) -> PaperInput:
    paper = place.paper
    if paper.revision != revision:
        raise Conflict(theirs={}, mine={}, revision=paper.revision)
    if place.source and place.source != fact.key and not may_replace:
        name = source_name(place.source, book(survey.project, [place.source]))
        raise Asked(f"{paper.indicator.code}的输入“{place.name}”现在引自{name}。")
    _take_over(survey, by)
    paper.refresh_from_db(fields=["revision"])
    return binding.bind(paper, place.name, fact.key, revision=paper.revision, by=by)


def _use_in_table(
    survey: Survey, fact: Fact, place: BaseTableItem, revision: int, *, by: User, may_replace: bool
) -> BaseTableItem:
    if place.revision != revision:
        raise Conflict(theirs={}, mine={}, revision=place.revision)
    if place.fact == fact.key:
        return place
    if (place.fact or place.value is not None) and not may_replace:
        now = f"引自{place.source}" if place.fact else f"录入为{shown(place.value)}{place.unit}"
        raise Asked(f"基础表{place.table}的“{place.name}”现在{now}。")
    _take_over(survey, by)
    place.refresh_from_db(fields=["revision"])
    return items.hold(place, fact.key, revision=place.revision, by=by)


def _take_over(survey: Survey, by: User) -> None:
    state = tally_state(survey)
    if state is not None and state.is_due:
        tally(survey, by=by)


def _place(project: Project, kind: str, pk: int) -> PaperInput | BaseTableItem | None:
    if kind == INPUT:
        rows = PaperInput.objects.filter(paper__project=project).exclude(kind=InputKind.LIST)
        return rows.select_related("paper__indicator", "paper__project").filter(pk=pk).first()
    return BaseTableItem.objects.filter(table__project=project).select_related("table").filter(pk=pk).first()


def _target(text: str) -> tuple[str, int, int]:
    found = re.fullmatch(rf"({INPUT}|{ITEM}):(\d{{1,18}}):(\d{{1,9}})", text, re.ASCII)
    if found is None:
        raise NotBindable("没有选要引用的地方，请在下面的表里选一行。")
    return found[1], int(found[2]), int(found[3])


def statistics(facts: Book) -> list[Fact]:
    """What one may choose from where the address names no statistic: known numbers first."""
    known = [fact for fact in facts.values() if isinstance(fact.value, Decimal) and not fact.is_converted]
    first = ("satisfied", "score")
    return sorted(known, key=lambda fact: fact.anchor[-1] not in first)

"""The versions of an indicator's definition: its texts, the inputs of its paper, and its rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from evaluations.criteria.contents import NOTE, PLACES, TEXTS, InputRow, in_words
from evaluations.criteria.queries import Definition
from evaluations.criteria.rulebook import RULE, rule_before, rules_of
from evaluations.papers.models import PaperInput
from evaluations.projects.models import Project
from evaluations.projects.versions import Version, by_row, newest_first, standing_before


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRule:
    """A rule of a version, and its sentence as the weight and the unit of that version make it."""

    data: Mapping[str, Any]
    words: str = field(compare=False)


def definition_versions(project: Project, found: Definition) -> list[Version]:
    """All of them, newest first. Where it is not known what the rule was, a version has none to say."""
    held = rules_of(project, found.indicator, found.values[RULE])
    inputs = by_row(PaperInput.history.filter(paper=found.paper.pk)) if found.paper else {}
    versions = []
    until = None
    for record in newest_first(found.indicator):
        values: dict[str, Any] = {name: getattr(record, name) for name in (*TEXTS, *PLACES, NOTE)}
        standing = sorted(standing_before(inputs, until), key=lambda one: one.position)
        values["inputs"] = [InputRow(one.id, one.name, str(one.kind)) for one in standing]
        if rule := rule_before(held, until):
            words = in_words(RULE, rule.rule, values, record.weight)
            values[RULE] = SaidRule(data=rule.rule, words=words)
        versions.append(
            Version(
                pk=record.history_id,
                revision=record.revision,
                at=record.history_date,
                by=record.history_user,
                values=values,
            )
        )
        until = record.history_date
    return versions


def word(key: str, value: Any) -> str:
    """How a value of a version reads."""
    if key == RULE:
        return value.words if value is not None else "（没有记录）"
    return in_words(key, value or ([] if key == "inputs" else value), {}, None)


def values_of(version: Version, found: Definition) -> dict[str, Any]:
    """What `define` takes to go back to the version.

    An input that was removed since is made anew, with nothing in it; one of the same name is kept.
    """
    values = dict(version.values)
    if RULE in values:
        values[RULE] = values[RULE].data
    values["inputs"] = list(_inputs(values["inputs"], found.inputs))
    return values


def _inputs(rows: Iterable[InputRow], stored: Mapping[int, PaperInput]) -> Iterable[InputRow]:
    rows = list(rows)
    free = {one.name: key for key, one in stored.items() if key not in {row.pk for row in rows}}
    for row in rows:
        key = row.pk if row.pk in stored else free.get(row.name)
        yield InputRow(key, row.name, row.kind)

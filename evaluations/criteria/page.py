"""Everything the page of one indicator shows of a draft: form, faults, sentence, try-out, effect."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.criteria import queries
from evaluations.criteria.contents import NOTE, differ, entry_with, sentence_of
from evaluations.criteria.drafts import FORMULA, WORDS, Draft, note_of
from evaluations.criteria.faults import faults_of
from evaluations.criteria.queries import Definition, Effect
from evaluations.criteria.tryout import TryOut, boxes, try_out
from evaluations.papers.models import InputKind
from evaluations.papers.overview import score_places
from indicators.scoring import ExpressionError, Rounding, parse_expression, read_rounding
from indicators.scoring.fields import Fields
from indicators.systems.panels import Fault, Panel, panel

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ORDER = re.compile(r"(?m)^\s*[（(]?\d{1,2}[)）.、](?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A draft as the page shows it; `values` is what it would save, by the keys of `contents`."""

    draft: Draft
    panel: Panel
    values: Mapping[str, Any]
    faults: tuple[Fault, ...]
    sentence: str
    reading: str
    strange: tuple[str, ...]
    trial: TryOut
    effect: Effect
    changed: tuple[str, ...]
    places: int

    @property
    def text_beside(self) -> str:
        """评分细则 in its own words, as typed."""
        return self.draft.texts.get(WORDS, "")

    @property
    def messages(self) -> dict[str, str]:
        """The faults' messages by field."""
        return {fault.name: fault.message for fault in self.faults}


def shown(
    found: Definition,
    draft: Draft,
    texts: Mapping[str, Any],
    data: Mapping[str, Any],
    tried: Mapping[str, str],
) -> Shown:
    """The draft in view of the project: `data` is the dossier, `tried` what is tried."""
    drawn = panel(draft.texts, str(texts["unit"]))
    built = draft.build(found.values["rule"])
    values = {**found.values, **texts, "rule": built.rule, "inputs": draft.rows, FORMULA: draft.formula}
    values[NOTE] = note_of(draft, built.rule, found.values)
    entry = entry_with(queries.entry_of(data, found.indicator.code), values, found.inputs)
    faults = faults_of(draft, drawn, built.faults, entry) if found.is_leaf else ()
    after = found.values if faults else values
    sentence = "" if built.faults else sentence_of(built.rule, found.indicator.weight, str(values["unit"]))
    given = boxes(draft.rows, entry.get("inputs") or {}, tried, built.rule)
    effect = queries.effect(data, found, after)
    return Shown(
        draft=draft,
        panel=drawn,
        values=values,
        faults=faults,
        sentence=sentence,
        reading=_reading(draft),
        strange=strange(built.rule, sentence, found.indicator.weight),
        trial=try_out(entry, given, tried, _rounding(data)),
        effect=effect,
        changed=tuple(differ(values, found.values)),
        places=_places(effect),
    )


def _rounding(data: Mapping[str, Any]) -> Rounding:
    """The evaluation's own rounding."""
    return read_rounding(Fields(data, "", []).child("rounding"), Rounding())


def _places(effect: Effect) -> int:
    standing = effect.before or effect.after
    if standing is None:
        return 2
    scores = (outcome.score for outcome in standing.result.outcomes.values())
    return score_places(scores, standing.system.rounding.score.decimals)


def _reading(draft: Draft) -> str:
    """The formula as evaluators write it: 接听量 ÷ 呼入量 × 100."""
    try:
        return parse_expression(draft.formula, draft.names).root.written(None)
    except ExpressionError:
        return ""


def strange(rule: Mapping[str, Any], sentence: str, weight: Any) -> tuple[str, ...]:
    """Digits of the text beside the rule that are none of the rule's; numbers of items in a list aside."""
    text = _ORDER.sub("", str(rule.get("text") or ""))
    known = {_plain(one) for one in _NUMBER.findall(sentence.replace(",", "") + f" {weight} 100 0 1")}
    for row in _worded_rows(rule):
        known |= {_plain(one) for one in _NUMBER.findall(row)}
    found = _NUMBER.findall(text.replace(",", ""))
    return tuple(dict.fromkeys(one for one in found if _plain(one) not in known)) if sentence else ()


def _plain(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def _worded_rows(rule: Mapping[str, Any]) -> list[str]:
    points = rule.get("points")
    rows = [*(rule.get("items") or ()), *(points if isinstance(points, list) else ())]
    return [str(row.get("text", "") if isinstance(row, Mapping) else row) for row in rows]


INPUT_KINDS = InputKind.choices

"""A definition while it is being edited: what a browser sends, as texts, and what can be done to its rows.

Nothing here is stored: the form is the only holder of a draft, and every change gives a new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from evaluations.criteria.contents import NOTE, InputRow
from evaluations.papers.models import InputKind
from evaluations.projects.figures import read_figure
from indicators.scoring.expressions import renamed
from indicators.systems.building import MAX_ROWS, Built, Texts, moved, row_numbers, rule_of, texts_of
from indicators.systems.controls import KINDS
from indicators.systems.panels import formulas, panel

FORMULA = "value_expression"
WORDS = "rule.text"
"""The field of 评分细则 in its own words, which can be there before there is a rule."""
_OPERATION = re.compile(r"(add|remove|up|down|kind|rename|undo)(?::(.{0,300}))?")
_ROW = re.compile(r"(.+)\[(\d{1,4})\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftInput:
    """An input of the draft: its key if it is saved, its name now, and the name the formulas know it by."""

    pk: int | None
    name: str
    kind: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The formula, the inputs, and the texts of the rule; `note` says what was just done."""

    formula: str
    inputs: tuple[DraftInput, ...]
    texts: Texts
    note: str = ""
    undo: str = ""
    focus: str = ""

    @property
    def rows(self) -> list[InputRow]:
        return [InputRow(row.pk, row.name, row.kind) for row in self.inputs]

    @property
    def names(self) -> list[str]:
        return [row.name for row in self.inputs if row.name]

    def build(self, base: Mapping[str, Any]) -> Built:
        """The rule that the texts say."""
        return rule_of(self.texts, base, read_figure)


def draft_of(values: Mapping[str, Any]) -> Draft:
    """The draft that nobody has touched yet."""
    inputs = tuple(
        DraftInput(pk=row.pk, name=row.name, kind=row.kind, said=row.name) for row in values["inputs"]
    )
    texts = texts_of(values["rule"]) or ({WORDS: values[NOTE]} if values[NOTE] else {})
    return Draft(formula=values[FORMULA], inputs=inputs, texts=texts)


def note_of(draft: Draft, rule: Mapping[str, Any], stored: Mapping[str, Any]) -> str:
    """评分细则 where it waits for a rule: what was typed without one; gone where a rule took it over."""
    if not rule:
        return str(draft.texts.get(WORDS, stored[NOTE]))
    return str(stored[NOTE]) if stored["rule"] else ""


def taken(draft: Draft, code: str, values: Mapping[str, Any]) -> Draft:
    """The draft with the rule of another indicator (`values`), its formula and inputs where it has none."""
    theirs = draft_of(values)
    if not values["rule"]:
        return draft
    own = draft.texts.get(WORDS, "")
    texts = theirs.texts | ({WORDS: own} if own.strip() else {})
    is_bare = not draft.formula.strip() and not draft.inputs
    return replace(
        draft,
        formula=theirs.formula if is_bare else draft.formula,
        inputs=tuple(replace(row, pk=None) for row in theirs.inputs) if is_bare else draft.inputs,
        texts=texts,
        note=f"已沿用{code}的规则，请核对{'；公式和输入保留原来的' if not is_bare else ''}。",
        undo=packed(draft),
    )


def posted(data: Mapping[str, str]) -> Draft:
    """The draft that a browser sends; an input that was renamed is renamed in all formulas."""
    texts = {name: text.replace("\r\n", "\n") for name, text in data.items() if name.startswith("rule.")}
    draft = Draft(
        formula=data.get(FORMULA, "").replace("\r\n", "\n"),
        inputs=tuple(_posted_inputs(data)),
        texts=texts,
        undo=data.get("undo", ""),
    )
    for row in draft.inputs:
        if row.name and row.said and row.name != row.said:
            draft = _renaming(draft, row)
    return draft


def _posted_inputs(data: Mapping[str, str]) -> Iterator[DraftInput]:
    for number in row_numbers(data, "inputs"):
        at = f"inputs[{number}]"
        key, kind = data.get(f"{at}.pk", ""), data.get(f"{at}.kind", "")
        yield DraftInput(
            pk=int(key) if key.isdecimal() and len(key) < 18 else None,
            name=data.get(f"{at}.name", "").strip(),
            kind=kind if kind in InputKind.values else InputKind.NUMBER.value,
            said=data.get(f"{at}.said", ""),
        )


def _renaming(draft: Draft, row: DraftInput) -> Draft:
    """The formulas with the new name; the row knows that they have it."""
    names = {box.name for box in formulas(panel(draft.texts, ""))}
    texts = {
        name: renamed(text, row.said, row.name) if name in names else text
        for name, text in draft.texts.items()
    }
    inputs = tuple(replace(one, said=one.name) if one is row else one for one in draft.inputs)
    return replace(draft, formula=renamed(draft.formula, row.said, row.name), texts=texts, inputs=inputs)


# What can be done to it ---------------------------------------------------------------------------------


def changed(draft: Draft, operation: str, data: Mapping[str, str]) -> Draft:
    """The draft after `add:rule.levels`, `remove:rule.levels[1]`, `kind:rule` and the like."""
    found = _OPERATION.fullmatch(operation)
    if found is None:
        return draft
    verb, at = found[1], found[2] or ""
    if verb == "undo":
        return _undone(draft)
    if verb == "kind":
        return _of_kind(draft, at, data)
    if verb == "add":
        return _added(draft, at)
    row = _ROW.fullmatch(at)
    if verb == "rename":
        return _on_percent(draft)
    if row is None:
        return draft
    return _rearranged(draft, verb, row[1], int(row[2]))


def packed(draft: Draft, more: Mapping[str, str] | None = None) -> str:
    """The draft as a text that a hidden field can hold."""
    query = QueryDict(mutable=True)
    query.update({FORMULA: draft.formula, **draft.texts, **_input_texts(draft.inputs), **(more or {})})
    return query.urlencode()


def _input_texts(inputs: Iterable[DraftInput]) -> Texts:
    texts: Texts = {}
    for number, row in enumerate(inputs):
        at = f"inputs[{number}]"
        texts |= {f"{at}.pk": str(row.pk or ""), f"{at}.name": row.name}
        texts |= {f"{at}.kind": row.kind, f"{at}.said": row.said}
    return texts


def _inputs_of(texts: Mapping[str, str]) -> tuple[DraftInput, ...]:
    return tuple(_posted_inputs(texts))


def _undone(draft: Draft) -> Draft:
    if not draft.undo:
        return draft
    return replace(posted(QueryDict(draft.undo).dict()), note="", undo="")


def _of_kind(draft: Draft, at: str, data: Mapping[str, str]) -> Draft:
    """Another kind of rule: fields of the same name keep what they hold, and the input it needs is there."""
    kind, was = draft.texts.get(f"{at}.kind", ""), data.get(f"was-kind:{at}", "")
    if kind not in KINDS:
        return draft
    before = replace(draft, texts=draft.texts | {f"{at}.kind": was})
    texts = dict(draft.texts)
    for table in KINDS[kind].tables:
        path = f"{at}.{table.key}"
        texts |= {
            f"{path}[{number}].was": "" for number in range(table.least) if not row_numbers(texts, path)
        }
    after = replace(draft, texts=texts)
    if at == "rule":
        after = _with_needed(after, kind)
    label = KINDS[was].label if was in KINDS else ""
    note = f"已改为“{KINDS[kind].label}”，能沿用的内容都保留了；原来是“{label}”。" if label else ""
    return replace(after, note=note, undo=packed(before) if note else "")


def _with_needed(draft: Draft, kind: str) -> Draft:
    """With the input that a rule of this kind reads, where no formula says anything else."""
    needs = KINDS[kind].needs
    if needs is None or draft.formula.strip() or draft.inputs:
        return draft
    name, sort = needs
    row = DraftInput(pk=None, name=name, kind=sort, said=name)
    formula = "" if name == "met" else name
    return replace(draft, inputs=(row,), formula=formula)


def _on_percent(draft: Draft) -> Draft:
    """A percentage is typed as a number: the input that came with the kind is none of levels any more."""
    if draft.texts.get("rule.scale") != "percent" or len(draft.inputs) != 1:
        return draft
    row = draft.inputs[0]
    if row.pk is not None or row.kind != InputKind.LEVEL:
        return draft
    return replace(draft, inputs=(replace(row, kind=InputKind.NUMBER.value),))


def _added(draft: Draft, at: str) -> Draft:
    """One more row at the end."""
    if at == "inputs":
        row = DraftInput(pk=None, name="", kind=InputKind.NUMBER.value, said="")
        return replace(draft, inputs=(*draft.inputs, row), focus=f"inputs[{len(draft.inputs)}]")
    numbers = row_numbers(draft.texts, at)
    if not at.startswith("rule.") or len(numbers) >= MAX_ROWS:
        return draft
    texts = moved(draft.texts, at, numbers) | {f"{at}[{len(numbers)}].was": ""}
    return replace(draft, texts=texts, focus=f"{at}[{len(numbers)}]")


def _rearranged(draft: Draft, verb: str, at: str, number: int) -> Draft:
    """A row taken out, or moved by one place."""
    is_input = at == "inputs"
    numbers = list(range(len(draft.inputs))) if is_input else row_numbers(draft.texts, at)
    if number not in numbers:
        return draft
    place = numbers.index(number)
    order = [one for one in numbers if one != number]
    if verb != "remove":
        place = min(max(place + (-1 if verb == "up" else 1), 0), len(order))
        order.insert(place, number)
    after = (
        replace(draft, inputs=tuple(draft.inputs[one] for one in order))
        if is_input
        else replace(draft, texts=moved(draft.texts, at, order))
    )
    if verb != "remove":
        return replace(after, focus=f"{at}[{place}]")
    return replace(after, note=f"已删除{_called(draft, at, number)}。", undo=packed(draft))


def _called(draft: Draft, at: str, number: int) -> str:
    """The row as a person would name it."""
    if at == "inputs":
        return f"输入“{draft.inputs[number].name}”"
    head = f"{at}[{number}]."
    keys = ("name", "level", "text", "min", "max_rank")
    said = next((draft.texts[head + key] for key in keys if draft.texts.get(head + key)), "")
    return f"“{said[:20]}”" if said else f"第{number + 1}行"

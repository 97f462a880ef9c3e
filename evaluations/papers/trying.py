"""试算: what a browser sends of supposed scores, weights, targets and inputs, and what would come of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from evaluations.papers.overview import Twig
from evaluations.papers.queries import Standing
from evaluations.projects.figures import NotAFigure, read_figure, shown, typed_out
from indicators.scoring import Indicator
from indicators.scoring.supposing import DoesNotAddUp, Supposed, Supposition, suppose, target_of

LONGEST_QUERY = 3_500
"""Beyond this an address is no longer safe to share: web servers take about 4,000 characters."""

FLAGS = ("是", "否")
_BETWEEN = re.compile(r"[、，；;\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One thing that can be supposed: its name in the form, what it is called, and what it is now.

    `kind` is score, weight, target or input; `choices` are all that may be said where that is a closed list.
    """

    name: str
    kind: str
    label: str
    now: Any
    choices: tuple[str, ...] = ()
    text: str = ""

    @property
    def now_text(self) -> str:
        return shown(self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What was supposed, what is wrong with it, and the result beside the present one.

    `supposition` is None while something is wrong or nothing is supposed.
    """

    boxes: Mapping[str, tuple[Box, ...]]
    faults: tuple[str, ...]
    supposition: Supposition | None
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The address's query that says the same; only what is supposed stands in it."""
        return urlencode(self.texts)

    @property
    def is_shareable(self) -> bool:
        return len(self.query) <= LONGEST_QUERY


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """An indicator on the page, with what can be supposed of it."""

    twig: Twig
    score: Box | None
    weight: Box
    others: tuple[Box, ...]

    @property
    def is_open(self) -> bool:
        return any(box.text for box in self.others)


def read_trial(standing: Standing, sent: Mapping[str, str]) -> Trial:
    """Reads what was `sent` by the names of boxes; what equals the present is not supposed."""
    boxes = {one.code: tuple(_boxes(one, standing)) for one in standing.system.indicators}
    texts: dict[str, str] = {}
    faults: list[str] = []
    changes: dict[str, Supposed] = {}
    for one in standing.system.indicators:
        values = {}
        for box in boxes[one.code]:
            typed = str(sent.get(box.name, "")).strip()
            if not typed or typed == box.now_text:
                continue
            texts[box.name] = typed
            try:
                values[box.name] = _read(box, typed, one)
            except NotAFigure as fault:
                faults.append(f"{one.code} {box.label}：{fault}")
        if values:
            changes[one.code] = _supposed(one, boxes[one.code], values)
    filled = {code: tuple(_with_text(box, texts) for box in group) for code, group in boxes.items()}
    supposition = None
    if changes and not faults:
        try:
            supposition = suppose(standing.system, changes, standing.result)
        except DoesNotAddUp as fault:
            faults.append(f"{fault}。")
    return Trial(boxes=filled, faults=tuple(faults), supposition=supposition, texts=texts)


def rows_of(trial: Trial, twigs: tuple[Twig, ...]) -> list[TrialRow]:
    """A row for each indicator."""
    rows = []
    for twig in twigs:
        boxes = trial.boxes[twig.code]
        score = next((box for box in boxes if box.kind == "score"), None)
        weight = next(box for box in boxes if box.kind == "weight")
        others = tuple(box for box in boxes if box.kind in ("input", "target"))
        rows.append(TrialRow(twig=twig, score=score, weight=weight, others=others))
    return rows


def _boxes(one: Indicator, standing: Standing) -> Iterator[Box]:
    code = one.code
    yield Box(name=f"weight:{code}", kind="weight", label="权重", now=one.weight)
    if not one.is_leaf:
        return
    yield Box(name=f"score:{code}", kind="score", label="得分", now=standing.outcome(code).score)
    levels = tuple(level.level for level in getattr(one.rule, "levels", ()))
    for name, value in (standing.entries[code].get("inputs") or {}).items():
        choices = FLAGS if isinstance(value, bool) else levels if isinstance(value, str) else ()
        yield Box(name=f"input:{code}:{name}", kind="input", label=name, now=value, choices=choices)
    if (target := target_of(one.rule)) is not None:
        yield Box(name=f"target:{code}", kind="target", label="目标值", now=target)


def _with_text(box: Box, texts: Mapping[str, str]) -> Box:
    if box.name not in texts:
        return box
    return Box(
        name=box.name, kind=box.kind, label=box.label, now=box.now, choices=box.choices, text=texts[box.name]
    )


def _read(box: Box, typed: str, one: Indicator) -> Any:
    """The value that was typed; NotAFigure says what is wrong with it."""
    if isinstance(box.now, bool):
        if typed not in FLAGS:
            raise NotAFigure(f"“{typed}”应为是或否。")
        return typed == FLAGS[0]
    if isinstance(box.now, str):
        return typed
    if isinstance(box.now, list | tuple):
        return [_figure(part) for part in _BETWEEN.split(typed) if part]
    value = _figure(typed)
    if box.kind == "score" and value > one.weight:
        raise NotAFigure(f"应在0到{typed_out(one.weight)}之间，现为{typed_out(value)}。")
    return value


def _figure(typed: str) -> Decimal:
    value = read_figure(typed)
    if value is None:
        raise NotAFigure(f"“{typed}”不是数字：里面没有数字。")
    if value < 0:
        raise NotAFigure(f"不能小于0，现为{typed_out(value)}。")
    return value


def _supposed(one: Indicator, boxes: tuple[Box, ...], values: Mapping[str, Any]) -> Supposed:
    inputs = {box.label: values[box.name] for box in boxes if box.kind == "input" and box.name in values}
    return Supposed(
        score=values.get(f"score:{one.code}"),
        weight=values.get(f"weight:{one.code}"),
        target=values.get(f"target:{one.code}"),
        inputs=inputs,
    )

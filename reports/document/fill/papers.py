"""附件　工作底稿: one printed form for each scored indicator."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from evaluations.dossier import Checking
from evaluations.dossier.factkeys import read_key
from indicators.scoring import Status
from reports.document.blocks import Break, Form, FormCell, FormRow, Ref, Run, Runs
from reports.document.dates import written_day
from reports.document.fill.conclusion import value_runs
from reports.document.fill.steps import runs_of, steps_of
from reports.document.fill.ticks import covers_items, noted, tick_rows
from reports.document.material import Context, Filled, PaperSign
from reports.document.numbers import DASH, written
from reports.document.outline import table as data
from reports.document.sources.fieldwork import base_scope
from reports.document.sources.naming import item_name
from reports.document.tree import ROOT, Twig, leaves

POINTS = "评价要点"
JUDGED = {"satisfied": "满意占比", "score": "加权得分"}
TEXTS = (
    ("指标解释", ("explanation",)),
    ("权重依据", ("weight_basis",)),
    ("标杆值\n及依据", ("benchmark", "benchmark_basis")),
    ("评分细则", ("rule", "rule_made")),
    (POINTS, ("items",)),
    ("数据来源", ("data_sources",)),
)


def papers(context: Context) -> Filled:
    """The working papers in the order of the indicators."""
    return Filled(blocks=tuple(_paper(context, leaf) for leaf in leaves(context.twigs)))


def _paper(context: Context, leaf: Twig) -> Form:
    rows = (
        _texts("评价项目", (context.book.ref("project.name"),)),
        _place(context, leaf),
        *(
            _texts(title, _joined(context, leaf, keys))
            for title, keys in TEXTS
            if title != POINTS or _has_points(context, leaf)
        ),
        *tick_rows(context, leaf),
        *_items(context, leaf),
        _texts("计算过程", _steps(context, leaf)),
        *(_texts(title, runs) for title, runs in noted(context, leaf)),
        _result(context, leaf),
        FormRow(
            cells=(_key("评价说明"), FormCell(kind="text", runs=_remark(context, leaf), span=10)), grow=True
        ),
        *_signs(context.material.signs.get(leaf.code) or _signed(leaf.indicator.checking)),
    )
    return Form(
        name=f"paper-{leaf.code}",
        title=f"工作底稿　{leaf.code}　{leaf.indicator.name}",
        anchor=f"paper-{leaf.code}",
        left=f"底稿编号：{leaf.code}",
        right="分值单位：分",
        rows=rows,
    )


def _has_points(context: Context, leaf: Twig) -> bool:
    """The parts of a composite stand in its calculation already, ticked items in a list of their own."""
    is_told = leaf.kind == "composite" or covers_items(leaf)
    return not is_told and context.book.knows(f"{leaf.scope}.items")


def _key(text: str, span: int = 2) -> FormCell:
    first, *rest = text.split("\n")
    runs: list[Run] = [first]
    for line in rest:
        runs += [Break(), line]
    return FormCell(kind="key", runs=tuple(runs), span=span)


def _texts(title: str, runs: Runs) -> FormRow:
    return FormRow(cells=(_key(title), FormCell(kind="text", runs=runs or (DASH,), span=10)))


def _place(context: Context, leaf: Twig) -> FormRow:
    above: list[Run] = []
    for indicator in leaf.above:
        above += [Break()] if above else []
        scope = f"{ROOT}{indicator.code}"
        above += [context.book.cell(f"{scope}.code"), "　", context.book.cell(f"{scope}.name")]
    kind = leaf.kind
    method = data("phrases/methods.toml").get(kind, {}).get("name", DASH)
    weight = Ref(fact=f"{leaf.scope}.weight", text=written(leaf.indicator.weight, context.decimals))
    cells = (
        _key("上级指标"),
        FormCell(kind="text", runs=tuple(above) or (DASH,), span=4),
        _key("权重", 1),
        FormCell(kind="center", runs=(weight,), span=1),
        _key("计分方法"),
        FormCell(kind="center", runs=(method,), span=2),
    )
    return FormRow(cells=cells)


def _joined(context: Context, leaf: Twig, keys: tuple[str, ...]) -> Runs:
    """The texts that are known, one a line; a basis is called so."""
    runs: list[Run] = []
    for key in keys:
        name = f"{leaf.scope}.{key}"
        if context.book.knows(name) and (key != "rule_made" or leaf.kind != "composite"):
            ref = context.book.ref(name)
            runs += [Break()] if runs else []
            runs += [FURTHER[key], ref] if key in FURTHER else [ref]
    return tuple(runs)


FURTHER = {"benchmark_basis": "依据：", "rule_made": "计算口径："}


# Data items -----------------------------------------------------------------------------------------


def _items(context: Context, leaf: Twig) -> Iterator[FormRow]:
    """The inputs of the score, then what the base table says of the indicator."""
    items = [*_inputs(context, leaf), *_filled_in(context, leaf)]
    if not items:
        return
    yield FormRow(cells=(FormCell(kind="head", runs=("取　数　记　录",), span=12),))
    heads = (("序号", 1), ("数据项", 5), ("数值", 3), ("数据来源", 3))
    yield FormRow(cells=tuple(FormCell(kind="head", runs=(title,), span=span) for title, span in heads))
    for place, (name, value, origin) in enumerate(items, start=1):
        yield FormRow(
            cells=(
                FormCell(kind="center", runs=(str(place),), span=1),
                FormCell(kind="text", runs=(name,), span=5),
                FormCell(kind="number", runs=(value,), span=3),
                FormCell(kind="center", runs=origin, span=3),
            )
        )


def _inputs(context: Context, leaf: Twig) -> Iterator[tuple[Run, Run, Runs]]:
    for name in leaf.indicator.inputs:
        value = context.book.cell(f"{leaf.scope}.inputs.{name}")
        yield item_name(name), value, _origin(context, leaf.indicator.bindings.get(name, ""))


SOURCES = {"budget": "预算执行情况", "check": "资金使用检查表", "output": "产出数据"}


def _origin(context: Context, binding: str) -> Runs:
    """Where an input is read from; what is bound to nothing was entered for the score."""
    key = read_key(binding)
    if key is None:
        return ("评分数据",)
    if key.source == "base":
        return (f"基础表{key.parts[0]}",)
    if key.source != "survey":
        return (SOURCES[key.source],)
    survey, *question = key.parts[:-1]
    title = f"survey.{survey}.title"
    named: Runs = (context.book.ref(title),) if context.book.knows(title) else ("社会调查",)
    return (*named, f"第{question[0]}题") if question else named


def _filled_in(context: Context, leaf: Twig) -> Iterator[tuple[Run, Run, Runs]]:
    for place, filled in enumerate(context.dossier.base_table):
        if filled.code == leaf.code:
            for key in filled.fields:
                name = f"{base_scope(place)}.{key}"
                yield key, context.book.cell(name), ("基础数据表",)


# Result ---------------------------------------------------------------------------------------------


def _steps(context: Context, leaf: Twig) -> Runs:
    lines: list[Runs] = list(_statistics(context, leaf))
    lines += [
        (f"{step.label}：", *runs_of(step), f"（{step.note}）" if step.note else "")
        for step in steps_of(context, leaf)
    ]
    if not lines and leaf.outcome.derivation.line:
        lines = [(leaf.outcome.derivation.line,)]
    runs: list[Run] = []
    for line in lines:
        runs += [Break(), *line] if runs else line
    return tuple(runs)


def _statistics(context: Context, leaf: Twig) -> Iterator[Runs]:
    """How the statistics of a survey are worked out that inputs are read from."""
    for name, text in leaf.indicator.bindings.items():
        key = read_key(text)
        if key is None or key.source != "survey" or key.parts[-1] not in JUDGED or len(key.parts) != 3:
            continue
        survey, question, word = key.parts
        scope = f"survey.{survey}.q{question}"
        if f"{scope}.{word}/told" in context.book and context.book.knows(f"{scope}.{word}/told"):
            told, value = context.book.ref(f"{scope}.{word}/told"), context.book.ref(f"{scope}.{word}")
            title = context.book.ref(f"survey.{survey}.title")
            yield (f"{item_name(name)}：“", title, f"”{JUDGED[word]}＝", told, "＝", value)


def _result(context: Context, leaf: Twig) -> FormRow:
    decimals = context.decimals

    def points(key: str, value: Decimal | None) -> Runs:
        return (Ref(fact=f"{leaf.scope}.{key}", text=DASH if value is None else written(value, decimals)),)

    return FormRow(
        cells=(
            _key("业绩值"),
            FormCell(kind="center", runs=value_runs(context, leaf), span=2),
            _key("扣分"),
            FormCell(kind="center", runs=points("deducted", leaf.deducted), span=2),
            _key("得分"),
            FormCell(kind="score", runs=points("score", leaf.outcome.score), span=2),
        )
    )


def _remark(context: Context, leaf: Twig) -> Runs:
    """The reason for a deduction, or why there is no score or another than the computed one."""
    book = context.book
    if leaf.outcome.status is Status.OK:
        known = leaf.indicator.deduction_reason is not None
        return (
            (book.ref(f"{leaf.scope}.deduction_reason"), "。")
            if known
            else ("无扣分事项。" if leaf.is_full else DASH,)
        )
    runs: list[Run] = []
    for title, key in (
        ("说明：", "why"),
        ("按评分细则计算的得分：", "computed"),
        ("扣分原因：", "deduction_reason"),
    ):
        if book.knows(f"{leaf.scope}.{key}"):
            runs += [title, book.ref(f"{leaf.scope}.{key}"), "。"]
    return tuple(runs) or (DASH,)


def _signed(checking: Checking | None) -> PaperSign:
    """The signatures of the dossier that stand: a paper that was sent back or changed since is unsigned."""
    if checking is None or checking.state not in ("prepared", "checked"):
        return PaperSign()
    is_checked = checking.state == "checked"
    return PaperSign(
        prepared_by=checking.prepared_by or "",
        prepared_on=written_day(checking.prepared_at),
        reviewed_by=(checking.checked_by or "") if is_checked else "",
        reviewed_on=written_day(checking.checked_at) if is_checked else "",
        remark="复核通过" if is_checked else "",
    )


def _signs(sign: PaperSign) -> Iterator[FormRow]:
    yield FormRow(cells=(_key("复核意见"), FormCell(kind="sign", runs=_typed(sign.remark), span=10)))
    cells: list[FormCell] = []
    for title, name, date in (
        ("编制人", sign.prepared_by, sign.prepared_on),
        ("复核人", sign.reviewed_by, sign.reviewed_on),
    ):
        cells += [
            _key(title, 1),
            FormCell(kind="sign", runs=_typed(name), span=2),
            FormCell(kind="center", runs=_typed(date), span=3),
        ]
    yield FormRow(cells=tuple(cells))


def _typed(text: str) -> Runs:
    return (text,) if text else ()

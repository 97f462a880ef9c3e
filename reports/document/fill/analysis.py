"""One paragraph and the derivation for each scored indicator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from indicators import scoring
from reports.document.blocks import Block, Derivation, Paragraph, Step
from reports.document.fill.conclusion import branch_blocks
from reports.document.material import Context, Filled, Node
from reports.document.outline import table as data
from reports.document.tree import Twig
from reports.document.wording import first_said, paragraph


def full_marks(context: Context) -> Filled:
    """满分指标, by 一级指标."""
    return _grouped(context, lambda leaf: leaf.is_full, "full")


def deductions(context: Context) -> Filled:
    """扣分指标, by 一级指标."""
    return _grouped(context, lambda leaf: leaf.is_short, "short")


def unscored(context: Context) -> Filled:
    """Indicators without a score, and why."""
    return _grouped(context, lambda leaf: leaf.outcome.score is None, "unscored")


def by_branch(context: Context) -> Filled:
    """Each 一级指标 with its table and then all its indicators."""
    return Filled(
        children=tuple(
            Node(
                id=f"branch.{twig.code}",
                title=f"{twig.indicator.name}情况",
                blocks=branch_blocks(context, twig),
                children=tuple(leaf_node(context, leaf) for leaf in twig.leaves()),
            )
            for twig in context.twigs
        )
    )


def _grouped(context: Context, wanted: Callable[[Twig], bool], prefix: str) -> Filled:
    groups = []
    for twig in context.twigs:
        leaves = tuple(leaf_node(context, leaf) for leaf in twig.leaves() if wanted(leaf))
        if leaves:
            groups.append(
                Node(
                    id=f"{prefix}.{twig.code}",
                    title=twig.indicator.name,
                    children=leaves,
                    is_text=False,
                    in_contents=False,
                )
            )
    return Filled(children=tuple(groups))


def leaf_node(context: Context, leaf: Twig) -> Node:
    return Node(
        id=f"analysis.{leaf.code}",
        title=f"{leaf.code}　{leaf.indicator.name}",
        blocks=(*_said(context, leaf), *_derivation(context, leaf)),
        in_contents=False,
    )


def _said(context: Context, leaf: Twig) -> tuple[Paragraph, ...]:
    phrases = data("phrases/analysis.toml")
    sentences = [*phrases["opening"]]
    status = phrases["status"].get(leaf.outcome.status)
    if status:
        sentences += status
    else:
        group = phrases["full" if leaf.is_full else "short"]
        kind = leaf.kind
        candidates = (*group.get(kind, ()), *group["other"])
        sentences += [next(one for one in candidates if first_said((one,), context.book, leaf.scope))]
    if leaf.is_short:
        known = leaf.indicator.deduction_reason is not None
        sentences += phrases["reason"]["known" if known else "unknown"]
    return paragraph(sentences, context.book, leaf.scope)


def _derivation(context: Context, leaf: Twig) -> tuple[Block, ...]:
    """The steps behind the score; nothing where there is only one."""
    steps = tuple(_step(step) for step in steps_of(context, leaf))
    if not steps:
        return ()
    return (Derivation(title=f"{leaf.code}　{leaf.indicator.name}　得分推导", steps=steps),)


def steps_of(context: Context, leaf: Twig) -> Iterator[scoring.Step]:
    """The steps behind a score; a value that was only read is written as everywhere else (1项不符, 符合)."""
    value = context.book[f"{leaf.scope}.value"]
    for step in leaf.outcome.derivation.steps:
        is_read = step.label == "业绩值" and not worked(step)[0]
        yield replace(step, expression="", result=value.written) if is_read else step


def _step(step: scoring.Step) -> Step:
    formula, result = worked(step)
    part, _, label = step.label.rpartition("·")
    runs = tuple(filter(None, (f"{part}：" if part else "", formula)))
    if part and not formula:
        runs, result = (f"{part}：{result}",), ""
    return Step(label=label, runs=runs, result=result, note=step.note)


SIGNS = re.compile("[+−×÷]")
HAN = re.compile("[\u4e00-\u9fff]")


def worked(step: scoring.Step) -> tuple[str, str]:
    """Formula and result of a step.

    Where nothing is worked out there is no sign of equality: what was found is said in words
    (没有不符合的项，得3分), and a value that is only read stands alone.
    """
    formula = step.expression.replace(" = ", "＝")
    if not formula:
        return "", step.result
    unit = step.result.removeprefix(formula)
    if unit != step.result and not any(sign.isdigit() for sign in unit):
        return "", step.result
    is_sum = SIGNS.search(formula) is not None and "，" not in formula
    if step.label.endswith("得分") and not is_sum:
        return f"{formula}，得{step.result}分", ""
    is_said = is_sum is False and HAN.search(formula) is not None
    if is_said or not any(sign.isdigit() for sign in step.result):
        return f"{formula}，{step.result}", ""
    return formula, step.result

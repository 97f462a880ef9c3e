"""One paragraph and the derivation for each scored indicator."""

from __future__ import annotations

from collections.abc import Callable

from reports.document.blocks import Block, Derivation, Paragraph
from reports.document.fill.conclusion import branch_blocks
from reports.document.fill.steps import step_of, steps_of
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
    """The steps behind the score; nothing where there are none."""
    steps = tuple(step_of(step) for step in steps_of(context, leaf))
    return (Derivation(title="", steps=steps),) if steps else ()

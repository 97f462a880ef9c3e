"""Chapter four: what went well, what did not, what to do; all from scores and the reasons for deductions."""

from __future__ import annotations

from collections.abc import Iterator

from reports.document.blocks import Paragraph, Run, Runs
from reports.document.material import Context, Filled, Node
from reports.document.outline import table as data
from reports.document.tree import Twig
from reports.document.wording import first_said, paragraph, say

IN_ABSTRACT = 4
ORDINALS = ("一是", "二是", "三是", "四是")


def experience(context: Context) -> Filled:
    """For each 一级指标 which indicators reached full marks."""
    said = [
        one
        for twig in context.twigs
        for one in paragraph(
            ["在{.name}方面，{.full_names}共{.full_count}指标取得满分，相关工作达到了评分标准的要求。"],
            context.book,
            twig.scope,
        )
    ]
    if said:
        said += paragraph(["上述成效的具体做法，由评价人员结合访谈和现场核查情况归纳补充。"], context.book)
    return Filled(blocks=tuple(said))


def short_groups(context: Context) -> Iterator[tuple[Twig, tuple[Twig, ...]]]:
    """二级指标 that lost points, each with the leaves that lost them."""
    for twig in context.twigs:
        for second in twig.at_level_2():
            short = tuple(leaf for leaf in second.leaves() if leaf.is_short)
            if short:
                yield second, short


def problems(context: Context) -> Filled:
    """Problems by 二级指标, one paragraph for each indicator that lost points."""
    nodes = []
    for second, short in short_groups(context):
        blocks = tuple(one for leaf in short for one in _problem(context, leaf))
        nodes.append(_group("problems", second, blocks))
    return Filled(children=tuple(nodes))


def _group(name: str, second: Twig, blocks: tuple[Paragraph, ...]) -> Node:
    title = f"{second.indicator.name}方面"
    return Node(id=f"{name}.{second.code}", title=title, blocks=blocks, in_contents=False)


def _problem(context: Context, leaf: Twig) -> tuple[Paragraph, ...]:
    return paragraph(
        [
            "“{.name}”指标扣{.deducted}，得分率为{.rate}。",
            "[评价发现的情况是：{.deduction_reason}。]",
            *(() if leaf.indicator.deduction_reason else ("具体问题由评价人员依据工作底稿补充说明。",)),
        ],
        context.book,
        leaf.scope,
    )


def suggestions(context: Context) -> Filled:
    """A suggestion for each group of problems; the same one is not made twice in a report."""
    nodes, made = [], set[Runs]()
    for second, short in short_groups(context):
        said = [
            runs for runs in dict.fromkeys(suggestion(context, leaf) for leaf in short) if runs not in made
        ]
        made.update(said)
        blocks = tuple(Paragraph(runs=runs) for runs in said)
        nodes.append(_group("suggestions", second, blocks))
    return Filled(children=tuple(node for node in nodes if node.blocks))


def suggestion(context: Context, leaf: Twig) -> Runs:
    """The standard suggestion for what the indicator is about, else for its kind of rule."""
    phrases = data("phrases/suggestions.toml")
    topic = next(
        (
            entry["text"]
            for entry in phrases["topic"]
            if any(word in leaf.indicator.name for word in entry["words"])
        ),
        None,
    )
    kind = leaf.kind
    template = topic or phrases["kind"].get(kind) or phrases["kind"]["other"]
    return first_said((template,), context.book)


def _worst(context: Context) -> tuple[Twig, ...]:
    short = [leaf for _, leaves in short_groups(context) for leaf in leaves]
    return tuple(sorted(short, key=lambda leaf: -(leaf.deducted or 0))[:IN_ABSTRACT])


def main_problems(context: Context) -> Filled:
    """The indicators that lost most, in one paragraph of the abstract."""
    runs: list[Run] = []
    for ordinal, leaf in zip(ORDINALS, _worst(context), strict=False):
        said = say("{.name}（扣{.deducted}）[：{.deduction_reason}]", context.book, leaf.scope)
        runs += ["；" if runs else "", ordinal, *(said or ())]
    return Filled(blocks=_one_paragraph(runs))


def main_suggestions(context: Context) -> Filled:
    """The suggestions for them."""
    made = dict.fromkeys(suggestion(context, leaf) for leaf in _worst(context))
    runs: list[Run] = []
    for ordinal, said in zip(ORDINALS, made, strict=False):
        runs += ["；" if runs else "", ordinal, *said[:-1], str(said[-1]).rstrip("。")]
    opening = say("建议{project.unit}：", context.book) or ()
    return Filled(blocks=_one_paragraph([*opening, *runs] if runs else []))


def _one_paragraph(runs: list[Run]) -> tuple[Paragraph, ...]:
    return (Paragraph(runs=(*runs, "。")),) if runs else ()

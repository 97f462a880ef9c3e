"""Annexes from the field: interviews, and the check of how the money was used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evaluations.dossier import Interview, RatingForm
from reports.document.blocks import (
    Block,
    Break,
    Cell,
    Form,
    FormCell,
    FormRow,
    Paragraph,
    Row,
    Run,
    Runs,
    Table,
)
from reports.document.cells import Shape, table, words
from reports.document.material import Context, Filled, Node
from reports.document.numbers import DASH, shown
from reports.document.wording import paragraph

SHORT = 4  # characters of a result that stand one below the other in its column

# Interviews -----------------------------------------------------------------------------------------


def interviews(context: Context) -> Filled:
    """Each interview: when, where, with whom; questions and answers; the marks given."""
    nodes = [
        Node(
            id=f"interview.{place}",
            title=one.subject_role or "访谈记录",
            blocks=tuple(_interview(context, place, one)),
            is_text=False,
        )
        for place, one in enumerate(context.dossier.interviews, start=1)
    ]
    return Filled(children=tuple(nodes))


def _interview(context: Context, place: int, one: Interview) -> Iterator[Block]:
    scope = f"interview.{place}"
    yield _interview_head(context, place, scope)
    for number, asked in enumerate(one.asked, start=1):
        yield Paragraph(runs=(context.book.ref(f"{scope}.q{number}"),), style="question")
        if asked.answer is not None:
            yield Paragraph(runs=(context.book.ref(f"{scope}.a{number}"),), style="answer")
    if one.asked and all(asked.answer is None for asked in one.asked):
        yield Paragraph(runs=("以上为访谈提纲；各题的答复未在评价数据中逐题记载。",), style="note")
    if one.rating_form is not None and one.rating_form.items:
        yield _ratings(place, one.rating_form)


def _interview_head(context: Context, place: int, scope: str) -> Form:
    def pair(title: str, key: str, span: int) -> tuple[FormCell, FormCell]:
        shown = (context.book.ref(f"{scope}.{key}"),)
        return FormCell(kind="key", runs=(title,), span=2), FormCell(kind="center", runs=shown, span=span)

    has_group, has_interviewers = (context.book.knows(f"{scope}.{key}") for key in ("group", "interviewers"))
    first = (*pair("访谈对象", "role", 4), *pair("对象类别", "group", 4)) if has_group else ()
    rows = [
        FormRow(cells=first or pair("访谈对象", "role", 10)),
        FormRow(cells=(*pair("访谈时间", "date", 4), *pair("访谈地点", "place", 4))),
    ]
    if has_interviewers:
        rows.append(FormRow(cells=pair("访谈人", "interviewers", 10)))
    name = f"interview-{place}"
    return Form(name=name, title="", anchor=name, left="", right="", rows=tuple(rows))


def _ratings(place: int, form: RatingForm) -> Table:
    """Which mark was ticked for each item; a mark outside the scale is written beside the item."""
    scale = [shown(mark) for mark in form.scale]
    rows = []
    for item, given in form.items.items():
        mark = "" if given is None else shown(given)
        text = item if mark in ("", *scale) else f"{item}：{mark}"
        name = words(text)
        ticks = (Cell(runs=("√",) if step == mark else ()) for step in scale)
        rows.append(Row(cells=(name, *ticks)))
    share = 50 / max(len(scale), 1)
    shape: Shape = ((50, "left"), *((share, "center") for _ in scale))
    return table(f"ratings-{place}", "访谈对象评价情况", shape, ("评价项目", *scale), rows)


# Fund check -----------------------------------------------------------------------------------------


def fund_check(context: Context) -> Filled:
    """The check form: amounts, then one narrow column for each point; landscape."""
    check = context.dossier.fund_check
    if check is None:
        return Filled()
    points = [point for group in check.groups.values() for point in group]
    rows = [_fund_heads(check.groups), *_fund_points(points), _fund_results(context, len(points))]
    remark = _fund_remark(context)
    if remark:
        runs = (*remark[0].runs, *_told(context, len(points)))
        text = FormCell(kind="text", runs=runs, span=3 + len(points))
        rows.append(FormRow(cells=(FormCell(kind="key", runs=("检查说明",)), text)))
    found = _findings(context)
    if found:
        text = FormCell(kind="text", runs=found, span=3 + len(points))
        rows.append(FormRow(cells=(FormCell(kind="key", runs=("发现的问题",)), text)))
    form = Form(
        name="fund-check",
        title="",
        anchor="fund-check",
        left=f"项目单位：{context.book['project.evaluated_unit'].text}",
        right=f"金额单位：{context.book['fund.budget'].unit or DASH}",
        rows=tuple(rows),
        widths=_widths(len(points)),
        note=("检查人：　　　　　　　　项目单位经办人：　　　　　　　　检查日期：",),
    )
    return Filled(blocks=(form,))


def _findings(context: Context) -> Runs:
    """发现的问题, numbered, each with the money concerned where that is known."""
    findings = context.dossier.fund_check.findings if context.dossier.fund_check else ()
    runs: list[Run] = []
    for place in range(1, len(findings) + 1):
        scope = f"fund.finding.{place}"
        runs += [Break()] if runs else []
        runs += [f"{place}．", context.book.ref(f"{scope}.text")]
        if context.book.knows(f"{scope}.amount"):
            runs += ["，涉及金额", context.book.ref(f"{scope}.amount")]
        runs.append("。")
    return tuple(runs)


def _fund_heads(groups: Mapping[str, tuple[str, ...]]) -> FormRow:
    deep = 2 if any(groups.values()) else 1
    titles = ("项目", "预算金额", "到位金额", "支出金额")
    left = (FormCell(kind="head", runs=(title,), rowspan=deep) for title in titles)
    right = (FormCell(kind="head", runs=(name,), span=len(group)) for name, group in groups.items() if group)
    return FormRow(cells=(*left, *right))


def _fund_points(points: list[str]) -> Iterator[FormRow]:
    if points:
        yield FormRow(cells=tuple(FormCell(kind="vertical", runs=(point,)) for point in points))


def _fund_results(context: Context, points: int) -> FormRow:
    """The amounts and one result for each point; a result that is not there is a gap."""
    amounts = (context.book.cell(f"fund.{key}") for key in ("budget", "allocated", "spent"))
    return FormRow(
        cells=(
            FormCell(kind="text", runs=(context.book.ref("project.name"),)),
            *(FormCell(kind="number", runs=(amount,)) for amount in amounts),
            *(FormCell(kind="center", runs=runs) for runs in _marks(context, points)),
        )
    )


def _marks(context: Context, points: int) -> Iterator[Runs]:
    """The results; one too long for its column is a number here, and told below the form's figures."""
    long = _long_results(context, points)
    for place in range(1, points + 1):
        result = f"fund.result.{place}"
        yield (f"注{long.index(result) + 1}",) if result in long else (context.book.cell(result),)


def _long_results(context: Context, points: int) -> list[str]:
    names = [f"fund.result.{place}" for place in range(1, points + 1)]
    return [name for name in names if len(context.book[name].written) > SHORT]


def _told(context: Context, points: int) -> Runs:
    runs: list[Run] = []
    for place, name in enumerate(_long_results(context, points), start=1):
        runs += [f"注{place}：", context.book.ref(name), "。"]
    return tuple(runs)


def _fund_remark(context: Context) -> tuple[Paragraph, ...]:
    clean = context.book.knows("count.fund_clean")
    found = "，均未发现所列问题" if clean else "[，其中{count.fund_found}存在所列情形]"
    checked = (
        f"本次共检查{{count.fund_groups}}、{{count.fund_points}}要点{found}；“—”表示未发现该类问题或未填写。"
    )
    return paragraph([checked], context.book)


def _widths(points: int) -> tuple[float, ...]:
    """The name and three amounts, the rest shared by the points."""
    fixed = (14.0, 9.0, 9.0, 9.0)
    if not points:
        return tuple(width * 100 / sum(fixed) for width in fixed)
    return (*fixed, *((100 - sum(fixed)) / points for _ in range(points)))

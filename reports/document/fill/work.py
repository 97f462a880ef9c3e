"""Chapter two: who evaluated, when and on what grounds; chapter one: which unit answers for what."""

from __future__ import annotations

from collections.abc import Iterable

from reports.document.blocks import Align, Block, Cell, Paragraph, Ref, Row, Run
from reports.document.cells import Shape, fact, table
from reports.document.material import NOTHING, Context, Filled


def team(context: Context) -> Filled:
    """评价组成员及分工: name, role, title, qualification, division of work; nothing private."""
    rows = len(context.beside.team)
    if not rows:
        return NOTHING
    columns: list[tuple[str, str, float, Align]] = [
        ("name", "姓名", 12, "center"),
        ("role", "评价角色", 15, "center"),
        ("title", "职称", 17, "center"),
        ("certificate", "执业资格", 22, "left"),
        ("duties", "分工", 34, "left"),
    ]
    return _listed(context, "team", "评价组成员及分工", columns, rows, always=("name", "role"))


def schedule(context: Context) -> Filled:
    """评价工作进度: each step, planned and done, who answers for it."""
    columns: list[tuple[str, str, float, Align]] = [
        ("name", "工作内容", 30, "left"),
        ("planned", "计划时间", 25, "center"),
        ("done", "完成时间", 19, "center"),
        ("responsible", "负责人", 11, "center"),
        ("note", "说明", 24, "left"),
    ]
    rows = len(context.dossier.schedule)
    if not rows:
        return NOTHING
    return _listed(
        context, "schedule", "评价工作进度", columns, rows, scope="step", always=("name", "planned")
    )


def duties(context: Context) -> Filled:
    """组织与管理: units, what each answers for, and the rules."""
    columns: list[tuple[str, str, float, Align]] = [
        ("unit", "单位", 26, "left"),
        ("duty", "职责", 44, "justify"),
        ("rules", "管理制度", 30, "justify"),
    ]
    rows = len(context.dossier.organisation)
    if not rows:
        return NOTHING
    return _listed(
        context, "duties", "项目组织与管理分工", columns, rows, scope="duty", always=("unit", "duty")
    )


def policies(context: Context) -> Filled:
    """评价依据: the cited documents; what is not in force any more is marked and told below."""
    cited = context.dossier.policies
    if not cited:
        return NOTHING
    columns: list[tuple[str, str, float, Align]] = [
        ("number", "文号", 25, "left"),
        ("title", "文件名称", 37, "left"),
        ("issuer", "发文机关", 17, "left"),
        ("date", "发文日期", 18, "center"),
        ("use", "用于", 18, "left"),
    ]
    note = _standing(context)
    return _listed(
        context,
        "policies",
        "评价依据文件",
        columns,
        len(cited),
        scope="policy",
        always=("number", "title"),
        note=note,
    )


def _standing(context: Context) -> tuple[Run, ...]:
    """财预〔2013〕53号已于2020年2月25日废止，现行文件为…；…."""
    runs: list[Run] = []
    for place, one in enumerate(context.dossier.policies, start=1):
        if context.book.knows(f"policy.{place}.standing"):
            key = "number" if one.number else "title"
            runs += ["；" if runs else "", context.book.ref(f"policy.{place}.{key}")]
            runs.append(context.book.ref(f"policy.{place}.standing"))
    return (*runs, "。") if runs else ()


def _marked(context: Context, name: str, ref: Ref) -> Cell:
    """A cited title, with what is told below said in a word."""
    scope, _, key = name.rpartition(".")
    if key != "title" or not context.book.knows(f"{scope}.standing"):
        return Cell(runs=(ref,))
    said = "已废止" if "废止" in context.book[f"{scope}.standing"].text else "未施行"
    return Cell(runs=(ref, f"（{said}，见表注）"))


def _listed(
    context: Context,
    name: str,
    caption: str,
    columns: list[tuple[str, str, float, Align]],
    count: int,
    *,
    scope: str = "",
    always: tuple[str, ...] = (),
    note: tuple[Run, ...] = (),
) -> Filled:
    """A table of facts `scope.1.key`…; a column of which nothing is known is left out."""
    scope, book = scope or name, context.book
    places = range(1, count + 1)
    kept = [
        column
        for column in columns
        if column[0] in always or any(book.knows(f"{scope}.{place}.{column[0]}") for place in places)
    ]
    rows = []
    for place in places:
        cells = []
        for key, *_ in kept:
            whole = f"{scope}.{place}.{key}"
            cells.append(
                _marked(context, whole, book.cell(whole)) if scope == "policy" else fact(book, whole)
            )
        rows.append(Row(cells=tuple(cells)))
    shape: Shape = [(width, align) for _, _, width, align in kept]
    titles = [title for _, title, _, _ in kept]
    return Filled(blocks=(table(name, caption, shape, titles, rows, note=note, small=len(kept) > 3),))


# Weights --------------------------------------------------------------------------------------------


def weights(context: Context) -> Filled:
    """权重确定方法: the text that goes with the system, a paragraph for each line."""
    return Filled(blocks=tuple(_method(context)))


def _method(context: Context) -> Iterable[Block]:
    for place, line in enumerate((context.dossier.weight_method or "").splitlines(), start=1):
        if line.strip():
            yield Paragraph(runs=(context.book.ref(f"weights.method.{place}"),))

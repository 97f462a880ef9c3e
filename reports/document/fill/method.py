"""Chapter two: grades, ways of scoring, what was collected."""

from __future__ import annotations

from reports.document.blocks import Break, Cell, Row, Table
from reports.document.cells import Shape, fact, table, words
from reports.document.fill.visits import visited
from reports.document.material import Context, Filled
from reports.document.numbers import DASH
from reports.document.outline import table as data
from reports.document.tree import leaves


def standards(context: Context) -> Filled:
    """The table of grades and the ways in which indicators are scored."""
    tables = [made for made in (_grades(context), _methods(context)) if made is not None]
    return Filled(blocks=tuple(tables))


def _grades(context: Context) -> Table | None:
    bands = context.dossier.grade_scheme
    if not bands:
        return None
    names = range(1, len(bands) + 1)
    ranges = [_range(context, place) for place in names]
    return table(
        "grades",
        "评价等级划分",
        ((20, "center"), *((80 / len(bands), "center") for _ in bands)),
        ("评价等级", *(band.grade for band in bands)),
        [Row(cells=(words("综合得分"), *ranges))],
        note=("分数界限归入上一等级。",),
    )


def _range(context: Context, place: int) -> Cell:
    """90分及以上 for the highest band, 75分至90分 between two."""
    bands = context.dossier.grade_scheme
    low = context.book.ref(f"grade.{place}.min")
    higher = [band for band in bands if band.min > bands[place - 1].min]
    if not higher:
        return Cell(runs=(low, "及以上"))
    upper = bands.index(min(higher, key=lambda band: band.min)) + 1
    if not bands[place - 1].min:
        return Cell(runs=("不足", context.book.ref(f"grade.{upper}.min")))
    return Cell(runs=(low, "及以上，", Break(), "不足", context.book.ref(f"grade.{upper}.min")))


def _methods(context: Context) -> Table | None:
    texts = data("phrases/methods.toml")
    by_kind: dict[str, list[str]] = {}
    for leaf in leaves(context.twigs):
        kind = leaf.kind
        if kind in texts:
            by_kind.setdefault(kind, []).append(leaf.code)
    rows = [
        Row(
            cells=(
                words(texts[kind]["name"]),
                words(texts[kind]["text"]),
                words("、".join(codes)),
            )
        )
        for kind, codes in by_kind.items()
    ]
    if not rows:
        return None
    shape: Shape = ((18, "center"), (46, "justify"), (36, "left"))
    titles = ("计分方法", "计分规则", "适用指标")
    return table("methods", "指标计分方法", shape, titles, rows, small=True)


def collected(context: Context) -> Filled:
    """Where the team went, and how many forms each survey sent out and got back."""
    rows = [
        Row(
            cells=(
                fact(context.book, f"survey.{place}.title"),
                *(
                    fact(context.book, f"survey.{place}.{key}")
                    for key in ("distributed", "returned", "valid", "return_rate")
                ),
                words(_use(survey.used)),
            )
        )
        for place, survey in enumerate(context.dossier.surveys, start=1)
    ]
    counted = any(
        (survey.distributed, survey.returned, survey.valid) != (None, None, None)
        for survey in context.dossier.surveys
    )
    seen = visited(context)
    if not counted:
        return Filled(blocks=seen)
    shape: Shape = ((28, "left"), (14, "right"), (14, "right"), (14, "right"), (16, "right"), (14, "center"))
    titles = ("调查名称", "发放（份）", "回收（份）", "有效（份）", "回收率（%）", "用于评分")
    return Filled(blocks=(*seen, table("surveys", "社会调查开展情况", shape, titles, rows)))


def _use(used: bool | None) -> str:
    return {True: "是", False: "否", None: DASH}[used]

"""Cover and signature page."""

from __future__ import annotations

from reports.document.blocks import Facts, Heading, Paragraph, Runs
from reports.document.material import Context, Filled

COVER = (
    ("项目名称", "project.name"),
    ("项目单位", "project.evaluated_unit"),
    ("主管部门", "project.competent_department"),
    ("委托单位", "project.commissioning_bureau"),
    ("评价年度", "project.year"),
)
SIGNATURES = (
    "评价机构（盖章）",
    "法定代表人",
    "主评人",
    "主评人证书编号",
    "项目负责人",
    "质量复核人",
    "评价组成员",
)


def cover(context: Context) -> Filled:
    """Report number, title, who is concerned; firm and date at the foot."""
    book = context.book
    number = (Paragraph(runs=(book.ref("project.report_number"),), style="flat"),)
    rows = tuple((label, (book.ref(name),)) for label, name in COVER if book.knows(name))
    foot = tuple(
        Paragraph(runs=(book.ref(name),), style="sign")
        for name in ("project.firm", "project.report_date")
        if book.knows(name)
    )
    title = Heading(level=1, text=context.dossier.project.title, anchor="cover", in_contents=False)
    blocks = (*(number if book.knows("project.report_number") else ()), title, Facts(rows=rows), *foot)
    return Filled(blocks=blocks)


def signatures(context: Context) -> Filled:
    """Lines to be signed by hand; the firm and the date are known."""
    book = context.book
    firm: Runs = (book.ref("project.firm"),) if book.knows("project.firm") else ()
    date: Runs = (book.ref("project.report_date"),) if book.knows("project.report_date") else ()
    first, *others = SIGNATURES
    rows = ((first, firm), *((label, ()) for label in others), ("签署日期", date))
    return Filled(blocks=(Facts(rows=rows),))

"""Cover, declaration, and the signature page of a release."""

from __future__ import annotations

from reports.document.blocks import (
    Cell,
    Column,
    Facts,
    Heading,
    Paragraph,
    Row,
    Runs,
    SealPlace,
    Table,
)
from reports.document.dates import written_date, written_moment
from reports.document.imprint import Imprint, Signature
from reports.document.material import NOTHING, Context, Filled

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
LEAD = "主评人"
SIGNED = (
    ("阶段", 18.0),
    ("角色", 13.0),
    ("签字人", 10.0),
    ("意见", 28.0),
    ("时间", 19.0),
    ("内容摘要", 12.0),
)
"""Columns of the signatures, with their width in percent."""
DIGEST = 8
"""Digits of a digest that are printed; signatures.json has them all."""


def cover(context: Context) -> Filled:
    """Report number, title, who is concerned; firm and date at the foot. A release has its own number."""
    book, imprint = context.book, context.material.imprint
    own: Runs = (imprint.number,) if imprint else (book.ref("project.report_number"),)
    number = (Paragraph(runs=own, style="flat"),)
    rows = tuple((label, (book.ref(name),)) for label, name in COVER if book.knows(name))
    foot = tuple(
        Paragraph(runs=(book.ref(name),), style="sign")
        for name in ("project.firm", "project.report_date")
        if book.knows(name)
    )
    title = Heading(level=1, text=context.dossier.project.title, anchor="cover", in_contents=False)
    is_numbered = imprint is not None or book.knows("project.report_number")
    blocks = (*(number if is_numbered else ()), title, Facts(rows=rows), *foot)
    return Filled(blocks=blocks)


def signatures(context: Context) -> Filled:
    """Lines to be signed by hand; the firm and the date are known. In a release the next page is signed."""
    book = context.book
    if context.material.imprint:
        return NOTHING
    firm: Runs = (book.ref("project.firm"),) if book.knows("project.firm") else ()
    date: Runs = (book.ref("project.report_date"),) if book.knows("project.report_date") else ()
    first, *others = SIGNATURES
    rows = ((first, firm), *((label, ()) for label in others), ("签署日期", date))
    return Filled(blocks=(Facts(rows=rows),))


def imprint(context: Context) -> Filled:
    """签字页: number, firm and lead evaluator, signatures, the place of the seal, a QR code."""
    issued = context.material.imprint
    if issued is None:
        return NOTHING
    seal = SealPlace(
        anchor="seal",
        label="评价机构电子签章",
        address=issued.address,
        lines=(
            ("核验码", issued.code),
            ("核验网址", issued.address),
            ("怎样核验", "扫二维码，或打开网址输入核验码，可查报告是否有效，并比对手中的文件。"),
            ("附件", "本文件内附评价数据包、评分表、签核记录和快照，可据此重新计算全部得分。"),
        ),
    )
    signed = (_signed(issued.signatures),) if issued.signatures else ()
    return Filled(blocks=(Facts(rows=tuple(_stated(issued, context))), seal, *signed))


def _stated(issued: Imprint, context: Context) -> list[tuple[str, Runs]]:
    leads = [
        f"{one.name}（{one.certificate}）" if one.certificate else one.name
        for one in context.beside.team
        if one.role == LEAD
    ]
    rows: list[tuple[str, Runs]] = [
        ("报告编号", (issued.number,)),
        ("评价机构", (issued.firm,)),
        (LEAD, ("、".join(leads),)),
        ("签发日期", (written_date(issued.issued_on) or "",)),
    ]
    if issued.corrects:
        rows.append((issued.verb, (f"{issued.corrects}　{issued.reason}",)))
    return rows


def _signed(signatures: tuple[Signature, ...]) -> Table:
    head = Row(cells=tuple(Cell(runs=(name,), align="center") for name, _ in SIGNED))
    return Table(
        name="signatures",
        number="",
        caption="签核记录",
        columns=tuple(Column(width=width) for _, width in SIGNED),
        head=(head,),
        rows=tuple(_signature(one) for one in signatures),
        size="small",
    )


def _signature(one: Signature) -> Row:
    opinion = one.opinion if one.opinion.startswith(one.verdict) else f"{one.verdict}　{one.opinion}".strip()
    digest = one.content_sha256[:DIGEST]
    texts = (one.stage, one.role, one.person, opinion, written_moment(one.at), digest)
    return Row(cells=tuple(Cell(runs=(text,)) for text in texts))

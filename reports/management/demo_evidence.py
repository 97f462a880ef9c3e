"""Small generated files for the demonstration: a project in, its evidence and request list out."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import xlsxwriter
from PIL import Image, ImageDraw, ImageFont

from evaluations.evidence.actions import DOCUMENT_FIELDS, add_file, edit_document, hand_in, link, request_item
from evaluations.evidence.intake import receiving
from evaluations.evidence.models import Document, DocumentKind, RequestState
from evaluations.people.models import User
from evaluations.projects.models import Project
from reports import rendering

FONT = str(Path(rendering.__file__).parent / "fonts" / "song-regular.otf")
CONTRACT = (
    "坐席服务合同（2025年度）",
    "（演示文件）",
    "4.2　综合接通率不低于90%，每低1个百分点，",
    "扣减当月服务费的1%。",
)
RECORD = ("现场抽听记录", "2026-04-09　云澜市民生服务热线中心", "抽听30通，规范应答29通。")
MONTHS = (
    ("月份", "呼入", "接通"),
    *((f"2025-{month:02}", 16_000 + month * 40, 15_100) for month in range(1, 13)),
)


def add_evidence(project: Project, team: User, unit: User) -> None:
    """Four documents, three of them linked to what they prove, and a list of three requested items."""
    contract = _added(project, "坐席服务合同（2025）.pdf", _page(CONTRACT, "PDF"), DocumentKind.FORMAL, team)
    _describe(contract, team, source_unit="云澜市民生服务热线中心", archive_class="proof", pages=1)
    rate = project.system.indicators.get(code="C1-4")
    link(contract, rate, by=team, page_from=1, place="4.2条")
    months = _added(project, "呼叫平台月度统计2025.xlsx", _sheet(), DocumentKind.VOUCHER, team)
    link(months, rate, by=team, place="A1:C13")
    _added(project, "现场抽听记录04-09.png", _page(RECORD, "PNG"), DocumentKind.WORKING, team)
    ask = {"reason": "核对服务费与支出进度", "indicator": None, "unavailable_reason": ""}
    asked = [
        request_item(project, {**ask, "title": title, "due": due, "state": RequestState.REQUESTED}, by=team)
        for title, due in (
            ("2025年度服务费结算凭证", date(2026, 4, 10)),
            ("坐席排班表（2025年7—8月）", date(2026, 4, 15)),
            ("平台运维合同及验收单", None),
        )
    ]
    text = "日期,付款单位,金额（万元）\n2025-06-30,云澜市民生服务热线中心,120.00\n".encode()
    with receiving(io.BytesIO(text), name="服务费结算凭证清单.csv") as upload:
        hand_in(asked[0], upload, by=unit)


def _added(project: Project, name: str, content: bytes, kind: str, by: User) -> Document:
    with receiving(io.BytesIO(content), name=name) as upload:
        return add_file(project, upload, by=by, kind=kind).version.document


def _describe(document: Document, by: User, **values: object) -> None:
    data: Mapping[str, object] = {name: getattr(document, name) for name in DOCUMENT_FIELDS} | values
    edit_document(document, data, revision=document.revision, by=by)


def _page(lines: tuple[str, ...], kind: str) -> bytes:
    """A page with a few lines of text as a picture."""
    page = Image.new("RGB", (827, 1169), "white")
    font = ImageFont.truetype(FONT, 30)
    for place, line in enumerate(lines):
        ImageDraw.Draw(page).text((80, 100 + 60 * place), line, fill="black", font=font)
    file = io.BytesIO()
    page.save(file, kind, resolution=100)
    return file.getvalue()


def _sheet() -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("汇总")
    for place, row in enumerate(MONTHS):
        sheet.write_row(place, 0, row)
    book.close()
    return file.getvalue()

"""A dossier that holds everything a report can print, the demonstration's own, and what travels beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from evaluations import exchange
from evaluations.dossier import Dossier, parse, read, write
from reports.document import Beside, Material, Member, Photo, Repeal, Weighing
from tests.reports.document.conftest import material_of

DEMO = Path(exchange.__file__).parent / "demo" / "hotline_2025.json"
DOCUMENTS = [
    {
        "number": "Z-001",
        "title": "坐席服务合同",
        "kind": "formal",
        "source_unit": "热线中心",
        "obtained": "2026-03-20",
        "pages": 37,
        "links": [
            {"indicator": "C1-4", "page_from": 6, "page_to": 8, "place": "4.2条"},
            {"budget_line": "1.1"},
            {"base_item": {"table": "C1-4", "name": "综合接通率"}},
            {"fund_check_item": 3},
        ],
    },
    {
        "number": "G-001",
        "title": "坐席照片",
        "kind": "working",
        "links": [{"site_visit": 1}, {"interview": 2}],
    },
]
REQUESTS = [
    {"title": "结算凭证", "state": "verified", "documents": ["Z-001"]},
    {
        "title": "夜班排班表",
        "reason": "核对缺员",
        "state": "unavailable",
        "unavailable_reason": "原系统已下线",
    },
]
TICKS = [
    {"input": "不符合项", "text": "目标水平合理可行", "met": 0, "note": "低于管理办法", "evidence": "Z-001"},
    {"input": "不符合项", "text": "目标与项目内容紧密相关", "met": 1},
]
TEAM = (
    Member(
        name="沈知行",
        role="主评人",
        title="高级会计师",
        certificate="注册会计师",
        duties="主持评价",
        declared=True,
    ),
    Member(name="周屿", role="评价人员", duties="底稿编制", declared=True),
    Member(name="梁思齐", role="专家", title="研究员", declared=True),
)
BESIDE = Beside(
    team=TEAM,
    repeals=(
        Repeal(
            number="云澜政发[2019] 17号",
            ended="2026-01-01",
            instead="《云澜市政务热线运行管理办法》（云澜政发〔2025〕33号）",
        ),
    ),
    weighings=(
        Weighing(
            branch="",
            name="",
            names=("项目决策", "项目管理", "项目绩效"),
            codes=("A", "B", "C"),
            judgements=((-3, -5, -4), (1, -7, -2)),
        ),
    ),
    photos=(
        Photo(visit=1, number="G-001", sha256="a" * 64, title="坐席照片", taken_at="2026-04-09 10:20:00"),
    ),
)


def rich_data() -> dict[str, Any]:
    """The demonstration with evidence, requests and ticks, which it gets otherwise while it is seeded."""
    reading = parse(DEMO.read_bytes())
    assert reading.dossier is not None
    data = {**write(reading.dossier), "evidence": DOCUMENTS, "requested_items": REQUESTS}
    for indicator in data["indicators"]:
        if indicator["code"] == "A2-1":
            indicator["ticks"] = TICKS
    return data


def dossier_of(data: dict[str, Any]) -> Dossier:
    reading = read(data)
    assert reading.problems == ()
    assert reading.dossier is not None
    return reading.dossier


@cache
def rich_dossier() -> Dossier:
    return dossier_of(rich_data())


def rich(*without: str, **more: Any) -> Material:
    """The material, some keys of its dossier left out."""
    dossier = rich_dossier()
    if without:
        data = rich_data()
        dossier = dossier_of({key: value for key, value in data.items() if key not in without})
    return material_of(dossier, **{"beside": BESIDE, **more})

"""What the demonstration's team did beside its dossier: declarations, weighting, ticks, photos."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from PIL import ExifTags, Image, ImageDraw, ImageFont

from evaluations.design.balancing import mark_taken, save_voice
from evaluations.design.models import Method, WeightingRound
from evaluations.engagement.actions import sign_declaration
from evaluations.engagement.models import PolicyDocument, Step
from evaluations.evidence.actions import add_file, link
from evaluations.evidence.intake import receiving
from evaluations.evidence.models import Document, DocumentKind
from evaluations.fieldwork.models import SiteVisit
from evaluations.papers.checking.actions import check, prepare
from evaluations.papers.models import WorkingPaper
from evaluations.papers.ticks.actions import Mark, tick
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectMember
from reports.management.demo_evidence import FONT

People = Mapping[str, User]


class Qualified(NamedTuple):
    """What a member of the team brings along and does."""

    name: str
    title: str
    certificate: str
    years: int
    duties: str


UNIT = "云澜市民生服务热线中心"
TEAM = (
    Qualified("沈知行", "高级会计师", "注册会计师", 16, "主持评价，审定方案、评分和报告，签署报告"),
    Qualified("陆婉宁", "会计师", "注册会计师", 9, "组织实施，预算、资金和成本核查，撰写报告"),
    Qualified("周屿", "经济师", "", 6, "产出和效果指标取数、现场勘查、底稿编制"),
    Qualified("许青禾", "助理经济师", "", 3, "社会调查、访谈记录、资料整理"),
    Qualified("秦若谷", "高级审计师", "注册会计师", 14, "底稿和报告的质量复核"),
    Qualified("梁思齐", "研究员", "", 20, "公共服务评价专家，评审方案和指标权重"),
)
RESPONSIBLE = ("陆婉宁", "沈知行", "周屿", "许青禾", "周屿", "陆婉宁", "沈知行")
COMPARED = {"专家一": (-3, -5, -4), "专家二": (1, -7, -2)}
"""How the experts compare 项目决策, 项目管理 and 项目绩效: 1 with 2, 1 with 3, 2 with 3."""
WEIGHED = {"专家一": (30, 20, 16), "专家二": (32, 18, 16), "专家三": (28, 22, 16)}
REPEALED = ("云澜政发〔2019〕17号", "云澜市政务热线管理暂行办法", "2026-01-01")
INSTEAD = ("云澜政发〔2025〕33号", "云澜市政务热线运行管理办法", "2026-01-01")
FORM = ("绩效目标申报表（2025年度）", "（演示文件）", "综合接通率　目标值60%", "主管部门审核意见：同意申报。")
SCENES = (("话务大厅坐席", 5, 0), ("话务大厅空缺坐席", 5, 9), ("大数据中心机房机柜", 2, 0))


def add_work(project: Project, people: People) -> None:
    """All of it, through the actions that people's own clicks go through."""
    by = {str(user): user for user in people.values()}
    qualify(project)
    for one in TEAM:
        sign_declaration(project, has_interest=False, explanation="", by=by[one.name])
    for step, name in zip(
        Step.objects.filter(project=project).order_by("position"), RESPONSIBLE, strict=True
    ):
        Step.objects.filter(pk=step.pk).update(responsible=by[name])
    _keep_policies(project)
    _weigh(project, by["陆婉宁"])
    _tick(project, by["周屿"])
    _photograph(project, by["周屿"])
    _sign(project, by["周屿"], by["秦若谷"])


def qualify(project: Project) -> None:
    """What the members of the team bring along, and do."""
    for one in TEAM:
        ProjectMember.objects.filter(project=project, user__display_name=one.name).update(
            title=one.title,
            certificate=one.certificate,
            years=one.years,
            evaluation_years=min(one.years, 8),
            duties=one.duties,
        )


def _keep_policies(project: Project) -> None:
    number, title, effective = INSTEAD
    values = {"title": title, "issuer": "云澜市人民政府", "effective_from": effective}
    new = PolicyDocument.objects.get_or_create(firm=project.firm, number=number, defaults=values)[0]
    number, title, ended = REPEALED
    values = {"title": title, "issuer": "云澜市人民政府", "effective_to": ended}
    old = PolicyDocument.objects.get_or_create(firm=project.firm, number=number, defaults=values)[0]
    PolicyDocument.objects.filter(pk=old.pk).update(replaced_by=new)


def _weigh(project: Project, by: User) -> None:
    """Two rounds that come to the weights that the system has."""
    rows = project.system.indicators.order_by("position")
    first, second, third = rows.filter(parent=None)
    for name, scales in COMPARED.items():
        pairs = zip(((first, second), (first, third), (second, third)), scales, strict=True)
        placed = {(one.pk, other.pk): scale for (one, other), scale in pairs}
        save_voice(project, None, Method.AHP, name, pairs=placed, revision=0, by=by)
    branch = rows.get(code="C")
    children = list(rows.filter(parent=branch))
    for name, weights in WEIGHED.items():
        given = {row.pk: Decimal(weight) for row, weight in zip(children, weights, strict=True)}
        save_voice(project, branch, Method.EXPERT_MEAN, name, weights=given, revision=0, by=by)
    for held in WeightingRound.objects.filter(project=project):
        with transaction.atomic():
            mark_taken(held, by=by)


def _tick(project: Project, by: User) -> None:
    """A checklist with its notes and what proves them."""
    form = _added(project, "绩效目标申报表2025.png", _page(FORM), DocumentKind.FORMAL, by)
    paper = WorkingPaper.objects.get(project=project, indicator__code="A2-1")
    link(form, paper.indicator, by=by, page_from=1)
    marks = (
        Mark(met=Decimal(0), note="接通率目标60%，低于管理办法规定的80%", document=form),
        Mark(met=Decimal(1), note="九项目标均与服务内容对应", document=form),
    )
    tick(paper, {"不符合项": marks}, revision=paper.revision, by=by)


def _photograph(project: Project, by: User) -> None:
    hall, room = SiteVisit.objects.filter(project=project).order_by("position")
    record = Document.objects.get(project=project, title__startswith="现场抽听记录")
    link(record, hall, by=by)
    for place, (title, columns, empty) in enumerate(SCENES):
        photo = _added(project, f"{title}.jpg", _scene(title, columns, empty), DocumentKind.WORKING, by)
        link(photo, room if place == len(SCENES) - 1 else hall, by=by)


def _sign(project: Project, preparer: User, checker: User) -> None:
    """Every paper is prepared and checked, as in a finished evaluation, so that each carries both names."""
    for paper in WorkingPaper.objects.in_use().filter(project=project).order_by("indicator__position"):
        prepared = prepare(paper, revision=paper.revision, by=preparer)
        check(prepared, revision=prepared.revision, by=checker)


def _added(project: Project, name: str, content: bytes, kind: str, by: User) -> Document:
    with receiving(io.BytesIO(content), name=name) as upload:
        document = add_file(project, upload, by=by, kind=kind).version.document
    Document.objects.filter(pk=document.pk).update(
        title=name.rpartition(".")[0],
        source_unit="云澜市民生服务热线中心",
        obtained="2026-04-09",
        pages=1,
    )
    document.refresh_from_db()
    return document


def _page(lines: tuple[str, ...]) -> bytes:
    page = Image.new("RGB", (827, 1169), "white")
    font = ImageFont.truetype(FONT, 30)
    for place, line in enumerate(lines):
        ImageDraw.Draw(page).text((80, 100 + 60 * place), line, fill="black", font=font)
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


def _scene(title: str, columns: int, empty: int) -> bytes:
    """A drawn scene that stands for a photo: rows of desks (or racks), some of them empty, with its day."""
    scene = Image.new("RGB", (960, 640), "#dfe6e8")
    draw = ImageDraw.Draw(scene)
    draw.rectangle((0, 0, 960, 210), fill="#b9c7cb")
    width, height = (120, 70) if columns > 2 else (300, 330)
    for place in range(15 if columns > 2 else 2):
        left = 60 + (place % columns) * (width + 55)
        top = 240 + (place // columns) * (height + 55)
        draw.rectangle((left, top, left + width, top + height), fill="#8a6f52" if columns > 2 else "#30383d")
        if place >= empty:
            inner = (left + 12, top - 30, left + width - 12, top + 12)
            draw.rectangle(inner, fill="#1c5463", outline="#10303a", width=3)
    font = ImageFont.truetype(FONT, 34)
    draw.text((30, 24), f"{title}（演示图）", fill="#1a2a30", font=font)
    exif = Image.Exif()
    exif[ExifTags.Base.DateTime] = "2026:04:09 10:20:00"
    file = io.BytesIO()
    scene.save(file, "JPEG", quality=85, exif=exif)
    return file.getvalue()

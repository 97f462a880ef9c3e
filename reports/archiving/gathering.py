"""Everything that an archive holds, gathered at one moment: data as it is then, files by their names."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluations.dossier import Dossier, parse
from evaluations.evidence.models import ArchiveClass, Document
from evaluations.jobs.leases import JobFailed
from evaluations.papers.queries import is_stale, latest_run
from evaluations.projects.models import Project
from evaluations.reviews.adoption.models import Opinion
from evaluations.stages.canonical import sha256
from evaluations.stages.models import ChainHead
from indicators.scoring import plain
from reports.archiving import records
from reports.archiving.answers import answers_of, seals
from reports.archiving.container import (
    Chain,
    Class,
    Index,
    Item,
    Manifest,
    Named,
    as_json,
    index_page,
    members_of,
    papers_page,
    read_chain,
    stored_bytes,
)
from reports.archiving.container import format as f
from reports.archiving.contributions import contributed
from reports.archiving.files import asked_for, class_of, versions_of
from reports.archiving.models import Archive
from reports.composing import snapshot as snapshots
from reports.composing.beside import beside_of
from reports.document import as_plain
from reports.publishing.releases.models import ReleaseFile
from reports.reading.pieces import of_paper, papers_of

PRODUCT = "0.1.0"
"""Version of the product, as in pyproject.toml."""
DATA = "评价数据"
CLERK = "请在“证据资料”里上传，归档类别选“{}”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The items, the manifest that names them, and the digest of the state that they show."""

    items: tuple[Item, ...]
    manifest: Manifest
    state_sha256: str

    @property
    def counts(self) -> dict[str, int]:
        """Files per class."""
        found = Counter(one.cls.value for one in self.items)
        return {cls.value: found[cls.value] for cls in Class}


def gather(archive: Archive) -> Gathered:
    """Reads all of the project under its lock, so that no change comes in between. Raises JobFailed."""
    with transaction.atomic():
        locked = Project.objects.select_for_update(of=("self",))
        project = locked.select_related("system", "firm").get(pk=archive.project_id)
        run = latest_run(project)
        if run is None or is_stale(run, project):
            raise JobFailed("归档时评分的依据刚好有改动，请再按一次“生成归档件”。", place="汇集内容")
        frozen = snapshots.freeze(
            project, run, edition=archive.number, issued=timezone.localdate(archive.created_at)
        )
        files = [*contributed(project), *answers_of(project)]
        data = _data(project, frozen)
        lacking = missing(project, files)
        state = state_digest(project)
    dossier = parse(frozen["dossier"]).dossier
    assert dossier is not None  # exported just now
    items = [*files, *data.items, *_papers(project, frozen)]
    page = index_page(_index(archive, project, dossier, data, members_of(items), lacking, frozen["scores"]))
    index = stored_bytes(f.INDEX, page, title="归档目录", media_type="text/html", group="目录")
    items.append(index)
    manifest = Manifest(
        product=PRODUCT,
        created=records.moment(archive.created_at) or "",
        number=archive.number,
        project=_about(project),
        members=members_of(items),
    )
    return Gathered(items=tuple(items), manifest=manifest, state_sha256=state)


def state_digest(project: Project) -> str:
    """SHA-256 of what an archive would say now, but for the log, which grows with every archive."""
    head = ChainHead.objects.filter(project=project).first()
    return sha256(
        {
            "dossier": hashlib.sha256(snapshots.dossier_text(project).encode()).hexdigest(),
            "texts": snapshots.texts_of(project),
            "beside": as_plain(beside_of(project)),
            "chain": head.digest if head else "",
            "opinions": records.opinions(project),
            "results": records.results(project),
            "surveys": seals(project),
            "files": sorted([one.path, one.sha256] for one in contributed(project)),
        }
    )


def missing(project: Project, files: Iterable[Item]) -> list[str]:
    """What 财监〔2021〕4号 第二十条 asks for and nobody has put there, in sentences that say where to."""
    classes = {one.cls for one in files}
    bare = versions_of(project).filter(file="").count()
    asked = asked_for(project)
    standing = Document.objects.standing().filter(project=project)
    unclassed = sum(class_of(one, asked) is None for one in standing.only("archive_class"))
    issued = ReleaseFile.objects.filter(release__project=project).exists()
    heard = Opinion.objects.filter(project=project).exists()
    said = (
        (
            Class.INITIATION not in classes,
            f"{Class.INITIATION.label}：没有委托合同等文件。{CLERK.format(ArchiveClass.INITIATION.label)}。",
        ),
        (bare > 0, f"{Class.PROOF.label}：{bare}份资料只有登记，没有文件。请在“证据资料”里补上文件。"),
        (unclassed > 0, f"{Class.PROOF.label}：{unclassed}份资料没有选归档类别，按证明性材料归入。"),
        (not issued, f"{Class.CONCLUSION.label}：还没有签发的正式报告。"),
        (not heard, f"{Class.CONCLUSION.label}：没有专家、委托方或被评价单位的意见。"),
    )
    return [sentence for holds, sentence in said if holds]


# Data ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Data:
    items: tuple[Item, ...]
    chain: Chain
    history: Sequence[dict[str, Any]]


def _data(project: Project, frozen: snapshots.Snapshot) -> _Data:
    signatures, history = records.signatures(project), records.history(project)
    contents = tuple(records.signed_contents(project))
    said = (
        (f.SCORES, "正式得分", {"scores": frozen["scores"]}),
        (f.BESIDE, "数据包以外的事实", {"beside": frozen["beside"]}),
        (f.TEXTS, "报告各节正文", {"texts": frozen["texts"]}),
        (f.SIGNATURES, "签核链", signatures),
        (f.HISTORY, "历史", history),
        (f.OPINIONS, "意见与答复", records.opinions(project)),
        (f.EVIDENCE, "证据资料登记", records.evidence(project)),
        (f.RESULTS, "报告与签发记录", records.results(project)),
    )
    dossier = stored_bytes(f.DOSSIER, frozen["dossier"].encode(), title="评价数据包", group=DATA)
    tables = (stored_bytes(path, as_json(content), title=title, group=DATA) for path, title, content in said)
    chain = read_chain(signatures, {one.sha256 for one in contents})
    return _Data(
        items=(dossier, *tables, *contents, *records.snapshots(project)),
        chain=chain,
        history=history["lines"],
    )


def _papers(project: Project, frozen: snapshots.Snapshot) -> list[Item]:
    """评价工作底稿 on one page; nothing where the evaluation has none."""
    try:
        papers = papers_of(snapshots.document_of(frozen))
    except snapshots.Unusable as error:
        raise JobFailed(str(error), place="汇集内容") from error
    if not papers:
        return []
    pieces = [of_paper(code, form) for code, form in papers.items()]
    page = papers_page(project.title, [(one.title, one.html) for one in pieces])
    return [
        stored_bytes(
            f"{Class.PROOF.folder}/工作底稿.html",
            page,
            title=f"工作底稿　{len(papers)}份",
            cls=Class.PROOF,
            media_type="text/html",
            group="工作底稿",
        )
    ]


def _about(project: Project) -> dict[str, Any]:
    return {
        "title": project.title,
        "year": project.year,
        "kind": project.kind,
        "evaluated_unit": str(project.evaluated_unit or ""),
        "competent_department": str(project.competent_department or ""),
        "commissioning_bureau": str(project.commissioning_bureau or ""),
        "firm": project.firm.name,
        "report_number": project.report_number,
    }


def _index(
    archive: Archive,
    project: Project,
    dossier: Dossier,
    data: _Data,
    members: Sequence[f.Member],
    lacking: Sequence[str],
    scores: dict[str, Any],
) -> Index:
    about = _about(project)
    return Index(
        title=project.title,
        facts=(
            ("评价年度", str(project.year or "")),
            ("种类", project.get_kind_display()),
            ("被评价单位", about["evaluated_unit"]),
            ("主管部门", about["competent_department"]),
            ("委托方", about["commissioning_bureau"]),
            ("评价机构", about["firm"]),
            ("报告文号", about["report_number"]),
            ("评价结果", " ".join(filter(None, (scores["total"], scores["grade"])))),
            ("归档", f"第{archive.number}份　{timezone.localtime(archive.created_at):%Y-%m-%d %H:%M}"),
        ),
        members=members,
        missing=lacking,
        scores=scores,
        indicators=_indicators(dossier),
        chain=data.chain,
        history=data.history,
    )


def _indicators(dossier: Dossier) -> dict[str, Named]:
    depths: dict[str | None, int] = {None: -1}
    branches = {one.parent for one in dossier.indicators}
    found = {}
    for one in dossier.indicators:
        depths[one.code] = depths.get(one.parent, -1) + 1
        is_branch = one.code in branches
        found[one.code] = Named(
            name=one.name, depth=depths[one.code], is_branch=is_branch, weight=plain(one.weight)
        )
    return found

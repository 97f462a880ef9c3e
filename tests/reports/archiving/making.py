"""Archives for tests: of a project with people, papers, signatures and evidence; and of nothing but bytes."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from evaluations.engagement.models import Engagement
from evaluations.evidence.models import ArchiveClass, Document
from evaluations.jobs import actions as jobs
from evaluations.jobs.models import Job, JobState
from evaluations.people.models import User
from evaluations.projects.models import Project
from reports.archiving import actions
from reports.archiving.container import Class, Item, Manifest, members_of, stored_bytes, write
from reports.archiving.container import format as f
from reports.archiving.models import Archive
from reports.composing.models import SectionText
from tests.evaluations.evidence.making import PDF, add, picture
from tests.evaluations.stages.making import Cast, make_cast, sign_until
from tests.factories import CASES

CONTRACT = PDF + b"% contract\n"


def make_filled() -> Cast:
    """Two stages signed, a contract, a working paper in two versions, a picture, and a written section."""
    cast = make_cast()
    by = cast["manager"]
    contract = add(cast.project, "委托合同.pdf", CONTRACT, by=by).version.document
    Document.objects.filter(pk=contract.pk).update(archive_class=ArchiveClass.INITIATION)
    first = add(cast.project, "取数记录.txt", "第一次：12件".encode(), by=by).version.document
    add(cast.project, "取数记录.txt", "第二次：15件".encode(), by=by, version_of=first)
    add(cast.project, "现场.png", picture(), by=by)
    Engagement.objects.update_or_create(project=cast.project, defaults={"contract_number": "HT-2026-3"})
    SectionText.objects.create(project=cast.project, section="preface", text="我们接受委托。\n特此报告。")
    sign_until(cast, "plan")
    return cast


def make_archive(project: Project, by: User) -> Archive:
    """The next archive, made as a worker makes it."""
    archive = actions.start_archive(project, by=by, hand_over=jobs.record)
    jobs.run(archive.job_id, actions.produce)
    archive.refresh_from_db()
    assert archive.job.state == JobState.DONE, f"{archive.job.place} {archive.job.message}"
    return archive


def give_archive(project: Project, path: Path) -> Archive:
    """A row with this file, as if it had been made."""
    job = Job.objects.create(task=actions.TASK, title="归档", state=JobState.DONE)
    archive = Archive(project=project, number=1, job=job, size=path.stat().st_size)
    archive.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    with path.open("rb") as file:
        archive.file.save("archive.zip", file)
    return archive


def read(path: Path) -> dict[str, bytes]:
    """All members."""
    with zipfile.ZipFile(path) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def pack(path: Path, members: Mapping[str, bytes], *, proven: bool = False) -> Path:
    """An archive of these members; with `proven` the manifest is made to name exactly them."""
    kept = dict(members)
    if proven:
        manifest = json.loads(kept[f.MANIFEST])
        known = {one["path"]: one for one in manifest["members"]}
        manifest["members"] = [
            {
                **known.get(name, {"class": "data", "group": "", "title": name, "media_type": "text/plain"}),
                "path": name,
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            for name, content in sorted(kept.items())
            if name != f.MANIFEST
        ]
        kept[f.MANIFEST] = json.dumps(manifest, ensure_ascii=False).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in kept.items():
            archive.writestr(name, content)
    return path


def bent(
    path: Path, target: Path, change: Callable[[dict[str, bytes]], Any], *, proven: bool = False
) -> Path:
    """The archive with its members changed by hand."""
    members = read(path)
    change(members)
    return pack(target, members, proven=proven)


def plain_items(**changed: bytes) -> list[Item]:
    """What every archive holds, about a published evaluation, with nothing signed."""
    content: dict[str, Any] = {
        f.INDEX: b"<!doctype html>",
        f.DOSSIER: (CASES / "selfeval_2023_hotline.json").read_bytes(),
        f.SCORES: b'{"scores": {}}',
        f.BESIDE: b'{"beside": {}}',
        f.TEXTS: b'{"texts": {}}',
        f.SIGNATURES: b'{"links": [], "head": {"number": 0, "digest": ""}}',
        f.HISTORY: b'{"lines": []}',
        f.OPINIONS: b"{}",
        f.EVIDENCE: b'{"documents": []}',
        f.RESULTS: b'{"editions": [], "releases": []}',
    } | changed
    return [stored_bytes(path, data, title=path) for path, data in content.items()]


def plain_archive(path: Path, items: list[Item] | None = None) -> Path:
    """A whole archive without a database; with a file of each class."""
    items = plain_items() if items is None else items
    items += [
        stored_bytes(
            f"{cls.folder}/第1版 {cls.label}.pdf",
            PDF,
            title=cls.label,
            cls=cls,
            media_type="application/pdf",
        )
        for cls in Class
        if cls != Class.DATA
    ]
    manifest = Manifest(
        product="0.1.0",
        created="2026-03-02T16:40:00+08:00",
        number=1,
        project={"title": "热线项目", "firm": "砚清会计师事务所"},
        members=members_of(items),
    )
    write(path, items, manifest)
    return path

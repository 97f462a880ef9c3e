"""An archive becomes a project again: nothing is lost, what was signed is provable, forgery is refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.evidence.models import DocumentVersion
from evaluations.exchange.queries import export_file
from evaluations.jobs import actions as jobs
from evaluations.papers.actions import run_now
from evaluations.projects.models import Activity, Project
from reports.archiving import restoring
from reports.archiving.container import format as f
from reports.archiving.looking import dry_run
from reports.archiving.models import Archive, Restoration
from reports.archiving.restoring import CannotRestore, restore
from reports.composing.snapshot import texts_of
from reports.publishing.firms.actions import make_certificate
from reports.publishing.releases import actions as releases
from tests.evaluations.evidence.making import HTML, add, picture
from tests.evaluations.stages.making import Cast, without_release_stage
from tests.factories import add_member, make_firm, make_project, make_user
from tests.reports.archiving.making import bent, make_archive, plain_archive, read
from tests.reports.publishing.releases.conftest import make_edition

pytestmark = pytest.mark.django_db


def path_of(archive: Archive) -> Path:
    return Path(archive.file.path)


def hashes(path: Path) -> set[str]:
    """The SHA-256 of the files of evidence."""
    return {
        version["sha256"]
        for document in json.loads(read(path)[f.EVIDENCE])["documents"]
        for version in document["versions"]
        if version["has_file"]
    }


def test_there_and_back_again_is_the_same(cast: Cast, archive: Archive) -> None:
    other = make_user(firm=make_firm(name="听澜税务师事务所"))
    project = restore(path_of(archive), name="归档.zip", firm=other.firms.get(), by=other)
    assert export_file(project) == export_file(cast.project)
    assert texts_of(project) == texts_of(cast.project)
    again = make_archive(project, other)
    assert hashes(path_of(again)) == hashes(path_of(archive))
    assert len(hashes(path_of(again))) == 4
    for version in DocumentVersion.objects.filter(project=project):
        was = DocumentVersion.objects.get(project=cast.project, sha256=version.sha256)
        assert Path(version.file.path).read_bytes() == Path(was.file.path).read_bytes()
    members = read(path_of(again))
    assert members[f"结论/原归档件/{archive.sha256}.zip"] == path_of(archive).read_bytes()
    assert DocumentVersion.objects.get(project=project, name="现场.png").thumbnail


def test_what_was_signed_stays_provable(archive: Archive, client: Client) -> None:
    by = make_user(firm=make_firm())
    project = restore(path_of(archive), name="归档.zip", firm=by.firms.get(), by=by)
    assert not project.signatures.exists()
    client.force_login(by)
    page = client.get(reverse("archiving:source", args=[project.pk])).content.decode()
    assert "链条完整" in page
    assert "工作方案" in page
    assert archive.sha256 in page
    made = Restoration.objects.get(project=project)
    place = [one["path"] for one in made.manifest["members"]].index("立项/G-001 委托合同/第1版 委托合同.pdf")
    answer = client.get(reverse("archiving:member", args=[project.pk, place]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("archiving:member", args=[project.pk, 9999])).status_code == 404
    assert Activity.objects.filter(project=project, verb="下载").count() == 1
    content = bytearray(Path(made.file.path).read_bytes())
    at = content.index(b"signatures.json") + 60
    content[at] ^= 0xFF
    Path(made.file.path).write_bytes(bytes(content))
    page = client.get(reverse("archiving:source", args=[project.pk])).content.decode()
    assert "归档件读不出来" in page
    Path(made.file.path).unlink()
    lost = client.get(reverse("archiving:source", args=[project.pk])).content.decode()
    assert "在存储里找不到了" in lost
    assert client.get(reverse("archiving:original", args=[project.pk])).status_code == 404
    assert Activity.objects.filter(project=project, verb="下载").count() == 1


def test_a_sealed_release_goes_along(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lead = make_user(firm=make_firm(name="砚清会计师事务所"), display_name="沈知行")
    project = make_project("selfeval_2023_hotline", firm=lead.firms.get(), by=lead)
    add_member(project, lead, "lead")
    make_certificate(project.firm, by=lead)
    without_release_stage(project.firm, by=lead)
    make_edition(project, lead)
    release = releases.issue(project, by=lead, hand_over=jobs.record)
    jobs.run(release.attempts.get().job_id, releases.produce)
    archive = make_archive(project, lead)
    results = json.loads(read(path_of(archive))[f.RESULTS])
    assert [one["state"] for one in results["releases"]] == ["现行"]
    call_command("verify_archive", str(path_of(archive)))
    told = capsys.readouterr().out
    assert "2份报告的PDF和快照都在" in told
    assert "盖章以后没有改动" in told

    def forge(members: dict[str, bytes]) -> None:
        name = next(one for one in members if one.startswith("结论/正式报告/"))
        members[name] = members[name].replace(b"/Type", b"/Typo", 1)

    path = bent(path_of(archive), tmp_path / "forged.zip", forge, proven=True)
    with pytest.raises(CommandError, match="报告与快照"):
        call_command("verify_archive", str(path))


def test_what_is_restored_is_scored_anew_and_the_page_says_so(archive: Archive, client: Client) -> None:
    by = make_user(firm=make_firm())
    project = restore(path_of(archive), name="归档.zip", firm=by.firms.get(), by=by)
    run = project.runs.get()
    assert (run.number, run.created_by, run.job.state) == (1, by, "queued")
    client.force_login(by)
    source = reverse("archiving:source", args=[project.pk])
    page = client.get(source).content.decode()
    assert "正在按恢复的数据重新计算" in page
    assert reverse("papers:run-detail", args=[project.pk, 1]) in page
    jobs.cancel(run.job, by=by)
    assert "恢复后的计算没有完成" in client.get(source).content.decode()
    total = run_now(project, by=by).total
    page = client.get(source).content.decode()
    assert "已按恢复的数据重新计算" in page
    assert total is not None
    assert f"{total:.2f}" in page


# What is refused ------------------------------------------------------------------------------------


def test_scores_that_do_not_follow_are_refused(archive: Archive, tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        kept = json.loads(members[f.SCORES])
        kept["scores"]["total"] = "99"
        members[f.SCORES] = json.dumps(kept, ensure_ascii=False).encode()

    path = bent(path_of(archive), tmp_path / "x.zip", change, proven=True)
    run = dry_run(path)
    assert [one.member for one in run.problems] == [f.SCORES]
    assert "总分：记录为99" in run.problems[0].message
    with pytest.raises(CannotRestore):
        restore(path, name="x.zip", firm=make_firm(), by=None)
    assert Project.objects.count() == 1


def test_a_signature_that_was_changed_is_refused(cast: Cast, archive: Archive, tmp_path: Path) -> None:
    name = str(cast["firm_admin"])

    def change(members: dict[str, bytes]) -> None:
        members[f.SIGNATURES] = members[f.SIGNATURES].replace("同意".encode(), "不同意".encode(), 1)

    run = dry_run(bent(path_of(archive), tmp_path / "x.zip", change, proven=True))
    assert [str(one) for one in run.problems] == [
        f"signatures.json：第1环“承接立项 机构负责人 {name} 同意”签后被改动。"
    ]


def test_a_dossier_with_problems_is_told_with_its_places(tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        dossier = json.loads(members[f.DOSSIER])
        dossier["project"]["title"] = ""
        members[f.DOSSIER] = json.dumps(dossier, ensure_ascii=False).encode()

    path = bent(plain_archive(tmp_path / "a.zip"), tmp_path / "b.zip", change, proven=True)
    run = dry_run(path)
    assert [one.member for one in run.problems] == [f.DOSSIER]
    assert run.problems[0].message.startswith("project.title")


def test_files_that_evidence_does_not_take_are_refused(cast: Cast, archive: Archive, tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        name = "立项/G-001 委托合同/第1版 委托合同.pdf"
        old = DocumentVersion.objects.get(document__number="G-001").sha256
        members[name] = HTML
        new = hashlib.sha256(HTML).hexdigest()
        for one in (f.EVIDENCE, f.DOSSIER):
            members[one] = members[one].replace(old.encode(), new.encode())

    run = dry_run(bent(path_of(archive), tmp_path / "x.zip", change, proven=True))
    assert [one.member for one in run.problems] == ["立项/G-001 委托合同/第1版 委托合同.pdf"]
    assert "不在可以上传的类型里" in run.problems[0].message


def test_too_much_evidence_is_refused(archive: Archive, settings: Any) -> None:
    settings.EVIDENCE_PROJECT_BYTES = 100
    assert "每个项目最多" in dry_run(path_of(archive)).problems[0].message


def test_what_fails_half_way_leaves_nothing(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:

    def fail(*_args: Any, **_values: Any) -> None:
        raise RuntimeError("disk")

    before = {one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()}
    monkeypatch.setattr(restoring, "log", fail)
    with pytest.raises(RuntimeError):
        restore(path_of(archive), name="x.zip", firm=make_firm(), by=None)
    assert {one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()} == before
    assert Project.objects.count() == 1


def test_the_page_does_not_ask_more_for_more_files(cast: Cast, client: Client) -> None:
    by = cast["manager"]
    client.force_login(by)
    counted = []
    for count in (1, 3):
        for place in range(count):
            add(cast.project, f"图{count}{place}.png", picture(colour=f"#00{count}0{place}0"), by=by)
            make_archive(cast.project, by)
        client.get(reverse("archiving:index", args=[cast.project.pk]))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("archiving:index", args=[cast.project.pk]))
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_the_command_restores_and_prints_the_number(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    firm = make_firm(slug="tinglan")
    call_command("restore_archive", str(path_of(archive)), firm="tinglan")
    project = Project.objects.get(pk=int(capsys.readouterr().out))
    assert project.firm == firm
    with pytest.raises(CommandError, match="没有代号"):
        call_command("restore_archive", str(path_of(archive)), firm="nobody")


def test_only_who_is_inside_gets_an_archive(cast: Cast, archive: Archive, client: Client) -> None:
    url = reverse("archiving:download", args=[cast.project.pk, archive.number])
    client.force_login(cast["expert"])
    assert client.get(url).status_code == 404
    client.force_login(cast["reviewer"])
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == path_of(archive).read_bytes()
    line = Activity.objects.get(project=cast.project, verb="下载")
    assert line.by == cast["reviewer"]
    assert archive.sha256 in line.subject
    assert client.post(reverse("archiving:start", args=[cast.project.pk])).status_code == 403

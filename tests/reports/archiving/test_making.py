"""Making archives: what is in them, that they prove themselves, that they tell when they are outdated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from evaluations.evidence.models import Document, DocumentVersion
from evaluations.jobs import actions as jobs
from evaluations.jobs.models import Job, JobState
from evaluations.projects.models import Activity, Project
from evaluations.questionnaires.models import Response
from evaluations.stages.actions import NotPossible
from evaluations.stages.models import ProvidedDocument, RequiredDocument
from reports.archiving import actions, contributions, queries
from reports.archiving.checks import _archive as check_of_stage
from reports.archiving.container import Class, check, stored_bytes
from reports.archiving.gathering import PRODUCT
from reports.archiving.models import Archive
from reports.composing.models import SectionText
from reports.publishing.actions import CannotStart
from tests.evaluations.findings.making import make_answered
from tests.evaluations.stages.making import Cast, hand_in_all, sign, sign_stage, state_of, work_on
from tests.reports.archiving.making import CONTRACT, make_archive, read

pytestmark = pytest.mark.django_db


def test_an_archive_holds_everything_and_proves_itself(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = make_archive(cast.project, cast["manager"])
    path = Path(archive.file.path)
    members = read(path)
    assert members["立项/G-001 委托合同/第1版 委托合同.pdf"] == CONTRACT
    assert members["证明/G-002 取数记录/第2版 取数记录.txt"].decode() == "第二次：15件"
    assert "证明/G-003 现场/第1版 现场.png" in members
    assert len(json.loads(members["signatures.json"])["links"]) == 2
    assert json.loads(members["texts.json"])["texts"] == {"preface": "我们接受委托。\n特此报告。"}
    assert json.loads(members["history.json"])["lines"][0]["verb"] == "发起归档"
    found = check(path)
    assert found.problems == ()
    assert found.chain is not None
    assert [one.stage for one in found.chain.links] == ["承接立项", "工作方案"]
    assert archive.counts == {"initiation": 1, "proof": 4, "conclusion": 0, "data": 12}
    call_command("verify_archive", str(path))
    told = capsys.readouterr().out
    assert "全部一致" in told
    assert "2环，逐环相接" in told


def test_the_answers_to_its_surveys_are_proof(cast: Cast) -> None:
    survey = make_answered(cast.project, number=3)
    first, *_ = survey.responses.order_by("pk")
    Response.objects.filter(pk=first.pk).update(is_valid=False, excluded_reason="编号写错", device="d" * 64)
    members = read(Path(make_archive(cast.project, cast["manager"]).file.path))
    folder = f"证明/社会调查/{cast.project.surveys.count():02d} {survey}"
    lines = members[f"{folder}/{survey} 答卷.csv"].decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert "编号写错" in lines[1]
    assert "d" * 64 not in "".join(lines)
    assert json.loads(members[f"{folder}/问卷 第1版.json"]) == survey.versions.get().content


def test_the_same_content_gives_the_same_bytes(cast: Cast) -> None:
    archive = actions.start_archive(cast.project, by=cast["manager"], hand_over=jobs.record)
    jobs.run(archive.job_id, actions.produce)
    archive.refresh_from_db()
    first = archive.sha256
    Activity.objects.filter(project=cast.project, verb="归档").delete()
    Archive.objects.filter(pk=archive.pk).update(file="", sha256="", size=None)
    Job.objects.filter(pk=archive.job_id).update(state=JobState.QUEUED)
    jobs.run(archive.job_id, actions.produce)
    archive.refresh_from_db()
    assert archive.sha256 == first


def test_the_stage_asks_for_an_archive_that_is_not_outdated(cast: Cast) -> None:
    assert [gap.text for gap in check_of_stage(cast.project)] == ["还没有生成过归档件"]
    archive = make_archive(cast.project, cast["manager"])
    assert check_of_stage(cast.project) == []
    actions.note_download(cast.project, "归档件第1份", by=cast["manager"])
    assert not queries.is_outdated(archive)
    SectionText.objects.filter(project=cast.project).update(text="改过。")
    assert [gap.text for gap in check_of_stage(cast.project)] == [
        "归档件第1份生成以后内容又有改动，请重新归档"
    ]


def test_a_signature_makes_it_outdated(cast: Cast) -> None:
    archive = make_archive(cast.project, cast["manager"])
    hand_in_all(cast, "plan-review")
    sign(cast, "plan-review", "expert")
    assert queries.is_outdated(archive)


def test_two_are_not_made_at_once(cast: Cast) -> None:
    actions.start_archive(cast.project, by=cast["manager"], hand_over=jobs.record)
    with pytest.raises(CannotStart, match="第1份正在生成"):
        actions.start_archive(cast.project, by=cast["manager"], hand_over=jobs.record)


def test_a_file_that_was_changed_is_named_and_nothing_stays(cast: Cast) -> None:
    version = DocumentVersion.objects.get(document__number="G-001")
    Path(version.file.path).write_bytes(CONTRACT[:-3] + b"X\n%")
    archive = actions.start_archive(cast.project, by=cast["manager"], hand_over=jobs.record)
    jobs.run(archive.job_id, actions.produce)
    archive.refresh_from_db()
    assert archive.job.state == JobState.FAILED
    assert archive.job.place == "立项/G-001 委托合同/第1版 委托合同.pdf"
    assert "与登记的SHA-256不符" in archive.job.message
    assert not archive.file
    assert _left(archive) == []


def test_a_cancelled_one_leaves_no_file(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = actions.start_archive(cast.project, by=cast["manager"], hand_over=jobs.record)
    gather = actions.gather

    def gather_and_cancel(one: Archive) -> Any:
        found = gather(one)
        actions.cancel_archive(one, by=cast["manager"])
        return found

    monkeypatch.setattr(actions, "gather", gather_and_cancel)
    jobs.run(archive.job_id, actions.produce)
    archive.refresh_from_db()
    assert archive.job.state == JobState.CANCELLED
    assert _left(archive) == []
    assert Activity.objects.filter(project=cast.project, verb="取消归档").count() == 1


def _left(archive: Archive) -> list[str]:
    folder = Path(archive._meta.get_field("file").storage.location) / actions.FOLDER
    places = (folder / "incoming", folder / str(archive.project_id))
    return [one.name for place in places if place.exists() for one in place.iterdir()]


def test_what_a_stage_asked_for_has_the_class_of_the_stage(cast: Cast) -> None:
    document = Document.objects.get(project=cast.project, number="G-001")
    Document.objects.filter(pk=document.pk).update(archive_class="")
    assert queries.contents(cast.project).shelves[0].count == 0
    required = RequiredDocument.objects.filter(stage__table=cast.project.stages.table).earliest(
        "stage__position"
    )
    ProvidedDocument.objects.create(project=cast.project, required=required, document=document)
    assert queries.contents(cast.project).shelves[0].groups[0][0] == "G-001 委托合同"


def test_what_was_issued_counts_as_missing_until_it_is(cast: Cast) -> None:
    said = queries.contents(cast.project).missing
    assert [one.partition("：")[0] for one in said] == ["证明性材料", "结论性材料", "结论性材料"]
    assert said[0] == "证明性材料：2份资料没有选归档类别，按证明性材料归入。"


def test_slices_above_add_files_of_their_own(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contributions, "_CONTRIBUTORS", dict(contributions._CONTRIBUTORS))
    for key in ("one", "two"):
        item = stored_bytes("结论/整改/整改表.txt", key.encode(), title="整改表", cls=Class.CONCLUSION)
        contributions.contribute(key)(lambda _project, item=item: [item])
    members = read(Path(make_archive(cast.project, cast["manager"]).file.path))
    assert members["结论/整改/整改表.txt"] == b"one"
    assert members["结论/整改/整改表（2）.txt"] == b"two"


def test_user_text_is_escaped_everywhere(cast: Cast) -> None:
    title = "<script>alert(1)</script>{{ 7|add:1 }}"
    Project.objects.filter(pk=cast.project.pk).update(title=title)
    Document.objects.filter(project=cast.project).update(title=title)
    cast.project.refresh_from_db()
    members = read(Path(make_archive(cast.project, cast["manager"]).file.path))
    for name in ("index.html", "证明/工作底稿.html"):
        page = members[name].decode()
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:1 }}" in page
        assert "http:" not in page.replace("http-equiv", "")
    assert all(set(one) & set('<>:"|?*\\') == set() for one in members)


def test_the_product_says_its_own_version(settings: Any) -> None:
    assert f'version = "{PRODUCT}"' in (settings.ROOT / "pyproject.toml").read_text()


def test_every_stage_is_signed_with_an_archive(cast: Cast) -> None:
    for stage in state_of(cast.project).stages[2:-1]:
        work_on(cast, stage.key)
        sign_stage(cast, stage)
    with pytest.raises(NotPossible, match="还没有生成过归档件"):
        sign(cast, "archive", "manager")
    make_archive(cast.project, cast["manager"])
    sign(cast, "archive", "manager")


def test_verify_names_a_file_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"hello")
    with pytest.raises(CommandError, match="文件与目录"):
        call_command("verify_archive", str(path))
    assert "不是ZIP文件" in capsys.readouterr().out

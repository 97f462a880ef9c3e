"""签发: from the last good edition to a numbered, sealed file that never changes."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader

from evaluations.engagement.actions import sign_declaration
from evaluations.jobs import actions as jobs
from evaluations.people.models import Organisation, User
from evaluations.projects.models import Project
from evaluations.stages.actions import Hand, approve
from evaluations.stages.defaults import DEFAULT, ISSUE
from evaluations.stages.tables import ensure_table, new_version
from reports.composing import snapshot as snapshots
from reports.document import Signature
from reports.publishing.firms.actions import make_certificate
from reports.publishing.firms.models import FirmCertificate
from reports.publishing.releases import actions, codes, queries
from reports.publishing.releases.guards import CannotIssue, Obstacle
from reports.publishing.releases.models import Release, ReleaseFile, Withdrawal
from reports.publishing.releases.printing import printed
from reports.publishing.releases.queries import State
from reports.publishing.stages import RELEASE_STEPS
from reports.rendering import sealing
from tests.evaluations.stages.making import shown, stage_of
from tests.factories import add_member
from tests.reports.publishing.releases.conftest import content, make_edition

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
SIGNED = Signature(
    stage="定稿签发",
    role="主评人",
    person="沈知行",
    at="2026-05-29T10:00:00+08:00",
    opinion="同意签发",
    content_sha256="ab" * 32,
    sha256="cd" * 32,
)


def words(pdf: bytes) -> str:
    """The text of a file without blanks, which a reader puts where it likes."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_release_is_numbered_printed_and_sealed(issued: Any, lead: User) -> None:
    release = issued(signatures=(SIGNED,))
    assert (release.number, release.sequence, release.serial) == (f"砚清评字〔{TODAY.year}〕1号", 1, 1)
    assert codes.read(release.code.lower().replace("-", " ")) == release.code
    assert release.title == release.project.title
    pdf, file = content(release), release.file
    reader = PdfReader(io.BytesIO(pdf))
    text = words(pdf)
    for said in (
        release.number,
        release.code,
        "沈知行",
        "同意签发",
        f"{TODAY.year}年{TODAY.month}月{TODAY.day}日",
        "签字页",
    ):
        assert said in text
    assert f"https://yanqing.example/verify/{release.code}/" in text
    assert (file.pages, file.size) == (len(reader.pages), len(pdf))
    assert file.pdf_sha256 == hashlib.sha256(pdf).hexdigest()
    assert file.pdf.name == f"releases/{file.pdf_sha256}.pdf"
    job = release.attempts.get().job
    assert [step["name"] for step in job.steps] == list(RELEASE_STEPS)
    lines = release.project.activities.values_list("verb", "subject", "by__display_name")
    assert list(lines)[:2] == [
        ("签章", f"正式报告 {release.number}", "沈知行"),
        ("签发", f"正式报告 {release.number}（据报告第1版）", "沈知行"),
    ]


def test_the_rendered_bytes_are_the_beginning_of_the_sealed_file(issued: Any) -> None:
    release = issued(signatures=(SIGNED,))
    pdf, file = content(release), release.file
    rendered = pdf[: file.rendered_size]
    assert hashlib.sha256(rendered).hexdigest() == file.rendered_sha256
    assert printed(release.snapshot, pictures={}).pdf == rendered
    assert b"/ByteRange" in pdf[file.rendered_size :]
    assert b"/ByteRange" not in rendered


def test_the_file_is_pdf_a_3u_with_everything_to_recompute_it(issued: Any) -> None:
    release = issued(signatures=(SIGNED,))
    with pikepdf.open(io.BytesIO(content(release))) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "U")
        carried = {name: one.get_file().read_bytes() for name, one in pdf.attachments.items()}
        related = {str(one.F): str(one.AFRelationship) for one in pdf.Root.AF}
        [seal] = pdf.Root.AcroForm.Fields
        assert bytes(pdf.trailer["/ID"][0]).decode() == release.snapshot_sha256
        assert (str(seal.FT), int(seal.F) & 4) == ("/Sig", 4)
        assert "/DocMDP" in pdf.Root.Perms
    assert related == {
        "dossier.json": "/Source",
        "scores.xlsx": "/Data",
        "signatures.json": "/Supplement",
        "snapshot.json": "/Source",
    }
    assert carried["dossier.json"].decode() == release.snapshot["dossier"]
    assert json.loads(carried["signatures.json"])[0]["person"] == "沈知行"
    assert snapshots.digest(json.loads(carried["snapshot.json"])) == release.snapshot_sha256


def test_the_seal_is_the_firms_and_covers_the_whole_file(issued: Any, certificate: FirmCertificate) -> None:
    release = issued()
    seal = sealing.check(content(release))
    assert seal.as_plain() == release.file.seal
    assert (seal.problem, seal.is_self_made, seal.fingerprint) == ("", True, certificate.fingerprint)
    assert seal.signer.startswith("砚清会计师事务所（自签，仅供演示）")


def test_no_signatures_give_an_empty_list_and_no_table(issued: Any) -> None:
    release = issued()
    with pikepdf.open(io.BytesIO(content(release))) as pdf:
        assert pdf.attachments["signatures.json"].get_file().read_bytes() == b"[]"
    text = words(content(release))
    assert "签核记录" not in text.replace("签核记录和快照", "")


def test_the_signatures_of_the_stages_stand_in_the_file(ready: Project, lead: User) -> None:
    """The default table asks for 定稿签发; a table of this one stage is signed here."""
    last = [plan for plan in DEFAULT if plan.key == ISSUE]
    table = ensure_table(ready.firm)
    only = replace(last[0], rests_on=(), checks=(), freezes=("texts",), signers=last[0].signers[:1])
    new_version(ready.firm, [only], rests_on=table.number, by=lead)
    with pytest.raises(CannotIssue, match="“定稿签发”还没有签完") as refused:
        actions.issue(ready, by=lead, hand_over=jobs.record)
    assert refused.value.obstacle is Obstacle.UNSIGNED
    ready.members.filter(user=lead).update(title="高级会计师", years=12, evaluation_years=8)
    sign_declaration(ready, has_interest=False, explanation="", by=lead)
    make_edition(ready, lead)
    stage = stage_of(ready, ISSUE)
    signed = approve(
        ready,
        stage,
        opinion="同意签发",
        shown=shown(ready, ISSUE),
        hand=Hand(person=lead, address="192.0.2.7"),
    )
    release = actions.issue(ready, by=lead, hand_over=jobs.record)
    [said] = release.snapshot["release"]["signatures"]
    assert (said["stage"], said["person"], said["sha256"]) == ("定稿签发", "沈知行", signed.digest)
    assert "192.0.2.7" not in str(release.snapshot)


# Refusals ---------------------------------------------------------------------------------------------


def refused(project: Project, by: User, **values: Any) -> tuple[Obstacle, str]:
    before = Release.objects.count()
    with pytest.raises(CannotIssue) as caught:
        actions.issue(project, by=by, **values)
    assert Release.objects.count() == before
    return caught.value.obstacle, str(caught.value)


@pytest.mark.parametrize("role", ["manager", "evaluator", "reviewer", "expert"])
def test_who_is_neither_lead_nor_admin_does_not_issue(ready: Project, role: str) -> None:
    person = add_member(ready, role=role)
    assert refused(ready, person) == (
        Obstacle.NOT_PERMITTED,
        "只有本项目的主评人和机构管理员可以签发报告。",
    )


def test_without_a_certificate_nothing_is_issued(project: Project, lead: User) -> None:
    obstacle, said = refused(project, lead)
    assert obstacle == Obstacle.NO_CERTIFICATE
    assert "请机构管理员在“机构设置　签发”里上传证书" in said


def test_an_expired_certificate_does_not_seal(ready: Project, lead: User) -> None:
    obstacle, said = refused(ready, lead, at=datetime.now(UTC) + timedelta(days=3000))
    assert (obstacle, "请机构管理员上传新的证书" in said) == (Obstacle.BAD_CERTIFICATE, True)


def test_without_an_edition_there_is_nothing_to_issue(
    project: Project, certificate: FirmCertificate, lead: User
) -> None:
    assert refused(project, lead) == (Obstacle.NO_EDITION, "还没有生成过报告。请先生成，看过再签发。")


def test_changed_facts_are_read_again_before_they_are_issued(ready: Project, lead: User) -> None:
    Organisation.objects.filter(evaluated_in=ready).update(name="改了名的单位")
    assert refused(ready, lead) == (
        Obstacle.FACTS_CHANGED,
        "第1版之后，数据、文字或意见有改动。请重新生成报告，看过再签发。",
    )


def test_stale_scores_are_not_issued(ready: Project, lead: User) -> None:
    ready.papers.first().inputs.update(number=1)
    assert refused(ready, lead)[0] == Obstacle.STALE_SCORES


def test_two_at_once_are_not_under_way(ready: Project, lead: User) -> None:
    first = actions.issue(ready, by=lead, hand_over=jobs.record)
    obstacle, said = refused(ready, lead)
    assert (obstacle, said.startswith(f"{first}正在签发")) == (Obstacle.UNDER_WAY, True)


# Corrections ------------------------------------------------------------------------------------------


def test_a_correction_names_the_old_one_and_takes_its_place(issued: Any, ready: Project, lead: User) -> None:
    first = issued()
    assert refused(ready, lead)[0] == Obstacle.SUCCESSION
    assert refused(ready, lead, kind="correct", reason=" ")[0] == Obstacle.SUCCESSION
    waiting = actions.issue(ready, by=lead, kind="correct", reason="附件三漏印一行", hand_over=jobs.record)
    assert queries.state_of(queries.releases().get(pk=first.pk)) == State.CURRENT
    jobs.run(waiting.attempts.get().job_id, actions.produce)
    second, old = queries.of_project(ready)
    assert (second.number, second.replaces_id) == (f"砚清评字〔{TODAY.year}〕2号", first.pk)
    assert (queries.state_of(old), queries.state_of(second)) == (State.CORRECTED, State.CURRENT)
    assert f"{first.number}附件三漏印一行" in words(content(second))


def test_a_withdrawal_needs_no_new_file(issued: Any, ready: Project, lead: User) -> None:
    release = issued()
    actions.withdraw(release, reason="委托方撤回委托", by=lead)
    assert queries.state_of(queries.releases().get()) == State.VOID
    with pytest.raises(CannotIssue, match=r"现在是“已作废”，只有现行的报告可以作废。$"):
        actions.withdraw(release, reason="再来一次", by=lead)
    assert "已经作废，不能更正" in refused(ready, lead, kind="correct", reason="改")[1]
    again = issued(kind="void", reason="补正后重新签发")
    assert [queries.state_of(one) for one in queries.of_project(ready)] == [State.CURRENT, State.VOID]
    assert again.serial == 2


def test_a_job_that_was_cancelled_is_tried_again_with_the_same_number(ready: Project, lead: User) -> None:
    release = actions.issue(ready, by=lead, hand_over=jobs.record)
    actions.cancel(release, by=lead)
    job = actions.retry(release, by=lead, hand_over=jobs.record)
    jobs.run(job.pk, actions.produce)
    assert queries.state_of(queries.releases().get()) == State.CURRENT
    assert content(release)[:8] == b"%PDF-1.7"
    with pytest.raises(CannotIssue, match="不用重试"):
        actions.retry(release, by=lead)


def test_a_certificate_that_came_later_seals_the_second_attempt(
    ready: Project, lead: User, certificate: FirmCertificate, settings: Any
) -> None:
    release = actions.issue(ready, by=lead, hand_over=jobs.record)
    own, settings.CERTIFICATE_KEY = settings.CERTIFICATE_KEY, "YW5vdGhlci1rZXktYW5vdGhlci1rZXktYW5vdGhlci0="
    job = release.attempts.get().job
    jobs.run(job.pk, actions.produce)
    job.refresh_from_db()
    assert (job.state, job.message.startswith("机构证书是用另一把密钥加密的")) == ("failed", True)
    settings.CERTIFICATE_KEY = own
    later = make_certificate(ready.firm, by=lead)
    jobs.run(actions.retry(release, by=lead, hand_over=jobs.record).pk, actions.produce)
    assert release.file.certificate == later
    assert release.file.seal["fingerprint"] == later.fingerprint


# Never changed ----------------------------------------------------------------------------------------


def test_the_database_refuses_to_change_what_was_issued(issued: Any, lead: User) -> None:
    release = issued()
    actions.withdraw(release, reason="撤回", by=lead)
    changes: list[tuple[Any, dict[str, Any]]] = [
        (Release, {"number": "改号"}),
        (Release, {"snapshot_sha256": "0" * 64}),
        (ReleaseFile, {"pdf_sha256": "0" * 64}),
        (Withdrawal, {"reason": "改原因"}),
        (FirmCertificate, {"fingerprint": "0" * 64}),
    ]
    for model, change in changes:
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            model.objects.update(**change)


def test_a_release_says_what_it_replaces_or_is_the_first(issued: Any) -> None:
    release = issued()
    for wrong in ({"sequence": 2}, {"sequence": 1, "serial": 2}):
        values = {
            name: getattr(release, name)
            for name in ("firm", "project", "year", "title", "edition", "snapshot")
        }
        values |= {"snapshot_sha256": "", "issued_at": NOW, "issued_by": release.issued_by, "serial": 2}
        with pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.create(**{**values, "number": "x", "code": "x", **wrong})

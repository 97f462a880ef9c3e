"""From button to file: frozen, recomputed, printed, kept once."""

from __future__ import annotations

import hashlib
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pypdf import PdfReader

from evaluations.exchange.queries import export_file
from evaluations.jobs import actions as jobs
from evaluations.jobs.leases import Lease
from evaluations.papers.models import PaperInput, ScoringRun
from evaluations.papers.queries import is_stale
from evaluations.people.models import Organisation, User
from evaluations.projects.models import Project
from reports.composing.models import SectionText
from reports.publishing import actions, production, queries
from reports.publishing.models import Edition
from reports.publishing.stages import STEPS
from tests.factories import make_project
from tests.reports.publishing.conftest import content


def test_an_edition_is_frozen_scored_and_printed(made: Any, project: Project, manager: User) -> None:
    edition = made()
    pdf = content(edition)
    reader = PdfReader(io.BytesIO(pdf))
    assert edition.pdf_sha256 == hashlib.sha256(pdf).hexdigest()
    assert edition.pdf.name == f"editions/{edition.pdf_sha256}.pdf"
    assert (edition.number, edition.pages, edition.size) == (1, len(reader.pages), len(pdf))
    assert (edition.run.number, edition.run.total, edition.run.grade) == (1, Decimal("99.67"), "优")
    assert "99.67" in "".join(page.extract_text() for page in reader.pages)
    assert reader.attachments == {"dossier.json": [export_file(project)]}
    assert [step["name"] for step in edition.job.steps] == list(STEPS)
    assert list(project.activities.values_list("verb", "subject", "by__display_name"))[:3] == [
        ("生成", "报告第1版", "陆婉宁"),
        ("发起生成", "报告第1版", "陆婉宁"),
        ("发起", "第1次计算", "陆婉宁"),
    ]


def test_one_snapshot_gives_one_file_byte_for_byte(made: Any) -> None:
    first = made()
    second = Edition.objects.create(
        project=first.project,
        number=2,
        run=first.run,
        job=jobs.record(task=actions.TASK, arguments={}, title="再排一次", by=None),
        snapshot=first.snapshot,
        snapshot_sha256=first.snapshot_sha256,
    )
    jobs.run(second.job_id, actions.produce)
    second.refresh_from_db()
    assert second.pdf_sha256 == first.pdf_sha256
    assert second.pdf.name == first.pdf.name


def test_the_scores_of_record_are_made_once_and_again_after_a_change(made: Any, project: Project) -> None:
    assert [made().run.number, made().run.number] == [1, 1]
    PaperInput.objects.filter(paper__project=project, kind="number").update(number=Decimal(1))
    third = made()
    assert third.run.number == 2
    assert not is_stale(third.run, Project.objects.get(pk=project.pk))


def test_a_second_edition_waits_for_the_first(queued: Edition, project: Project, manager: User) -> None:
    with pytest.raises(actions.CannotStart, match=r"^第1版正在生成。请等它完成，或先取消它。$"):
        actions.start_edition(project, by=manager)
    actions.cancel_edition(queued, by=manager)
    assert actions.start_edition(project, by=manager).number == 2


def test_changed_facts_make_an_edition_outdated(made: Any, project: Project) -> None:
    edition = made()
    assert not queries.is_outdated(Edition.objects.get(pk=edition.pk))
    SectionText.objects.create(project=project, section="remarks", text="另有说明。")
    assert queries.is_outdated(Edition.objects.get(pk=edition.pk))


def test_a_tampered_snapshot_is_not_printed(queued: Edition) -> None:
    queued.snapshot["texts"] = {"remarks": "后来改的。"}
    queued.save()
    jobs.run(queued.job_id, actions.produce)
    queued.refresh_from_db()
    assert (queued.job.state, queued.job.place) == ("failed", "第1版")
    assert queued.job.message == "快照与冻结时的摘要不符，不能据此出报告。请重新生成。"
    assert not queued.pdf


def test_scores_that_do_not_follow_from_the_data_are_not_printed(queued: Edition) -> None:
    queued.snapshot["scores"]["total"] = "100"
    queued.snapshot_sha256 = actions.snapshots.digest(queued.snapshot)
    queued.save()
    jobs.run(queued.job_id, actions.produce)
    queued.refresh_from_db()
    assert (queued.job.state, queued.job.place) == ("failed", "评分核对")
    assert queued.job.message == (
        "总分：记录为100，重新计算为99.67。\n评分与记录不一致，请重新计算评分后再生成。"
    )


def test_a_character_without_a_glyph_is_named_with_its_place(project: Project, manager: User) -> None:
    Organisation.objects.filter(evaluated_in=project).update(name="测试\U0002a700单位")
    project.refresh_from_db()
    edition = actions.start_edition(project, by=manager, hand_over=jobs.record)
    jobs.run(edition.job_id, actions.produce)
    edition.refresh_from_db()
    assert edition.job.state == "failed"
    assert "“\U0002a700”（U+2A700）不在字体内" in edition.job.message
    assert edition.job.place == "检查字形"


def test_what_a_killed_worker_left_half_written_is_replaced(made: Any) -> None:
    edition = made()
    whole, name = content(edition), edition.pdf.name
    default_storage.delete(name)
    default_storage.save(name, ContentFile(whole[:1000]))
    assert production.kept(whole, edition.pdf_sha256, folder="editions") == name
    assert content(edition) == whole


def test_a_lost_attempt_leaves_no_trace_in_the_edition(queued: Edition) -> None:
    def lose(lease: Lease) -> None:
        type(lease.job).objects.filter(pk=lease.job.pk).update(attempt=2)
        actions.produce(lease)

    jobs.run(queued.job_id, lose)
    queued.refresh_from_db()
    assert (queued.job.state, queued.pdf.name, queued.pages) == ("running", "", None)


def test_cancelling_while_printing_stops_it(queued: Edition, manager: User) -> None:
    def cancel_first(lease: Lease) -> None:
        actions.cancel_edition(queued, by=manager)
        actions.produce(lease)

    jobs.run(queued.job_id, cancel_first)
    queued.refresh_from_db()
    assert (queued.job.state, queued.job.message, queued.pdf.name) == ("cancelled", "由陆婉宁取消", "")
    assert queued.project.activities.filter(verb="取消生成", subject="报告第1版").count() == 1


def test_gaps_do_not_stop_a_report(db: None) -> None:
    project = make_project("selfeval_2023_hotline")
    PaperInput.objects.filter(paper__project=project, kind="number").update(number=None)
    edition = actions.start_edition(project, by=None, hand_over=jobs.record)
    jobs.run(edition.job_id, actions.produce)
    edition.refresh_from_db()
    assert (edition.job.state, edition.run.total) == ("done", None)


def test_rules_that_cannot_be_read_are_told_at_the_button(
    project: Project, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    indicator = project.system.indicators.filter(value_expression__gt="").first()
    assert indicator is not None
    type(indicator).objects.filter(pk=indicator.pk).update(value_expression="1 +")
    with pytest.raises(actions.CannotStart, match=r"^评分没有算出："):
        actions.start_edition(Project.objects.get(pk=project.pk), by=manager)
    assert not Edition.objects.exists()
    assert ScoringRun.objects.filter(computed_at__isnull=False).count() == 0


def test_a_snapshot_is_plain_json(queued: Edition) -> None:
    text = json.dumps(queued.snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == queued.snapshot_sha256
    assert queued.snapshot["format"] == "report-snapshot/2"
    assert queued.snapshot["scores"]["total"] == "99.67"
    assert json.loads(queued.snapshot["dossier"])["format"] == "evaluation-dossier/1"

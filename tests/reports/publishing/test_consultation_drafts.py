"""征求意见稿: an edition of its own with a watermark on every page, for whom it went to, never released."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from evaluations.jobs import actions as jobs
from evaluations.projects.models import Project, ProjectRole
from evaluations.reviews.consulting.actions import Letter, send
from evaluations.reviews.consulting.drafts import drafts_of
from evaluations.reviews.consulting.queries import addressees
from reports.composing import snapshot as snapshots
from reports.publishing import actions, queries
from reports.publishing.models import Edition
from tests.factories import add_member, make_user
from tests.reports.publishing.conftest import content


@pytest.fixture
def draft(project: Project, manager: Any) -> Edition:
    """A printed 征求意见稿."""
    edition = actions.start_edition(project, by=manager, stamp=actions.CONSULTATION, hand_over=jobs.record)
    jobs.run(edition.job_id, actions.produce)
    edition.refresh_from_db()
    assert edition.job.state == "done", edition.job.message
    return edition


def test_every_page_bears_the_watermark_behind_its_text(draft: Edition) -> None:
    pages = PdfReader(io.BytesIO(content(draft))).pages
    mark = f"征求意见稿第{draft.number}版{timezone.localdate()}"
    for page in pages:
        text = "".join(page.extract_text().split())
        assert text.startswith(mark)  # drawn first, so it lies behind, and marked text goes on without it
        assert text.count("征求意见稿") == 1


def test_a_report_has_no_watermark_and_its_snapshot_says_nothing_of_one(made: Any) -> None:
    edition = made()
    assert (edition.stamp, "stamp" in edition.snapshot) == ("", False)
    pages = PdfReader(io.BytesIO(content(edition))).pages
    assert not any("征求意见稿" in "".join(page.extract_text().split()) for page in pages)


def test_a_draft_is_a_version_of_its_own_and_never_the_ground_of_a_release(made: Any, draft: Edition) -> None:
    assert (str(draft), draft.snapshot["stamp"].splitlines()[0]) == ("第1版（征求意见稿）", "征求意见稿")
    assert queries.last_good(draft.project) is None
    report = made()
    assert (report.number, queries.last_good(draft.project)) == (2, report)
    assert snapshots.digest(draft.snapshot) != snapshots.digest(report.snapshot)


def test_only_drafts_with_a_watermark_go_out(made: Any, draft: Edition) -> None:
    made()
    assert [(one.number, one.sha256) for one in drafts_of(draft.project)] == [(1, draft.pdf_sha256)]


def test_who_was_asked_gets_exactly_that_file_and_nobody_else(draft: Edition, client: Client) -> None:
    project = draft.project
    asked = add_member(project, make_user(), ProjectRole.UNIT_CONTACT)
    other = add_member(project, make_user(), ProjectRole.BUREAU_OFFICER)
    wanted = [one.pk for one in addressees(project) if one.user == asked]
    letter = Letter(due=timezone.localdate(), draft=drafts_of(project)[0])
    send(project, letter, wanted, by=project.members.get(role="manager").user)
    address = reverse("publishing:sent", args=[project.pk, 1])
    client.force_login(other)
    assert client.get(address).status_code == 404
    client.force_login(asked)
    assert address in client.get(reverse("consulting:page", args=[project.pk])).content.decode()
    answer = client.get(address)
    assert b"".join(answer) == content(draft)  # type: ignore[arg-type]
    assert "%E5%BE%81%E6%B1%82%E6%84%8F%E8%A7%81%E7%A8%BF" in answer["Content-Disposition"]
    Edition.objects.filter(pk=draft.pk).update(pdf_sha256="0" * 64)
    assert client.get(address).status_code == 404


def test_the_button_makes_a_draft(signed_in: Client, project: Project) -> None:
    page = signed_in.get(reverse("publishing:editions", args=[project.pk])).content.decode()
    assert "生成征求意见稿" in page
    signed_in.post(reverse("publishing:start", args=[project.pk]), {"for": "consultation"})
    edition = Edition.objects.get()
    assert (edition.stamp, edition.job.title.split("　")[0]) == ("征求意见稿", "生成征求意见稿")
    page = signed_in.get(reverse("publishing:editions", args=[project.pk])).content.decode()
    assert "生成征求意见稿　第1版" in page


def test_before_there_is_a_draft_the_letter_says_how_to_make_one(signed_in: Client, project: Project) -> None:
    page = signed_in.get(reverse("consulting:list", args=[project.pk])).content.decode()
    assert f'<a href="{reverse("publishing:editions", args=[project.pk])}">去生成征求意见稿</a>' in page
    unit = add_member(project, make_user(), ProjectRole.UNIT_CONTACT)
    typed = {
        "members": [one.pk for one in addressees(project) if one.user == unit],
        "due": str(timezone.localdate()),
        "round": "consult",
        "note": "请于期限内答复。",
        "draft": "",
    }
    told = signed_in.post(reverse("consulting:send", args=[project.pk]), typed)
    page = told.content.decode()
    assert told.status_code == 422
    assert "征求意见必须附征求意见稿，对方才知道就哪一稿答复。" in page
    assert "去生成征求意见稿" in page
    assert "请于期限内答复。" in page


def test_the_newest_draft_goes_out_unless_another_is_chosen(draft: Edition, signed_in: Client) -> None:
    page = signed_in.get(reverse("consulting:list", args=[draft.project_id]))
    assert page.context["form"]["draft"].value() == str(draft.number)

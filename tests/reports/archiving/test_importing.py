"""导入归档件 in the browser: the file in the request, checking and making as jobs, once, with progress."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evaluations.desk import links
from evaluations.jobs import actions as jobs
from evaluations.jobs.leases import Lease
from evaluations.jobs.models import Job
from evaluations.people import uploads
from evaluations.people.models import FirmMembership
from evaluations.projects.models import Project
from reports.archiving import importing
from reports.archiving.container import format as f
from reports.archiving.importing import CannotImport, start_import
from reports.archiving.models import Archive, Restoration
from reports.archiving.queries import LOOK, TAKE_IN
from tests.evaluations.stages.making import Cast
from tests.reports.archiving.making import bent, plain_archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(cast: Cast, client: Client) -> Client:
    client.force_login(cast["manager"])
    return client


def send(client: Client, content: bytes, name: str = "热线归档.zip") -> Any:
    return client.post(reverse("archiving:restore"), {"archive": SimpleUploadedFile(name, content)})


def sent(client: Client, archive: Archive | Path) -> str:
    """The token of what was uploaded."""
    path = archive if isinstance(archive, Path) else Path(archive.file.path)
    return str(send(client, path.read_bytes())["Location"]).split("/")[-2]


def work(task: str) -> Job:
    """The newest job of this kind, done as a worker does it."""
    job = Job.objects.filter(task=task).latest("pk")
    jobs.run(job.pk, {LOOK: importing.look, TAKE_IN: importing.take_in}[task])
    job.refresh_from_db()
    return job


def page(client: Client, token: str) -> str:
    return client.get(reverse("archiving:review", args=[token])).content.decode()


def confirm(client: Client, token: str, cast: Cast) -> Any:
    return client.post(reverse("archiving:confirm", args=[token]), {"firm": cast.project.firm_id})


def test_a_person_imports_an_archive(cast: Cast, archive: Archive, browser: Client) -> None:
    token = sent(browser, archive)
    text = page(browser, token)
    assert "核对归档件　热线归档.zip" in text
    assert "排队，等待执行" in text
    assert "确认导入" not in text
    looking = reverse("archiving:looking", args=[token])
    assert f'hx-get="{looking}"' in text
    assert "排队" in browser.get(looking).content.decode()
    assert work(LOOK).state == "done"
    assert browser.get(looking)["HX-Refresh"] == "true"
    text = page(browser, token)
    assert "核对通过" in text
    assert "本系统登记过这个归档件" in text
    assert Project.objects.count() == 1
    for _ in range(2):  # pressed twice, made once
        assert confirm(browser, token, cast).status_code == 302
    assert Job.objects.filter(task=TAKE_IN).count() == 1
    assert "导入归档件　" in page(browser, token)
    job = work(TAKE_IN)
    assert (job.state, [one["name"] for one in job.steps]) == ("done", list(importing.STEPS[TAKE_IN]))
    project = Project.objects.exclude(pk=cast.project.pk).get()
    assert job.arguments["project"] == project.pk
    made = Restoration.objects.get(project=project)
    assert (made.by, made.name) == (cast["manager"], "热线归档.zip")
    assert project.runs.get().job.state == "queued"
    done = browser.get(reverse("archiving:review", args=[token]), follow=True)
    assert done.redirect_chain[-1][0] == reverse("archiving:source", args=[project.pk])
    assert "已由归档件“热线归档.zip”建立项目" in done.content.decode()
    assert uploads.place(token, by=cast["manager"]) is None
    assert links.of_job(job) == reverse("archiving:review", args=[token])


def test_the_page_names_what_is_wrong_and_makes_nothing(cast: Cast, tmp_path: Path, browser: Client) -> None:
    wrong = send(browser, b"hello")
    assert (wrong.status_code, "不是归档件" in wrong.content.decode()) == (422, True)
    path = bent(plain_archive(tmp_path / "a.zip"), tmp_path / "b.zip", lambda one: one.pop(f.HISTORY))
    token = sent(browser, path)
    assert confirm(browser, token, cast).status_code == 422  # not looked at yet
    work(LOOK)
    text = page(browser, token)
    assert "不能导入" in text
    assert "history.json" in text
    assert confirm(browser, token, cast).status_code == 422
    with pytest.raises(CannotImport, match="没有通过核对"):
        start_import(token, firm=cast.project.firm, by=cast["manager"])
    assert not Job.objects.filter(task=TAKE_IN).exists()
    assert Project.objects.count() == 1


def test_what_was_changed_between_look_and_import_is_refused(
    cast: Cast, archive: Archive, browser: Client, tmp_path: Path
) -> None:
    token = sent(browser, archive)
    work(LOOK)
    confirm(browser, token, cast)
    place = uploads.place(token, by=cast["manager"])
    assert place is not None
    bent(place, tmp_path / "x.zip", lambda one: one.pop(f.HISTORY)).replace(place)
    job = work(TAKE_IN)
    assert (job.state, job.place) == ("failed", "逐个核对文件")
    assert "没有导入。请换一个文件" in page(browser, token)
    assert Project.objects.count() == 1


def test_a_look_that_was_cancelled_begins_again(cast: Cast, archive: Archive, browser: Client) -> None:
    token = sent(browser, archive)
    browser.post(reverse("archiving:stop", args=[token]))
    text = page(browser, token)
    assert "已取消，没有建立任何内容" in text
    assert "重新核对" in text
    for _ in range(2):
        browser.post(reverse("archiving:check", args=[token]))
    assert Job.objects.filter(task=LOOK).count() == 2
    work(LOOK)
    assert "核对通过" in page(browser, token)


def test_an_import_that_is_cancelled_half_way_leaves_nothing(
    cast: Cast, archive: Archive, browser: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = sent(browser, archive)
    work(LOOK)
    confirm(browser, token, cast)
    before = {one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()}
    deliver = Lease.deliver

    def asked(lease: Lease) -> Any:
        Job.objects.filter(pk=lease.job.pk).update(cancel_requested=True)
        return deliver(lease)

    monkeypatch.setattr(Lease, "deliver", asked)
    assert work(TAKE_IN).state == "cancelled"
    assert {one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()} == before
    assert Project.objects.count() == 1
    monkeypatch.undo()
    assert "确认导入" in page(browser, token)
    confirm(browser, token, cast)
    assert work(TAKE_IN).state == "done"


def test_who_left_the_firm_meanwhile_makes_nothing_there(
    cast: Cast, archive: Archive, browser: Client
) -> None:
    token = sent(browser, archive)
    work(LOOK)
    confirm(browser, token, cast)
    FirmMembership.objects.filter(user=cast["manager"]).delete()
    job = work(TAKE_IN)
    assert (job.state, "不在所选的机构" in job.message) == ("failed", True)


def test_an_upload_that_is_gone_is_told(cast: Cast, archive: Archive, browser: Client) -> None:
    token = sent(browser, archive)
    uploads.drop(token, by=cast["manager"])
    assert work(LOOK).message == "上传的归档件已经清除，请重新选择文件。"
    told = browser.get(reverse("archiving:review", args=[token]), follow=True)
    assert told.redirect_chain[-1][0] == reverse("archiving:restore")
    assert "请重新选择文件" in told.content.decode()


@pytest.mark.parametrize("name", ["review", "looking"])
def test_anothers_upload_is_not_there(cast: Cast, archive: Archive, browser: Client, name: str) -> None:
    token = sent(browser, archive)
    work(LOOK)
    browser.force_login(cast["lead"])
    assert browser.get(reverse(f"archiving:{name}", args=[token])).status_code == 404
    for action in ("check", "stop", "confirm"):
        assert browser.post(reverse(f"archiving:{action}", args=[token])).status_code == 404


def test_too_large_a_file_is_refused_with_the_way_out(browser: Client, settings: Any) -> None:
    settings.ARCHIVE_UPLOAD_BYTES = 3
    assert "restore_archive" in send(browser, b"PK\x03\x04").content.decode()

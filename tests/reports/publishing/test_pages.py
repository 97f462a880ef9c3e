"""The page 成果 in each of its states."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.jobs import actions as jobs
from evaluations.jobs.leases import JobFailed, Lease
from evaluations.people.models import Organisation, User
from evaluations.projects.models import Project
from reports.composing.queries import unfinished
from reports.publishing.actions import start_edition
from reports.publishing.models import Edition
from tests.factories import add_member, make_project, make_user
from tests.reports.publishing.conftest import content


def url(name: str, project: Project, *more: int) -> str:
    return reverse(f"publishing:{name}", args=[project.pk, *more])


def test_nothing_yet(signed_in: Client, project: Project) -> None:
    page = signed_in.get(url("editions", project)).content.decode()
    assert "还没有生成过报告" in page
    assert ">生成报告</button>" in page
    assert "下载" not in page.split('aria-labelledby="good"')[0]


def test_what_is_still_to_be_written_is_told_before_the_button(signed_in: Client, manager: User) -> None:
    project = make_project(by=manager)
    waiting = unfinished(project)
    notice = reverse("publishing:unfinished", args=[project.pk])
    assert f'data-later="{notice}"' in signed_in.get(url("editions", project)).content.decode()
    page = signed_in.get(notice).content.decode()
    assert f"{len(waiting)}节还有等评价人员补充的占位句" in page
    link = reverse("composing:section", args=[project.pk, waiting[0].section.id])
    assert f'<a href="{link}">{waiting[0].section.title}</a>' in page
    signed_in.force_login(add_member(project, role="reviewer"))
    assert notice not in signed_in.get(url("editions", project)).content.decode()


def test_the_button_gives_a_pdf(
    signed_in: Client, project: Project, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in.post(url("start", project))
    assert (answer.status_code, answer["Location"]) == (302, url("editions", project))
    edition = Edition.objects.get()
    assert edition.job.state == "done"
    page = signed_in.get(url("editions", project)).content.decode()
    assert f'<b class="num">{edition.pages}页</b>' in page
    assert edition.pdf_sha256 in page
    assert "99.67 优" in page


def test_a_waiting_edition_asks_for_its_progress(signed_in: Client, queued: Edition) -> None:
    page = signed_in.get(url("editions", queued.project)).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert "正在生成…" in page
    assert "排队，等待执行" in page


def test_progress_of_a_running_edition(signed_in: Client, queued: Edition) -> None:
    job = jobs.claim(queued.job_id, timezone.now())
    assert job is not None
    lease = Lease(job)
    lease.stage("冻结数据", note="快照 b7e1…4f2e")
    lease.stage("排版", 12, 0, 40)
    answer = signed_in.get(url("status", queued.project, 1))
    page = answer.content.decode()
    assert "HX-Refresh" not in answer
    assert '<b class="num">40%</b><span>正在排版</span>' in page
    assert 'aria-valuenow="40"' in page
    assert '<li class="done"' in page
    assert "快照 b7e1…4f2e" in page
    assert '<li class="now" aria-current="step">' in page
    assert "第12页" in page
    assert 'id="edition-state" hx-swap-oob="true"' in page


def test_progress_ends_with_a_fresh_page(signed_in: Client, made: Any) -> None:
    edition = made()
    answer = signed_in.get(url("status", edition.project, 1))
    assert (answer["HX-Refresh"], answer.content) == ("true", b"")


def test_a_second_press_says_what_runs(signed_in: Client, queued: Edition) -> None:
    page = signed_in.post(url("start", queued.project), follow=True).content.decode()
    assert "第1版正在生成。请等它完成，或先取消它。" in page
    assert Edition.objects.count() == 1


def test_cancelling_a_waiting_edition(signed_in: Client, queued: Edition) -> None:
    page = signed_in.post(url("cancel", queued.project, 1), follow=True).content.decode()
    assert "由陆婉宁取消。数据没有改动，可以重新生成。" in page
    queued.refresh_from_db()
    assert queued.job.state == "cancelled"


def test_cancelling_a_running_edition_takes_a_moment(signed_in: Client, queued: Edition) -> None:
    jobs.claim(queued.job_id, timezone.now())
    page = signed_in.post(url("cancel", queued.project, 1), follow=True).content.decode()
    assert "正在取消，当前一步做完即停" in page
    assert url("cancel", queued.project, 1) not in page


def test_a_failure_says_where_and_leaves_the_last_good_one(
    signed_in: Client, made: Any, queued: Edition
) -> None:
    def fail(lease: Lease) -> None:
        lease.stage("检查字形")
        raise JobFailed("字“㙍”不在字体内。\n请换一个字。", place="表2-6")

    jobs.run(queued.job_id, fail)
    good = made()
    bad = start_edition(good.project, by=good.created_by, hand_over=jobs.record)
    jobs.run(bad.job_id, fail)
    page = signed_in.get(url("editions", good.project)).content.decode()
    assert "<b>表2-6</b><br>字“㙍”不在字体内。<br>请换一个字。" in page
    assert '<li class="broken">' in page
    assert "可用的上一份" in page
    assert url("download", good.project, good.number) in page
    assert url("download", good.project, bad.number) not in page


def test_an_old_edition_says_so(signed_in: Client, made: Any, project: Project) -> None:
    made()
    said = "这一版之后，数据、文字或意见有改动。"
    assert said not in signed_in.get(url("editions", project)).content.decode()
    Organisation.objects.filter(evaluated_in=project).update(name="改了名的单位")
    assert said in signed_in.get(url("editions", project)).content.decode()


def test_the_download_is_named_private_and_of_its_own_type(signed_in: Client, made: Any) -> None:
    edition = made()
    answer: Any = signed_in.get(url("download", edition.project, 1))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert unquote(answer["Content-Disposition"]) == (
        f"attachment; filename*=utf-8''{edition.project.title}_第1版.pdf"
    )
    assert b"".join(answer.streaming_content) == content(edition)
    assert signed_in.get(f"/files/{edition.pdf.name}").status_code == 404
    assert signed_in.get(f"/{edition.pdf.name}").status_code == 404


def test_what_is_not_finished_cannot_be_downloaded(signed_in: Client, queued: Edition) -> None:
    assert signed_in.get(url("download", queued.project, 1)).status_code == 404
    assert signed_in.get(url("download", queued.project, 2)).status_code == 404


def test_another_firm_finds_nothing(client: Client, made: Any) -> None:
    edition = made()
    client.force_login(make_user(role="admin"))
    for name, more in (("editions", ()), ("status", (1,)), ("download", (1,))):
        assert client.get(url(name, edition.project, *more)).status_code == 404
    assert client.post(url("start", edition.project)).status_code == 404
    assert client.post(url("cancel", edition.project, 1)).status_code == 404


def test_a_reviewer_reads_but_does_not_make(client: Client, made: Any) -> None:
    edition = made()
    client.force_login(add_member(edition.project, role="reviewer"))
    page = client.get(url("editions", edition.project)).content.decode()
    assert ">生成报告</button>" not in page
    download = client.get(url("download", edition.project, 1))
    assert (download.status_code, b"".join(download.streaming_content)) == (200, content(edition))
    assert client.post(url("start", edition.project)).status_code == 403
    assert client.post(url("cancel", edition.project, 1)).status_code == 403


def test_queries_do_not_grow_with_editions(
    signed_in: Client, made: Any, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    edition = made()
    page = url("editions", edition.project)
    with django_assert_max_num_queries(80) as first:
        signed_in.get(page)
    made()
    made()
    with django_assert_num_queries(len(first)):
        signed_in.get(page)

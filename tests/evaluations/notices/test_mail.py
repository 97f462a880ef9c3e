"""Mails over a real SMTP connection: readable, once, late rather than lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from evaluations.notices import queries
from evaluations.notices.actions import choose, post, read
from evaluations.notices.delivering import DELAYS, LEASE, MOST_ATTEMPTS, claim, deliver
from evaluations.notices.models import Mail, MailState, Notice, Way
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectMember
from tests.concurrency import at_once
from tests.evaluations.notices.sink import CLOSED_PORT, Sink, listening, sending_to
from tests.evaluations.papers.making import leaf, make_small
from tests.factories import add_member, make_user

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with listening() as server:
        yield server


@pytest.fixture
def person() -> User:
    return make_user(username="lu@example.com", display_name="陆婉宁")


def told(person: User, key: str = "a", **values: str) -> Notice:
    body = "项目：临汾路热线\n到期：2026年11月23日"
    texts = {"subject": "等您签核“工作方案”", "body": body, "url": "/"} | values
    return post(to=person, kind="stage", key=key, **texts)


def told_in_vain(person: User) -> None:
    with transaction.atomic():
        told(person)
        raise RuntimeError


def soon() -> datetime:
    return timezone.now() + timedelta(seconds=1)


def the_mail() -> Mail:
    return Mail.objects.get()


def test_chinese_arrives_readable(sink: Sink, person: User) -> None:
    told(person)
    assert deliver(soon()) == 1
    (mail,) = sink.mails
    assert mail["Subject"] == "【绩衡】等您签核“工作方案”"
    assert (mail["To"], mail["From"]) == ("lu@example.com", "jiheng@jiheng.example")
    text = mail.get_content()
    assert "陆婉宁，您好：" in text
    assert "项目：临汾路热线\n到期：2026年11月23日" in text
    assert "打开：https://jiheng.example/\n" in text
    assert "https://jiheng.example/notices/" in text
    assert mail["Auto-Submitted"] == "auto-generated"
    assert the_mail().state == MailState.SENT
    assert deliver(soon()) == 0
    assert len(sink.mails) == 1


def test_the_same_event_makes_one_notice(person: User) -> None:
    assert told(person).pk == told(person, subject="另一种说法").pk
    assert told(make_user()).pk != told(person).pk
    assert (Notice.objects.count(), Mail.objects.count()) == (2, 2)


def test_what_is_rolled_back_was_never_told(sink: Sink, person: User) -> None:
    with pytest.raises(RuntimeError):
        told_in_vain(person)
    assert deliver(soon()) == 0
    assert (Notice.objects.count(), sink.sessions) == (0, 0)


def test_a_server_that_is_down_delays_and_loses_nothing(person: User) -> None:
    told(person, "a")
    told(person, "b")
    now = soon()
    with sending_to(CLOSED_PORT):
        assert deliver(now) == 0
    first, second = Mail.objects.order_by("pk")
    assert (first.state, first.attempts, first.next_attempt_at) == (MailState.FAILED, 1, now + MINUTE)
    assert first.last_error.startswith("邮件服务器连不上，或中途断开")
    assert (second.state, second.attempts) == (MailState.WAITING, 0)
    with listening() as sink:
        assert deliver(now + timedelta(seconds=59)) == 1
        assert deliver(now + MINUTE) == 1
        assert deliver(now + 2 * MINUTE) == 0
        assert len({mail["Message-ID"] for mail in sink.mails}) == 2


def test_attempts_come_later_and_later_and_end_after_three_days(person: User) -> None:
    told(person)
    now, waits = soon(), []
    with sending_to(CLOSED_PORT):
        while (mail := the_mail()).state in {MailState.WAITING, MailState.FAILED}:
            now = max(now, mail.next_attempt_at)
            deliver(now)
            waits.append(round((the_mail().next_attempt_at - now) / MINUTE))
    assert waits[:6] == [*DELAYS, 60, 60]
    assert (the_mail().state, the_mail().attempts) == (MailState.GIVEN_UP, MOST_ATTEMPTS)
    assert timedelta(days=3) < now - timezone.now() < timedelta(days=3, hours=2)


def test_a_connection_dropped_after_the_data_is_tried_again(sink: Sink, person: User) -> None:
    told(person)
    sink.answers["."] = [None]
    now = soon()
    assert deliver(now) == 0
    assert the_mail().state == MailState.FAILED
    assert deliver(now + MINUTE) == 1
    assert [mail.get_content().count("等您签核") for mail in sink.mails] == [1]
    assert sink.mails[0]["Message-ID"].endswith("@jiheng.example>")


def test_a_repetition_bears_the_same_message_id(sink: Sink, person: User) -> None:
    """The worker died after the server had taken it: the one case of two mails."""
    told(person)
    now = soon()
    deliver(now)
    Mail.objects.update(state=MailState.WAITING)
    deliver(now)
    first, second = sink.mails
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize(
    ("command", "answer", "state", "said"),
    [
        ("RCPT", "450 greylisted", MailState.FAILED, "收件地址没有被接受（450 greylisted）"),
        ("RCPT", "550 no such user", MailState.GIVEN_UP, "收件地址没有被接受（550 no such user）"),
        (".", "452 disk full", MailState.FAILED, "邮件服务器没有收下这封邮件（452 disk full）"),
        (".", "554 spam", MailState.GIVEN_UP, "邮件服务器没有收下这封邮件（554 spam）"),
        ("MAIL", "550 not you", MailState.FAILED, "邮件服务器现在不收信（550 not you）"),
    ],
)
def test_a_refusal_for_good_and_one_for_now(
    sink: Sink, person: User, command: str, answer: str, state: str, said: str
) -> None:
    told(person)
    sink.answers[command] = [answer]
    assert deliver(soon()) == 0
    assert (the_mail().state, the_mail().last_error) == (state, said)


def test_one_refused_address_does_not_hold_up_others(sink: Sink, person: User) -> None:
    told(person)
    told(make_user(), "b")
    sink.answers["RCPT"] = ["450 greylisted"]
    assert deliver(soon()) == 1


def test_nothing_in_a_subject_becomes_a_header(sink: Sink, person: User) -> None:
    told(person, subject="退回\r\nBcc: thief@example.com\n\n正文\x00\u2028完")
    assert deliver(soon()) == 1
    (mail,) = sink.mails
    assert mail["Subject"].strip() == "【绩衡】退回 Bcc: thief@example.com 正文 完"
    assert mail["Bcc"] is None
    assert len(sink.recipients) == 1


def test_an_address_that_is_none_is_given_up_in_words(sink: Sink) -> None:
    told(make_user(username="a@b.example", email="x\r\nRCPT TO:<thief@example.com>@example.com"))
    assert deliver(soon()) == 0
    assert the_mail().state == MailState.GIVEN_UP
    assert sink.recipients == []


def test_who_has_no_address_is_told_on_the_site_only(sink: Sink) -> None:
    told(make_user(username="13900000000"))
    assert deliver(soon()) == 0
    assert (the_mail().state, the_mail().last_error) == (MailState.NOT_WANTED, "没有邮箱地址")


def test_a_mail_that_was_claimed_is_not_taken_again_before_its_lease_is_over(person: User) -> None:
    told(person)
    now = soon()
    first = claim(now)
    assert first is not None
    assert claim(now + LEASE - MINUTE) is None
    later = claim(now + LEASE)
    assert later is not None
    assert (later.pk, later.attempts) == (first.pk, 2)


# Choice --------------------------------------------------------------------------------------------


def at(hour: int, day: int = 21) -> datetime:
    return timezone.make_aware(datetime(2026, 11, day, hour, 5))  # noqa: DTZ001 - made aware


def test_a_digest_has_each_line_once(sink: Sink, person: User) -> None:
    choose(way=Way.DIGEST, hour=17, by=person)
    told(person, "a")
    told(person, "b", subject="“工作方案”被退回修改", body="复核人 梁思齐：补数据")
    read(told(person, "c", subject="已经读过"))
    assert deliver(at(16)) == 0
    assert deliver(at(17)) == 1
    assert deliver(at(18)) == 0
    (mail,) = sink.mails
    assert mail["Subject"] == "【绩衡】2件事等您看"
    text = mail.get_content()
    assert (text.count("等您签核“工作方案”"), text.count("被退回修改"), text.count("补数据")) == (1, 1, 1)
    assert "已经读过" not in text
    told(person, "d", subject="第二天的事")
    assert deliver(at(23)) == 0
    assert deliver(at(17, day=22)) == 1
    assert "等您签核" not in sink.mails[1].get_content()
    assert "第二天的事" in sink.mails[1].get_content()


def test_a_digest_that_failed_is_sent_with_the_same_lines(sink: Sink, person: User) -> None:
    choose(way=Way.DIGEST, hour=8, by=person)
    told(person, "a")
    sink.answers["."] = ["452 later"]
    assert deliver(at(8)) == 0
    told(person, "b", subject="后来的事")
    assert deliver(at(9)) == 1
    assert "后来的事" not in sink.mails[0].get_content()


def test_who_wants_none_gets_none_and_finds_it_on_the_site(sink: Sink, person: User) -> None:
    told(person, "a")
    choose(way=Way.SITE, hour=8, by=person)
    told(person, "b")
    post(to=person, kind="stage", subject="必发", body="", url="/", key="c", is_mandatory=True)
    assert deliver(soon()) == 1
    assert [mail["Subject"] for mail in sink.mails] == ["【绩衡】必发"]
    assert Notice.objects.filter(to=person).count() == 3


def test_leaving_the_digest_sends_what_waited_for_it(sink: Sink, person: User) -> None:
    choose(way=Way.DIGEST, hour=8, by=person)
    told(person, "a")
    choose(way=Way.AT_ONCE, hour=8, by=person)
    assert deliver(soon()) == 1
    assert "等您签核" in sink.mails[0].get_content()


# Who may still know ---------------------------------------------------------------------------------


def of_project(project: Project, person: User) -> Notice:
    return told(person, f"p{project.pk}", url=f"/projects/{project.pk}/stages/", body="综合得分87.30分")


def test_who_lost_the_project_gets_neither_mail_nor_text(sink: Sink, person: User) -> None:
    project = make_small(leaf("A1", "A", 100))
    add_member(project, person)
    of_project(project, person)
    ProjectMember.objects.filter(user=person).delete()
    assert deliver(soon()) == 0
    assert the_mail().state == MailState.NOT_WANTED
    assert sink.sessions == 0


def test_a_digest_leaves_out_what_was_lost(sink: Sink, person: User) -> None:
    choose(way=Way.DIGEST, hour=0, by=person)
    kept, lost = make_small(leaf("A1", "A", 100)), make_small(leaf("A1", "A", 100))
    for project in (kept, lost):
        add_member(project, person)
        of_project(project, person)
    ProjectMember.objects.filter(user=person, project=lost).delete()
    assert deliver(soon()) == 1
    text = sink.mails[0].get_content()
    assert f"/projects/{kept.pk}/stages/" in text
    assert f"/projects/{lost.pk}/stages/" not in text
    assert text.count("87.30") == 1


# Two at once -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(sink: Sink) -> None:
    people = [make_user() for _ in range(6)]
    for one in people:
        told(one)
    now = soon()
    at_once(*[lambda: deliver(now)] * 2)
    sent = Counter(mail["To"] for mail in sink.mails)
    assert set(sent.values()) == {1}
    waiting = Mail.objects.exclude(state=MailState.SENT).values_list("to__username", flat=True)
    assert set(sent) | set(waiting) == {one.username for one in people}
    if connection.vendor == "postgresql":  # in memory, a busy table is refused also between two steps
        assert not waiting


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_was_given_up_writes_nothing(sink: Sink, person: User) -> None:
    """It hangs until its lease is over; another sends; when it comes back, the row stays as it is."""
    told(person)
    now = soon()
    slow = claim(now)
    assert slow is not None
    assert deliver(now + LEASE) == 1
    sent = the_mail()
    assert queries.held(slow).update(state=MailState.FAILED) == 0
    assert the_mail().state == sent.state == MailState.SENT

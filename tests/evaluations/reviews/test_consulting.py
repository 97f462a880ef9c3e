"""征求意见: to whom, until when, on which draft; answers item by item, none after the signature."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from evaluations.desk.agenda import agenda
from evaluations.jobs.actions import record
from evaluations.people.models import User
from evaluations.projects.models import Project
from evaluations.reviews.actions import Refused, reply
from evaluations.reviews.adoption.models import Opinion
from evaluations.reviews.adoption.recording import Said
from evaluations.reviews.consulting import queries
from evaluations.reviews.consulting.actions import Letter, finish, no_opinion, say, send
from evaluations.reviews.consulting.drafts import Draft, drafts_of
from evaluations.reviews.consulting.models import Consultation, Recipient
from evaluations.reviews.rounds import PLAN_REVIEW
from reports.publishing.actions import CONSULTATION, start_edition
from reports.reading.actions import close_reading
from tests.evaluations.reviews.making import consult, make_thread, printed_draft
from tests.evaluations.stages.making import Cast, hand_in, make_cast, sign_until
from tests.factories import add_member, make_user
from tests.reports.reading.making import make_grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def sent(cast: Cast, *roles: str, days: int = 7) -> Consultation:
    """To the people of these roles, due in so many days (which may be past)."""
    return consult(cast.project, *(cast[role] for role in roles), by=cast["manager"], days=days)


def place(cast: Cast, role: str) -> Recipient:
    return queries.own(cast.project, cast[role])[0]


def titles(user: User) -> list[str]:
    return [item.title for item in agenda(user)]


def test_it_goes_out_with_its_draft_and_is_logged(cast: Cast) -> None:
    people = [one.pk for one in queries.addressees(cast.project)]
    draft = printed_draft(cast.project, cast["manager"])
    letter = Letter(due=timezone.localdate(), note="请于期限内答复。", draft=draft)
    made = send(cast.project, letter, people, by=cast["manager"])
    assert (made.number, made.edition_number, made.edition_sha256) == (1, 1, "b" * 64)
    assert {one.role for one in made.recipients.all()} == {"unit_contact", "bureau_officer"}
    line = cast.project.activities.get(kind="review")
    assert (line.verb, line.subject, line.changes[2]["after"]) == ("发出", "第1次征求意见", draft.label)


@pytest.mark.parametrize(
    ("is_printed", "why"), [(False, "请先到“成果”页生成征求意见稿"), (True, "必须附征求意见稿")]
)
def test_a_report_never_goes_out_without_its_draft(cast: Cast, is_printed: bool, why: str) -> None:
    if is_printed:
        printed_draft(cast.project, cast["manager"])
    people = [one.pk for one in queries.addressees(cast.project)]
    with pytest.raises(Refused, match=why):
        send(cast.project, Letter(due=timezone.localdate()), people, by=cast["manager"])
    assert not Consultation.objects.exists()


def test_a_plan_has_no_file_and_goes_out_as_it_is_read(cast: Cast) -> None:
    people = [one.pk for one in queries.addressees(cast.project)]
    letter = Letter(due=timezone.localdate(), round=PLAN_REVIEW)
    assert send(cast.project, letter, people, by=cast["manager"]).edition_number is None


@pytest.mark.parametrize(("number", "sha256"), [(1, "a" * 64), (2, "b" * 64)])
def test_only_the_projects_own_draft_goes_out(cast: Cast, number: int, sha256: str) -> None:
    printed_draft(cast.project, cast["manager"])
    people = [one.pk for one in queries.addressees(cast.project)]
    letter = Letter(due=timezone.localdate(), draft=Draft(number=number, sha256=sha256, label="别的稿"))
    with pytest.raises(Refused, match="“别的稿”不是本项目生成好的征求意见稿"):
        send(cast.project, letter, people, by=cast["manager"])
    assert not Consultation.objects.exists()


def test_it_goes_to_unit_and_bureau_only_and_never_into_the_past(cast: Cast) -> None:
    expert = cast.project.members.get(user=cast["expert"]).pk
    today = timezone.localdate()
    for members, due, why in (
        ([], today, "请选择"),
        ([expert], today, "请选择"),
        ([cast.project.members.get(user=cast["unit_contact"]).pk], today - timedelta(days=1), "已经过去"),
    ):
        with pytest.raises(Refused, match=why):
            send(cast.project, Letter(due=due), members, by=cast["manager"])
    assert not Consultation.objects.exists()


def test_items_are_opinions_of_the_round_and_late_ones_say_so(cast: Cast) -> None:
    sent(cast, "unit_contact", days=-1)
    said = Said(text="投诉应为1起。", place="A1　指标A1", code="A1")
    row = say(place(cast, "unit_contact"), said, by=cast["unit_contact"])
    assert (row.round, row.role, row.code, row.is_late) == ("consult", "unit_contact", "A1", True)
    done = finish(place(cast, "unit_contact"), by=cast["unit_contact"])
    assert done.is_late
    with pytest.raises(Refused, match="已经答复完毕"):
        say(place(cast, "unit_contact"), said, by=cast["unit_contact"])


def test_no_opinion_is_an_answer_but_not_beside_opinions(cast: Cast) -> None:
    sent(cast, "unit_contact", "bureau_officer")
    row = no_opinion(place(cast, "bureau_officer"), by=cast["bureau_officer"])
    assert (row.is_no_opinion, place(cast, "bureau_officer").answered_at is not None) == (True, True)
    with pytest.raises(Refused, match="还没有提意见"):
        finish(place(cast, "unit_contact"), by=cast["unit_contact"])
    say(place(cast, "unit_contact"), Said(text="请更正。"), by=cast["unit_contact"])
    with pytest.raises(Refused, match="不能再答“无意见”"):
        no_opinion(place(cast, "unit_contact"), by=cast["unit_contact"])
    assert Opinion.objects.count() == 2


def test_nobody_answers_for_another(cast: Cast) -> None:
    sent(cast, "unit_contact", "bureau_officer")
    with pytest.raises(Refused, match="由收到的人本人答复"):
        say(place(cast, "unit_contact"), Said(text="冒名。"), by=cast["bureau_officer"])
    assert not Opinion.objects.exists()


def test_after_the_signature_nothing_is_taken(cast: Cast) -> None:
    sent(cast, "unit_contact")
    sign_until(cast, "consult")
    for act in (
        lambda: say(place(cast, "unit_contact"), Said(text="太晚。"), by=cast["unit_contact"]),
        lambda: no_opinion(place(cast, "unit_contact"), by=cast["unit_contact"]),
        lambda: sent(cast, "unit_contact"),
    ):
        with pytest.raises(Refused, match="“征求意见”已签核"):
            act()
    assert not Opinion.objects.filter(role="unit_contact").exists()


def test_the_desk_tells_whom_it_waits_for(cast: Cast) -> None:
    sent(cast, "unit_contact", days=-2)
    thread = make_thread(cast.project, cast["expert"])
    reply(thread, "已补充。", by=cast["lead"])
    grant = make_grant(cast.project, by=cast["manager"])
    assert "第1次征求意见" in titles(cast["unit_contact"])
    assert f"第1次征求意见：{cast['unit_contact']}还没有答复" in titles(cast["manager"])
    assert "1条意见等答复" in titles(cast["manager"])
    assert "您的意见有回复：综合评价结论" in titles(cast["expert"])
    close_reading(grant, by=cast["manager"])
    assert "您的意见有回复：综合评价结论" not in titles(cast["expert"])
    no_opinion(place(cast, "unit_contact"), by=cast["unit_contact"])
    assert "第1次征求意见" not in titles(cast["unit_contact"])


def test_the_desk_asks_experts_for_the_form_of_the_round_in_turn(cast: Cast) -> None:
    assert not any("专家评审意见表" in title for title in titles(cast["expert"]))
    sign_until(cast, "plan")
    assert "专家评审意见表：方案评审" in titles(cast["expert"])
    hand_in(cast, "plan-review")
    assert "专家评审意见表：方案评审" not in titles(cast["expert"])


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_more(
    cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        sent(cast, "unit_contact", "bureau_officer")
    project = Project.objects.get()
    with django_assert_num_queries(2):
        rows = [[one.name for one in row.recipients.all()] for row in queries.consultations_of(project)]
    assert [len(names) for names in rows] == [2] * count


def test_printed_drafts_can_go_out_and_no_others(cast: Cast) -> None:
    edition = start_edition(cast.project, by=cast["manager"], stamp=CONSULTATION, hand_over=record)
    assert drafts_of(cast.project) == []
    edition.pdf_sha256 = "b" * 64
    edition.save()
    assert [(one.number, one.sha256) for one in drafts_of(cast.project)] == [(1, "b" * 64)]


def desk_costs(role: str, count: int) -> int:
    """Queries of the desk of one person who has this role on so many projects, and is asked on each."""
    person = make_user()
    for _ in range(count):
        cast = make_cast()
        sign_until(cast, "plan")
        add_member(cast.project, person, role)
        if role != "expert":
            consult(cast.project, person, by=cast["manager"])
    with CaptureQueriesContext(connection) as captured:
        found = agenda(person)
    cost = len(captured)
    wanted = "专家评审意见表：方案评审" if role == "expert" else "第1次征求意见"
    assert sum(one.title == wanted for one in found) == count
    return cost


@pytest.mark.parametrize("role", ["expert", "unit_contact", "bureau_officer"])
def test_the_desk_costs_the_same_on_more_projects(role: str) -> None:
    assert desk_costs(role, 1) == desk_costs(role, 3)

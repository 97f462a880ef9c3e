"""Who is told of signatures, returns and due days, by notice and on 工作台."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.notices.models import Notice
from evaluations.people.models import User
from evaluations.projects.models import ProjectMember
from evaluations.stages import queries
from evaluations.stages.actions import Hand, NotPossible, reopen, send_back, set_due
from evaluations.stages.announcing import remind
from evaluations.stages.turns import turns
from tests.evaluations.stages.making import Cast, hand_in_all, make_cast, sign, sign_until, stage_of, state_of

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def told(subject: str) -> set[User]:
    """Who was told this."""
    return {row.to for row in Notice.objects.filter(subject=subject).select_related("to")}


def people(cast: Cast, *roles: str) -> set[User]:
    return {cast[role] for role in roles}


def test_who_signs_next_is_told_with_the_day(cast: Cast) -> None:
    sign(cast, "accept", "firm_admin")
    assert told("等您签核“工作方案”") == people(cast, "lead")
    notice = Notice.objects.get()
    due = queries.dues(cast.project, state_of(cast.project))["plan"]
    day = f"{due.year}年{due.month}月{due.day}日"
    assert notice.body == f"项目：{cast.project.title}\n签字位：主评人\n到期：{day}"
    assert notice.url == f"/projects/{cast.project.pk}/stages/plan/sign/"


def test_everybody_of_a_place_is_told_once(cast: Cast) -> None:
    sign_until(cast, "plan")
    hand_in_all(cast, "plan-review")
    assert told("等您签核“方案评审”") == people(cast, "expert", "expert2")
    sign(cast, "plan-review", "expert")
    assert Notice.objects.filter(subject="等您签核“方案评审”").count() == 2
    sign(cast, "plan-review", "expert2")
    assert told("等您签核“方案评审”") == people(cast, "expert", "expert2", "bureau_officer")


def test_what_is_refused_tells_nobody(cast: Cast) -> None:
    with pytest.raises(NotPossible):
        sign(cast, "plan", "lead")
    assert not Notice.objects.exists()


def test_a_return_tells_whose_signature_fell_and_the_team(cast: Cast) -> None:
    sign_until(cast, "plan")
    hand_in_all(cast, "plan-review")
    sign(cast, "plan-review", "expert")
    send_back(
        cast.project,
        stage_of(cast.project, "plan-review"),
        target=stage_of(cast.project, "plan"),
        opinion="样本量不够，请补充。",
        hand=Hand(person=cast["expert2"]),
    )
    subject = "“方案评审”被退回到“工作方案”"
    assert told(subject) == people(cast, "lead", "expert", "manager", "evaluator")
    bodies = {row.to: (row.body, row.url) for row in Notice.objects.filter(subject=subject)}
    reason = f"项目：{cast.project.title}\n评审专家 {cast['expert2']}：样本量不够，请补充。"
    home, line = f"/projects/{cast.project.pk}/", f"/projects/{cast.project.pk}/stages/"
    assert bodies[cast["evaluator"]] == (reason, line)
    assert bodies[cast["lead"]] == (f"{reason}\n您在“工作方案”的签字已撤回，修改后请重新签。", line)
    assert bodies[cast["expert"]] == (f"{reason}\n您在“方案评审”的签字已撤回，修改后请重新签。", home)


def test_after_a_return_the_next_is_told_anew(cast: Cast) -> None:
    sign_until(cast, "plan")
    send_back(
        cast.project,
        stage_of(cast.project, "plan-review"),
        target=stage_of(cast.project, "plan"),
        opinion="请补充。",
        hand=Hand(person=cast["expert"]),
    )
    sign(cast, "plan", "lead")
    assert Notice.objects.filter(subject="等您签核“方案评审”", to=cast["expert"]).count() == 2


def test_a_reopening_tells_whose_signatures_fell(cast: Cast) -> None:
    sign_until(cast, "collect")
    reopen(
        cast.project,
        stage_of(cast.project, "plan-review"),
        reason="委托方要求增加指标",
        hand=Hand(person=cast["manager"]),
    )
    assert told("“方案评审”已重开") == people(cast, "lead", "expert", "expert2", "bureau_officer")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-3, None),
        (-2, "“工作方案”还有2天到期，等您签核"),
        (0, "“工作方案”今天到期，等您签核"),
        (1, "“工作方案”已逾期1天，等您签核"),
        (5, "“工作方案”已逾期5天，等您签核"),
        (30, "“工作方案”已逾期30天，等您签核"),
    ],
)
def test_who_must_act_is_reminded(cast: Cast, days: int, said: str | None) -> None:
    sign(cast, "accept", "firm_admin")
    due = date(2026, 11, 23)
    set_due(cast.project, stage_of(cast.project, "plan"), due, by=cast["manager"])
    Notice.objects.all().delete()
    remind(due + timedelta(days=days))
    remind(due + timedelta(days=days))
    assert [(row.subject, row.to) for row in Notice.objects.all()] == ([(said, cast["lead"])] if said else [])


def test_reminders_become_rare(cast: Cast) -> None:
    sign(cast, "accept", "firm_admin")
    due = date(2026, 11, 23)
    set_due(cast.project, stage_of(cast.project, "plan"), due, by=cast["manager"])
    Notice.objects.all().delete()
    days = []
    for day in range(-5, 30):
        before = Notice.objects.count()
        remind(due + timedelta(days=day))
        if Notice.objects.count() > before:
            days.append(day)
    assert days == [-2, 1, 3, 7, 14, 21, 28]


def test_where_nobody_can_sign_those_in_charge_are_told(cast: Cast) -> None:
    sign(cast, "accept", "firm_admin")
    ProjectMember.objects.filter(user=cast["lead"]).delete()
    set_due(cast.project, stage_of(cast.project, "plan"), date(2026, 11, 23), by=cast["manager"])
    remind(date(2026, 11, 24))
    assert told("“工作方案”已逾期1天，还没有人能签") == people(cast, "manager")


def test_a_project_in_which_nothing_was_signed_reminds_nobody(cast: Cast) -> None:
    remind(timezone.localdate() + timedelta(days=300))
    assert not Notice.objects.exists()


# 工作台 ------------------------------------------------------------------------------------------------


def lines(person: User) -> list[tuple[str, str]]:
    client = Client()
    client.force_login(person, backend=BACKEND)
    items = client.get("/").context["items"]
    return [(item.label, item.title) for item in items if "/stages/" in item.url]


def test_the_desk_says_what_is_to_be_signed(cast: Cast) -> None:
    assert lines(cast["firm_admin"]) == [("待签核", "等您签核“承接立项”")]
    assert lines(cast["lead"]) == []
    sign_until(cast, "plan")
    hand_in_all(cast, "plan-review")
    assert lines(cast["firm_admin"]) == []
    assert lines(cast["expert"]) == [("待签核", "等您签核“方案评审”")]
    sign(cast, "plan-review", "expert")
    assert lines(cast["expert"]) == []
    assert lines(cast["expert2"]) == [("待签核", "等您签核“方案评审”")]


def test_the_desk_shows_the_team_what_was_sent_back(cast: Cast) -> None:
    sign_until(cast, "plan")
    send_back(
        cast.project,
        stage_of(cast.project, "plan-review"),
        target=stage_of(cast.project, "plan"),
        opinion="请补充。",
        hand=Hand(person=cast["expert"]),
    )
    assert lines(cast["evaluator"]) == [("退回", "“方案评审”被退回：现在是“工作方案”")]
    assert lines(cast["reviewer"]) == []
    sign(cast, "plan", "lead")
    assert lines(cast["evaluator"]) == []


def test_many_projects_are_asked_for_at_once(cast: Cast) -> None:
    sign_until(cast, "plan")
    others = [make_cast(), make_cast()]

    def asked(casts: list[Cast]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(turns([one.project for one in casts])) == len(casts)
        return len(captured)

    assert asked([cast]) == asked([cast, *others])


def test_a_turn_says_what_the_line_of_one_project_says(cast: Cast) -> None:
    sign_until(cast, "draft")
    (turn,) = turns([cast.project])
    state = state_of(cast.project)
    assert (turn.stage, turn.signer) == (state.current, state.next_signer(turn.stage))
    assert turn.people == {cast["manager"].pk}
    assert turn.due == queries.dues(cast.project, state)[turn.stage.key]
    assert turn.in_charge == {cast["lead"].pk, cast["manager"].pk}

"""What somebody may read on all their projects: lists, Ctrl K, 工作台 and notices agree with the door."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.desk.agenda import agenda
from evaluations.desk.find import find
from evaluations.notices.gates import opened
from evaluations.notices.models import Notice
from evaluations.people.models import User
from evaluations.projects.models import ProjectMember
from evaluations.reviews import actions
from evaluations.reviews.announcing import place_of
from evaluations.reviews.models import Target, Thread
from reports.reading.actions import close_reading
from reports.reading.audience import readable_paths, threads_of
from reports.reading.models import Opened
from reports.reading.queries import is_open
from tests.evaluations.reviews.making import make_draft, make_thread
from tests.evaluations.stages.making import Cast, make_cast
from tests.factories import make_user
from tests.reports.reading.making import make_grant, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def open_to(cast: Cast, role: str, what: Opened = Opened.REPORT) -> None:
    make_grant(cast.project, what, by=cast["manager"], user=cast[role])


def found(user: User, words: str, here: int | None = None) -> dict[str, list[str]]:
    return {group.label: [one.url for one in group.found] for group in find(user, words, here)}


def subjects(user: User) -> list[str]:
    """What the person is told on the site: what they may not open is left out."""
    rows = list(Notice.objects.filter(to=user).order_by("pk"))
    free = opened(user, [row.url for row in rows])
    return [row.subject for row in rows if row.url in free]


def test_the_list_of_threads_is_what_each_may_open_one_by_one(cast: Cast) -> None:
    open_to(cast, "expert")
    open_to(cast, "expert2", Opened.PLAN)
    open_to(cast, "bureau_officer")
    open_to(cast, "bureau_officer", Opened.INDICATORS)
    shown = ("for_experts", "for_bureau", "for_unit")
    targets = (Target.REPORT, Target.PLAN, Target.INDICATORS, Target.PAPER)
    authors = ("manager", "expert", "unit_contact")
    for by, target, to in itertools.product(authors, targets, (None, *shown)):
        make_thread(cast.project, cast[by], target=target, key="A1", **({to: True} if to else {}))
        make_draft(cast.project, cast[by], target=target, key="A1")
    for name, person in cast.people.items():
        one_by_one = {
            thread.pk
            for thread in Thread.objects.visible_to(person, cast.project)
            if is_open(person, cast.project, thread.target)
        }
        assert set(threads_of(person).values_list("pk", flat=True)) == one_by_one, name
    assert not threads_of(make_user()).exists()


def test_the_finder_leads_experts_to_what_they_read_and_nowhere_else(cast: Cast) -> None:
    expert = cast["expert"]
    assert found(expert, "A1", cast.project.pk) == {}
    open_to(cast, "expert")
    paper = reverse("reading:paper", args=[cast.project.pk, "A1"])
    report = reverse("reading:read", args=[cast.project.pk, "report"])
    assert found(expert, "A1", cast.project.pk) == {"送审阅读": [paper]}
    assert found(expert, "评价报告", cast.project.pk)["送审阅读"] == [report]
    browser = signed_in(expert)
    for urls in found(expert, "A", cast.project.pk).values():
        assert {browser.get(url).status_code for url in urls} == {200}
    assert "送审阅读" not in found(cast["lead"], "评价报告", cast.project.pk)


def test_the_finder_finds_comments_for_whom_they_are(cast: Cast) -> None:
    open_to(cast, "expert")
    open_to(cast, "bureau_officer")
    shown = make_thread(cast.project, cast["expert"], text="抽样比例偏低，请说明。", for_bureau=True)
    kept = make_thread(cast.project, cast["expert"], text="抽样名单有出入。")
    draft = make_draft(cast.project, cast["expert"], text="抽样的草稿。")
    actions.reply(shown, "抽样比例已写明为百分之五。", by=cast["lead"])

    def of(role: str, words: str = "抽样") -> set[str]:
        return set(found(cast[role], words, cast.project.pk).get("批注与意见", ()))

    assert of("lead") == {place_of(shown), place_of(kept)}
    assert of("expert") == {place_of(shown), place_of(kept), place_of(draft)}
    assert of("bureau_officer") == {place_of(shown)}
    assert of("expert2") == of("unit_contact") == set()
    assert of("lead", "百分之五") == {place_of(shown)}
    close_reading(cast.project.reading_grants.get(user=cast["bureau_officer"]), by=cast["manager"])
    assert of("bureau_officer") == set()


def test_mentions_and_replies_reach_whom_they_concern_and_nobody_else(cast: Cast) -> None:
    open_to(cast, "expert")
    lead, expert = cast["lead"], cast["expert"]
    thread = make_thread(cast.project, expert, text=f"@{lead} 请看。")
    assert subjects(lead) == [f"{expert}提到您：综合评价结论"]
    assert Notice.objects.get(to=lead).url == place_of(thread)
    actions.reply(thread, "已补写。", by=cast["manager"])
    assert subjects(expert)[-1] == f"{cast['manager']}回复：综合评价结论"
    actions.reply(thread, f"@{expert} 再请核对。", by=lead)
    assert subjects(expert)[-1] == f"{lead}提到您：综合评价结论"
    assert subjects(cast["manager"]) == [f"{lead}回复：综合评价结论"]
    for role in ("expert2", "bureau_officer", "unit_contact", "reviewer", "evaluator"):
        assert not any("综合评价结论" in one for one in subjects(cast[role])), role


def test_a_mended_text_tells_only_whom_it_newly_addresses(cast: Cast) -> None:
    lead, reviewer = cast["lead"], cast["reviewer"]
    thread = make_thread(cast.project, cast["expert"], text=f"@{lead} 请看。")
    actions.mend(thread, f"@{lead} @{reviewer} 请看。", "", by=cast["expert"])
    assert [Notice.objects.filter(to=one, kind="review").count() for one in (lead, reviewer)] == [1, 1]


def test_what_is_refused_tells_nobody(cast: Cast) -> None:
    with pytest.raises(actions.Refused, match="看不到这条意见"):
        make_thread(cast.project, cast["expert"], text=f"@{cast['bureau_officer']} 请看。")
    assert not Notice.objects.filter(kind="review").exists()


def test_who_left_or_lost_the_reading_is_told_nothing_more(cast: Cast) -> None:
    open_to(cast, "expert")
    expert = cast["expert"]
    thread = make_thread(cast.project, expert)
    actions.reply(thread, "已补写。", by=cast["lead"])
    assert any("回复" in one for one in subjects(expert))
    close_reading(cast.project.reading_grants.get(), by=cast["manager"])
    assert not any("回复" in one for one in subjects(expert))
    ProjectMember.objects.filter(user=expert).delete()
    before = Notice.objects.filter(to=expert).count()
    actions.reply(thread, "再补写。", by=cast["lead"])
    assert Notice.objects.filter(to=expert).count() == before


def test_a_notice_of_a_thread_is_closed_to_who_does_not_see_it(cast: Cast) -> None:
    open_to(cast, "expert2")
    thread = make_thread(cast.project, cast["expert"])
    page = reverse("reading:read", args=[cast.project.pk, "report"])
    assert readable_paths(cast["expert2"], [place_of(thread), page, "/"]) == {page, "/"}
    assert readable_paths(cast["lead"], [place_of(thread)]) == {place_of(thread)}


def test_the_desk_shows_what_is_to_be_read_and_where_one_is_addressed(cast: Cast) -> None:
    lead, expert = cast["lead"], cast["expert"]
    until = timezone.localdate() + timedelta(days=3)
    make_grant(cast.project, by=cast["manager"], user=expert, until=until)
    line = next(item for item in agenda(expert) if item.label == "待审阅")
    assert (line.title, line.left, line.action) == ("评价报告送您审阅", 3, "去阅读")
    assert "送您审阅：评价报告" in subjects(expert)
    thread = make_thread(cast.project, expert, text=f"@{lead} 请看。")
    said = next(item for item in agenda(lead) if item.label == "提到您")
    assert (said.title, said.url) == (f"{expert}提到您：综合评价结论", place_of(thread))
    actions.reply(thread, "已补写。", by=lead)
    assert not [item for item in agenda(lead) if item.label == "提到您"]
    actions.reply(thread, f"@{expert} 请核对。", by=lead)
    lines = [item.label for item in agenda(expert) if item.url == place_of(thread)]
    assert lines == ["提到您"]  # once, although it is a reply, too
    make_grant(cast.project, by=cast["manager"], user=cast["expert2"], opens_on=until)
    assert not [item for item in agenda(cast["expert2"]) if item.label == "待审阅"]


def cost(user: User, project: int) -> int:
    with CaptureQueriesContext(connection) as captured:
        find(user, "抽样", project)
    return len(captured)


def test_the_finder_costs_the_same_for_more_comments(cast: Cast) -> None:
    open_to(cast, "expert")
    costs = []
    for times in (1, 2):
        for _ in range(times):
            thread = make_thread(cast.project, cast["expert"], text="抽样偏低。")
            actions.reply(thread, "抽样", by=cast["lead"])
        costs.append((cost(cast["expert"], cast.project.pk), cost(cast["lead"], cast.project.pk)))
    assert costs[0] == costs[1]

"""报告编号: by the firm's pattern, without gaps and doubles, also when two issue at the same moment."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from evaluations.jobs import actions as jobs
from evaluations.people.models import FirmActivity, User
from evaluations.projects.models import Project
from reports.publishing.firms import numbering
from reports.publishing.firms.actions import SchemeChanged, SchemeRefused, make_certificate, set_scheme
from reports.publishing.firms.models import NumberScheme
from reports.publishing.firms.queries import next_number, scheme_of
from reports.publishing.releases import actions, codes
from reports.publishing.releases.guards import CannotIssue
from reports.publishing.releases.models import Release
from tests.evaluations.stages.making import without_release_stage
from tests.factories import add_member, make_firm, make_project, make_user
from tests.reports.publishing.releases.conftest import make_edition


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("砚清评字〔{year}〕{n}号", "砚清评字〔2026〕17号"),
        ("YQ-{year}-{n}", "YQ-2026-17"),
        ("{year}年绩评第{n}号", "2026年绩评第17号"),
    ],
)
def test_a_pattern_gives_a_number(pattern: str, number: str) -> None:
    numbering.check(pattern)
    assert numbering.written(pattern, year=2026, count=17) == number


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("砚清评字{n}号", "编号格式里没有写年度{year}，应写一次，例如“砚清评字〔{year}〕{n}号”。"),
        ("〔{year}〕号", "编号格式里没有写流水号{n}，应写一次，例如“砚清评字〔{year}〕{n}号”。"),
        (
            "〔{year}〕{n}{n}号",
            "编号格式里写了2次流水号{n}，应写一次，例如“砚清评字〔{year}〕{n}号”。",
        ),
        ("〔{year}〕{n}号{m}", "编号格式里的“{m}”没有意义，花括号只能是{year}和{n}。"),
        ("〔{year}〕{n}/号", "编号格式不能有斜线和换行，下载的文件要用编号命名。"),
        ("{year}{n}号", "流水号的前后不能紧接数字或年度，否则两个编号会分不清。"),
        ("〔{year}〕1{n}号", "流水号的前后不能紧接数字或年度，否则两个编号会分不清。"),
        ("字" * 90, "编号格式最多80个字，现在有90个字。"),
    ],
)
def test_a_pattern_that_gives_no_numbers_is_refused(pattern: str, said: str) -> None:
    with pytest.raises(numbering.BadPattern) as caught:
        numbering.check(pattern)
    assert str(caught.value) == said


def test_codes_cannot_be_misread_and_are_read_as_people_type_them() -> None:
    made = {codes.make() for _ in range(200)}
    assert len(made) == 200
    assert set("".join(made)) - {"-"} <= set("34679ACDEFGHJKMNPQRTUVWXY")
    one = made.pop()
    for typed in (one, one.lower(), one.replace("-", ""), one.replace("-", " — "), f" {one} "):
        assert codes.read(typed) == one
    assert codes.read("ＡＣＤＥ-ACDE-ACDE-ACDE") == "ACDE-ACDE-ACDE-ACDE"
    assert [codes.read(wrong) for wrong in ("", "ACDE", "OOOO-ACDE-ACDE-ACDE", "A" * 17)] == [None] * 4


@pytest.mark.django_db
def test_numbers_of_a_year_go_on_from_where_the_firm_says(lead: User, project: Project) -> None:
    firm, year = project.firm, timezone.localdate().year
    assert next_number(scheme_of(firm), year).number == f"砚清评字〔{year}〕1号"
    scheme = set_scheme(firm, pattern="YQ〔{year}〕{n}号", first=17, revision=0, by=lead)
    assert next_number(scheme, year).number == f"YQ〔{year}〕17号"
    assert next_number(scheme, year + 1).number == f"YQ〔{year + 1}〕1号"
    line = FirmActivity.objects.get(firm=firm)
    assert (line.verb, line.subject, line.by) == ("设置", "报告编号规则", lead)


@pytest.mark.django_db
def test_a_scheme_never_leads_back_to_a_given_number(ready: Project, lead: User) -> None:
    actions.issue(ready, by=lead, hand_over=jobs.record)
    scheme = NumberScheme.objects.get(firm=ready.firm)
    year = timezone.localdate().year
    with pytest.raises(SchemeRefused, match=rf"^{year}年已经签发到第1号，起号须大于1。$"):
        set_scheme(ready.firm, pattern=scheme.pattern, first=1, revision=1, by=lead)
    with pytest.raises(SchemeChanged):
        set_scheme(ready.firm, pattern=scheme.pattern, first=None, revision=0, by=lead)


@pytest.mark.django_db
def test_the_year_is_that_of_peking(ready: Project, lead: User) -> None:
    certificate = ready.firm.certificates.get()
    eve = datetime(certificate.valid_from.year, 12, 31, 16, 30, tzinfo=UTC)
    if not certificate.valid_from <= eve <= certificate.valid_until:
        eve = eve.replace(year=eve.year + 1)
    release = actions.issue(ready, by=lead, at=eve, hand_over=jobs.record)
    assert (release.year, release.snapshot["issued"]) == (eve.year + 1, f"{eve.year + 1}-01-01")


def test_a_refused_issue_leaves_no_gap(ready: Project, lead: User) -> None:
    with pytest.raises(CannotIssue):
        actions.issue(ready, by=lead, kind="correct", reason="没有可更正的", hand_over=jobs.record)
    with pytest.raises(CannotIssue):
        actions.issue(ready, by=lead, at=timezone.now() + timedelta(days=4000), hand_over=jobs.record)
    assert actions.issue(ready, by=lead, hand_over=jobs.record).serial == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_get_two_numbers_in_a_row() -> None:
    firm = make_firm()
    lead = make_user(firm=firm)
    make_certificate(firm, by=lead)
    without_release_stage(firm, by=lead)
    projects = [make_project("selfeval_2023_hotline", firm=firm, by=lead) for _ in range(2)]
    for project in projects:
        add_member(project, lead, "lead")
        make_edition(project, lead)
    start = threading.Barrier(2)
    threads = [threading.Thread(target=_issue, args=(project, lead, start)) for project in projects]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Release.objects.values_list("serial", flat=True)) == [1, 2]
    assert set(Release.objects.values_list("project", flat=True)) == {one.pk for one in projects}


def _issue(project: Project, lead: User, start: threading.Barrier) -> None:
    start.wait()
    try:
        while not _issued(project, lead):
            time.sleep(0.01)
    finally:
        connection.close()


def _issued(project: Project, lead: User) -> bool:
    try:
        actions.issue(Project.objects.get(pk=project.pk), by=lead, hand_over=jobs.record)
    except OperationalError:  # SQLite in memory refuses instead of waiting
        return False
    return True

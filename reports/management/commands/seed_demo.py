"""`seed_demo`: fictional firms, people and evaluations to look around in; prints who can sign in.

What is there already stays as it is, so the command may run at every start.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from evaluations import exchange
from evaluations.exchange.actions import import_dossier
from evaluations.jobs import actions as jobs
from evaluations.papers.actions import save_paper
from evaluations.papers.contents import PREFIX
from evaluations.papers.models import PaperInput, WorkingPaper
from evaluations.people.directory import Directory, keep
from evaluations.people.models import (
    Firm,
    FirmMembership,
    FirmRole,
    OrganisationMembership,
    User,
)
from evaluations.projects.models import Project, ProjectMember, ProjectRole
from evaluations.stages.tables import ensure_table
from indicators.scoring import load
from reports.management.demo_evidence import add_evidence
from reports.management.demo_last_year import a_year_before, rectify, sign_everything
from reports.management.demo_survey import add_survey
from reports.management.demo_work import add_work
from reports.publishing import actions
from reports.publishing.firms.actions import make_certificate, set_scheme
from reports.publishing.firms.queries import certificate_of, scheme_of
from reports.publishing.models import Edition
from reports.publishing.releases import actions as releases
from reports.publishing.releases.guards import CannotIssue
from reports.publishing.releases.models import Release

DEMO = Path(exchange.__file__).parent / "demo"
FIRM, OTHER_FIRM = ("yanqing", "砚清会计师事务所"), ("tinglan", "听澜税务师事务所")
NEXT_NUMBER = 20
"""Of the firm's reports this year: the one before what the finished evaluation says of itself."""
BUREAU, UNIT = "云澜市政务服务管理局", "云澜市民生服务热线中心"
CORRECTED = ("C1-4", "主线接听", Decimal("119.54"), Decimal("191.54"))
"""An input as it was first typed, and as the evaluator corrected it: the history has something to tell."""


class Person(NamedTuple):
    """Somebody of the demonstration; `role` is the one on its projects."""

    username: str
    name: str
    place: str
    role: str


PEOPLE = (
    Person("lu.wanning@yanqing.example", "陆婉宁", "firm", ProjectRole.MANAGER),
    Person("shen.zhixing@yanqing.example", "沈知行", "firm", ProjectRole.LEAD),
    Person("zhou.yu@yanqing.example", "周屿", "firm", ProjectRole.EVALUATOR),
    Person("xu.qinghe@yanqing.example", "许青禾", "firm", ProjectRole.EVALUATOR),
    Person("qin.ruogu@yanqing.example", "秦若谷", "firm", ProjectRole.REVIEWER),
    Person("gu.yanxi@yanqing.example", "顾言蹊", "admin", ""),
    Person("liang.siqi@expert.example", "梁思齐", "", ProjectRole.EXPERT),
    Person("he.jingming@zhengwu.example", "何景明", "bureau", ProjectRole.BUREAU_OFFICER),
    Person("song.zhixia@rexian.example", "宋知夏", "unit", ProjectRole.UNIT_CONTACT),
    Person("fang.jibai@tinglan.example", "方既白", "other firm", ""),
)
PLACES = {
    "firm": FIRM[1],
    "admin": f"{FIRM[1]}　机构管理员",
    "": "外聘",
    "bureau": BUREAU,
    "unit": UNIT,
    "other firm": f"{OTHER_FIRM[1]}（看不到砚清的项目）",
}


class Command(BaseCommand):
    """Two firms, a bureau, a unit, ten people; an evaluation, the issued one before it, a self-evaluation."""

    help = "准备演示数据（虚构），输出可以登录的账号。"

    def handle(self, *args: Any, **options: Any) -> None:
        password = _password()
        with transaction.atomic():
            people = {person.username: _person(person, password) for person in PEOPLE}
            _join(people)
            _issuing(people["gu.yanxi@yanqing.example"])
            evaluation = _evaluation(people)
            _self_evaluation(people)
            last_year = _last_year(people)
        manager, admin = people[PEOPLE[0].username], people["gu.yanxi@yanqing.example"]
        self._print_report(evaluation, by=manager)
        self._print_report(last_year, by=manager)
        if self._issue(last_year, by=admin):
            rectify(last_year, people)
        self._tell(password)

    def _print_report(self, project: Project, *, by: User) -> None:
        """Makes the report once; without it the demonstration still stands."""
        if Edition.objects.filter(project=project).exists():
            return
        try:
            edition = actions.start_edition(project, by=by, hand_over=jobs.record)
        except actions.CannotStart as refusal:
            self.stderr.write(f"演示报告没有生成：{refusal}")
            return
        jobs.run(edition.job_id, actions.produce)
        edition.refresh_from_db()
        if not edition.pdf:
            self.stderr.write(f"演示报告没有生成：{edition.job.place} {edition.job.message}")

    def _issue(self, project: Project, *, by: User) -> bool:
        """签发 once, of the report that was printed; whether it was now."""
        if Release.objects.filter(project=project).exists():
            return False
        try:
            release = releases.issue(project, by=by, hand_over=jobs.record)
        except CannotIssue as refusal:
            self.stderr.write(f"演示报告没有签发：{refusal}")
            return False
        jobs.run(release.attempts.get().job_id, releases.produce)
        return True

    def _tell(self, password: str) -> None:
        self.stdout.write(f"演示账号（密码都是 {password}）")
        roles = dict(ProjectRole.choices)
        for person in PEOPLE:
            role = roles.get(person.role, "")
            told = "　".join(filter(None, (person.name, role, PLACES[person.place])))
            self.stdout.write(f"  {person.username:<30} {told}")


def _password() -> str:
    """This installation's own, made at first use and kept in its private folder."""
    path = Path(settings.VAR) / "demo-password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"demo-{secrets.token_hex(4)}", encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8")


def _person(person: Person, password: str) -> User:
    user = User.objects.filter(username=person.username).first()
    if user is None:
        user = User.objects.create_user(
            person.username, email=person.username, password=password, display_name=person.name
        )
    return user


def _join(people: dict[str, User]) -> None:
    """The organisations, and who belongs to them."""
    firm = Firm.objects.get_or_create(slug=FIRM[0], defaults={"name": FIRM[1]})[0]
    other = Firm.objects.get_or_create(slug=OTHER_FIRM[0], defaults={"name": OTHER_FIRM[1]})[0]
    places = {"bureau": BUREAU, "unit": UNIT}
    for person in PEOPLE:
        user = people[person.username]
        match person.place:
            case "firm" | "admin":
                role = FirmRole.ADMIN if person.place == "admin" else FirmRole.STAFF
                FirmMembership.objects.get_or_create(firm=firm, user=user, defaults={"role": role})
            case "other firm":
                defaults = {"role": FirmRole.ADMIN}
                FirmMembership.objects.get_or_create(firm=other, user=user, defaults=defaults)
            case "bureau" | "unit":
                organisation = keep(Directory(firm).named(places[person.place]), by=None)
                OrganisationMembership.objects.get_or_create(organisation=organisation, user=user)


def _issuing(admin: User) -> None:
    """How the firm works and numbers, and a certificate that nobody vouches for (自签，仅供演示)."""
    firm = Firm.objects.get(slug=FIRM[0])
    ensure_table(firm)
    if certificate_of(firm) is None:
        set_scheme(firm, pattern=scheme_of(firm).pattern, first=NEXT_NUMBER, revision=0, by=admin)
        make_certificate(firm, by=admin)


def _evaluation(people: dict[str, User]) -> Project:
    """The finished evaluation: imported, scored, one figure corrected."""
    project, is_new = _imported("hotline_2025.json", people)
    if is_new:
        code, name, typed, corrected = CORRECTED
        by = people["zhou.yu@yanqing.example"]
        paper = WorkingPaper.objects.get(project=project, indicator__code=code)
        PaperInput.objects.filter(paper=paper, name=name).update(number=typed)
        actions.current_run(project, by=people["lu.wanning@yanqing.example"])
        save_paper(paper, {PREFIX + name: corrected}, revision=paper.revision, by=by)
        add_evidence(project, by, people["song.zhixia@rexian.example"])
        add_work(project, people)
        add_survey(project, people["xu.qinghe@yanqing.example"])
    return project


def _self_evaluation(people: dict[str, User]) -> None:
    project, is_new = _imported("selfeval_2025.json", people)
    if is_new:
        actions.current_run(project, by=people["lu.wanning@yanqing.example"])


def _last_year(people: dict[str, User]) -> Project:
    """The evaluation of the year before: signed through all stages, ready to be issued."""
    project, is_new = _imported("hotline_2025.json", people, change=a_year_before)
    if is_new:
        actions.current_run(project, by=people["lu.wanning@yanqing.example"])
        sign_everything(project, people)
    return project


def _imported(
    name: str, people: dict[str, User], change: Callable[[bytes], bytes] = bytes
) -> tuple[Project, bool]:
    """The project of a demonstration file, and whether it was made just now; a new title does not hide it."""
    firm = Firm.objects.get(slug=FIRM[0])
    content = change((DEMO / name).read_bytes())
    title = load(content)["project"]["title"]
    versions = Project.history.filter(firm=firm, title=title)
    made = Project.objects.filter(pk__in=versions.values("id")).first()
    if made is not None:
        return made, False
    manager = people[PEOPLE[0].username]
    project = import_dossier(content, firm=firm, by=manager)
    ProjectMember.objects.bulk_create(
        ProjectMember(project=project, user=people[person.username], role=person.role)
        for person in PEOPLE
        if person.role and people[person.username] != manager
    )
    return project, True

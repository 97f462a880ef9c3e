"""Reads around stages: the table that holds for a project, its line, what is due, who must act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Prefetch, QuerySet

from evaluations.people.models import Firm, FirmRole, User
from evaluations.projects.freeze import Freeze
from evaluations.projects.models import Project
from evaluations.stages import scopes
from evaluations.stages.checks import CHECKS, Gap
from evaluations.stages.contents import Content, unpacked
from evaluations.stages.line import Line, Link, Place, Step, read
from evaluations.stages.models import (
    Act,
    Holding,
    ProjectStages,
    ProvidedDocument,
    Signature,
    SignedContent,
    Signer,
    SignerRole,
    Stage,
    StageDue,
    StageTable,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A project's stages with what is signed: rows and the line that follows from the chain."""

    stages: tuple[Stage, ...]
    chain: tuple[Signature, ...]
    line: Line

    def stage(self, key: str) -> Stage | None:
        """A stage by its key."""
        return next((stage for stage in self.stages if stage.key == key), None)

    @property
    def current(self) -> Stage | None:
        """The stage that is to be signed now; None when all are."""
        step = self.line.current
        return None if step is None else self.stage(step.key)

    def signature(self, link: Link) -> Signature:
        """The row behind a link."""
        return self.chain[link.number - 1]

    def next_signer(self, stage: Stage) -> Signer | None:
        """The place of the stage that is to be signed next."""
        place = self.line.next_place(stage.key)
        return None if place is None else next(one for one in stage.signers.all() if one.pk == place.key)


def newest_table(firm: Firm) -> StageTable | None:
    """The firm's table that new projects take."""
    return StageTable.objects.filter(firm=firm).first()


def stages_of(table: StageTable) -> tuple[Stage, ...]:
    """The stages in their order, with all that belongs to them; others hold the same objects."""
    return _stages(table.pk, table.created_at)


@lru_cache(maxsize=128)
def _stages(table: int, _made: datetime) -> tuple[Stage, ...]:
    """Kept for good: a table never changes once it is made."""
    return tuple(whole_stages().filter(table=table))


def whole_stages() -> QuerySet[Stage]:
    """Stages in the order of their tables, with all that belongs to them."""
    rows = Stage.objects.prefetch_related(
        "scopes", "signers", "checks", "documents", Prefetch("rests_on", Stage.objects.only("pk", "key"))
    )
    return rows.order_by("table", "position")


def table_of(project: Project) -> StageTable | None:
    """The table that the project is worked by; the firm's newest where nothing was signed yet."""
    bound = ProjectStages.objects.filter(project=project).select_related("table").first()
    return newest_table(project.firm) if bound is None else bound.table


def standing(project: Project) -> Standing | None:
    """How the project's stages stand; None where its firm has no table."""
    table = table_of(project)
    if table is None:
        return None
    stages, chain = stages_of(table), tuple(chain_of(project))
    return Standing(
        stages=stages,
        chain=chain,
        line=read(steps_of(stages, people_by_role(project)), [link_of(one) for one in chain]),
    )


def chain_of(project: Project) -> QuerySet[Signature]:
    """The project's signatures in their order."""
    rows = Signature.objects.filter(project=project).select_related("stage", "target")
    return rows.order_by("number")


def steps_of(stages: Sequence[Stage], people: Mapping[str, Sequence[int]]) -> list[Step]:
    """The table as plain data; who has to sign where everyone does are the project's people of today."""
    return [
        Step(
            key=stage.key,
            places=tuple(
                Place(
                    key=signer.pk,
                    people=frozenset(people.get(signer.role, ())) if signer.everyone else frozenset(),
                    everyone=signer.everyone,
                )
                for signer in stage.signers.all()
            ),
            rests_on=frozenset(one.key for one in stage.rests_on.all()),
            freezes=frozenset(scopes.with_needs(held(stage, Holding.FREEZE))),
            revises=frozenset(held(stage, Holding.REVISE)),
        )
        for stage in stages
    ]


def held(stage: Stage, holding: str) -> list[str]:
    """The parts that the stage freezes, or allows to be revised."""
    return [row.scope for row in stage.scopes.all() if row.holding == holding]


def people_by_role(project: Project) -> dict[str, list[int]]:
    """Role → who has it on the project; admins of the firm are its heads."""
    found: dict[str, list[int]] = {}
    for role, user in project.members.order_by("pk").values_list("role", "user"):
        found.setdefault(role, []).append(user)
    admins = project.firm.memberships.filter(role=FirmRole.ADMIN).order_by("pk")
    found[SignerRole.FIRM] = list(admins.values_list("user", flat=True))
    return found


def link_of(row: Signature) -> Link:
    """A row of the chain as plain data."""
    return Link(
        number=row.number,
        act=row.act,
        step=row.stage.key,
        place=row.signer_id,
        person=row.person_id,
        target=row.target.key if row.target is not None else "",
        scopes=frozenset(row.scopes.split(",")) if row.scopes else frozenset(),
    )


def freeze_of(project: Project, kind: str) -> Freeze | None:
    """Whether changes of this kind are frozen, and by whose signature; asked before each change."""
    scope = scopes.of_kind(kind)
    if scope is None or not Signature.objects.filter(project=project).exists():
        return None
    state = standing(project)
    link = None if state is None else state.line.frozen_by(scope.key)
    if state is None or link is None:
        return None
    row = state.signature(link)
    return Freeze(scope=scope.label, stage=row.stage.name, on=row.at.astimezone().date())


def kind_of_page(name: str) -> str:
    """The kind of change that the page of this URL name is there for."""
    scope = scopes.of_page(name)
    return "" if scope is None else scope.kinds[0]


def signed_content(project: Project, sha256: str) -> Content | None:
    """What was signed under this digest."""
    row = SignedContent.objects.filter(project=project, sha256=sha256).first()
    return None if row is None else unpacked(row.packed)


def last_content(state: Standing, project: Project) -> tuple[Signature, Content] | None:
    """The newest approval in force that was about something, with what it showed."""
    newest = state.line.newest()
    if newest is None:
        return None
    row = state.signature(newest)
    content = signed_content(project, row.content_sha256)
    return None if content is None else (row, content)


def dues(project: Project, state: Standing) -> dict[str, date]:
    """Stage → when it is due: as set, else counted in days from the founding of the project."""
    given = dict(StageDue.objects.filter(project=project).values_list("stage__key", "due"))
    return due_days(project, state.stages, given)


def due_days(project: Project, stages: Sequence[Stage], given: Mapping[str, date]) -> dict[str, date]:
    """The same, where the days that were set are known."""
    found, day = {}, project.created_at.astimezone().date()
    for stage in stages:
        day = given.get(stage.key) or day + timedelta(days=stage.days)
        found[stage.key] = day
    return found


def gaps(project: Project, stage: Stage) -> list[Gap]:
    """What the stage still misses: its checks that do not pass and its documents that are not there."""
    found = [
        gap.of(is_blocking=row.is_blocking)
        for row in stage.checks.all()
        if row.check_key in CHECKS
        for gap in CHECKS[row.check_key].run(project)
    ]
    return [*found, *_missing_documents(project, stage)]


def provided(project: Project) -> dict[int, ProvidedDocument]:
    """Number of a required document → the one that was given for it."""
    rows = ProvidedDocument.objects.filter(project=project).select_related("document")
    return {row.required_id: row for row in rows}


def _missing_documents(project: Project, stage: Stage) -> list[Gap]:
    given = provided(project)
    return [
        Gap(text=f"还没有“{row.title}”", url_name="stages:documents", is_blocking=row.is_blocking)
        for row in stage.documents.all()
        if row.pk not in given
    ]


def places_of(project: Project, user: User) -> frozenset[str]:
    """The roles in which the person may sign on the project."""
    found = people_by_role(project)
    return frozenset(role for role, people in found.items() if user.pk in people)


def waiting_for(user: User, state: Standing, project: Project) -> Signer | None:
    """The place that waits for this person now; None where it waits for somebody else, or nothing does."""
    stage = state.current
    signer = None if stage is None else state.next_signer(stage)
    if stage is None or signer is None or signer.role not in places_of(project, user):
        return None
    mine = [
        one
        for one in state.line.approvals.get(stage.key, ())
        if one.person == user.pk and state.signature(one).act == Act.APPROVE
    ]
    return None if mine else signer

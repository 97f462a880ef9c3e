"""Whose turn it is, in many projects at once: with as many queries as for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from evaluations.people.models import FirmMembership, FirmRole
from evaluations.projects.models import Project, ProjectMember
from evaluations.stages.line import read
from evaluations.stages.models import (
    Act,
    ProjectStages,
    Signature,
    Signer,
    SignerRole,
    Stage,
    StageDue,
    StageTable,
)
from evaluations.stages.queries import Standing, due_days, link_of, steps_of, whole_stages

UNDOING = (Act.RETURN, Act.REOPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The place of a project that is to be signed next, who may sign it, and when its stage is due."""

    project: Project
    state: Standing
    stage: Stage
    signer: Signer
    people: frozenset[int]
    in_charge: frozenset[int]
    due: date

    @property
    def undone_by(self) -> Signature | None:
        """The return or reopening after which nothing was signed yet."""
        acts = [row for row in self.state.chain if row.act != Act.REVISE]
        return acts[-1] if acts and acts[-1].act in UNDOING else None

    @property
    def round(self) -> int:
        """How often the project was sent back before: each time, all that follows is signed anew."""
        return sum(row.act in UNDOING for row in self.state.chain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """How the stages of a project stand, when each is due, and who has which role."""

    project: Project
    state: Standing
    due: Mapping[str, date]
    people: Mapping[str, list[int]]


def worked(projects: Iterable[Project]) -> dict[int, Worked]:
    """The same as `standing` and `dues` of each, by the project's number; none without a table of stages."""
    rows = list(projects)
    tables, stages = _tables(rows)
    people, chains, given = _people(rows), _chains(rows), _given(rows)
    found = {}
    for project in rows:
        own = stages.get(tables.get(project.pk, 0), ())
        if not own:
            continue
        chain = tuple(chains[project.pk])
        found[project.pk] = Worked(
            project=project,
            state=Standing(
                stages=tuple(own),
                chain=chain,
                line=read(steps_of(own, people[project.pk]), [link_of(one) for one in chain]),
            ),
            due=due_days(project, own, given[project.pk]),
            people=people[project.pk],
        )
    return found


def turns(projects: Iterable[Project]) -> list[Turn]:
    """For each project that is worked by a table and not signed to its end."""
    return turns_of(worked(projects).values())


def turns_of(projects: Iterable[Worked]) -> list[Turn]:
    """The same, where it is known how they stand."""
    found = []
    for one in projects:
        project, state, roles = one.project, one.state, one.people
        stage = state.current
        signer = state.next_signer(stage) if stage else None
        if stage is None or signer is None:
            continue
        done = {link.person for link in state.line.approvals.get(stage.key, ())}
        found.append(
            Turn(
                project=project,
                state=state,
                stage=stage,
                signer=signer,
                people=frozenset(roles[signer.role]) - done,
                in_charge=frozenset([*roles[SignerRole.LEAD], *roles[SignerRole.MANAGER]]),
                due=one.due[stage.key],
            )
        )
    return found


def _tables(projects: list[Project]) -> tuple[dict[int, int], dict[int, list[Stage]]]:
    """Project → its table, and table → its stages."""
    newest: dict[int, int] = {}
    firms = {project.firm_id for project in projects}
    for firm, table in (
        StageTable.objects.filter(firm__in=firms).order_by("firm", "-number").values_list("firm", "pk")
    ):
        newest.setdefault(firm, table)
    bound = dict(ProjectStages.objects.filter(project__in=projects).values_list("project", "table"))
    tables = {one.pk: bound.get(one.pk) or newest.get(one.firm_id, 0) for one in projects}
    stages: dict[int, list[Stage]] = defaultdict(list)
    for stage in whole_stages().filter(table__in=set(tables.values())):
        stages[stage.table_id].append(stage)
    return tables, stages


def _people(projects: list[Project]) -> dict[int, dict[str, list[int]]]:
    """Project → role → who has it; admins of the firm are its heads."""
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    members = ProjectMember.objects.filter(project__in=projects).order_by("pk")
    for project, role, user in members.values_list("project", "role", "user"):
        found[project][role].append(user)
    heads: dict[int, list[int]] = defaultdict(list)
    firms = {project.firm_id for project in projects}
    admins = FirmMembership.objects.filter(firm__in=firms, role=FirmRole.ADMIN).order_by("pk")
    for firm, user in admins.values_list("firm", "user"):
        heads[firm].append(user)
    for one in projects:
        found[one.pk][SignerRole.FIRM] = heads[one.firm_id]
    return found


def _chains(projects: list[Project]) -> dict[int, list[Signature]]:
    found: dict[int, list[Signature]] = defaultdict(list)
    rows = Signature.objects.filter(project__in=projects).select_related("stage", "target")
    for row in rows.order_by("project", "number"):
        found[row.project_id].append(row)
    return found


def _given(projects: list[Project]) -> dict[int, dict[str, date]]:
    """Project → stage → the day that was set."""
    found: dict[int, dict[str, date]] = defaultdict(dict)
    rows = StageDue.objects.filter(project__in=projects)
    for project, key, due in rows.values_list("project", "stage__key", "due"):
        found[project][key] = due
    return found

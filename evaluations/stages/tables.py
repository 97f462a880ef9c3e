"""The firm's table of stages: the one it begins with, and new versions of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from evaluations.people.actions import log_for_firm
from evaluations.people.models import Firm, User
from evaluations.projects.models import Project
from evaluations.stages import scopes
from evaluations.stages.checks import CHECKS
from evaluations.stages.defaults import DEFAULT, SignerPlan, StagePlan
from evaluations.stages.models import (
    Holding,
    RequiredDocument,
    Signer,
    SignerRole,
    Stage,
    StageCheck,
    StageScope,
    StageTable,
)
from evaluations.stages.queries import Standing, held, newest_table, stages_of, standing

KIND = "stages"


class NotUsable(Exception):
    """What of a table cannot be: sentences, one for each fault."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("；".join(faults))
        self.faults = tuple(faults)


class TableChanged(Exception):
    """Somebody made another version in between; nothing was written."""


@transaction.atomic
def ensure_table(firm: Firm) -> StageTable:
    """The firm's newest table; the default one where it has none yet."""
    found = newest_table(firm)
    if found is None:
        Firm.objects.select_for_update().get(pk=firm.pk)
        found = newest_table(firm) or _make(firm, DEFAULT, number=1, by=None)
    return found


def standing_of(project: Project) -> Standing:
    """How the project's stages stand; its firm gets the default table where it has none yet."""
    ensure_table(project.firm)
    state = standing(project)
    assert state is not None
    return state


@transaction.atomic
def new_version(firm: Firm, plans: Sequence[StagePlan], *, rests_on: int, by: User) -> StageTable:
    """A further version, for projects in which nothing is signed yet. `rests_on`: the number it comes from.

    Raises NotUsable where the stages contradict themselves, TableChanged on an old number.
    """
    Firm.objects.select_for_update().get(pk=firm.pk)
    newest = newest_table(firm)
    if (newest.number if newest else 0) != rests_on:
        raise TableChanged
    if found := faults(plans):
        raise NotUsable(found)
    table = _make(firm, plans, number=rests_on + 1, by=by)
    log_for_firm(firm, by=by, kind=KIND, row=table.pk, verb="修改", subject=str(table))
    return table


def faults(plans: Sequence[StagePlan]) -> list[str]:
    """Why stages cannot be worked by, in sentences; empty where they can."""
    found = [] if plans else ["至少要有一个阶段"]
    earlier: set[str] = set()
    frozen: set[str] = set()
    for plan in plans:
        found += _of_stage(plan, earlier, frozen)
        earlier.add(plan.key)
        frozen |= set(scopes.with_needs(one for one in plan.freezes if one in scopes.SCOPES))
    return found


def _of_stage(plan: StagePlan, earlier: set[str], frozen: set[str]) -> list[str]:
    said = f"“{plan.name}”"
    found = []
    if not plan.name.strip():
        found.append("有一个阶段没有名称")
    if plan.key in earlier:
        found.append(f"{said}的代号“{plan.key}”重复")
    if not plan.signers:
        found.append(f"{said}没有签字人，至少要有一个")
    if unknown := set(plan.rests_on) - earlier:
        found.append(f"{said}依据的阶段必须排在它前面：{'、'.join(sorted(unknown))}")
    if early := set(plan.revises) - frozen:
        found.append(f"{said}可以修订的{scopes.labels(early)}在它之前没有冻结过")
    unknown_checks = {key for key, _ in plan.checks} - set(CHECKS)
    if unknown_checks or not {*plan.freezes, *plan.revises} <= set(scopes.SCOPES):
        found.append(f"{said}里有不认识的检查或范围")
    return found


def plan_of(stage: Stage) -> StagePlan:
    """A stage as plain data: what a form shows and `new_version` takes."""
    return StagePlan(
        key=stage.key,
        name=stage.name,
        days=stage.days,
        signers=tuple(
            SignerPlan(role=one.role, label=one.label, everyone=one.everyone, independent=one.independent)
            for one in stage.signers.all()
        ),
        freezes=tuple(held(stage, Holding.FREEZE)),
        revises=tuple(held(stage, Holding.REVISE)),
        rests_on=tuple(one.key for one in stage.rests_on.all()),
        checks=tuple((one.check_key, one.is_blocking) for one in stage.checks.all()),
        documents=tuple((one.title, one.is_blocking) for one in stage.documents.all()),
    )


def plans_of(table: StageTable) -> tuple[StagePlan, ...]:
    """A table as plain data."""
    return tuple(plan_of(stage) for stage in stages_of(table))


def meaning(plan: StagePlan, names: dict[str, str]) -> str:
    """What the stage means, in one Chinese sentence; `names` are those of the stages by their keys."""
    signers = "，再由".join(_who(one) for one in plan.signers)
    said = [f"由{signers}签字"]
    if plan.freezes:
        said.append(f"签后冻结{scopes.labels(scopes.with_needs(plan.freezes))}")
    if plan.revises:
        said.append(f"期间可写明原因修订{scopes.labels(plan.revises)}")
    if plan.rests_on:
        said.append(f"依据“{'”“'.join(names.get(key, key) for key in plan.rests_on)}”，它重开时一并撤回")
    return "；".join(said) + "。"


def _who(signer: SignerPlan) -> str:
    everyone = "每一位" if signer.everyone else ""
    own = "（不得复核本人的工作）" if signer.independent else ""
    return f"{everyone}{signer.label or SignerRole(signer.role).label}{own}"


def _make(firm: Firm, plans: Sequence[StagePlan], *, number: int, by: User | None) -> StageTable:
    table = StageTable.objects.create(firm=firm, number=number, created_by=by)
    made: dict[str, Stage] = {}
    for position, plan in enumerate(plans):
        stage = Stage.objects.create(
            table=table, position=position, key=plan.key, name=plan.name, days=plan.days
        )
        made[plan.key] = stage
        stage.rests_on.set(made[key] for key in plan.rests_on)
        _fill(stage, plan)
    return table


def _fill(stage: Stage, plan: StagePlan) -> None:
    Signer.objects.bulk_create(
        Signer(
            stage=stage,
            position=place,
            role=one.role,
            label=one.label or SignerRole(one.role).label,
            everyone=one.everyone,
            independent=one.independent,
        )
        for place, one in enumerate(plan.signers)
    )
    held_parts = [(key, Holding.FREEZE) for key in plan.freezes]
    held_parts += [(key, Holding.REVISE) for key in plan.revises]
    StageScope.objects.bulk_create(
        StageScope(stage=stage, scope=key, holding=holding) for key, holding in held_parts
    )
    StageCheck.objects.bulk_create(
        StageCheck(stage=stage, check_key=key, is_blocking=blocks) for key, blocks in plan.checks
    )
    RequiredDocument.objects.bulk_create(
        RequiredDocument(stage=stage, title=title, is_blocking=blocks) for title, blocks in plan.documents
    )

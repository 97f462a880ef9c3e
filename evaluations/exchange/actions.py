"""Import of a dossier: a dry run that only looks, and the import itself, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from evaluations.dossier import Dossier, scored
from evaluations.exchange.importing import take_in
from evaluations.exchange.parties import link_parties
from evaluations.papers.checking.actions import adopt
from evaluations.people.models import Firm, User
from evaluations.projects.actions import log
from evaluations.projects.models import Project, ProjectKind, ProjectMember, ProjectRole
from indicators.scoring import Problem, Result, System, read_system, score


class DossierRefused(Exception):
    """The dossier cannot be imported; `problems` names everything that is wrong, and nothing was saved."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("；".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How much of one module there is, in words: 预算科目 6 行."""

    label: str
    number: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An indicator as the file has it, with what the scoring core makes of it."""

    code: str
    name: str
    depth: int
    is_leaf: bool
    weight: Decimal
    status: str
    score: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What an import would do. With problems the rest is empty; warnings never stand in the way."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    title: str = ""
    kind: str = ""
    counts: tuple[Count, ...] = ()
    indicators: tuple[Listed, ...] = ()
    weight: Decimal | None = None
    total: Decimal | None = None
    partial_total: Decimal | None = None
    grade: str = ""
    places: int = 0
    creates: tuple[str, ...] = ()

    @property
    def is_importable(self) -> bool:
        """Whether `import_dossier` would take it."""
        return not self.problems


def dry_run(source: str | bytes | Mapping[str, Any]) -> DryRun:
    """Reads, checks and scores a dossier's text or data; saves nothing."""
    intake = take_in(source)
    if intake.dossier is None:
        return DryRun(problems=intake.problems, warnings=intake.warnings)
    system = read_system(scored(intake.dossier))
    result = score(system)
    counts = tuple(count for count in _counts(intake.dossier) if count.number)
    top = (row.weight for row in intake.dossier.indicators if row.parent is None)
    return DryRun(
        problems=(),
        warnings=intake.warnings,
        title=intake.dossier.project.title,
        kind=ProjectKind(intake.dossier.kind).label,
        counts=counts,
        indicators=_listed(system, result),
        weight=sum(top, Decimal(0)),
        total=result.total,
        partial_total=result.partial_total,
        grade=result.grade or "",
        places=system.rounding.score.decimals,
        creates=_creates(intake.dossier, counts),
    )


def import_dossier(source: str | bytes | Mapping[str, Any], *, firm: Firm, by: User | None) -> Project:
    """Makes a project of a dossier's text or data, all or nothing; `by` becomes its 项目负责人.

    The parties become organisations of the firm: the one of exactly this name, else a new one. Raises
    DossierRefused.
    """
    intake = take_in(source)
    if intake.dossier is None or intake.project is None or intake.sheaf is None:
        raise DossierRefused(intake.problems)
    project = intake.project
    project.firm = firm
    with transaction.atomic():
        link_parties(intake.sheaf, firm, by=by)
        intake.sheaf.save(by=by)
        adopt(project)
        if by is not None:
            ProjectMember.objects.create(project=project, user=by, role=ProjectRole.MANAGER)
        log(project, by=by, kind="project", verb="导入", subject=f"评价数据包：{_summary(intake.dossier)}")
    return project


# In words -----------------------------------------------------------------------------------------


def _counts(dossier: Dossier) -> tuple[Count, ...]:
    branches = {row.parent for row in dossier.indicators}
    check = dossier.fund_check
    return (
        Count(label="指标", number=len(dossier.indicators), unit="个"),
        Count(
            label="评分指标", number=sum(row.code not in branches for row in dossier.indicators), unit="个"
        ),
        Count(label="等级", number=len(dossier.grade_scheme), unit="档"),
        Count(label="预算科目", number=len(dossier.budget), unit="行"),
        Count(label="历年预算", number=len(dossier.budget_history), unit="年"),
        Count(label="项目内容", number=len(dossier.milestones), unit="项"),
        Count(label="绩效目标", number=len(dossier.objectives), unit="条"),
        Count(label="组织与管理", number=len(dossier.organisation), unit="条"),
        Count(label="工作进度", number=len(dossier.schedule), unit="项"),
        Count(label="评价依据", number=len(dossier.policies), unit="份"),
        Count(label="基础表数据项", number=sum(len(table.fields) for table in dossier.base_table), unit="项"),
        Count(label="资金检查要点", number=sum(map(len, check.groups.values())) if check else 0, unit="项"),
        Count(label="产出数据", number=len(dossier.output_facts), unit="项"),
        Count(label="社会调查", number=len(dossier.surveys), unit="次"),
        Count(
            label="社会调查题目", number=sum(len(survey.questions) for survey in dossier.surveys), unit="题"
        ),
        Count(label="访谈", number=len(dossier.interviews), unit="次"),
        Count(label="证据资料", number=len(dossier.evidence), unit="份"),
        Count(label="资料清单", number=len(dossier.requested_items), unit="项"),
    )


def _summary(dossier: Dossier) -> str:
    return "、".join(f"{count.label}{count.number}{count.unit}" for count in _counts(dossier) if count.number)


def _creates(dossier: Dossier, counts: tuple[Count, ...]) -> tuple[str, ...]:
    scored = next((count.number for count in counts if count.label == "评分指标"), 0)
    rows = "、".join(f"{count.label}{count.number}{count.unit}" for count in counts)
    return (
        f"评价项目“{dossier.project.title}”",
        *((f"工作底稿{scored}份，每个评分指标一份",) if scored else ()),
        *((rows,) if rows else ()),
        "您在项目上的角色：项目负责人",
    )


def _listed(system: System, result: Result) -> tuple[Listed, ...]:
    depths: dict[str | None, int] = {None: -1}
    listed = []
    for indicator in system.indicators:
        depths[indicator.code] = depths[indicator.parent] + 1
        outcome = result.outcomes[indicator.code]
        listed.append(
            Listed(
                code=indicator.code,
                name=indicator.name,
                depth=depths[indicator.code],
                is_leaf=indicator.is_leaf,
                weight=indicator.weight,
                status=outcome.status.value,
                score=outcome.score,
            )
        )
    return tuple(listed)

"""What a firm keeps: the lists, one kind at a time, and one pattern with its content as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from evaluations.fieldwork.models import InterviewOutline, ItemTemplate, VisitOutline
from evaluations.fieldwork.patterns import Pattern, content_of, kind_of, parts_of
from evaluations.patterns.kinds import INTERVIEWS, KINDS, TABLES, VISITS, Kind
from evaluations.people.models import Firm, FirmActivity
from evaluations.projects.models import Activity, Project
from evaluations.questionnaires.models import LibraryForm

VERSIONS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A pattern in its list: what it holds in few words, and who changed it last."""

    pattern: Any
    summary: str
    last: FirmActivity | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a pattern as a page shows it: a text, or lines in columns."""

    label: str
    text: str
    heads: tuple[str, ...]
    lines: Sequence[Sequence[str]]


def rows(kind: Kind, firm: Firm) -> list[Row]:
    """All patterns of a kind, those in use first; two queries."""
    found = list(_found(kind, firm))
    log = FirmActivity.objects.filter(firm=firm, kind=kind.model.__name__.lower()).select_related("by")
    newest: dict[int, FirmActivity] = {}
    for one in log.defer("content", "changes").order_by("pk"):
        newest[one.row] = one
    return [Row(pattern=one, summary=_summary(kind, one), last=newest.get(one.pk)) for one in found]


def _found(kind: Kind, firm: Firm) -> Any:
    if kind is TABLES:
        tables = ItemTemplate.objects.filter(firm=firm).annotate(total=Count("items"))
        return tables.order_by("is_retired", "title")
    model: Any = InterviewOutline if kind is INTERVIEWS else VisitOutline
    return model.objects.filter(firm=firm).order_by("is_retired", "name")


def _summary(kind: Kind, row: Any) -> str:
    if kind is TABLES:
        return f"{row.total}个数据项"
    if kind is VISITS:
        return f"{len(row.checks.splitlines())}项核查内容"
    questions, items = len(row.questions.splitlines()), len(row.items.splitlines())
    return "，".join(filter(None, [row.group, f"{questions}个问题", f"{items}项评价内容"]))


def counts(firm: Firm) -> dict[str, int]:
    """How many of each kind are in use, project templates and questionnaires too."""
    models: dict[str, Any] = {kind.key: kind.model for kind in KINDS.values()}
    found = {key: model.objects.filter(firm=firm, is_retired=False).count() for key, model in models.items()}
    found["forms"] = LibraryForm.objects.filter(firm=firm).count()
    return {**found, "projects": Project.objects.filter(firm=firm, is_template=True).count()}


def find(kind: Kind, firm: Firm, pk: int) -> Pattern | None:
    """A pattern of the firm; None for another firm's."""
    model: Any = kind.model
    found: Pattern | None = model.objects.filter(firm=firm, pk=pk).select_related("firm").first()
    return found


def blocks(kind: Kind, pattern: Pattern) -> list[Block]:
    """Its content, part by part, the name left out."""
    content = content_of(pattern)
    return [
        Block(
            label=part.label,
            text="" if part.heads else content[part.key],
            heads=part.heads,
            lines=[parts_of(line, len(part.heads)) for line in content[part.key].splitlines()]
            if part.heads
            else [],
        )
        for part in kind.parts
        if part.key != "name"
    ]


def story(pattern: Pattern) -> list[FirmActivity]:
    """What was done to it, the newest first."""
    rows = FirmActivity.objects.filter(firm=pattern.firm_id, kind=kind_of(pattern), row=pattern.pk)
    return list(rows.select_related("by")[:VERSIONS])


def version(pattern: Pattern, pk: int) -> FirmActivity | None:
    """A line of its history; None for another's."""
    rows = FirmActivity.objects.filter(firm=pattern.firm_id, kind=kind_of(pattern), row=pattern.pk)
    return rows.filter(pk=pk).first()


def project_templates(firm: Firm) -> list[Any]:
    """The firm's 立项模板 with what a new project gets from each; one query."""
    last = Activity.objects.filter(project=OuterRef("pk"), subject="机构模板").order_by("-at")
    rows = Project.objects.filter(firm=firm, is_template=True).select_related("system")
    return list(
        rows.annotate(
            leaves=Count("system__indicators", filter=Q(system__indicators__children=None), distinct=True),
            tables=Count("basetables", distinct=True),
            asked=Count("surveys", distinct=True),
            talks=Count("interviews", distinct=True),
            marked_at=Subquery(last.values("at")[:1]),
        ).order_by("template_name", "title", "pk")
    )

"""Reads of the evidence: the list, one document, what an indicator rests on, what is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.utils import timezone

from evaluations.evidence.models import (
    TARGETS,
    Document,
    DocumentKind,
    DocumentVersion,
    EvidenceLink,
    RequestedAnswer,
    RequestedItem,
    RequestState,
)
from evaluations.fieldwork.models import BaseTableItem, Interview, OutputFact, SiteVisit
from evaluations.money.models import BudgetLine, CostItem, FundCheckItem, FundingSource
from evaluations.people.models import User
from evaluations.projects.models import Activity, Project
from indicators.systems.models import Indicator

LINKED, UNLINKED, ASKED, GONE = "linked", "unlinked", "requested", "withdrawn"
FEW = 8


def documents(project: Project, *, gone: bool = False) -> QuerySet[Document]:
    """All that stand (or were withdrawn), in order, with the newest version's facts and uses; one query."""
    versions = DocumentVersion.objects.filter(document=OuterRef("pk"))
    newest = (versions if gone else versions.filter(withdrawn_at__isnull=True)).order_by("-position")
    return (
        Document.objects.filter(project=project, withdrawn_at__isnull=not gone)
        .order_by("position")
        .annotate(
            uses=Subquery(_count(EvidenceLink.objects.filter(version__withdrawn_at__isnull=True))),
            version_count=Subquery(_count(DocumentVersion.objects.all())),
            file_name=Subquery(newest.values("name")[:1]),
            file_size=Subquery(newest.values("size")[:1]),
            file_pk=Subquery(newest.values("pk")[:1]),
            stored=Subquery(newest.values("file")[:1]),
            small=Subquery(newest.values("thumbnail")[:1]),
            uploaded_at=Subquery(newest.values("uploaded_at")[:1]),
        )
    )


def _count(rows: QuerySet[Any]) -> Any:
    rows = rows.filter(document=OuterRef("pk")).order_by().values("document")
    return rows.annotate(number=Count("pk")).values("number")


def filtered(project: Project, *, show: str = "", kind: str = "", words: str = "") -> QuerySet[Document]:
    """Those of a kind, linked or not, requested, whose number, title, file, unit or note has the words.

    Withdrawn ones stand under GONE alone.
    """
    rows = documents(project, gone=show == GONE)
    links = EvidenceLink.objects.standing().filter(document=OuterRef("pk"))
    conditions = {
        LINKED: Exists(links),
        UNLINKED: ~Exists(links),
        ASKED: Exists(RequestedAnswer.objects.filter(document=OuterRef("pk"))),
    }
    if show in conditions:
        rows = rows.filter(conditions[show])
    if kind in DocumentKind.values:
        rows = rows.filter(kind=kind)
    for word in words.split()[:6]:
        named = DocumentVersion.objects.filter(document=OuterRef("pk"), name__icontains=word)
        own = Q(number__icontains=word) | Q(title__icontains=word) | Q(source_unit__icontains=word)
        rows = rows.filter(own | Q(note__icontains=word) | Exists(named))
    return rows


def counts(project: Project) -> dict[str, int]:
    """How many documents stand in all ("") and under each tab, and how many are withdrawn; one query."""
    links = EvidenceLink.objects.standing().filter(document=OuterRef("pk"))
    answers = RequestedAnswer.objects.filter(document=OuterRef("pk"))
    rows = Document.objects.filter(project=project).annotate(is_used=Exists(links), is_asked=Exists(answers))
    stands = Q(withdrawn_at__isnull=True)
    found = rows.aggregate(
        total=Count("pk", filter=stands),
        linked=Count("pk", filter=stands & Q(is_used=True)),
        requested=Count("pk", filter=stands & Q(is_asked=True)),
        gone=Count("pk", filter=~stands),
    )
    return {
        "": found["total"],
        LINKED: found["linked"],
        UNLINKED: found["total"] - found["linked"],
        ASKED: found["requested"],
        GONE: found["gone"],
    }


def links_of(document: Document) -> QuerySet[EvidenceLink]:
    """What the document proves, with its targets."""
    related = ("version", "made_by", "checked_by", "base_item__table", *TARGETS)
    return document.links.select_related(*related).order_by("position")


def versions_of(document: Document) -> list[DocumentVersion]:
    """The newest first."""
    return list(document.versions.select_related("uploaded_by", "withdrawn_by").order_by("-position"))


def changes_of(document: Document) -> QuerySet[Activity]:
    """The document's lines in the log, newest first."""
    lines = document.project.activities.filter(
        kind="evidence", subject__startswith=f"资料 {document.number} "
    )
    return lines.select_related("by").order_by("-at", "-pk")


def of_indicator(project: Project, code: str) -> list[EvidenceLink]:
    """What a working paper rests on, with each document's file; one query."""
    return of_target(project, indicator__code=code)


def of_target(project: Project, **target: Any) -> list[EvidenceLink]:
    """The links that stand to one target, with each document's newest file; one query."""
    newest = DocumentVersion.objects.filter(document=OuterRef("document"), withdrawn_at__isnull=True)
    newest = newest.order_by("-position")
    rows = EvidenceLink.objects.standing().filter(document__project=project, **target)
    return list(
        rows.select_related("document", "version", "made_by", "checked_by")
        .annotate(
            file_name=Subquery(newest.values("name")[:1]),
            file_sha256=Subquery(newest.values("sha256")[:1]),
        )
        .order_by("document__position", "position")
    )


# Targets --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something that evidence can prove; `value` is what forms send: indicator:12."""

    value: str
    kind: str
    label: str


LABELS = {
    "indicator": "指标",
    "base_item": "基础表",
    "budget_line": "预算",
    "fund_check_item": "资金检查",
    "interview": "访谈",
    "site_visit": "现场勘查",
    "output": "产出数据",
    "funding_source": "资金来源",
    "cost_item": "成本",
}


def _candidates(project: Project) -> dict[str, QuerySet[Any]]:
    return {
        "indicator": Indicator.objects.filter(system__project=project, paper__isnull=False).order_by(
            "position"
        ),
        "base_item": BaseTableItem.objects.filter(table__project=project).select_related("table"),
        "budget_line": BudgetLine.objects.filter(project=project),
        "fund_check_item": FundCheckItem.objects.filter(check_form__project=project),
        "interview": Interview.objects.filter(project=project),
        "site_visit": SiteVisit.objects.filter(project=project),
        "output": OutputFact.objects.filter(project=project),
        "funding_source": FundingSource.objects.filter(project=project),
        "cost_item": CostItem.objects.filter(project=project),
    }


_SEARCHED = {
    "indicator": ("code", "name"),
    "base_item": ("table__code", "name"),
    "budget_line": ("code", "name"),
    "fund_check_item": ("group", "text"),
    "interview": ("subject_role", "place"),
    "site_visit": ("place", "date"),
    "output": ("name",),
    "funding_source": ("name", "document"),
    "cost_item": ("name",),
}


def targets(project: Project, words: str) -> list[Target]:
    """The first few of every kind that have all the words; a constant number of queries."""
    wanted = words.split()[:6]
    return [
        Target(value=f"{kind}:{row.pk}", kind=LABELS[kind], label=told(row))
        for kind, rows in _candidates(project).items()
        for row in rows.filter(*(_has(word, _SEARCHED[kind]) for word in wanted))[:FEW]
    ]


def _has(word: str, columns: tuple[str, ...]) -> Q:
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__icontains": word})
    return condition


def target(project: Project, value: str) -> Any | None:
    """The row that a form's value names, if it is one of this project."""
    kind, _, number = value.partition(":")
    rows = _candidates(project).get(kind)
    if rows is None or not number.isdecimal() or len(number) > 18:
        return None
    return rows.filter(pk=int(number)).first()


def told(row: Any) -> str:
    """A target in words."""
    if isinstance(row, Indicator):
        return f"{row.code} {row.name}"
    if isinstance(row, BaseTableItem):
        return f"{row.table.code} {row.name}"
    return str(row)


def linked(rows: Iterable[EvidenceLink]) -> Iterator[tuple[EvidenceLink, str, str]]:
    """Each link with the kind of its target and the target in words."""
    for row in rows:
        name = next(one for one in TARGETS if getattr(row, f"{one}_id") is not None)
        yield row, LABELS[name], told(getattr(row, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """How many links stand to a row, and how many of them somebody else has checked."""

    links: int
    checked: int


def marks(project: Project, kind: str) -> dict[int, Proven]:
    """For the rows of one kind (of TARGETS) that have any link; one query."""
    rows = EvidenceLink.objects.standing().filter(document__project=project, **{f"{kind}__isnull": False})
    counted = rows.order_by().values_list(f"{kind}_id")
    found = counted.annotate(links=Count("pk"), checked=Count("pk", filter=Q(checked_at__isnull=False)))
    return {pk: Proven(links=links, checked=checked) for pk, links, checked in found}


def link_counts(project: Project) -> tuple[int, int]:
    """How many links stand, and how many of them nobody else has checked; one query."""
    rows = EvidenceLink.objects.standing().filter(document__project=project).order_by()
    found = rows.aggregate(total=Count("pk"), open=Count("pk", filter=Q(checked_at__isnull=True)))
    return found["total"], found["open"]


def unchecked(project: Project) -> QuerySet[EvidenceLink]:
    """The links that nobody else has checked, with document and target, in the order of the list."""
    rows = EvidenceLink.objects.standing().filter(document__project=project, checked_at__isnull=True)
    related = ("document", "base_item__table", *TARGETS)
    return rows.select_related(*related).order_by("document__position", "position")


# What is asked for ----------------------------------------------------------------------------------------


def requested(project: Project, *, answered_by: User | None = None) -> QuerySet[RequestedItem]:
    """The list with its answers; `answered_by` leaves only what that person handed in."""
    answers = RequestedAnswer.objects.select_related("document", "version", "handed_in_by")
    answers = answers.filter(document__withdrawn_at__isnull=True)
    if answered_by is not None:
        answers = answers.filter(handed_in_by=answered_by)
    return (
        RequestedItem.objects.filter(project=project)
        .select_related("indicator")
        .prefetch_related(Prefetch("answers", answers.order_by("position")))
        .order_by("position")
    )


def due_soon_first(items: QuerySet[RequestedItem]) -> QuerySet[RequestedItem]:
    """Open items by their date, then the others."""
    is_open = Case(When(state=RequestState.REQUESTED, then=0), default=1)
    return items.order_by(is_open, F("due").asc(nulls_last=True), "position")


def request_counts(project: Project, *, today: date | None = None) -> dict[str, int]:
    """How many items there are in all, in each state, and overdue."""
    late = Q(state=RequestState.REQUESTED, due__lt=today or timezone.localdate())
    states = {state: Count("pk", filter=Q(state=state)) for state in RequestState.values}
    return RequestedItem.objects.filter(project=project).aggregate(
        total=Count("pk"), overdue=Count("pk", filter=late), **states
    )


def own_answer(project: Project, version: DocumentVersion, person: User) -> RequestedAnswer | None:
    """What this person handed in that is this file, if they did."""
    rows = RequestedAnswer.objects.filter(item__project=project, version=version, handed_in_by=person)
    return rows.filter(version__withdrawn_at__isnull=True).first()

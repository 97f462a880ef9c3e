"""How rows hold a dossier's evidence and request list: shapes, and what links point at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Prefetch

from evaluations.evidence.models import (
    TARGETS,
    Document,
    DocumentVersion,
    EvidenceLink,
    RequestedAnswer,
    RequestedItem,
)
from evaluations.exchange.rows import Sheaf
from evaluations.fieldwork.models import BaseTable, BaseTableItem, Interview, OutputFact, SiteVisit
from evaluations.money.models import BudgetLine, CostItem, FundCheckItem, FundingSource
from evaluations.projects.models import Project
from indicators.systems.models import Indicator
from indicators.systems.records import (
    ABSENT,
    Columns,
    Link,
    Record,
    Rows,
    Shape,
    attach,
    children,
    column,
    text,
    whole,
)


@dataclass(frozen=True, slots=True)
class Numbered(Link):
    """The place of another row among its like, from 1; rows know it by the attribute `by`."""

    by: str = "ordinal"

    def read(self, value: Any, into: Record) -> Any:
        into.columns[self.relation] = None if value is ABSENT or value is None else int(value)
        return value if value is None else ABSENT


@dataclass(frozen=True, slots=True)
class ItemLink(Link):
    """An item of a base table, as {"table", "name"}."""

    def read(self, value: Any, into: Record) -> Any:
        is_item = isinstance(value, Mapping)
        into.columns[self.relation] = (value["table"], value["name"]) if is_item else None
        return value if value is None or (is_item and len(value) > 2) else ABSENT

    def write(self, holder: Any, kept: Any) -> Any:
        linked = column(holder, self.relation)
        if linked is None:
            return kept
        table, name = linked if isinstance(linked, tuple) else (linked.table.code, linked.name)
        data = {"table": table, "name": name}
        return {**kept, **data} if isinstance(kept, Mapping) else data


def _date(value: Any) -> tuple[date | None]:
    try:
        return (date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None,)
    except ValueError:
        return (None,)


def _moment(value: Any) -> tuple[datetime | None]:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return (moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None,)
    except (ValueError, OverflowError):
        return (None,)


def _numbers(value: Any) -> list[Record]:
    return [Record(columns={"document": number}) for number in value if isinstance(number, str)]


def _loaded(value: Any) -> list[Record]:
    return _numbers(value) if isinstance(value, list | tuple) else []


def _listed(rows: list[Any]) -> list[str]:
    documents = (column(row, "document") for row in rows)
    return list(dict.fromkeys(one if isinstance(one, str) else one.number for one in documents))


VERSION: Shape = (
    text("name"),
    text("sha256"),
    whole("size"),
    text("content_type"),
    Columns(
        "uploaded_at", ("uploaded_at",), _moment, lambda at: at.astimezone(UTC).isoformat() if at else ABSENT
    ),
)
LINK: Shape = (
    Link("indicator", "indicator"),
    ItemLink("base_item", "base_item"),
    Link("budget_line", "budget_line"),
    Numbered("fund_check_item", "fund_check_item"),
    Numbered("interview", "interview"),
    Numbered("site_visit", "site_visit"),
    Numbered("version", "version"),
    Numbered("output", "output"),
    Numbered("funding_source", "funding_source"),
    Numbered("cost_item", "cost_item"),
    whole("page_from"),
    whole("page_to"),
    text("place"),
    text("note"),
)
DOCUMENT: Shape = (
    text("number"),
    text("title"),
    text("kind"),
    text("archive_class"),
    text("source_unit"),
    text("obtained"),
    whole("pages"),
    text("note"),
    Rows("versions", "versions", VERSION),
    Rows("links", "links", LINK),
)
ANSWER: Shape = (Link("document", "document", by="number"),)
REQUESTED: Shape = (
    text("title"),
    text("reason"),
    Link("indicator", "indicator"),
    Columns("due", ("due",), _date, lambda due: due.isoformat() if due else ABSENT),
    text("state"),
    text("unavailable_reason"),
    Rows("documents", "answers", ANSWER, load=_loaded, dump=_listed),
)


# In -----------------------------------------------------------------------------------------------


def connect(sheaf: Sheaf, project: Project) -> None:
    """Lays what links and answers name at their place; the dossier's checks have found all of it."""
    items = {(item.table.code, item.name): item for item in sheaf.rows[BaseTableItem]}
    targets: dict[str, Mapping[Any, Any]] = {
        "indicator": {one.code: one for one in sheaf.rows[Indicator]},
        "base_item": items,
        "budget_line": {one.code: one for one in sheaf.rows[BudgetLine]},
        "fund_check_item": dict(enumerate(sheaf.rows[FundCheckItem], 1)),
        "interview": dict(enumerate(sheaf.rows[Interview], 1)),
        "site_visit": dict(enumerate(sheaf.rows[SiteVisit], 1)),
        "output": dict(enumerate(sheaf.rows[OutputFact], 1)),
        "funding_source": dict(enumerate(sheaf.rows[FundingSource], 1)),
        "cost_item": dict(enumerate(sheaf.rows[CostItem], 1)),
    }
    versions: dict[int, list[DocumentVersion]] = {}
    for version in sheaf.rows[DocumentVersion]:
        version.project = project
        versions.setdefault(id(version.document), []).append(version)
    for link in sheaf.rows[EvidenceLink]:
        for name in TARGETS:
            setattr(link, name, targets[name].get(link.codes[name]))
        if link.codes["version"] is not None:
            link.version = versions[id(link.document)][link.codes["version"] - 1]
    documents = {document.number: document for document in sheaf.rows[Document]}
    for answer in sheaf.rows[RequestedAnswer]:
        answer.document = documents[answer.codes["document"]]
        answer.version = next(reversed(versions.get(id(answer.document), [])), None)
        answer.name = answer.version.name if answer.version else ""


# Out ----------------------------------------------------------------------------------------------


def fetch_evidence(
    project: Project, tables: list[BaseTable], interviews: list[Interview], visits: list[SiteVisit]
) -> dict[str, list[Any]]:
    """The documents that stand and requested items with all that hangs on them; constant queries.

    `tables` have their items at hand: to fetch those with each link once more would take longest of all.
    """
    links = (
        EvidenceLink.objects.standing()
        .order_by("position")
        .select_related(
            "indicator",
            "budget_line",
            "fund_check_item",
            "interview",
            "site_visit",
            "output",
            "funding_source",
            "cost_item",
            "version",
        )
    )
    versions = DocumentVersion.objects.filter(withdrawn_at__isnull=True).order_by("position")
    documents = list(Document.objects.standing().filter(project=project).order_by("position"))
    kept = list(versions.filter(document__project=project)) if documents else []
    made = list(links.filter(document__project=project)) if documents else []
    _lay_items(made, tables)
    attach(documents, "versions", kept, "document_id")
    attach(documents, "links", made, "document_id")
    _count_places(project, kept, made, interviews, visits)
    answers = RequestedAnswer.objects.order_by("position").select_related("document")
    answers = answers.filter(document__withdrawn_at__isnull=True)
    items = RequestedItem.objects.filter(project=project).select_related("indicator").order_by("position")
    return {
        "documents": documents,
        "requesteditems": list(items.prefetch_related(Prefetch("answers", answers))),
    }


def _lay_items(made: list[EvidenceLink], tables: list[BaseTable]) -> None:
    items = {}
    for table in tables:
        for item in children(table, "items"):
            item.table = table
            items[item.pk] = item
    for link in made:
        if link.base_item_id in items:
            link.base_item = items[link.base_item_id]


def _count_places(
    project: Project,
    versions: list[DocumentVersion],
    made: list[EvidenceLink],
    interviews: list[Interview],
    visits: list[SiteVisit],
) -> None:
    """The place, from 1, of everything that links name by its place."""
    counts = Counter[int]()
    standing = {}
    for version in versions:
        counts[version.document_id] += 1
        standing[version.pk] = counts[version.document_id]
    orders: dict[str, Any] = {
        "interview": [row.pk for row in interviews],
        "site_visit": [row.pk for row in visits],
        "fund_check_item": FundCheckItem.objects.filter(check_form__project=project),
        "output": OutputFact.objects.filter(project=project),
        "funding_source": FundingSource.objects.filter(project=project),
        "cost_item": CostItem.objects.filter(project=project),
    }
    for name, rows in orders.items():
        linked = [row for link in made if (row := getattr(link, name)) is not None]
        if not linked:
            continue
        order = rows if isinstance(rows, list) else rows.order_by("position").values_list("pk", flat=True)
        places = {pk: place for place, pk in enumerate(order, 1)}
        for row in linked:
            row.ordinal = places[row.pk]
    for link in made:
        if link.version is not None:
            link.version.ordinal = standing[link.version.pk]  # type: ignore[attr-defined]

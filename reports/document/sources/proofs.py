"""Facts about what was seen and what proves it: site visits, evidence, what was asked for, ticks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from evaluations.dossier import Document, Dossier, EvidenceLink, Indicator, SiteVisit, Tick
from reports.document.dates import written_date
from reports.document.facts import Fact
from reports.document.numbers import written
from reports.document.sources.making import count, listed, number, some, text
from reports.document.tree import ROOT

KINDS = {"formal": "正式资料", "working": "工作资料", "voucher": "原始凭证", "statement": "说明材料"}
STATES = {"requested": "待提供", "received": "已收到", "verified": "已核对", "unavailable": "无法提供"}
CONFORMS = {True: "相符", False: "不符"}
MET = {Decimal(1): "符合", Decimal(0): "不符合"}


def proof_facts(dossier: Dossier) -> Iterator[Fact]:
    yield from _visits(dossier.site_visits)
    yield from _evidence(dossier)
    yield from _requests(dossier)
    for indicator in dossier.indicators:
        yield from _paper(indicator)
    proofs = _proofs(dossier)
    for indicator in dossier.indicators:
        yield text(f"{ROOT}{indicator.code}.evidence", proofs.get(indicator.code), "evidence")


# Site visits ----------------------------------------------------------------------------------------


def _visits(visits: tuple[SiteVisit, ...]) -> Iterator[Fact]:
    checks = [check for visit in visits for check in visit.checks]
    yield some("count.visits", len(visits), "site_visits", "次")
    yield text("visits.places", listed(dict.fromkeys(visit.place for visit in visits)), "site_visits")
    yield some("count.visit_checks", len(checks), "site_visits", "项")
    for name, wanted in (("conforming", True), ("differing", False)):
        found = sum(check.conforms is wanted for check in checks)
        yield some(f"count.visit_{name}", found, "site_visits", "项")
    for place, visit in enumerate(visits):
        yield from _visit(f"visit.{place + 1}", f"site_visits[{place}]", visit)


def _visit(scope: str, source: str, visit: SiteVisit) -> Iterator[Fact]:
    yield text(f"{scope}.place", visit.place, f"{source}.place")
    yield text(f"{scope}.date", written_date(visit.date), f"{source}.date")
    yield text(f"{scope}.people", visit.people, f"{source}.people")
    yield text(f"{scope}.conclusion", visit.conclusion, f"{source}.conclusion")
    yield some(f"{scope}.checks", len(visit.checks), f"{source}.checks", "项")
    for name, wanted in (("conforming", True), ("differing", False)):
        known = any(check.conforms is not None for check in visit.checks)
        found = sum(check.conforms is wanted for check in visit.checks)
        yield count(f"{scope}.{name}", found if known else None, f"{source}.checks", "项")
    for place, check in enumerate(visit.checks):
        one, where = f"{scope}.c{place + 1}", f"{source}.checks[{place}]"
        for key in ("item", "expected", "found"):
            yield text(f"{one}.{key}", getattr(check, key), f"{where}.{key}")
        said = None if check.conforms is None else CONFORMS[check.conforms]
        yield text(f"{one}.conforms", said, f"{where}.conforms")
        yield number(f"{one}.quantity", check.quantity, f"{where}.quantity", unit=check.unit)


# Evidence -------------------------------------------------------------------------------------------


def _evidence(dossier: Dossier) -> Iterator[Fact]:
    documents = dossier.evidence
    yield some("count.evidence", len(documents), "evidence", "份")
    for kind, name in KINDS.items():
        found = sum(document.kind == kind for document in documents)
        yield some(f"count.evidence_{kind}", found, "evidence", "份")
        yield text(f"evidence.kind.{kind}", name, "evidence")
    for place, document in enumerate(documents):
        scope, source = f"document.{place + 1}", f"evidence[{place}]"
        for key in ("number", "title", "source_unit"):
            yield text(f"{scope}.{key}", getattr(document, key), f"{source}.{key}")
        yield text(f"{scope}.kind", KINDS.get(document.kind), f"{source}.kind")
        yield text(f"{scope}.obtained", written_date(document.obtained), f"{source}.obtained")
        yield count(f"{scope}.pages", document.pages, f"{source}.pages", "页")
        yield text(f"{scope}.proves", _proved(document), f"{source}.links")


def _proved(document: Document) -> str:
    """What the document is linked to, each once: C1-4、基础表A-1、预算B1、勘查第一次."""
    return "、".join(dict.fromkeys(filter(None, (_target(link) for link in document.links))))


def _target(link: EvidenceLink) -> str:
    if link.base_item is not None:
        return f"基础表{link.base_item.table}"
    numbered = (
        ("访谈", link.interview), ("现场勘查", link.site_visit), ("资金检查要点", link.fund_check_item)
    )  # fmt: skip
    for name, place in numbered:
        if place is not None:
            return f"{name}{place}"
    return link.indicator or (f"支出{link.budget_line}" if link.budget_line else "")


def where(link: EvidenceLink) -> str:
    """第6—8页 4.2条."""
    pages = ""
    if link.page_from is not None:
        until = f"—{link.page_to}" if link.page_to not in (None, link.page_from) else ""
        pages = f"第{link.page_from}{until}页"
    return "，".join(filter(None, (pages, link.place)))


def _proofs(dossier: Dossier) -> Mapping[str, str]:
    """Indicator → what proves it: Z-001《坐席服务合同》（第1页，4.2条）；Y-001…."""
    found: dict[str, list[str]] = {}
    for document in dossier.evidence:
        for link in document.links:
            if link.indicator is not None:
                at = where(link)
                said = f"{document.number}　{document.title}" + (f"（{at}）" if at else "")
                found.setdefault(link.indicator, []).append(said)
    return {code: "；".join(dict.fromkeys(said)) for code, said in found.items()}


def _requests(dossier: Dossier) -> Iterator[Fact]:
    items = dossier.requested_items
    yield some("count.requested", len(items), "requested_items", "项")
    states = [item.state for item in items]
    came = sum(state in ("received", "verified") for state in states)
    yield some("count.requested_came", came, "requested_items", "项")
    yield some("count.requested_missing", states.count("unavailable"), "requested_items", "项")
    for place, item in enumerate(items):
        scope, source = f"request.{place + 1}", f"requested_items[{place}]"
        yield text(f"{scope}.title", item.title, f"{source}.title")
        yield text(f"{scope}.reason", item.reason, f"{source}.reason")
        yield text(f"{scope}.state", STATES.get(item.state), f"{source}.state")
        yield text(f"{scope}.why", item.unavailable_reason, f"{source}.unavailable_reason")
        yield text(f"{scope}.documents", "、".join(item.documents), f"{source}.documents")


# Papers ---------------------------------------------------------------------------------------------


def degrees(indicator: Indicator) -> tuple[Decimal | None, ...]:
    """How far each ticked item is met: from the tick, for key points from the list input behind it."""
    seen: dict[str, int] = {}
    found = []
    for tick in indicator.ticks:
        place = seen.get(tick.input, 0)
        seen[tick.input] = place + 1
        given = indicator.inputs.get(tick.input)
        listed_ = given if isinstance(given, list | tuple) else ()
        met = listed_[place] if tick.met is None and place < len(listed_) else tick.met
        found.append(met if isinstance(met, Decimal) else None)
    return tuple(found)


def _paper(indicator: Indicator) -> Iterator[Fact]:
    scope, code = ROOT + indicator.code, indicator.code
    for key in ("calculation_note", "evaluation_result"):
        value = getattr(indicator, key)
        yield text(f"{scope}.{key}", value.strip() if value else None, code)
    for place, (tick, met) in enumerate(zip(indicator.ticks, degrees(indicator), strict=True)):
        yield from _tick(f"{scope}.tick.{place + 1}", code, tick, met)
    dispute = indicator.dispute
    for key in ("low", "high"):
        yield number(f"{scope}.dispute.{key}", getattr(dispute, key, None), code, unit="分")
    reason = dispute.reason if dispute else None
    yield text(f"{scope}.dispute.reason", reason.strip().rstrip("。") if reason else None, code)


def _tick(scope: str, code: str, tick: Tick, met: Decimal | None) -> Iterator[Fact]:
    yield text(f"{scope}.text", tick.text, code)
    said = None if met is None else MET.get(met, f"部分符合（{written(met)}）")
    yield text(f"{scope}.met", said, code)
    yield text(f"{scope}.note", tick.note, code)
    yield text(f"{scope}.evidence", tick.evidence, code)

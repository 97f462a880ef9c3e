"""Evidence and request list in a dossier: read, refused with places, written again the same."""

from __future__ import annotations

from typing import Any

import pytest

from evaluations.dossier import read
from evaluations.dossier.plain import json_text
from evaluations.evidence.models import DocumentVersion, EvidenceLink, RequestedAnswer
from evaluations.exchange.actions import DossierRefused, import_dossier
from evaluations.exchange.queries import export_dossier
from evaluations.money.models import FundCheckItem
from evaluations.projects.models import Project
from indicators.scoring import load
from tests.factories import CASES, make_firm

pytestmark = pytest.mark.django_db


def version(letter: str = "a", **more: Any) -> dict[str, Any]:
    return {"name": "合同.pdf", "sha256": letter * 64, "size": 1200, "content_type": "application/pdf"} | more


def document(number: str = "Z-001", **more: Any) -> dict[str, Any]:
    return {"number": number, "title": "坐席服务合同", "kind": "formal"} | more


def case(**more: Any) -> dict[str, Any]:
    data = load((CASES / "linfang_2018.json").read_bytes())
    return {**data, **more}


FULL = [
    document(
        archive_class="proof",
        source_unit="某中心",
        obtained="2019-03",
        pages=12,
        note="原件",
        versions=[version("a", uploaded_at="2019-03-01T09:30:00+00:00"), version("b", 另记=1)],
        links=[
            {"indicator": "B1-1", "version": 1, "page_from": 6, "page_to": 8, "place": "4.2条"},
            {"base_item": {"table": "B1-1", "name": "实际支出"}},
            {"budget_line": "1"},
            {"fund_check_item": 3, "note": "见附件", "另记": [1, None]},
            {"interview": 1},
        ],
        另记={"甲": 1},
    ),
    document("S-001", kind="statement", versions=[]),
]
ASKED = [
    {"title": "合同", "state": "received", "due": "2019-03-15", "indicator": "B1-1", "documents": ["Z-001"]},
    {"title": "台账", "state": "unavailable", "unavailable_reason": "未建台账", "due": "2019-03", "另记": 2},
    {"title": "报告", "state": "requested", "indicator": "没有", "reason": "核对"},
]


def imported(data: dict[str, Any]) -> Project:
    return Project.objects.get(pk=import_dossier(data, firm=make_firm(), by=None).pk)


def same_text(data: Any) -> str:
    return json_text(data, sort_keys=True)


def test_it_comes_back_as_it_was() -> None:
    data = case(evidence=FULL, requested_items=ASKED)
    project = imported(data)
    assert same_text(export_dossier(project)) == same_text(data)
    assert list(export_dossier(project))[-2:] == ["evidence", "requested_items"]


def test_the_rows_know_what_they_point_at() -> None:
    project = imported(case(evidence=FULL, requested_items=ASKED))
    rows = EvidenceLink.objects.filter(document__project=project)
    first, item, line, point, talk = rows
    assert (first.indicator.code, first.version.number, first.where) == ("B1-1", 1, "第6—8页 4.2条")
    assert (item.base_item.table.code, item.base_item.name) == ("B1-1", "实际支出")
    assert line.budget_line.code == "1"
    assert point.fund_check_item == FundCheckItem.objects.get(check_form__project=project, position=2)
    assert talk.interview.project == project
    answer = RequestedAnswer.objects.get(item__project=project)
    assert (answer.document.number, answer.version.number, answer.handed_in_by) == ("Z-001", 2, None)
    assert set(DocumentVersion.objects.filter(project=project).values_list("file", flat=True)) == {""}


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"evidence": [document(), document()]}, "evidence[1].number"),
        ({"evidence": [document(kind="secret")]}, "evidence[0].kind"),
        ({"evidence": [document(archive_class="x")]}, "evidence[0].archive_class"),
        ({"evidence": [document(versions=[version("a"), version("a")])]}, "evidence[0].versions[1].sha256"),
        ({"evidence": [document(versions=[version("Z")])]}, "evidence[0].versions[0].sha256"),
        ({"evidence": [document(links=[{}])]}, "evidence[0].links[0]"),
        ({"evidence": [document(links=[{"indicator": "B1-1", "interview": 1}])]}, "evidence[0].links[0]"),
        ({"evidence": [document(links=[{"indicator": "没有"}])]}, "evidence[0].links[0].indicator"),
        ({"evidence": [document(links=[{"interview": 9}])]}, "evidence[0].links[0].interview"),
        (
            {"evidence": [document(links=[{"base_item": {"table": "B1-1", "name": "无"}}])]},
            "evidence[0].links[0].base_item",
        ),
        (
            {"evidence": [document(links=[{"indicator": "B1-1", "page_from": 3, "page_to": 2}])]},
            "evidence[0].links[0].page_to",
        ),
        (
            {"evidence": [document(links=[{"indicator": "B1-1", "version": 1}])]},
            "evidence[0].links[0].version",
        ),
        ({"requested_items": [{"title": "甲", "state": "lost"}]}, "requested_items[0].state"),
        (
            {"requested_items": [{"title": "甲", "state": "unavailable"}]},
            "requested_items[0].unavailable_reason",
        ),
        (
            {"requested_items": [{"title": "甲", "state": "received", "documents": ["Z-9"]}]},
            "requested_items[0].documents[0]",
        ),
        (
            {
                "evidence": [document()],
                "requested_items": [{"title": "甲", "state": "received", "documents": ["Z-001", "Z-001"]}],
            },
            "requested_items[0].documents[1]",
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_its_place(more: dict[str, Any], path: str) -> None:
    data = case(**more)
    assert [problem.path for problem in read(data).problems] == [path]
    with pytest.raises(DossierRefused):
        import_dossier(data, firm=make_firm(), by=None)
    assert not Project.objects.exists()

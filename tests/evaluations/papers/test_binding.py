"""Inputs read from facts: what they hold, what a changed or lost fact does, what is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from evaluations.exchange.actions import dry_run, import_dossier
from evaluations.exchange.queries import export_dossier, export_file
from evaluations.fieldwork.models import BaseTableItem
from evaluations.money.models import BudgetLine
from evaluations.papers.binding import NotBindable, bind, unbind
from evaluations.papers.checking.actions import prepare
from evaluations.papers.facts import book, settle
from evaluations.papers.models import InputKind, PaperInput, WorkingPaper
from evaluations.papers.queries import evaluate, scoring_data
from evaluations.papers.references import review
from evaluations.people.models import User
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from indicators.systems.models import Rule
from tests.evaluations.papers.making import leaf
from tests.factories import make_firm, make_user

pytestmark = pytest.mark.django_db
D = Decimal
BACKEND = "django.contrib.auth.backends.ModelBackend"


def dossier(**more: Any) -> dict[str, Any]:
    """One indicator, done/planned, with facts that it may be read from."""
    return {
        "format": "evaluation-dossier/1",
        "kind": "evaluation",
        "project": {"title": "社区养老服务"},
        "grade_scheme": [{"grade": "优", "min": 9}, {"grade": "差", "min": 0}],
        "budget": [
            {"code": "1", "name": "助餐", "budget": 100, "actual": 84.5, "unit": "万元"},
            {"code": "2", "name": "护理", "budget": 20, "actual": 10, "unit": "万元"},
        ],
        "base_table": [
            {"code": "A1", "fields": {"服务人次": 84.5, "计划": None, "已验收": True, "档": "好"}}
        ],
        "output_facts": [{"name": "床位", "value": 93, "unit": "张"}, {"name": "床位", "value": 94}],
        "surveys": [
            {
                "title": "满意度",
                "distributed": 120,
                "returned": 110,
                "valid": 100,
                "questions": [{"text": "满意吗", "options": [{"label": "很满意", "count": 91}]}],
            }
        ],
        "indicators": [{"code": "A", "name": "产出", "parent": None, "weight": 10}, leaf("A1", "A", 10)],
        **more,
    }


@pytest.fixture
def by() -> User:
    return make_user(firm=make_firm())


@pytest.fixture
def project(by: User) -> Project:
    return import_dossier(json.dumps(dossier()), firm=by.firms.get(), by=by)


def paper_of(project: Project) -> WorkingPaper:
    return project.papers.get(indicator__code="A1")


def bound(project: Project, by: User, key: str, name: str = "done") -> PaperInput:
    paper = paper_of(project)
    return bind(paper, name, key, revision=paper.revision, by=by)


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("budget:合计.actual", D("94.5"), "94.5万元"),
        ("budget:1.rate", D("84.50"), "84.5%"),
        ("budget:2.balance", D(10), "10万元"),
        ("base:A1.服务人次", D("84.5"), "84.5"),
        ("base:A1.计划", None, "—"),
        ("output:床位", D(93), "93张"),
        ("output:床位.2", D(94), "94"),
        ("survey:1.valid", D(100), "100份"),
        ("survey:1.valid_rate", D("90.91"), "90.91%"),
        ("survey:1.1.很满意.count", D(91), "91人"),
        ("survey:1.1.很满意.share", D("91.00"), "91%"),
    ],
)
def test_the_fact_book(project: Project, key: str, value: Decimal | None, text: str) -> None:
    fact = book(project)[key]
    assert (fact.value, fact.text) == (value, text)
    assert book(project, [key])[key] == fact


def test_a_bound_input_follows_its_fact(project: Project, by: User) -> None:
    one = bound(project, by, "budget:1.actual")
    assert (one.source, one.number) == ("budget:1.actual", D("84.5"))
    assert evaluate(project).outcome("A1").score == D("8.45")
    BudgetLine.objects.filter(project=project, code="1").update(actual=D(70))
    assert evaluate(project).outcome("A1").score == D(7)
    line = project.activities.filter(kind="paper").latest("pk")
    assert (line.verb, line.changes) == (
        "引用",
        [
            {"field": "输入“done”", "before": "90", "after": "84.5（引自预算 1 助餐·实际支出）"},
            {"field": "得分", "before": "9.00", "after": "8.45"},
            {"field": "总分", "before": "9.00", "after": "8.45"},
        ],
    )


def test_a_gap_or_a_lost_source_is_missing_and_named(project: Project, by: User) -> None:
    bound(project, by, "base:A1.服务人次")
    BaseTableItem.objects.filter(name="服务人次").update(number=None)
    assert evaluate(project).outcome("A1").status.value == "missing"
    browser = Client()
    browser.force_login(by, backend=BACKEND)
    address = reverse("papers:paper", args=[project.pk, "A1"])
    empty = "引用的“基础表A1 服务人次”还没有数据，请到那里填写。"
    assert empty in browser.get(address).content.decode()
    BaseTableItem.objects.filter(name="服务人次").delete()
    gone = "引用的“基础表 A1·服务人次”已经不在了，请另选来源，或取消引用后录入。"
    assert gone in browser.get(address).content.decode()
    assert evaluate(project).outcome("A1").score is None


def test_binding_takes_off_the_preparers_signature(project: Project, by: User) -> None:
    prepare(paper_of(project), revision=paper_of(project).revision, by=by)
    bind(paper_of(project), "done", "base:A1.服务人次", revision=paper_of(project).revision, by=by)
    paper = paper_of(project)
    assert (paper.state, paper.prepared_by) == ("drafting", None)
    assert "done" in paper.note


def test_unbinding_keeps_the_value(project: Project, by: User) -> None:
    bound(project, by, "budget:1.actual")
    BudgetLine.objects.filter(project=project, code="1").update(actual=D(70))
    paper = paper_of(project)
    unbind(paper, "done", revision=paper.revision, by=by)
    one = PaperInput.objects.get(paper=paper, name="done")
    assert (one.source, one.number) == ("", D(70))
    assert evaluate(project).outcome("A1").score == D(7)


def test_unbinding_from_a_lost_source_keeps_the_last_value(project: Project, by: User) -> None:
    bound(project, by, "base:A1.服务人次")
    BaseTableItem.objects.all().delete()
    paper = paper_of(project)
    assert unbind(paper, "done", revision=paper.revision, by=by).number == D("84.5")


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("budget:9.actual", "没有找到所选的来源，它可能刚被改名或删除。请重新选择。"),
        ("nonsense", "没有找到所选的来源，它可能刚被改名或删除。请重新选择。"),
        ("base:A1.已验收", "“基础表A1 已验收”是“是”，输入“done”要的是数值，请另选来源。"),
        ("base:A1.档", "“基础表A1 档”是“好”，输入“done”要的是数值，请另选来源。"),
    ],
)
def test_what_cannot_be_bound(project: Project, by: User, key: str, message: str) -> None:
    with pytest.raises(NotBindable, match="请") as refusal:
        bound(project, by, key)
    assert str(refusal.value) == message
    assert not PaperInput.objects.exclude(source="").exists()


def test_an_old_revision_binds_nothing(project: Project, by: User) -> None:
    with pytest.raises(Conflict):
        bind(paper_of(project), "done", "budget:1.actual", revision=0, by=by)


def test_the_database_binds_no_list(project: Project) -> None:
    one = PaperInput.objects.get(name="done")
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperInput.objects.filter(pk=one.pk).update(kind=InputKind.LIST, source="budget:1.actual")


def test_a_bound_input_is_not_typed(project: Project, by: User) -> None:
    bound(project, by, "budget:1.actual")
    browser = Client()
    browser.force_login(by, backend=BACKEND)
    paper = paper_of(project)
    data = {"revision": paper.revision, "input:done": "1", "input:planned": "50", "deduction_reason": ""}
    assert browser.post(reverse("papers:save", args=[project.pk, "A1"]), data).status_code == 302
    assert PaperInput.objects.get(name="done").number == D("84.5")
    assert scoring_data(project)["indicators"][1]["inputs"] == {"done": D("84.5"), "planned": D(50)}


def test_the_file_holds_number_and_binding(project: Project, by: User) -> None:
    bound(project, by, "budget:1.actual")
    entry = export_dossier(project)["indicators"][1]
    assert entry["inputs"] == {"done": D("84.5"), "planned": D(100)}
    assert entry["bindings"] == {"done": "budget:1.actual"}
    again = import_dossier(export_file(project), firm=by.firms.get(), by=by)
    assert export_file(again) == export_file(project)
    assert dry_run(export_file(project)).warnings == ()


def test_a_file_that_contradicts_its_binding(by: User) -> None:
    given = dossier()
    given["indicators"][1]["bindings"] = {"done": "budget:合计.actual", "planned": "output:车"}
    tried = dry_run(json.dumps(given))
    assert tried.problems == ()
    assert [(one.path, one.message) for one in tried.warnings] == [
        (
            "indicators[1].bindings.done",
            (
                "输入“done”写的是90，它引用的“预算 合计·实际支出”是94.5万元，两处矛盾；"
                "导入后以引用为准，请核对。"
            ),
        ),
        (
            "indicators[1].bindings.planned",
            "没有“产出数据 车”这项事实，输入“planned”将缺数据，导入后请另选来源。",
        ),
    ]


def test_typed_twice_is_found(project: Project, by: User) -> None:
    PaperInput.objects.filter(name="done").update(number=D(93))
    found = review(project)
    assert [(one.input, one.proposed and one.proposed.key) for one in found.proposed] == [
        ("done", "output:床位")
    ]
    browser = Client()
    browser.force_login(by, backend=BACKEND)
    page = browser.get(reverse("papers:references", args=[project.pk])).content.decode()
    assert "这个值与“产出数据 床位”相同" in page
    data = {
        "input": "done",
        "source": "output:床位",
        "revision": paper_of(project).revision,
        "back": "review",
    }
    browser.post(reverse("papers:bind", args=[project.pk, "A1"]), data)
    found = review(project)
    assert ([one.input for one in found.bound], found.proposed) == (["done"], ())


def test_a_judgement_is_no_figure_typed_twice(project: Project) -> None:
    PaperInput.objects.filter(name="done").update(number=D(93))
    Rule.objects.filter(indicator__code="A1").update(kind="graded")
    assert review(project).proposed == ()


def test_the_picker_searches(project: Project, by: User) -> None:
    browser = Client()
    browser.force_login(by, backend=BACKEND)
    address = reverse("papers:sources", args=[project.pk, "A1"])
    page = browser.get(address, {"input": "done", "q": "合计 支出"}).content.decode()
    assert "budget:合计.actual" in page
    assert "budget:合计.budget" not in page
    assert "没有含“月球”的事实" in browser.get(address, {"input": "done", "q": "月球"}).content.decode()
    assert browser.get(address, {"input": "nothing"}).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(project: Project, by: User, django_assert_num_queries: Any, count: int) -> None:
    paper = paper_of(project)
    for number in range(count):
        key = f"budget:{number % 2 + 1}.actual"
        PaperInput.objects.create(paper=paper, position=5 + number, name=f"x{number}", source=key)
    inputs = list(PaperInput.objects.filter(name__startswith="x"))
    with django_assert_num_queries(1):
        settle(project, inputs)

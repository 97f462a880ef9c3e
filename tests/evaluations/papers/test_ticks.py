"""逐项勾选: the number of items not met follows from the ticks, through page, score, dossier."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from evaluations.evidence.actions import link
from evaluations.evidence.models import Document
from evaluations.exchange.actions import import_dossier
from evaluations.exchange.queries import export_file
from evaluations.papers.actions import save_paper
from evaluations.papers.checking.actions import prepare
from evaluations.papers.models import WorkingPaper
from evaluations.papers.queries import evaluate
from evaluations.papers.ticks.actions import Mark, tick
from evaluations.papers.ticks.lists import TickList, tick_lists
from evaluations.papers.versions import paper_versions
from evaluations.people.models import User
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from tests.evaluations.evidence.making import add, picture
from tests.evaluations.papers.making import leaf, make_small, signed_in
from tests.factories import make_firm, make_user

pytestmark = pytest.mark.django_db

YES, NO = Mark(met=Decimal(1)), Mark(met=Decimal(0))
OPEN = Mark(met=None)
LIST = {"kind": "checklist", "deduct": {"points": 10}, "items": ["专账核算", "专款专用", "资金审批"]}
POINTS = {"kind": "key_points", "points": [{"text": "一"}, {"text": "二"}]}


@pytest.fixture
def zhou() -> User:
    return make_user(display_name="周屿", firm=make_firm())


@pytest.fixture
def project(zhou: User) -> Project:
    return make_small(
        leaf("A1", "A", 60, inputs={"failed": 0}, value="failed", rule=LIST, unit=""),
        leaf("A2", "A", 40, inputs={"met": [1, 1]}, value="met", rule=POINTS, unit=""),
        by=zhou,
    )


def paper_of(project: Project, code: str) -> WorkingPaper:
    return project.papers.select_related("indicator").get(indicator__code=code)


def document_of(project: Project, by: User) -> Document:
    document = add(project, "账册.png", picture(), by=by).version.document
    link(document, project.system.indicators.get(code="A1"), by=by)
    return document


def test_the_number_of_items_not_met_is_computed(project: Project, zhou: User) -> None:
    document = document_of(project, zhou)
    marks = [YES, Mark(met=Decimal(0), note="混用账户", document=document), NO]
    paper = tick(paper_of(project, "A1"), {"failed": marks}, revision=1, by=zhou)
    assert paper.inputs.get(name="failed").number == Decimal(2)
    assert evaluate(project).outcome("A1").score == Decimal(40)
    assert [(one.text, one.met, one.note, one.document) for one in paper.ticks.all()] == [
        ("专账核算", Decimal(1), "", None),
        ("专款专用", Decimal(0), "混用账户", document),
        ("资金审批", Decimal(0), "", None),
    ]
    [line] = project.activities.filter(kind="paper")
    assert (line.verb, line.changes[1], line.changes[3]) == (
        "勾选",
        {"field": "专款专用", "before": "—", "after": f"不符合　混用账户　{document.number}"},
        {"field": "输入“failed”", "before": "0", "after": "2"},
    )


def test_an_open_item_leaves_the_score_open(project: Project, zhou: User) -> None:
    tick(paper_of(project, "A1"), {"failed": [YES, OPEN, YES]}, revision=1, by=zhou)
    assert evaluate(project).outcome("A1").status == "missing"


def test_a_note_alone_leaves_the_typed_number_and_its_score(project: Project, zhou: User) -> None:
    document = document_of(project, zhou)
    paper = save_paper(paper_of(project, "A1"), {"input:failed": Decimal(1)}, revision=1, by=zhou)
    marks = {"failed": [Mark(met=None, note="账册在财务科", document=document), OPEN, OPEN]}
    paper = tick(paper, marks, revision=paper.revision, by=zhou)
    assert (paper.inputs.get(name="failed").number, evaluate(project).outcome("A1").score) == (1, 50)
    assert (paper.ticks.all()[0].note, paper.ticks.all()[0].document) == ("账册在财务科", document)
    browser = signed_in(zhou)
    form = browser.get(reverse("papers:paper", args=[project.pk, "A1"])).context["form"]
    assert not form.fields["input:failed"].disabled
    page = browser.get(reverse("papers:ticks", args=[project.pk, "A1"])).content.decode()
    assert "“failed”还没有勾选，仍是底稿上填的1；只写说明、选佐证不改变得分。" in page


def test_with_the_first_tick_the_number_is_counted(project: Project, zhou: User) -> None:
    noted = Mark(met=None, note="账册在财务科")
    paper = tick(paper_of(project, "A1"), {"failed": [noted, OPEN, OPEN]}, revision=1, by=zhou)
    paper = tick(paper, {"failed": [noted, NO, OPEN]}, revision=paper.revision, by=zhou)
    assert evaluate(project).outcome("A1").status == "missing"
    page = signed_in(zhou).get(reverse("papers:ticks", args=[project.pk, "A1"])).content.decode()
    assert "“failed”还有2项没有勾选，全部勾选后才有得分。" in page
    done = Mark(met=Decimal(1), note="账册在财务科")
    paper = tick(paper, {"failed": [done, NO, YES]}, revision=paper.revision, by=zhou)
    assert paper.inputs.get(name="failed").number == 1


def test_a_count_does_not_outlive_its_ticks(project: Project, zhou: User) -> None:
    paper = tick(paper_of(project, "A1"), {"failed": [YES, NO, YES]}, revision=1, by=zhou)
    paper = tick(paper, {"failed": [OPEN, Mark(met=None, note="待补"), OPEN]}, revision=2, by=zhou)
    assert paper.inputs.get(name="failed").number is None
    assert evaluate(project).outcome("A1").status == "missing"


def test_a_note_on_a_key_point_leaves_the_degrees(project: Project, zhou: User) -> None:
    marks = {"met": [Mark(met=Decimal(1), note="见纪要"), YES]}
    tick(paper_of(project, "A2"), marks, revision=1, by=zhou)
    assert evaluate(project).outcome("A2").score == 40
    paper = paper_of(project, "A2")
    paper = save_paper(paper, {"input:met": []}, revision=paper.revision, by=zhou)
    paper = tick(paper, {"met": [Mark(met=None, note="见纪要"), OPEN]}, revision=paper.revision, by=zhou)
    assert list(paper.inputs.get(name="met").items.all()) == []


def test_a_ticked_number_is_not_typed(project: Project, zhou: User) -> None:
    paper = tick(paper_of(project, "A1"), {"failed": [YES, NO, YES]}, revision=1, by=zhou)
    saved = save_paper(
        paper, {"input:failed": Decimal(3), "deduction_reason": "混用"}, revision=paper.revision, by=zhou
    )
    assert saved.inputs.get(name="failed").number == Decimal(1)
    form = signed_in(zhou).get(reverse("papers:paper", args=[project.pk, "A1"])).context["form"]
    assert form.fields["input:failed"].disabled


def test_ticks_of_other_items_than_the_rule_has_do_not_count(project: Project, zhou: User) -> None:
    paper = tick(paper_of(project, "A1"), {"failed": [YES, NO, YES]}, revision=1, by=zhou)
    paper.indicator.rule.rows.filter(label="资金审批").update(label="审批手续")
    saved = save_paper(paper, {"input:failed": Decimal(3)}, revision=paper.revision, by=zhou)
    assert saved.inputs.get(name="failed").number == Decimal(3)


def test_key_points_keep_their_degree_in_the_input(project: Project, zhou: User) -> None:
    marks = [Mark(met=Decimal("0.5"), note="部分文件缺签章"), YES]
    paper = tick(paper_of(project, "A2"), {"met": marks}, revision=1, by=zhou)
    items = paper.inputs.get(name="met").items.order_by("position")
    assert [one.number for one in items] == [Decimal("0.5"), Decimal(1)]
    assert [(one.text, one.met, one.note) for one in paper.ticks.all()] == [
        ("一", None, "部分文件缺签章"),
        ("二", None, ""),
    ]
    assert evaluate(project).outcome("A2").score == Decimal(30)


@pytest.mark.parametrize(
    ("code", "marks", "wrong"),
    [
        ("A1", {"failed": [YES]}, "有3项，这里说了1项。评分细则可能刚改过，请刷新再勾选。"),
        ("A1", {"failed": [YES, Mark(met=Decimal("0.5")), NO]}, "第2项：应为符合或不符合，现为0.5。"),
        ("A2", {"met": [YES, Mark(met=Decimal("1.5"))]}, "第2项：符合程度应在0到1之间，现为1.5。"),
        ("A2", {"met": [YES, Mark(met=Decimal("NaN"))]}, "第2项：符合程度应在0到1之间，现为NaN。"),
    ],
)
def test_what_does_not_fit_is_refused(
    project: Project, zhou: User, code: str, marks: Any, wrong: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        tick(paper_of(project, code), marks, revision=1, by=zhou)
    assert refused.value.message_dict == {next(iter(marks)): [wrong]}
    assert (paper_of(project, code).revision, paper_of(project, code).ticks.count()) == (1, 0)


def test_a_document_of_another_project_is_refused(project: Project, zhou: User) -> None:
    other = make_small(leaf("A1", "A", 100), by=zhou)
    strange = add(other, "账册.png", picture(), by=zhou).version.document
    marks = {"failed": [Mark(met=Decimal(1), document=strange), YES, YES]}
    with pytest.raises(ValidationError, match="佐证不是本项目的资料"):
        tick(paper_of(project, "A1"), marks, revision=1, by=zhou)


def test_an_old_revision_is_a_conflict(project: Project, zhou: User) -> None:
    save_paper(paper_of(project, "A1"), {"deduction_reason": "无"}, revision=1, by=zhou)
    with pytest.raises(Conflict):
        tick(paper_of(project, "A1"), {"failed": [YES, YES, YES]}, revision=1, by=zhou)


def test_a_new_note_takes_the_signature_off(project: Project, zhou: User) -> None:
    paper = tick(paper_of(project, "A1"), {"failed": [YES, YES, YES]}, revision=1, by=zhou)
    prepare(paper, revision=paper.revision, by=zhou)
    marks = [YES, YES, Mark(met=Decimal(1), note="抽查12笔")]
    paper = tick(paper, {"failed": marks}, revision=paper.revision, by=zhou)
    assert (paper.state, paper.note) == ("drafting", "“待复核”之后有改动：逐项勾选")
    again = tick(paper, {"failed": marks}, revision=paper.revision, by=zhou)
    assert again.revision == paper.revision


def test_ticks_go_through_a_dossier_and_back(project: Project, zhou: User) -> None:
    document = document_of(project, zhou)
    marks = [YES, Mark(met=Decimal(0), note="混用账户", document=document), OPEN]
    tick(paper_of(project, "A1"), {"failed": marks}, revision=1, by=zhou)
    written = export_file(project)
    entry = json.loads(written)["indicators"][1]
    assert entry["ticks"] == [
        {"input": "failed", "text": "专账核算", "met": 1},
        {
            "input": "failed",
            "text": "专款专用",
            "met": 0,
            "note": "混用账户",
            "evidence": document.number,
        },
        {"input": "failed", "text": "资金审批"},
    ]
    copy = import_dossier(written, firm=make_firm(), by=zhou)
    assert export_file(copy) == written
    assert paper_of(copy, "A1").ticks.get(text="专款专用").document.project == copy


def test_parts_of_a_composite_are_found() -> None:
    parts = [
        {"name": "建立", "rule": {"kind": "pass_fail"}, "value": "established"},
        {"name": "执行", "rule": LIST, "value": "failed"},
        {"name": "算式", "rule": LIST, "value": "failed*2"},
    ]
    assert tick_lists({"kind": "composite", "parts": parts}, "", ["established", "failed"]) == (
        TickList(input="failed", kind="checklist", texts=("专账核算", "专款专用", "资金审批"), part="执行"),
    )


def test_the_page_ticks_and_shows_what_was_ticked(project: Project, zhou: User) -> None:
    browser, url = signed_in(zhou), reverse("papers:ticks", args=[project.pk, "A1"])
    data = {"revision": 1, "list0-met-0": "1", "list0-met-1": "0", "list0-note-1": "混用", "list0-met-2": "1"}
    assert browser.post(url, data).url == reverse("papers:paper", args=[project.pk, "A1"])
    form = browser.get(url).context["forms"][0]
    assert [item["met"].value() for item in form.items()] == ["1", "0", "1"]
    assert form.items()[1]["note"].value() == "混用"
    answer = browser.post(url, data | {"list0-met-0": "0"})
    assert answer.status_code == 409
    [field] = answer.context["conflict"]["fields"]
    assert (field.label, field.mine, field.theirs) == ("是否符合：专账核算", "不符合", "符合")
    assert (answer.context["conflict"]["revision"], answer.context["sent"]["list0-met-0"]) == (2, "0")
    assert browser.post(url, data | {"revision": 2, "list0-met-0": "2"}).status_code == 422
    assert evaluate(project).outcome("A1").score == Decimal(50)


def test_a_degree_out_of_range_is_told_on_the_page(project: Project, zhou: User) -> None:
    url = reverse("papers:ticks", args=[project.pk, "A2"])
    answer = signed_in(zhou).post(url, {"revision": 1, "list0-met-0": "1.5", "list0-met-1": "1"})
    assert answer.status_code == 422
    assert "没有保存：第1项：符合程度应在0到1之间，现为1.5。" in answer.content.decode()


def test_ticks_are_saved_while_one_works(project: Project, zhou: User) -> None:
    browser, url = signed_in(zhou), reverse("papers:ticks", args=[project.pk, "A1"])
    data = {"revision": 1, "list0-met-0": "1", "list0-met-1": "0", "list0-met-2": "1"}
    answer = browser.post(url, data, headers={"X-Autosave": "1"}).json()
    assert answer["revision"] == 2
    assert "50.00" in answer["effects"]["ticks-outcome"]
    wrong = browser.post(url, data | {"revision": 2, "list0-met-1": "2"}, headers={"X-Autosave": "1"})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["list0-met-1"])
    [line] = project.activities.filter(kind="paper")
    assert line.saves == 1


def test_two_who_tick_at_once_choose_field_by_field(project: Project, zhou: User) -> None:
    tick(paper_of(project, "A1"), {"failed": [YES, YES, YES]}, revision=1, by=zhou)
    browser, url = signed_in(zhou), reverse("papers:ticks", args=[project.pk, "A1"])
    opened = {
        name: value
        for place in range(3)
        for name, value in ((f"initial-list0-met-{place}", "1"), (f"list0-met-{place}", "1"))
    }
    theirs = [YES, Mark(met=Decimal(0), note="混用账户"), NO]
    tick(paper_of(project, "A1"), {"failed": theirs}, revision=2, by=make_user())
    mine = opened | {"revision": 2, "list0-met-0": "0"}
    answer = browser.post(url, mine, headers={"X-Autosave": "1"})
    assert (answer.status_code, answer.json()["revision"]) == (409, 3)
    html = answer.json()["html"]
    assert "是否符合：专账核算" in html
    assert "说明：专款专用" in html
    merged = mine | {"revision": 3, "choose-list0-met-0": "mine"}
    merged |= dict.fromkeys(("choose-list0-met-1", "choose-list0-note-1", "choose-list0-met-2"), "theirs")
    assert browser.post(url, merged, headers={"X-Autosave": "1"}).status_code == 200
    assert [(one.met, one.note) for one in paper_of(project, "A1").ticks.all()] == [
        (Decimal(0), ""),
        (Decimal(0), "混用账户"),
        (Decimal(0), ""),
    ]


def test_a_restored_paper_has_its_ticks_again(project: Project, zhou: User) -> None:
    document = document_of(project, zhou)
    first = [YES, Mark(met=Decimal(0), note="混用账户", document=document), NO]
    paper = tick(paper_of(project, "A1"), {"failed": first}, revision=1, by=zhou)
    paper = tick(paper, {"failed": [YES, YES, YES]}, revision=2, by=zhou)
    save_paper(paper, {"deduction_reason": "无"}, revision=3, by=zhou)
    newest, before, ticked, imported = paper_versions(paper)
    assert (newest.revision, ticked.revision) == (4, 2)
    browser, url = signed_in(zhou), reverse("papers:restore", args=[project.pk, "A1"])
    page = browser.get(reverse("papers:versions", args=[project.pk, "A1"])).content.decode()
    assert f"<del>不符合　混用账户　{document.number}</del> <ins>符合</ins>" in page
    done = browser.post(url, {"version": ticked.pk, "revision": 4}, follow=True).content.decode()
    assert "影响：A1 指标A1 60.00 → 40.00，总分 100.00 → 80.00" in done
    paper = paper_of(project, "A1")
    assert (paper.revision, paper.deduction_reason, paper.inputs.get().number) == (5, "", Decimal(2))
    assert [(one.text, one.met, one.note, one.document) for one in paper.ticks.all()] == [
        ("专账核算", Decimal(1), "", None),
        ("专款专用", Decimal(0), "混用账户", document),
        ("资金审批", Decimal(0), "", None),
    ]
    browser.post(url, {"version": imported.pk, "revision": 5})
    paper = paper_of(project, "A1")
    assert (paper.ticks.count(), paper.inputs.get().number) == (0, Decimal(0))
    browser.post(url, {"version": before.pk, "revision": 6})
    assert [one.met for one in paper_of(project, "A1").ticks.all()] == [Decimal(1)] * 3

"""项目主页 and 历史: completeness, problems, the distance to the next grade, the log."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.desk.band import band
from evaluations.desk.overview import overview
from evaluations.evidence.models import Document, EvidenceLink
from evaluations.exchange.actions import import_dossier
from evaluations.fieldwork.models import BaseTable, BaseTableItem
from evaluations.money.models import BudgetLine
from evaluations.papers.models import PaperInput
from evaluations.papers.queries import scoring_data
from evaluations.projects.models import Project, ProjectRole
from indicators.scoring import fingerprint
from indicators.systems.models import GradeBand, Indicator
from tests.evaluations.desk.making import change_paper, make_run
from tests.factories import add_member, make_project


def home(client, project):
    page = client.get(f"/projects/{project.pk}/")
    assert page.status_code == 200
    return page


def state_of(project):
    return overview(project, is_scored=True, is_stale=False)


def module(project, label):
    return next(one for one in state_of(project).modules if one.label == label)


def texts(project):
    return [problem.text for problem in state_of(project).problems]


def test_the_page_of_a_whole_project(browser, project):
    make_run(project)
    text = home(browser, project).content.decode()
    assert project.title in text
    assert "87.3" in text
    assert "距“优”2.7分" in text
    assert 'aria-current="page">项目主页' in text
    assert "陆婉宁" in text
    assert "项目负责人" in text


def test_before_the_first_run_the_page_shows_what_the_present_facts_come_to(browser, project):
    page = home(browser, project)
    assert (page.context["total"], page.context["grade"], page.context["is_scored"]) == (
        Decimal("87.3"),
        "良",
        False,
    )
    assert "按现在的事实试算；计算评分后成为正式得分" in page.content.decode()


def test_a_missing_input_is_named_and_linked(project):
    before = module(project, "工作底稿")
    assert before.gaps == ()
    one = PaperInput.objects.filter(paper__project=project, number__isnull=False).first()
    PaperInput.objects.filter(pk=one.pk).update(number=None)
    after = module(project, "工作底稿")
    code = one.paper.indicator.code
    assert [gap.label for gap in after.gaps] == [code]
    assert (after.done, after.total) == (before.total - 1, before.total)


def test_a_paper_that_needs_no_inputs_is_complete(project):
    one = PaperInput.objects.filter(paper__project=project, number__isnull=False).first()
    PaperInput.objects.filter(pk=one.pk).update(number=None)
    one.paper.not_applicable = "exclude"
    one.paper.save()
    assert module(project, "工作底稿").gaps == ()


def test_missing_particulars_are_named(project):
    project.report_number, project.report_date, project.funding_source = "沪财绩〔2019〕12号", "2019-05", ""
    assert [gap.label for gap in module(project, "项目信息").gaps] == ["资金来源"]


def test_missing_money_is_named(project):
    line = BudgetLine.objects.filter(project=project, is_total=False, children=None).first()
    assert line is not None
    before = len(module(project, "预算与资金").gaps)
    BudgetLine.objects.filter(pk=line.pk).update(actual=None)
    gaps = module(project, "预算与资金").gaps
    assert len(gaps) > before
    assert f"{line.name}的支出" in [gap.label for gap in gaps]


def test_collected_facts_are_counted_but_not_asked_for(project):
    before = module(project, "基础表")
    item = BaseTableItem.objects.filter(table__project=project).exclude(number=None, text="").first()
    BaseTableItem.objects.filter(pk=item.pk).update(number=None, text="")
    after = module(project, "基础表")
    assert (after.total, after.done) == (before.total, before.done - 1)
    assert f"{item.table.code} {item.name}" in [gap.label for gap in after.gaps]
    assert not [gap for gap in state_of(project).to_fill if gap in after.gaps]


@pytest.mark.parametrize(
    ("case", "labels"),
    [
        (
            "linfang_2018",
            [
                "项目信息",
                "承接与团队",
                "工作进度",
                "绩效目标",
                "组织管理",
                "预算与资金",
                "资金检查",
                "基础表",
                "访谈",
                "指标体系",
                "工作底稿",
            ],
        ),
        ("selfeval_2023_hotline", ["项目信息", "绩效目标", "预算与资金", "指标体系", "工作底稿"]),
    ],
)
def test_only_parts_that_hold_something_are_listed(firm, case, labels):
    found = state_of(make_project(case, firm=firm))
    assert [one.label for one in found.modules] == labels


def test_weights_that_do_not_add_up(project):
    top = Indicator.objects.filter(system=project.system, parent=None).first()
    Indicator.objects.filter(pk=top.pk).update(weight=top.weight + 1)
    below = f"{top.code} {top.name}的下级权重合计{top.weight}，应为{top.weight + 1}"
    assert ("一级指标权重合计101，应为100" in texts(project), below in texts(project)) == (True, True)


def test_wrong_values_come_before_missing_ones(project):
    numbers = PaperInput.objects.filter(paper__project=project, number__isnull=False, kind="number")
    first, *_, last = numbers.order_by("paper__indicator__position", "position")
    PaperInput.objects.filter(pk=first.pk).update(number=None)
    PaperInput.objects.filter(pk=last.pk).update(number=-3)
    found = [one for one in state_of(project).problems if one.place.startswith("工作底稿")]
    assert [(one.severity, one.place, one.action) for one in found] == [
        ("block", f"工作底稿　{last.paper.indicator}", "去改"),
        ("warn", f"工作底稿　{first.paper.indicator}", "去填"),
    ]
    assert last.name in found[0].text
    assert first.name in found[1].text


@pytest.mark.parametrize(
    ("is_scored", "is_stale", "words"),
    [(False, False, "还没有计算过得分"), (True, True, "底稿或指标改动后还没有重新计算")],
)
def test_a_score_that_is_missing_or_old(project, is_scored, is_stale, words):
    found = overview(project, is_scored=is_scored, is_stale=is_stale).problems
    assert found[0].text.startswith(words)


def test_a_new_self_evaluation_asks_for_what_its_form_prints_and_then_for_indicators(browser, project):
    data = {"title": "热线", "year": 2025, "evaluated_unit": "热线中心", "competent_department": "政务局"}
    empty = {"format": "evaluation-dossier/1", "kind": "self_evaluation", "project": data}
    begun = import_dossier(empty, firm=project.firm, by=project.members.get().user)
    found = state_of(begun)
    assert [(module.label, module.total, module.gaps) for module in found.modules] == [("项目信息", 4, ())]
    assert [(one.text, one.action) for one in found.problems] == [("还没有指标", "去建立")]
    assert home(browser, begun).context["step"] == ("建立指标体系", f"/projects/{begun.pk}/indicators/")


def test_rules_that_cannot_be_read_are_told(browser, project):
    leaf = Indicator.objects.filter(system=project.system, rule__isnull=False).first()
    Indicator.objects.filter(pk=leaf.pk).update(value_expression="1 +")
    found = state_of(project)
    assert {"指标体系", "工作底稿"} & {module.label for module in found.modules} == set()
    assert "预算与资金" in [module.label for module in found.modules]
    assert (found.problems[0].severity, found.problems[0].place[:4]) == ("block", "指标体系")
    assert "指标体系" in home(browser, project).content.decode()


def test_a_project_that_has_only_begun_is_summed_up(browser, project):
    PaperInput.objects.filter(paper__project=project).update(number=None, flag=None, level="")
    found = state_of(project)
    assert len(found.shown) == 8
    assert found.hidden == len(found.problems) - 8
    assert f"另有{found.hidden + 1}处" in home(browser, project).content.decode()


def step(client, project):
    words, url = home(client, project).context["step"]
    return words, url.removeprefix(project.get_absolute_url())


def test_the_next_step_follows_from_the_state(browser, project, person):
    Project.objects.filter(pk=project.pk).update(report_number="1号", report_date="2019")
    assert step(browser, project) == ("计算评分", "scores/")
    make_run(project)
    assert step(browser, project) == ("生成报告", "report/")
    change_paper(project, person)
    assert step(browser, project) == ("计算评分", "scores/")
    Project.objects.filter(pk=project.pk).update(report_date="")
    assert step(browser, project) == ("补齐1项缺项", "info/")
    Indicator.objects.filter(system=project.system, parent=None).update(weight=1)
    words, url = step(browser, project)
    assert (words[:2], url) == ("改正", "indicators/")


def test_a_change_that_was_taken_back_leaves_the_score_valid(browser, project, person):
    run = make_run(project)
    run.fingerprint = fingerprint(scoring_data(project))
    run.save()
    change_paper(project, person)
    assert "待重新计算" not in home(browser, project).content.decode()


def test_a_change_makes_the_score_old_and_a_run_makes_it_new(browser, project, person):
    make_run(project)
    assert "得分最新" in home(browser, project).content.decode()
    change_paper(project, person)
    assert "事实已变，待重新计算" in home(browser, project).content.decode()
    make_run(project)
    assert "待重新计算" not in home(browser, project).content.decode()


def bands(*pairs):
    return [GradeBand(grade=grade, minimum=Decimal(minimum)) for grade, minimum in pairs]


GRADES = bands(("优", 90), ("良", 80), ("中", 60), ("差", 0))


@pytest.mark.parametrize(
    ("total", "grade", "distance", "mark"),
    [
        ("87.99", "优", "2.01", 246.4),
        ("80", "优", "10", 224.0),
        ("79.99", "良", "0.01", 224.0),
        ("90", "", None, 252.0),
        ("0", "中", "60", 0.0),
    ],
)
def test_distance_to_the_next_grade(total, grade, distance, mark):
    drawn = band(GRADES, Decimal(total))
    assert (drawn.next_grade, drawn.distance, drawn.mark) == (grade, distance and Decimal(distance), mark)


def test_the_band_without_a_total_has_no_mark():
    drawn = band(GRADES, None)
    assert [(part.grade, part.x, part.width) for part in drawn.segments] == [
        ("差", 0.0, 167.0),
        ("中", 168.0, 55.0),
        ("良", 224.0, 27.0),
        ("优", 252.0, 27.0),
    ]
    assert (drawn.mark, drawn.distance) == (None, None)


def test_the_log_shows_before_and_after_and_filters(browser, project, person):
    change_paper(project, person)
    url = f"/projects/{project.pk}/history/"
    text = browser.get(url).content.decode()
    assert "<del>12604</del>" in text
    assert "<ins>12640</ins>" in text
    assert [line.kind for line in browser.get(url + "?kind=paper").context["page"]] == ["paper"]


def test_outside_people_see_neither_facts_nor_log(client, project, person):
    make_run(project)
    change_paper(project, person)
    client.force_login(add_member(project, role=ProjectRole.EXPERT))
    text = home(client, project).content.decode()
    assert "87.3" not in text
    assert "工作底稿" not in text
    assert "完整度" not in text
    assert "12640" not in text
    assert "预算与资金" not in text
    assert client.get(f"/projects/{project.pk}/history/").status_code == 404


def test_a_bureau_officer_sees_what_the_project_is_and_in_which_role(client, project):
    client.force_login(add_member(project, role=ProjectRole.BUREAU_OFFICER))
    text = home(client, project).content.decode()
    assert f"<dt>被评价单位</dt><dd>{project.evaluated_unit}</dd>" in text
    assert "<dt>您的角色</dt><dd>委托方</dd>" in text
    assert "完整度" not in text
    desk = client.get("/").content.decode()
    assert "最近动态" not in desk
    assert "后台任务" not in desk


def test_thousands_of_missing_things_are_counted_and_the_first_are_named(browser, project):
    table = BaseTable.objects.create(project=project, position=900, code="大表")
    BaseTableItem.objects.bulk_create(
        BaseTableItem(table=table, position=place, name=f"数据项{place}", **values)
        for place, values in enumerate(
            [{"kind": "number", "text": "不作数"}] * 60
            + [{"kind": "flag", "number": 1}, {"kind": "text", "number": 1}]
            + [
                {"kind": "number", "number": 0},
                {"kind": "flag", "flag": False},
                {"kind": "text", "text": "有"},
            ]
        )
    )
    items = list(BaseTableItem.objects.filter(table__project=project).order_by("table__position", "position"))
    unknown = [f"{item.table.code} {item.name}" for item in items if item.value is None]
    found = module(project, "基础表")
    assert (found.total, found.missing, found.done) == (len(items), len(unknown), len(items) - len(unknown))
    assert [gap.label for gap in found.gaps] == unknown[:50]
    assert f"还有{len(unknown) - 50}项，到基础表看" in home(browser, project).content.decode()


def test_unchecked_links_are_counted_and_the_first_are_named(browser, project):
    rows = [
        Document(project=project, position=place, number=f"W-{place:03}", title=f"资料{place}")
        for place in range(60)
    ]
    item = BaseTableItem.objects.filter(table__project=project).first()
    EvidenceLink.objects.bulk_create(
        EvidenceLink(document=one, position=0, base_item=item) for one in Document.objects.bulk_create(rows)
    )
    before = module(project, "佐证核对")
    assert (before.total, before.missing, before.unread) == (60, 60, 10)
    assert [gap.label for gap in before.gaps] == [
        f"W-{place:03} → {item.table.code} {item.name} 待核对" for place in range(50)
    ]
    wanted = state_of(project)
    others = [gap for gap in wanted.to_fill if gap not in before.gaps]
    assert wanted.missing == len(others) + 60
    assert home(browser, project).context["step"][0] == f"补齐{wanted.missing}项缺项"
    EvidenceLink.objects.filter(document__number="W-000").update(checked_at=timezone.now())
    after = module(project, "佐证核对")
    assert (after.done, after.missing, after.gaps[0].label[:5]) == (1, 59, "W-001")


def test_the_page_asks_as_often_for_one_row_as_for_three(browser, project):
    asked = []
    for count in (1, 3):
        table = BaseTable.objects.create(project=project, position=900 + count, code=f"表{count}")
        for place in range(count):
            item = BaseTableItem.objects.create(table=table, position=place, name=f"项{place}", kind="number")
            number = f"W-{count}{place}"
            made = Document.objects.create(project=project, position=count * 10 + place, number=number)
            EvidenceLink.objects.create(document=made, position=0, base_item=item)
        home(browser, project)
        with CaptureQueriesContext(connection) as queries:
            home(browser, project)
        asked.append(len(queries))
    assert asked[0] == asked[1]

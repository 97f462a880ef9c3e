"""用于…: a statistic becomes an input or a data item in one step, and follows the answers from then on."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.exchange.queries import export_file
from evaluations.fieldwork.models import BaseTableItem, ItemState
from evaluations.findings import binding
from evaluations.findings.tallying import tally
from evaluations.grids.actions import change
from evaluations.grids.grid import find
from evaluations.grids.operations import Remove, Set
from evaluations.papers.binding import NotBindable
from evaluations.papers.items import hold, let_go
from evaluations.papers.models import PaperInput
from evaluations.papers.queries import evaluate
from evaluations.people.models import User
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Question, Survey
from evaluations.surveying.definition import Choice, Item, Questionnaire
from tests.evaluations.findings.making import answer
from tests.evaluations.papers.making import leaf, make_small
from tests.evaluations.questionnaires.collecting.making import make_survey, publish
from tests.factories import make_firm, make_user

pytestmark = pytest.mark.django_db
D = Decimal
CHOICES = (
    Choice(id="a", label="很满意", satisfied=True),
    Choice(id="b", label="基本满意", satisfied=True),
    Choice(id="c", label="不满意"),
)
HONGDA = Questionnaire(
    title="消费者问卷",
    items=(Item(id="q1", kind="single", text="是否满意", choices=CHOICES, satisfaction=True),),
)


@pytest.fixture
def by() -> User:
    return make_user(firm=make_firm())


@pytest.fixture
def project(by: User) -> Project:
    made = make_small(leaf("C25", "A", 8), leaf("C26", "A", 8), by=by)
    table = made.basetables.create(position=0, code="C25", title="满意度")
    table.items.create(position=0, name="满意率", kind="number")
    return made


@pytest.fixture
def survey(project: Project) -> Survey:
    version = publish(make_survey(project), HONGDA)
    answer(version, [{"q1": key} for key, number in (("a", 32), ("b", 68), ("c", 20)) for _ in range(number)])
    return version.survey


def target(project: Project, code: str = "C25", name: str = "done") -> str:
    row = PaperInput.objects.select_related("paper").get(
        paper__project=project, paper__indicator__code=code, name=name
    )
    return f"input:{row.pk}:{row.paper.revision}"


def item_of(project: Project) -> BaseTableItem:
    return BaseTableItem.objects.get(table__project=project)


def in_table(project: Project) -> str:
    return f"item:{item_of(project).pk}:{item_of(project).revision}"


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        ("q1.satisfied", "survey:1.1.satisfied"),
        ("satisfied", "survey:1.satisfied"),
        ("q1.b.share", "survey:1.1.基本满意.share"),
        ("q1.answered", "survey:1.1.answered"),
        ("survey:1.1.很满意.count", "survey:1.1.很满意.count"),
    ],
)
def test_a_statistic_is_found_by_its_ids_before_and_after_it_is_taken_over(
    survey: Survey, by: User, wanted: str, key: str
) -> None:
    for _ in range(2):
        fact, _facts = binding.fact_of(survey, wanted)
        assert fact is not None
        assert fact.key == key
        tally(survey, by=by)


@pytest.mark.parametrize(
    "wanted", ["", "q9.satisfied", "q1.z.share", "q1.a.mean", "survey:2.1.satisfied", "x"]
)
def test_what_is_not_there_is_not_found(survey: Survey, wanted: str) -> None:
    assert binding.fact_of(survey, wanted)[0] is None
    with pytest.raises(NotBindable, match="没有找到这项统计"):
        binding.use(survey, wanted, target(survey.project), by=make_user())


def test_an_input_reads_the_statistic_in_one_step(project: Project, survey: Survey, by: User) -> None:
    one = binding.use(survey, "q1.satisfied", target(project), by=by)
    assert isinstance(one, PaperInput)
    assert one.source == "survey:1.1.satisfied"
    assert evaluate(project).outcome("C25").score == D("6.67")
    answer(survey.versions.get(), [{"q1": "c"}] * 80)
    done = tally(survey, by=by)
    assert evaluate(project).outcome("C25").score == D("4.00")
    assert done.effects[0].startswith("影响：C25 指标C25 6.67 → 4.00")


def test_what_reads_something_else_is_asked_for_first(project: Project, survey: Survey, by: User) -> None:
    binding.use(survey, "q1.satisfied", target(project), by=by)
    with pytest.raises(
        binding.Asked, match="C25的输入“done”现在引自社会调查“老人满意度调查” 第1题 是否满意·满意占比"
    ):
        binding.use(survey, "q1.a.share", target(project), by=by)
    binding.use(survey, "q1.a.share", target(project), by=by, may_replace=True)
    assert PaperInput.objects.get(source="survey:1.1.很满意.share")


@pytest.mark.parametrize("wrong", ["", "input:1", "input:x:1", "item:999999:1", "input:999999:1", "list:1:1"])
def test_a_forged_place_is_refused(survey: Survey, by: User, wrong: str) -> None:
    with pytest.raises(NotBindable):
        binding.use(survey, "q1.satisfied", wrong, by=by)


def test_a_place_of_another_project_is_none(survey: Survey, by: User) -> None:
    foreign = make_small(leaf("C25", "A", 8), by=by)
    with pytest.raises(NotBindable, match="不在了"):
        binding.use(survey, "q1.satisfied", target(foreign), by=by)


def test_an_old_page_binds_nothing(project: Project, survey: Survey, by: User) -> None:
    old = target(project)
    binding.use(survey, "q1.satisfied", target(project, name="planned"), by=by)
    with pytest.raises(Conflict):
        binding.use(survey, "q1.satisfied", old, by=by)


# Base tables --------------------------------------------------------------------------------------


def test_a_data_item_holds_the_statistic_and_follows(project: Project, survey: Survey, by: User) -> None:
    binding.use(survey, "q1.satisfied", in_table(project), by=by)
    item = item_of(project)
    assert (item.number, item.unit, item.fact, item.state) == (
        D("83.33"),
        "%",
        "survey:1.1.satisfied",
        ItemState.FILLED,
    )
    assert item.source == "社会调查“老人满意度调查” 第1题 是否满意·满意占比"
    said = json.loads(export_file(Project.objects.get(pk=project.pk)))["base_table"][0]
    assert said["items"]["满意率"]["fact"] == "survey:1.1.satisfied"
    answer(survey.versions.get(), [{"q1": "c"}] * 80)
    done = tally(survey, by=by)
    assert (item_of(project).number, done.effects) == (D("50"), ("基础表随之更新：C25“满意率”",))
    line = project.activities.get(verb="随引用更新")
    assert [(one["before"][:5], one["after"][:3]) for one in line.changes] == [("83.33", "50%")]


def test_a_held_cell_is_not_typed_and_its_source_is_not_removed(
    project: Project, survey: Survey, by: User
) -> None:
    binding.use(survey, "q1.satisfied", in_table(project), by=by)
    item = item_of(project)
    grid = find(f"base-items-{item.table_id}", project)
    assert grid is not None
    done = change(grid, project, [Set(row=item.pk, column="number", text="1", revision=item.revision)], by=by)
    assert done.told[0].message.startswith("“满意率”引自社会调查")
    assert item_of(project).number == D("83.33")
    Question.objects.update(item="")
    questions = find(f"survey-questions-{survey.pk}", project)
    assert questions is not None
    told = change(questions, project, [Remove(row=Question.objects.get().pk)], by=by).told[0].message
    assert told == "“是否满意”正被基础表C25“满意率”引用，没有删除。请先取消那里的引用。"


def test_a_typed_item_is_asked_for_and_let_go_again(project: Project, survey: Survey, by: User) -> None:
    BaseTableItem.objects.filter(table__project=project).update(number=80)
    with pytest.raises(binding.Asked, match="“满意率”现在录入为80"):
        binding.use(survey, "q1.satisfied", in_table(project), by=by)
    binding.use(survey, "q1.satisfied", in_table(project), by=by, may_replace=True)
    item = item_of(project)
    let_go(item, revision=item.revision, by=by)
    assert (item_of(project).fact, item_of(project).number) == ("", D("83.33"))


@pytest.mark.parametrize("key", ["base:C25.满意率", "survey:9.valid", "nonsense"])
def test_an_item_holds_no_item_and_nothing_unknown(project: Project, by: User, key: str) -> None:
    item = item_of(project)
    with pytest.raises(NotBindable):
        hold(item, key, revision=item.revision, by=by)


# Pages --------------------------------------------------------------------------------------------


def test_the_pages_lead_from_the_statistic_to_the_paper(project: Project, survey: Survey, by: User) -> None:
    browser = Client()
    browser.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("findings:use", args=[project.pk, survey.pk])
    page = browser.get(f"{address}?{urlencode({'fact': 'q1.satisfied'})}").content.decode()
    assert "第1题 是否满意·满意占比　83.33%" in page
    assert "= （很满意32 + 基本满意68）÷ 120" in page
    assert "选定后先汇总120份（有效120份），再引用。" in page
    done = browser.post(address, {"fact": "q1.satisfied", "target": target(project)})
    paper = reverse("papers:paper", args=[project.pk, "C25"])
    assert (done.status_code, done["Location"]) == (302, paper)
    assert "= （很满意32 + 基本满意68）÷ 120" in browser.get(paper).content.decode()
    asked = browser.post(address, {"fact": "q1.a.share", "target": target(project)}).content.decode()
    assert "改成引用“社会调查“老人满意度调查” 第1题 是否满意·很满意·占比”吗？" in asked
    share = browser.get(f"{address}?{urlencode({'fact': 'q1.a.share'})}").content.decode()
    assert re.findall(r"(人数|占比|本题有效填写人次)　([\d.%人次]+)</a>", share) == [
        ("人数", "32人"),
        ("占比", "26.67%"),
        ("本题有效填写人次", "120人次"),
    ]
    chosen = browser.get(address).content.decode()
    assert "哪项统计要用" in chosen
    told = browser.post(reverse("findings:tally", args=[project.pk, survey.pk]), {"back": "statistics"})
    assert told["Location"] == reverse("findings:statistics", args=[project.pk, survey.pk])


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_the_page_do_not_grow(
    by: User, count: int, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    project = make_small(*(leaf(f"A{place}", "A", 10) for place in range(count)), by=by)
    version = publish(make_survey(project), HONGDA)
    answer(version, [{"q1": "a"}] * count)
    browser = Client()
    browser.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("findings:use", args=[project.pk, version.survey_id])
    with django_assert_max_num_queries(38):  # type: ignore[operator]
        browser.get(f"{address}?fact=q1.satisfied")

"""The pages of the indicator system: what they show, to whom, how often they ask, what they answer."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.design import balancing
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from tests.evaluations.design.making import make_tree, row, shape
from tests.evaluations.papers.making import make_sized, signed_in
from tests.factories import add_member, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return make_user()


@pytest.fixture
def project(person: User) -> Project:
    return make_tree(by=person)


@pytest.fixture
def browser(person: User) -> Client:
    return signed_in(person)


def url(name: str, project: Project) -> str:
    return reverse(f"design:{name}", args=[project.pk])


def send(browser: Client, to: str, project: Project, **values: Any) -> tuple[int, str]:
    project.system.refresh_from_db()
    values = {"revision": project.system.revision, **values}
    answer = browser.post(url(to, project), values, headers={"HX-Request": "true"})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("case", ["linfang_2018", "hongda_2018", "selfeval_2023_hotline"])
def test_every_page_opens_for_every_case(case: str, person: User, browser: Client) -> None:
    project = make_project(case)
    add_member(project, person, ProjectRole.LEAD)
    pages = ["tree", "renumber", "grades", "weighting"]
    assert [browser.get(url(name, project)).status_code for name in pages] == [200] * 4
    for method in ("equal", "normalise", "expert_mean", "ahp"):
        assert browser.get(url("weighting", project), {"method": method, "branch": ""}).status_code == 200


def test_weights_that_do_not_add_up_are_marked(browser: Client, project: Project) -> None:
    project.system.indicators.filter(code="A1").update(weight=Decimal(31))
    project.system.indicators.filter(code="B").update(weight=Decimal(39))
    tree = browser.get(url("tree", project)).context["tree"]
    assert [(node.indicator.code, node.total) for node in tree.wrong] == [
        ("A", Decimal(61)),
        ("B", Decimal(40)),
    ]
    assert (tree.is_total_wrong, tree.top) == (True, Decimal(99))


def test_who_may_not_edit_reads(project: Project) -> None:
    page = (
        signed_in(add_member(project, role=ProjectRole.REVIEWER)).get(url("tree", project)).content.decode()
    )
    assert "data-add-url" not in page
    assert 'draggable="true"' not in page
    assert "指标A1" in page


def test_a_system_whose_rules_cannot_be_read_is_still_shown(browser: Client, project: Project) -> None:
    project.system.indicators.filter(code="A1").update(value_expression="done/")
    page = browser.get(url("tree", project))
    assert page.status_code == 200
    assert "评分规则有误，暂不能算分" in page.content.decode()


def test_actions_answer_with_the_tree(browser: Client, project: Project) -> None:
    top = row(project, "A").pk
    status, page = send(browser, "add", project, parent=top, place=2)
    added = row(project, "A3")
    assert (status, f'data-focus="{added.pk}" data-edit="name"' in page) == (200, True)
    assert send(browser, "edit", project, pk=added.pk, name="时效")[0] == 200
    assert send(browser, "edit", project, pk=added.pk, weight="１２．５")[0] == 200
    assert row(project, "A3").weight == Decimal("12.5")
    assert send(browser, "move", project, pk=added.pk, parent="", place=0)[0] == 200
    assert shape(project)[0] == "C"
    status, page = send(browser, "remove", project, pk=added.pk, then=top)
    assert "已删除“C 时效”" in page
    removal = project.removals.get()
    status, page = send(browser, "restore", project, removal=removal.pk)
    assert (status, "已恢复“C 时效”" in page, shape(project)[0]) == (200, True, "C")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"weight": "1O"}, "“A1 指标A1”的权重“1O”不是数字：第2个字符是字母O，应为数字0。"),
        ({"weight": ""}, "“A1 指标A1”的权重是空的，请填一个数；不计分填0。"),
        ({"code": "B1"}, "编号“B1”已用于"),
        ({"name": " "}, "指标名称是空的"),
    ],
)
def test_refusals_are_told_above_the_tree(
    browser: Client, project: Project, values: dict[str, str], said: str
) -> None:
    status, page = send(browser, "edit", project, pk=row(project, "A1").pk, **values)
    assert (status, said in page) == (422, True)


def test_a_conflict_shows_both_and_can_be_sent_again(browser: Client, project: Project) -> None:
    pk = row(project, "A1").pk
    send(browser, "edit", project, pk=pk, name="先到")
    status, page = send(browser, "edit", project, pk=pk, name="后到", revision=1)
    assert status == 409
    assert "<td>后到</td><td>先到</td>" in page
    assert f'data-again="{url("edit", project)}"' in page
    assert row(project, "A1").name == "先到"


def test_without_htmx_the_whole_page_is_answered(browser: Client, project: Project) -> None:
    answer = browser.post(url("add", project), {"revision": 1})
    assert answer["Location"] == url("tree", project)
    assert browser.post(url("add", project), {"revision": 1}).status_code == 409


def test_renumbering_is_shown_before_it_is_done(browser: Client, project: Project) -> None:
    page = browser.get(url("renumber", project), {"style": "dotted"})
    assert (page.context["changed"], page.context["doubled"]) == (5, False)
    assert "<ins>1.2</ins>" in page.content.decode()
    browser.post(url("renumber", project), {"style": "dotted", "revision": 1})
    assert shape(project) == ["1", "1.1<1", "1.2<1", "2", "2.1<2"]


def test_an_expert_is_entered_previewed_and_taken_over(browser: Client, project: Project) -> None:
    branch, one, two = (row(project, code).pk for code in ("A", "A1", "A2"))
    sent = {"branch": branch, "method": "ahp", "decimals": 1, f"pair-{one}-{two}": "3"}
    preview = browser.post(url("weighting-preview", project), sent).content.decode()
    assert "75.00%" in preview
    assert browser.post(url("voice", project), sent | {"name": " "}).status_code == 422
    assert (
        browser.post(url("voice", project), sent | {"name": "专家1", "voice_revision": 0}).status_code == 302
    )
    late = browser.post(url("voice", project), sent | {"name": "专家1", f"pair-{one}-{two}": "5"})
    fields = [(one.mine, one.theirs) for one in late.context["conflict"]["fields"]]
    assert (late.status_code, fields) == (409, [("5", "3")])
    take = {"branch": branch, "method": "ahp", "decimals": 1, "method_text": "见附件。"}
    assert browser.post(url("take-over", project), take | {"revision": 0}).status_code == 409
    assert browser.post(url("take-over", project), take | {"revision": 1}).status_code == 302
    assert (row(project, "A1").weight, row(project, "A2").weight) == (Decimal(45), Decimal(15))
    assert row(project, "A1").weight_basis == (
        "权重由1名专家采用层次分析法两两比较确定，CR=0.000<0.1，通过一致性检验。"
    )
    project.system.refresh_from_db()
    assert project.system.weight_method == "见附件。"
    assert project.weightings.get().taken_by is not None
    voice = project.weightings.get().voices.get()
    browser.post(url("voice-remove", project), {"voice": voice.pk, "branch": branch, "method": "ahp"})
    assert browser.post(url("take-over", project), take | {"revision": 2}).status_code == 422


def test_judgements_that_contradict_each_other_are_warned_of(browser: Client, person: User) -> None:
    """CR ≥ 0.1 is told beside the judgements and beside the result; it is no refusal."""
    project = make_project("linfang_2018")
    add_member(project, person)
    a, b, c = (row(project, code).pk for code in "ABC")
    said = {f"pair-{a}-{b}": "9", f"pair-{b}-{c}": "9", f"pair-{a}-{c}": "-9"}
    sent = {"branch": "", "method": "ahp", "decimals": 1, **said}
    preview = browser.post(url("weighting-preview", project), sent).content.decode()
    assert "CR≥0.1" in preview
    saved = browser.post(url("voice", project), sent | {"name": "专家1", "voice_revision": 0})
    assert saved.status_code == 302
    page = browser.get(url("weighting", project), {"method": "ahp"}).content.decode()
    assert "CR≥0.1，请复核判断" in page


def test_grades_are_previewed_and_saved(browser: Client, project: Project) -> None:
    sent = {"grade-0": "好", "minimum-0": "95", "grade-1": "差", "minimum-1": "0", "score_decimals": "1"}
    assert "<b>差</b>" in browser.post(url("grades-preview", project), sent).content.decode()
    wrong = browser.post(url("grades", project), sent | {"minimum-0": "9五", "revision": 1})
    assert (wrong.status_code, "第1行：“好”的下限" in wrong.content.decode()) == (422, True)
    wrong = browser.post(url("grades", project), sent | {"score_decimals": "13", "revision": 1})
    assert "得分小数位应为0到12的整数，现为“13”。" in wrong.content.decode()
    assert browser.post(url("grades", project), sent | {"revision": 0}).status_code == 409
    assert browser.post(url("grades", project), sent | {"revision": 1}).status_code == 302
    assert list(project.system.grades.values_list("grade", flat=True)) == ["好", "差"]


def test_without_script_rows_are_edited_moved_added_and_removed_by_forms(
    browser: Client, project: Project
) -> None:
    page = browser.get(url("forms", project))
    aims = {one.row.code: one for one in page.context["rows"]}

    def by_form(act: str, revision: int, **values: Any) -> Any:
        return browser.post(url(act, project), {"by_form": "1", "revision": revision, **values})

    one = aims["A1"].row.pk
    saved = by_form("edit", 1, pk=one, code="A1", name="接通", weight="25")
    assert saved["Location"] == url("forms", project)
    assert (row(project, "A1").name, row(project, "A1").weight) == ("接通", Decimal(25))
    wrong = by_form("edit", 3, pk=one, code="A1", name="新名", weight="2O")
    assert (wrong.status_code, 'value="2O"' in wrong.content.decode()) == (422, True)
    assert row(project, "A1").name == "接通"
    late = by_form("edit", 1, pk=one, code="A1", name="后到", weight="25")
    assert (late.status_code, "后到" in late.content.decode()) == (409, True)
    before = shape(project)
    by_form("move", 3, pk=one, to=aims["A1"].down)
    assert shape(project) != before
    by_form("add", 4, to=page.context["top"])
    new = project.system.indicators.get(name="新指标")
    by_form("remove", 5, pk=new.pk)
    assert not project.system.indicators.filter(name="新指标").exists()


def test_the_aims_of_rows_stay_within_the_tree(browser: Client, project: Project) -> None:
    aims = {one.row.code: one for one in browser.get(url("forms", project)).context["rows"]}
    first, branch = aims["A1"], aims["A"]
    assert (branch.up, branch.out, branch.into) == ("", "", "")
    assert (first.up, first.out) == ("", "0:1")
    assert aims["A2"].into == f"{first.row.pk}:0"


def test_two_versions_of_the_grades_are_merged_part_by_part(browser: Client, project: Project) -> None:
    sent = {"grade-0": "好", "minimum-0": "95", "grade-1": "差", "minimum-1": "0", "score_decimals": "1"}
    words = browser.get(url("grades", project)).context["initial"]
    first = {f"initial-{key}": value for key, value in words.items()}
    assert browser.post(url("grades", project), sent | first | {"revision": 1}).status_code == 302
    other = {"grade-0": "优", "minimum-0": "0", "score_decimals": "", "revision": 1}
    late = browser.post(url("grades", project), other | first | {"initial-score_decimals": "—"})
    assert late.status_code == 409
    found = {one.key: one.newest for one in late.context["conflict"]["fields"]}
    assert found == {"bands": "mine", "score_decimals": "theirs"}
    kept = late.context["conflict"]["kept"]
    merged = {**kept, "revision": 2, "choose-bands": "mine", "choose-score_decimals": "theirs"}
    assert browser.post(url("grades", project), merged).status_code == 302
    project.system.refresh_from_db()
    assert list(project.system.grades.values_list("grade", flat=True)) == ["优"]
    assert project.system.score_decimals == 1


def test_two_versions_of_an_experts_weights_are_merged_one_by_one(browser: Client, project: Project) -> None:
    branch, one, two = (row(project, code).pk for code in ("A", "A1", "A2"))
    sent = {"branch": branch, "method": "expert_mean", "name": "甲", "voice_revision": 0}
    browser.post(url("voice", project), sent | {f"weight-{one}": "30", f"weight-{two}": "70"})
    mine = {f"weight-{one}": "40", f"weight-{two}": "", f"initial-weight-{two}": ""}
    late = browser.post(url("voice", project), sent | mine)
    found = {
        field.key: (field.mine, field.theirs, field.newest) for field in late.context["conflict"]["fields"]
    }
    assert found == {f"weight-{one}": ("40", "30", "mine"), f"weight-{two}": ("—", "70", "theirs")}
    choices = {f"choose-weight-{one}": "mine", f"choose-weight-{two}": "theirs"}
    merged = sent | late.context["conflict"]["kept"] | choices | {"voice_revision": 1}
    assert browser.post(url("voice", project), merged).status_code == 302
    voice = project.weightings.get().voices.get()
    assert {given.indicator_id: given.weight for given in voice.weights.all()} == {
        one: Decimal(40),
        two: Decimal(70),
    }


def test_pages_ask_as_often_for_one_indicator_as_for_two_hundred(browser: Client, person: User) -> None:
    asked = [_asked(browser, person, count) for count in (1, 3, 200)]
    assert asked[0] == asked[1] == asked[2]


def _asked(browser: Client, person: User, count: int) -> dict[str, int]:
    project = make_sized(count)
    add_member(project, person, ProjectRole.EVALUATOR)
    branch = row(project, "A")
    for name in ("甲", "乙")[: 1 if count == 1 else 2]:
        balancing.save_voice(project, branch, "ahp", name, pairs={}, revision=0, by=person)
    asked = {}
    for name, query in (
        ("tree", {}),
        ("renumber", {}),
        ("grades", {}),
        ("weighting", {"method": "equal", "branch": branch.pk}),
    ):
        browser.get(url(name, project), query)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url(name, project), query)
        asked[name] = len(queries)
    return asked


def test_an_expert_weighs_in_the_own_name_only(project: Project) -> None:
    expert = add_member(project, role=ProjectRole.EXPERT)
    browser = signed_in(expert)
    branch, one, two = (row(project, code).pk for code in ("A", "A1", "A2"))
    sent = {"branch": branch, "method": "ahp", f"pair-{one}-{two}": "3", "name": "别人", "voice_revision": 0}
    assert browser.post(url("voice", project), sent).status_code == 302
    assert project.weightings.get().voices.get().name == str(expert)
    page = browser.get(url("weighting", project), {"branch": branch, "method": "ahp"})
    assert (page.context["heard"].scales, "采用新权重" in page.content.decode()) == ({(0, 1): 3}, False)
    assert browser.post(url("take-over", project), sent).status_code == 404


def test_an_expert_compares_without_seeing_what_others_said_or_what_came_of_it(
    project: Project, person: User
) -> None:
    branch, one, two = (row(project, code).pk for code in ("A", "A1", "A2"))
    sent = {
        "branch": branch,
        "method": "ahp",
        f"pair-{one}-{two}": "3",
        "name": "甲专家",
        "voice_revision": 0,
    }
    heard = signed_in(person).post(url("voice", project), sent | {"name": "甲专家"})
    assert heard.status_code == 302
    browser = signed_in(add_member(project, role=ProjectRole.EXPERT))
    page = browser.get(url("weighting", project), {"branch": branch})
    text = page.content.decode()
    assert (page.context["found"].method, page.context["heard"]) == ("ahp", None)
    assert "甲专家" not in text
    assert "现权重" not in text
    assert "平均分配" not in text
    for name in ("tree", "weights-versions"):
        assert url(name, project) not in text
        assert browser.get(url(name, project)).status_code == 404
    home = browser.get(reverse("desk:project", args=[project.pk])).content.decode()
    assert url("weighting", project) in home

"""意见采纳情况表: which opinions are in it, who answers them how, and what the stage waits for."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document as WordFile
from pytest_django import DjangoAssertNumQueries

from evaluations.papers.models import PaperInput
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project, ProjectRole
from evaluations.reviews import actions as threads
from evaluations.reviews.actions import Refused
from evaluations.reviews.adoption import printing, queries
from evaluations.reviews.adoption.actions import EMPTY, answer, explain
from evaluations.reviews.adoption.annex import Annex, word
from evaluations.reviews.adoption.models import Answer, Opinion
from evaluations.reviews.adoption.queries import Passage, passage
from evaluations.reviews.models import Kind, Target, ThreadState
from evaluations.stages.actions import Hand, NotPossible, revise
from evaluations.stages.queries import gaps
from tests.evaluations.reviews.making import make_draft, make_thread
from tests.evaluations.stages.making import Cast, hand_in, make_cast, sign, sign_until, stage_of, state_of

pytestmark = pytest.mark.django_db

ADOPT = EMPTY | {"decision": "adopt"}
DECLINE = EMPTY | {"decision": "decline"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def said(cast: Cast, role: str = "expert", **values: object) -> Opinion:
    """The line of a comment by the person of this role."""
    return Opinion.objects.get(thread=make_thread(cast.project, cast[role], **values))


def texts(project: Project, key: str) -> list[str]:
    return [gap.text for gap in gaps(project, stage_of(project, key)) if gap.is_blocking]


def test_every_comment_from_outside_is_a_line_and_none_from_inside(cast: Cast) -> None:
    for role in ("expert", "lead", "bureau_officer", "reviewer", "unit_contact", "firm_admin"):
        make_thread(cast.project, cast[role])
    make_draft(cast.project, cast["expert"])
    rows = list(Opinion.objects.values_list("number", "role", "round"))
    assert rows == [
        (1, "expert", "experts"),
        (2, "bureau_officer", "consult"),
        (3, "unit_contact", "consult"),
    ]


@pytest.mark.parametrize(
    ("role", "target", "key", "code"),
    [
        ("expert", Target.PLAN, "plan-review", ""),
        ("bureau_officer", Target.INDICATORS, "plan-review", "A1"),
        ("unit_contact", Target.INDICATORS, "consult", "A1"),
        ("expert", Target.PAPER, "experts", "A1"),
        ("bureau_officer", Target.REPORT, "consult", ""),
    ],
)
def test_the_round_follows_from_who_speaks_of_what(
    cast: Cast, role: str, target: Target, key: str, code: str
) -> None:
    row = said(cast, role, target=target, key="A1")
    assert (row.round, row.code, row.place) == (key, code, "综合评价结论")


def test_a_suggestion_keeps_what_it_would_put_in_place_of_what(cast: Cast) -> None:
    row = said(cast, kind=Kind.SUGGESTION, suggestion="总体良好", text="")
    assert (row.quoted, row.suggestion, row.is_no_opinion) == ("总体较好", "总体良好", False)


def test_a_line_follows_its_author_until_it_is_answered(cast: Cast) -> None:
    row = said(cast)
    assert row.thread is not None
    threads.mend(row.thread, "改过的意见。", "", by=cast["expert"])
    assert Opinion.objects.get().text == "改过的意见。"
    answer(row, DECLINE, revision=0, by=cast["manager"])
    with pytest.raises(Refused, match="已有人答复"):
        threads.mend(row.thread, "又改。", "", by=cast["expert"])
    row.thread.refresh_from_db()
    assert row.thread.text == Opinion.objects.get().text == "改过的意见。"


def test_an_answer_is_saved_logged_and_keeps_its_versions(cast: Cast) -> None:
    row = said(cast)
    half = answer(row, DECLINE, revision=0, by=cast["manager"])
    assert not half.is_complete
    assert [one.number for one in queries.unanswered(queries.opinions_of(cast.project))] == [1]
    whole = answer(row, DECLINE | {"reason": "依据充分。"}, revision=1, by=cast["manager"])
    assert whole.is_complete
    assert not queries.unanswered(queries.opinions_of(cast.project)).exists()
    line = cast.project.activities.filter(kind="review", verb="答复").get()
    assert [(one["field"], one["after"]) for one in line.changes] == [
        ("采纳情况", "不采纳"),
        ("说明与理由", "依据充分。"),
    ]
    assert Answer.history.filter(id=whole.pk).count() == 2


def test_two_people_do_not_overwrite_each_other(cast: Cast) -> None:
    row = said(cast)
    answer(row, ADOPT, revision=0, by=cast["manager"])
    with pytest.raises(Conflict) as conflict:
        answer(row, DECLINE, revision=0, by=cast["lead"])
    assert (conflict.value.theirs["decision"], conflict.value.mine["decision"]) == ("adopt", "decline")
    assert answer(row, ADOPT, revision=0, by=cast["lead"]).revision == 1


def test_nobody_answers_their_own_opinion(cast: Cast) -> None:
    row = said(cast)
    cast.project.members.filter(user=cast["expert"]).update(role=ProjectRole.EVALUATOR)
    with pytest.raises(Refused, match="您本人提出"):
        answer(row, ADOPT, revision=0, by=cast["expert"])
    assert not Answer.objects.exists()


def test_no_opinion_is_only_recorded(cast: Cast) -> None:
    hand_in(cast, "plan-review")
    row = Opinion.objects.get()
    assert (row.is_no_opinion, row.place) == (True, "专家评审意见表")
    with pytest.raises(Refused, match="无须答复"):
        answer(row, ADOPT, revision=0, by=cast["manager"])


def test_a_stage_waits_for_every_answer_and_its_signature_closes_them(cast: Cast) -> None:
    sign_until(cast, "plan")
    hand_in(cast, "plan-review", changes="补充抽样依据。\n\n说明问卷数量。", conclusion="after_changes")
    hand_in(cast, "plan-review", "expert2")
    assert texts(cast.project, "plan-review") == ["还有2条意见未答复（第1、2条）"]
    with pytest.raises(NotPossible, match="还有2条意见未答复"):
        sign(cast, "plan-review", "expert")
    for row in Opinion.objects.filter(is_no_opinion=False):
        answer(row, ADOPT, revision=0, by=cast["manager"])
    for role in ("expert", "expert2", "bureau_officer"):
        sign(cast, "plan-review", role)
    with pytest.raises(Refused, match="“方案评审”已签核"):
        answer(Opinion.objects.earliest("number"), DECLINE, revision=1, by=cast["manager"])
    assert set(Answer.objects.values_list("decision", flat=True)) == {"adopt"}


def test_a_comment_after_its_round_belongs_to_the_next_one(cast: Cast) -> None:
    sign_until(cast, "plan-review")
    assert said(cast, target=Target.PLAN).round == "experts"


def test_comments_and_answers_tell_the_same(cast: Cast) -> None:
    row, other = said(cast), said(cast, "unit_contact")
    assert row.thread is not None
    assert other.thread is not None
    answer(row, EMPTY | {"decision": "partly", "reason": "补写了依据。"}, revision=0, by=cast["manager"])
    row.thread.refresh_from_db()
    assert row.thread.state == ThreadState.ADOPTED
    threads.decide(other.thread, ThreadState.ADOPTED, by=cast["lead"], change=("旧文", "新文"))
    taken = Answer.objects.get(opinion=other)
    assert (taken.decision, taken.before, taken.after, taken.place) == (
        "adopt",
        "旧文",
        "新文",
        "综合评价结论",
    )
    assert taken.is_complete


def move_score(cast: Cast, to: int) -> None:
    """The papers are opened in the round in turn, and an input of A1 is another one."""
    revise(cast.project, parts=["papers"], reason="按意见更正", hand=Hand(person=cast["manager"]))
    PaperInput.objects.filter(paper__project=cast.project, paper__indicator__code="A1", name="done").update(
        number=to
    )


def test_a_changed_score_needs_a_reason(cast: Cast) -> None:
    sign_until(cast, "draft")
    assert queries.explained(cast.project, state_of(cast.project)) == []
    move_score(cast, 80)
    assert texts(cast.project, "internal") == ["A1 指标A1得分由54改为48，还没有写理由"]
    found = queries.explained(cast.project, state_of(cast.project))[0]
    with pytest.raises(Refused, match="理由还没有写"):
        explain(cast.project, found.moved, " ", by=cast["manager"])
    explain(cast.project, found.moved, "复核发现重复计数。", by=cast["manager"])
    assert texts(cast.project, "internal") == []
    PaperInput.objects.filter(paper__indicator__code="A1", name="done").update(number=70)
    assert texts(cast.project, "internal") == ["A1 指标A1得分由54改为42，还没有写理由"]


def test_an_adopted_opinion_on_the_indicator_is_a_reason_a_declined_one_is_not(cast: Cast) -> None:
    sign_until(cast, "internal")
    row = said(cast, target=Target.PAPER, key="A1", place="A1　指标A1")
    answer(row, DECLINE | {"reason": "数据属实。"}, revision=0, by=cast["manager"])
    move_score(cast, 80)
    assert not queries.explained(cast.project, state_of(cast.project))[0].is_explained
    answer(row, ADOPT, revision=1, by=cast["manager"])
    assert queries.explained(cast.project, state_of(cast.project))[0].is_explained


def test_a_line_shows_what_moved_down_to_the_total(cast: Cast) -> None:
    sign_until(cast, "internal")
    row = said(cast, target=Target.PAPER, key="A1", place="A1　指标A1")
    still = said(cast, target=Target.PAPER, key="A2", place="A2　指标A2")
    move_score(cast, 80)
    answer(row, ADOPT, revision=0, by=cast["manager"])
    line, other = queries.line_of(row), queries.line_of(still)
    assert line.moved is not None
    assert (line.moved.before, line.moved.after, line.inputs) == ("54", "48", (("done", "90", "80"),))
    assert (line.movement.totals, line.grade_word) == (("90", "84"), "优改为良")
    assert (other.moved, other.score) == (None, "36")
    changed = printing.annex_of(cast.project).rows[2][5]
    assert changed == "输入“done”90→80\nA1得分54→48\n总分90→84（优改为良）"


def test_a_passage_is_marked_where_it_differs() -> None:
    assert passage("由6人减至4人。", "由6人减至4人，未按合同。") == Passage(
        head="由6人减至4人", removed="", added="，未按合同", tail="。"
    )
    assert passage("aa", "a") == Passage(head="a", removed="a", added="", tail="")


def test_the_word_file_holds_the_table_and_is_the_same_each_time() -> None:
    annex = Annex(project="某项目", rows=(("1", "甲\n专家", "请说明", "采纳", "—", "—"),), foot="共1条。")
    made = word(annex)
    assert made == word(annex)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert parts.testzip() is None
        assert parts.namelist()[0] == "[Content_Types].xml"
    read = WordFile(io.BytesIO(made))
    assert [one.text for one in read.paragraphs] == ["意见采纳情况表", "某项目", "共1条。"]
    rows = [[cell.text for cell in row.cells] for row in read.tables[0].rows]
    assert rows[0][0] == "序号"
    assert rows[1] == ["1", "甲\n专家", "请说明", "采纳", "—", "—"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_costs_the_same_for_more_opinions(
    cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_until(cast, "internal")
    for _ in range(count):
        answer(said(cast, target=Target.PAPER, key="A1"), ADOPT, revision=0, by=cast["manager"])
    move_score(cast, 80)
    state = state_of(cast.project)
    project = Project.objects.get()
    with django_assert_num_queries(18):
        found = queries.lines(project, state)
    with django_assert_num_queries(0):
        assert [one.state for one in found if not one.opinion.is_no_opinion] == ["signed"] * count

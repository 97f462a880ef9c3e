"""专家评审意见表: filled in once per expert and round, what it adds to the table, the summary."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from evaluations.projects.actions import Conflict
from evaluations.reviews.actions import Refused
from evaluations.reviews.adoption.models import Opinion
from evaluations.reviews.expertise import queries
from evaluations.reviews.expertise.actions import begin, save_draft, set_criteria, submit
from evaluations.reviews.expertise.models import ExpertForm, FormScore
from evaluations.stages.actions import Hand, NotPossible, send_back
from evaluations.stages.queries import gaps
from tests.evaluations.stages.making import Cast, hand_in, make_cast, sign, sign_until, stage_of

pytestmark = pytest.mark.django_db

SAID = {"overall": "总体可行。", "changes": "", "conclusion": "pass"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def full_marks(form: ExpertForm) -> dict[int, Decimal | None]:
    return {one.position: one.full for one in form.scores.all()}


def test_a_firm_begins_with_a_form_of_a_hundred_marks_and_makes_its_own(cast: Cast) -> None:
    firm = cast.project.firm
    assert sum(full for _, full in queries.criteria_of(firm)) == 100
    begun = begin(cast.project, "plan-review", by=cast["expert"])
    set_criteria(firm, [("方案可行性", Decimal(60)), ("预算合理性", Decimal(40))], by=cast["firm_admin"])
    assert queries.criteria_of(firm) == [("方案可行性", Decimal(60)), ("预算合理性", Decimal(40))]
    assert begun.scores.count() == 5
    assert begin(cast.project, "plan-review", by=cast["expert2"]).scores.count() == 2
    assert firm.activities.get(kind="reviews").subject == "专家评审意见表的评审内容"
    with pytest.raises(Refused, match="重复"):
        set_criteria(firm, [("甲", Decimal(1)), ("甲", Decimal(2))], by=cast["firm_admin"])


def test_a_draft_is_kept_and_nothing_is_told_of_it(cast: Cast) -> None:
    form = begin(cast.project, "plan-review", by=cast["expert"])
    saved = save_draft(form, SAID, {0: Decimal(15)}, revision=1)
    assert (saved.revision, saved.scores.get(position=0).score) == (2, Decimal(15))
    assert begin(cast.project, "plan-review", by=cast["expert"]) == form
    with pytest.raises(Conflict):
        save_draft(form, SAID, {0: Decimal(16)}, revision=1)
    assert not cast.project.activities.filter(kind="review").exists()


def test_what_lacks_something_is_not_handed_in(cast: Cast) -> None:
    form = begin(cast.project, "plan-review", by=cast["expert"])
    with pytest.raises(Refused, match="总体意见没有写；评审结论没有选"):
        submit(form, by=cast["expert"])
    said = SAID | {"conclusion": "after_changes"}
    save_draft(form, said, full_marks(form), revision=1)
    with pytest.raises(Refused, match="结论是“修改后通过”，请写明要修改什么"):
        submit(form, by=cast["expert"])


def test_each_line_is_an_opinion_to_be_answered(cast: Cast) -> None:
    hand_in(cast, "experts", changes="一、补充依据。\n\n 二、核对数据。", conclusion="after_changes")
    rows = Opinion.objects.values_list("number", "text", "round", "role")
    assert list(rows) == [
        (1, "一、补充依据。", "experts", "expert"),
        (2, "二、核对数据。", "experts", "expert"),
    ]


def test_there_is_no_second_form_and_none_of_somebody_else(cast: Cast) -> None:
    form = hand_in(cast, "plan-review")
    assert begin(cast.project, "plan-review", by=cast["expert"]) == form
    for change in (
        lambda: save_draft(form, SAID, {}, revision=form.revision),
        lambda: submit(form, by=cast["expert"]),
    ):
        with pytest.raises(Refused, match="已经提交"):
            change()
    other = begin(cast.project, "plan-review", by=cast["expert2"])
    with pytest.raises(Refused, match="由专家本人提交"):
        submit(save_draft(other, SAID, full_marks(other), revision=1), by=cast["expert"])
    with pytest.raises(Refused, match="由本项目的专家填写"):
        begin(cast.project, "plan-review", by=cast["lead"])
    with pytest.raises(IntegrityError), transaction.atomic():
        ExpertForm.objects.create(project=cast.project, round="plan-review", user=cast["expert"], name="甲")


def test_the_stage_waits_for_every_form(cast: Cast) -> None:
    sign_until(cast, "plan")
    hand_in(cast, "plan-review")
    with pytest.raises(NotPossible, match="还没有提交专家评审意见表"):
        sign(cast, "plan-review", "expert")
    found = gaps(cast.project, stage_of(cast.project, "plan-review"))
    assert found[0].url_name == "expertise:forms"
    hand_in(cast, "plan-review", "expert2")
    sign(cast, "plan-review", "expert")


def test_who_is_no_expert_any_more_hands_nothing_in(cast: Cast) -> None:
    form = begin(cast.project, "plan-review", by=cast["expert2"])
    save_draft(form, SAID, full_marks(form), revision=1)
    cast.project.members.filter(user=cast["expert2"]).delete()
    with pytest.raises(Refused, match="由专家本人提交"):
        submit(form, by=cast["expert2"])


def test_after_a_return_an_expert_may_write_another(cast: Cast) -> None:
    sign_until(cast, "plan")
    first = hand_in(cast, "plan-review")
    hand_in(cast, "plan-review", "expert2")
    stage = stage_of(cast.project, "plan-review")
    send_back(cast.project, stage, target=stage, opinion="请补充。", hand=Hand(person=cast["expert"]))
    second = begin(cast.project, "plan-review", by=cast["expert"])
    assert (second.pk != first.pk, second.edition, second.is_draft) == (True, 2, True)
    assert queries.forms_of(cast.project, "plan-review")[0] == first


def test_the_summary_has_means_and_conclusions(cast: Cast) -> None:
    hand_in(cast, "plan-review")
    form = hand_in(cast, "plan-review", "expert2", changes="改一处。", conclusion="after_changes")
    FormScore.objects.filter(form=form, position=0).update(score=10)
    told = queries.summary(cast.project, "plan-review")
    assert (told.means[0].name, told.means[0].mean, told.total, told.full) == (
        "指标体系合理性",
        Decimal(15),
        Decimal(95),
        Decimal(100),
    )
    assert told.conclusions == [("通过", 1), ("修改后通过", 1)]
    assert told.missing == ()


def test_the_database_holds_scores_within_their_marks(cast: Cast) -> None:
    form = begin(cast.project, "plan-review", by=cast["expert"])
    with pytest.raises(IntegrityError), transaction.atomic():
        FormScore.objects.filter(form=form, position=0).update(score=21)

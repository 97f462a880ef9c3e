"""What changes with 专家评审意见表: the firm's criteria, an expert's draft, its submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluations.people.actions import log_for_firm
from evaluations.people.models import Firm, User
from evaluations.projects.actions import Change, Conflict, log
from evaluations.projects.figures import typed_out
from evaluations.projects.models import Project, ProjectRole
from evaluations.reviews import rounds
from evaluations.reviews.actions import Refused
from evaluations.reviews.adoption.recording import KIND, Said, person_of, record
from evaluations.reviews.expertise import queries
from evaluations.reviews.expertise.models import Conclusion, Criterion, ExpertForm, FormScore
from evaluations.stages.queries import standing

FIELDS = ("overall", "changes", "conclusion")
PLACE = "专家评审意见表"


@transaction.atomic
def set_criteria(firm: Firm, lines: Sequence[tuple[str, Decimal]], *, by: User) -> None:
    """The lines of the firm's form from now on; forms that were begun keep theirs."""
    Firm.objects.select_for_update().get(pk=firm.pk)
    if not lines:
        raise Refused("至少要有一项评审内容。请填写名称和满分。")
    names = [name for name, _ in lines]
    if len(set(names)) != len(names):
        raise Refused("评审内容的名称有重复。请改成不同的名称，汇总才能逐项平均。")
    if list(lines) == queries.criteria_of(firm):
        return
    Criterion.objects.filter(firm=firm).delete()
    Criterion.objects.bulk_create(
        Criterion(firm=firm, position=place, name=name, full=full) for place, (name, full) in enumerate(lines)
    )
    log_for_firm(firm, by=by, kind="reviews", row=firm.pk, verb="修改", subject="专家评审意见表的评审内容")


@transaction.atomic
def begin(project: Project, key: str, *, by: User) -> ExpertForm:
    """The expert's form of the round: the draft, the one handed in, or a new one on the firm's criteria.

    A further one is begun only where the round's stage was sent back or reopened since.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    member = project.members.filter(user=by, role=ProjectRole.EXPERT).select_related("user").first()
    if member is None or key not in rounds.EXPERT_ROUNDS:
        raise Refused("专家评审意见表由本项目的专家填写。")
    found = queries.own_form(project, key, by)
    if found is not None and not _may_follow(project, found):
        return found
    person = person_of(member)
    row = ExpertForm.objects.create(
        project=project,
        round=key,
        edition=found.edition + 1 if found else 1,
        user=by,
        name=person.name,
        title=person.title,
    )
    FormScore.objects.bulk_create(
        FormScore(form=row, position=place, name=name, full=full)
        for place, (name, full) in enumerate(queries.criteria_of(project.firm))
    )
    return row


def _may_follow(project: Project, found: ExpertForm) -> bool:
    return not found.is_draft and queries.was_undone_since(standing(project), found)


@transaction.atomic
def save_draft(
    form: ExpertForm, data: Mapping[str, Any], scores: Mapping[int, Decimal | None], *, revision: int
) -> ExpertForm:
    """Keeps what the expert has filled in so far; `scores` by place. Raises Conflict, Refused."""
    row = _draft(form)
    theirs = {name: getattr(row, name) for name in FIELDS} | _given(row)
    mine = {name: data[name] for name in FIELDS} | {f"score{place}": one for place, one in scores.items()}
    if mine == theirs:
        return row
    if row.revision != revision:
        raise Conflict(theirs=theirs, mine=mine, revision=row.revision)
    for name in FIELDS:
        setattr(row, name, data[name])
    row.revision += 1
    row.save(update_fields=[*FIELDS, "revision"])
    for one in row.scores.all():
        one.score = scores.get(one.position, one.score)
        one.save(update_fields=["score"])
    return row


@transaction.atomic
def submit(form: ExpertForm, *, by: User) -> ExpertForm:
    """提交: from now on it stands; each line of its 修改意见 is an opinion to be answered.

    Raises Refused for gaps, for somebody else's form, and once the round's stage is signed.
    """
    project = Project.objects.select_for_update().get(pk=form.project_id)
    row = _draft(form)
    member = project.members.filter(user=by, role=ProjectRole.EXPERT).select_related("user").first()
    if row.user_id != by.pk or member is None:
        raise Refused("专家评审意见表由专家本人提交。")
    if rounds.is_closed(project, row.round):
        raise Refused(f"“{rounds.ROUNDS[row.round]}”已签核，不再收评审意见表。")
    if missing := gaps(row):
        raise Refused("还不能提交：" + "；".join(missing) + "。")
    row.submitted_at = timezone.now()
    row.save(update_fields=["submitted_at"])
    changes: list[Change] = [
        {"field": "评审结论", "before": "—", "after": row.get_conclusion_display()},
        {"field": "总分", "before": "—", "after": typed_out(total(row))},
    ]
    subject = f"{PLACE}　{rounds.ROUNDS[row.round]}"
    log(project, by=by, kind=KIND, verb="提交", subject=subject, changes=changes)
    person = person_of(member)
    for text in lines_of(row.changes) or [""]:
        record(project, Said(text=text, place=PLACE, form=row), key=row.round, person=person)
    return row


def gaps(row: ExpertForm) -> list[str]:
    """What a form lacks before it can be handed in."""
    found = [f"“{one.name}”没有打分" for one in row.scores.all() if one.score is None]
    if not row.overall.strip():
        found.append("总体意见没有写")
    if not row.conclusion:
        found.append("评审结论没有选")
    if row.conclusion in {Conclusion.AFTER_CHANGES, Conclusion.FAIL} and not lines_of(row.changes):
        found.append(f"结论是“{row.get_conclusion_display()}”，请写明要修改什么，每条一行")
    return found


def lines_of(text: str) -> list[str]:
    """The opinions in 修改意见: one per line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def total(row: ExpertForm) -> Decimal:
    """The sum of the scores given."""
    return sum((one.score for one in row.scores.all() if one.score is not None), Decimal(0))


def _given(row: ExpertForm) -> dict[str, Decimal | None]:
    return {f"score{one.position}": one.score for one in row.scores.all()}


def _draft(form: ExpertForm) -> ExpertForm:
    row = ExpertForm.objects.select_for_update().get(pk=form.pk)
    if not row.is_draft:
        raise Refused("这份专家评审意见表已经提交，不再改动。阶段退回或重开后可以另填一份。")
    return row

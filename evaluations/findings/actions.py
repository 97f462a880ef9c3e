"""What changes around findings: rules of validity, whether the survey is used, themes of open answers."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from evaluations.findings.sheets import rule_sentences, rules_in_force
from evaluations.grids.effects import begin
from evaluations.jobs import actions as jobs
from evaluations.jobs.leases import Lease
from evaluations.jobs.models import ENDED, Job, JobState
from evaluations.people.models import Firm, User
from evaluations.projects.actions import Change, Conflict, log, save_as, take_over
from evaluations.projects.models import Project
from evaluations.questionnaires import judging
from evaluations.questionnaires.models import (
    Collection,
    Response,
    Survey,
    SurveyPolicy,
    Theme,
    ThemedAnswer,
)
from evaluations.surveying.quality import Rules

KIND = "survey"
JUDGE = "evaluations.findings.judge"
AT_ONCE = 10_000
"""Up to so many sheets are judged while one waits, more by a worker."""
USE_FIELDS = ("used", "unused_reason", "substitute")


class NotPossible(Exception):
    """Says why not and what to do; nothing was changed."""


# Rules --------------------------------------------------------------------------------------------


def plainly(rules: Rules) -> dict[str, Any]:
    """Rules as a survey or firm keeps its own: all of them, so that later defaults do not change them."""
    names = ("complete", "seconds", "alike", "once_per_device", "reference", "advice", "conclusion")
    return {name: getattr(rules, name) for name in names}


@transaction.atomic
def set_rules(survey: Survey, rules: Rules | None, *, revision: int, by: User) -> int | Job:
    """Gives the survey rules of its own, or with None its firm's, and judges all its sheets by them.

    Returns how many sheets changed, or the job that judges them where they are many. Raises Conflict.
    """
    Project.objects.select_for_update().get(pk=survey.project_id)
    row = _collection(survey)
    stored = {} if rules is None else plainly(rules)
    if row.revision != revision:
        raise Conflict(theirs={"rules": row.rules}, mine={"rules": stored}, revision=row.revision)
    before = rule_sentences(rules_in_force(survey)[0])
    row.rules = stored
    row.revision += 1
    save_as(row, by=by)
    after = rule_sentences(rules_in_force(survey)[0])
    told: list[Change] = [{"field": "有效性规则", "before": " ".join(before), "after": " ".join(after)}]
    log(survey.project, by=by, kind=KIND, verb="修改", subject=_called(survey, "有效性规则"), changes=told)
    return judge(survey, by=by)


def _collection(survey: Survey) -> Collection:
    """The survey's collection, locked; a new one, with its link closed, where nothing was set up."""
    found = Collection.objects.select_for_update().filter(survey=survey).first()
    if found is None:
        token = secrets.token_urlsafe(16)
        found = Collection.objects.create(survey=survey, token=token, is_open_link=False)
    return found


def collection_revision(survey: Survey) -> int:
    """The revision on which a change of rules rests; 1 before anything was set up."""
    return Collection.objects.filter(survey=survey).values_list("revision", flat=True).first() or 1


@transaction.atomic
def judge(survey: Survey, *, by: User) -> int | Job:
    """Holds all sheets to the rules in force: how many changed, or the job that will say so."""
    opened = open_job(survey, JUDGE)
    if opened is not None and opened.state == JobState.QUEUED:
        return opened
    if opened is None and Response.objects.filter(survey=survey).count() <= AT_ONCE:
        return _judged(survey, judging.weigh(survey), by=by)
    arguments = {"project_id": survey.project_id, "survey_id": survey.pk}
    return jobs.enqueue(task=JUDGE, arguments=arguments, title=_called(survey, "重新判定有效性"), by=by)


def open_job(survey: Survey, task: str) -> Job | None:
    """A job of this kind about the survey that waits or runs."""
    rows = Job.objects.filter(task=task, arguments__survey_id=survey.pk).exclude(state__in=ENDED)
    return rows.order_by("-pk").first()


def last_job(survey: Survey, task: str) -> Job | None:
    """The newest job of this kind about the survey."""
    return Job.objects.filter(task=task, arguments__survey_id=survey.pk).order_by("-pk").first()


def judge_in_background(lease: Lease) -> None:
    """The work of the job. Rules that were changed meanwhile have asked for a job of their own."""
    survey = Survey.objects.select_related("project").get(pk=lease.job.arguments["survey_id"])
    lease.stage("判定答卷", percent=10)
    rules, _ = rules_in_force(survey)
    verdicts = judging.weigh(survey, rules=rules)
    with lease.deliver() as job:
        assert job.requested_by is not None
        if rules_in_force(survey)[0] != rules:
            job.message = "规则又有改动，由下一次判定处理"
            return
        job.message = f"{_judged(survey, verdicts, by=job.requested_by)}份改变"


def _judged(survey: Survey, verdicts: judging.Verdicts, *, by: User) -> int:
    changed = judging.pronounce(survey, verdicts)
    if changed:
        told: list[Change] = [{"field": "改变的答卷", "before": "—", "after": f"{changed}份"}]
        log(
            survey.project, by=by, kind=KIND, verb="重新判定", subject=_called(survey, "有效性"), changes=told
        )
    return changed


@transaction.atomic
def set_policy(firm: Firm, rules: Rules, *, revision: int) -> SurveyPolicy:
    """The firm's rules for surveys without rules of their own; sheets that are there stay as judged."""
    Firm.objects.select_for_update().get(pk=firm.pk)
    row = SurveyPolicy.objects.filter(firm=firm).first() or SurveyPolicy(firm=firm, revision=0)
    if row.revision != revision:
        raise Conflict(theirs={"rules": row.rules}, mine={"rules": plainly(rules)}, revision=row.revision)
    row.rules = plainly(rules)
    row.revision += 1
    row.save()
    return row


# Use ----------------------------------------------------------------------------------------------


@transaction.atomic
def decide_use(survey: Survey, data: Mapping[str, Any], *, revision: int, by: User) -> Survey:
    """采用或不采用: with the reason and what takes its place. Raises Conflict."""
    project = Project.objects.select_for_update().get(pk=survey.project_id)
    row = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    ended = begin(project, by=by)
    changes = take_over(row, USE_FIELDS, data, revision)
    if changes:
        row.revision += 1
        save_as(row, by=by)
        effect = ended()
        verb = "不采用" if row.used is False else "采用"
        log(
            project,
            by=by,
            kind=KIND,
            verb=verb,
            subject=str(row)[:300],
            changes=[*changes, *effect.changes],
            moves_scores=bool(effect.changes),
        )
    return row


# Themes -------------------------------------------------------------------------------------------


@transaction.atomic
def add_theme(survey: Survey, item: str, name: str, *, by: User) -> Theme:
    """A new theme of an open question. Raises NotPossible where the name is taken."""
    Project.objects.select_for_update().get(pk=survey.project_id)
    _refuse_taken(survey, item, name)
    known = Theme.objects.filter(survey=survey, item=item).aggregate(at=Max("position"))["at"]
    position = 0 if known is None else known + 1
    made = Theme.objects.create(survey=survey, item=item, name=name, position=position)
    _tell(survey, by, "新增主题", made, before="—", after=name)
    return made


@transaction.atomic
def rename_theme(theme: Theme, name: str, *, by: User) -> Theme:
    """Another name for a theme; a name that is taken means: the two are one, so all answers go there."""
    Project.objects.select_for_update().get(pk=theme.survey.project_id)
    row = Theme.objects.select_for_update(of=("self",)).select_related("survey__project").get(pk=theme.pk)
    before = row.name
    same = Theme.objects.filter(survey=row.survey, item=row.item, name=name).exclude(pk=row.pk).first()
    if same is not None:
        _put(same, list(row.answers.values_list("response_id", flat=True)))
        _tell(row.survey, by, "合并主题", row, before=before, after=name)
        row.delete()
        return same
    if name != before:
        row.name = name
        row.save(update_fields=["name"])
        _tell(row.survey, by, "修改主题", row, before=before, after=name)
    return row


@transaction.atomic
def remove_theme(theme: Theme, *, by: User) -> None:
    """Takes a theme away; the answers under it stay."""
    Project.objects.select_for_update().get(pk=theme.survey.project_id)
    _tell(theme.survey, by, "删除主题", theme, before=f"{theme.name}（{theme.answers.count()}条）", after="—")
    theme.delete()


@transaction.atomic
def assign(theme: Theme, responses: Sequence[int], *, by: User) -> int:
    """Puts answers (by the numbers of their sheets) under a theme; how many were not there before."""
    Project.objects.select_for_update().get(pk=theme.survey.project_id)
    added = _put(theme, responses)
    if added:
        _tell(theme.survey, by, "归类", theme, before="—", after=f"{theme.name}：加{added}条")
    return added


@transaction.atomic
def take_out(theme: Theme, responses: Sequence[int], *, by: User) -> int:
    """Takes answers out of a theme; how many were there."""
    Project.objects.select_for_update().get(pk=theme.survey.project_id)
    gone, _ = ThemedAnswer.objects.filter(theme=theme, response__in=responses).delete()
    if gone:
        _tell(theme.survey, by, "归类", theme, before=f"{theme.name}：减{gone}条", after="—")
    return gone


def _put(theme: Theme, responses: Sequence[int]) -> int:
    rows = Response.objects.filter(survey=theme.survey_id, pk__in=responses, words__has_key=theme.item)
    there = set(ThemedAnswer.objects.filter(theme=theme).values_list("response_id", flat=True))
    new = [pk for pk in rows.order_by("pk").values_list("pk", flat=True) if pk not in there]
    ThemedAnswer.objects.bulk_create(ThemedAnswer(theme=theme, response_id=pk) for pk in new)
    return len(new)


def _refuse_taken(survey: Survey, item: str, name: str) -> None:
    if Theme.objects.filter(survey=survey, item=item, name=name).exists():
        raise NotPossible(f"这道题已有主题“{name}”，请直接选用，或换一个名称。")


def _tell(survey: Survey, by: User, verb: str, theme: Theme, *, before: str, after: str) -> None:
    judging.moved(survey)
    told: list[Change] = [{"field": f"题目{theme.item}", "before": before, "after": after}]
    log(
        survey.project,
        by=by,
        kind=KIND,
        verb=verb,
        subject=_called(survey, theme.name),
        changes=told,
    )


def _called(survey: Survey, what: str) -> str:
    return f"{survey.title[:200]}　{what}"[:300]

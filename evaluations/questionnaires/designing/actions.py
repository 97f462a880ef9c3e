"""What changes in a questionnaire: begun, edited question by question, replaced, restored, published."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from evaluations.people.models import User
from evaluations.projects.actions import Change, Conflict, Fold, log, save_as
from evaluations.projects.figures import shown
from evaluations.questionnaires.designing import editing, entries, outline, queries
from evaluations.questionnaires.designing.editing import Gone
from evaluations.questionnaires.models import Collection, Form, FormVersion, Survey
from evaluations.surveying import plainly
from evaluations.surveying.definition import Item, Questionnaire
from evaluations.surveying.problems import troubles

KIND = "survey"
LONGEST_LOGGED = 500
CONSENT = (
    "本次调查不记名。您的回答只用于本项目的绩效评价，以汇总的形式使用，不会单独公开。您可以随时停止作答。"
)
INTRO = "您好！我们受委托对本项目开展绩效评价，想了解您的真实感受。答案没有对错之分，请按实际情况作答。"
THANKS = "问卷到此结束，感谢您的支持！"


class NotPublished(Exception):
    """Why the draft was not published; says what to do."""


def begin(survey: Survey) -> Questionnaire:
    """An empty questionnaire with the usual words around it."""
    return Questionnaire(title=survey.title, intro=INTRO, consent=CONSENT, thanks=THANKS)


@transaction.atomic
def take(
    survey: Survey, questionnaire: Questionnaire, *, revision: int | None, by: User, verb: str = "选用"
) -> Form:
    """The questionnaire as the survey's draft: a new one, or in place of what stands at `revision`.

    Questions get ids of their own where published versions used theirs for others. Raises Conflict where the
    draft is another one by now.
    """
    locked = Survey.objects.select_for_update(of=("self",)).select_related("project").get(pk=survey.pk)
    row = Form.objects.select_for_update().filter(survey=locked).first()
    if (row.revision if row else None) != revision:
        raise Conflict(theirs={}, mine={}, revision=row.revision if row else 0)
    after = editing.renamed(questionnaire, queries.taken_in(locked).items)
    if row is not None:
        row.survey = locked
        return _write(row, plainly.read(row.content), after, by=by, verb=verb, is_folded=False)
    row = Form(survey=locked, content=plainly.write(after))
    save_as(row, by=by)
    log(locked.project, by=by, kind=KIND, verb="新建", subject=_subject(locked))
    return row


@transaction.atomic
def save_head(survey: Survey, values: Mapping[str, Any], *, revision: int, by: User) -> Form:
    """Title, texts around the questions, groups, formula. Raises Conflict where they changed since."""
    row, before = _draft(survey)
    theirs = editing.head_of(before)
    seen = _as_seen(row, revision)
    if seen is None or editing.head_of(seen) != theirs:
        raise Conflict(theirs=theirs, mine=dict(values), revision=row.revision)
    after = editing.with_head(before, values, queries.taken_in(survey))
    return _write(row, before, after, by=by)


@transaction.atomic
def save_item(
    survey: Survey, key: str, values: Mapping[str, Any], *, revision: int, by: User, is_again: bool = False
) -> Form:
    """What was entered for a question. Others may have been changed meanwhile; this one may not: Conflict.

    Raises Gone where it was removed; with `is_again` it is put back as the last one.
    """
    row, before = _draft(survey)
    seen = _as_seen(row, revision)
    item = before.item(key) or (last_known(row, key) if is_again else None)
    if item is None:
        raise Gone(key)
    if not is_again and (seen is None or seen.item(key) != item):
        theirs = entries.values_of(item)
        mine = {name: values.get(name, value) for name, value in theirs.items()}
        raise Conflict(theirs=theirs, mine=mine, revision=row.revision)
    after = editing.put(before, entries.with_values(item, values, queries.taken_in(survey)))
    return _write(row, before, after, by=by)


@transaction.atomic
def add_item(survey: Survey, preset: str, *, by: User, after: str = "") -> Item:
    """A new question of a preset, behind `after` or at the end. Raises Gone."""
    row, before = _draft(survey)
    changed, item = editing.add(before, preset, after=after, taken=queries.taken_in(survey).items)
    _write(row, before, changed, by=by)
    return item


@transaction.atomic
def copy_item(survey: Survey, key: str, *, by: User) -> Item:
    """The question once more behind itself. Raises Gone."""
    row, before = _draft(survey)
    changed, item = editing.copy(before, key, taken=queries.taken_in(survey).items)
    _write(row, before, changed, by=by)
    return item


def move_item(survey: Survey, key: str, step: int, *, by: User) -> Form:
    """The question `step` places down. Raises Gone."""
    return _edited(survey, lambda before: editing.move(before, key, step), by=by)


def remove_item(survey: Survey, key: str, *, by: User) -> Form:
    """The question taken away; the versions of the draft bring it back. Raises Gone."""
    return _edited(survey, lambda before: editing.remove(before, key), by=by)


@transaction.atomic
def restore(survey: Survey, content: Any, *, revision: int, by: User, verb: str) -> Form:
    """An earlier content of the draft saved anew. Raises Conflict."""
    row, before = _draft(survey)
    if row.revision != revision:
        raise Conflict(theirs={}, mine={}, revision=row.revision)
    return _write(row, before, plainly.read(content), by=by, verb=verb, is_folded=False)


# Publishing ---------------------------------------------------------------------------------------


@transaction.atomic
def publish(survey: Survey, *, revision: int, by: User) -> FormVersion:
    """The draft as the next version, frozen; with the first one the survey can be answered by link.

    Raises Conflict where the draft changed since `revision`, NotPublished where something is wrong with it or
    nothing is new.
    """
    row, questionnaire = _draft(survey)
    if row.revision != revision:
        raise Conflict(theirs={}, mine={}, revision=row.revision)
    if found := troubles(questionnaire):
        raise NotPublished(f"没有发布：{found[0].message}")
    versions = FormVersion.objects.filter(survey=row.survey)
    last = versions.order_by("-number").first()
    if not queries.is_unpublished(questionnaire, last):
        raise NotPublished(f"没有发布：草稿与{last}相同，没有要发布的修改。")
    number = (versions.aggregate(newest=Max("number"))["newest"] or 0) + 1
    made = FormVersion.objects.create(
        survey=row.survey,
        number=number,
        content=plainly.write(questionnaire),
        sha256=plainly.digest(questionnaire),
        published_by=by,
    )
    if not Collection.objects.filter(survey=row.survey).exists():
        save_as(Collection(survey=row.survey, token=secrets.token_urlsafe(12)), by=by)
    log(row.survey.project, by=by, kind=KIND, verb="发布", subject=f"{_subject(row.survey)[:280]}　{made}")
    return made


# Inside -------------------------------------------------------------------------------------------


@transaction.atomic
def _edited(survey: Survey, change: Callable[[Questionnaire], Questionnaire], *, by: User) -> Form:
    row, before = _draft(survey)
    return _write(row, before, change(before), by=by)


def _draft(survey: Survey) -> tuple[Form, Questionnaire]:
    """The draft's row, locked, and what it says."""
    rows = Form.objects.select_for_update(of=("self",)).select_related("survey__project")
    row = rows.get(survey=survey.pk)
    return row, plainly.read(row.content)


def _as_seen(row: Form, revision: int) -> Questionnaire | None:
    """What the draft said at a revision."""
    records = row.history.filter(revision=revision).order_by("-history_date", "-history_id")
    record = records.first()
    return plainly.read(record.content) if record is not None else None


def last_known(row: Form, key: str) -> Item | None:
    """A question that was removed, as it stood last."""
    for record in row.history.order_by("-history_date", "-history_id")[:50]:
        item = plainly.read(record.content).item(key)
        if item is not None:
            return item
    return None


def _write(
    row: Form,
    before: Questionnaire,
    after: Questionnaire,
    *,
    by: User,
    verb: str = "修改",
    is_folded: bool = True,
) -> Form:
    if after == before:
        return row
    row.content = plainly.write(after)
    row.revision += 1
    save_as(row, by=by)
    fold = Fold(thing=f"form:{row.pk}") if is_folded else None
    subject, changes = _subject(row.survey), _changes(before, after)
    log(row.survey.project, by=by, kind=KIND, verb=verb, subject=subject, changes=changes, fold=fold)
    return row


def _changes(before: Questionnaire, after: Questionnaire) -> list[Change]:
    was, now = outline.texts(before), outline.texts(after)
    found: dict[str, Change] = {}
    for key in [*now, *(key for key in was if key not in now)]:
        if was.get(key) != now.get(key):
            name = outline.label_of(key, after if key in now else before)
            found[name] = {"field": name, "before": _logged(was.get(key)), "after": _logged(now.get(key))}
    return list(found.values())


def _logged(text: str | None) -> str:
    return shown(text if text is None or len(text) <= LONGEST_LOGGED else f"{text[:LONGEST_LOGGED]}…")


def _subject(survey: Survey) -> str:
    return f"问卷 {survey.title}"[:300]

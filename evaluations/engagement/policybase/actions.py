"""What changes in a firm's policy base: entries added, edited, marked repealed, taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluations.engagement.actions import NotPossible
from evaluations.engagement.models import Citation, PolicyDocument, PolicyLevel
from evaluations.engagement.policies import plain_number, warning
from evaluations.people.actions import log_for_firm
from evaluations.people.models import Firm, User
from evaluations.projects.actions import Change, labels, log, take_over
from evaluations.projects.figures import shown
from evaluations.projects.models import Project

KIND = "policy"
FIELDS = (
    "number",
    "title",
    "level",
    "issuer",
    "date",
    "effective_from",
    "effective_to",
    "replaced_by",
    "url",
    "note",
)


@transaction.atomic
def add_policy(firm: Firm, data: Mapping[str, Any], *, by: User) -> PolicyDocument:
    """A new entry of the firm (`FIELDS`). Raises NotPossible where the firm has the number already."""
    Firm.objects.select_for_update().get(pk=firm.pk)
    row = PolicyDocument(firm=firm, **{name: data[name] for name in FIELDS})
    _check(row)
    row.save()
    _record(row, "新增", (), by)
    _tell_projects(row, "", by)
    return row


@transaction.atomic
def edit_policy(
    policy: PolicyDocument, data: Mapping[str, Any], *, revision: int, by: User, verb: str = "修改"
) -> PolicyDocument:
    """Change an entry (`FIELDS`). Raises Conflict if `revision` is old, NotPossible for a doubled number."""
    assert policy.firm_id is not None  # nobody edits what is shipped
    Firm.objects.select_for_update().get(pk=policy.firm_id)
    row = PolicyDocument.objects.select_related("firm", "replaced_by").get(pk=policy.pk)
    before, number = _said(row), row.number
    changes = take_over(row, FIELDS, data, revision)
    if not changes:
        return row
    _check(row)
    row.revision += 1
    row.save()
    _record(row, verb, _in_words(changes), by)
    _tell_projects(row, before if plain_number(number) == plain_number(row.number) else "", by)
    return row


def repeal(
    policy: PolicyDocument, *, effective_to: str, replaced_by: PolicyDocument | None, revision: int, by: User
) -> PolicyDocument:
    """标记废止, with what takes its place; projects that cite it are told in their logs."""
    held = {name: getattr(policy, name) for name in FIELDS}
    data = {**held, "effective_to": effective_to, "replaced_by": replaced_by}
    return edit_policy(policy, data, revision=revision, by=by, verb="标记废止")


@transaction.atomic
def remove_policy(policy: PolicyDocument, *, by: User) -> None:
    """Takes an entry away. Raises NotPossible where a project cites it or it replaces another."""
    row = PolicyDocument.objects.select_related("firm").get(pk=policy.pk)
    assert row.firm is not None  # nobody edits what is shipped
    Firm.objects.select_for_update().get(pk=row.firm.pk)
    cited = citing(row.firm, row.number)
    is_copy = any(plain_number(one.number) == plain_number(row.number) for one in _national())
    if cited and not is_copy:
        raise NotPossible(f"有{len(cited)}个项目引用{row.number}，不能删除。已失效的请标记废止。")
    older = row.replaces.first()
    if older is not None:
        raise NotPossible(f"{older.number}写明由{row.number}替代，不能删除。请先改{older.number}的替代文件。")
    _record(row, "删除", (), by)
    row.delete()


def citing(firm: Firm, number: str) -> list[Project]:
    """The firm's projects that cite the document, the newest first."""
    wanted = plain_number(number)
    rows = Citation.objects.filter(project__firm=firm).exclude(number="").select_related("project")
    found = {one.project for one in rows if plain_number(one.number) == wanted}
    return sorted(found, key=lambda project: -project.pk)


def content(row: PolicyDocument) -> dict[str, str]:
    """What an entry holds, as texts: as the firm's log keeps it."""
    held = {name: getattr(row, name) for name in FIELDS}
    return {**held, "replaced_by": row.replaced_by.number if row.replaced_by else ""}


def _national() -> list[PolicyDocument]:
    return list(PolicyDocument.objects.filter(firm=None))


def _check(row: PolicyDocument) -> None:
    """The number stands once in the firm; what replaces it is not itself replaced by it."""
    same = plain_number(row.number)
    others = PolicyDocument.objects.filter(firm=row.firm_id).exclude(pk=row.pk)
    known = next((one for one in others if plain_number(one.number) == same), None)
    if known is not None:
        raise NotPossible(f"文件库里已有{known.number}《{known.title}》，请直接修改那一条。")
    seen, one = {row.pk}, row.replaced_by
    while one is not None:
        if one.pk in seen or plain_number(one.number) == same:
            raise NotPossible(f"{row.number}不能由自己替代，替代文件也不能绕回来。请另选替代文件。")
        seen.add(one.pk)
        one = one.replaced_by


def _said(row: PolicyDocument) -> str:
    return warning(row, timezone.localdate().isoformat())


def _in_words(changes: Sequence[Change]) -> list[Change]:
    """Changes with the level as people call it."""
    words = {str(value): str(label) for value, label in PolicyLevel.choices}
    name = labels(PolicyDocument)["level"]
    return [
        one
        if one["field"] != name
        else Change(
            field=name,
            before=words.get(one["before"], one["before"]),
            after=words.get(one["after"], one["after"]),
        )
        for one in changes
    ]


def _record(row: PolicyDocument, verb: str, changes: Sequence[Change], by: User) -> None:
    assert row.firm is not None
    if verb == "新增":
        named = labels(PolicyDocument)
        filled = [
            Change(field=named[name], before=shown(""), after=shown(getattr(row, name)))
            for name in FIELDS
            if getattr(row, name)
        ]
        changes = _in_words(filled)
    log_for_firm(
        row.firm,
        by=by,
        kind=KIND,
        row=row.pk,
        verb=verb,
        subject=f"{row.number}　{row.title}",
        changes=changes,
        content=content(row),
    )


def _tell_projects(row: PolicyDocument, before: str, by: User) -> None:
    """A new doubt about a document is told in the log of each project that cites it."""
    said = _said(row)
    if said and said != before and row.firm is not None:
        for project in citing(row.firm, row.number):
            log(project, by=by, kind="policy", verb="提醒", subject=f"评价依据　{said}"[:300])

"""What changes in a firm's patterns: made, edited, copied, retired and taken up again, restored."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from evaluations.fieldwork.patterns import LABELS, Pattern, content_of, record, write_content
from evaluations.patterns.kinds import Kind
from evaluations.people.models import Firm, FirmActivity, User
from evaluations.projects.actions import Conflict


class NameTaken(Exception):
    """The firm has a pattern of this kind and name already; nothing was written."""

    def __init__(self, name: str) -> None:
        super().__init__(f"本机构已有名为“{name}”的一份，请换一个名称。")


@transaction.atomic
def add_pattern(
    kind: Kind, firm: Firm, content: Mapping[str, str], *, by: User, verb: str = "新增"
) -> Pattern:
    """A new pattern of the firm. Raises NameTaken."""
    Firm.objects.select_for_update().get(pk=firm.pk)
    row = kind.model(firm=firm)
    _check_name(kind, row, content["name"])
    write_content(row, content)
    record(row, verb, {}, by=by)
    return row


@transaction.atomic
def edit_pattern(
    kind: Kind, pattern: Pattern, content: Mapping[str, str], *, revision: int, by: User, verb: str = "修改"
) -> Pattern:
    """Change name and content. Raises Conflict, NameTaken. Projects keep their copies."""
    row = _locked(kind, pattern)
    theirs, mine = content_of(row), dict(content)
    if row.revision != revision:
        raise Conflict(theirs=theirs, mine=mine, revision=row.revision)
    if mine != theirs:
        _check_name(kind, row, mine["name"])
        write_content(row, mine)
        record(row, verb, theirs, by=by)
    return row


@transaction.atomic
def copy_pattern(kind: Kind, pattern: Pattern, *, by: User) -> Pattern:
    """One more with the same content under a name that is free."""
    firm, content = pattern.firm, content_of(pattern)
    Firm.objects.select_for_update().get(pk=firm.pk)
    names = set(kind.model.objects.filter(firm=firm).values_list(kind.named_by, flat=True))
    longest = kind.parts[0].longest
    wanted = (f"{content['name'][: longest - 8]}（副本{number or ''}）" for number in (0, *range(2, 9999)))
    name = next(one for one in wanted if one not in names)
    return add_pattern(kind, firm, {**content, "name": name}, by=by, verb="复制")


@transaction.atomic
def retire(kind: Kind, pattern: Pattern, *, is_retired: bool, by: User) -> Pattern:
    """停用: not offered any more; what projects made from it stays. Or taken up again (恢复使用)."""
    row = _locked(kind, pattern)
    if row.is_retired != is_retired:
        row.is_retired = is_retired
        row.revision += 1
        row.save()
        record(row, "停用" if is_retired else "恢复使用", content_of(row), by=by)
    return row


def restore(kind: Kind, pattern: Pattern, version: FirmActivity, *, by: User) -> Pattern:
    """Saves what it held after an earlier change anew. Raises NameTaken, Conflict."""
    content = {key: str(version.content.get(key, "")) for key in content_of(pattern) if key in LABELS}
    verb = f"恢复到{version.at:%Y-%m-%d}的内容"
    return edit_pattern(kind, pattern, content, revision=pattern.revision, by=by, verb=verb)


def _locked(kind: Kind, pattern: Pattern) -> Pattern:
    rows = kind.model.objects.select_for_update(of=("self",)).select_related("firm")
    row: Pattern = rows.get(pk=pattern.pk)
    return row


def _check_name(kind: Kind, row: Pattern, name: str) -> None:
    same = kind.model.objects.filter(firm=row.firm_id, **{kind.named_by: name}).exclude(pk=row.pk)
    if same.exists():
        raise NameTaken(name)

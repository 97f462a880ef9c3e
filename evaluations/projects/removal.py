"""Deleting a row with all that hangs on it, and bringing all of it back as it was."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models, router
from django.db.models import Max, QuerySet
from django.db.models.deletion import Collector
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects.actions import save_as, sign
from evaluations.projects.models import Project, Removed


def remove_whole(
    project: Project, row: models.Model, *, by: User, name: str, has_history: bool = False
) -> None:
    """Deletes the row and what would go with it; histories name the person. In the caller's transaction.

    A row that comes back out of its own history (`has_history`) is kept only for what hangs on it.
    """
    at = timezone.now()
    collector = Collector(using=router.db_for_write(type(row)), origin=row)
    collector.collect([row])
    found = [one for rows in collector.data.values() for one in rows]
    found += [one for rows in collector.fast_deletes for one in rows]
    if len(found) > 1 or not has_history:
        Removed.objects.create(
            project=project,
            model=type(row).__name__,
            number=row.pk,
            name=name[:300],
            rows=[_written(one) for one in sorted(found, key=lambda one: _depth(type(one)))],
            at=at,
            by=by,
        )
    for one in found:
        sign(one, by, at)
    collector.delete()


def removed(project: Project, model: type[models.Model]) -> QuerySet[Removed]:
    """What was deleted of a model and has not come back, newest first."""
    return project.removed_rows.filter(model=model.__name__, restored_at=None).select_related("by")


def last_removal(project: Project, model: type[models.Model], number: int) -> Removed | None:
    """The deletion of one row, if it has not come back."""
    return removed(project, model).filter(number=number).first()


def bring_back(kept: Removed, *, by: User, with_head: bool = True) -> int:
    """Writes what was deleted anew under its old keys; how many rows could not come back.

    A row whose other owner is gone meanwhile stays away. Without `with_head` only what hung on the row, which
    is there again already.
    """
    lost = 0
    for entry in kept.rows:
        row = _read(entry)
        is_head = (type(row).__name__, row.pk) == (kept.model, kept.number)
        if is_head and not with_head:
            continue
        if _is_orphan(row):
            lost += 1
            continue
        _make_room(row)
        if hasattr(row, "revision"):
            row.revision += 1
        save_as(row, by=by)
    kept.restored_at = timezone.now()
    kept.save(update_fields=["restored_at"])
    return lost


def _depth(model: type[models.Model]) -> int:
    """How many owners stand above a model: what is referred to comes first."""
    above = [
        field.related_model
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model not in (model, Project)
        and field.remote_field.on_delete is models.CASCADE
    ]
    return 1 + max(map(_depth, above), default=0)


def _written(row: models.Model) -> dict[str, Any]:
    values = {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}
    return {"model": row._meta.label_lower, "values": values}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _read(entry: dict[str, Any]) -> Any:
    """The row; columns that its model has no longer are left out, new ones hold what new rows hold."""
    model = apps.get_model(entry["model"])
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(
        **{
            name: value if fields[name].is_relation else fields[name].to_python(value)
            for name, value in entry["values"].items()
            if name in fields
        }
    )


def _is_orphan(row: models.Model) -> bool:
    """Whether something that it cannot be without is gone; what it can be without is emptied."""
    for field in row._meta.concrete_fields:
        number = getattr(row, field.attname)
        if not isinstance(field, models.ForeignKey) or number is None:
            continue
        related: Any = field.related_model
        if not related._default_manager.filter(pk=number).exists():
            if not field.null or field.remote_field.on_delete is models.CASCADE:
                return True
            setattr(row, field.attname, None)
    return False


def _make_room(row: Any) -> None:
    """Places are counted anew where another has taken its own meanwhile."""
    if not hasattr(row, "position"):
        return
    for one in row._meta.constraints:
        if isinstance(one, models.UniqueConstraint) and "position" in one.fields:
            owner = {name: getattr(row, name) for name in one.fields if name != "position"}
            beside = type(row)._default_manager.filter(**owner)
            if beside.filter(position=row.position).exists():
                row.position = beside.aggregate(last=Max("position"))["last"] + 1

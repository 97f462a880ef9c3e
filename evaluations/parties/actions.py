"""Renaming an organisation, and merging two that are the same: every project that it touches is told."""

from __future__ import annotations

from django.db import transaction

from evaluations.engagement.models import FurtherUnit
from evaluations.parties.queries import FURTHER, uses
from evaluations.people.models import Organisation, OrganisationMembership, User
from evaluations.projects.actions import Change, labels, log, save_as
from evaluations.projects.models import PARTIES, Project


class NameTaken(Exception):
    """Another organisation of the firm has the name already; `existing` is that one."""

    def __init__(self, existing: Organisation) -> None:
        super().__init__(existing.name)
        self.existing = existing


class ChangedMeanwhile(Exception):
    """Somebody renamed or merged the organisation since the page was opened; nothing was written."""


@transaction.atomic
def rename(organisation: Organisation, name: str, *, revision: int, by: User) -> int:
    """Corrects the name everywhere; returns in how many projects. Raises NameTaken or ChangedMeanwhile."""
    row = _locked(organisation, revision)
    before = row.name
    if name == before:
        return 0
    taken = Organisation.objects.filter(firm=row.firm_id, name=name, merged_into__isnull=True).first()
    if taken is not None:
        raise NameTaken(taken)
    row.name = name
    row.revision += 1
    save_as(row, by=by)
    touched = uses(row)
    for use in touched:
        changes = [_changed(part, before, name) for part in use.parts]
        log(use.project, by=by, kind="project", verb="改名", subject=_subject(before), changes=changes)
    return len(touched)


@transaction.atomic
def merge(organisation: Organisation, into: Organisation, *, revision: int, by: User) -> int:
    """Puts `into` in the place of `organisation` everywhere; returns in how many projects.

    Its people move along, and its name goes on meaning `into`. Raises ChangedMeanwhile.
    """
    touched = [use.project.pk for use in uses(organisation)]
    projects = list(Project.objects.select_for_update().filter(pk__in=touched).order_by("pk"))
    row = _locked(organisation, revision)
    heir = Organisation.objects.select_for_update(no_key=True).get(pk=into.pk)
    if heir.pk == row.pk or heir.merged_into_id is not None or heir.firm_id != row.firm_id:
        raise ChangedMeanwhile
    for project in projects:
        changes = _move_parties(project, row, heir, by) + _move_further(project, row, heir, by)
        log(project, by=by, kind="project", verb="合并", subject=_subject(row.name), changes=changes)
    for member in row.memberships.all():
        OrganisationMembership.objects.get_or_create(organisation=heir, user=member.user)
    row.memberships.all().delete()
    row.merged.update(merged_into=heir)
    row.merged_into = heir
    row.revision += 1
    save_as(row, by=by)
    return len(projects)


def _locked(organisation: Organisation, revision: int) -> Organisation:
    row = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if row.revision != revision or row.merged_into_id is not None:
        raise ChangedMeanwhile
    return row


def _move_parties(project: Project, row: Organisation, heir: Organisation, by: User) -> list[Change]:
    fields = [name for name in PARTIES if getattr(project, f"{name}_id") == row.pk]
    if not fields:
        return []
    for name in fields:
        setattr(project, name, heir)
    project.revision += 1
    save_as(project, by=by)
    named = labels(Project)
    return [_changed(named[name], row.name, heir.name) for name in fields]


def _move_further(project: Project, row: Organisation, heir: Organisation, by: User) -> list[Change]:
    units = list(FurtherUnit.objects.filter(project=project, organisation=row).order_by("position"))
    for unit in units:
        unit.organisation = heir
        unit.revision += 1
        save_as(unit, by=by)
    return [_changed(FURTHER, row.name, heir.name) for _ in units]


def _changed(field: str, before: str, after: str) -> Change:
    return {"field": field, "before": before, "after": after}


def _subject(name: str) -> str:
    return f"单位　{name}"

"""What changes in the library, and in a project that takes a system over from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from evaluations.library.editions import Edition
from evaluations.library.models import Adoption, Framework, FrameworkVersion
from evaluations.library.taking import Plan, is_empty, plan
from evaluations.papers.checking.actions import void_signatures
from evaluations.papers.models import PaperInput
from evaluations.papers.opening import open_papers
from evaluations.papers.queries import scoring_data
from evaluations.papers.shapes import PAPER_KEYS, input_value
from evaluations.people.models import User
from evaluations.projects.actions import Change, log
from evaluations.projects.models import Project
from evaluations.templatetags.figures import points
from indicators.library import CHANGE_WORDS, wanted_inputs
from indicators.scoring import Refused
from indicators.systems.assembling import build, rebuild
from indicators.systems.models import IndicatorSystem


class Moved(Exception):
    """The project's system has been changed since it was looked at; nothing was written."""


class NameTaken(Exception):
    """The firm's library already has a framework of this name."""


@transaction.atomic
def save_as_framework(
    project: Project, *, name: str, framework: Framework | None = None, note: str = "", by: User
) -> FrameworkVersion:
    """A draft in the library of the project's firm: structure, weights, texts, rules and names of inputs.

    A new framework of this name (NameTaken where there is one), or the next version of `framework`. No values
    of inputs, no reasons, nothing else of the working papers goes along. Raises Refused for rules that cannot
    be read.
    """
    if framework is None:
        if Framework.objects.filter(firm=project.firm, name=name).exists():
            raise NameTaken(name)
        framework = Framework.objects.create(firm=project.firm, name=name)
    locked = Framework.objects.select_for_update().get(pk=framework.pk)
    newest = locked.versions.aggregate(newest=Max("number"))["newest"] or 0
    system = build(_without_values(scoring_data(project)), name=locked.name, by=by)
    version = FrameworkVersion.objects.create(
        framework=locked, number=newest + 1, system=system, note=note, project=project, created_by=by
    )
    log(project, by=by, kind="library", verb="存入指标库", subject=str(version))
    return version


def _without_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """What `scoring_data` gives, as a system for the library."""
    rows = []
    for entry in data.get("indicators", ()):
        row = {
            key: held
            for key, held in entry.items()
            if key not in ("override", "not_applicable", "deduction_reason", "inputs")
        }
        if entry.get("inputs"):
            row["inputs"] = dict.fromkeys(entry["inputs"])
        rows.append(row)
    return {key: held for key, held in data.items() if key not in ("format", "indicators")} | {
        "indicators": rows
    }


@transaction.atomic
def publish(version: FrameworkVersion, *, by: User) -> FrameworkVersion:
    """From here on everybody in the firm may use it. Once published, a version stays as it is."""
    row = FrameworkVersion.objects.select_for_update().get(pk=version.pk)
    if row.published_at is None:
        row.published_at = timezone.now()
        row.published_by = by
        row.save(update_fields=["published_at", "published_by"])
    return row


@transaction.atomic
def discard(version: FrameworkVersion) -> None:
    """Throws a draft away, and its framework where that was the only version. A published one stays."""
    row = (
        FrameworkVersion.objects.select_for_update(of=("self",))
        .select_related("framework")
        .get(pk=version.pk)
    )
    if row.published_at is not None:
        return
    framework, system = row.framework, row.system
    row.delete()
    system.delete()
    if not framework.versions.exists():
        framework.delete()


@transaction.atomic
def take_over(
    project: Project,
    system: Mapping[str, Any],
    *,
    source: str,
    edition: Edition | None = None,
    chosen: Collection[str] | None = None,
    revision: int,
    by: User,
) -> Plan:
    """Copies `system`, or the chosen changes of it, into the project; `source` names it in the log.

    `revision` is that of the project's system when it was looked at: Moved when it is not the newest. Refused
    when the result could not be scored, when a paper with content would lose its indicator (nothing that was
    written is lost), or when it would change what a checked paper rests on. Papers are opened for new
    indicators, with the inputs that their rules ask for.
    """
    locked = IndicatorSystem.objects.select_for_update().get(pk=project.system_id)
    if locked.revision != revision:
        raise Moved
    project.system = locked
    made = plan(project, system, chosen)
    if made.problems:
        raise Refused(made.problems)
    if made.chosen:
        rebuild(locked, made.target, without=PAPER_KEYS, by=by)
        open_papers(project)
        _open_inputs(project, made.target)
        void_signatures(project, by=by)
    if edition is not None:
        Adoption.objects.create(
            project=project,
            version=edition.version,
            national=edition.national.id if edition.national else "",
            number=edition.number,
            by=by,
        )
    log(project, by=by, kind="indicator", verb="采用", subject=source, changes=_changes(made))
    return made


def _open_inputs(project: Project, target: Mapping[str, Any]) -> None:
    """In every paper an empty input for each name that its definition asks for; empty ones of no use go."""
    entries = {entry["code"]: entry for entry in target["indicators"]}
    papers = project.papers.filter(indicator__children__isnull=True).select_related("indicator")
    for paper in papers.prefetch_related("inputs"):
        wanted = wanted_inputs(entries[paper.indicator.code])
        for row in paper.inputs.all():
            if row.name not in wanted and is_empty(input_value(row)):
                row.delete()
        known = {row.name: row.position for row in paper.inputs.all()}
        place = max(known.values(), default=-1) + 1
        for name, kind in wanted.items():
            if name not in known:
                PaperInput.objects.create(paper=paper, position=place, name=name, kind=kind)
                place += 1


def _changes(made: Plan) -> list[Change]:
    """What was taken over, indicator by indicator, and what it did to the total."""
    changes: list[Change] = [
        {
            "field": f"{CHANGE_WORDS[change.kind]}　{change.name}·{field.label}",
            "before": field.before,
            "after": field.after,
        }
        for change in made.changes
        if change.key in made.chosen and change.kind == "changed"
        for field in change.fields
    ]
    changes += [
        {"field": CHANGE_WORDS[change.kind], "before": "", "after": f"{change.key} {change.name}"}
        for change in made.changes
        if change.key in made.chosen and change.kind != "changed"
    ]
    if made.before and made.after and made.before.total != made.after.total:
        total = [points(one.total, one.places) for one in (made.before, made.after)]
        changes.append({"field": "总分", "before": total[0], "after": total[1]})
    return changes

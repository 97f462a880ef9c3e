"""The parties that a dossier names, as organisations of the firm that takes it in."""

from __future__ import annotations

from collections.abc import Iterator

from evaluations.dossier import Dossier
from evaluations.engagement.models import FurtherUnit
from evaluations.exchange.rows import Sheaf
from evaluations.people.directory import LONGEST, Directory, keep
from evaluations.people.models import Firm, User
from evaluations.projects.models import PARTIES, Project
from indicators.scoring import Problem


def long_names(dossier: Dossier) -> Iterator[Problem]:
    """Names that no organisation can have, with their places."""
    named = {f"project.{name}": getattr(dossier.project, name) for name in PARTIES}
    named |= {f"further_units[{at}].name": unit.name for at, unit in enumerate(dossier.further_units)}
    for path, name in named.items():
        if name and len(name.strip()) > LONGEST:
            message = f"这里有 {len(name.strip())} 个字，最多 {LONGEST} 个，请缩短。"
            yield Problem(path=path, message=message)


def link_parties(sheaf: Sheaf, firm: Firm, *, by: User | None) -> None:
    """Links the rows with the organisations of exactly these names; one that is new to the firm is saved."""
    directory = Directory(firm)
    for row in (*sheaf.rows[Project], *sheaf.rows[FurtherUnit]):
        for name in PARTIES if isinstance(row, Project) else ("organisation",):
            setattr(row, name, keep(directory.exactly(row.codes[name] or ""), by=by))

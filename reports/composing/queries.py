"""The sections of a project's report for the editor: our text, the author's, who wrote it and when."""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.fieldwork.models import BaseTableItem
from evaluations.projects.models import Project
from reports.composing.models import SectionText
from reports.composing.snapshot import Unusable, current_sections
from reports.document import Section
from reports.document.wording import to_write

LARGE = 300
"""Rows from which a report may take longer than a page should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A section and, where people wrote it themselves, their text's row."""

    section: Section
    own: SectionText | None

    @property
    def revision(self) -> int:
        """What a save rests on; 0 is the generated text."""
        return self.own.revision if self.own else 0

    @property
    def generated(self) -> str:
        """The generated paragraphs, one per line."""
        return "\n".join(self.section.default)

    @property
    def text(self) -> str:
        """What the report says now, one paragraph per line."""
        return self.own.text if self.own else self.generated

    @property
    def to_write(self) -> tuple[str, ...]:
        """Its sentences that only keep the place of what a person has still to write."""
        return to_write(self.text)


def written_sections(project: Project) -> tuple[Written, ...]:
    """All sections with text, in the order of the report. Raises `snapshot.Unusable`."""
    rows = SectionText.objects.filter(project=project).select_related("updated_by")
    own = {row.section: row for row in rows}
    listed = current_sections(project)
    return tuple(Written(section=section, own=own.get(section.id)) for section in listed)


def takes_long(project: Project) -> bool:
    """Whether a report of so many indicators and data items is composed in a second rather than a blink."""
    items = BaseTableItem.objects.filter(table__project=project).count()
    return project.system.indicators.count() + items > LARGE


def unfinished(project: Project) -> tuple[Written, ...]:
    """The sections that would be printed with such a sentence; none where the facts give no report at all."""
    try:
        return tuple(one for one in written_sections(project) if one.to_write)
    except Unusable:
        return ()


def written_section(project: Project, section: str) -> Written | None:
    """One section by its id, None where the report has none. Raises `snapshot.Unusable`."""
    return next((one for one in written_sections(project) if one.section.id == section), None)

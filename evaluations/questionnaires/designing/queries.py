"""Reads of questionnaires: drafts, published versions, the firm's library, drafts of one's other projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from evaluations.people.models import Firm, FirmActivity, FirmRole, User
from evaluations.projects.models import Project, ProjectRole
from evaluations.questionnaires.designing import shipped
from evaluations.questionnaires.designing.entries import Taken, taken_by
from evaluations.questionnaires.models import Form, FormVersion, LibraryForm, Survey
from evaluations.surveying import plainly
from evaluations.surveying.definition import Questionnaire

INSIDE = (ProjectRole.LEAD, ProjectRole.MANAGER, ProjectRole.EVALUATOR, ProjectRole.REVIEWER)
"""Who sees a project's facts: the list form of `projects.view_facts`."""
MOST_OFFERED = 200
SHELF = "libraryform"
"""The kind of lines of the firm's log that tell of the library."""


def survey_of(project: Project, pk: int) -> Survey | None:
    """A survey of the project with its draft; None for another's."""
    rows = Survey.objects.filter(project=project, pk=pk).select_related("form", "project__firm")
    return rows.first()


def draft_of(survey: Survey) -> Form | None:
    """The questionnaire in design."""
    found: Form | None = getattr(survey, "form", None)
    return found


def read(content: Any) -> Questionnaire:
    """A stored questionnaire."""
    return plainly.read(content)


def published(survey: Survey) -> QuerySet[FormVersion]:
    """The versions of a survey, the newest first, with the number of answers to each."""
    rows = FormVersion.objects.filter(survey=survey).select_related("published_by")
    return rows.annotate(answers=Count("responses")).order_by("-number")


def newest(survey: Survey) -> FormVersion | None:
    """The version that is answered now."""
    return FormVersion.objects.filter(survey=survey).order_by("-number").first()


def taken_in(survey: Survey) -> Taken:
    """The ids that published versions have used; answers stand under them."""
    contents = FormVersion.objects.filter(survey=survey).values_list("content", flat=True)
    return taken_by([plainly.read(content) for content in contents])


def is_unpublished(content: Questionnaire, version: FormVersion | None) -> bool:
    """Whether the draft says something else than the newest version (有未发布的修改)."""
    return version is None or plainly.digest(content) != version.sha256


# Sources ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A questionnaire that can be copied from: `key` is library:3, survey:12 or shipped:satisfaction."""

    key: str
    name: str
    where: str
    questionnaire: Questionnaire

    @property
    def asked(self) -> int:
        """How many questions it has."""
        return len(self.questionnaire.asked)


def sources(survey: Survey, user: User) -> list[tuple[str, list[Source]]]:
    """What can be copied into a survey's draft, under headings; three queries."""
    firm = survey.project.firm
    own = [of_library(row) for row in LibraryForm.objects.filter(firm=firm)]
    others = [of_draft(row) for row in drafts_seen(user, firm).exclude(survey=survey)[:MOST_OFFERED]]
    groups = [("机构问卷库", own), ("通用问卷", of_shipped()), ("其他调查", others)]
    return [(heading, found) for heading, found in groups if found]


def drafts_seen(user: User, firm: Firm) -> QuerySet[Form]:
    """Questionnaires of the firm's projects whose facts the person sees, the newest projects first."""
    own = Q(members__user=user, members__role__in=INSIDE)
    admin = Q(firm__memberships__user=user, firm__memberships__role=FirmRole.ADMIN)
    seen = Project.objects.filter(own | admin, firm=firm).values("pk")
    rows = Form.objects.filter(survey__project__in=seen).select_related("survey__project")
    return rows.order_by("-survey__project__year", "-survey__project", "survey__position")


def source(survey: Survey, user: User, key: str) -> Source | None:
    """The source of this key; None where there is none, or none that the person may see."""
    kind, _, name = key.partition(":")
    if kind == "shipped":
        return next((one for one in of_shipped() if one.key == key), None)
    if not name.isdecimal() or len(name) > 18:
        return None
    firm = survey.project.firm
    if kind == "library":
        kept = LibraryForm.objects.filter(firm=firm, pk=int(name)).first()
        return of_library(kept) if kept else None
    draft = drafts_seen(user, firm).filter(survey=int(name)).first() if kind == "survey" else None
    return of_draft(draft) if draft else None


def of_library(row: LibraryForm) -> Source:
    """What the firm keeps, as a source."""
    return Source(key=f"library:{row.pk}", name=row.name, where="", questionnaire=read(row.content))


def of_draft(row: Form) -> Source:
    """A draft of another survey, as a source."""
    survey = row.survey
    return Source(
        key=f"survey:{survey.pk}",
        name=survey.title,
        where=survey.project.title,
        questionnaire=read(row.content),
    )


def of_shipped() -> list[Source]:
    """What comes with the product, as sources."""
    return [
        Source(key=f"shipped:{key}", name=one.title, where="", questionnaire=one)
        for key, one in shipped.questionnaires().items()
    ]


# Library ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A questionnaire of the library with who changed it last."""

    row: LibraryForm
    questionnaire: Questionnaire
    last: FirmActivity | None


def shelf(firm: Firm) -> list[Kept]:
    """问卷库 of a firm; two queries."""
    rows = list(LibraryForm.objects.filter(firm=firm))
    told = FirmActivity.objects.filter(firm=firm, kind=SHELF).select_related("by").defer("content")
    last = {one.row: one for one in told.order_by("pk")}
    return [Kept(row=row, questionnaire=read(row.content), last=last.get(row.pk)) for row in rows]


def dropped(firm: Firm) -> Sequence[FirmActivity]:
    """What was deleted from the library and can come back, the newest first."""
    there = LibraryForm.objects.filter(firm=firm).values("name")
    rows = FirmActivity.objects.filter(firm=firm, kind=SHELF, verb="删除").exclude(subject__in=there)
    found: dict[str, FirmActivity] = {}
    for one in rows.select_related("by").order_by("-pk")[:50]:
        found.setdefault(one.subject, one)
    return list(found.values())

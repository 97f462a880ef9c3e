"""Reads around people and contract: who is on the team, what is missing, who declared what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from evaluations.engagement.models import Citation, Declaration, Engagement
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectMember, ProjectRole

DECLARING = (
    ProjectRole.LEAD,
    ProjectRole.MANAGER,
    ProjectRole.EVALUATOR,
    ProjectRole.REVIEWER,
    ProjectRole.EXPERT,
)
"""Who signs a declaration: the list form of `projects.declare`."""

LEAST_YEARS, LEAST_EVALUATION_YEARS = 5, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A member with the newest declaration; `must_declare` where the role asks for one."""

    member: ProjectMember
    declaration: Declaration | None
    must_declare: bool


def engagement_of(project: Project) -> Engagement:
    """The project's contract and assessment; an empty one, not saved, where there is none yet."""
    return Engagement.objects.filter(project=project).first() or Engagement(project=project)


def team(project: Project) -> list[Place]:
    """Who works on the project, in the order of joining; two queries."""
    newest: dict[int, Declaration] = {}
    for one in Declaration.objects.filter(project=project).order_by("pk"):
        newest[one.user_id] = one
    members = project.members.select_related("user").order_by("pk")
    return [
        Place(
            member=member,
            declaration=newest.get(member.user_id),
            must_declare=member.role in DECLARING,
        )
        for member in members
    ]


def shortcomings(places: Sequence[Place]) -> list[str]:
    """What the rules of the trade miss in the team (财监〔2021〕4号 第七条、第十四条), in sentences."""
    found = []
    leads = [place.member for place in places if place.member.role == ProjectRole.LEAD]
    if not leads:
        found.append("小组里还没有主评人，至少要有1名（财监〔2021〕4号 第十四条）。")
    found += [sentence for lead in leads for sentence in unqualified(lead)]
    missing = [str(one.member.user) for one in places if one.must_declare and one.declaration is None]
    if missing:
        found.append(f"{'、'.join(missing)}还没有签独立性声明。")
    found += [
        f"{one.member.user}声明存在利害关系：{one.declaration.explanation}。请考虑回避。"
        for one in places
        if one.declaration is not None and one.declaration.has_interest
    ]
    return found


def unqualified(lead: ProjectMember) -> list[str]:
    """What is not known, or not enough, of a 主评人."""
    said = []
    if not (lead.title or lead.certificate):
        said.append("职称或执业资格没有填")
    for label, years, least in (
        ("从业年限", lead.years, LEAST_YEARS),
        ("绩效评价年限", lead.evaluation_years, LEAST_EVALUATION_YEARS),
    ):
        if years is None:
            said.append(f"{label}没有填")
        elif years < least:
            said.append(f"{label}{years}年，不足{least}年")
    return [f"主评人{lead.user}：{'，'.join(said)}（财监〔2021〕4号 第七条）。"] if said else []


def candidates(project: Project, words: str) -> QuerySet[User]:
    """The firm's people who are not on the team yet, by name or account."""
    people = User.objects.filter(firm_memberships__firm=project.firm, is_active=True)
    for word in words.split():
        people = people.filter(display_name__icontains=word) | people.filter(username__icontains=word)
    return people.exclude(project_roles__project=project).distinct().order_by("display_name", "pk")


def declared_interests(project: Project, user: User) -> list[Declaration]:
    """What the person declared on this project, or on others of the firm about the same unit; newest first.

    Only what still stands: a later declaration on the same project takes an earlier one's place.
    """
    rows = Declaration.objects.filter(user=user, project__firm=project.firm).select_related("project")
    newest: dict[int, Declaration] = {}
    for row in rows.order_by("pk"):
        newest[row.project_id] = row
    return [row for row in reversed(newest.values()) if row.has_interest and _is_near(row.project, project)]


def _is_near(one: Project, other: Project) -> bool:
    unit = one.evaluated_unit_id
    return one.pk == other.pk or (unit is not None and unit == other.evaluated_unit_id)


def own_declarations(project: Project, user: User) -> list[Declaration]:
    """What the person signed on this project, newest first."""
    return list(Declaration.objects.filter(project=project, user=user).order_by("-pk"))


def undeclared(user: User) -> QuerySet[Project]:
    """The projects on which the person's role asks for a declaration that they have not signed."""
    own = ProjectMember.objects.filter(user=user, role__in=DECLARING).values("project")
    signed = Declaration.objects.filter(user=user).values("project")
    return Project.objects.filter(pk__in=own).exclude(pk__in=signed).order_by("-pk")


def cited_numbers(project: Project) -> list[str]:
    """The numbers of 评价依据."""
    return list(Citation.objects.filter(project=project).values_list("number", flat=True))

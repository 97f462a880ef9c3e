"""What changes around a project's people and its contract: lock, check, change, log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from evaluations.engagement.models import Citation, Declaration, Engagement, PolicyDocument
from evaluations.invitations.actions import invite
from evaluations.invitations.queries import OUTSIDE
from evaluations.people.models import User
from evaluations.projects.actions import Fold, delete_as, log, save_as, take_over
from evaluations.projects.models import Project, ProjectMember, ProjectRole

ENGAGEMENT_FIELDS = (
    "contract_number",
    "signed_on",
    "amount",
    "amount_unit",
    "starts_on",
    "ends_on",
    "parties",
    "payment",
    "archiving",
    "competence",
    "independence",
    "risk",
)
MEMBER_FIELDS = ("role", "duties", "title", "certificate", "years", "evaluation_years")
IN_CHARGE = (ProjectRole.LEAD, ProjectRole.MANAGER)
OF_THE_FIRM = (ProjectRole.LEAD, ProjectRole.MANAGER, ProjectRole.EVALUATOR, ProjectRole.REVIEWER)


class NotPossible(Exception):
    """A rule of the trade stands against it; the text says which, and what to do."""


@transaction.atomic
def edit_engagement(
    project: Project, data: Mapping[str, Any], *, revision: int, by: User, verb: str = "修改"
) -> Engagement:
    """Change contract and assessment (`ENGAGEMENT_FIELDS`). Raises Conflict if `revision` is old."""
    Project.objects.select_for_update().get(pk=project.pk)
    row = Engagement.objects.filter(project=project).first() or Engagement(project=project)
    changes = take_over(row, ENGAGEMENT_FIELDS, data, revision)
    if changes:
        row.revision += 1
        save_as(row, by=by)
        fold = Fold(thing="engagement") if verb == "修改" else None
        log(project, by=by, kind="project", verb=verb, subject="承接与合同", changes=changes, fold=fold)
    return row


# Team -----------------------------------------------------------------------------------------------


@transaction.atomic
def add_member(project: Project, user: User, *, role: str, duties: str = "", by: User) -> ProjectMember:
    """Gives the person a role. Inside roles are for people of the firm only. Raises NotPossible."""
    Project.objects.select_for_update().get(pk=project.pk)
    if project.members.filter(user=user).exists():
        raise NotPossible(f"{user}已在小组里；要换角色，请在名单里修改。")
    _check_role(project, user, role)
    member = ProjectMember(project=project, user=user, role=role, duties=duties)
    save_as(member, by=by)
    log(project, by=by, kind="team", verb="加入", subject=f"成员　{user}　{member.get_role_display()}")
    return member


@transaction.atomic
def add_outsider(
    project: Project, *, email: str, name: str, role: str, duties: str, by: User
) -> ProjectMember:
    """Adds a person from outside by e-mail, and tells them.

    Without an account they get one that cannot sign in yet, and an invitation to set its password.
    """
    if role not in OUTSIDE:
        raise NotPossible("按邮箱加入的是机构以外的人，角色只能是专家、委托方或被评价单位。")
    user = User.objects.filter(username__iexact=email).first()
    if user is None:
        user = User(username=email.lower(), email=email.lower(), display_name=name)
        user.set_unusable_password()
        user.save()
    member = add_member(project, user, role=role, duties=duties, by=by)
    invite(member, by=by)
    return member


@transaction.atomic
def change_member(
    project: Project,
    member_pk: int,
    data: Mapping[str, Any],
    *,
    revision: int,
    by: User,
    verb: str = "修改",
) -> ProjectMember:
    """Change role, division of work and qualification. Raises Conflict, NotPossible, or DoesNotExist."""
    Project.objects.select_for_update().get(pk=project.pk)
    row = project.members.select_for_update().get(pk=member_pk)
    before = row.role
    changes = take_over(row, MEMBER_FIELDS, data, revision)
    if row.role != before:
        _check_role(project, row.user, row.role)
        if row.role not in IN_CHARGE:
            _check_not_last(project, row)
        changes = [_in_words(change) for change in changes]
    if changes:
        row.revision += 1
        save_as(row, by=by)
        log(project, by=by, kind="team", verb=verb, subject=f"成员　{row.user}", changes=changes)
    return row


@transaction.atomic
def remove_member(project: Project, member_pk: int, *, by: User) -> None:
    """Takes a person off the project; what they did stays. Raises NotPossible for the last in charge."""
    Project.objects.select_for_update().get(pk=project.pk)
    row = project.members.select_related("user").filter(pk=member_pk).first()
    if row is None:
        return
    _check_not_last(project, row)
    log(project, by=by, kind="team", verb="移出", subject=f"成员　{row.user}　{row.get_role_display()}")
    delete_as(row, by=by)


def _check_role(project: Project, user: User, role: str) -> None:
    if role in OF_THE_FIRM and not project.firm.memberships.filter(user=user).exists():
        raise NotPossible(
            f"{user}不是{project.firm.name}的人员，不能担任{ProjectRole(role).label}；可以作为专家加入。"
        )


def _check_not_last(project: Project, row: ProjectMember) -> None:
    """Somebody stays in charge: a 主评人 or 项目负责人."""
    if not project.members.filter(role__in=IN_CHARGE).exclude(pk=row.pk).exists():
        raise NotPossible(
            f"{row.user}是这个项目唯一的主评人或项目负责人；请先让另一人担任，再换下{row.user}。"
        )


def _in_words(change: Any) -> Any:
    names = dict(ProjectRole.choices)
    return {key: names.get(text, text) if key != "field" else text for key, text in change.items()}


@transaction.atomic
def sign_declaration(project: Project, *, has_interest: bool, explanation: str, by: User) -> Declaration:
    """Everybody signs for themselves; a declared interest is explained. The newest of a person counts."""
    if not project.members.filter(user=by).exists():
        raise NotPossible("只有小组成员和专家才签独立性声明。")
    if has_interest and not explanation.strip():
        raise NotPossible("请说明是什么利害关系，例如：2024年前在被评价单位任职。")
    row = Declaration.objects.create(
        project=project, user=by, has_interest=has_interest, explanation=explanation.strip()
    )
    said = "存在利害关系" if has_interest else "不存在利害关系"
    log(project, by=by, kind="team", verb="签署", subject=f"独立性声明　{said}")
    return row


# Policies ------------------------------------------------------------------------------------------------


@transaction.atomic
def cite(project: Project, document: PolicyDocument, *, by: User) -> Citation:
    """Adds a document of the base to 评价依据, once."""
    Project.objects.select_for_update().get(pk=project.pk)
    cited = Citation.objects.filter(project=project)
    known = cited.filter(number=document.number).first()
    if known is not None:
        return known
    last = cited.aggregate(last=Max("position"))["last"]
    row = Citation(
        project=project,
        position=0 if last is None else last + 1,
        number=document.number,
        title=document.title,
        issuer=document.issuer,
        date=document.date,
    )
    save_as(row, by=by)
    log(
        project,
        by=by,
        kind="project",
        verb="引用",
        subject=f"评价依据　{document.number} {document.title}"[:300],
    )
    return row

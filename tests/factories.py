"""What most tests need: people, firms, and projects read from a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import factory

from evaluations.engagement.models import Declaration
from evaluations.exchange.actions import import_dossier
from evaluations.people.models import Firm, FirmMembership, FirmRole, Organisation, User
from evaluations.projects.models import Project, ProjectMember, ProjectRole

CASES = Path(__file__).parent / "cases"
PASSWORD = "a-password-for-tests"


class FirmFactory(factory.django.DjangoModelFactory[Firm]):
    class Meta:
        model = Firm

    name = factory.Sequence(lambda number: f"第{number}会计师事务所")
    slug = factory.Sequence(lambda number: f"firm-{number}")


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    firm = factory.SubFactory(FirmFactory)
    name = factory.Sequence(lambda number: f"第{number}中心")


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person-{number}@example.com")
    display_name = factory.Sequence(lambda number: f"第{number}人")
    password = factory.django.Password(PASSWORD)


def make_firm(**values: Any) -> Firm:
    """A firm of its own."""
    return FirmFactory.create(**values)


def make_user(role: str | None = None, firm: Firm | None = None, **values: Any) -> User:
    """A person; with `firm` (or a `role` in one: admin, staff) also a member of it."""
    user = UserFactory.create(**values)
    if role or firm:
        FirmMembership.objects.create(firm=firm or make_firm(), user=user, role=role or FirmRole.STAFF)
    return user


def make_project(case: str = "linfang_2018", *, firm: Firm | None = None, by: User | None = None) -> Project:
    """A project with everything of the case NAME.json; `by` becomes its manager (项目负责人)."""
    text = (CASES / f"{case}.json").read_bytes()
    firm = firm or make_firm()
    return import_dossier(text, firm=firm, by=by or make_user(firm=firm))


def add_member(
    project: Project,
    user: User | None = None,
    role: str = ProjectRole.EVALUATOR,
    *,
    has_declared: bool = True,
) -> User:
    """Gives `user` (a new one when none is given) the role on the project; an expert has declared."""
    user = user or make_user()
    if role == ProjectRole.EXPERT and has_declared:
        Declaration.objects.create(project=project, user=user, has_interest=False)
    ProjectMember.objects.update_or_create(project=project, user=user, defaults={"role": role})
    return user

"""The page of the surveys."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.projects.models import ProjectRole
from evaluations.questionnaires import queries
from evaluations.questionnaires.models import Survey
from tests.factories import add_member, make_project, make_user

pytestmark = pytest.mark.django_db


def test_shares_are_of_the_valid_sheets_else_of_the_returned_ones() -> None:
    project = make_project("hongda_2018")
    counted = queries.surveys(project)[0]
    assert (counted.returned_rate, counted.valid_rate) == (Decimal("100.00"), None)
    first = counted.questions[0].answers[0]
    assert (first.label, first.count, first.share, first.bar) == ("是，经常关注", 42, Decimal("35.00"), 35)
    Survey.objects.filter(project=project).update(valid=100)
    counted = queries.surveys(project)[0]
    assert (counted.valid_rate, counted.questions[0].answers[0].share) == (Decimal("83.33"), Decimal("42.00"))


@pytest.mark.parametrize(
    ("role", "status"), [(ProjectRole.EVALUATOR, 200), (ProjectRole.REVIEWER, 200), (ProjectRole.EXPERT, 404)]
)
@pytest.mark.parametrize("case", ["linfang_2018", "hongda_2018", "selfeval_2023_hotline"])
def test_the_page(case: str, role: ProjectRole, status: int) -> None:
    project, person, browser = make_project(case), make_user(), Client()
    add_member(project, person, role)
    browser.force_login(person)
    assert browser.get(reverse("questionnaires:surveys", args=[project.pk])).status_code == status

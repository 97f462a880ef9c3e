"""Two officers who sign at once, and many who guess at once: the lock gives one order."""

from __future__ import annotations

import pytest
from django.utils import timezone

from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from reports.publishing.delivery import actions
from reports.publishing.delivery.models import Receipt, ShareAttempt
from reports.publishing.delivery.queries import WRONG_MOST
from reports.publishing.releases.models import Release
from tests.concurrency import at_once
from tests.factories import add_member, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_officers_give_one_receipt(project: Project, release: Release, officer: User) -> None:
    other = add_member(project, make_user(), ProjectRole.BUREAU_OFFICER)
    at_once(*(lambda by=by: actions.sign_for(release, by=by) for by in (officer, other)))
    assert Receipt.objects.count() == 1
    assert project.activities.filter(verb="签收").count() == 1


def test_guessing_at_once_wins_no_more_tries(release: Release, lead: User) -> None:
    made = actions.share(release, recipient="市审计局", until=timezone.localdate(), most=5, by=lead)
    wrong = WRONG_MOST + 3
    at_once(*(lambda: actions.open_link(made.secret, "AAAAAAAAAA", address=None) for _ in range(wrong)))
    assert ShareAttempt.objects.count() == WRONG_MOST

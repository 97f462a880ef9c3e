"""机构设置: the firm's policies, by its admins only."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.people.models import Firm, User
from tests.factories import make_firm, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def gu() -> User:
    return make_user("admin", make_firm(), display_name="顾言蹊")


@pytest.fixture
def browser(gu: User) -> Client:
    made = Client()
    made.force_login(gu)
    return made


def firm_of(person: User) -> Firm:
    return Firm.objects.get(members=person)


def test_an_admin_sets_the_policy_and_the_history_names_them(browser: Client, gu: User) -> None:
    url = reverse("people:firm")
    assert browser.get(url).context["form"].initial == {"evidence_policy": "warn", "revision": 1}
    answer = browser.post(url, {"evidence_policy": "block", "revision": 1})
    assert answer.url == url
    firm = firm_of(gu)
    assert (firm.evidence_policy, firm.revision) == ("block", 2)
    assert firm.history.first().history_user == gu


def test_the_same_again_writes_nothing(browser: Client, gu: User) -> None:
    browser.post(reverse("people:firm"), {"evidence_policy": "warn", "revision": 1})
    assert firm_of(gu).revision == 1


def test_an_old_revision_is_refused_and_shows_both(browser: Client, gu: User) -> None:
    url = reverse("people:firm")
    browser.post(url, {"evidence_policy": "block", "revision": 1})
    answer = browser.post(url, {"evidence_policy": "off", "revision": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "顾言蹊" in page
    assert "已改为“不得复核通过”" in page
    assert answer.context["form"].initial == {"evidence_policy": "off", "revision": 2}
    assert firm_of(gu).evidence_policy == "block"


@pytest.mark.parametrize("policy", ["", "never"])
def test_an_unknown_policy_is_refused(browser: Client, gu: User, policy: str) -> None:
    answer = browser.post(reverse("people:firm"), {"evidence_policy": policy, "revision": 1})
    assert answer.status_code == 422
    assert "没有保存：请在“没有证据不得满分”里选择一项。" in answer.content.decode()
    assert firm_of(gu).revision == 1


def test_only_admins_are_offered_the_page(browser: Client, gu: User) -> None:
    staff = Client()
    staff.force_login(make_user("staff", firm_of(gu)))
    assert "机构设置" in browser.get(reverse("desk:home")).content.decode()
    assert "机构设置" not in staff.get(reverse("desk:home")).content.decode()

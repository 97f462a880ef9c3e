"""The client's address behind our own proxies; what a client writes into the header is not believed."""

from __future__ import annotations

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from evaluations.people.middleware import forwarded
from evaluations.stages.models import Signature
from tests.evaluations.stages.making import make_cast, shown, stage_of
from tests.factories import PASSWORD, make_user

FORGED = "203.0.113.66"


@pytest.mark.parametrize(
    ("header", "proxies", "found"),
    [
        (FORGED, 0, ""),
        ("192.0.2.7", 1, "192.0.2.7"),
        (f"{FORGED}, 192.0.2.7", 1, "192.0.2.7"),
        (f"{FORGED}, 192.0.2.7, 10.0.0.2", 2, "192.0.2.7"),
        (FORGED, 2, ""),
        ("", 1, ""),
        ("192.0.2.7:51234", 1, "192.0.2.7"),
        ("[2001:db8::7]:51234", 1, "2001:db8::7"),
        ("2001:db8::7", 1, "2001:db8::7"),
        ("unknown", 1, ""),
        ("<script>", 1, ""),
        (f"{FORGED},", 1, ""),
    ],
)
def test_only_what_our_own_proxies_appended_is_believed(header: str, proxies: int, found: str) -> None:
    assert forwarded(header, proxies) == found


@pytest.mark.django_db
@pytest.mark.parametrize(("proxies", "kept"), [(0, "10.0.0.1"), (1, "192.0.2.7")])
def test_a_signature_keeps_the_address_of_who_signed(settings: Any, proxies: int, kept: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    cast = make_cast()
    signer = stage_of(cast.project, "accept").signers.all()[0]
    browser = Client(REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": f"{FORGED}, 192.0.2.7"})
    browser.force_login(cast[signer.role], backend="django.contrib.auth.backends.ModelBackend")
    sent = {
        "act": "approve",
        "opinion": "同意。",
        "password": PASSWORD,
        "shown": shown(cast.project, "accept"),
    }
    browser.post(reverse("stages:sign", args=[cast.project.pk, "accept"]), sent)
    assert Signature.objects.get(project=cast.project).address == kept


@pytest.mark.django_db
def test_a_forged_header_is_no_way_around_the_lock(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    make_user(username="zhou@example.com")
    for place in range(6):
        header = {"X-Forwarded-For": f"203.0.113.{place}, 192.0.2.7"}
        typed = {"username": "zhou@example.com", "password": "wrong"}
        answer = Client(REMOTE_ADDR="10.0.0.1").post(reverse("people:login"), typed, headers=header)
    assert answer.status_code in {403, 429}
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {"192.0.2.7"}

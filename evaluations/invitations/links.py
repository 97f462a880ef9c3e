"""The secret of an invitation's link: made from the installation's key, so that no row holds it."""

from __future__ import annotations

import base64
import hashlib
import re

from django.utils.crypto import salted_hmac

_LINK = re.compile(r"(?P<number>[1-9][0-9]{0,17})-(?P<secret>[A-Za-z0-9_-]{43})")


def secret_of(nonce: str) -> str:
    """256 bits, 43 characters."""
    digest = salted_hmac("evaluations.invitations", nonce, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def sha256_of(secret: str) -> str:
    """What is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def parts_of(link: str) -> tuple[int, str] | None:
    """The number and the secret that a link claims; None for what is no link."""
    found = _LINK.fullmatch(link)
    return (int(found["number"]), found["secret"]) if found else None

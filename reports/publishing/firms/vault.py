"""Where a firm's key lies: encrypted with `settings.CERTIFICATE_KEY`, opened only to seal."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class VaultClosed(Exception):
    """What lies here was locked with another key; the message says what to do."""


def locked(content: bytes) -> str:
    """The bytes as a token that only this installation opens."""
    return Fernet(settings.CERTIFICATE_KEY).encrypt(content).decode("ascii")


def unlocked(token: str) -> bytes:
    """The bytes behind a token. Raises VaultClosed."""
    try:
        return Fernet(settings.CERTIFICATE_KEY).decrypt(token.encode("ascii"))
    except InvalidToken as error:
        raise VaultClosed(
            "机构证书是用另一把密钥加密的，打不开。请在“机构设置　签发”里重新上传证书。"
        ) from error

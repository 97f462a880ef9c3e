"""One machine, no server to set up: the settings of `scripts/serve` and `manage.py`."""

import base64
import secrets
from collections.abc import Callable

from django.core.management.utils import get_random_secret_key

from config.settings.base import *
from config.settings.base import VAR, env


def _own_secret(name: str, make: Callable[[], str]) -> str:
    """A key of this installation's own, made at first use and kept in its private folder."""
    path = VAR / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(), encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8")


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = _own_secret("secret-key", get_random_secret_key)
CERTIFICATE_KEY = env.str("CERTIFICATE_KEY", default="") or _own_secret("certificate-key", _fernet_key)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

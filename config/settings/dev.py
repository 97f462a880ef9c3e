"""One machine, no server to set up: the settings of `scripts/serve` and `manage.py`."""

from django.core.management.utils import get_random_secret_key

from config.settings.base import *
from config.settings.base import VAR, env


def _own_secret() -> str:
    """A key of this installation's own, made at first use and kept in its private folder."""
    path = VAR / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(get_random_secret_key(), encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8")


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = _own_secret()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

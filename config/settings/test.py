"""The tests: a private folder of their own, quick password hashes, tasks run where they are called."""

import tempfile
from pathlib import Path

from config.settings.base import *
from config.settings.base import DATABASES, MIDDLEWARE

SECRET_KEY = "only-for-tests"  # noqa: S105 - not a secret
CERTIFICATE_KEY = "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtLS0="
PUBLIC_URL = "https://yanqing.example"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="jiheng-test-"))
MIDDLEWARE = [m for m in MIDDLEWARE if "whitenoise" not in m]
DATABASES["default"].pop("CONN_MAX_AGE", None)
DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
AXES_ENABLED = True
SURVEY_DOOR_SECONDS = 0

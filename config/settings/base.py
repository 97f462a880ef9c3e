"""What every installation shares. The environment is read here and in the three files beside it only."""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF

ROOT = Path(__file__).resolve().parents[2]
env = environ.Env()

VAR = Path(env.str("JIHENG_VAR", default=str(ROOT / "var")))
"""The private folder: embedded database, broker, files. Never served by the web server."""

VERSION = "0.1.0"

PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://127.0.0.1:{env.str('PORT', default='8000')}").rstrip("/")
"""Where everybody reaches the site: printed in releases for their verification, and in mails."""

INSTALLED_APPS = [
    "indicators",
    "evaluations",
    "reports",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "simple_history",
    "axes",
    "csp",
    "rules",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

TRUSTED_PROXIES = 0
"""How many reverse proxies of our own stand before the site: so many entries of X-Forwarded-For count."""

MIDDLEWARE = [
    "evaluations.people.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "evaluations.projects.middleware.FrozenMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database ------------------------------------------------------------------------------------
# The embedded default needs no server; DATABASE_URL=postgres://… switches to PostgreSQL.
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'jiheng.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Opening and closing the file costs as much as handing in a questionnaire.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "evaluations.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
    {"NAME": "evaluations.people.passwords.MinimumLength"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "people:login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "evaluations.people.views.locked_out"

# Language and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Files -----------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "files"
EVIDENCE_FILE_BYTES = env.int("EVIDENCE_FILE_MB", default=50) * 1024 * 1024
"""The largest file of evidence."""
EVIDENCE_PROJECT_BYTES = env.int("EVIDENCE_PROJECT_MB", default=5 * 1024) * 1024 * 1024
"""How much evidence a project may hold in all."""
ARCHIVE_UPLOAD_BYTES = env.int("ARCHIVE_UPLOAD_MB", default=1024) * 1024 * 1024
"""The largest archive that is taken in the browser; `manage.py restore_archive` takes any."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# Surveys -----------------------------------------------------------------------------------------
# A village shares one address: limits are for robots.
SURVEY_STARTS = env.int("SURVEY_STARTS", default=300)
"""How many sheets of a survey one address may begin within ten minutes, in each process of the web server."""
SURVEY_POSTS = env.int("SURVEY_POSTS", default=1200)
"""How many pages of a survey it may send in that time."""
SURVEY_BODY_BYTES = 4 * 1024 * 1024
"""The longest sheet: 200 answers in words, each as long as it may be."""
SURVEY_DOOR_SECONDS = 2
"""How long each process believes what it knows of a survey: its version, times, quotas, rules."""

# Forms -----------------------------------------------------------------------------------------
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Mail -------------------------------------------------------------------------------------------
# EMAIL_URL=smtp+tls://user:password@host:587; without one, mails are kept as files in the private folder.
EMAIL_URL = env.str("EMAIL_URL", default="")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(VAR / "mails")
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="jiheng@localhost")

# Security -----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# Jobs ---------------------------------------------------------------------------------------------
# No transport alone keeps every task; evaluations.jobs keeps a row per job as the truth.
BROKER_URL = env.str("BROKER_URL", default="filesystem://")
if BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT = "config.broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR / "broker"),
        "data_folder_out": str(VAR / "broker"),
        "control_folder": str(VAR / "broker-control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
else:
    CELERY_BROKER_URL = BROKER_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 600,
        "unacked_restore_interval": 5,
    }
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "evaluations.jobs.sweep", "schedule": 5.0},
    "deliver-notices": {"task": "evaluations.notices.deliver", "schedule": 15.0},
    "remind-of-stages": {
        "task": "evaluations.stages.remind",
        "schedule": crontab(hour="8,14", minute="30"),
    },
    "remind-of-rectification": {
        "task": "evaluations.rectification.remind",
        "schedule": crontab(hour="9", minute="0"),
    },
    "tell-of-openings": {
        "task": "reports.reading.tell",
        "schedule": crontab(hour="7,10,14", minute="0"),
    },
    "give-up-unfinished-sheets": {
        "task": "evaluations.questionnaires.give_up_unfinished",
        "schedule": crontab(hour="3", minute="40"),
    },
    "sweep-uploads": {"task": "evaluations.people.sweep_uploads", "schedule": crontab(hour="3", minute="50")},
    "forget-silent": {"task": "evaluations.projects.forget_silent", "schedule": 60.0},
}
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=30)
"""How long a worker may be silent before its job is given to another."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"sweeps": {"()": "config.logs.SweepsAtDebug"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["sweeps"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # reports.rendering listens itself: a warning of the typesetter is a failure, a page is progress.
    # pikepdf tells at INFO that it was loaded, in the midst of what a command prints.
    "loggers": {"weasyprint": {"propagate": False}, "pikepdf": {"level": "WARNING"}},
}

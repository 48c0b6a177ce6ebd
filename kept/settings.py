"""Settings of Kept. Secrets and places come from the environment and the data folder, never from this file."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kept.server.connections import django_settings
from kept.server.place import data_folder
from kept.server.secret import application_secret

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = data_folder()
SECRET_KEY = application_secret()

SERVED_WITH_TLS = os.environ.get("KEPT_TLS") == "1"
DEBUG = False
DEBUG_PAGES = os.environ.get("KEPT_PAGES") == "development" or not SERVED_WITH_TLS
ALLOWED_HOSTS = [
    host for host in os.environ.get("KEPT_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",") if host
]

INSTALLED_APPS = [
    "kept.tenancy",
    "kept.audit",
    "kept.identity",
    "kept.grants",
    "kept.web",
    "kept.privacy",
    "kept.crm.records",
    "kept.crm.fields",
    "kept.crm.companies",
    "kept.crm.contacts",
    "kept.crm.activities",
    "kept.crm.titles",
    "kept.crm.files",
    "kept.crm.imports",
    "kept.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
]

MIDDLEWARE = [
    "kept.web.csp.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kept.grants.doorway.Doorway",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "kept.urls"
WSGI_APPLICATION = "kept.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

ROLE = os.environ.get("KEPT_DB_ROLE", "app")
DATABASES = {role: {**django_settings(role), "ENGINE": "kept.audit.backend"} for role in ("app", "owner")}
DATABASES["default"] = DATABASES.pop(ROLE if ROLE in DATABASES else "app")
DATABASES.setdefault("owner", {**django_settings("owner"), "ENGINE": "kept.audit.backend"})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.User"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

PATHS_WITHOUT_DATABASE = ("/healthz", "/readyz")
DOORS_OF_OTHERS: dict[str, tuple[str, ...]] = {}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("cs", _("Czech"))]
LANGUAGE_COOKIE_NAME = "kept_language"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

_prefix = "__Host-" if SERVED_WITH_TLS else ""
SESSION_COOKIE_NAME = f"{_prefix}kept_session"
CSRF_COOKIE_NAME = f"{_prefix}kept_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_WITH_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 63072000 if SERVED_WITH_TLS else 0
X_FRAME_OPTIONS = "DENY"

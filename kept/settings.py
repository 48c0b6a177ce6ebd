"""Settings of Kept. Secrets and places come from the environment and the data folder, never from this file."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kept.grants.configuration import second_step_of_staff
from kept.identity import doors as identity_doors
from kept.outside.configuration import (
    alarm_settings,
    file_settings,
    mail_settings,
    mailbox_settings,
    password_settings,
    scanner_settings,
    trace_settings,
)
from kept.server.connections import django_settings
from kept.server.place import data_folder
from kept.server.secret import application_secret
from kept.status.around import noted
from kept.tracking.telling import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = data_folder()
SECRET_KEY = application_secret()

SERVED_WITH_TLS = os.environ.get("KEPT_TLS") == "1"
DEBUG = False
DEBUG_PAGES = os.environ.get("KEPT_PAGES") == "development" or not SERVED_WITH_TLS
ALLOWED_HOSTS = [
    host for host in os.environ.get("KEPT_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",") if host
]
# Where links in mails lead: KEPT_SITE_URL, else what the server was started with.
_behind_proxy = os.environ.get("KEPT_PROXY") == "1" and ALLOWED_HOSTS
SITE_URL = os.environ.get("KEPT_SITE_URL") or (
    f"https://{ALLOWED_HOSTS[0]}" if _behind_proxy else os.environ.get("KEPT_ADDRESS", "http://localhost:8000")
)

INSTALLED_APPS = [
    "kept.tenancy",
    "kept.audit",
    "kept.tenancy.sealing",
    "kept.consent",
    "kept.outside",
    "kept.identity",
    "kept.grants",
    "kept.web",
    "kept.privacy",
    "kept.privacy.notices",
    "kept.privacy.retention",
    "kept.privacy.requests",
    "kept.privacy.erasure",
    "kept.privacy.leaving",
    "kept.privacy.ending",
    "kept.newsletter",
    "kept.desk",
    "kept.billing",
    "kept.tracking",
    "kept.backup",
    "kept.status",
    "kept.crm.nouns",
    "kept.crm.records",
    "kept.crm.fields",
    "kept.crm.companies",
    "kept.crm.contacts",
    "kept.crm.activities",
    "kept.crm.titles",
    "kept.crm.files",
    "kept.crm.imports",
    "kept.crm.acts",
    "kept.crm.privacy",
    "kept.crm.exports",
    "kept.crm.home",
    "kept.public",
    "kept.console",
    "kept.console.lockbox",
    "kept.console.reviewing",
    "kept.console.disclosing",
    "kept.console.announcing",
    "kept.api",
    "kept.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "kept.tracking.watching.RequestLog",
    "kept.web.csp.HeadersMiddleware",
    "kept.web.asked.Asked",
    "kept.consent.cookies.CookieGate",
    "kept.web.packing.PackingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kept.identity.hashing.Gate",
    "kept.web.errors.RefusalMiddleware",  # outside the doorway, so that a refusal undoes what was half done
    "kept.grants.doorway.Doorway",  # what stands below is for pages: programs go straight to their door
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "kept.identity.signed_in.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kept.identity.preferences.Preferences",
    "allauth.account.middleware.AccountMiddleware",
]

LOGGING = logging_settings()
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
                "kept.public.shell.frame",
            ],
        },
    }
]

FORM_RENDERER = "kept.web.forms.Renderer"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "kept.web.errors.stale_form"

ROLE = os.environ.get("KEPT_DB_ROLE", "app")
DATABASES = {role: {**django_settings(role), "ENGINE": "kept.audit.backend"} for role in ("app", "owner")}
DATABASES["default"] = DATABASES.pop(ROLE if ROLE in DATABASES else "app")
DATABASES.setdefault("owner", {**django_settings("owner"), "ENGINE": "kept.audit.backend"})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.User"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["kept.identity.passwords.Argon2id"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "kept.identity.passwords.LongEnough"},
    {"NAME": "kept.identity.passwords.NotCommon"},
    {"NAME": "kept.identity.passwords.NotYourself"},
    {"NAME": "kept.identity.breached.NotBreached"},
]

ACCOUNT_ADAPTER = "kept.identity.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "kept.identity.forgotten.Keys"  # noqa: S105  # a place
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_FORMS = {
    "login": "kept.identity.forms.SignIn",
    "reset_password": "kept.identity.forms.Forgotten",
    "reset_password_from_key": "kept.identity.forms.NewPassword",
    "change_password": "kept.identity.forms.ChangePassword",
    "add_email": "kept.identity.forms.NewEmail",
    "reauthenticate": "kept.identity.forms.Again",
}
# Wrong passwords are counted for an address together with the network it is tried from: nobody can lock out another.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/5m/key,10/h/key,30/d/key,30/m/ip",
    "confirm_email": "1/m/key",
    # The forms for strangers, and how often one mailbox is asked whether it wants the newsletter.
    "newsletter": "20/h/ip",
    "newsletter_mail": "3/h/key,5/d/key",
    "reading": "60/m/ip",
    "call_back": "10/h/ip",
    "contact": "10/h/ip",
    "chat": "10/h/ip",
    "chat_line": "30/m/key,120/m/ip",
    "idea": "10/h/ip",
    "your_data": "20/m/ip,60/h/ip",
    "your_data_code": "20/m/ip,10/h/key",
}
MFA_ADAPTER = "kept.identity.adapter.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SERVED_WITH_TLS
MFA_FORMS = {
    "authenticate": "kept.identity.forms.SecondStep",
    "reauthenticate": "kept.identity.forms.SecondStepAgain",
    "activate_totp": "kept.identity.forms.StartApp",
    "add_webauthn": "kept.identity.forms.AddPasskey",
}
CACHES = {"default": {"BACKEND": "kept.identity.attempts.Attempts"}}

PATHS_WITHOUT_DATABASE = ("/healthz", "/readyz", "/status", "/status.atom", "/metrics")
PATHS_OF_PROGRAMS = "/api/v2/"
STAFF_SECOND_STEP = second_step_of_staff(
    here_alone=bool(os.environ.get("KEPT_SERVING"))
    and not SERVED_WITH_TLS  # in the clear it is served to loopback only
)
DOORS_OF_OTHERS: dict[str, tuple[str, ...]] = {**identity_doors.DOORS}
MAIL = mail_settings()
PASSWORDS = password_settings()
ALARMS = alarm_settings()
SCANNER = scanner_settings()  # that looks into files that come in; without an address there is none
TRACES = trace_settings()  # the collector of traces; without an address none is sent
FILES = file_settings()  # the bucket in which files lie; empty when it is the data folder
MAILBOXES = {name: mailbox_settings(name) for name in ("desk", "bounces")}

IMPORT_MEGABYTES = int(os.environ.get("KEPT_IMPORT_MEGABYTES", "100"))  # the largest file that is taken
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"worker_middleware": [noted]}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("cs", _("Czech"))]
LANGUAGE_COOKIE_NAME = "kept_language"
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_TZ = True
TIME_ZONE = "UTC"

FILE_LIMIT = int(os.environ.get("KEPT_FILE_MB", "25")) * 1024 * 1024  # bytes of one file of a record

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if (STATIC_ROOT / "staticfiles.json").exists()
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

_prefix = "__Host-" if SERVED_WITH_TLS else ""
SESSION_ENGINE = "kept.identity.sessions"
SESSION_COOKIE_AGE = CSRF_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_NAME = f"{_prefix}kept_session"
CSRF_COOKIE_NAME = f"{_prefix}kept_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_WITH_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 63072000 if SERVED_WITH_TLS else 0
X_FRAME_OPTIONS = "DENY"

# The API serves both slash forms of each address without a redirect, which would lose a body: `/?$` is meant.
SILENCED_SYSTEM_CHECKS = ["urls.W002"]

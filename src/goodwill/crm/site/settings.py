"""Django's settings, from the installation's configuration."""

from __future__ import annotations

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from goodwill.crm.accounts.signing_on import providers
from goodwill.crm.site.configuration import configured
from goodwill.crm.site.mail import mail_settings

CONFIGURATION = configured()
CRM = Path(__file__).parents[1]

SECRET_KEY = CONFIGURATION.secret_key
RECORDS_KEY = CONFIGURATION.records_key
RECORDS_KEY_FALLBACKS: list[str] = []
DEBUG = CONFIGURATION.debug
ALLOWED_HOSTS = CONFIGURATION.allowed_hosts
ROOT_URLCONF = "goodwill.crm.site.urls"
WSGI_APPLICATION = "goodwill.crm.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = None

INSTALLED_APPS = [
    "goodwill.crm.site",
    "goodwill.crm.api",
    "goodwill.crm.sales",
    "goodwill.crm.value",
    "goodwill.crm.exchange",
    "goodwill.crm.commerce",
    "goodwill.crm.customers",
    "goodwill.crm.records",
    "goodwill.crm.accounts",
    "goodwill.crm.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "goodwill.crm.site.observing.observe",
    "goodwill.crm.site.health.answer_first",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "goodwill.crm.accounts.middleware.speak_to_the_user",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "goodwill.crm.accounts.middleware.note_devices",
    "goodwill.crm.accounts.limiting.not_too_fast",
    "goodwill.crm.accounts.middleware.only_known_people",
    "goodwill.crm.accounts.second_factor.second_factor_first",
    "goodwill.crm.records.asking.answer_refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "goodwill.crm.ui.templating.environment",
            "context_processors": ["goodwill.crm.site.rooms.around"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [CRM / "accounts" / "allauth_templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "goodwill.crm.ui.templating.words",
            ],
        },
    },
]

# --- where things are kept ------------------------------------------------------------------

DATABASES = {"default": dj_database_url.parse(CONFIGURATION.database)}
_DATABASE = DATABASES["default"]
_DATABASE["CONN_MAX_AGE"] = None
if _DATABASE["ENGINE"].endswith("sqlite3"):
    # Measured: Django's defaults lose one write in six when eight people write at once.
    _DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456; PRAGMA cache_size=-65536"
        ),
    }
else:
    _DATABASE["CONN_HEALTH_CHECKS"] = True
    # Values are sent beside the text, so that plans can be kept; `wsgi` says where they are.
    _DATABASE["OPTIONS"] = {"server_side_binding": True}

MEDIA_ROOT = CONFIGURATION.home / "attachments"
STATIC_ROOT = CONFIGURATION.home / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [("look", CRM.parent / "report" / "look")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = CONFIGURATION.largest_upload_mb * 2**20
# Several processes answer: what one knows of a login or a failed try, all must know.
SESSION_ENGINE = "goodwill.crm.accounts.sessions"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- languages, times, money ----------------------------------------------------------------

USE_I18N = True
USE_TZ = True
TIME_ZONE = CONFIGURATION.time_zone
LANGUAGE_CODE = {"zh-Hans": "zh-hans", "zh-Hant": "zh-hant"}.get(CONFIGURATION.language, "en")
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("zh-hant", "繁體中文")]

# --- who gets in ----------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["goodwill.crm.accounts.knowing.Backend"]
FORM_RENDERER = "django.forms.renderers.Jinja2"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "goodwill.crm.accounts.passwords.HardToGuess"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "goodwill.crm.accounts.adapters.InvitedOnly"
SOCIALACCOUNT_ADAPTER = "goodwill.crm.accounts.adapters.KnownPeopleOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited; their address is the administrator's word
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if CONFIGURATION.is_https else "http"
ACCOUNT_PREVENT_ENUMERATION = "strict"
SOCIALACCOUNT_PROVIDERS = providers(CONFIGURATION.single_sign_on)
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # else the policy on forms would stop the way to the provider
# Behind TLS stands a proxy that says who asks; without it nobody may say so.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if CONFIGURATION.is_https else 0
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "goodwill.crm.accounts.second_factor.Factors"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not CONFIGURATION.is_https

# --- what browsers may do -------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIGURATION.is_https
SECURE_SSL_REDIRECT = CONFIGURATION.is_https
SECURE_REDIRECT_EXEMPT = ["^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.is_https else None
SECURE_HSTS_SECONDS = 31_536_000 if CONFIGURATION.is_https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [CONFIGURATION.address]
CSRF_FAILURE_VIEW = "goodwill.crm.ui.failing.forged"
SESSION_COOKIE_AGE = 14 * 24 * 3600

# --- mail and logs --------------------------------------------------------------------------

globals().update(mail_settings(CONFIGURATION.mail_url))
DEFAULT_FROM_EMAIL = CONFIGURATION.mail_from
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "goodwill.crm.site.logs.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["out"], "level": "INFO"},
}

"""Settings of one installation, read from the environment in this one file.

``HOUVAST_ENV`` says what kind of installation this is: ``production`` (the default: every value that has no safe
default must be given, else the start fails with its name), ``demo``, ``development`` or ``test``. A secret ``X`` may
come from a file named by ``X_FILE``.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
import structlog
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from portal.logs import without_personal_data
from portal.queues import QUEUE_OF, QUEUES, SHORT
from portal.storage import storage_from

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()

ENVIRONMENT: str = env.str("HOUVAST_ENV", default="production")
if ENVIRONMENT not in {"production", "demo", "development", "test"}:
    raise ImproperlyConfigured(
        f"HOUVAST_ENV is {ENVIRONMENT!r}; it must be production (the default), demo, development or test."
    )
PRODUCTION = ENVIRONMENT == "production"


def required(name: str, *, outside_production: str) -> str:
    """Return a value that a production installation must give itself."""
    value: str = env.str(name, default="" if PRODUCTION else outside_production)
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Set {name}, or {name}_FILE to the path of a file that holds it. See .env.example."
        )
    return value


# --- core -------------------------------------------------------------------------------------------------------------
SECRET_KEY = required(
    "SECRET_KEY", outside_production="only-for-development-and-tests-never-for-real-people-0123456789"
)
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
# What apps and recovery codes are made of is encrypted with the first of these keys, and read with any of them.
SECOND_FACTOR_KEYS = re.split(
    r"[\s,]+",
    required("SECOND_FACTOR_KEYS", outside_production="b25seS1mb3ItZGV2ZWxvcG1lbnQtYW5kLXRlc3RzISE=").strip(" \n,"),
)
try:
    [Fernet(key) for key in SECOND_FACTOR_KEYS]
except ValueError as error:
    raise ImproperlyConfigured(
        "SECOND_FACTOR_KEYS holds something that is no key: each is 44 characters that stand for 32 random bytes. "
        "deploy/make-secrets makes one. More than one key: separated by a comma or on lines of their own."
    ) from error
DEBUG: bool = env.bool("DEBUG", default=False)
if DEBUG and PRODUCTION:
    raise ImproperlyConfigured("DEBUG must stay off in production. Set HOUVAST_ENV=development to develop.")
BASE_URL = required("BASE_URL", outside_production="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS: list[str] = (
    env.list("ALLOWED_HOSTS", default=[])
    if PRODUCTION
    else env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
)
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set. Give the host names of this portal, separated by commas.")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
AUTH_USER_MODEL = "people.Person"
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var" / "data")))

INSTALLED_APPS = [
    "portal",
    "directory",
    "nudges",
    "adoption",
    "pilots",
    "tools",
    "training",
    "strategy",
    "surveys",
    "governance",
    "outbox",
    "people",
    "common",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "pgtrigger",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "portal.middleware.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.RequestLogMiddleware",
    # Before anything reads a cookie: a ballot arrives without a person.
    "surveys.middleware.NamelessBallotMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.middleware.PrivatePagesMiddleware",
    "people.middleware.PersonLocaleMiddleware",
    "people.middleware.SignInFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.LastSeenMiddleware",
    "people.middleware.SecondFactorMiddleware",
    "portal.middleware.WrongMethodMiddleware",
    "common.middleware.RuleBrokenMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.portal",
            ],
            "builtins": ["common.templatetags.components"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database, cache, queue -------------------------------------------------------------------------------------------
_database: dict[str, Any] = env.db_url_config(
    required("DATABASE_URL", outside_production="postgres://houvast@127.0.0.1:5432/houvast")
)
if _database["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured(
        "DATABASE_URL must name a PostgreSQL database (15 or newer): postgres://user:password@host/name."
    )
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_database,
        # Django's own, with connections that notice a server that says nothing.
        "ENGINE": "common.postgresql",
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 2,
            # Milliseconds that what was sent may stay without a receipt; and seconds, for a connection that only waits.
            "tcp_user_timeout": 2500,
            "keepalives_idle": 10,
            "keepalives_interval": 2,
            "keepalives_count": 2,
            **_database.get("OPTIONS", {}),
        },
        "DISABLE_SERVER_SIDE_CURSORS": env.bool("DATABASE_TRANSACTION_POOLING", default=False),
    }
}
REDIS_URL = required("REDIS_URL", outside_production="redis://127.0.0.1:6379/0")
# Limits and sign-in state must survive a broker that is down, so the default cache is PostgreSQL. Only released
# figures, which can be read again from their rows, may sit in Redis; that backend answers "not cached" on any fault.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "common.cache.PostgresCache", "LOCATION": "common_cache"},
    "released": {
        "BACKEND": "common.cache.FailOpenRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "released",
        "OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3},
    },
    "presence": {
        "BACKEND": "common.cache.FailOpenRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "presence",
        "OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3},
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "people.adapters.SessionSerializer"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# By these names a browser takes a cookie over HTTPS only, and no other host of the organisation can set one.
_HOST, _SECURE = ("__Host-", "__Secure-") if PRODUCTION else ("", "")
SESSION_COOKIE_NAME = f"{_HOST}houvast_session"
CSRF_COOKIE_NAME = f"{_HOST}csrftoken"
THEME_COOKIE_NAME = f"{_HOST}theme"
MESSAGE_STORAGE = "common.flash_messages.Storage"
MESSAGES_COOKIE_NAME = f"{_HOST}messages"
# By which somebody's own device is told from a stranger's; it goes with the pages of signing in only.
DEVICE_COOKIE_NAME = f"{_SECURE}houvast_device"
DEVICE_COOKIE_PATH = "/account/"

CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 60 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 55 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 2 * 60 * 60,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 1,
    "global_keyprefix": env.str("QUEUE_PREFIX", default="houvast:"),
}
CELERY_TIMEZONE = "Europe/Amsterdam"
# A worker that is told no queue takes both.
CELERY_TASK_QUEUES = [Queue(name) for name in QUEUES]
CELERY_TASK_DEFAULT_QUEUE = SHORT
CELERY_TASK_ROUTES = {task: {"queue": queue} for task, queue in QUEUE_OF.items()}

# --- language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LANGUAGE_COOKIE_NAME = f"{_HOST}houvast_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
FORMAT_MODULE_PATH = ["portal.formats"]

# --- files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
STORED_FILES_DIR = Path(env.str("STORED_FILES_DIR", default=str(DATA_DIR / "files")))
# The key that signs badges and files of evidence: outside the database, so that who copies that can sign nothing.
SIGNING_KEYS_DIR = Path(env.str("SIGNING_KEYS_DIR", default=str(DATA_DIR / "signing-keys")))
# Keys that open sealed ballots live here: outside the database and outside every backup, destroyed when a wave closes.
# An operator chooses the folder, since whatever we took could be one that is copied every night.
WAVE_KEYS_DIR = Path(required("WAVE_KEYS_DIR", outside_production=str(DATA_DIR / "wave-keys")))
for folder in (DATA_DIR, STORED_FILES_DIR):
    if PRODUCTION and WAVE_KEYS_DIR.resolve().is_relative_to(folder.resolve()):
        raise ImproperlyConfigured(
            f"WAVE_KEYS_DIR ({WAVE_KEYS_DIR}) is inside {folder}, which belongs in a backup; keys of surveys belong in "
            "none. Choose a folder that nothing copies, and move what is in the old one there."
        )
STORAGES = {
    "default": storage_from(env.str("STORED_FILES_URL", default=""), folder=STORED_FILES_DIR),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if ENVIRONMENT in {"production", "demo"}
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
        # What root collects into the image, the image's own user reads; FILE_UPLOAD_PERMISSIONS is for stored files.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION and ENVIRONMENT != "demo"
WHITENOISE_AUTOREFRESH = ENVIRONMENT == "development"
WHITENOISE_MAX_AGE = 60
WHITENOISE_ALLOW_ALL_ORIGINS = False
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "common.uploads.TemporaryUploads",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- sign-in (django-allauth) -----------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["people.backends.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "people.backends.OwnNameValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "people.adapters.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "employee_number"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = False
# allauth's own generator writes a row for an address that nobody verified, and later holds that against its person.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
# docs/operations.md explains each of these. "ip" is an address of the network: a whole office may stand behind one.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "activate": "600/m/ip",
    "reset_password": "500/10m/ip,5/10m/key,20/d/key",
    "reset_password_from_key": "600/m/ip",
    "mail_to_stranger": "100/h/ip",
    # Wrong passwords and activation codes; people.adapters counts them.
    "guess_from_address": "100/5m/ip,1000/d/ip",
    "guess_at_account_from_address": "5/5m/key,20/d/key",
    "guess_at_account": "100/d/key",
    "guess_at_account_from_device": "5/5m/key,20/d/key",
    # Wrong codes of an authenticator app, by person.
    "login_failed": "5/5m/key,50/d/key",
    "door": "6/m/key",
    "declare": "30/h/key",
}
MFA_ADAPTER = "people.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
# Nobody types an e-mail address here: HR's file or the directory vouches for it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
# One JSON list of OpenID Connect providers; docs/operations.md shows Entra ID, Keycloak and Google.
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": env.json("OIDC_PROVIDERS", default=[])}
}
SECOND_FACTOR_REQUIRED: bool = env.bool("SECOND_FACTOR_REQUIRED", default=ENVIRONMENT in {"production", "test"})
if PRODUCTION and not SECOND_FACTOR_REQUIRED:
    raise ImproperlyConfigured("SECOND_FACTOR_REQUIRED cannot be switched off in production.")


# --- mail -------------------------------------------------------------------------------------------------------------
def mailer_from(url: str) -> dict[str, Any]:
    """Return Django's mailer for ``smtp://``, ``smtp+tls://``, ``smtp+ssl://``, ``file:///folder`` or ``memory:``.

    An empty address is no mail server: mail waits in the outbox, and the portal says so.
    """
    if not url:
        return {"BACKEND": "common.mail.NotSetUp"}
    parts = urlsplit(url)
    if parts.scheme == "memory":
        return {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
    if parts.scheme == "file":
        folder = unquote(parts.path)
        return {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": folder}}
    if parts.scheme not in {"smtp", "smtp+tls", "smtp+ssl"} or not parts.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL must look like smtp+tls://user:password@host:587 (or smtp://, smtp+ssl://). Empty is no mail."
        )
    return {
        "BACKEND": "common.mail.SmtpBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+tls",
            "use_ssl": parts.scheme == "smtp+ssl",
            "timeout": 20,
        },
    }


if PRODUCTION and "EMAIL_URL" not in env:
    raise ImproperlyConfigured("EMAIL_URL is not set. Give the address of the mail server, or nothing: EMAIL_URL=")
EMAIL_URL: str = env.str(
    "EMAIL_URL", default="memory:" if ENVIRONMENT == "test" else f"file://{DATA_DIR / 'mail'}"
).strip()
MAIL_IS_SET_UP = bool(EMAIL_URL)
MAILERS = {"default": mailer_from(EMAIL_URL)}
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="Houvast <houvast@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- security ---------------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    # No form leads out of the portal. The way to a sign-in service is a link (people.views.sign_in_with_service).
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
    "publickey-credentials-get": ["self"],
    "publickey-credentials-create": ["self"],
}
# Where a weakness is reported: an e-mail address or the address of a page. It stands in /.well-known/security.txt.
SECURITY_CONTACT: str = env.str("SECURITY_CONTACT", default="").strip()
if "@" in SECURITY_CONTACT and ":" not in SECURITY_CONTACT:
    SECURITY_CONTACT = f"mailto:{SECURITY_CONTACT}"
if SECURITY_CONTACT and not re.fullmatch(r"(mailto:[^\s@]+@[^\s@]+|https://\S+)", SECURITY_CONTACT):
    raise ImproperlyConfigured("SECURITY_CONTACT must be an e-mail address or an address that begins with https://.")
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
HTTPS_ONLY = PRODUCTION
SECURE_SSL_REDIRECT = HTTPS_ONLY and env.bool("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_SECURE = HTTPS_ONLY
LANGUAGE_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY and env.bool("HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = HTTPS_ONLY and env.bool("HSTS_PRELOAD", default=True)
# A proxy's word on protocol and address is believed only when the operator says that one stands in front.
TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- logs: structured, without personal data --------------------------------------------------------------------------
_processors: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_personal_data,
]
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": _processors,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {
        "handlers": ["console"],
        "level": env.str("LOG_LEVEL", default="WARNING" if ENVIRONMENT == "test" else "INFO"),
    },
    # Refusals are counted by portal.middleware, without the path; only what broke is worth a trace.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        # It would name the path of who left before the answer.
        "waitress": {"level": "ERROR"},
    },
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        *_processors[1:],
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

SILENCED_SYSTEM_CHECKS: list[str] = []
PORTAL_NAME = _("Houvast")

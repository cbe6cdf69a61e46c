"""The settings: every value that differs between installations comes from the environment.

The README lists the variables; `smartpulse.environment` reads them and says what is wrong with a bad value.
"""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured

from smartpulse import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environment.text("VAR_DIR", str(BASE_DIR / "var")))

DEBUG = environment.boolean("DEBUG", default=False)
SECRET_KEY = environment.text("SECRET_KEY", "for development only" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set: give it 50 random characters and keep it secret. "
        "`make run` makes one and keeps it in var/."
    )

# Where the site is reached. One address decides what must be secure.

PORT = environment.whole_number("PORT", default=8000, least=1, most=65535)
SITE_URL = environment.site_url("SITE_URL", default=f"http://localhost:{PORT}")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
SECURE = SITE_URL.startswith("https://")
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]

ALLOWED_HOSTS = [SITE_HOST] if SECURE else sorted({SITE_HOST, *LOOPBACK})
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")
# smartpulse.network drops this header from everybody but the trusted proxies.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
# Subdomains and the browsers' preload list are for the owner of the whole domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"

COOKIE_PREFIX = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "polls.views.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

INSTALLED_APPS = [
    "smartpulse",
    "polls",
    "comments",
    "smartpulse.admin_site.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "simple_history",
    "django_tasks_db",
]

MIDDLEWARE = [
    "smartpulse.probes.ProbeMiddleware",
    "smartpulse.network.TrustedForwardingMiddleware",
    "smartpulse.bodies.BodyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Above all that could make a page personal: what it keeps was made without reading a cookie.
    "smartpulse.pages.PublicPageMiddleware",
    "smartpulse.content_policy.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "polls.views.errors.MethodNotAllowedMiddleware",
]

ROOT_URLCONF = "smartpulse.urls"
WSGI_APPLICATION = "smartpulse.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "smartpulse.context.site",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Where things are kept.

DATABASE_URL = environment.url_of(
    "DATABASE_URL",
    {"sqlite", "postgres", "postgresql"},
    "postgres://user:password@host/database",
)
DATABASES = {
    "default": dj_database_url.parse(
        DATABASE_URL or f"sqlite:///{VAR_DIR / 'smartpulse.sqlite3'}",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A transaction that will write takes the write lock at once, and waits for it: one that
        # upgrades a read lock later fails with "database is locked" instead of waiting.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a vote that was acknowledged survives a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["ENGINE"] = "smartpulse.postgresql"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = environment.url_of(
    "CACHE_URL", {"redis", "rediss", "unix", "valkey", "valkeys"}, "redis://localhost:6379/0"
)
if CACHE_URL:
    REDIS_URL = CACHE_URL.replace("valkey", "redis", 1)
    CACHES = {
        alias: {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": alias,
        }
        for alias in ("default", "pages")
    }
else:
    # No cache lives in a process: several processes would each keep a truth of their own.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "smartpulse_cache",
        },
        "pages": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "pages",
            "OPTIONS": {"MAX_ENTRIES": 5000},
        },
    }

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Pages link hashed names alone; the others would only be compressed for nobody.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = VAR_DIR / "pictures"
MEDIA_URL = "/pictures/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# What `manage.py housekeeping` queues.
HOURLY_TASKS = ["polls.tasks.housekeeping", "comments.tasks.housekeeping"]
# What `manage.py doctor` looks at, in this order.
EXAMINATIONS = {
    "The site": "smartpulse.doctor.site.examine",
    "The database": "smartpulse.doctor.storage.examine_database",
    "The caches": "smartpulse.doctor.storage.examine_caches",
    "Files": "smartpulse.doctor.storage.examine_files",
    "Jobs": "smartpulse.doctor.jobs.examine",
    "Mail": "smartpulse.doctor.mail.examine",
    "Mail about the discussion": "comments.doctor.examine",
    "Newsletters": "polls.doctor.examine",
    "People": "smartpulse.doctor.people.examine",
}
# What else a question takes along when it is asked again: functions of the earlier poll and the new draft.
ASKED_AGAIN_WITH = ["comments.follow_ups.ask_again"]
# What `manage.py demo` loads after the polls and their reports, in the same transaction.
DEMO_PARTS = ["comments.demo.loader.load"]
# What the desk’s first page misses in a newsletter’s week beside polls and reports.
DESK_SOURCES = ["comments.missing.in_discussions"]
# What of the doctor’s it tells too: meanwhile what editors do has no effect.
DESK_EXAMINATIONS = ["smartpulse.doctor.jobs.waiting", "comments.doctor.examine"]

# Mail.

EMAIL_URL = environment.url_of(
    "EMAIL_URL",
    {"smtp", "submission", "console", "file"},
    "submission://user:password@mail.example.com",
)
_mail = dj_email_url.parse(EMAIL_URL or "console:")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "smartpulse.smtp.EmailBackend"
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"]
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _mail["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _mail["EMAIL_USE_SSL"]
EMAIL_FILE_PATH = _mail["EMAIL_FILE_PATH"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _mail.get("DEFAULT_FROM_EMAIL") or f"SmartPulse <no-reply@{SITE_HOST}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Staff sign-in. Readers have no accounts.

# Whether nobody works at the desk without an authenticator app or a passkey.
REQUIRE_SECOND_FACTOR = environment.boolean("REQUIRE_SECOND_FACTOR", default=False)

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "smartpulse.accounts.StaffAdapter"
ACCOUNT_FORMS = {
    "login": "smartpulse.accounts.SignInForm",
    "request_login_code": "smartpulse.accounts.CodeForm",
    "reset_password": "smartpulse.accounts.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Whoever types an address that no account has would else have us write to it.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_ADAPTER = "smartpulse.accounts.SecondStepAdapter"
MFA_FORMS = {"add_webauthn": "smartpulse.accounts.PasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "SmartPulse"
# Browsers offer passkeys on http for localhost alone; the library would refuse those too.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
# An administrator gives staff their addresses; nothing here ever verifies one.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# The discussion.

# Functions that may hold a comment or call it spam, such as a spam filter's client: docs/moderation.md.
COMMENT_SCREENERS = environment.functions("COMMENT_SCREENERS")

# Words and numbers.

# One language: with translation on, every number that a template prints asks first which one it is.
LANGUAGE_CODE = "en"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # A 404 or a 409 is everyday life: the access log has it.
    "loggers": {"django.request": {"level": "ERROR"}},
}

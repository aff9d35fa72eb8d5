"""Settings come from the environment and fail loudly: each start is a process of its own, as an operator's is."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

WHOLE = {
    "HOUVAST_ENV": "production",
    "SECRET_KEY": "a-secret-of-more-than-fifty-characters-0123456789-abcdefgh",
    "SECOND_FACTOR_KEYS": "b25lLWtleS1vZi10aGlydHktdHdvLWJ5dGVzLWhlcmU=",
    "BASE_URL": "https://portal.example.org/",
    "ALLOWED_HOSTS": "portal.example.org",
    "DATABASE_URL": "postgres://houvast:geheim@db/houvast",
    "REDIS_URL": "redis://broker/0",
    "EMAIL_URL": "smtp+tls://user:p%40ss@mail.example.org:587",
    "DATA_DIR": "/var/lib/houvast",
    "WAVE_KEYS_DIR": "/var/lib/houvast-wave-keys",
}
HAS_A_DEFAULT = {"HOUVAST_ENV", "DATA_DIR"}
READ = (
    "import json, sys; from django.conf import settings; settings.DEBUG;"
    "print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))"
)


def start(environment: dict[str, str], *names: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process that has nothing but this environment, and print the named ones."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", READ, *names],
        cwd=settings.BASE_DIR,
        env=bare | {"DJANGO_SETTINGS_MODULE": "portal.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def read(environment: dict[str, str], *names: str) -> dict[str, object]:
    done = start(environment, *names)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


SAFE: dict[str, object] = {
    "DEBUG": False,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_SECURE": True,
    "SECOND_FACTOR_REQUIRED": True,
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
    "X_FRAME_OPTIONS": "DENY",
    "BASE_URL": "https://portal.example.org",
}


@pytest.mark.parametrize("name", sorted(WHOLE.keys() - HAS_A_DEFAULT))
def test_production_does_not_start_without_a_value_that_only_the_operator_knows(name: str) -> None:
    done = start({key: value for key, value in WHOLE.items() if key != name})
    assert done.returncode != 0
    assert f"{name} is not set" in done.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"HOUVAST_ENV": "staging"}, "HOUVAST_ENV is 'staging'"),
        ({"DEBUG": "true"}, "DEBUG must stay off"),
        ({"DATABASE_URL": "sqlite:///data.db"}, "DATABASE_URL must name a PostgreSQL database"),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL must look like"),
        ({"SECOND_FACTOR_KEYS": "much-too-short"}, "SECOND_FACTOR_KEYS holds something that is no key"),
        ({"WAVE_KEYS_DIR": "/var/lib/houvast/wave-keys"}, "is inside /var/lib/houvast, which belongs in a backup"),
        ({"WAVE_KEYS_DIR": "/srv/../var/lib/houvast"}, "is inside /var/lib/houvast, which belongs in a backup"),
        ({"STORED_FILES_DIR": "/var/lib/houvast-wave-keys"}, "which belongs in a backup"),
        ({"SECOND_FACTOR_REQUIRED": "false"}, "SECOND_FACTOR_REQUIRED cannot be switched off"),
    ],
)
def test_production_does_not_start_with_a_value_that_cannot_be(change: dict[str, str], said: str) -> None:
    done = start(WHOLE | change)
    assert done.returncode != 0
    assert said in done.stderr


def test_production_is_the_default() -> None:
    done = start({key: value for key, value in WHOLE.items() if key not in {"HOUVAST_ENV", "SECRET_KEY"}})
    assert "SECRET_KEY is not set" in done.stderr


def test_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    kept = tmp_path / "secret_key"
    kept.write_text("from-a-file-" + "x" * 50)
    given = {key: value for key, value in WHOLE.items() if key != "SECRET_KEY"} | {"SECRET_KEY_FILE": str(kept)}
    assert read(given, "SECRET_KEY") == {"SECRET_KEY": kept.read_text()}


def test_production_is_safe_unless_told_otherwise() -> None:
    found = read(WHOLE, *SAFE)
    assert found == SAFE


def test_proxy_is_believed_only_when_one_is_named() -> None:
    names = ("SECURE_PROXY_SSL_HEADER", "ALLAUTH_TRUSTED_PROXY_COUNT")
    assert read(WHOLE, *names) == {"SECURE_PROXY_SSL_HEADER": None, "ALLAUTH_TRUSTED_PROXY_COUNT": 0}
    told = read(WHOLE | {"TRUSTED_PROXY_COUNT": "1"}, *names)
    assert told == {"SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"], "ALLAUTH_TRUSTED_PROXY_COUNT": 1}


def test_password_of_the_mail_server_may_hold_any_sign() -> None:
    mailers = read(WHOLE, "MAILERS")["MAILERS"]
    assert isinstance(mailers, dict)
    options = mailers["default"]["OPTIONS"]
    assert (options["host"], options["port"], options["username"], options["password"]) == (
        "mail.example.org", 587, "user", "p@ss",
    )  # fmt: skip
    assert options["use_tls"]
    assert not options["use_ssl"]


def test_empty_address_of_a_mail_server_is_said_to_be_no_mail(tmp_path: Path) -> None:
    secret = tmp_path / "email_url"
    secret.write_text("\n")
    given = {name: value for name, value in WHOLE.items() if name != "EMAIL_URL"} | {"EMAIL_URL_FILE": str(secret)}
    assert read(given, "MAIL_IS_SET_UP") == {"MAIL_IS_SET_UP": False}
    assert read(WHOLE, "MAIL_IS_SET_UP") == {"MAIL_IS_SET_UP": True}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"]} | given | {"DATABASE_URL": os.environ["DATABASE_URL"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Mail is not set up: EMAIL_URL is empty." in done.stderr


def test_sign_in_services_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "oidc_providers"
    secret.write_text('[{"provider_id": "work", "name": "Houtwijk", "client_id": "c", "secret": "s"}]\n')
    found = read(WHOLE | {"OIDC_PROVIDERS_FILE": str(secret)}, "SOCIALACCOUNT_PROVIDERS")["SOCIALACCOUNT_PROVIDERS"]
    assert isinstance(found, dict)
    assert [app["provider_id"] for app in found["openid_connect"]["APPS"]] == ["work"]

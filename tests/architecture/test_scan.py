"""The scan sees a secret that stands in a file, and a licence that is not allowed."""

import pytest

from scripts.scan import ALLOWED, secrets_in


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-----BEGIN PRIVATE " + "KEY-----\n" + "Ab1/" * 12, "private key"),
        ("AKIA" + "Z" * 16, "key of a cloud"),
        ("ghp_" + "a1" * 18, "token of a code host"),
        ("postgres://houvast:" + "hunter22@db/houvast", "password in an address"),
        ("SECRET_KEY = '" + "x9" * 20 + "'", "secret written down"),
    ],
)
def test_secret_in_a_file_is_found_and_not_shown(text: str, kind: str) -> None:
    assert list(secrets_in("a.py", f"first\n{text}\n")) == [f"a.py:2: {kind}"]


def test_placeholders_are_no_secrets() -> None:
    text = "postgres://user:${PASSWORD}@db/name\nSECRET_KEY = env('SECRET_KEY')\nEMAIL_URL=smtp://user:password@host\n"
    assert list(secrets_in("a.py", text)) == []


@pytest.mark.parametrize(("licence", "allowed"), [("LGPL-3.0-only", True), ("GPL-3.0-or-later", False), ("", False)])
def test_licence_is_allowed_by_name(licence: str, allowed: bool) -> None:
    assert bool(ALLOWED.search(licence)) == allowed

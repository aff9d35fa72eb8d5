"""Signing what the organisation says, with the key that also signs badges."""

from datetime import datetime
from typing import Any

from jwt.api_jws import encode

from common.canonical import canonical
from training.services.badges import issuer
from training.services.keys import key_to_sign_with


def sign(content: Any, *, now: datetime) -> str:
    """Return a compact JSON Web Signature (RFC 7515) over the canonical form of ``content``."""
    key, private = key_to_sign_with(now=now)
    return encode(
        canonical(content),
        private,
        algorithm="EdDSA",
        headers={"kid": f"{issuer().did}#{key.public_id}", "typ": "JOSE"},
    )

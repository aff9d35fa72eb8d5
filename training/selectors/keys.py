"""The keys with which badges and files of evidence are signed, and where the private half of each lies."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from training.models import SigningKey


def key_file(key: SigningKey) -> Path:
    """Return the file of a private key: 32 bytes, outside the database, for its owner only."""
    return Path(settings.SIGNING_KEYS_DIR) / f"{key.public_id}.ed25519"


def trusted_keys() -> list[SigningKey]:
    """Return the keys whose signatures count, the newest first: the one that signs and those that were retired."""
    return list(SigningKey.objects.filter(distrusted_at__isnull=True).order_by("-created_at", "-pk"))


def keys_made() -> list[SigningKey]:
    """Return every key that signed or signs, the newest first. One query."""
    return list(SigningKey.objects.select_related("created_by").order_by("-created_at", "-pk"))


def signing_key() -> SigningKey | None:
    """Return the key that signs now, or ``None`` before the first signature. One query."""
    return SigningKey.objects.filter(retired_at__isnull=True).first()


def private_half(key: SigningKey) -> Ed25519PrivateKey | None:
    """Return the private half of a key, or ``None`` when its file is gone."""
    try:
        return Ed25519PrivateKey.from_private_bytes(key_file(key).read_bytes())
    except FileNotFoundError:
        return None

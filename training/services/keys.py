"""Making the keys with which badges and files of evidence are signed, and replacing them."""

import os
from datetime import datetime
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.services import record, take_turns
from people.models import Person
from training import policies
from training.models import SigningKey
from training.selectors.keys import key_file, private_half, signing_key

ONE_AT_A_TIME = 7_340_020
"""Under this number PostgreSQL lets one transaction at a time make a key."""


def key_to_sign_with(*, now: datetime) -> tuple[SigningKey, Ed25519PrivateKey]:
    """Return the key that signs now with its private half; the first signature makes the first key.

    ``RuleBroken`` when its file is gone: an administrator renews the key then.
    """
    key = signing_key() or _first_key(now=now)
    private = private_half(key)
    if private is None:
        raise RuleBroken(
            _("The key that signs is not where it should be. Ask an administrator to renew the signing key.")
        )
    return key, private


@transaction.atomic
def renew_key(*, actor: Person | None, now: datetime, distrust: bool = False) -> SigningKey:
    """Let a new key sign from now on. What the old one signed still counts, unless it is not to be trusted any more.

    ``distrust`` is for a key that somebody else may have: every badge and file that it signed counts for nothing then;
    people download their badges again. ``actor`` is an administrator, or ``None`` on the server itself.
    """
    if actor is not None and not policies.can_renew_key(actor):
        raise RuleBroken(_("Only an administrator renews the signing key."))
    take_turns(ONE_AT_A_TIME)
    old = signing_key()
    if old is not None:
        old.retired_at, old.distrusted_at = now, now if distrust else None
        old.save(update_fields=["retired_at", "distrusted_at"])
        record("signing_key.distrusted" if distrust else "signing_key.retired", old, actor=actor, now=now)
        # Nothing is signed with it any more: what is gone nobody can lose.
        transaction.on_commit(partial(key_file(old).unlink, missing_ok=True))
    return _make(actor=actor, now=now)


@transaction.atomic
def _first_key(*, now: datetime) -> SigningKey:
    take_turns(ONE_AT_A_TIME)
    return signing_key() or _make(actor=None, now=now)


def _make(*, actor: Person | None, now: datetime) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    key = SigningKey.objects.create(
        public_key=private.public_key().public_bytes_raw(), created_at=now, created_by=actor
    )
    path = key_file(key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(private.private_bytes_raw())
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise
    record("signing_key.made", key, actor=actor, now=now)
    return key

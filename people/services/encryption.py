"""Secrets of second factors, encrypted with keys that stay outside the database.

The first of ``settings.SECOND_FACTOR_KEYS`` encrypts; all of them decrypt, so that a key can be replaced.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.services import record
from people.models import Person

log = structlog.get_logger("houvast.accounts")


class UnreadableSecret(RuleBroken):
    """No key of this installation opens a secret: the operator must put the right key back."""


def encrypt_secret(text: str) -> str:
    """Return ``text`` as it may stand in the database."""
    return _keys().encrypt(text.encode()).decode()


def decrypt_secret(encrypted: str) -> str:
    """Return the text of a secret; raise ``UnreadableSecret`` in words for whoever signs in, and log what to do."""
    try:
        return _keys().decrypt(encrypted).decode()
    except InvalidToken as error:
        log.exception(
            "a second factor cannot be decrypted: put the key with which it was encrypted back among "
            "SECOND_FACTOR_KEYS, then run manage.py encrypt_second_factors"
        )
        raise UnreadableSecret(
            _(
                "Your second step cannot be checked at the moment. Your phone and your codes are fine: the portal lacks"
                " a key of its own. Please tell your administrator. Until it is solved you can use a passkey, if you"
                " have one."
            )
        ) from error


@dataclass(slots=True)
class Encrypted:
    """What became of the second factors: encrypted anew, left as they were, or unreadable (of these people)."""

    encrypted: int = 0
    unchanged: int = 0
    refused: list[str] = field(default_factory=list)
    """Public ids of people with a secret that no key opens."""


@transaction.atomic
def reencrypt_second_factors(*, now: datetime) -> Encrypted:
    """Encrypt every secret with the first key; run it after a new key was put before the old one."""
    newest, done = Fernet(settings.SECOND_FACTOR_KEYS[0]), Encrypted()
    keep_a_secret = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
    for factor in keep_a_secret.select_for_update().order_by("pk").iterator(chunk_size=500):
        try:
            data = {name: _with_newest(value, newest) for name, value in factor.data.items()}
        except InvalidToken:
            done.refused.append(str(Person.objects.get(pk=factor.user_id).public_id))
            continue
        if data == factor.data:
            done.unchanged += 1
            continue
        # Around the model: a sign-in that happens meanwhile waits for the lock, and nothing else of the row changes.
        Authenticator.objects.filter(pk=factor.pk).update(data=data)
        record("second_factor.encrypted", factor, actor=None, now=now, fields=["data"])
        done.encrypted += 1
    return done


def unreadable_second_factors() -> int:
    """Return how many second factors no key of this installation opens, as after a restore without the keys."""
    newest, unreadable = Fernet(settings.SECOND_FACTOR_KEYS[0]), 0
    for data in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("data", flat=True):
        try:
            [_with_newest(value, newest) for value in data.values()]
        except InvalidToken:
            unreadable += 1
    return unreadable


def _with_newest(value: Any, newest: Fernet) -> Any:
    """Return an encrypted text under the newest key, unchanged when it is already; leave all other values alone."""
    if isinstance(value, list):
        return [_with_newest(item, newest) for item in value]
    if not isinstance(value, str):
        return value
    try:
        newest.decrypt(value)
    except InvalidToken:
        return _keys().rotate(value).decode()
    return value


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SECOND_FACTOR_KEYS])

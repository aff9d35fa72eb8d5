"""Badges as they are given out: composed, signed with the key of now, and the list that says which count no more."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from common.selectors import organisation_name
from training.documents.badges import (
    Addresses,
    Issuer,
    Signer,
    credential,
    did_document,
    number_of_list,
    revoked_list,
    signed,
)
from training.models import Certificate
from training.selectors.certificates import revoked_numbers
from training.selectors.keys import trusted_keys
from training.services.keys import key_to_sign_with


def badge_of(certificate: Certificate, *, now: datetime) -> str:
    """Return the badge of a certificate, signed with the key of now: downloaded again it is good after a new key too.

    The first badge of an installation makes its first key.
    """
    at = Addresses(check=check_address(certificate), revoked=_list_address(number_of_list(certificate)))
    given_by = issuer(certificate.organisation)
    return signed(credential(certificate, given_by, at), given_by, Signer(*key_to_sign_with(now=now)))


def revoked_badges(number: int, *, now: datetime) -> str:
    """Return one list of revoked badges, signed; it counts for a day."""
    said = revoked_list(
        issuer(), address=_list_address(number), number=number, revoked=revoked_numbers(number), now=now
    )
    return signed(said, issuer(), Signer(*key_to_sign_with(now=now)))


def who_signs() -> dict[str, Any]:
    """Return the DID document of the organisation: under which keys its signatures count."""
    return did_document(issuer(), trusted_keys())


def issuer(name: str = "") -> Issuer:
    """Return who gives badges here, under the name of today or the one given. At most one query."""
    return Issuer(name=name or organisation_name(), address=settings.BASE_URL)


def check_address(certificate: Certificate) -> str:
    """Return the whole address at which everybody who has it can check a certificate."""
    return f"{settings.BASE_URL}{reverse('training:certificate_check', kwargs={'code': certificate.code})}"


def _list_address(number: int) -> str:
    return f"{settings.BASE_URL}{reverse('training:badges_revoked', kwargs={'number': number})}"

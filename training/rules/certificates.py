"""Codes and numbers of certificates, and whether one holds on a day."""

import re
import secrets
from datetime import date

from training.choices import CertificateStanding

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: five bits a letter, and nothing that is taken for something else."""
CODE_LENGTH = 20
BADGES_A_LIST = 131_072
"""The least that the W3C asks of a list of revoked badges, so that its length tells nobody how many there are."""


def new_code() -> str:
    """Return a code of 100 random bits for a new certificate, without letters that look alike."""
    return "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """Return a code as it is kept, from what somebody typed: groups, small letters and look-alikes do not matter."""
    letters = "".join(each for each in typed.upper() if each.isalnum())
    return letters.replace("O", "0").replace("I", "1").replace("L", "1")


def shown_code(code: str) -> str:
    """Return a code in groups of five, to be read and typed."""
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))


def pk_of_number(typed: str) -> int | None:
    """Return which certificate a number means, as ``2026-000417``; nothing for what is no such number."""
    found = re.fullmatch(r"\s*\d{4}-(\d{6,15})\s*", typed)
    return int(found[1]) if found else None


def standing_of(*, revoked: bool, valid_until: date | None, day: date) -> CertificateStanding:
    """Return whether a certificate holds on ``day``; ``valid_until`` is the first day on which it does not."""
    if revoked:
        return CertificateStanding.REVOKED
    return CertificateStanding.EXPIRED if valid_until is not None and valid_until <= day else CertificateStanding.VALID

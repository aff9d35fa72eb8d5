"""Noting that somebody read a version."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from people.models import Person
from strategy.choices import (
    LANGUAGES,
    VersionState,
)
from strategy.models import Acknowledgement, Version


@transaction.atomic
def acknowledge(*, version_id: int, content_hash: str, language: str, actor: Person, now: datetime) -> Acknowledgement:
    """Note that ``actor`` read this version and knows what it means for their work; twice is once.

    The hash is the one of the text that the reader saw. The row is append-only and is its own audit event.
    """
    if language not in LANGUAGES:
        raise RuleBroken(_("Read the text in Dutch or in English first."))
    version = Version.objects.get(pk=version_id)
    if version.state == VersionState.SUPERSEDED:
        raise RuleBroken(_("A newer version took the place of this one while you were reading. Please read that one."))
    if not version.is_current or version.content_hash != content_hash:
        raise RuleBroken(_("The text that you read is not the text that is in force. Open the page again to read it."))
    reading, _created = Acknowledgement.objects.get_or_create(
        version=version,
        person=actor,
        defaults={"version_hash": version.content_hash, "language": language, "at": now},
    )
    return reading

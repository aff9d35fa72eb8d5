"""The key files of a wave, or of another sealed box, outside the database: where, and the one that the web may read."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from common.models import PublicIdModel
from surveys.rules.sealing import BoxKeys, Group, Unreadable


def box_file(of: PublicIdModel) -> Path:
    """Return the file with the secret of a wave's boxes: web and worker read it."""
    return Path(settings.WAVE_KEYS_DIR) / f"{of.public_id}.box"


def seal_file(of: PublicIdModel) -> Path:
    """Return the file with the private key of a wave's ballots: only the close reads it."""
    return Path(settings.WAVE_KEYS_DIR) / f"{of.public_id}.seal"


def has_keys(of: PublicIdModel) -> bool:
    """Whether both key files of a wave are there: without one of them it cannot be answered or closed."""
    return box_file(of).exists() and seal_file(of).exists()


def box_keys(of: PublicIdModel) -> BoxKeys | None:
    """Return the keys of a wave's boxes, or ``None`` when their file is gone. Read anew each time: gone is gone."""
    try:
        secret = box_file(of).read_bytes()
    except FileNotFoundError:
        return None
    return BoxKeys(secret, of.public_id)


def box_ticket(of: PublicIdModel, *, sender: UUID, about: str) -> str | None:
    """Return what a form about one thing carries instead of a person; ``None`` when the keys of the box are gone."""
    keys = box_keys(of)
    return keys.make_ticket(keys.tag_of(sender), Group("", about)) if keys is not None else None


def about_of(of: PublicIdModel, *, ticket: str) -> str | None:
    """Return what a ticket of a sealed box is about; ``None`` for one that is not ours."""
    keys = box_keys(of)
    try:
        return keys.open_ticket(ticket)[1].key if keys is not None else None
    except (Unreadable, ValueError):
        return None


def senders_in(of: PublicIdModel, *, contents: bytes, senders: Iterable[UUID]) -> set[UUID]:
    """Return who of these sent to a sealed box; nobody when its keys are gone."""
    keys = box_keys(of)
    if keys is None:
        return set()
    tags = keys.open_box(0, contents).tags
    return {sender for sender in senders if keys.tag_of(sender) in tags}

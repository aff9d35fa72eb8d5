"""The key files of a wave, outside the database: where they are, and the one that the web process may read."""

from pathlib import Path

from django.conf import settings

from surveys.models import Wave
from surveys.rules.sealing import BoxKeys


def box_file(wave: Wave) -> Path:
    """Return the file with the secret of a wave's boxes: web and worker read it."""
    return Path(settings.WAVE_KEYS_DIR) / f"{wave.public_id}.box"


def seal_file(wave: Wave) -> Path:
    """Return the file with the private key of a wave's ballots: only the close reads it."""
    return Path(settings.WAVE_KEYS_DIR) / f"{wave.public_id}.seal"


def has_keys(wave: Wave) -> bool:
    """Whether both key files of a wave are there: without one of them it cannot be answered or closed."""
    return box_file(wave).exists() and seal_file(wave).exists()


def box_keys(wave: Wave) -> BoxKeys | None:
    """Return the keys of a wave's boxes, or ``None`` when their file is gone. Read anew each time: gone is gone."""
    try:
        secret = box_file(wave).read_bytes()
    except FileNotFoundError:
        return None
    return BoxKeys(secret, wave.public_id)

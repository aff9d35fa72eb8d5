"""Making and destroying the key files of a wave."""

import os
import secrets
from pathlib import Path

from common.models import PublicIdModel
from surveys.rules import sealing
from surveys.selectors.keys import box_file, seal_file

OWNER_ONLY, OWNER_ONLY_FOLDER = 0o600, 0o700


def make_keys(of: PublicIdModel, *, secret: bytes) -> bytes:
    """Write both key files of a wave and return its public key; what an opening left that failed is replaced."""
    private = sealing.new_private_key()
    _write(box_file(of), secret)
    _write(seal_file(of), private)
    return sealing.public_key_of(private)


def new_secret() -> bytes:
    return secrets.token_bytes(sealing.SECRET_BYTES)


def read_private_key(of: PublicIdModel) -> bytes | None:
    """Return the private key of a wave's ballots, or ``None`` when its file is gone."""
    try:
        return seal_file(of).read_bytes()
    except FileNotFoundError:
        return None


def destroy_keys(of: PublicIdModel) -> None:
    """Overwrite and remove both key files; doing it twice does nothing more."""
    for path in (seal_file(of), box_file(of)):
        try:
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(sealing.SECRET_BYTES))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            continue
        _sync_folder(path.parent)


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all, and on the disk before this returns."""
    path.parent.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""How answers are sealed: ballots, the boxes that hold them, the tag that says "has sent", the ticket of a form.

docs/adr/0006-ballot-protocol.md says why. Pure functions over bytes; keys come from outside the database.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import SystemRandom
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_BYTES = 32
TAG_BYTES = 16
MARK_BYTES = 8
"""Half a tag: two of them stand in its place where one person sends several times."""
NONCE_BYTES = 12
BALLOT_BYTES = 512
"""Every ballot is this long before it is sealed, whatever it says."""
SEALED_BALLOT_BYTES = BALLOT_BYTES + 48
"""HPKE adds the sender's ephemeral key (32 bytes) and the seal (16 bytes)."""
PLACE_BYTES = TAG_BYTES + SEALED_BALLOT_BYTES
COUNT_BYTES, SEAL_BYTES = 2, 16

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
CHANCE = SystemRandom()


class Unreadable(Exception):
    """Something sealed does not open with this key: another wave's, damaged, or made by somebody else."""


@dataclass(frozen=True, slots=True)
class Group:
    """The one group that a ballot carries; key empty means none."""

    dimension: str
    key: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one person sent: question code to answer, and the group."""

    group: Group
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """What an opened box holds. The two lists say nothing about each other."""

    tags: frozenset[bytes]
    ballots: tuple[bytes, ...]


class BoxKeys:
    """The three keys of one wave's boxes, made from its one secret."""

    __slots__ = ("_boxes", "_tags", "_tickets", "_wave")

    def __init__(self, secret: bytes, wave_id: UUID) -> None:
        if len(secret) != SECRET_BYTES:
            raise Unreadable("a box secret is 32 bytes")
        self._wave = wave_id.bytes
        self._boxes = ChaCha20Poly1305(self._derive(secret, b"boxes"))
        self._tickets = ChaCha20Poly1305(self._derive(secret, b"tickets"))
        self._tags = self._derive(secret, b"tags")

    def _derive(self, secret: bytes, use: bytes) -> bytes:
        return HKDF(SHA256(), SECRET_BYTES, salt=self._wave, info=b"houvast surveys " + use).derive(secret)

    def tag_of(self, person_id: UUID) -> bytes:
        """Return the mark that a person leaves in a box by sending; without the key it cannot be made or read."""
        return hmac.digest(self._tags, person_id.bytes, hashlib.sha256)[:TAG_BYTES]

    def mark_of(self, tag: bytes, about: str) -> bytes:
        """Return half a tag for one thing that a person can do several times: of whom and of what it does not tell."""
        return hmac.digest(self._tags, tag + about.encode(), hashlib.sha256)[:MARK_BYTES]

    def seal_box(self, number: int, box: Box, *, capacity: int) -> bytes:
        """Return a box as it stands in the database: always equally long, all of it new at every change."""
        ballots = list(box.ballots)
        CHANCE.shuffle(ballots)
        if len(box.tags) > capacity or len(ballots) != len(box.tags):
            raise ValueError("a box holds one ballot for each tag and no more than its people")
        plain = len(box.tags).to_bytes(COUNT_BYTES) + b"".join(sorted(box.tags)) + b"".join(ballots)
        padded = plain.ljust(COUNT_BYTES + capacity * PLACE_BYTES, b"\0")
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._boxes.encrypt(nonce, padded, self._place(number))

    def open_box(self, number: int, contents: bytes) -> Box:
        """Return what is in a box; raise ``Unreadable`` when it is not this wave's box of this number."""
        plain = _decrypt(self._boxes, contents, self._place(number))
        count = int.from_bytes(plain[:COUNT_BYTES])
        tags_end = COUNT_BYTES + count * TAG_BYTES
        ballots_end = tags_end + count * SEALED_BALLOT_BYTES
        return Box(
            tags=frozenset(_cut(plain[COUNT_BYTES:tags_end], TAG_BYTES)),
            ballots=tuple(_cut(plain[tags_end:ballots_end], SEALED_BALLOT_BYTES)),
        )

    def _place(self, number: int) -> bytes:
        return self._wave + number.to_bytes(4)

    def make_ticket(self, tag: bytes, group: Group) -> str:
        """Return what a form carries instead of a person: different each time, stored nowhere."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        plain = tag + json.dumps([group.dimension, group.key]).encode()
        return base64.urlsafe_b64encode(nonce + self._tickets.encrypt(nonce, plain, self._wave)).decode()

    def open_ticket(self, ticket: str) -> tuple[bytes, Group]:
        """Return the tag and group of a ticket; raise ``Unreadable`` when we did not make it for this wave."""
        try:
            sealed = base64.urlsafe_b64decode(ticket.encode())
        except ValueError as error:
            raise Unreadable("not a ticket") from error
        plain = _decrypt(self._tickets, sealed, self._wave)
        dimension, key = json.loads(plain[TAG_BYTES:])
        return plain[:TAG_BYTES], Group(dimension, key)


def _decrypt(cipher: ChaCha20Poly1305, sealed: bytes, place: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("this does not open with this key") from error


def _cut(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def box_number(tag: bytes, boxes: int) -> int:
    """Return in which box a tag belongs, from 0."""
    return int.from_bytes(tag[:8]) % boxes


def capacity_of(contents: bytes) -> int:
    """Return for how many people a box was made; its length says so and never changes."""
    return (len(contents) - NONCE_BYTES - SEAL_BYTES - COUNT_BYTES) // PLACE_BYTES


def box_count(people: int, *, threshold: int) -> int:
    """Return into how many boxes so many people go: 64 or more each, and far more than the threshold."""
    return max(1, people // max(64, 5 * threshold))


# --- ballots ----------------------------------------------------------------------------------------------------------
def new_private_key() -> bytes:
    """Return a new private key of a wave, as the bytes that are kept in its file."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_key_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_ballot(ballot: Ballot, *, public_key: bytes, wave_id: UUID) -> bytes:
    """Return a ballot that only the wave's private key opens; who sealed it cannot open it again."""
    plain = json.dumps([ballot.group.dimension, ballot.group.key, dict(ballot.answers)]).encode()
    if len(plain) > BALLOT_BYTES:
        raise ValueError("a ballot with these answers is too long to be sealed")
    key = X25519PublicKey.from_public_bytes(public_key)
    return SUITE.encrypt(plain.ljust(BALLOT_BYTES), key, info=wave_id.bytes)


def open_ballots(sealed: Sequence[bytes], *, private_key: bytes, wave_id: UUID) -> list[Ballot]:
    """Return all ballots in a random order; raise ``Unreadable`` when one is not of this wave."""
    key = X25519PrivateKey.from_private_bytes(private_key)
    ballots = []
    for one in sealed:
        try:
            plain = SUITE.decrypt(one, key, info=wave_id.bytes)
        except InvalidTag as error:
            raise Unreadable("this does not open with this key") from error
        dimension, group, answers = json.loads(plain)
        ballots.append(Ballot(Group(dimension, group), answers))
    CHANCE.shuffle(ballots)
    return ballots
